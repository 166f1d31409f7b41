"""Restating a closed year: what moves, what stays, and that every sum stays the ledger's."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from franchises.books.freezing import freeze, wrong_with_frozen_years
from franchises.books.restating import RestatingRefused, restate
from franchises.models import FeeAssessment, FeeCollection, YearRevision
from franchises.reports.fee_summary import Basis, Grouping, all_years, fee_summary
from franchises.reports.franchise_account import account_by_year
from tests.closing import closed, person, restated, shut
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def franchise():
    """FY2013 is closed: $100 assessed, $60 in it and $30 six weeks after it; FY2015 is open."""
    franchise = FranchiseFactory(number="F-1")
    FeeAssessmentFactory(franchise=franchise, amount=Decimal("100.00"), reference="A-1")
    FeeCollectionFactory(franchise=franchise, amount=Decimal("60.00"), reference="C-1")
    FeeCollectionFactory(
        franchise=franchise, amount=Decimal("30.00"), reference="C-2", received_on=date(2013, 8, 14)
    )
    FeeAssessmentFactory(franchise=franchise, fiscal_year=2014, amount=Decimal("70.00"))
    FeeCollectionFactory(
        franchise=franchise,
        fiscal_year=2014,
        amount=Decimal("70.00"),
        received_on=date(2014, 1, 15),
    )
    FeeAssessmentFactory(franchise=franchise, fiscal_year=2015, amount=Decimal("40.00"))
    closed(2013)
    return franchise


def adjust(reference, amount, year=2015, **fields):
    """Post an adjustment of the row with *reference* into *year*."""
    for model, factory in (
        (FeeAssessment, FeeAssessmentFactory),
        (FeeCollection, FeeCollectionFactory),
    ):
        row = model.objects.filter(reference=reference).first()
        if row is None:
            continue
        kind = "origin" if model is FeeAssessment else "kind"
        if model is FeeCollection:
            fields = {"received_on": date(2014, 9, 1), **fields}
        return factory(
            franchise=row.franchise,
            fiscal_year=year,
            amount=Decimal(amount),
            adjusts=row,
            note="a digit was read wrongly",
            **{kind: "adjustment"},
            **fields,
        )
    raise AssertionError(reference)


def sums(basis=Basis.ACCRUAL):
    """What each year has assessed and collected."""
    return {row.fiscal_year: (row.assessed, row.collected) for row in all_years(basis).rows}


def of_year(year, basis=Basis.ACCRUAL):
    total = fee_summary(year, Grouping.FRANCHISE, basis).total
    return total.assessed, total.collected


def whole(model):
    return model.objects.aggregate(sum=Sum("amount"))["sum"]


def test_an_adjustment_counts_where_it_was_posted_until_the_year_is_restated(franchise):
    adjust("A-1", "-20.00")
    adjust("C-1", "-5.00")
    before = {2013: (Decimal("100.00"), Decimal("90.00")), 2015: (Decimal("20.00"), Decimal("-5"))}
    after = {2013: (Decimal("80.00"), Decimal("85.00")), 2015: (Decimal("40.00"), Decimal("0.00"))}
    assert {year: sums()[year] for year in before} == before
    assert {year: of_year(year) for year in before} == before
    restated(2013)
    assert {year: sums()[year] for year in after} == after
    assert {year: of_year(year) for year in after} == after


def test_g01_the_sum_over_all_years_stays_that_of_the_ledger(franchise):
    adjust("A-1", "-20.00")
    adjust("C-1", "-5.00")
    for _ in range(2):
        assert all_years().total.assessed == whole(FeeAssessment) == Decimal("190.00")
        for basis in Basis:
            assert all_years(basis).total.collected == whole(FeeCollection) == Decimal("155.00")
        restated(2013)


def test_on_the_cash_basis_it_counts_in_the_year_that_the_money_came_in(franchise):
    adjust("C-2", "-1.00")
    assert sums(Basis.CASH)[2014] == (None, Decimal("100.00"))
    assert sums(Basis.CASH)[2015] == (None, Decimal("-1.00"))
    restated(2013)
    assert sums()[2013] == (Decimal("100.00"), Decimal("89.00"))
    assert sums(Basis.CASH)[2013] == (None, Decimal("60.00"))
    assert sums(Basis.CASH)[2014] == (None, Decimal("99.00"))
    assert 2015 not in sums(Basis.CASH)
    assert of_year(2014, Basis.CASH) == (None, Decimal("99.00"))


def test_where_that_year_is_closed_too_it_is_restated_with_it(franchise):
    closed(2014)
    adjust("C-2", "-1.00")
    done = restated(2013, "the bank sent it back")
    assert [(each.fiscal_year_id, each.number, each.reason) for each in done.revisions] == [
        (2013, 2, "the bank sent it back"),
        (2014, 2, "the bank sent it back"),
    ]
    assert sums(Basis.CASH)[2014] == (None, Decimal("99.00"))
    assert sums()[2014] == (Decimal("70.00"), Decimal("70.00"))
    assert wrong_with_frozen_years(7) == []


def test_an_adjustment_of_what_was_received_in_the_year_for_another_is_found(franchise):
    FeeCollectionFactory(
        franchise=franchise,
        fiscal_year=2015,
        amount=Decimal("8.00"),
        reference="C-9",
        received_on=date(2014, 6, 30),
    )
    closed(2014)
    adjust("C-9", "-8.00")
    restated(2014)
    assert sums(Basis.CASH)[2014] == (None, Decimal("100.00"))
    assert sums()[2015] == (Decimal("40.00"), Decimal("0.00"))
    assert wrong_with_frozen_years(7) == []


def test_the_old_figures_stay_beside_the_new_ones(franchise):
    first = YearRevision.objects.get()
    kept = (first.figures, first.sha256, first.published_at)
    adjust("A-1", "-20.00")
    (second,) = restated(2013, "audit of 2015").revisions
    first.refresh_from_db()
    assert (first.figures, first.sha256, first.published_at) == kept
    assert (second.number, second.reason, second.published_by.username) == (
        2,
        "audit of 2015",
        "restater",
    )
    assert [
        json.loads(each.figures)["accrual"]["total"]["assessed"] for each in (first, second)
    ] == [10000, 8000]


def test_what_is_published_is_what_the_ledger_then_comes_to(franchise):
    adjust("A-1", "-20.00")
    adjust("C-2", "-1.00")
    done = restated(2013)
    assert done.revisions[0].sha256 == freeze(2013, 7).sha256
    assert wrong_with_frozen_years(7) == []


def test_a_year_is_restated_again_and_each_adjustment_counts_once(franchise):
    adjust("A-1", "-20.00")
    restated(2013)
    adjust("A-1", "3.00")
    done = restated(2013)
    assert (done.adjustments, [each.number for each in done.revisions]) == (1, [3])
    assert sums()[2013] == (Decimal("83.00"), Decimal("90.00"))
    assert sums()[2015] == (Decimal("40.00"), Decimal("0.00"))


def test_without_an_adjustment_nothing_is_published(franchise):
    done = restated(2013)
    assert (done.adjustments, done.revisions) == (0, ())
    assert YearRevision.objects.count() == 1


def test_an_adjustment_of_another_year_is_left_alone(franchise):
    closed(2014)
    FeeAssessmentFactory(
        franchise=franchise,
        fiscal_year=2015,
        origin="adjustment",
        amount=Decimal("-7.00"),
        adjusts=FeeAssessment.objects.get(fiscal_year=2014),
    )
    assert restated(2013).adjustments == 0


def test_an_adjustment_that_closed_with_the_year_it_was_posted_in_stays_there(franchise):
    adjust("A-1", "-20.00", year=2014)
    closed(2014)
    assert restated(2013).adjustments == 0
    assert sums()[2014] == (Decimal("50.00"), Decimal("70.00"))


def test_one_that_was_received_in_a_year_closed_since_stays_there_too(franchise):
    adjust("C-1", "-5.00", year=2015, received_on=date(2014, 6, 30))
    closed(2014)
    assert restated(2013).adjustments == 0


def test_a_dry_run_tells_the_same_and_writes_nothing(franchise):
    adjust("A-1", "-20.00")
    adjust("C-2", "-1.00")
    histories = FeeAssessment.history.count()
    user = person("restater", "restate_fiscalyear")
    tried = restate(2013, "audit", user, 7, is_dry_run=True)
    assert YearRevision.objects.count() == 1
    assert not FeeAssessment.objects.exclude(restated_in=None).exists()
    assert FeeAssessment.history.count() == histories
    assert (tried.adjustments, tried.revisions) == (2, ())
    assert tried.published[2013].sha256 == restated(2013).revisions[0].sha256


def test_the_history_says_who_counted_an_adjustment_in_the_year_and_why(franchise):
    adjustment = adjust("A-1", "-20.00")
    restated(2013)
    newest = adjustment.history.first()
    assert (newest.history_user.username, newest.history_change_reason) == (
        "restater",
        "Restated: FY2013 revision 2",
    )
    assert adjustment.history.count() == 2


@pytest.mark.parametrize(
    ("year", "reason", "codename", "words"),
    [
        (2015, "audit", "restate_fiscalyear", "FY2015 is not closed: its figures change as they"),
        (2013, "  ", "restate_fiscalyear", "A restatement says why."),
        (2013, "audit", "close_fiscalyear", "somebody may not restate fiscal years."),
    ],
)
def test_what_is_no_restatement_is_refused(franchise, year, reason, codename, words):
    adjust("A-1", "-20.00")
    with pytest.raises(RestatingRefused, match=words):
        restate(year, reason, person("somebody", codename), 7)
    assert YearRevision.objects.count() == 1


def test_a_franchise_with_nothing_but_a_restated_adjustment_has_nothing_left(franchise):
    FeeAssessment.objects.filter(fiscal_year=2015).delete()
    adjust("A-1", "-20.00")
    adjust("C-1", "-5.00")
    assert sums()[2015] == (Decimal("-20.00"), Decimal("-5.00"))
    restated(2013)
    assert set(sums()) == {2013, 2014}
    assert fee_summary(2015, Grouping.FRANCHISE).rows[0].collected is None


def test_an_undated_adjustment_gets_the_day_of_what_it_adjusts(franchise):
    adjust("C-1", "-5.00", received_on=None)
    assert any("no day of receipt" in note for note in all_years(Basis.CASH).notes)
    restated(2013)
    assert not any("no day of receipt" in note for note in all_years(Basis.CASH).notes)
    assert sums(Basis.CASH)[2013] == (None, Decimal("55.00"))


def test_the_account_of_the_franchise_agrees_with_the_summary(franchise):
    adjust("A-1", "-20.00")
    adjust("C-2", "-1.00")
    for _ in range(2):
        for account in account_by_year(franchise):
            assert (account.assessed, account.collected) == of_year(account.fiscal_year)
        restated(2013)


def test_a_year_without_published_figures_is_not_restated(franchise):
    shut(2012)
    with pytest.raises(RestatingRefused, match="FY2012 has no figures to restate"):
        restated(2012)


YEARS = st.sampled_from([2013, 2014, 2015, 2016])
DAYS = st.dates(date(2012, 7, 1), date(2016, 6, 30)) | st.none()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(st.tuples(YEARS, DAYS, st.integers(0, 10**6)), min_size=1, max_size=8),
    adjustments=st.lists(
        st.tuples(st.integers(0, 7), DAYS, st.integers(-(10**6), 10**6)), max_size=6
    ),
    restating=st.lists(st.sampled_from([2013, 2014]), max_size=3),
)
def test_g11_whatever_is_posted_and_restated_every_cent_counts_once(
    db, rows, adjustments, restating
):
    with transaction.atomic():
        franchise = FranchiseFactory()
        for year in (2013, 2014):
            FeeAssessmentFactory(franchise=franchise, fiscal_year=year, amount=Decimal("1.00"))
        made = [
            FeeCollectionFactory(
                franchise=franchise, fiscal_year=year, received_on=day, amount=Decimal(cents) / 100
            )
            for year, day, cents in rows
        ]
        for year in (2013, 2014):
            closed(year)
        for number, day, cents in adjustments:
            if day is None or day > date(2014, 6, 30):
                FeeCollectionFactory(
                    franchise=franchise,
                    fiscal_year=2016,
                    received_on=day,
                    kind="adjustment",
                    adjusts=made[number % len(made)],
                    amount=Decimal(cents) / 100,
                    note="wrong",
                )
        for year in restating:
            restated(year)
        years = all_years()
        assert sum(row.collected or 0 for row in years.rows) == whole(FeeCollection)
        assert years.total.assessed == whole(FeeAssessment)
        for basis in Basis:
            summed = sum(row.collected or 0 for row in all_years(basis).rows)
            apart = all_years(basis)
            assert apart.total.collected in (summed, None)
            for row in apart.rows:
                assert of_year(row.fiscal_year, basis) == (row.assessed, row.collected)
        assert wrong_with_frozen_years(7) == []
        transaction.set_rollback(True)
