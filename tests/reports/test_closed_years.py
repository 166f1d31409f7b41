"""Closed years are read as they were frozen: under the names of their day, at no cost of rows."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from franchises.models import FeeAssessment, FeeCollection, Franchise, Franchisee, FranchiseType
from franchises.models.guards import take_down_guards
from franchises.reports.fee_report import report_of_year
from franchises.reports.fee_summary import (
    Basis,
    Grouping,
    all_years,
    fee_summaries,
    fee_summary,
)
from franchises.reports.ledger import spans_without
from franchises.reports.revisions import revisions_of
from franchises.reports.year_figures import spans_of
from tests.closing import closed, restated
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def franchise():
    """A franchise with money in FY2012 to FY2014, of which the first two are closed."""
    franchise = FranchiseFactory(number="F-1", franchisee__name="Cablevision")
    for year in (2012, 2013, 2014):
        FeeAssessmentFactory(franchise=franchise, fiscal_year=year, amount=Decimal("100.00"))
        FeeCollectionFactory(
            franchise=franchise,
            fiscal_year=year,
            amount=Decimal("90.00") + year - 2012,
            received_on=date(year, 1, 15),
        )
    closed(2012)
    closed(2013)
    return franchise


def everything():
    return [
        *(
            fee_summary(year, grouping, basis)
            for year in (2012, 2013, 2014)
            for grouping in Grouping
            for basis in Basis
        ),
        *(all_years(basis) for basis in Basis),
    ]


def test_closing_changes_no_figure():
    franchise = FranchiseFactory(number="F-1")
    other = FranchiseFactory(number="F-2", effective_on=date(2014, 7, 1))
    for year in (2012, 2013, 2014):
        FeeAssessmentFactory(franchise=franchise, fiscal_year=year, amount=Decimal("100.00"))
        FeeCollectionFactory(franchise=franchise, fiscal_year=year, received_on=date(year, 8, 1))
        FeeCollectionFactory(franchise=franchise, fiscal_year=year, received_on=None)
    FeeCollectionFactory(franchise=other, refund=True)
    FeeCollectionFactory(franchise=other, kind="interest", amount=Decimal("1.00"))
    before = everything()
    closed(2013)
    assert everything() == before
    closed(2012)
    assert everything() == before


def test_a_closed_year_keeps_the_names_of_its_day(franchise):
    Franchise.objects.update(number="F-77")
    Franchisee.objects.update(name="Altice USA")
    FranchiseType.objects.filter(code="cable-television").update(name="Cable")
    summary = fee_summary(2013, Grouping.FRANCHISE)
    assert [(row.key, row.label, row.franchisee) for row in summary.rows] == [
        ("F-1", "F-1", "Cablevision")
    ]
    assert fee_summary(2013, Grouping.TYPE).rows[0].label == "Cable television"
    (holder,) = fee_summary(2013, Grouping.FRANCHISEE).rows
    assert (holder.key, holder.label) == ("cablevision", "Cablevision")


def test_the_year_after_has_the_names_of_today_and_finds_the_year_before_by_its_key(franchise):
    Franchisee.objects.update(name="Altice USA")
    (row,) = fee_summary(2014, Grouping.FRANCHISEE).rows
    assert (row.key, row.label) == ("cablevision", "Altice USA")
    assert (row.collected, row.previous) == (Decimal("92.00"), Decimal("91.00"))


def test_a_franchise_that_is_published_no_more_stays_in_the_years_that_are_closed(franchise):
    Franchise.objects.update(is_published=False)
    assert fee_summary(2013, Grouping.TYPE).total.collected == Decimal("91.00")
    assert [row.fiscal_year for row in all_years().rows] == [2013, 2012]
    assert all_years().total.franchisees == 1


def test_a_franchisee_is_counted_once_over_closed_and_open_years(franchise):
    years = all_years()
    assert [row.franchisees for row in years.rows] == [1, 1, 1]
    assert years.total.franchisees == 1


@pytest.mark.parametrize("basis", Basis)
def test_what_is_shown_of_a_closed_year_is_read_from_what_was_frozen(franchise, basis):
    """The rows are tampered with behind the guards: the published figures stay."""
    before = everything()
    take_down_guards(connection)
    FeeAssessment.objects.filter(fiscal_year__lt=2014).delete()
    FeeCollection.objects.filter(fiscal_year__lt=2014).delete()
    assert everything() == before


def test_no_row_of_a_closed_year_is_added_up(franchise, django_assert_num_queries):
    FeeCollectionFactory(franchise=franchise, fiscal_year=2011, received_on=date(2011, 1, 15))
    with django_assert_num_queries(9) as asked:
        all_years()
        all_years(Basis.CASH)
    sums = [each["sql"] for each in asked.captured_queries if "SUM(" in each["sql"]]
    assert len(sums) == 4
    for sql in sums:
        assert ("BETWEEN 1900 AND 2011" in sql and "BETWEEN 2014 AND 2200" in sql) or (
            "2010-07-01" in sql and "2013-07-01" in sql and "2012-07-01" not in sql
        )


def test_the_queries_are_the_same_however_many_years_are_closed(
    franchise, django_assert_num_queries
):
    old = FranchiseFactory(effective_on=date(2003, 7, 1), expires_on=date(2010, 6, 30))
    for years in ((), range(2005, 2011)):
        for year in years:
            FeeAssessmentFactory(franchise=old, fiscal_year=year)
            closed(year)
        with django_assert_num_queries(4):
            all_years()
        with django_assert_num_queries(5):
            all_years(Basis.CASH)
        with django_assert_num_queries(5):
            fee_summary(2014, Grouping.TYPE)
        with django_assert_num_queries(5):
            report_of_year(2014, Basis.ACCRUAL, 7)
        with django_assert_num_queries(2):
            fee_summary(2013, Grouping.TYPE)


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("grouping", Grouping)
def test_all_summaries_at_once_are_those_of_each_year(
    franchise, grouping, basis, django_assert_num_queries
):
    FeeCollectionFactory(fiscal_year=2010, received_on=date(2010, 1, 15))
    with django_assert_num_queries(5 if basis is Basis.ACCRUAL else 6):
        summaries = fee_summaries(grouping, basis)
    assert [each.fiscal_year for each in summaries] == [2014, 2013, 2012, 2011, 2010]
    for each in summaries:
        assert each == fee_summary(each.fiscal_year, grouping, basis)


def test_a_restatement_costs_two_queries_more(franchise, django_assert_num_queries):
    FeeAssessmentFactory(
        franchise=franchise,
        fiscal_year=2014,
        origin="adjustment",
        amount=Decimal("-1.00"),
        adjusts=FeeAssessment.objects.get(fiscal_year=2013),
    )
    restated(2013)
    with django_assert_num_queries(6):
        all_years()
    with django_assert_num_queries(6):
        all_years(Basis.CASH)
    with django_assert_num_queries(7):
        fee_summary(2014, Grouping.TYPE)


def test_each_revision_is_beside_the_one_before(franchise):
    FeeAssessmentFactory(
        franchise=franchise,
        fiscal_year=2014,
        origin="adjustment",
        amount=Decimal("-20.00"),
        adjusts=FeeAssessment.objects.get(fiscal_year=2013),
    )
    restated(2013, "audit of 2015")
    first, second = revisions_of(2013)
    assert [(t.words, t.amount, t.difference) for t in first.totals] == [
        ("Assessed", Decimal("100.00"), None),
        ("Collected, accrual basis", Decimal("91.00"), None),
        ("Outstanding", Decimal("9.00"), None),
        ("Collected, cash basis", Decimal("91.00"), None),
    ]
    assert [(t.words, t.amount, t.difference) for t in second.totals] == [
        ("Assessed", Decimal("80.00"), Decimal("-20.00")),
        ("Collected, accrual basis", Decimal("91.00"), Decimal("0.00")),
        ("Outstanding", Decimal("-11.00"), Decimal("-20.00")),
        ("Collected, cash basis", Decimal("91.00"), Decimal("0.00")),
    ]
    assert [t.words for t in second.changed] == ["Assessed", "Outstanding"]
    assert (second.number, second.reason) == (2, "audit of 2015")
    assert revisions_of(2014) == ()


def test_the_years_around_the_closed_ones_are_spans():
    assert spans_without([]) == [(1900, 2200)]
    assert spans_without([2014, 2013, 2016]) == [(1900, 2012), (2015, 2015), (2017, 2200)]
    assert spans_without([1900, 2200]) == [(1901, 2199)]
    assert spans_without(range(1900, 2201)) == []
    assert spans_of([2014, 2012, 2013, 2016]) == [(2012, 2014), (2016, 2016)]
