"""Which steps are refused, and which are warned of, for the order in which they are said to be."""

from datetime import date

import pytest

from franchises.rules.steps import COMES_AFTER, Happened, Step, impossible, unusual

FILED, HEARD, VOTED = date(2026, 9, 1), date(2026, 9, 28), date(2026, 10, 14)
APPROVED, REGISTERED = date(2026, 11, 2), date(2026, 11, 20)
FIVE_VOTES = "The committee approves a franchise by five votes of its six members (Charter 373(c))."


def vote(on=VOTED, votes_for=5):
    return Happened(Step.COMMITTEE_VOTE, on, votes_for)


HEARING = Happened(Step.COMMITTEE_HEARING, HEARD)
PRESENTED = Happened(Step.MAYORAL_PRESENTATION, date(2026, 10, 20))
APPROVAL = Happened(Step.MAYORAL_APPROVAL, APPROVED)
EACH_ORDER = [(before, later) for later, firsts in COMES_AFTER.items() for before in firsts]


@pytest.mark.parametrize(("before", "later"), EACH_ORDER, ids=lambda step: step.value)
def test_a_step_is_not_before_the_one_that_the_law_puts_first(before, later):
    first = Happened(before, date(2026, 9, 2), votes_for=5)

    assert not list(impossible(Happened(later, date(2026, 9, 3)), [first]))
    assert not list(impossible(Happened(later, date(2026, 9, 2)), [first]))
    assert list(impossible(Happened(later, date(2026, 9, 1)), [first])) == [
        f"It comes after a step that is on record for a later day: {first}."
    ]


def test_the_first_step_is_not_recorded_after_the_one_that_needs_it():
    late = Happened(Step.COMMITTEE_HEARING, date(2026, 10, 15))

    assert list(impossible(late, [vote()])) == [
        "Review committee vote, 2026-10-14 is on record, and comes after it."
    ]
    assert not list(impossible(Happened(Step.COMMITTEE_HEARING, VOTED), [vote()]))


def test_a_second_hearing_after_the_vote_is_of_another_proposal():
    again = Happened(Step.COMMITTEE_HEARING, date(2026, 10, 15))
    assert not list(impossible(again, [HEARING, vote()]))


def test_a_step_of_another_proceeding_is_not_in_the_way():
    hearing_of_an_amendment = Happened(Step.COMMITTEE_HEARING, date(2028, 10, 14))

    assert not list(impossible(vote(date(2026, 10, 14)), [hearing_of_an_amendment]))
    assert list(impossible(vote(date(2026, 10, 15)), [hearing_of_an_amendment]))


def test_the_mayor_does_not_approve_what_four_members_voted_for():
    failed = vote(votes_for=4)

    assert list(impossible(APPROVAL, [HEARING, failed])) == [
        f"The committee did not approve it. {FIVE_VOTES}"
    ]
    assert not list(impossible(APPROVAL, [HEARING, vote()]))
    assert not list(impossible(APPROVAL, [HEARING, failed, vote(date(2026, 10, 28))]))


def test_a_vote_without_five_for_it_is_warned_of():
    assert list(unusual(vote(votes_for=4), [HEARING])) == [
        f"The vote does not approve. {FIVE_VOTES}"
    ]
    assert list(unusual(vote(), [HEARING])) == []


def test_a_step_without_the_one_before_it_is_warned_of_and_taken():
    registered = Happened(Step.REGISTRATION, REGISTERED)

    assert not list(impossible(registered, []))
    assert list(unusual(registered, [])) == ["No step before it is on record: Mayoral approval."]
    assert list(unusual(registered, [APPROVAL])) == []


def test_an_approval_of_what_was_never_presented_is_warned_of():
    assert list(unusual(APPROVAL, [vote()])) == [
        "No step before it is on record: Agreement presented to the Mayor."
    ]
    assert list(unusual(APPROVAL, [vote(), PRESENTED])) == []


def test_a_notice_of_default_without_a_day_is_warned_of():
    default = Happened(Step.NOTICE_OF_DEFAULT, date(2026, 10, 1))
    assert list(unusual(default, [])) == [
        "It names no day to cure the default by, so that no clock runs."
    ]
    dated = Happened(Step.NOTICE_OF_DEFAULT, date(2026, 10, 1), cure_by=date(2026, 10, 31))
    assert list(unusual(dated, [])) == []
