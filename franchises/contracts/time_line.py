"""The life of a franchise as a drawing: where on a line each event and each stretch of it stands.

Whole units of a picture that is `WIDTH` of them wide. What it looks like is for templates and style
sheets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from franchises.models import Franchise, FranchiseEvent
from franchises.rules.steps import Step
from franchises.rules.term import ONE_DAY

WIDTH, MARGIN = 680, 20
# Marks that are nearer than this are drawn one above the other.
MARK = 22
MOST_TICKS = 8
TICK_YEARS = (1, 2, 5, 10, 20, 50, 100)

KINDS_OF_MARK = {
    Step.AMENDMENT: "change",
    Step.ASSIGNMENT: "change",
    Step.CHANGE_OF_CONTROL: "change",
    Step.RENEWAL: "change",
    Step.NOTICE_OF_DEFAULT: "default",
    Step.CURE: "default",
    Step.FORBEARANCE: "default",
    Step.TERMINATION: "end",
    Step.REMOVAL: "end",
}


@dataclass(frozen=True)
class Mark:
    """An event: its number in the list of events, and its place; level 0 is next to the line."""

    number: int
    event: FranchiseEvent
    x: int
    y: int
    kind: str


@dataclass(frozen=True)
class Stretch:
    """A part of the line: the term, or the holdover after it."""

    kind: str
    x: int
    width: int


@dataclass(frozen=True)
class Tick:
    year: int
    x: int


@dataclass(frozen=True)
class TimeLine:
    """The drawing, and the events in it, the oldest first. ``y`` is where the line itself is."""

    first: date
    last: date
    today: int
    y: int
    height: int
    stretches: tuple[Stretch, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    width: int = WIDTH

    @property
    def tick_y(self) -> int:
        return self.y + 34


def time_line(franchise: Franchise, events: Sequence[FranchiseEvent], today: date) -> TimeLine:
    """Return the drawing of *franchise* with *events*, which are in order of time. No query."""
    scale = _Scale(franchise, events, today)
    places = list(_places([scale.x(each.happened_on) for each in events]))
    y = MARK * (max((level for _, level in places), default=0) + 1) + 8
    marks = tuple(
        Mark(number, event, x, y - 16 - MARK * level, KINDS_OF_MARK.get(event.step, "award"))
        for number, (event, (x, level)) in enumerate(zip(events, places, strict=True), start=1)
    )
    return TimeLine(
        first=scale.first,
        last=scale.last,
        today=scale.x(today),
        y=y,
        height=y + 42,
        stretches=tuple(_stretches(franchise, scale, today)),
        ticks=tuple(_ticks(scale)),
        marks=marks,
    )


class _Scale:
    """Which day is where: from the first thing known of the franchise to the last."""

    def __init__(self, franchise: Franchise, events: Sequence[FranchiseEvent], today: date) -> None:
        days = [franchise.effective_on, today, *(each.happened_on for each in events)]
        days += [day for day in (franchise.expires_on, franchise.terminated_on) if day]
        self.first, self.last = min(days), max(days)

    def x(self, day: date) -> int:
        length = max((self.last - self.first).days, 1)
        return MARGIN + (day - self.first).days * (WIDTH - 2 * MARGIN) // length


def _places(xs: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield each of *xs*, in order, with the lowest level where nothing is in its way."""
    ends: list[int] = []
    for x in xs:
        free = (level for level, end in enumerate(ends) if x - end >= MARK)
        level = next(free, len(ends))
        ends[level : level + 1] = [x]
        yield x, level


def _stretches(franchise: Franchise, scale: _Scale, today: date) -> Iterator[Stretch]:
    """Yield the term as it was kept, and what came after it."""
    begins, expires = franchise.effective_on, franchise.expires_on or max(scale.last, today)
    ended = franchise.terminated_on
    ends = expires if ended is None else min(expires, ended)
    yield _stretch("term", scale, begins, ends)
    if ended is not None and ended < expires:
        yield _stretch("lost", scale, ended + ONE_DAY, expires)
    held_until = today if ended is None else min(today, ended)
    if franchise.is_holdover and expires < held_until:
        yield _stretch("holdover", scale, expires + ONE_DAY, held_until)


def _stretch(kind: str, scale: _Scale, first: date, last: date) -> Stretch:
    x = scale.x(first)
    return Stretch(kind, x, max(scale.x(last) - x, 2))


def _ticks(scale: _Scale) -> Iterator[Tick]:
    years = scale.last.year - scale.first.year
    step = next((each for each in TICK_YEARS if years // each < MOST_TICKS), TICK_YEARS[-1])
    for year in range(scale.first.year // step * step, scale.last.year + 1, step):
        day = date(year, 1, 1)
        if scale.first <= day <= scale.last:
            yield Tick(year, scale.x(day))
