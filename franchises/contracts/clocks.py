"""The clocks of franchises as recorded: which run, since when, until when, and what ended them.

How long each is, and what starts and ends it, is in the rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from franchises.models import Franchise, FranchiseEvent, Holiday
from franchises.rules.clocks import CLOCKS, DEFAULT, Clock, runs_of
from franchises.rules.steps import Happened, Step


@dataclass(frozen=True)
class ContractClock:
    """One clock of a franchise on a day: by what it was started, when it is due, what ended it.

    ``days_left`` is negative where it is late; of a clock that was ended, what was left then.
    ``rule`` says what is due, with the source, and ``ended_with`` by which step it is done.
    """

    franchise: Franchise
    name: str
    rule: str
    ended_with: Step
    started_by: FranchiseEvent
    due_on: date
    days_left: int
    ended_by: FranchiseEvent | None = None

    @property
    def is_running(self) -> bool:
        return self.ended_by is None

    @property
    def days_late(self) -> int:
        return max(0, -self.days_left)


def running_clocks(today: date) -> list[ContractClock]:
    """Return the clocks that run on *today*, of all franchises, the earliest due first.

    Two queries, which read the events of franchises with an open clock and no others. Drafts are
    among them: this is for staff. An event after *today* neither starts nor ends one.
    """
    clocks = [
        each for each in _clocks(_with_open_clocks(today), today, _holidays()) if each.is_running
    ]
    return sorted(clocks, key=lambda each: (each.due_on, each.franchise.number))


def clocks_of(franchise: Franchise, today: date) -> list[ContractClock]:
    """Return the clocks of *franchise*, ended ones too, the earliest due first. Two queries."""
    events = franchise.events.filter(happened_on__lte=today).in_order()
    return list(_clocks(events, today, _holidays(), franchise))


def happened(event: FranchiseEvent) -> Happened:
    """Return *event* as the rules take it."""
    return Happened(
        event.step,
        event.happened_on,
        event.votes_for,
        event.cure_by,
        event.pk,
        event.answers_id,
    )


def _holidays() -> frozenset[date]:
    return frozenset(Holiday.objects.values_list("day", flat=True))


def _with_open_clocks(today: date) -> Iterable[FranchiseEvent]:
    """Return the events of every franchise that has a clock which nothing has ended."""
    so_far = FranchiseEvent.objects.filter(happened_on__lte=today)
    is_open = reduce(or_, (_is_open(clock, today) for clock in CLOCKS))
    started = so_far.filter(is_open).values("franchise")
    return so_far.filter(franchise__in=started).select_related("franchise__franchisee").in_order()


def _is_open(clock: Clock, today: date) -> Q:
    ends = FranchiseEvent.objects.filter(
        franchise=OuterRef("franchise"),
        kind__in=[step.value for step in clock.ends],
        happened_on__range=(OuterRef("happened_on"), today),
    )
    if clock is DEFAULT:
        ends = ends.filter(answers=OuterRef("pk"))
    return Q(~Exists(ends), kind=clock.starts.value)


def _clocks(
    events: Iterable[FranchiseEvent],
    today: date,
    holidays: frozenset[date],
    franchise: Franchise | None = None,
) -> Iterator[ContractClock]:
    by_franchise: dict[int, dict[int, FranchiseEvent]] = defaultdict(dict)
    for event in events:
        by_franchise[event.franchise_id][event.pk] = event
    for recorded in by_franchise.values():
        for run in runs_of([happened(each) for each in recorded.values()], holidays):
            started_by = recorded[run.started_by.key]
            yield ContractClock(
                franchise or started_by.franchise,
                run.clock.name,
                run.clock.rule,
                run.clock.ends[0],
                started_by,
                run.due_on,
                run.days_left(today),
                recorded[run.ended_by.key] if run.ended_by else None,
            )
