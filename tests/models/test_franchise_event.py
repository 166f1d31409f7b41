"""What an event of a franchise may say, and what the public sees of it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from franchises.models import FranchiseEvent
from franchises.rules.steps import STEP_LABELS, Step
from tests.factories import (
    FeeScheduleFactory,
    FranchiseEventFactory,
    FranchiseFactory,
)
from tests.models.refusals import refused_by_the_database

pytestmark = pytest.mark.django_db

COUNT = "A vote, and nothing else, has votes for and against."
MEMBERS = "The committee has 6 members."
CURED = "A notice of default, and nothing else, names the day to cure it by, which comes after it."
ANSWER = (
    "A cure names the notice of default it answers; a forbearance or a termination may, and"
    " nothing else."
)
TERM = "A renewal says the new last day of the term, an amendment may, and it is not the old one."
LONGER = "A renewal ends after the term that it renews."
FEES = "An amendment or a renewal, and nothing else, brings fees."

OLD, NEW = date(2030, 6, 30), date(2040, 6, 30)
VOTE = "committee_vote"


def a_default():
    return FranchiseEventFactory(default=True)


def a_schedule():
    return FeeScheduleFactory()


BROKEN = [
    (FranchiseEvent, "franchiseevent_vote_has_a_count", {"kind": VOTE}, COUNT),
    (
        FranchiseEvent,
        "franchiseevent_vote_has_a_count",
        {"kind": VOTE, "votes_for": 5},
        COUNT,
    ),
    (
        FranchiseEvent,
        "franchiseevent_vote_has_a_count",
        {"votes_for": 5, "votes_against": 0},
        COUNT,
    ),
    (
        FranchiseEvent,
        "franchiseevent_votes_are_of_the_members",
        {"kind": VOTE, "votes_for": 5, "votes_against": 2},
        MEMBERS,
    ),
    (
        FranchiseEvent,
        "franchiseevent_default_is_cured_after_it",
        {"kind": "notice_of_default", "cure_by": date(2013, 1, 14)},
        CURED,
    ),
    (
        FranchiseEvent,
        "franchiseevent_default_is_cured_after_it",
        {"cure_by": date(2013, 2, 14)},
        CURED,
    ),
    (FranchiseEvent, "franchiseevent_cure_names_its_default", {"kind": "cure"}, ANSWER),
    (FranchiseEvent, "franchiseevent_cure_names_its_default", {"answers": a_default}, ANSWER),
    *(
        (FranchiseEvent, "franchiseevent_term_goes_from_day_to_day", values, TERM)
        for values in (
            {"kind": "renewal"},
            {"kind": "amendment", "new_expires_on": NEW},
            {"kind": "amendment", "old_expires_on": OLD},
            {"kind": "amendment", "old_expires_on": OLD, "new_expires_on": OLD},
            {"old_expires_on": OLD, "new_expires_on": NEW},
        )
    ),
    (
        FranchiseEvent,
        "franchiseevent_renewal_is_longer",
        {"kind": "renewal", "old_expires_on": NEW, "new_expires_on": OLD},
        LONGER,
    ),
    (FranchiseEvent, "franchiseevent_amendment_brings_fees", {"fee_schedule": a_schedule}, FEES),
]


def told(value):
    return value.__name__ if callable(value) else str(value)


CASES = [
    pytest.param(*case, id=f"{case[1]}-{'-'.join(map(told, case[2].values()))}") for case in BROKEN
]


def known(values):
    return {name: value() if callable(value) else value for name, value in values.items()}


@pytest.mark.parametrize(("model", "constraint", "values", "sentence"), CASES)
def test_the_database_refuses_what_breaks_a_rule(model, constraint, values, sentence):
    refused_by_the_database(lambda: FranchiseEventFactory(**known(values)), constraint)


@pytest.mark.parametrize(("model", "constraint", "values", "sentence"), CASES)
def test_a_rule_that_would_be_broken_is_told_in_words(model, constraint, values, sentence):
    broken = FranchiseEventFactory.build(franchise=FranchiseFactory(), **known(values))
    rule = next(each for each in model._meta.constraints if each.name == constraint)

    with pytest.raises(ValidationError) as refused:
        rule.validate(model, broken)

    assert refused.value.messages == [sentence]


@pytest.mark.parametrize(
    "values",
    [
        {"kind": VOTE, "votes_for": 0, "votes_against": 0},
        {"kind": VOTE, "votes_for": 6, "votes_against": 0},
        {"kind": VOTE, "votes_for": 1, "votes_against": 5},
        {"kind": "notice_of_default"},
        {"kind": "notice_of_default", "cure_by": date(2013, 1, 15)},
        {"kind": "amendment"},
        {"kind": "amendment", "old_expires_on": NEW, "new_expires_on": OLD},
        {"kind": "renewal", "old_expires_on": OLD, "new_expires_on": date(2030, 7, 1)},
        {"kind": "forbearance"},
        {"kind": "termination"},
    ],
)
def test_the_last_value_within_a_rule_is_taken(values):
    FranchiseEventFactory(**values).full_clean()


@pytest.mark.parametrize("kind", ["cure", "forbearance", "termination"])
def test_a_default_is_answered_on_its_day_or_later(kind):
    default = a_default()
    answer = FranchiseEventFactory.build(
        franchise=default.franchise, kind=kind, answers=default, happened_on=date(2013, 1, 15)
    )
    answer.full_clean()

    answer.happened_on = date(2013, 1, 14)
    with pytest.raises(ValidationError, match="This is before the default that it answers"):
        answer.full_clean()


def test_an_answer_is_to_a_default_of_the_same_franchise():
    solicitation, elsewhere = FranchiseEventFactory(), a_default()
    answer = FranchiseEventFactory.build(franchise=solicitation.franchise, kind="cure")
    for other in (solicitation, elsewhere):
        answer.answers = other
        with pytest.raises(ValidationError, match="This is no notice of default of the franchise"):
            answer.full_clean()


def test_an_amendment_brings_a_schedule_of_its_own_franchise():
    schedule = FeeScheduleFactory()
    amendment = FranchiseEventFactory.build(
        franchise=schedule.franchise, kind="amendment", fee_schedule=schedule
    )
    amendment.full_clean()

    amendment.franchise = FranchiseFactory()
    with pytest.raises(ValidationError, match="This schedule is of another franchise"):
        amendment.full_clean()


def test_the_public_sees_published_events_of_published_franchises_alone():
    seen = FranchiseEventFactory(is_published=True)
    FranchiseEventFactory()
    FranchiseEventFactory(is_published=True, franchise__is_published=False)

    assert list(FranchiseEvent.objects.published()) == [seen]


def test_what_is_answered_and_what_has_events_is_kept():
    default = a_default()
    FranchiseEventFactory(franchise=default.franchise, kind="cure", answers=default)

    with pytest.raises(ProtectedError):
        default.delete()
    with pytest.raises(ProtectedError):
        default.franchise.delete()


def test_a_change_of_an_event_is_in_its_history():
    event = FranchiseEventFactory(summary="Asked for bids.")
    event.summary = "Asked for proposals."
    event.save()

    assert [each.summary for each in event.history.all()] == [
        "Asked for proposals.",
        "Asked for bids.",
    ]


def test_every_step_of_the_rules_is_a_kind_with_words_of_its_own():
    assert [kind for kind, _ in FranchiseEvent.KINDS] == [step.value for step in Step]
    assert len(set(STEP_LABELS.values())) == len(Step) == 23
