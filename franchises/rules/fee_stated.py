"""Which statements of revenue serve a period, and what is missing of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from franchises.rules.fee_calendar import Days, Year
from franchises.rules.fee_tally import ZERO
from franchises.rules.fee_terms import FeeTerms, Frequency, Revenue, Use
from franchises.rules.fiscal_year import QUARTERS

GROSS = "gross"


@dataclass(frozen=True)
class Stated:
    """A statement, the days it covers, and those of them that the terms are for."""

    revenue: Revenue
    covers: Days
    charged: Days

    @property
    def notes(self) -> tuple[str, ...]:
        """What a line says of it: that it is restated, and which part of it is charged."""
        return tuple(note for note in (restated(self.revenue), self.share) if note)

    @property
    def share(self) -> str:
        """Which part of it is charged, in words; empty where all of it is."""
        if self.charged == self.covers:
            return ""
        period = self.revenue.period or "the year"
        return f"{len(self.charged)} of the {len(self.covers)} days of {period}"

    def part(self, amount: Decimal, days: Days) -> Fraction:
        """Return the part of *amount* that was earned on *days*."""
        return Fraction(amount) * len(days) / len(self.covers)


def statements_of(
    category: str, terms: FeeTerms, use: Use, year: Year, period: Days
) -> tuple[tuple[Stated, ...], tuple[str, ...]]:
    """Return the statements that serve a period, and what is missing of them.

    A year is served by the statement for the year or else by those of its quarters; a quarter by
    its own alone.
    """
    charged = period.within(terms.first_day, terms.last_day)
    if charged is None:
        return (), ()
    by_period = {each.period: each for each in use.revenue if each.category == category}
    names: Sequence[str] = (period.name,)
    if terms.frequency == Frequency.YEAR and "" not in by_period:
        names = [q for q in QUARTERS if year.period(q).within(charged.first, charged.last)]
        if not by_period.keys() & set(names):
            return (), (f"no revenue statement for the year{of_category(category)}",)
    found, missing = [], []
    for name in names:
        revenue = by_period.get(name)
        if revenue is None:
            hint = "; the one for the whole year cannot be split" if "" in by_period else ""
            missing.append(f"no revenue statement for {name}{of_category(category)}{hint}")
            continue
        covers = year.period(name).within(revenue.first_day, revenue.last_day) or year.period(name)
        days = covers.within(charged.first, charged.last)
        if days is not None:
            found.append(Stated(revenue, covers, days))
    return tuple(found), tuple(missing)


def gross_of(terms: FeeTerms, use: Use, year: Year, period: Days) -> tuple[Fraction, list[str]]:
    """Return the gross revenue of a period within the terms, and what is missing to know it."""
    statements, missing = statements_of(GROSS, terms, use, year, period)
    silent = [each for each in statements if each.revenue.gross is None]
    total = sum(
        (
            each.part(each.revenue.gross, each.charged)
            for each in statements
            if each.revenue.gross is not None
        ),
        ZERO,
    )
    return total, [*missing, *(says_nothing(each, "gross revenue") for each in silent)]


def of_category(category: str) -> str:
    """Return what a category adds to the name of a statement; nothing for gross revenue."""
    return "" if category == GROSS else f" ({category})"


def says_nothing(stated: Stated, what: str) -> str:
    """Return that a statement does not state *what*."""
    period = stated.revenue.period or "the year"
    return f"no {what} in the revenue statement for {period}{of_category(stated.revenue.category)}"


def restated(revenue: Revenue) -> str:
    """Return which statement *revenue* restates, in words; empty where it restates none.

    >>> restated(Revenue("Q2", "gross", Decimal(1), revision=2))
    'restated revenue statement Q2, revision 2'
    """
    if revenue.revision == 1:
        return ""
    period = f" {revenue.period}" if revenue.period else ""
    of = of_category(revenue.category)
    return f"restated revenue statement{period}{of}, revision {revenue.revision}"
