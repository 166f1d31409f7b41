"""What was earned and held, read for all franchises at once."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.books.use import use_of
from franchises.models import Franchise
from franchises.rules.fee_calendar import Days, Year
from franchises.rules.fee_terms import (
    Banded,
    Component,
    FeeTerms,
    Held,
    Measure,
    Metered,
    Rate,
    Revenue,
)
from tests.factories import (
    FranchiseFactory,
    InstallationFactory,
    RevenueStatementFactory,
    ZoneChangeFactory,
)

YEAR = Year(2013)
FIRST, LAST = date(2012, 7, 1), date(2013, 6, 30)

pytestmark = pytest.mark.django_db


@pytest.fixture
def franchise():
    return FranchiseFactory()


def used(franchise, *counted_from, days=YEAR.days):
    columns = counted_from or ("installed_on",)
    found = use_of(Franchise.objects.all(), {franchise.pk: days}, YEAR, columns)
    return found[franchise.pk]


def stand(franchise, **options):
    return InstallationFactory(
        franchise=franchise, **{"installed_on": date(2010, 1, 1), "fee_zone": "A"} | options
    )


def held(franchise, *counted_from):
    return [
        (each.zone, each.number, each.first_day, each.last_day)
        for each in used(franchise, *counted_from).held
    ]


def test_installations_are_added_up_by_kind_zone_and_days(franchise):
    for _ in range(3):
        stand(franchise)
    stand(franchise, installed_on=date(2011, 5, 5))
    stand(franchise, fee_zone="B", installed_on=date(2012, 7, 2))
    stand(franchise, status="removed", removed_on=date(2013, 6, 29))
    assert held(franchise) == [
        ("A", 1, FIRST, date(2013, 6, 29)),
        ("A", 4, FIRST, LAST),
        ("B", 1, date(2012, 7, 2), LAST),
    ]


@pytest.mark.parametrize(
    ("options", "is_held"),
    [
        ({"installed_on": LAST}, True),
        ({"installed_on": date(2013, 7, 1)}, False),
        ({"status": "removed", "removed_on": FIRST}, True),
        ({"status": "removed", "removed_on": date(2012, 6, 30)}, False),
        ({"status": "suspended"}, True),
        ({"status": "approved"}, False),
        ({"status": "proposed"}, False),
    ],
)
def test_only_what_stood_on_some_day_of_the_year_counts(franchise, options, is_held):
    stand(franchise, **options)
    assert bool(held(franchise)) is is_held


def test_each_of_its_days_may_be_the_one_that_it_counts_from(franchise):
    stand(
        franchise,
        reserved_on=date(2012, 8, 1),
        installed_on=date(2012, 9, 1),
        activated_on=date(2012, 10, 1),
    )
    found = used(franchise, "installed_on", "activated_on", "reserved_on").held
    assert [(each.counted_from, each.first_day) for each in found] == [
        ("installed_on", date(2012, 9, 1)),
        ("activated_on", date(2012, 10, 1)),
        ("reserved_on", date(2012, 8, 1)),
    ]


def test_feet_are_added_up(franchise):
    stand(franchise, kind="conduit", length_feet=5280)
    stand(franchise, kind="conduit", length_feet=20)
    assert used(franchise).held == [Held("conduit", "A", FIRST, LAST, 2, 5300)]


def terms(measure, kind=""):
    charge = Metered(measure, (Rate(Decimal(1)),), kind=kind)
    return FeeTerms(FIRST, None, (Component("Charge", charge),))


def test_a_day_that_is_not_known_is_missing_and_never_guessed(franchise):
    stand(franchise, installed_on=None)
    stand(franchise, installed_on=None, status="approved")
    stand(franchise, installed_on=None, status="removed", removed_on=date(2012, 6, 30))
    stand(franchise, status="removed", kind="kiosk")
    stand(franchise, status="removed", kind="kiosk")
    found = used(franchise)
    assert found.held == []
    assert found.missing_for(terms(Measure.INSTALLATIONS)) == (
        "the day of removal of 2 installations of kind kiosk",
        "the day of installation of 1 installation of kind pole top",
    )
    assert found.missing_for(terms(Measure.INSTALLATIONS, "kiosk")) == (
        "the day of removal of 2 installations of kind kiosk",
    )
    assert found.missing_for(terms(Measure.INSTALLATIONS, "fiber")) == ()
    assert found.missing_for(terms(Measure.REPORTED)) == ()


def test_a_length_is_missed_where_feet_are_charged_alone(franchise):
    stand(franchise, kind="conduit", length_feet=10)
    stand(franchise, kind="conduit")
    ZoneChangeFactory(installation=stand(franchise, kind="conduit"))
    found = used(franchise)
    assert found.missing_for(terms(Measure.FEET)) == (
        "the length of 2 installations of kind conduit",
    )
    assert found.missing_for(terms(Measure.INSTALLATIONS)) == ()
    banded = Component("Band", Banded(Measure.FEET, (Rate(fixed=Decimal(1)),)))
    assert found.missing_for(FeeTerms(FIRST, None, (banded,))) != ()


def test_what_is_rezoned_stands_in_each_zone_for_its_days(franchise):
    moved = stand(franchise, fee_zone="not this one")
    ZoneChangeFactory(installation=moved, effective_on=date(2013, 1, 1))
    ZoneChangeFactory(installation=moved, old_zone="B", new_zone="C", effective_on=date(2013, 2, 1))
    assert used(franchise).held == [
        Held("pole_top", "A", FIRST, date(2012, 12, 31), 1),
        Held("pole_top", "B", date(2013, 1, 1), date(2013, 1, 31), 1, continues=True),
        Held("pole_top", "C", date(2013, 2, 1), LAST, 1, continues=True),
    ]


@pytest.mark.parametrize(
    ("moved_on", "expected"),
    [
        (date(2012, 6, 30), [("B", FIRST, LAST, False)]),
        (FIRST, [("B", FIRST, LAST, True)]),
        (LAST, [("A", FIRST, date(2013, 6, 29), False), ("B", LAST, LAST, True)]),
        (date(2013, 7, 1), [("A", FIRST, LAST, False)]),
        (date(2009, 1, 1), [("B", FIRST, LAST, False)]),
    ],
)
def test_a_rezoning_is_clipped_to_the_year(franchise, moved_on, expected):
    ZoneChangeFactory(installation=stand(franchise), effective_on=moved_on)
    assert [
        (each.zone, each.first_day, each.last_day, each.continues) for each in used(franchise).held
    ] == expected


def test_what_is_removed_before_its_rezoning_never_stands_in_the_new_zone(franchise):
    gone = stand(franchise, status="removed", removed_on=date(2012, 12, 31))
    ZoneChangeFactory(installation=gone)
    assert held(franchise) == [("A", 1, FIRST, date(2012, 12, 31))]


def test_the_latest_revision_of_a_statement_is_the_one(franchise):
    RevenueStatementFactory(franchise=franchise, deductions=Decimal("5.00"))
    RevenueStatementFactory(
        franchise=franchise, revision=2, gross_revenue=Decimal("1500.00"), units=3
    )
    RevenueStatementFactory(franchise=franchise, fiscal_year=2012)
    [revenue] = used(franchise).revenue
    assert revenue == Revenue(
        "Q1",
        "gross",
        Decimal("1500.00"),
        Decimal("0.00"),
        Decimal(3),
        FIRST,
        date(2012, 9, 30),
        revision=2,
    )


def test_a_statement_covers_the_days_of_the_franchise_alone(franchise):
    RevenueStatementFactory(franchise=franchise)
    days = Days(date(2012, 8, 16), LAST)
    [revenue] = used(franchise, days=days).revenue
    assert (revenue.first_day, revenue.last_day) == (date(2012, 8, 16), date(2012, 9, 30))


@pytest.mark.parametrize("number", [1, 40])
def test_no_query_is_taken_for_an_installation(number, django_assert_num_queries):
    franchise = FranchiseFactory()
    for _ in range(number):
        stand(franchise)
        ZoneChangeFactory(installation=stand(franchise))
        RevenueStatementFactory(franchise=FranchiseFactory())
    with django_assert_num_queries(4):
        used(franchise)
