"""The first page: what one has to do, each thing one click from where it is done."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("franchises.admin.my_day.localdate", lambda: TODAY)


@pytest.fixture
def a_busy_day(import_run):
    """A term that ends, a holdover, an unpaid year, a refused import."""
    FranchiseFactory(
        number="E-1", franchisee__name="Ending Co", expires_on=TODAY + timedelta(days=30)
    )
    FranchiseFactory(number="H-1", franchisee__name="Holding Co", holdover=True)
    owed = FeeAssessmentFactory(
        franchise__number="O-1",
        franchise__franchisee__name="Owing Co",
        fiscal_year=2026,
        due_on=date(2026, 8, 14),
        amount=Decimal("2000.00"),
    )
    FeeCollectionFactory(
        franchise=owed.franchise,
        fiscal_year=2026,
        received_on=date(2026, 8, 20),
        amount=Decimal("749.50"),
    )
    return owed.franchise


def test_what_there_is_to_do_comes_first_and_each_links_to_where_it_is_done(
    admin_client, a_busy_day, import_run
):
    text = admin_client.get("/admin/").text

    assert text.index("Overdue") < text.index("Last imports") < text.index('class="app-franchises')
    for words in ("E-1 · Ending Co", "30 left", "H-1 · Holding Co", "poles.csv", "$1,250.50"):
        assert words in text, words
    assert "106 late" in text
    assert f'href="/admin/franchises/franchise/{a_busy_day.pk}/account/"' in text
    assert f'href="/admin/franchises/importrun/{import_run.pk}/change/"' in text
    assert 'href="/admin/franchises/fiscalyear/2026/change/"' in text


def test_the_year_so_far_stands_beside_the_one_before(admin_client, a_busy_day):
    FeeCollectionFactory(
        franchise=a_busy_day,
        fiscal_year=2026,
        period="Q1",
        received_on=date(2025, 8, 20),
        amount=Decimal("100.25"),
    )

    text = admin_client.get("/admin/").text

    assert "FY2027, 2026-11-28" in text
    assert "FY2026, 2025-11-28" in text
    assert "$749.50" in text
    assert "$100.25" in text
    assert '<title id="chart-title">Collected by month, FY2026 and FY2027</title>' in text
    assert "Aug: $100.25, then $749.50." in text


def test_a_type_and_a_person_can_be_chosen_by_address(admin_client, a_busy_day):
    terms = admin_client.get("/admin/?kind=term").text
    of_clerk = admin_client.get("/admin/?person=jdoe").text

    assert ("E-1" in terms, "H-1" in terms, "O-1" in terms) == (True, True, False)
    assert ("E-1" in of_clerk, "poles.csv: " in of_clerk) == (False, True)
    assert "Nothing of what was chosen." in of_clerk


@pytest.mark.parametrize("query", ["kind=balloon", "pile=soon", "person=nobody-here", "p=x"])
def test_an_address_that_asks_for_nonsense_is_answered(admin_client, a_busy_day, query):
    assert admin_client.get(f"/admin/?{query}").status_code == 200


def test_a_pile_has_pages_of_its_own(admin_client):
    for number in range(101):
        FranchiseFactory(number=f"E-{number:03}", expires_on=TODAY + timedelta(days=3))

    first = admin_client.get("/admin/").text
    pile = admin_client.get("/admin/?pile=week").text
    second = admin_client.get("/admin/?pile=week&p=2").text

    assert first.count("The term ends</th>") == 10
    assert 'href="?pile=week">All 101 of: due within 7 days' in first
    assert pile.count("The term ends</th>") == 100
    assert second.count("The term ends</th>") == 1


def test_a_clerk_sees_only_what_they_may_see(staff_client, a_busy_day):
    franchises = staff_client("view_franchise", username="a").get("/admin/").text
    money_alone = staff_client("view_feeassessment", "view_feecollection", username="b")
    imports = staff_client("view_importrun", username="c").get("/admin/").text

    assert ("Ending Co" in franchises, "H-1" in franchises) == (True, True)
    assert ("O-1" in franchises, "poles.csv" in franchises) == (False, False)
    assert "O-1" not in money_alone.get("/admin/").text
    assert ("poles.csv" in imports, "E-1" in imports, "H-1" in imports) == (True, False, False)


def test_the_page_takes_a_fixed_number_of_queries(admin_client, a_busy_day):
    with CaptureQueriesContext(connection) as few:
        admin_client.get("/admin/")
    for number in range(30):
        FranchiseFactory(expires_on=TODAY + timedelta(days=number))
        FranchiseFactory(holdover=True)
        FeeAssessmentFactory(due_on=date(2026, 1, 1))
    with CaptureQueriesContext(connection) as many:
        admin_client.get("/admin/")

    assert len(few) == len(many) <= 45
