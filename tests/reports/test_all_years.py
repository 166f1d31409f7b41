"""All years in a row, on both bases, and what the cash basis makes of a year."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.models import FeeCollection, Franchise
from franchises.reports.fee_summary import Basis, Grouping, all_years, fee_summary
from tests.factories import FranchiseeFactory, FranchiseFactory, FranchiseTypeFactory
from tests.reports.entries import assess, by_franchise, collect

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "first_month", "fiscal_year"),
    [
        (date(2012, 6, 30), 7, 2012),
        (date(2012, 7, 1), 7, 2013),
        (date(2013, 6, 30), 7, 2013),
        (date(2013, 7, 1), 7, 2014),
        (date(2012, 12, 31), 1, 2012),
        (date(2013, 1, 1), 1, 2013),
        (date(2012, 9, 30), 10, 2012),
        (date(2012, 10, 1), 10, 2013),
    ],
)
def test_the_cash_basis_counts_a_collection_in_the_year_it_was_received_in(
    day, first_month, fiscal_year
):
    collect(FranchiseFactory(), "10.00", year=2011, received_on=day)
    for year in (2011, 2012, 2013, 2014, 2015):
        collected = by_franchise(year, Basis.CASH, first_month).total.collected
        assert collected == (Decimal("10.00") if year == fiscal_year else None)
    rows = all_years(Basis.CASH, first_month).rows
    assert [row.fiscal_year for row in rows] == [fiscal_year]


def test_the_accrual_basis_counts_a_collection_in_the_year_it_is_for():
    collect(FranchiseFactory(), "10.00", year=2012, received_on=date(2013, 7, 1))
    assert by_franchise(2012).total.collected == Decimal("10.00")
    assert by_franchise(2014).total.collected is None


def test_a_collection_without_a_day_is_not_on_the_cash_basis_and_a_note_says_so():
    franchise = FranchiseFactory()
    collect(franchise, "10.00")
    collect(franchise, "2.50", received_on=None)
    collect(franchise, "1.00", year=2012, received_on=None)
    summary = by_franchise(basis=Basis.CASH)
    assert summary.total.collected == Decimal("10.00")
    assert (
        "1 collection of FY2013, $2.50 in all, has no day of receipt and cannot be placed on the"
        " cash basis." in summary.notes
    )
    years = all_years(Basis.CASH)
    assert [(row.fiscal_year, row.collected) for row in years.rows] == [
        (2013, Decimal("10.00")),
        (2012, None),
    ]
    assert (
        "2 collections of all years, $3.50 in all, have no day of receipt and cannot be placed on"
        " the cash basis." in years.notes
    )


def test_the_cash_basis_knows_nothing_of_assessments():
    franchise = FranchiseFactory()
    assess(franchise, "100.00")
    assert by_franchise(basis=Basis.CASH).rows == ()
    collect(franchise, "10.00")
    collect(franchise, "10.00", year=2012, received_on=date(2012, 1, 15))
    summary = by_franchise(basis=Basis.CASH)
    assert (summary.rows[0].assessed, summary.rows[0].outstanding) == (None, None)
    assert summary.notes == (
        "Cash basis: a collection counts in the fiscal year that it was received in.",
    )


def test_all_years_shows_a_year_in_between_as_unknown():
    franchise = FranchiseFactory()
    collect(franchise, "100.00", year=2011)
    collect(franchise, "150.00", year=2013)
    collect(franchise, "-30.00", year=2014, kind="refund", note="paid twice")
    assess(franchise, "200.00", year=2013)
    years = all_years()
    assert [
        (row.fiscal_year, row.assessed, row.collected, row.outstanding, row.change)
        for row in years.rows
    ] == [
        (2014, None, Decimal("-30.00"), None, Decimal("-180.00")),
        (2013, Decimal("200.00"), Decimal("150.00"), Decimal("50.00"), None),
        (2012, None, None, None, None),
        (2011, None, Decimal("100.00"), None, None),
    ]
    assert years.rows[0].change_percent == Decimal("-120.0")
    assert years.total.collected == Decimal("220.00")
    assert years.total.refunds == Decimal("-30.00")
    assert "1 row has nothing recorded and is not in the totals." in years.notes


def test_all_years_counts_a_franchisee_once_however_many_franchises_and_years():
    franchisee = FranchiseeFactory()
    first, second = FranchiseFactory(franchisee=franchisee), FranchiseFactory(franchisee=franchisee)
    collect(first, "1.00", year=2012)
    collect(second, "1.00", year=2012)
    collect(first, "1.00", year=2013)
    collect(FranchiseFactory(), "1.00", year=2013)
    years = all_years()
    assert [row.franchisees for row in years.rows] == [2, 1]
    assert years.total.franchisees == 2


def test_an_empty_ledger_has_no_rows_and_no_figures():
    for basis in Basis:
        assert by_franchise(basis=basis).rows == all_years(basis).rows == ()
        assert by_franchise(basis=basis).total.collected is None
        assert all_years(basis).total.collected is None


def test_the_year_of_the_summary_is_the_row_of_all_years():
    one, two = FranchiseFactory(), FranchiseFactory()
    for year in (2012, 2013):
        collect(one, "10.10", year=year)
        assess(one, "20.20", year=year)
    collect(two, "5.05")
    row = all_years().rows[0]
    for grouping in Grouping:
        total = fee_summary(2013, grouping).total
        for figure in ("assessed", "collected", "refunds", "outstanding", "change"):
            assert getattr(total, figure) == getattr(row, figure)


@pytest.mark.parametrize("number", [10, 1000])
def test_the_number_of_queries_does_not_grow_with_the_rows(number, django_assert_num_queries):
    franchisee, kind = FranchiseeFactory(), FranchiseTypeFactory()
    franchises = [
        FranchiseFactory.build(franchisee=franchisee, franchise_type=kind) for _ in range(number)
    ]
    Franchise.objects.bulk_create(franchises)
    FeeCollection.objects.bulk_create(
        FeeCollection(
            franchise=franchise,
            fiscal_year=2013,
            amount=Decimal("1.00"),
            received_on=date(2013, 1, 15),
            reference=f"W-{franchise.number}",
        )
        for franchise in franchises
    )
    for basis, queries in ((Basis.ACCRUAL, (4, 4)), (Basis.CASH, (4, 5))):
        with django_assert_num_queries(queries[0]):
            summary = by_franchise(basis=basis)
        assert len(summary.rows) == number
        with django_assert_num_queries(queries[1]):
            assert len(all_years(basis).rows) == 1
