"""Money that wants attention, with every boundary from both sides."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from franchises.models import FiscalYear, Franchise, ImportRun
from franchises.workbench.item import Kind
from franchises.workbench.money_waiting import (
    refused_imports,
    underpayments,
    unmatched_collections,
    years_to_close,
)
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 28)


def owed(**changed):
    """An assessment of FY2026 that fell due on 14 August 2026."""
    values = {
        "franchise__number": "O-1",
        "franchise__franchisee__name": "Owing Co",
        "fiscal_year": 2026,
        "amount": Decimal("2000.00"),
        "due_on": date(2026, 8, 14),
    }
    return FeeAssessmentFactory(**(values | changed))


def found(today=TODAY):
    return list(underpayments(today, 7))


def test_an_unpaid_fee_is_told_with_what_is_missing_and_since_when():
    assessment = owed()
    FeeCollectionFactory(franchise=assessment.franchise, fiscal_year=2026, amount=Decimal("749.50"))

    (item,) = found()

    assert (item.kind, item.day, item.amount) == (
        Kind.UNDERPAYMENT,
        date(2026, 8, 14),
        Decimal("1250.50"),
    )
    assert (item.number, item.franchisee) == ("O-1", "Owing Co")
    assert item.title == "Fees of FY2026 not paid in full"
    assert (item.model, item.pk) == (Franchise, assessment.franchise_id)


@pytest.mark.parametrize(
    ("paid", "lessened", "since"),
    [
        ("999.99", "0.00", "2025-11-14"),
        ("1000.00", "0.00", "2026-02-14"),
        ("999.99", "-0.01", "2026-02-14"),
        ("1999.99", "0.00", "2026-02-14"),
        ("2000.00", "0.00", "2026-06-30"),
        ("2999.99", "0.00", "2026-06-30"),
    ],
)
def test_it_is_as_old_as_the_oldest_fee_that_is_not_paid(paid, lessened, since):
    first = owed(amount=Decimal("1000.00"), due_on=date(2025, 11, 14))
    for due_on in (None, date(2026, 2, 14)):
        FeeAssessmentFactory(
            franchise=first.franchise, fiscal_year=2026, amount=Decimal("1000.00"), due_on=due_on
        )
    if lessened != "0.00":
        FeeAssessmentFactory(
            franchise=first.franchise,
            fiscal_year=2026,
            amount=Decimal(lessened),
            due_on=date(2026, 3, 1),
            origin="adjustment",
            adjusts=first,
        )
    FeeCollectionFactory(franchise=first.franchise, fiscal_year=2026, amount=Decimal(paid))

    assert [str(item.day) for item in found()] == [since]


@pytest.mark.parametrize(("paid", "number"), [("1999.99", 1), ("2000.00", 0), ("2000.01", 0)])
def test_a_cent_short_is_told_and_paid_to_the_cent_is_not(paid, number):
    assessment = owed()
    FeeCollectionFactory(franchise=assessment.franchise, fiscal_year=2026, amount=Decimal(paid))

    assert len(found()) == number


@pytest.mark.parametrize(
    ("today", "number"), [(date(2026, 8, 14), 0), (date(2026, 8, 15), 1)], ids=["due", "day after"]
)
def test_a_fee_is_underpaid_from_the_day_after_it_was_due(today, number):
    owed()

    assert len(found(today)) == number


@pytest.mark.parametrize(
    ("today", "number"), [(date(2026, 6, 30), 0), (date(2026, 7, 1), 1)], ids=["in it", "over"]
)
def test_a_fee_that_names_no_day_is_due_at_the_end_of_its_year(today, number):
    owed(due_on=None)

    items = found(today)

    assert [item.day for item in items] == [date(2026, 6, 30)] * number


def test_money_is_counted_once_however_many_bills_and_payments_a_year_has():
    first = owed(period="Q1", amount=Decimal("100.00"))
    for period in ("Q2", "Q3"):
        owed(franchise=first.franchise, period=period, amount=Decimal("100.00"))
    for period in ("Q1", "Q2"):
        FeeCollectionFactory(
            franchise=first.franchise, fiscal_year=2026, period=period, amount=Decimal("70.00")
        )

    assert [item.amount for item in found()] == [Decimal("160.00")]


def test_what_was_overpaid_for_one_year_pays_for_no_other():
    assessment = owed()
    FeeCollectionFactory(
        franchise=assessment.franchise, fiscal_year=2025, amount=Decimal("9000.00")
    )

    assert [item.amount for item in found()] == [Decimal("2000.00")]


@pytest.mark.parametrize(("paid", "credit"), [("2000.00", []), ("2000.01", [Decimal("0.01")])])
def test_money_beyond_all_that_was_assessed_is_unmatched(paid, credit):
    assessment = owed()
    FeeCollectionFactory(franchise=assessment.franchise, fiscal_year=2026, amount=Decimal(paid))

    items = list(unmatched_collections(TODAY))

    assert [item.amount for item in items] == credit
    assert {item.kind for item in items} <= {Kind.UNMATCHED}


def test_money_of_a_franchise_without_assessments_is_unmatched_since_it_came_in():
    collection = FeeCollectionFactory(amount=Decimal("50.00"), received_on=date(2026, 10, 1))

    (item,) = unmatched_collections(TODAY)

    assert (item.pk, item.day, item.amount) == (
        collection.franchise_id,
        date(2026, 10, 1),
        Decimal("50.00"),
    )


def run_of(outcome=ImportRun.Outcome.REFUSED, file_name="poles.csv", day=27, **changed):
    values = {
        "dataset": "installations",
        "sha256": "0" * 64,
        "size": 1,
        "started_at": datetime(2026, 11, day, 17, 0, tzinfo=UTC),
        "seconds": Decimal("0.10"),
        "rows_read": 8203,
        "rows_refused": 2,
        "operator": "jdoe",
    }
    return ImportRun.objects.create(outcome=outcome, file_name=file_name, **(values | changed))


def test_a_refused_file_waits_for_who_sent_it():
    run = run_of()

    (item,) = refused_imports(TODAY)

    assert (item.model, item.pk, item.person) == (ImportRun, run.pk, "jdoe")
    assert item.title == "poles.csv: 2 of 8,203 rows refused"
    assert item.day == date(2026, 11, 27)


def test_a_file_that_was_sent_again_and_loaded_waits_no_more():
    run_of()
    run_of(file_name="kiosks.csv")
    run_of(outcome=ImportRun.Outcome.LOADED)

    assert [item.title[:10] for item in refused_imports(TODAY)] == ["kiosks.csv"]


def test_a_file_that_was_refused_twice_waits_once():
    run_of()
    last = run_of()

    assert [item.pk for item in refused_imports(TODAY)] == [last.pk]


@pytest.mark.parametrize(("day", "number"), [(29, 0), (30, 1)])
def test_a_refused_file_is_forgotten_after_thirty_days(day, number):
    run_of(started_at=datetime(2026, 10, day, 17, 0, tzinfo=UTC))

    assert len(list(refused_imports(TODAY))) == number


def test_the_years_that_are_over_and_open_are_one_item():
    for year in (2023, 2024, 2026, 2027):
        FeeAssessmentFactory(fiscal_year=year)

    (item,) = years_to_close(TODAY)

    assert item.title == "3 years up to FY2026 are over, and their books are open"
    assert (item.pk, item.day) == (2023, date(2023, 9, 28))


@pytest.mark.parametrize(("today", "number"), [(date(2026, 6, 30), 0), (date(2026, 7, 1), 1)])
def test_a_year_can_be_closed_from_the_day_after_its_last(today, number):
    FeeAssessmentFactory(fiscal_year=2026)

    items = list(years_to_close(today))

    assert [item.title for item in items] == ["FY2026 is over, and its books are open"] * number


def test_a_year_that_is_proposed_waits_for_another_person():
    FeeAssessmentFactory(fiscal_year=2026)
    clerk = User.objects.create_user("fee-clerk")
    FiscalYear.objects.filter(year=2026).update(state=FiscalYear.State.PROPOSED, proposed_by=clerk)

    (item,) = years_to_close(TODAY)

    assert item.title == "FY2026 is proposed for closing: another person confirms it"
    assert item.person == "fee-clerk"


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queries_are_the_same_however_many_rows_there_are(rows, django_assert_num_queries):
    for number in range(rows):
        owed(franchise__number=f"O-{number}", franchise__franchisee__name=f"Owing {number}")
        FeeCollectionFactory(franchise=FranchiseFactory(), amount=Decimal("5.00"))
        run_of(file_name=f"{number}.csv")

    with django_assert_num_queries(9):
        assert len(found()) == rows
        assert len(list(unmatched_collections(TODAY))) == rows
        assert len(list(refused_imports(TODAY))) == rows
        assert len(list(years_to_close(TODAY))) == 1
