"""My day: what is in which pile, for whom, chosen by what."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from franchises.models import FeeAssessment, Franchise
from franchises.workbench.day import Choice, my_day
from franchises.workbench.item import Bucket, Kind
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 28)
EVERYTHING = Choice()


def day(choice=EVERYTHING, may_view=lambda model: True):
    return my_day(TODAY, 7, may_view, choice)


def titles(pile):
    return [(item.number, item.title) for item in pile.items]


@pytest.mark.parametrize(
    ("ahead", "bucket"),
    [
        (0, Bucket.WEEK),
        (7, Bucket.WEEK),
        (8, Bucket.MONTH),
        (30, Bucket.MONTH),
        (31, Bucket.QUARTER),
        (90, Bucket.QUARTER),
    ],
)
def test_a_term_that_ends_is_in_the_pile_of_its_day(ahead, bucket):
    FranchiseFactory(number="E-1", expires_on=TODAY + timedelta(days=ahead))

    assert {pile.bucket: len(pile.items) for pile in day().piles if pile.items} == {bucket: 1}


def test_a_term_that_ends_in_91_days_is_in_none():
    FranchiseFactory(expires_on=TODAY + timedelta(days=91))

    assert all(not pile.items for pile in day().piles)


def test_a_holdover_is_overdue_since_its_term_ended():
    FranchiseFactory(number="H-1", holdover=True)

    (item,) = day().pile(Bucket.OVERDUE).items

    assert (item.number, item.title) == ("H-1", "In holdover: the term is over")
    assert item.days_late(TODAY) == (TODAY - item.day).days > 0


def test_the_longest_overdue_comes_first():
    FranchiseFactory(number="H-1", holdover=True)
    FeeAssessmentFactory(
        franchise__number="O-1", fiscal_year=2026, due_on=date(2026, 11, 27), amount=Decimal("1.00")
    )

    overdue = day().pile(Bucket.OVERDUE)

    assert titles(overdue)[0] == ("H-1", "In holdover: the term is over")
    assert titles(overdue)[-1] == ("O-1", "Fees of FY2026 not paid in full")


def test_money_that_matches_nothing_waits_and_is_never_overdue():
    FeeCollectionFactory(amount=Decimal("5.00"), received_on=date(2026, 1, 5))

    assert len(day().pile(Bucket.WAITING).items) == 1
    assert [item.kind for item in day().pile(Bucket.OVERDUE).items] == [Kind.YEAR]


def test_a_kind_can_be_chosen_and_the_counts_stay_those_of_all():
    FranchiseFactory(holdover=True)
    FeeCollectionFactory(amount=Decimal("5.00"))

    chosen = day(Choice(kind=Kind.TERM))

    assert sum(len(pile.items) for pile in chosen.piles) == 1
    assert chosen.kinds == {Kind.TERM: 1, Kind.UNMATCHED: 1, Kind.YEAR: 1}


def test_what_is_nobodys_can_be_chosen():
    FranchiseFactory(holdover=True)

    assert len(day(Choice(person="")).pile(Bucket.OVERDUE).items) == 1
    assert len(day(Choice(person="jdoe")).pile(Bucket.OVERDUE).items) == 0


def test_nobody_is_told_of_what_they_may_not_see():
    FranchiseFactory(holdover=True)
    FeeAssessmentFactory(due_on=date(2026, 1, 1))

    seen = day(may_view=lambda model: model is Franchise)

    assert set(seen.kinds) == {Kind.TERM}
    assert set(day(may_view=lambda model: model is FeeAssessment).kinds) == set()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queries_are_the_same_however_much_there_is(rows, django_assert_max_num_queries):
    for number in range(rows):
        FranchiseFactory(expires_on=TODAY + timedelta(days=number))
        FranchiseFactory(holdover=True)
        FeeAssessmentFactory(due_on=date(2026, 1, 1))
        FeeCollectionFactory()

    with django_assert_max_num_queries(22):
        day()
