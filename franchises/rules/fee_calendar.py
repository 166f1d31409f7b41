"""The days that a fee runs over: the periods of a fiscal year, and how far a day begun reaches."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from franchises.rules.fee_terms import Frequency, Per, Proration
from franchises.rules.fiscal_year import (
    QUARTERS,
    fiscal_year_bounds,
    fiscal_year_label,
    period_bounds,
)

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """A run of days, both ends in it, and what it is called where it is a period."""

    first: date
    last: date
    name: str = ""

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def within(self, first: date | None, last: date | None) -> "Days | None":
        """Return the part of it from *first* to *last* (None: open); None if there is none."""
        start = self.first if first is None else max(self.first, first)
        end = self.last if last is None else min(self.last, last)
        return Days(start, end, self.name) if start <= end else None


@dataclass(frozen=True)
class Year:
    """A fiscal year, whose first month the city has chosen."""

    number: int
    first_month: int = 7

    @cached_property
    def days(self) -> Days:
        return Days(*fiscal_year_bounds(self.number, self.first_month))

    @property
    def label(self) -> str:
        return fiscal_year_label(self.number)

    def period(self, name: str) -> Days:
        """Return the days of a quarter, or of the year where *name* is empty."""
        return Days(*period_bounds(self.number, name, self.first_month), name)

    def periods(self, frequency: Frequency) -> tuple[Days, ...]:
        """Return the periods that a fee is assessed for, in order."""
        names = QUARTERS if frequency == Frequency.QUARTER else ("",)
        return tuple(self.period(name) for name in names)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    """Return the last day of the month that *day* is in.

    >>> last_of_month(date(2024, 2, 3))
    datetime.date(2024, 2, 29)
    """
    return (first_of_month(day) + timedelta(days=31)).replace(day=1) - ONE_DAY


@dataclass(frozen=True)
class Reach:
    """How far something in force for some days is charged: those days, whole months, the year."""

    proration: Proration
    per: Per

    @property
    def counts_months(self) -> bool:
        """Whether a whole month is the measure: 1/12 of a year, however many days it has."""
        return self.per == Per.MONTH or self.proration == Proration.MONTHS

    @property
    def counts_the_year(self) -> bool:
        """Whether any day counts as the whole fiscal year."""
        return self.proration == Proration.NONE and self.per == Per.YEAR

    def charged(self, held: Days, year: Days, *, continues: bool) -> Days | None:
        """Return the days charged for what is in force on the days *held*, within the year.

        Where it *continues* something else, the month or year that was begun is not charged again:
        None where nothing else is left.
        """
        if self.counts_the_year:
            begun = continues and held.first > year.first
            return None if begun else Days(year.first, year.last)
        if self.proration == Proration.DAYS:
            return held
        first, last = first_of_month(held.first), last_of_month(held.last)
        if continues and held.first > first:
            first = last_of_month(held.first) + ONE_DAY
        return Days(first, last) if first <= last else None
