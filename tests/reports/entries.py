"""What the tests of the fee reports record, and how they look at a year."""

from decimal import Decimal

from franchises.reports.fee_summary import Basis, Grouping, fee_summary
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory


def collect(franchise, amount, year=2013, **fields):
    return FeeCollectionFactory(
        franchise=franchise, fiscal_year=year, amount=Decimal(amount), **fields
    )


def assess(franchise, amount, year=2013):
    return FeeAssessmentFactory(franchise=franchise, fiscal_year=year, amount=Decimal(amount))


def row_of(summary, key):
    return next(row for row in summary.rows if row.key == key)


def by_franchise(year=2013, basis=Basis.ACCRUAL, first_month=7):
    return fee_summary(year, Grouping.FRANCHISE, basis, first_month)
