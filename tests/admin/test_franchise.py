"""The page of a franchise: status, account, installations, warnings, ways to the rest."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.admin.franchise_overview import franchise_overview
from franchises.models import Franchise
from franchises.rules.term import Status
from tests.admin.test_history import franchise_form
from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseFactory,
    InstallationFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def page_of(franchise):
    return f"/admin/franchises/franchise/{franchise.pk}/change/"


def overview_of(franchise):
    return franchise_overview(franchise, TODAY, with_money=True, with_installations=True)


def test_the_page_shows_status_account_and_installations(admin_client):
    franchise = FranchiseFactory(holdover=True)
    InstallationFactory.create_batch(2, franchise=franchise, status="installed")
    InstallationFactory(franchise=franchise, status="removed")
    FeeAssessmentFactory(franchise=franchise, amount=Decimal("1500.00"))
    FeeCollectionFactory(franchise=franchise, amount=Decimal("1000.25"))

    overview = overview_of(franchise)
    text = admin_client.get(page_of(franchise)).text

    assert (overview.status, overview.status_label) == (Status.HOLDOVER, "Holdover")
    assert [(each.label, each.count) for each in overview.installations] == [
        ("Installed", 2),
        ("Removed", 1),
    ]
    assert overview.installation_count == 3
    for words in ("Holdover", "FY2013", "$1,500.00", "$1,000.25", "$499.75", "Installed"):
        assert words in text, words
    assert (
        f'href="/admin/franchises/installation/?franchise__id__exact={franchise.pk}'
        '&amp;status__exact=installed"' in text
    )


def test_a_year_without_an_assessment_shows_that_it_is_not_known(admin_client):
    franchise = FeeCollectionFactory(amount=Decimal("10.00")).franchise

    assert admin_client.get(page_of(franchise)).text.count("[x]") == 2


def test_links_lead_to_the_franchisee_and_to_what_belongs_to_the_franchise(admin_client):
    franchise = FranchiseFactory()

    links = admin_client.get(page_of(franchise)).context["related_links"]

    assert [link.address for link in links] == [
        f"/admin/franchises/franchisee/{franchise.franchisee_id}/change/",
        f"/admin/franchises/installation/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/feeschedule/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/revenuestatement/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/franchise/{franchise.pk}/account/",
        f"/admin/franchises/feeassessment/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/feecollection/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/obligation/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/obligationrule/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/security/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/securityrequirement/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/insurancecertificate/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/insurancerequirement/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/audit/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/auditterms/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/notice/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/penalty/?franchise__id__exact={franchise.pk}",
        f"/admin/franchises/franchiseevent/?franchise__id__exact={franchise.pk}",
    ]
    for link in links:
        assert admin_client.get(link.address).status_code == 200


def test_a_clerk_without_rights_to_money_sees_none_on_the_page(staff_client):
    franchise = FeeCollectionFactory(
        amount=Decimal("777.00"), franchise__expired=True, received_on=date(2021, 1, 1)
    ).franchise

    response = staff_client("view_franchise").get(page_of(franchise))

    assert "777.00" not in response.text
    assert "Account by fiscal year" not in response.text
    assert "Installations by status" not in response.text
    assert response.context["related_links"] == []
    assert "Add a collection" not in response.text


def test_the_page_takes_the_same_queries_for_1_year_and_for_20(admin_client):
    counts = []
    for years in (1, 20):
        franchise = FranchiseFactory()
        for fiscal_year in range(2011, 2011 + years):
            FeeAssessmentFactory(franchise=franchise, fiscal_year=fiscal_year)
            FeeCollectionFactory.create_batch(2, franchise=franchise, fiscal_year=fiscal_year)
            InstallationFactory(franchise=franchise)
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(page_of(franchise))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 40


def test_installations_and_fees_do_not_multiply_each_other():
    franchise = FranchiseFactory()
    InstallationFactory.create_batch(3, franchise=franchise)
    FeeAssessmentFactory.create_batch(2, franchise=franchise, amount=Decimal("100.00"))
    FeeCollectionFactory.create_batch(2, franchise=franchise, amount=Decimal("10.00"))

    overview = overview_of(franchise)

    assert overview.installation_count == 3
    assert overview.years[0].account.assessed == Decimal("200.00")
    assert overview.years[0].account.collected == Decimal("20.00")


def test_a_franchise_with_warnings_is_saved_and_the_page_says_them(admin_client):
    franchise = FranchiseFactory(effective_on=date(2010, 7, 1))

    response = admin_client.post(
        page_of(franchise),
        franchise_form(
            franchise, expires_on="2040-06-30", change_reason="Resolution 5", _continue="1"
        ),
        follow=True,
    )

    franchise.refresh_from_db()
    assert franchise.expires_on == date(2040, 6, 30)
    assert response.text.count("longer than 25 years") == 2  # the message and the page


def test_rules_between_dates_are_told_in_the_form(admin_client):
    franchise = FranchiseFactory()

    text = admin_client.post(
        page_of(franchise), franchise_form(franchise, expires_on="2001-01-01")
    ).text

    assert "A franchise cannot expire before its effective date." in text


def test_a_franchise_with_money_cannot_become_a_draft_again(admin_client):
    franchise = FeeCollectionFactory().franchise
    form = franchise_form(franchise)
    del form["is_published"]

    assert "cannot become a draft again" in admin_client.post(page_of(franchise), form).text
    franchise.refresh_from_db()
    assert franchise.is_published


@pytest.mark.parametrize(
    "factory", [FeeAssessmentFactory, FeeCollectionFactory, InstallationFactory]
)
def test_d59_a_franchise_that_anything_hangs_on_cannot_be_deleted(admin_client, factory):
    franchise = factory().franchise
    address = f"/admin/franchises/franchise/{franchise.pk}/delete/"

    assert (
        admin_client.post(
            address, {"post": "yes", "change_reason": "entered by mistake"}
        ).status_code
        == 403
    )
    assert address not in admin_client.get(page_of(franchise)).text
    assert Franchise.objects.filter(pk=franchise.pk).exists()


def test_a_franchise_entered_by_mistake_can_be_deleted(admin_client):
    franchise = FranchiseFactory()

    response = admin_client.post(
        f"/admin/franchises/franchise/{franchise.pk}/delete/",
        {"post": "yes", "change_reason": "entered by mistake"},
    )

    assert response.status_code == 302
    assert not Franchise.objects.exists()
    assert Franchise.history.filter(history_type="-").count() == 1


def test_a_draft_is_marked_in_the_list_and_has_no_public_page(admin_client):
    draft = FranchiseFactory(number="D-1", draft=True)

    text = admin_client.get("/admin/franchises/franchise/").text
    page = admin_client.get(page_of(draft)).text

    assert '<span class="status status-draft">Draft</span>' in text
    assert "the public does not see it" in page
    assert "Public page" not in page
    assert "Public page" in admin_client.get(page_of(FranchiseFactory())).text


@pytest.mark.parametrize(
    ("status", "numbers"),
    [
        ("pending", ["PENDING"]),
        ("in_force", ["IN-FORCE", "PERPETUAL"]),
        ("holdover", ["HOLDOVER"]),
        ("expired", ["EXPIRED"]),
        ("terminated", ["TERMINATED"]),
        ("nonsense", []),
    ],
)
def test_franchises_are_filtered_by_their_status_today(admin_client, status, numbers):
    FranchiseFactory(number="PENDING", effective_on=date(2099, 1, 1), expires_on=date(2100, 1, 1))
    FranchiseFactory(number="IN-FORCE", expires_on=date(2090, 1, 1))
    FranchiseFactory(number="PERPETUAL", perpetual=True)
    FranchiseFactory(number="HOLDOVER", holdover=True)
    FranchiseFactory(number="EXPIRED", expired=True)
    FranchiseFactory(number="TERMINATED", terminated=True)

    response = admin_client.get(f"/admin/franchises/franchise/?status={status}")

    assert [row.number for row in response.context["cl"].result_list] == numbers


@pytest.mark.parametrize(("value", "numbers"), [("draft", ["D-1"]), ("published", ["P-1"])])
def test_drafts_and_published_franchises_are_told_apart_by_a_filter(admin_client, value, numbers):
    FranchiseFactory(number="D-1", draft=True)
    FranchiseFactory(number="P-1")

    response = admin_client.get(f"/admin/franchises/franchise/?publication={value}")

    assert [row.number for row in response.context["cl"].result_list] == numbers


def test_f89_fields_that_no_form_shows_cannot_be_posted(admin_client):
    franchise = FranchiseFactory()

    admin_client.post(
        page_of(franchise), franchise_form(franchise, title="New", id=999, history_user=1)
    )

    assert list(Franchise.objects.values_list("pk", "title")) == [(franchise.pk, "New")]
