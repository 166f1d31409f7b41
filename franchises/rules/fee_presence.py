"""Charges that run with time: flat amounts, and rates for what is in force on each day."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from franchises.rules.fee_calendar import ONE_DAY, Days, Reach, Year, last_of_month
from franchises.rules.fee_rates import (
    Part,
    dollars,
    multiplied,
    multipliers_on,
    name_of,
    parts,
    plain,
    range_of,
    rate_on,
    reached,
    stretches,
)
from franchises.rules.fee_tally import ZERO, Charged, Item, Tally, nothing_to_charge
from franchises.rules.fee_terms import (
    Banded,
    Component,
    FeeTerms,
    Flat,
    Held,
    Measure,
    Metered,
    Rate,
    Use,
)

ANYWHERE = ""
FOOT = "foot"


def presence_charged(
    component: Component, terms: FeeTerms, use: Use, year: Year, days: Days
) -> Charged:
    """Return the lines of a flat or installed charge for *days* of a fiscal year.

    They are those of a period, or from the year's first day where any day counts as the year.
    """
    presence = _Presence(component, terms, use, year, days)
    lines = tuple(presence.tally.lines(component.source or terms.source))
    missing = tuple(dict.fromkeys(presence.missing))
    if not lines and not missing:
        lines = (nothing_to_charge(f"{component.name}: none", presence.named(days)),)
    return Charged(lines, missing)


def amount_of_year(flat: Component, terms: FeeTerms, year: Year) -> Fraction:
    """Return exactly what a flat charge comes to for the days of a fiscal year in *terms*."""
    return _Presence(flat, terms, Use(), year, year.days).tally.total()


class _Presence:
    """The counting of one component for some days: what is in force on each, and at which rate."""

    def __init__(
        self, component: Component, terms: FeeTerms, use: Use, year: Year, days: Days
    ) -> None:
        charge = component.charge
        assert isinstance(charge, Flat | Metered | Banded)
        self.component, self.terms, self.year, self.days = component, terms, year, days
        self.charge = charge
        self.reach = Reach(terms.proration, charge.per)
        self.tally = Tally(self.reach, year)
        self.missing: list[str] = []
        self.pools = self._pools()
        events = self._events(use)
        for stretch in stretches(component, days):
            for run, held in _runs(events, stretch, by_month=self.reach.counts_months):
                self._count(run, held, stretch)

    def named(self, days: Days) -> Days:
        """Return the days that a line names: of *days*, those within the terms."""
        return days.within(self.terms.first_day, self.terms.last_day) or days

    def _pools(self) -> dict[str, tuple[Rate, ...]]:
        """Return the rates of each zone that has its own, and of all others together."""
        if isinstance(self.charge, Flat):
            return {ANYWHERE: (Rate(self.charge.amount),)}
        pools: dict[str, tuple[Rate, ...]] = {}
        for rate in self.charge.rates:
            pools[rate.zone] = (*pools.get(rate.zone, ()), rate)
        return pools

    def _events(self, use: Use) -> dict[str, Counter[date]]:
        """Return for each pool by how much its quantity changes on a day."""
        events: dict[str, Counter[date]] = defaultdict(Counter)
        charge = self.charge
        if isinstance(charge, Flat):
            whole = Held("", ANYWHERE, self.terms.first_day, self.terms.last_day, 1)
            self._enter(events[ANYWHERE], whole, 1)
            return events
        for held in use.held:
            if held.counted_from != charge.counted_from or charge.kind not in ("", held.kind):
                continue
            pool = held.zone if held.zone in self.pools else ANYWHERE
            quantity = held.feet if charge.measure == Measure.FEET else held.number
            is_counted = self._enter(events[pool], held, quantity)
            if is_counted and quantity and pool not in self.pools:
                self._miss_zone(held)
        return events

    def _enter(self, events: Counter[date], held: Held, quantity: int) -> bool:
        """Enter the days that *held* is charged for; return whether there are any."""
        year, terms = self.year.days, self.terms
        to_date = Days(year.first, self.days.last).within(terms.first_day, terms.last_day)
        present = to_date and to_date.within(held.first_day, held.last_day)
        if not present:
            return False
        continues = (held.continues and present.first == held.first_day) or (
            terms.continues and present.first == terms.first_day
        )
        charged = self.reach.charged(present, year, continues=continues)
        charged = charged and charged.within(self.days.first, self.days.last)
        if not charged:
            return False
        events[charged.first] += quantity
        events[charged.last + ONE_DAY] -= quantity
        return True

    def _count(self, run: Days, held: dict[str, int], stretch: Days) -> None:
        """Count what is in force on each day of *run*, on which nothing changes."""
        multipliers = multipliers_on(self.component, run.first)
        offset = ZERO
        for zone, rates in self.pools.items():
            quantity = Fraction(held.get(zone, 0))
            if not quantity:
                continue
            if isinstance(self.charge, Banded):
                band = range_of(rates, quantity)
                fixed, metered = [] if band is None else [band], []
                is_known = band is not None
            else:
                fixed = list(reached(rates, quantity))
                metered = list(parts(rates, ZERO, quantity, multipliers, offset))
                is_known = all(part.rate is not None for part in metered)
            if not is_known:
                self.missing.append(f"no rate above {plain(rates[-1].up_to or Decimal(0))}")
            for rate in fixed:
                self.tally.add(self._fixed(rate, rates, stretch), Fraction(1), run)
            for part in metered:
                if part.rate is not None and (part.rate.amount or not part.rate.fixed):
                    self.tally.add(self._metered(part, rates, stretch), part.quantity, run)
            offset += quantity

    def _fixed(self, rate: Rate, rates: tuple[Rate, ...], stretch: Days) -> Item:
        factor, because = multiplied(multipliers_on(self.component, stretch.first))
        return self._item(rate, rates, rate.fixed, "", factor, because, stretch)

    def _metered(self, part: Part, rates: tuple[Rate, ...], stretch: Days) -> Item:
        assert part.rate is not None
        by = "" if isinstance(self.charge, Flat) else self._unit()
        return self._item(
            part.rate, rates, part.rate.amount, by, part.factor, part.because, stretch
        )

    def _item(
        self,
        rate: Rate,
        rates: tuple[Rate, ...],
        amount: Decimal,
        by: str,
        factor: Fraction,
        because: str,
        stretch: Days,
    ) -> Item:
        exact, growth = rate_on(
            amount, self.component.escalator, stretch.first, self.terms.rounding
        )
        per = self.charge.per.value
        each = " a foot" if by == FOOT else ""
        price = f"{dollars(amount)}{each} a {per}{' each' if by and not each else ''}"
        where = name_of(rates, rate)
        return Item(
            what=f"{self.component.name}: {where}" if where else self.component.name,
            unit=by,
            rate=exact * factor,
            words=tuple(words for words in (price, growth, because) if words),
            days=self.named(stretch),
        )

    def _unit(self) -> str:
        assert isinstance(self.charge, Metered | Banded)
        if self.charge.measure == Measure.FEET:
            return FOOT
        return self.charge.kind.replace("_", " ") or "installation"

    def _miss_zone(self, held: Held) -> None:
        if held.zone:
            self.missing.append(f"no rate for zone {held.zone}")
        else:
            things = "an installation" if held.number == 1 else f"{held.number:,} installations"
            self.missing.append(f"no fee zone for {things} of kind {held.kind.replace('_', ' ')}")


def _runs(
    events: dict[str, Counter[date]], days: Days, *, by_month: bool
) -> Iterator[tuple[Days, dict[str, int]]]:
    """Yield *days* in runs on which no quantity changes, with the quantities, in order.

    Where a month is the measure, no run goes past the end of one.
    """
    held = {
        pool: sum(number for day, number in changes.items() if day < days.first)
        for pool, changes in events.items()
    }
    turns = {day for changes in events.values() for day in changes}
    if by_month:
        turns |= set(_month_starts(days))
    starts = sorted(turn for turn in turns if days.first < turn <= days.last)
    for start, following in pairwise([days.first, *starts, days.last + ONE_DAY]):
        for pool, changes in events.items():
            held[pool] += changes.get(start, 0)
        yield Days(start, following - ONE_DAY), dict(held)


def _month_starts(days: Days) -> Iterator[date]:
    start = last_of_month(days.first) + ONE_DAY
    while start <= days.last:
        yield start
        start = last_of_month(start) + ONE_DAY
