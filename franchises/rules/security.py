"""What secures a contract on a day: what it requires beside what is held, and what is missing.

Instruments of a kind add up; insurance policies do not, and the best one counts. All days are
inclusive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from franchises.rules.term import ONE_DAY
from franchises.rules.workings import NOTHING


class Standing(StrEnum):
    """How what is held on a day compares with what is required."""

    ADEQUATE = "adequate"
    SHORT = "short"
    LAPSED = "lapsed"
    MISSING = "missing"


@dataclass(frozen=True)
class Drawn:
    """What was drawn on an instrument, and the day from which it is whole again, if it is.

    ``replenish_by`` is the last day that the franchisee has to make it so, where one is named;
    ``key`` the number of its record.
    """

    amount: Decimal
    drawn_on: date
    replenished_on: date | None = None
    replenish_by: date | None = None
    key: int | None = None

    def lacks_on(self, day: date) -> bool:
        is_back = self.replenished_on is not None and self.replenished_on <= day
        return self.drawn_on <= day and not is_back


@dataclass(frozen=True)
class Held:
    """An instrument: its dollars, its days (``last_day`` None: no end known), what was drawn."""

    amount: Decimal
    first_day: date
    last_day: date | None = None
    drawn: tuple[Drawn, ...] = ()

    def is_in_force_on(self, day: date) -> bool:
        return self.first_day <= day <= (self.last_day or date.max)

    def amount_on(self, day: date) -> Decimal:
        """Return what can still be drawn on *day*; nothing where it is not in force."""
        if not self.is_in_force_on(day):
            return NOTHING
        return self.amount - sum((x.amount for x in self.drawn if x.lacks_on(day)), NOTHING)


@dataclass(frozen=True)
class Secured:
    """What is held on a day beside what is required, in US dollars.

    ``lapsed_on`` is the last day of what lapsed; ``adequate_through`` the last day on which what is
    held is enough, as far as is known: None where it is not enough, or has no end. ``short_since``
    is the first day of a shortfall, None where what is held was never enough; ``to_replenish`` the
    draw to be made good first, where nothing but draws made it short.
    """

    standing: Standing
    required: Decimal
    held: Decimal
    lapsed_on: date | None = None
    adequate_through: date | None = None
    short_since: date | None = None
    to_replenish: Drawn | None = None

    @property
    def shortfall(self) -> Decimal:
        return max(self.required - self.held, NOTHING)


def secured_on(day: date, required: Decimal, instruments: Sequence[Held]) -> Secured:
    """Return how *instruments*, of the kind that is required, stand on *day*.

    >>> bond = Held(Decimal(500), date(2020, 1, 1), date(2026, 9, 30))
    >>> secured_on(date(2026, 9, 30), Decimal(500), [bond]).standing
    <Standing.ADEQUATE: 'adequate'>
    >>> secured_on(date(2026, 10, 1), Decimal(500), [bond]).lapsed_on
    datetime.date(2026, 9, 30)
    """
    held = _held_on(day, instruments)
    if held >= required:
        through = _adequate_through(day, required, instruments)
        return Secured(Standing.ADEQUATE, required, held, adequate_through=through)
    if any(each.is_in_force_on(day) for each in instruments):
        return Secured(
            Standing.SHORT,
            required,
            held,
            short_since=_short_since(day, required, instruments),
            to_replenish=_to_replenish(day, required, instruments),
        )
    lapsed_on = _last_ended([each.last_day for each in instruments], day)
    standing = Standing.MISSING if lapsed_on is None else Standing.LAPSED
    return Secured(standing, required, held, lapsed_on)


@dataclass(frozen=True)
class Limits:
    """What a policy pays, in US dollars, and whether it names the City as additional insured."""

    per_occurrence: Decimal
    aggregate: Decimal
    names_city: bool


@dataclass(frozen=True)
class Cover:
    """A policy: its limits and its days."""

    limits: Limits
    first_day: date
    last_day: date

    def is_in_force_on(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Insured:
    """How the best policy of a day compares with what is required, in US dollars.

    The days are as those of `Secured`.
    """

    standing: Standing
    short_per_occurrence: Decimal = NOTHING
    short_aggregate: Decimal = NOTHING
    lacks_city: bool = False
    lapsed_on: date | None = None
    adequate_through: date | None = None
    short_since: date | None = None


def insured_on(day: date, required: Limits, policies: Sequence[Cover]) -> Insured:
    """Return how *policies*, of the kind that is required, stand on *day*."""
    enough = [each for each in policies if _shortfalls(required, each) == (NOTHING, NOTHING, False)]
    if any(each.is_in_force_on(day) for each in enough):
        return Insured(Standing.ADEQUATE, adequate_through=_covered_through(day, enough))
    in_force = [_shortfalls(required, each) for each in policies if each.is_in_force_on(day)]
    if in_force:
        least = min(in_force, key=lambda x: (x[0] + x[1], x[2]))
        ended = _last_ended([each.last_day for each in enough], day)
        return Insured(Standing.SHORT, *least, short_since=ended and ended + ONE_DAY)
    lapsed_on = _last_ended([each.last_day for each in policies], day)
    standing = Standing.MISSING if lapsed_on is None else Standing.LAPSED
    return Insured(standing, required.per_occurrence, required.aggregate, False, lapsed_on)


def _held_on(day: date, instruments: Sequence[Held]) -> Decimal:
    return sum((each.amount_on(day) for each in instruments), NOTHING)


def _short_since(day: date, required: Decimal, instruments: Sequence[Held]) -> date | None:
    """Return the first of the days up to *day* on which too little is held; None if always."""
    since = None
    for change in sorted(_changes(day, instruments), reverse=True):
        if _held_on(change, instruments) >= required:
            return since
        since = change
    return None


def _changes(day: date, instruments: Sequence[Held]) -> set[date]:
    """Return the days up to *day* from which another amount is held than the day before."""
    days = {each.first_day for each in instruments}
    days |= {x.last_day + ONE_DAY for x in instruments if x.last_day not in (None, date.max)}
    for drawn in (drawn for each in instruments for drawn in each.drawn):
        days |= {drawn.drawn_on, drawn.replenished_on or drawn.drawn_on}
    return {each for each in days if each <= day}


def _to_replenish(day: date, required: Decimal, instruments: Sequence[Held]) -> Drawn | None:
    """Return the draw to be made good first; None where more is missing than what was drawn."""
    in_force = [each for each in instruments if each.is_in_force_on(day)]
    if sum((each.amount for each in in_force), NOTHING) < required:
        return None
    drawn = [drawn for each in in_force for drawn in each.drawn if drawn.lacks_on(day)]
    return min(drawn, key=lambda each: each.replenish_by or date.max, default=None)


def _adequate_through(day: date, required: Decimal, instruments: Sequence[Held]) -> date | None:
    """Return the first last day of an instrument after which too little is held."""
    ends = sorted(x.last_day for x in instruments if x.last_day is not None and x.last_day >= day)
    return next((end for end in ends if _held_on(end + ONE_DAY, instruments) < required), None)


def _covered_through(day: date, enough: Sequence[Cover]) -> date:
    """Return the last day of *enough* without a gap from *day* on."""
    through = day
    for each in sorted(enough, key=lambda cover: cover.first_day):
        if each.first_day <= through + ONE_DAY:
            through = max(through, each.last_day)
    return through


def _shortfalls(required: Limits, policy: Cover) -> tuple[Decimal, Decimal, bool]:
    held = policy.limits
    return (
        max(required.per_occurrence - held.per_occurrence, NOTHING),
        max(required.aggregate - held.aggregate, NOTHING),
        required.names_city and not held.names_city,
    )


def _last_ended(ends: Sequence[date | None], day: date) -> date | None:
    return max((end for end in ends if end is not None and end < day), default=None)
