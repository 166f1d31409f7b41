"""The money of the year so far, beside the year before at the same date."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.reports.year_to_date import this_year_and_last, year_to_date
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 28)


def assessed(due_on, amount="100.00", franchise=None, fiscal_year=2027, **more):
    return FeeAssessmentFactory(
        franchise=franchise or FranchiseFactory(),
        fiscal_year=fiscal_year,
        due_on=due_on,
        amount=Decimal(amount),
        **more,
    )


def collected(received_on, amount="100.00", franchise=None, fiscal_year=2027, **more):
    return FeeCollectionFactory(
        franchise=franchise or FranchiseFactory(),
        fiscal_year=fiscal_year,
        received_on=received_on,
        amount=Decimal(amount),
        **more,
    )


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2026, 11, 28), True),
        (date(2026, 11, 29), False),
    ],
)
def test_what_fell_due_and_came_in_counts_from_the_first_of_july_through_today(day, counts):
    assessed(day)
    collected(day)

    found = year_to_date(TODAY, 7)

    amount = Decimal("100.00") if counts else Decimal("0.00")
    assert (found.fiscal_year, found.assessed, found.collected) == (2027, amount, amount)


def test_outstanding_is_of_all_years_and_of_each_franchise_by_itself():
    owing, overpaid = FranchiseFactory(), FranchiseFactory()
    assessed(date(2024, 1, 1), "300.00", owing, 2024)
    collected(date(2024, 2, 1), "100.50", owing, 2024)
    assessed(date(2026, 8, 1), "10.00", overpaid)
    collected(date(2026, 8, 1), "50.00", overpaid)

    assert year_to_date(TODAY, 7).outstanding == Decimal("199.50")


def test_a_fee_without_a_day_is_outstanding_once_its_year_is_over():
    assessed(None, "70.00", fiscal_year=2026)
    assessed(None, "30.00", fiscal_year=2027)

    assert year_to_date(TODAY, 7).outstanding == Decimal("70.00")


def test_months_run_from_the_first_of_the_year_to_that_of_today():
    collected(date(2026, 7, 31), "10.00")
    collected(date(2026, 11, 1), "20.00")
    collected(date(2026, 11, 28), "5.00", fiscal_year=2026)

    assert year_to_date(TODAY, 7).months == tuple(
        Decimal(amount) for amount in ("10.00", "0.00", "0.00", "0.00", "25.00")
    )


def test_a_calendar_year_begins_in_january():
    collected(date(2026, 1, 1), "10.00")

    assert len(year_to_date(TODAY, 1).months) == 11
    assert year_to_date(TODAY, 1).collected == Decimal("10.00")


def test_last_year_is_taken_at_the_same_date():
    collected(date(2025, 11, 28), "10.00", fiscal_year=2026)
    collected(date(2025, 11, 29), "99.00", fiscal_year=2026)

    this, last = this_year_and_last(TODAY, 7)

    assert (last.fiscal_year, last.as_of, last.collected) == (
        2026,
        date(2025, 11, 28),
        Decimal("10.00"),
    )
    assert this.collected == Decimal("0.00")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queries_are_the_same_however_many_rows_there_are(rows, django_assert_num_queries):
    for _ in range(rows):
        assessed(date(2026, 8, 1))
        collected(date(2026, 8, 1))

    with django_assert_num_queries(8):
        this_year_and_last(TODAY, 7)
