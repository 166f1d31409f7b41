"""The one box over everything."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    DocumentFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseEventFactory,
    FranchiseFactory,
    InstallationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    altice = FranchiseeFactory(name="Altice USA")
    FranchiseeAliasFactory(franchisee=altice, name="Cablevision of NYC")
    franchise = FranchiseFactory(number="CT-01", franchisee=altice)
    InstallationFactory(franchise=franchise, asset_id="LINK-77", on_street="BROADWAY")
    FeeCollectionFactory(franchise=franchise, reference="WIRE-9001")
    FranchiseEventFactory(franchise=franchise, reference="FCRC-2013-7")
    DocumentFactory(holder=franchise, title="Signed agreement")
    return franchise


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cablevision", "/admin/franchises/franchisee/"),
        ("CT-01", "/admin/franchises/franchise/"),
        ("link-77", "/admin/franchises/installation/"),
        ("broadw", "/admin/franchises/installation/"),
        ("WIRE-9001", "/admin/franchises/feecollection/"),
        ("fcrc-2013", "/admin/franchises/franchiseevent/"),
        ("signed agree", "/admin/franchises/document/"),
    ],
)
def test_names_numbers_streets_references_events_and_documents_are_found_from_one_box(
    admin_client, city, text, found
):
    page = admin_client.get("/admin/search/", {"q": text}).text

    assert 'class="found"' in page
    assert f'<li><a href="{found}' in page


def test_what_has_one_name_is_told_apart(admin_client, city):
    for amount, day, reference in (
        (Decimal("125.50"), date(2026, 2, 3), "WIRE-1"),
        (Decimal("70.00"), date(2026, 5, 4), "WIRE-2"),
    ):
        FeeCollectionFactory(
            franchise=city, fiscal_year=2026, amount=amount, received_on=day, reference=reference
        )
    FeeAssessmentFactory(
        franchise=city, fiscal_year=2026, amount=Decimal("1200.00"), due_on=date(2026, 7, 30)
    )

    text = admin_client.get("/admin/search/", {"q": "CT-01"}).text

    assert "CT-01 FY2026 fee</a> · $125.50, received 2026-02-03, WIRE-1</li>" in text
    assert "CT-01 FY2026 fee</a> · $70.00, received 2026-05-04, WIRE-2</li>" in text
    assert "CT-01 FY2026</a> · $1,200.00, due 2026-07-30</li>" in text
    text = admin_client.get("/admin/search/", {"q": "link-77"}).text
    assert "LINK-77</a> · BROADWAY, installed</li>" in text


def test_the_box_is_on_every_page(admin_client, city):
    for address in ("/admin/", "/admin/franchises/franchise/", "/admin/search/?q=CT-01"):
        assert 'action="/admin/search/"' in admin_client.get(address).text, address


def test_nobody_finds_what_they_may_not_see(staff_client, city):
    page = staff_client("view_franchisee").get("/admin/search/?q=Altice").text

    assert "/admin/franchises/franchisee/" in page
    assert "CT-01" not in page


def test_nothing_found_says_so_and_one_letter_is_too_little(admin_client, city):
    assert "Nothing is found by “zebra”." in admin_client.get("/admin/search/?q=zebra").text
    assert "Write at least 2 characters" in admin_client.get("/admin/search/?q=a").text


def test_more_than_ten_lead_to_the_list(admin_client):
    for number in range(11):
        FranchiseFactory(number=f"MT-{number:02}")

    page = admin_client.get("/admin/search/?q=MT-").text

    assert "MT-09" in page
    assert "MT-10" not in page
    assert 'href="/admin/franchises/franchise/?q=MT-"' in page


def test_what_is_found_is_text_and_never_markup(admin_client):
    FranchiseeFactory(name="Bold <b>Co")

    assert "Bold &lt;b&gt;Co" in admin_client.get("/admin/search/?q=Bold").text


def test_the_queries_do_not_grow_with_what_is_found(admin_client, city):
    with CaptureQueriesContext(connection) as few:
        admin_client.get("/admin/search/?q=CT-")
    for number in range(20):
        FranchiseFactory(number=f"CT-9{number}")
    with CaptureQueriesContext(connection) as many:
        admin_client.get("/admin/search/?q=CT-")

    assert len(few) == len(many) <= 14
