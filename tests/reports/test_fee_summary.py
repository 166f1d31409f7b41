from decimal import Decimal

import pytest

from franchises.reports.fee_summary import Basis, Grouping, all_years, fee_summary
from tests.factories import (
    BoroughFactory,
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
    InstallationFactory,
)
from tests.reports.entries import assess, by_franchise, collect, row_of

pytestmark = pytest.mark.django_db


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
