"""The first page: what one has to do, each thing one click from where it is done."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from franchises.models import Franchise, ImportRun
from franchises.workbench.item import Kind
from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseEventFactory,
    FranchiseFactory,
    InsuranceRequirementFactory,
    NoticeFactory,
    ObligationFactory,
    SecurityDrawFactory,
    SecurityFactory,
    SecurityRequirementFactory,
)

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
    for words in (
        "E-1 · Ending Co",
        "30 left",
        "H-1 · Holding Co",
        "poles.csv",
        "$1,250.50",
    ):
        assert words in text, words
    assert "106 late" in text
    assert f'href="/admin/franchises/franchise/{a_busy_day.pk}/account/?year=2026"' in text
    assert (
        f'<a href="/admin/franchises/franchise/{a_busy_day.pk}/change/">O-1 · Owing Co</a>' in text
    )
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


@pytest.fixture
def one_of_every_kind(a_busy_day):
    """Beside the busy day: what is short, lapsed, due, to be cured, running, paid for nothing."""
    franchise = FranchiseFactory(number="D-1")
    SecurityRequirementFactory(franchise=franchise)
    InsuranceRequirementFactory(franchise=franchise)
    fund = SecurityFactory(franchise__number="D-2", kind="fund")
    SecurityRequirementFactory(franchise=fund.franchise, kind="fund")
    draw = SecurityDrawFactory(security=fund, replenish_by=TODAY)
    obligation = ObligationFactory(franchise=franchise)
    notice = NoticeFactory(franchise=franchise)
    FranchiseEventFactory(
        franchise=franchise, kind="comptroller_filing", happened_on=TODAY - timedelta(days=31)
    )
    FeeCollectionFactory(franchise=franchise, received_on=TODAY)
    return {
        "franchise": franchise.pk,
        "draw": draw.pk,
        "obligation": obligation.pk,
        "notice": notice.pk,
        "ending": Franchise.objects.get(number="E-1").pk,
        "held": Franchise.objects.get(number="H-1").pk,
        "owing": a_busy_day.pk,
        "run": ImportRun.objects.get().pk,
    }


# The kind of an item, its words, what its link says, where it leads, what stands there.
ONE_CLICK = [
    (
        "term",
        "The term ends",
        "Record what happened",
        "franchiseevent/add/?franchise={ending}",
        "E-1",
    ),
    ("term", "In holdover", "Record what happened", "franchiseevent/add/?franchise={held}", "H-1"),
    (
        "clock",
        "The Comptroller registers",
        "Record what happened",
        "franchiseevent/add/?franchise={franchise}&kind=registration",
        '<option value="registration" selected>',
    ),
    ("obligation", "Map of the network", "Open", "obligation/{obligation}/change/", "Evidence"),
    (
        "security",
        "Surety bond: none on record",
        "Record a new one",
        "security/add/?franchise={franchise}&kind=bond",
        '<option value="bond" selected>',
    ),
    (
        "security",
        "to be replenished by 28 November 2026",
        "Open",
        "securitydraw/{draw}/change/",
        "Replenished on",
    ),
    (
        "insurance",
        "Commercial general liability: none on record",
        "Record a new one",
        "insurancecertificate/add/?franchise={franchise}&kind=liability",
        '<option value="liability" selected>',
    ),
    ("notice", "to be cured", "Open", "notice/{notice}/change/", "Cured on"),
    (
        "underpayment",
        "not paid in full",
        "Open the account",
        "franchise/{owing}/account/?year=2026",
        "1,250.50",
    ),
    (
        "unmatched",
        "Collected beyond",
        "Open the account",
        "franchise/{franchise}/account/",
        "Account of D-1",
    ),
    (
        "import",
        "poles.csv",
        "See what is wrong",
        "importrun/{run}/change/",
        "is not one of the kinds",
    ),
    ("year", "years up to", "Open the books", "fiscalyear/2013/change/", "FY2013"),
]


def test_there_is_an_item_of_every_kind_to_click_on():
    assert {kind for kind, *_ in ONE_CLICK} == set(Kind)


@pytest.mark.parametrize(("kind", "words", "says", "address", "there"), ONE_CLICK)
def test_each_item_is_one_click_from_where_it_is_dealt_with(
    admin_client, one_of_every_kind, kind, words, says, address, there
):
    page = admin_client.get(f"/admin/?kind={kind}").text
    address = "/admin/franchises/" + address.format(**one_of_every_kind)
    row = next(each for each in page.split("<tr>") if escape(address) in each and words in each)

    assert f'<a href="{escape(address)}">{says}<' in row
    assert there in admin_client.get(address).text


def test_who_may_not_add_what_deals_with_an_item_is_led_to_its_record(
    staff_client, one_of_every_kind
):
    page = staff_client("view_franchise").get("/admin/?kind=term").text

    assert (
        f'<a href="/admin/franchises/franchise/{one_of_every_kind["ending"]}/change/">Open<' in page
    )
    assert "/add/" not in page.split("Nothing.")[0]


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
