"""The sample city: what it promises to show, and that the real imports take it whole."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from franchises.books.assessing import assess
from franchises.books.verifying import what_is_wrong
from franchises.management.sample_books import make_sample_books
from franchises.models import (
    FeeAssessment,
    FeeCollection,
    FeeComponent,
    FeeSchedule,
    FiscalYear,
    Franchise,
    ImportRun,
    Installation,
    YearRevision,
)
from franchises.reports.fee_summary import Basis, Grouping, fee_summary
from franchises.reports.frozen import figures_from
from franchises.reports.reconciliation import reconciled
from franchises.reports.who_is_here import around, at
from franchises.rules.fiscal_year import fiscal_year_of
from franchises.rules.term import Status, is_longer_than_allowed, status_on

SAMPLE = Path(__file__).parent.parent / "franchises" / "sample"
ROWS = {
    "franchisees": 20,
    "franchises": 24,
    "installations": 2000,
    "fee_assessments": 825,
    "fee_collections": 886,
    "revenue_statements": 44,
}
A_DAY = date(2026, 11, 23)
# South, north, west, east.
BOXES = {
    "Manhattan": (40.700, 40.880, -74.020, -73.905),
    "Bronx": (40.785, 40.916, -73.934, -73.765),
    "Brooklyn": (40.570, 40.740, -74.043, -73.855),
    "Queens": (40.540, 40.801, -73.963, -73.700),
    "Staten Island": (40.496, 40.649, -74.256, -74.052),
}


def rows_of(dataset):
    with (SAMPLE / f"{dataset}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def day(text):
    return date.fromisoformat(text) if text and text != "perpetual" else None


def status_of(franchise):
    return status_on(
        A_DAY,
        day(franchise["effective_on"]),
        day(franchise["expires_on"]),
        day(franchise["terminated_on"]),
        is_holdover=franchise["holdover"] == "yes",
    )


@pytest.mark.parametrize(("dataset", "count"), ROWS.items())
def test_every_file_has_its_rows(dataset, count):
    assert len(rows_of(dataset)) == count


def test_franchises_are_of_the_four_types_and_in_every_state():
    franchises = rows_of("franchises")
    assert Counter(each["franchise_type"] for each in franchises) == {
        "cable-television": 6,
        "public-communications": 4,
        "mobile-telecommunications": 7,
        "high-capacity-telecommunications": 7,
    }
    assert Counter(status_of(each) for each in franchises if each["published"] == "yes") == {
        Status.IN_FORCE: 15,
        Status.PENDING: 1,
        Status.HOLDOVER: 2,
        Status.EXPIRED: 2,
        Status.TERMINATED: 2,
    }
    assert [each["number"] for each in franchises if each["published"] == "no"] == [
        "HC-2027-01",
        "PC-2027-01",
    ]
    assert [each["number"] for each in franchises if each["expires_on"] == "perpetual"] == [
        "HC-1891-01"
    ]
    assert [
        each["number"]
        for each in franchises
        if each["expires_on"] != "perpetual"
        and is_longer_than_allowed(day(each["effective_on"]), day(each["expires_on"]))
    ] == ["HC-1998-01", "MT-2004-02"]


@pytest.mark.parametrize(
    ("from_day", "expiring"),
    [
        (date(2026, 11, 23), ["MT-2008-01", "CT-2011-02"]),
        (date(2028, 1, 1), ["CT-2008-01"]),
        (date(2029, 1, 1), ["MT-2015-01", "PC-2014-01"]),
        (date(2031, 8, 1), ["CT-2006-01"]),
    ],
)
def test_something_ends_within_180_days_as_the_years_pass(from_day, expiring):
    ends = [
        (day(each["expires_on"]), each["number"])
        for each in rows_of("franchises")
        if day(each["expires_on"]) and not each["terminated_on"]
    ]
    assert [number for end, number in sorted(ends) if 0 <= (end - from_day).days <= 180] == expiring


def test_installations_are_of_every_kind_and_status():
    installations = rows_of("installations")
    kinds = Counter(each["kind"] for each in installations)
    statuses = Counter(each["status"] for each in installations)
    assert set(kinds) == set(Installation.Kind.values) and min(kinds.values()) == 38
    assert set(statuses) == set(Installation.Status.values) and min(statuses.values()) == 65


def test_installations_are_in_their_boroughs_each_at_its_own_place():
    installations = rows_of("installations")
    places = {(each["latitude"], each["longitude"]) for each in installations}
    assert len(places) == 2000
    assert {each["borough"] for each in installations} == set(BOXES)
    for each in installations:
        south, north, west, east = BOXES[each["borough"]]
        assert south < float(each["latitude"]) < north, each
        assert west < float(each["longitude"]) < east, each


def test_the_days_of_an_installation_are_in_order_and_past():
    for each in rows_of("installations"):
        given = [
            each[name]
            for name in ("reserved_on", "installed_on", "activated_on", "removed_on")
            if each[name]
        ]
        assert given == sorted(given), each
        assert all(text < "2026-11-23" for text in given), each
        assert not each["removed_on"] or each["status"] == "removed", each


def test_money_is_for_fifteen_years_and_references_are_unique():
    for dataset in ("fee_assessments", "fee_collections"):
        rows = rows_of(dataset)
        # What is due for FY2026 is worked out from its schedules.
        assert {int(each["fiscal_year"]) for each in rows} == set(range(2012, 2027))
        references = Counter(each["reference"] for each in rows)
        assert references.pop("") > 20
        assert set(references.values()) == {1}


def test_collections_of_fy2013_come_to_the_one_published_total():
    of_2013 = [each for each in rows_of("fee_collections") if each["fiscal_year"] == "2013"]
    assert sum(Decimal(each["amount"]) for each in of_2013) == Decimal("8076089.00")
    assert all(each["received_on"] for each in of_2013)


def test_payments_are_late_in_part_refunded_and_missing():
    collections = rows_of("fee_collections")
    assert Counter(each["kind"] for each in collections) == {
        "fee": 861,
        "interest": 14,
        "refund": 8,
        "penalty": 3,
    }
    assert all(each["note"] for each in collections if each["kind"] == "refund")
    undated = [each for each in collections if not each["received_on"]]
    assert {each["fiscal_year"] for each in undated} == {"2012"}
    assert any("instalment" in each["note"] for each in collections)
    owed, paid = (
        {
            each["reference"]
            for each in rows_of(dataset)
            if each["fiscal_year"] == "2016" and each["franchise"] == "PC-1999-02"
        }
        for dataset in ("fee_assessments", "fee_collections")
    )
    assert len(owed) == 4 and not paid


def test_interest_and_penalties_were_assessed_before_they_were_collected():
    assessed = {
        each["reference"]: Decimal(each["amount"])
        for each in rows_of("fee_assessments")
        if each["origin"] == "manual"
    }
    collected = {
        each["reference"]: Decimal(each["amount"])
        for each in rows_of("fee_collections")
        if each["kind"] in ("interest", "penalty")
    }
    assert len(collected) == 17
    assert collected.items() <= assessed.items()


@pytest.fixture
def city(db):
    for dataset in ROWS:
        call_command(f"import_{dataset}", str(SAMPLE / f"{dataset}.csv"), stdout=StringIO())


def test_the_imports_take_every_row_and_a_second_time_none(city):
    first = dict(ImportRun.objects.values_list("dataset", "rows_created"))
    assert first == ROWS
    for dataset in ROWS:
        call_command(f"import_{dataset}", str(SAMPLE / f"{dataset}.csv"), stdout=StringIO())
    second = ImportRun.objects.order_by("-pk")[: len(ROWS)]
    assert {run.dataset: run.rows_unchanged for run in second} == ROWS


@pytest.mark.parametrize(
    ("here", "holders"),
    [
        (lambda: around(40.7738, -73.9779, 100), ["MT-2004-01", "MT-2019-01", "HC-2009-01"]),
        (lambda: at("BROADWAY & WEST 66 STREET", 100), ["PC-2014-01", "MT-2015-01"]),
    ],
)
def test_the_places_that_are_named_as_examples_have_something_to_show(city, here, holders):
    assert [each.installation.franchise.number for each in here().found] == holders


def test_g15_the_summary_of_fy2013_is_the_published_total_by_every_grouping(city):
    for grouping in Grouping:
        assert fee_summary(2013, grouping).total.collected == Decimal("8076089.00")
    by_type = fee_summary(2013, Grouping.TYPE)
    assert [row.key for row in by_type.rows] == [
        "cable-television",
        "high-capacity-telecommunications",
        "mobile-telecommunications",
        "public-communications",
    ]


def test_the_cash_year_counts_what_was_received_in_it(city):
    received = [
        row.amount
        for row in FeeCollection.objects.exclude(received_on=None)
        if fiscal_year_of(row.received_on) == 2013
    ]
    by_cash = fee_summary(2013, Grouping.TYPE, Basis.CASH).total.collected
    assert by_cash == sum(received)
    assert by_cash != Decimal("8076089.00")


def test_no_money_is_on_a_draft(city):
    drafts = Franchise.objects.filter(is_published=False)
    assert [draft.has_money() for draft in drafts] == [False, False]


@pytest.fixture
def books(city):
    make_sample_books(SAMPLE / "books.toml", 7)


def test_the_schedules_are_of_every_kind(books):
    charges = FeeComponent.objects.values_list("charge", flat=True)
    assert set(charges) == set(FeeComponent.Charge.values)
    for name, choices in (
        ("combination", FeeSchedule.Combination),
        ("frequency", FeeSchedule.Frequency),
        ("proration", FeeSchedule.Proration),
        ("rounding", FeeSchedule.Rounding),
        ("day_count", FeeSchedule.DayCount),
    ):
        assert set(FeeSchedule.objects.values_list(name, flat=True)) == set(choices.values), name
    for name in ("minimum", "cap", "cap_percent", "surcharge_percent"):
        assert FeeSchedule.objects.exclude(**{name: None}).exists(), name
    assert FeeComponent.objects.exclude(escalator=None).exists()
    assert FeeComponent.objects.exclude(multipliers="").exists()


def test_every_fee_of_the_open_year_is_computed(books):
    again = assess(2026, None, 7, A_DAY, dry_run=True)
    assert again.is_complete
    assert not again.changes
    assert FeeAssessment.objects.filter(fiscal_year=2026, origin="schedule").count() == 56


def test_two_years_are_closed_and_one_is_restated_for_a_reason(books):
    closed = FiscalYear.objects.filter(state="closed").values_list("year", flat=True)
    assert sorted(closed) == [2024, 2025]
    first, second = YearRevision.objects.filter(fiscal_year=2024)
    assert (first.number, second.number) == (1, 2)
    assert "audit" in second.reason
    before, after = (figures_from(each.figures) for each in (first, second))
    difference = sum(
        (entry.assessed or 0) for entry in after.entries[Basis.ACCRUAL].values()
    ) - sum((entry.assessed or 0) for entry in before.entries[Basis.ACCRUAL].values())
    assert difference == 2_061_500


def test_the_ledger_is_sound_and_the_published_figures_agree(books):
    assert list(what_is_wrong()) == []
    assert [row.words for row in reconciled(2013)] == ["rounded to hundred thousands", "equal"]


def test_nobody_of_the_sample_can_log_in(books):
    assert not any(user.has_usable_password() for user in User.objects.all())
