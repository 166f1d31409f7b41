"""Complaints are counted for whom they are about, and nobody's are lost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from franchises.imports.complaint_matching import match_complaints
from franchises.reports.complaint_table import complaint_table
from franchises.reports.complaints import By, Narrowed, Tally
from tests.factories import (
    ComplaintFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)

pytestmark = pytest.mark.django_db

EVERYTHING = Narrowed()


def took(*days: int) -> Tally:
    tally = Tally()
    for each in days:
        tally.add(1, timedelta(each))
    return tally


@pytest.mark.parametrize(
    ("days", "median", "mean"),
    [
        ([], None, None),
        ([0], "0.0", "0.0"),
        ([1, 2], "1.5", "1.5"),
        ([9, 1, 2], "2.0", "4.0"),
        ([1, 1, 1, 9], "1.0", "3.0"),
        ([0, 0, 1], "0.0", "0.3"),
        # 7 / 4 is 1.75: half up.
        ([1, 1, 1, 4], "1.0", "1.8"),
    ],
)
def test_median_and_mean_are_exact_to_a_tenth(days, median, mean):
    tally = took(*days)
    assert tally.median_days == (median and Decimal(median))
    assert tally.mean_days == (mean and Decimal(mean))


def test_one_that_is_open_has_no_days():
    tally = took(3)
    tally.add(2, None)
    assert (tally.complaints, tally.open, tally.closed) == (3, 2, 1)
    assert tally.median_days == Decimal("3.0")


@pytest.fixture
def city():
    """Three about Altice, one about a draft of it, one about nobody's."""
    altice = FranchiseeFactory(name="Altice USA")
    cable = FranchiseFactory(number="CTV-1", franchisee=altice)
    draft = FranchiseFactory(number="D-1", franchisee=altice, draft=True)
    InstallationFactory(franchise=cable, asset_id="K-1", address="1 Broadway")
    InstallationFactory(franchise=cable, asset_id="K-2", on_street="Broadway")
    InstallationFactory(franchise=draft, asset_id="D-9")
    day = date(2025, 6, 30)
    ComplaintFactory(asset_id="K-1", created_on=day, closed_on=day + timedelta(4))
    ComplaintFactory(asset_id="K-1", created_on=day + timedelta(1), community_board="105")
    ComplaintFactory(asset_id="K-2", complaint_type="Noise", closed_on=date(2025, 3, 16))
    ComplaintFactory(asset_id="D-9")
    ComplaintFactory()
    match_complaints()


def rows(by: By, narrowed: Narrowed = EVERYTHING, **options: bool) -> list[tuple[str, ...]]:
    table = complaint_table(by, narrowed, 7, **options)
    total = sum(row.cells[-5].value for row in table.rows)
    assert table.total.cells[-5].value == total
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


def test_by_franchisee_a_draft_is_as_if_it_were_not_matched(city):
    assert rows(By.FRANCHISEE) == [
        ("Altice USA", "3", "1", "2", "3.0", "3.0"),
        ("Matched to no installation", "2", "2", "0", "[x]", "[x]"),
    ]


def test_staff_see_what_is_about_a_draft(city):
    assert rows(By.FRANCHISEE, with_drafts=True) == [
        ("Altice USA", "4", "2", "2", "3.0", "3.0"),
        ("Matched to no installation", "1", "1", "0", "[x]", "[x]"),
    ]


def test_by_installation_the_most_complained_of_comes_first(city):
    assert rows(By.INSTALLATION) == [
        ("K-1", "1 Broadway", "Altice USA", "2", "1", "1", "4.0", "4.0"),
        ("K-2", "Broadway", "Altice USA", "1", "0", "1", "2.0", "2.0"),
        ("Matched to no installation", "", "", "2", "2", "0", "[x]", "[x]"),
    ]


def test_by_type_district_and_fiscal_year_all_of_them_count(city):
    assert [row[:2] for row in rows(By.TYPE)] == [("LinkNYC", "4"), ("Noise", "1")]
    assert [row[:2] for row in rows(By.DISTRICT)] == [("105", "1"), ("None on record", "4")]
    assert [row[:2] for row in rows(By.YEAR)] == [("FY2026", "1"), ("FY2025", "4")]


@pytest.mark.parametrize(
    ("narrowed", "number"),
    [
        (Narrowed(fiscal_year=2025), 4),
        (Narrowed(fiscal_year=2026), 1),
        (Narrowed(fiscal_year=2024), 0),
        (Narrowed(franchisee="altice-usa"), 3),
        (Narrowed(complaint_type="Noise"), 1),
        (Narrowed(community_board="105"), 1),
        (Narrowed(fiscal_year=2026, franchisee="altice-usa", community_board="105"), 1),
        (Narrowed(complaint_type="noise"), 0),
    ],
)
def test_each_narrowing_leaves_what_it_says(city, narrowed, number):
    assert complaint_table(By.TYPE, narrowed, 7).total.cells[1].value == number


def test_how_they_were_matched_is_told_in_numbers(city):
    note = complaint_table(By.TYPE, EVERYTHING, 7).notes[0]
    assert note.startswith("4 name the installation, 0 were put to one by staff, and 0 are about")
    assert note.endswith(
        "0 have several near, and none is guessed; 0 have none near; 1 have no place."
    )
