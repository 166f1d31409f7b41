"""A draw through the admin, and what the franchise's page says of its security."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.models import SecurityDraw
from tests.factories import (
    FeeAssessmentFactory,
    FranchiseFactory,
    InsuranceRequirementFactory,
    SecurityDrawFactory,
    SecurityFactory,
    SecurityRequirementFactory,
)

pytestmark = pytest.mark.django_db

ADD = "/admin/franchises/securitydraw/add/"


def entered(security, bill, amount):
    return {
        "security": security.pk,
        "assessment": bill.pk,
        "amount": amount,
        "drawn_on": "2026-01-20",
        "because": "The fee was not paid.",
        "replenish_by": "",
    }


@pytest.fixture
def bill():
    return FeeAssessmentFactory(
        franchise__expires_on=date(2090, 1, 1), fiscal_year=2026, amount=Decimal("80.50")
    )


def test_a_draw_is_made_by_its_form(admin_client, bill):
    security = SecurityFactory(franchise=bill.franchise)

    admin_client.post(ADD, entered(security, bill, "80.50"))

    made = SecurityDraw.objects.get()
    assert (made.collection.amount, made.collection.pays) == (Decimal("80.50"), bill)
    assert made.history.get().history_user.username == "admin"


def test_a_draw_that_is_refused_says_why_and_keeps_what_was_typed(admin_client, bill):
    security = SecurityFactory(franchise=bill.franchise)

    text = admin_client.post(ADD, entered(security, bill, "80.51")).text

    assert "Only $80.50 of it is not paid." in text
    assert "The fee was not paid." in text
    assert not SecurityDraw.objects.exists()


def test_who_may_not_record_money_may_not_draw(staff_client):
    assert staff_client("add_securitydraw").get(ADD).status_code == 403


def test_only_when_it_is_whole_again_changes_of_a_draw(admin_client):
    draw = SecurityDrawFactory()
    address = f"/admin/franchises/securitydraw/{draw.pk}/change/"

    assert 'name="amount"' not in admin_client.get(address).text
    days = {"replenish_by": "2013-02-01", "replenished_on": "2013-02-02"}
    text = admin_client.post(address, days).text
    assert "Say why. A change of replenish by, replenished on is kept with its reason." in text
    admin_client.post(address, days | {"change_reason": "The bank wrote"})

    draw.refresh_from_db()
    assert draw.replenished_on == date(2013, 2, 2)


def test_a_franchise_says_what_secures_it(admin_client):
    franchise = FranchiseFactory(expires_on=date(2090, 1, 1))
    SecurityRequirementFactory(franchise=franchise)
    InsuranceRequirementFactory(franchise=franchise)
    SecurityFactory(franchise=franchise, expires_on=date(2020, 6, 30))

    text = admin_client.get(f"/admin/franchises/franchise/{franchise.pk}/change/").text

    assert "Lapsed: its last day was 30 June 2020" in text
    assert "None on record" in text
    assert "$1,000,000.00 per occurrence, $2,000,000.00 in all, the City insured" in text


def test_the_page_of_a_franchise_takes_the_same_queries_however_much_secures_it(admin_client):
    franchise = FranchiseFactory(expires_on=date(2090, 1, 1))
    counts = []
    for year in (2011, 2012):
        for _ in range(5):
            SecurityDrawFactory(security__franchise=franchise)
        SecurityRequirementFactory(franchise=franchise, required_from=date(year, 1, 1))
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(f"/admin/franchises/franchise/{franchise.pk}/change/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
