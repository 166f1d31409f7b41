"""Which clocks run, until when, and what they are ended by."""

from datetime import date

import pytest

from franchises.rules.clocks import CLOCKS, late_or_early, runs_of
from franchises.rules.steps import Happened, Step

TODAY = date(2026, 11, 20)
VETERANS_DAY = date(2026, 11, 11)


def told(events, today=TODAY, holidays=frozenset()):
    return [
        (run.clock.name, run.due_on, run.days_left(today), run.ended_by and run.ended_by.step)
        for run in runs_of(events, holidays)
    ]


@pytest.mark.parametrize(
    ("event", "clocks"),
    [
        (
            Happened(Step.RESOLUTION_SUBMITTED, date(2026, 8, 22)),
            [("Council hearing on the resolution", date(2026, 11, 20), 0, None)],
        ),
        (
            Happened(Step.RESOLUTION_SUBMITTED, date(2026, 8, 21)),
            [("Council hearing on the resolution", date(2026, 11, 19), -1, None)],
        ),
        (
            Happened(Step.COMMITTEE_FILING, date(2026, 11, 2)),
            [
                ("Notice of the review committee's hearing", date(2026, 11, 14), -6, None),
                ("Review committee hearing", date(2026, 12, 2), 12, None),
            ],
        ),
        (
            Happened(Step.MAYORAL_PRESENTATION, date(2026, 9, 21)),
            [("Mayor's approval", date(2026, 11, 20), 0, None)],
        ),
        (
            Happened(Step.MAYORAL_PRESENTATION, date(2026, 9, 20)),
            [("Mayor's approval", date(2026, 11, 19), -1, None)],
        ),
        # The law counts from the day the Mayor is given the agreement, not from the vote.
        (Happened(Step.COMMITTEE_VOTE, date(2026, 9, 21), votes_for=5), []),
        (
            Happened(Step.COMPTROLLER_FILING, date(2026, 10, 20)),
            [("Comptroller's registration", date(2026, 11, 19), -1, None)],
        ),
        (
            Happened(Step.NOTICE_OF_DEFAULT, date(2026, 10, 20), cure_by=date(2026, 11, 21)),
            [("Cure of a default", date(2026, 11, 21), 1, None)],
        ),
        (Happened(Step.NOTICE_OF_DEFAULT, date(2026, 10, 20)), []),
        (Happened(Step.AMENDMENT, date(2026, 10, 20)), []),
    ],
    ids=lambda value: str(value) if isinstance(value, Happened) else "",
)
def test_a_step_starts_its_clocks(event, clocks):
    assert told([event]) == clocks


def test_a_holiday_moves_the_day_of_the_notice_back_and_not_the_hearing():
    filed = Happened(Step.COMMITTEE_FILING, date(2026, 10, 27))

    assert told([filed]) == [
        ("Notice of the review committee's hearing", date(2026, 11, 9), -11, None),
        ("Review committee hearing", date(2026, 11, 26), 6, None),
    ]
    moved = told([filed], holidays=frozenset({VETERANS_DAY}))
    assert [due for _, due, *_ in moved] == [date(2026, 11, 7), date(2026, 11, 26)]


@pytest.mark.parametrize("clock", CLOCKS, ids=lambda clock: clock.name)
def test_a_clock_is_ended_by_its_own_step_on_its_day_or_later_and_not_before(clock):
    start = Happened(
        clock.starts, date(2026, 10, 1), votes_for=5, cure_by=date(2026, 10, 31), key=1
    )

    def ends(day):
        end = Happened(clock.ends[0], day, key=2, answers=1)
        events = sorted([start, end], key=lambda each: each.on)
        return [run.ended_by for run in runs_of(events, frozenset()) if run.clock is clock] == [end]

    assert ends(date(2026, 10, 1))
    assert ends(date(2027, 10, 1))
    assert not ends(date(2026, 9, 30))


def test_an_ended_clock_says_how_many_days_were_left():
    filed = Happened(Step.COMPTROLLER_FILING, date(2026, 10, 1))
    registered = Happened(Step.REGISTRATION, date(2026, 10, 29))

    assert told([filed, registered]) == [
        ("Comptroller's registration", date(2026, 10, 31), 2, Step.REGISTRATION)
    ]


