from datetime import date
from decimal import Decimal

import pytest

from franchises.models import FeeCollection, Franchise
from franchises.reports.fee_summary import Basis, Grouping, all_years, fee_summary
from tests.factories import (
    BoroughFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
    InstallationFactory,
)

pytestmark = pytest.mark.django_db


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


def test_a_franchise_has_its_assessed_collected_and_outstanding():
    franchise = FranchiseFactory(number="F-1", franchisee__name="ZenFi Networks")
    assess(franchise, "1000.10")
    assess(franchise, "0.10")
    collect(franchise, "600.05")
    collect(franchise, "0.05")
    row = row_of(by_franchise(), "F-1")
    assert (row.label, row.franchisee) == ("F-1", "ZenFi Networks")
    assert row.assessed == Decimal("1000.20")
    assert row.collected == Decimal("600.10")
    assert row.outstanding == Decimal("400.10")
    assert row.refunds == row.interest_and_penalties == Decimal("0.00")


def test_refunds_interest_and_penalties_are_in_the_total_and_shown_apart():
    franchise = FranchiseFactory(number="F-1")
    collect(franchise, "100.00")
    collect(franchise, "7.00", kind="interest")
    collect(franchise, "3.00", kind="penalty")
    collect(franchise, "-25.50", kind="refund", note="paid twice")
    summary = by_franchise()
    for row in (row_of(summary, "F-1"), summary.total):
        assert row.collected == Decimal("84.50")
        assert row.refunds == Decimal("-25.50")
        assert row.interest_and_penalties == Decimal("10.00")
    assert any(note.startswith("Collected includes refunds") for note in summary.notes)


def test_a_franchise_with_three_installations_and_two_boroughs_counts_its_money_once():
    franchise = FranchiseFactory(number="F-1")
    franchise.boroughs.add(
        BoroughFactory(code="bronx", name="Bronx"), BoroughFactory(code="queens", name="Queens")
    )
    for _ in range(3):
        InstallationFactory(franchise=franchise)
    collect(franchise, "100.00")
    collect(franchise, "50.00")
    assess(franchise, "400.00")
    assess(franchise, "300.00")
    for grouping in Grouping:
        total = fee_summary(2013, grouping).total
        assert (total.assessed, total.collected) == (Decimal("700.00"), Decimal("150.00"))


def test_franchises_of_one_franchisee_and_of_one_type_are_added_up():
    cable = FranchiseTypeFactory(code="cable-television")
    mobile = FranchiseTypeFactory(code="mobile-telecommunications")
    zenfi, crown = FranchiseeFactory(name="ZenFi"), FranchiseeFactory(name="Crown Castle")
    collect(FranchiseFactory(franchisee=zenfi, franchise_type=cable), "10.00")
    collect(FranchiseFactory(franchisee=zenfi, franchise_type=mobile), "20.00")
    collect(FranchiseFactory(franchisee=crown, franchise_type=mobile), "5.00")
    types = fee_summary(2013, Grouping.TYPE)
    assert [(row.key, row.collected) for row in types.rows] == [
        ("mobile-telecommunications", Decimal("25.00")),
        ("cable-television", Decimal("10.00")),
    ]
    holders = fee_summary(2013, Grouping.FRANCHISEE)
    assert [(row.key, row.label, row.collected) for row in holders.rows] == [
        ("zenfi", "ZenFi", Decimal("30.00")),
        ("crown-castle", "Crown Castle", Decimal("5.00")),
    ]
    assert holders.franchisees == 2


def test_nothing_received_on_an_assessment_is_zero_and_nothing_recorded_is_unknown():
    due, gone = FranchiseFactory(number="F-1"), FranchiseFactory(number="F-2")
    assess(due, "80.00")
    collect(gone, "30.00", year=2012)
    summary = by_franchise()
    owing, unknown = row_of(summary, "F-1"), row_of(summary, "F-2")
    assert owing.collected == owing.refunds == Decimal("0.00")
    assert owing.outstanding == Decimal("80.00")
    assert (unknown.assessed, unknown.collected, unknown.outstanding) == (None, None, None)
    assert (unknown.refunds, unknown.share, unknown.change) == (None, None, None)
    assert unknown.previous == Decimal("30.00")
    assert summary.franchisees == 0
    assert (
        "1 row has nothing recorded for FY2013 and is not in its totals, only in the total of"
        " FY2012." in summary.notes
    )


def test_an_assessment_that_is_missing_is_unknown_and_so_is_what_is_outstanding():
    collect(FranchiseFactory(number="F-1"), "30.00")
    row = row_of(by_franchise(), "F-1")
    assert (row.assessed, row.outstanding) == (None, None)


def test_collections_without_an_assessment_do_not_hide_what_another_owes():
    franchisee = FranchiseeFactory(name="ZenFi")
    owing = FranchiseFactory(franchisee=franchisee)
    assess(owing, "100.00")
    collect(owing, "80.00")
    collect(FranchiseFactory(franchisee=franchisee), "50.00")
    for grouping in Grouping:
        summary = fee_summary(2013, grouping)
        assert summary.total.outstanding == Decimal("20.00")
        assert (
            "Of what was collected, $50.00 is from franchises without an assessment for the year"
            " and does not lessen what is outstanding." in summary.notes
        )
    assert fee_summary(2013, Grouping.FRANCHISEE).rows[0].outstanding == Decimal("20.00")


