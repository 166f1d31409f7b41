"""The clocks of all franchises on a day, from their events on record."""

from datetime import date

import pytest

from franchises.contracts.clocks import clocks_of, running_clocks
from franchises.models import Holiday
from tests.factories import FranchiseEventFactory, FranchiseFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


def event(franchise, kind, day, **values):
    return FranchiseEventFactory(franchise=franchise, kind=kind, happened_on=day, **values)


def told(clocks):
    return [(each.franchise.number, each.name, each.due_on, each.days_left) for each in clocks]


def test_the_clocks_that_run_are_told_over_all_franchises_the_earliest_due_first():
    award, default, draft = (
        FranchiseFactory(number="F-1"),
        FranchiseFactory(number="F-2"),
        FranchiseFactory(number="F-3", draft=True),
    )
    event(award, "mayoral_presentation", date(2026, 10, 14))
    event(default, "notice_of_default", date(2026, 10, 1), cure_by=date(2026, 11, 15))
    event(draft, "resolution_submitted", date(2026, 9, 1))

    clocks = running_clocks(TODAY)

    assert told(clocks) == [
        ("F-2", "Cure of a default", date(2026, 11, 15), -5),
        ("F-3", "Council hearing on the resolution", date(2026, 11, 30), 10),
        ("F-1", "Mayor's approval", date(2026, 12, 13), 23),
    ]
    assert [each.days_late for each in clocks] == [5, 0, 0]
    assert clocks[0].rule == (
        "A default is cured by the day that its notice names, as the contract has it."
    )


def test_a_clock_that_was_ended_does_not_run_and_is_told_on_the_page_of_its_franchise():
    franchise = FranchiseFactory()
    default = event(franchise, "notice_of_default", date(2026, 9, 1), cure_by=date(2026, 10, 1))
    other = event(franchise, "notice_of_default", date(2026, 9, 2), cure_by=date(2026, 10, 2))
    cure = event(franchise, "cure", date(2026, 10, 4), answers=default)

    assert [each.started_by for each in running_clocks(TODAY)] == [other]
    first, second = clocks_of(franchise, TODAY)
    assert (first.started_by, first.ended_by, first.days_left) == (default, cure, -3)
    assert (second.started_by, second.ended_by, second.days_late) == (other, None, 49)


def test_holidays_on_record_move_the_day_of_a_notice():
    franchise = FranchiseFactory()
    event(franchise, "committee_filing", date(2026, 10, 27))
    assert running_clocks(TODAY)[0].due_on == date(2026, 11, 9)

    Holiday.objects.create(day=date(2026, 11, 11), name="Veterans Day")

    assert running_clocks(TODAY)[0].due_on == date(2026, 11, 7)


def test_what_is_dated_later_has_not_happened_yet():
    franchise = FranchiseFactory()
    event(franchise, "comptroller_filing", date(2026, 11, 1))
    event(franchise, "registration", date(2026, 11, 21))
    event(franchise, "comptroller_filing", date(2026, 11, 22))

    assert told(running_clocks(TODAY)) == [
        (franchise.number, "Comptroller's registration", date(2026, 12, 1), 11)
    ]
    assert running_clocks(date(2026, 11, 22))[0].due_on == date(2026, 12, 22)


def test_a_vote_and_a_default_without_a_day_start_no_clock():
    franchise = FranchiseFactory()
    event(franchise, "committee_vote", date(2026, 10, 14), votes_for=5, votes_against=1)
    event(franchise, "notice_of_default", date(2026, 10, 14))

    assert running_clocks(TODAY) == []


def test_the_clocks_of_any_number_of_franchises_are_read_in_two_queries(
    django_assert_num_queries,
):
    for _ in range(20):
        franchise = FranchiseFactory()
        event(franchise, "committee_filing", date(2026, 11, 1))
        event(franchise, "notice_of_default", date(2026, 9, 1), cure_by=date(2026, 10, 1))

    with django_assert_num_queries(2):
        clocks = running_clocks(TODAY)
        assert len({each.franchise.franchisee.name for each in clocks}) == 20
    assert len(clocks) == 60
    with django_assert_num_queries(2):
        assert len(clocks_of(franchise, TODAY)) == 3


def test_a_franchise_whose_clocks_are_all_ended_is_not_told():
    franchise = FranchiseFactory()
    event(franchise, "comptroller_filing", date(2026, 9, 1))
    event(franchise, "registration", date(2026, 9, 20))

    assert running_clocks(TODAY) == []