def test_a_later_step_shows_that_the_hearing_was_held():
    filed = Happened(Step.COMMITTEE_FILING, date(2026, 9, 1))
    voted = Happened(Step.COMMITTEE_VOTE, date(2026, 9, 28), votes_for=4)
    assert {ended for *_, ended in told([filed, voted])} == {Step.COMMITTEE_VOTE}


@pytest.mark.parametrize(
    "start",
    [
        Happened(Step.RESOLUTION_SUBMITTED, date(2026, 9, 1)),
        Happened(Step.COMMITTEE_FILING, date(2026, 9, 1)),
        Happened(Step.MAYORAL_PRESENTATION, date(2026, 9, 1)),
        Happened(Step.COMPTROLLER_FILING, date(2026, 9, 1)),
    ],
    ids=str,
)
def test_what_is_withdrawn_has_no_clock_that_runs(start):
    withdrawn = Happened(Step.WITHDRAWAL, date(2026, 9, 10))
    assert {ended for *_, ended in told([start, withdrawn])} == {Step.WITHDRAWAL}


def test_each_default_is_ended_by_its_own_answer():
    first = Happened(Step.NOTICE_OF_DEFAULT, date(2026, 9, 1), cure_by=date(2026, 10, 1), key=1)
    second = Happened(Step.NOTICE_OF_DEFAULT, date(2026, 9, 2), cure_by=date(2026, 10, 2), key=2)
    cure = Happened(Step.CURE, date(2026, 9, 20), key=3, answers=2)

    assert [run.ended_by for run in runs_of([first, second, cure], frozenset())] == [None, cure]


@pytest.mark.parametrize(
    ("filed", "registered", "told"),
    [
        (date(2026, 9, 1), date(2026, 10, 1), []),
        (
            date(2026, 9, 1),
            date(2026, 10, 2),
            [
                "1 day after it was due, 2026-10-01. The Comptroller registers or objects within"
                " 30 days of the filing (Charter 328, by 375)."
            ],
        ),
        # Of an award long ago, whose registration nobody recorded.
        (date(2024, 9, 1), date(2026, 10, 2), []),
    ],
)
def test_a_step_after_its_clock_is_warned_of_with_the_source(filed, registered, told):
    others = [Happened(Step.COMPTROLLER_FILING, filed)]
    assert list(late_or_early(Happened(Step.REGISTRATION, registered), others, frozenset())) == told


AFTER_15_DAYS = (
    "A hearing comes after 15 days of notice, not counting Sundays and holidays (Charter 371)."
)


@pytest.mark.parametrize(
    ("hearing_on", "holidays", "told"),
    [
        (date(2026, 11, 19), frozenset(), []),
        (
            date(2026, 11, 18),
            frozenset(),
            [f"By its notice it is held on 2026-11-19 at the earliest. {AFTER_15_DAYS}"],
        ),
        (
            date(2026, 11, 19),
            frozenset({VETERANS_DAY}),
            [f"By its notice it is held on 2026-11-20 at the earliest. {AFTER_15_DAYS}"],
        ),
        (date(2026, 11, 20), frozenset({VETERANS_DAY}), []),
    ],
)
def test_a_hearing_too_soon_after_its_notice_is_warned_of(hearing_on, holidays, told):
    others = [Happened(Step.HEARING_NOTICE, date(2026, 11, 2))]
    hearing = Happened(Step.COMMITTEE_HEARING, hearing_on)
    assert list(late_or_early(hearing, others, holidays)) == told


def test_a_hearing_without_a_notice_is_warned_of():
    hearing = Happened(Step.COMMITTEE_HEARING, date(2026, 11, 18))
    assert list(late_or_early(hearing, [], frozenset())) == [
        f"No notice of it is on record. {AFTER_15_DAYS}"
    ]


def test_every_clock_says_by_what_rule():
    assert [clock.rule for clock in CLOCKS] == [
        "The Council hears a proposed resolution within 90 days of receiving it (Charter 363(c)).",
        "Notice begins 15 days before the hearing, without Sundays and holidays (Charter 371).",
        "The committee hears a proposed agreement within 30 days of its filing (Charter 371).",
        "It takes no effect unless the Mayor approves within 60 days of getting it"
        " (Charter 372(b)).",
        "The Comptroller registers or objects within 30 days of the filing (Charter 328, by 375).",
        "A default is cured by the day that its notice names, as the contract has it.",
    ]
