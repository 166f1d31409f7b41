"""A fee schedule and what was earned and held: the amount due for each period, with its working.

What is due for a period is the fee of the fiscal year to date, less what the periods before it
owe. Each line is rounded half up to the cent once, at its end. Where a charge runs with time, the
last period of the year has a line of the cents that its periods, added up, are off the year
(where it is charged enough to take them off).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

from franchises.rules.fee_calendar import Days, Reach, Year
from franchises.rules.fee_presence import amount_of_year, presence_charged
from franchises.rules.fee_rates import PRECISION, cents, plain
from franchises.rules.fee_stated import gross_of
from franchises.rules.fee_statements import runs_to_date, stated_charged
from franchises.rules.fee_tally import ZERO, Charged
from franchises.rules.fee_terms import (
    Combination,
    Component,
    FeeTerms,
    Flat,
    Measure,
    Per,
    Percentage,
    Use,
)
from franchises.rules.money import CENT, format_money
from franchises.rules.workings import NOTHING, Line, total_of

BY_STATEMENT = (Measure.REPORTED, Measure.GROSS)


@dataclass(frozen=True)
class PeriodFee:
    """What is due for a period (Q1 to Q4, or empty for the year), and how it came about.

    The days are those of the period that the terms are in force. Where anything is ``missing``,
    in words such as ``no revenue statement for Q3``, there are no lines and no amount to be used.
    """

    period: str
    first_day: date
    last_day: date
    due_on: date
    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()

    @property
    def amount(self) -> Decimal:
        """US dollars: the sum of the lines."""
        return total_of(self.lines)


def fees_of_year(
    terms: FeeTerms, use: Use, fiscal_year: int, first_month: int = 7
) -> tuple[PeriodFee, ...]:
    """Return the fee of each period of *fiscal_year* on some day of which *terms* are in force.

    In order; empty where they are not in force in it. *terms* are in force no longer than the
    franchise. No period owes less than nothing: what the year to date is less than its periods is
    carried into the next one, and missing (to be given back by a person) at the end of the year.
    """
    year = Year(fiscal_year, first_month)
    periods = [
        period
        for period in year.periods(terms.frequency)
        if period.within(terms.first_day, terms.last_day)
    ]
    reckoning = _Reckoning(terms, use, year, periods)
    return tuple(reckoning.fee_of(index) for index in range(len(periods)))


@dataclass(frozen=True)
class _ToDate:
    """The fee of the year to date, in dollars: after each step of the reckoning."""

    combined: Decimal = NOTHING
    at_least: Decimal = NOTHING
    capped: Decimal = NOTHING
    owed: Decimal = NOTHING


@dataclass
class _Reckoning:
    """The fees of one schedule for the periods of one year, reckoned in order."""

    terms: FeeTerms
    use: Use
    year: Year
    periods: list[Days]
    of_components: list[Decimal] = field(init=False)
    before: _ToDate = field(default_factory=_ToDate)
    missing_before: list[str] = field(default_factory=list)
    gross: Fraction = ZERO

    def __post_init__(self) -> None:
        self.of_components = [NOTHING for _ in self.terms.components]

    def fee_of(self, index: int) -> PeriodFee:
        """Return the fee of one period; those before it have been asked for."""
        period = self.periods[index]
        missing: list[str] = []
        charged = []
        for place in range(len(self.terms.components)):
            found = self._charged(place, index)
            charged.append(found.lines)
            missing += found.missing
        if self.terms.cap_percent is not None:
            gross, unknown = gross_of(self.terms, self.use, self.year, period)
            self.gross += gross
            missing += unknown
        told = list(missing)
        if self._depends_on_those_before(index):
            told = [*self.missing_before, *told]
        self.missing_before += missing
        lines = tuple(self._lines(index, charged))
        within = period.within(self.terms.first_day, self.terms.last_day)
        assert within is not None
        if not told and index == len(self.periods) - 1 and self.before.owed > self.before.capped:
            excess = format_money(self.before.owed - self.before.capped)
            told.append(f"the year comes to {excess} less than its periods: it is to be given back")
        return PeriodFee(
            period=period.name,
            first_day=within.first,
            last_day=within.last,
            due_on=period.last + timedelta(days=self.terms.days_until_due),
            lines=() if told else lines,
            missing=tuple(dict.fromkeys(told)),
        )

    def _charged(self, place: int, index: int) -> Charged:
        """Return the lines of one component for a period."""
        component = self.terms.components[place]
        terms, use, year, to_date = self.terms, self.use, self.year, self.periods[: index + 1]
        if is_on_statements(component):
            if not runs_to_date(component):
                return stated_charged(component, terms, use, year, to_date[-1:])
            now = stated_charged(component, terms, use, year, to_date)
            then = stated_charged(component, terms, use, year, to_date[:-1]) if index else Charged()
            return _less(component, now, then, terms.source)
        if _reach(component, terms).counts_the_year:
            start = year.days.first
            now, then = (
                presence_charged(component, terms, use, year, Days(start, each.last))
                if each
                else Charged()
                for each in (to_date[-1], to_date[-2] if index else None)
            )
            return _less(component, now, then, terms.source)
        now = presence_charged(component, terms, use, year, to_date[-1])
        return self._rounded(place, now, index)

    def _rounded(self, place: int, now: Charged, index: int) -> Charged:
        """Return the lines of the last period with the cents that the year is off its periods."""
        if index == 0 or index < len(self.periods) - 1 or now.missing:
            return now
        component = self.terms.components[place]
        days = Days(self.periods[0].first, self.periods[-1].last)
        whole = presence_charged(component, self.terms, self.use, self.year, days)
        if whole.missing:
            return now
        apart = total_of(whole.lines) - self.of_components[place] - total_of(now.lines)
        # A charge that ended earlier in the year is not put right below nothing.
        if not apart or apart + total_of(now.lines) < 0:
            return now
        what = f"{component.name}: cents that the periods are off the year"
        return Charged((*now.lines, self._adjusting(what, apart, index)))

    def _lines(self, index: int, charged: list[tuple[Line, ...]]) -> Iterator[Line]:
        """Yield the lines of a period: of its charges, then what puts them right to date."""
        before, is_last = self.before, index == len(self.periods) - 1
        for place, lines in enumerate(charged):
            self.of_components[place] += total_of(lines)
        if self.terms.combination == Combination.GREATEST:
            combined = max(self.of_components)
            lines = charged[self.of_components.index(combined)]
            yield from lines
            apart = combined - before.combined - total_of(lines)
            yield self._adjusting(self._greatest(), apart, index)
        else:
            combined = sum(self.of_components, NOTHING)
            yield from (line for lines in charged for line in lines)
        at_least = combined
        if is_last and self.terms.minimum is not None:
            minimum = cents(self._of_year(self.terms.minimum, with_growth=True))
            at_least = max(combined, minimum)
            if at_least > combined:
                what = f"Minimum of {format_money(minimum)} for {self.year.label}"
                yield self._adjusting(what, at_least - combined, index)
        cap = self._cap()
        capped = at_least if cap is None else min(at_least, cap)
        change = (capped - at_least) - (before.capped - before.at_least)
        if change and cap is not None:
            what = f"Cap of {format_money(cap)} for {self.year.label}{self._to_date()}"
            yield self._adjusting(what, change, index)
        owed = max(before.owed, capped)
        carried = (owed - capped) - (before.owed - before.capped)
        if carried:
            what = "Carried into the next period" if carried > 0 else "Carried from those before"
            yield self._adjusting(what, carried, index)
        self.before = _ToDate(combined, at_least, capped, owed)

    def _adjusting(self, what: str, amount: Decimal, index: int) -> Line:
        period = self.periods[index]
        within = period.within(self.terms.first_day, self.terms.last_day) or period
        return Line(what, amount, within.first, within.last, source=self.terms.source)

    def _greatest(self) -> str:
        amounts = zip(self.terms.components, self.of_components, strict=True)
        each = " and ".join(f"{component.name} {format_money(x)}" for component, x in amounts)
        return f"The greatest for the year to date, of {each}"

    def _of_year(self, amount: Decimal, *, with_growth: bool = False) -> Fraction:
        growth = self.terms.minimum_escalator if with_growth else None
        return amount_of_year(Component("", Flat(amount), growth), self.terms, self.year)

    def _cap(self) -> Decimal | None:
        """Return what the year to date may come to at most; a fraction of a cent would pass it."""
        caps = [] if self.terms.cap is None else [self._of_year(self.terms.cap)]
        if self.terms.cap_percent is not None:
            caps.append(max(ZERO, self.gross * Fraction(self.terms.cap_percent) / 100))
        return floor_cents(min(caps)) if caps else None

    def _to_date(self) -> str:
        percent = self.terms.cap_percent
        return "" if percent is None else f" to date, {plain(percent)}% of gross revenue at most"

    def _depends_on_those_before(self, index: int) -> bool:
        terms = self.terms
        return (
            (terms.combination == Combination.GREATEST and len(terms.components) > 1)
            or terms.cap is not None
            or terms.cap_percent is not None
            or (terms.minimum is not None and index == len(self.periods) - 1)
            or any(is_to_date(component, terms) for component in terms.components)
        )


def is_on_statements(component: Component) -> bool:
    """Whether a charge is on what the franchisee states, and not on what is in force when."""
    charge = component.charge
    return isinstance(charge, Percentage) or getattr(charge, "measure", None) in BY_STATEMENT


def is_to_date(component: Component, terms: FeeTerms) -> bool:
    """Whether a charge is reckoned for the year to date, and not period by period."""
    if is_on_statements(component):
        return runs_to_date(component)
    return _reach(component, terms).counts_the_year


def floor_cents(amount: Fraction) -> Decimal:
    """Return *amount* without its fraction of a cent: what may not be passed.

    >>> floor_cents(Fraction(25059, 10000))
    Decimal('2.50')
    """
    with localcontext(prec=PRECISION):
        exact = Decimal(amount.numerator) / amount.denominator
    return exact.quantize(CENT, rounding=ROUND_FLOOR)


def _reach(component: Component, terms: FeeTerms) -> Reach:
    charge = component.charge
    return Reach(terms.proration, getattr(charge, "per", Per.YEAR))


def _less(component: Component, now: Charged, then: Charged, source: str) -> Charged:
    """Return the lines of the year to date, less what the periods before it came to."""
    before = total_of(then.lines)
    if not before or now.missing:
        return now
    first, last = then.lines[0].first_day, then.lines[-1].last_day
    what = f"{component.name}: less what the periods before it came to"
    line = Line(what, -before, first, last, source=component.source or source)
    return Charged((*now.lines, line))
