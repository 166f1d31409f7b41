"""Case 14: collections of a cable franchise above 5% of its gross revenue are flagged."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.admin.franchise_overview import warnings_about
from franchises.reports.cable_cap import YearAboveCap, years_above_federal_cap
from tests.factories import (
    FeeCollectionFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
    RevenueStatementFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cable():
    return FranchiseFactory()


def stated(franchise, gross, period="", **values):
    RevenueStatementFactory(
        franchise=franchise, period=period, gross_revenue=Decimal(gross), **values
    )


def collected(franchise, *amounts, **values):
    for amount in amounts:
        FeeCollectionFactory(franchise=franchise, amount=Decimal(amount), **values)


@pytest.mark.parametrize(
    ("amount", "excess"), [("50000.00", None), ("50000.01", "0.01"), ("60000.00", "10000.00")]
)
def test_14_collections_above_five_per_cent_of_the_year_are_flagged(cable, amount, excess):
    stated(cable, "1000000.00")
    collected(cable, amount)

    found = years_above_federal_cap(cable)

    assert found == (
        ()
        if excess is None
        else (YearAboveCap(2013, Decimal(amount), Decimal("1000000.00"), Decimal(excess)),)
    )


def test_14_the_quarters_of_a_year_are_added_up_once_all_are_stated(cable):
    collected(cable, "60000.00")
    for quarter in ("Q1", "Q2", "Q3"):
        stated(cable, "250000.00", quarter)
    assert years_above_federal_cap(cable) == ()

    stated(cable, "250000.00", "Q4")

    assert years_above_federal_cap(cable)[0].excess == Decimal("10000.00")


def test_14_a_restated_year_counts_as_it_was_restated(cable):
    collected(cable, "60000.00")
    stated(cable, "1000000.00")
    stated(cable, "1200000.00", revision=2)

    assert years_above_federal_cap(cable) == ()


def test_14_refunds_count_and_interest_and_penalties_do_not(cable):
    stated(cable, "1000000.00")
    collected(cable, "50000.00")
    for kind in ("interest", "penalty"):
        collected(cable, "900.00", kind=kind)
    assert years_above_federal_cap(cable) == ()

    collected(cable, "10.00")
    assert years_above_federal_cap(cable)[0].excess == Decimal("10.00")
    collected(cable, "-10.00", kind="refund", note="paid too much")
    assert years_above_federal_cap(cable) == ()


def test_14_what_is_no_gross_revenue_or_not_known_flags_nothing(cable):
    collected(cable, "60000.00")
    stated(cable, "1.00", category="advertising")
    stated(cable, "1.00", fiscal_year=2014)
    RevenueStatementFactory(franchise=cable, period="", gross_revenue=None, units=3)

    assert years_above_federal_cap(cable) == ()


def test_14_other_franchises_have_no_federal_cap():
    mobile = FranchiseTypeFactory(code="mobile", name="Mobile")
    franchise = FranchiseFactory(franchise_type=mobile)
    stated(franchise, "1.00")
    collected(franchise, "60000.00")

    with CaptureQueriesContext(connection) as queries:
        assert years_above_federal_cap(franchise) == ()
    assert len(queries) == 0


def test_14_the_page_of_the_franchise_says_so_with_the_source(cable):
    stated(cable, "1000000.00")
    collected(cable, "60000.00")

    assert warnings_about(cable, with_money=True) == [
        "FY2013: $60,000.00 is $10,000.00 more than 5% of the gross revenue stated. A cable"
        " operator pays 5% of its gross revenue in any 12 months at most, whatever it is called"
        " (47 USC 542(b))."
    ]


def test_14_twenty_years_take_two_queries(cable):
    for year in range(2000, 2020):
        stated(cable, "1000.00", fiscal_year=year)
        collected(cable, "60.00", fiscal_year=year)

    with CaptureQueriesContext(connection) as queries:
        assert [each.fiscal_year for each in years_above_federal_cap(cable)] == [
            *range(2019, 1999, -1)
        ]
    assert len(queries) == 2
