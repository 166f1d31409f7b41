"""Charges on what a franchisee states: percentages and tiers of revenue, and reported things."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from franchises.rules.fee_calendar import Days, Year
from franchises.rules.fee_rates import (
    cents,
    dollars,
    multiplied,
    multipliers_on,
    name_of,
    parts,
    plain,
    range_of,
    rate_on,
    reached,
    shown,
    stretches,
)
from franchises.rules.fee_stated import GROSS, Stated, says_nothing, statements_of
from franchises.rules.fee_tally import ZERO, Charged, nothing_to_charge
from franchises.rules.fee_terms import (
    HUNDRED,
    Banded,
    Component,
    FeeTerms,
    Measure,
    Metered,
    Percentage,
    Rate,
    Revenue,
    Rounding,
    Use,
)
from franchises.rules.money import format_money
from franchises.rules.workings import Line


def runs_to_date(component: Component) -> bool:
    """Whether a charge on statements is of the year to date: what came before has a say in it."""
    charge = component.charge
    if isinstance(charge, Percentage):
        return any(each.quantity is not None for each in component.multipliers)
    return isinstance(charge, Metered | Banded) and charge.measure == Measure.GROSS


def stated_charged(
    component: Component, terms: FeeTerms, use: Use, year: Year, periods: Sequence[Days]
) -> Charged:
    """Return the lines of a charge on the statements of *periods*, taken together."""
    charge = component.charge
    assert isinstance(charge, Percentage | Metered | Banded)
    statements: list[Stated] = []
    missing: list[str] = []
    for period in periods:
        found, unknown = statements_of(charge.category, terms, use, year, period)
        statements += found
        missing += unknown
    is_count = isinstance(charge, Metered | Banded) and charge.measure == Measure.REPORTED
    for each in statements:
        if (each.revenue.units if is_count else each.revenue.gross) is None:
            missing.append(says_nothing(each, "number" if is_count else "gross revenue"))
    if missing:
        return Charged(missing=tuple(missing))
    charging = _Statements(component, terms)
    lines = charging.reported(statements) if is_count else charging.earned(statements)
    nothing = nothing_to_charge(f"{component.name}: none", periods[-1])
    return Charged(tuple(lines) or (nothing,), tuple(dict.fromkeys(charging.missing)))


@dataclass(frozen=True)
class _Key:
    """What one line of revenue is for."""

    what: str
    percent: Fraction
    words: tuple[str, ...]


@dataclass
class _Sum:
    quantity: Fraction = ZERO
    days: list[date] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Statements:
    """The charging of one component on statements."""

    def __init__(self, component: Component, terms: FeeTerms) -> None:
        self.component, self.terms = component, terms
        self.source = component.source or terms.source
        self.missing: list[str] = []
        charge = component.charge
        assert isinstance(charge, Percentage | Metered | Banded)
        self.category = charge.category
        self.deducts = isinstance(charge, Percentage) and charge.deducts and not charge.from_fee
        self.credits = isinstance(charge, Percentage) and charge.deducts and charge.from_fee
        self.deducted = Decimal(0)
        self.is_banded = isinstance(charge, Banded)
        self.rates = (
            (Rate(charge.percent / HUNDRED),) if isinstance(charge, Percentage) else charge.rates
        )

    def earned(self, statements: Sequence[Stated]) -> Iterator[Line]:
        """Yield the lines for revenue, the first statement's first; its parts fill the tiers."""
        if not statements:
            return
        self.deducted = sum((each.revenue.deductions for each in statements), Decimal(0))
        sums: dict[_Key, _Sum] = defaultdict(_Sum)
        reached_so_far = ZERO
        for each in statements:
            for stretch in stretches(self.component, each.charged):
                amount = each.part(self._net(each.revenue), stretch)
                if not self.is_banded:
                    self._fill(sums, reached_so_far, amount, each, stretch)
                reached_so_far += amount
        for key, total in sums.items():
            yield self._revenue_line(key, total)
        days = Days(statements[0].charged.first, statements[-1].charged.last)
        yield from self._fixed(reached_so_far, days, self._unit())
        if self.credits and self.deducted:
            yield self._credit(statements, days)

    def _credit(self, statements: Sequence[Stated], days: Days) -> Line:
        off = sum((each.part(each.revenue.deductions, each.charged) for each in statements), ZERO)
        notes = "; ".join(note for each in statements for note in each.notes)
        what = f"{self.component.name}: less deductions{f' ({notes})' if notes else ''}"
        return Line(what, -cents(off), days.first, days.last, source=self.source)

    def reported(self, statements: Sequence[Stated]) -> Iterator[Line]:
        """Yield the lines for reported things, each statement by itself.

        One that other terms began is theirs.
        """
        for each in statements:
            is_theirs = self.terms.continues and each.charged.first > each.covers.first
            if is_theirs or not each.revenue.units:
                continue
            quantity, day = Fraction(each.revenue.units), each.charged.first
            multipliers = multipliers_on(self.component, day)
            for part in () if self.is_banded else parts(self.rates, ZERO, quantity, multipliers):
                if part.rate is None:
                    self._miss_rate()
                elif part.rate.amount or not part.rate.fixed:
                    rate, growth = self._rate(part.rate.amount, day)
                    words = (f"{dollars(part.rate.amount)} each", growth, part.because)
                    note = f" ({'; '.join(each.notes)})" if each.notes else ""
                    yield self._line(
                        self._what(part.rate) + note,
                        rate * part.factor * part.quantity,
                        each.charged,
                        part.quantity,
                        words,
                        self.category,
                    )
            yield from self._fixed(quantity, each.charged, self.category)

    def _fill(
        self,
        sums: dict[_Key, _Sum],
        start: Fraction,
        amount: Fraction,
        stated: Stated,
        stretch: Days,
    ) -> None:
        multipliers = multipliers_on(self.component, stretch.first)
        for part in parts(self.rates, start, start + amount, multipliers):
            if part.rate is None:
                self._miss_rate()
                continue
            if part.rate.fixed and not part.rate.amount:
                continue
            rate, growth = self._rate(part.rate.amount, stretch.first)
            percent = f"{plain(part.rate.amount * HUNDRED)}%"
            words = tuple(each for each in (percent, growth, part.because) if each)
            total = sums[_Key(self._what(part.rate), rate * part.factor, words)]
            total.quantity += part.quantity
            total.days += [stretch.first, stretch.last]
            total.notes += [note for note in stated.notes if note not in total.notes]

    def _revenue_line(self, key: _Key, total: _Sum) -> Line:
        note = f" ({'; '.join(total.notes)})" if total.notes else ""
        days = Days(min(total.days), max(total.days))
        amount = key.percent * total.quantity
        return self._line(
            key.what + note, amount, days, total.quantity, key.words, self._unit(), places=2
        )

    def _fixed(self, quantity: Fraction, days: Days, unit: str) -> Iterator[Line]:
        """Yield the fixed amounts of the ranges reached, or of the one band, as of the first day.

        Multipliers on a first quantity have no say in them.
        """
        if self.is_banded:
            band = range_of(self.rates, quantity)
            if band is None:
                self._miss_rate()
            rates = [] if band is None else [band]
        else:
            rates = list(reached(self.rates, quantity))
        factor, because = multiplied(multipliers_on(self.component, days.first))
        for each in rates:
            rate, growth = rate_on(
                each.fixed, self.component.escalator, days.first, self.terms.rounding
            )
            words = (dollars(each.fixed), growth, because)
            yield self._line(self._what(each), rate * factor, days, quantity, words, unit, places=2)

    def _line(
        self,
        what: str,
        amount: Fraction,
        days: Days,
        quantity: Fraction,
        words: Sequence[str],
        unit: str,
        places: int | None = None,
    ) -> Line:
        kept = shown(quantity) if places is None else cents(quantity)
        return Line(
            what=what,
            amount=cents(amount),
            first_day=days.first,
            last_day=days.last,
            quantity=kept,
            unit=unit,
            rate=", ".join(each for each in words if each),
            source=self.source,
        )

    def _rate(self, amount: Decimal, day: date) -> tuple[Fraction, str]:
        # A share of revenue is no price of a unit: it is never rounded to a cent.
        charge = self.component.charge
        is_price = isinstance(charge, Metered) and charge.measure == Measure.REPORTED
        rounding = self.terms.rounding if is_price else Rounding.LINE
        return rate_on(amount, self.component.escalator, day, rounding)

    def _net(self, revenue: Revenue) -> Decimal:
        assert revenue.gross is not None
        return revenue.gross - revenue.deductions if self.deducts else revenue.gross

    def _unit(self) -> str:
        of = "gross" if self.category == GROSS else self.category
        less = f" less {format_money(self.deducted)}" if self.deducts and self.deducted else ""
        return f"$ of {of} revenue{less}"

    def _what(self, rate: Rate) -> str:
        where = name_of(self.rates, rate)
        return f"{self.component.name}: {where}" if where else self.component.name

    def _miss_rate(self) -> None:
        self.missing.append(f"no rate above {plain(self.rates[-1].up_to or Decimal(0))}")
