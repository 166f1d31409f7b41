"""The clocks that run in the life of a franchise: what starts each, what ends it, when it is due.

How long each is, and by which law, is in the rules of the term.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from franchises.rules.steps import ONE_PROCEEDING, Happened, Step, rule_of
from franchises.rules.term import (
    committee_hearing_due,
    comptroller_due,
    earliest_hearing,
    mayor_due,
    notice_due,
    resolution_hearing_due,
)

Holidays = frozenset[date]
# What a clock of the law ends with besides its own step: a later one shows that it was taken.
AFTER_HEARING = (Step.COMMITTEE_VOTE, Step.MAYORAL_APPROVAL, Step.REGISTRATION)


@dataclass(frozen=True)
class Clock:
    """One kind of clock. *rule* is its sentence, *ends* the steps that end it, its own first."""

    name: str
    starts: Step
    ends: tuple[Step, ...]
    due: Callable[[Happened, Holidays], date | None]
    rule: str


def cure_due(default: Happened) -> date | None:
    """A default is cured by the day that its notice names, as the contract has it."""
    return default.cure_by


RESOLUTION = Clock(
    "Council hearing on the resolution",
    Step.RESOLUTION_SUBMITTED,
    (Step.RESOLUTION_HEARING, Step.AUTHORIZING_RESOLUTION, Step.WITHDRAWAL),
    lambda start, _: resolution_hearing_due(start.on),
    rule_of(resolution_hearing_due),
)
NOTICE = Clock(
    "Notice of the review committee's hearing",
    Step.COMMITTEE_FILING,
    (Step.HEARING_NOTICE, Step.COMMITTEE_HEARING, *AFTER_HEARING, Step.WITHDRAWAL),
    lambda start, holidays: notice_due(committee_hearing_due(start.on), holidays),
    rule_of(notice_due),
)
HEARING = Clock(
    "Review committee hearing",
    Step.COMMITTEE_FILING,
    (Step.COMMITTEE_HEARING, *AFTER_HEARING, Step.WITHDRAWAL),
    lambda start, _: committee_hearing_due(start.on),
    rule_of(committee_hearing_due),
)
MAYOR = Clock(
    "Mayor's approval",
    Step.MAYORAL_PRESENTATION,
    (Step.MAYORAL_APPROVAL, Step.COMPTROLLER_FILING, Step.REGISTRATION, Step.WITHDRAWAL),
    lambda start, _: mayor_due(start.on),
    rule_of(mayor_due),
)
COMPTROLLER = Clock(
    "Comptroller's registration",
    Step.COMPTROLLER_FILING,
    (Step.REGISTRATION, Step.WITHDRAWAL),
    lambda start, _: comptroller_due(start.on),
    rule_of(comptroller_due),
)
DEFAULT = Clock(
    "Cure of a default",
    Step.NOTICE_OF_DEFAULT,
    (Step.CURE, Step.FORBEARANCE, Step.TERMINATION),
    lambda start, _: cure_due(start),
    rule_of(cure_due),
)
CLOCKS = (RESOLUTION, NOTICE, HEARING, MAYOR, COMPTROLLER, DEFAULT)


@dataclass(frozen=True)
class Run:
    """One clock that was started: by what, when it is due, and by what it was ended, if it was."""

    clock: Clock
    started_by: Happened
    due_on: date
    ended_by: Happened | None

    def days_left(self, today: date) -> int:
        """Return the days from *today* to the last one; negative where it is late.

        Of one that was ended, those that were left then.
        """
        return (self.due_on - (self.ended_by.on if self.ended_by else today)).days


def runs_of(events: Sequence[Happened], holidays: Holidays) -> list[Run]:
    """Return every clock that *events*, of one franchise in order of time, started.

    The earliest due first. A default is ended by what answers it, every other clock by the first
    step on its day or after it that ends such a clock.
    """
    return sorted(_runs(events, holidays), key=lambda run: (run.due_on, run.started_by.on))


def _runs(events: Sequence[Happened], holidays: Holidays) -> Iterator[Run]:
    for clock in CLOCKS:
        for start in events:
            due_on = clock.due(start, holidays) if start.step is clock.starts else None
            if due_on is not None:
                yield Run(clock, start, due_on, _end(clock, start, events))


def _end(clock: Clock, start: Happened, events: Sequence[Happened]) -> Happened | None:
    for each in events:
        is_answer = clock is not DEFAULT or each.answers == start.key
        if each.step in clock.ends and each.on >= start.on and is_answer:
            return each
    return None


def late_or_early(new: Happened, others: Sequence[Happened], holidays: Holidays) -> Iterator[str]:
    """Yield the clocks that *new* ends too late, and the notice that a hearing comes too early for.

    A sentence each, with its source. What began in an earlier proceeding is left out.
    """
    events = sorted([*others, new], key=lambda each: each.on)
    recent = [each for each in events if each.on >= new.on - ONE_PROCEEDING]
    for run in runs_of(recent, holidays):
        late = -run.days_left(new.on)
        if run.ended_by == new and new.step is run.clock.ends[0] and late > 0:
            days = "1 day" if late == 1 else f"{late} days"
            yield f"{days} after it was due, {run.due_on}. {run.clock.rule}"
    if new.step is Step.COMMITTEE_HEARING:
        notices = [e.on for e in recent if e.step is Step.HEARING_NOTICE and e.on <= new.on]
        yield from _short_notice(new.on, notices, holidays)


def _short_notice(hearing_on: date, notices: list[date], holidays: Holidays) -> Iterator[str]:
    rule = rule_of(earliest_hearing)
    if not notices:
        yield f"No notice of it is on record. {rule}"
        return
    first = min(earliest_hearing(notice_on, holidays) for notice_on in notices)
    if hearing_on < first:
        yield f"By its notice it is held on {first} at the earliest. {rule}"