def test_what_was_paid_over_the_assessment_is_a_negative_outstanding():
    franchise = FranchiseFactory()
    assess(franchise, "100.00")
    collect(franchise, "120.00")
    assert by_franchise().total.outstanding == Decimal("-20.00")


def test_the_change_is_in_dollars_and_per_cent_of_the_year_before():
    franchise = FranchiseFactory(number="F-1")
    collect(franchise, "300.00", year=2012)
    collect(franchise, "200.00", year=2013)
    row = row_of(by_franchise(), "F-1")
    assert (row.previous, row.change) == (Decimal("300.00"), Decimal("-100.00"))
    assert row.change_percent == Decimal("-33.3")


@pytest.mark.parametrize(
    ("before", "change", "percent"),
    [
        pytest.param("0.00", Decimal("10.00"), None, id="from zero"),
        pytest.param("8.00", Decimal("2.00"), Decimal("25.0"), id="from more than zero"),
    ],
)
def test_a_change_from_zero_has_no_percentage(before, change, percent):
    franchise = FranchiseFactory()
    collect(franchise, before, year=2012)
    collect(franchise, "10.00", year=2013)
    row = by_franchise().rows[0]
    assert (row.change, row.change_percent) == (change, percent)


def test_a_year_before_with_only_an_assessment_is_a_known_zero():
    franchise = FranchiseFactory()
    assess(franchise, "50.00", year=2012)
    collect(franchise, "10.00", year=2013)
    row = by_franchise().rows[0]
    assert (row.previous, row.change) == (Decimal("0.00"), Decimal("10.00"))


def test_the_change_of_the_total_is_the_same_however_the_year_is_grouped():
    old, new = FranchiseFactory(), FranchiseFactory()
    collect(old, "40.00", year=2012)
    collect(old, "50.00")
    collect(new, "100.00")
    for grouping in Grouping:
        total = fee_summary(2013, grouping).total
        assert (total.change, total.change_percent) == (Decimal("110.00"), Decimal("275.0"))
    assert (
        "The change in the total is the difference of its two years: 1 of the rows is known in one"
        " of them only." in by_franchise().notes
    )


def test_shares_are_rounded_half_up_and_a_sum_that_is_not_100_is_noted():
    for number, amount in (("F-1", "1.00"), ("F-2", "1.00"), ("F-3", "1.00")):
        collect(FranchiseFactory(number=number), amount)
    summary = by_franchise()
    assert [row.share for row in summary.rows] == [Decimal("33.3")] * 3
    assert summary.total.share == Decimal("100.0")
    assert "Shares are rounded: they add up to 99.9%." in summary.notes


@pytest.mark.parametrize(("amount", "share"), [("0.49", Decimal("0.0")), ("0.50", Decimal("0.1"))])
def test_a_share_at_the_half_is_rounded_up(amount, share):
    collect(FranchiseFactory(number="F-1"), amount)
    collect(FranchiseFactory(number="F-2"), Decimal("1000.00") - Decimal(amount))
    assert row_of(by_franchise(), "F-1").share == share


def test_nobody_has_a_share_of_a_year_that_gave_more_back_than_it_took():
    franchise = FranchiseFactory()
    collect(franchise, "10.00")
    collect(franchise, "-10.01", kind="refund", note="paid twice")
    summary = by_franchise()
    assert summary.total.collected == Decimal("-0.01")
    assert (summary.rows[0].share, summary.total.share) == (None, None)


def test_the_most_collected_comes_first_the_unknown_last_and_equals_by_name():
    collect(FranchiseFactory(number="F-4"), "5.00", year=2012)
    collect(FranchiseFactory(number="F-3"), "10.00")
    collect(FranchiseFactory(number="F-2"), "10.00")
    collect(FranchiseFactory(number="F-1"), "99.00")
    assert [row.key for row in by_franchise().rows] == ["F-1", "F-2", "F-3", "F-4"]


def test_a_draft_is_in_no_row_and_no_total():
    draft = FranchiseFactory(number="F-1", draft=True)
    collect(draft, "10.00", received_on=None)
    assess(draft, "20.00")
    collect(FranchiseFactory(number="F-2"), "1.00")
    for basis in Basis:
        summary = by_franchise(basis=basis)
        assert [row.key for row in summary.rows] == ["F-2"]
        assert summary.total.collected == Decimal("1.00")
        assert all_years(basis).total.collected == Decimal("1.00")
        assert not any("no day of receipt" in note for note in summary.notes)


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
    for basis, queries in ((Basis.ACCRUAL, (3, 3)), (Basis.CASH, (3, 4))):
        with django_assert_num_queries(queries[0]):
            summary = by_franchise(basis=basis)
        assert len(summary.rows) == number
        with django_assert_num_queries(queries[1]):
            assert len(all_years(basis).rows) == 1
