"""When what a contract requires again and again falls due: period by period, from its terms.

A period is a quarter or a year, fiscal or of the calendar. What is due for it is due so many days
after its last one, or on a day of the year, the first after it. All days are inclusive.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from franchises.rules.fiscal_year import QUARTERS, fiscal_year_of, period_bounds
from franchises.rules.term import ONE_DAY

SATURDAY = 5
JANUARY = 1


class Every(StrEnum):
    """The period that something is due for."""

    FISCAL_QUARTER = "fiscal_quarter"
    CALENDAR_QUARTER = "calendar_quarter"
    FISCAL_YEAR = "fiscal_year"
    CALENDAR_YEAR = "calendar_year"


QUARTERLY = (Every.FISCAL_QUARTER, Every.CALENDAR_QUARTER)
OF_THE_CALENDAR = (Every.CALENDAR_QUARTER, Every.CALENDAR_YEAR)


@dataclass(frozen=True)
class DayOfYear:
    """A day of every year; 29 February is the 28th in a common year."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        """Return the day in *year*.

        >>> DayOfYear(2, 29).in_year(2027), DayOfYear(2, 29).in_year(2028)
        (datetime.date(2027, 2, 28), datetime.date(2028, 2, 29))
        """
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, self.month, 28)

    def after(self, day: date) -> date:
        """Return the first such day that comes after *day*."""
        this_year = self.in_year(day.year)
        return this_year if this_year > day else self.in_year(day.year + 1)


@dataclass(frozen=True)
class Recurring:
    """The terms of something that is due for every period, or every so manieth.

    It is due *on* a day of the year where there is one, otherwise so many *days* after the period.
    The periods are those that end on *first_day* or after it, and begin by *last_day* (None:
    without end): what is broken off is reported too.
    """

    every: Every
    first_day: date
    last_day: date | None = None
    days: int = 0
    in_business_days: bool = False
    on: DayOfYear | None = None
    interval: int = 1


@dataclass(frozen=True)
class DueOnce:
    """One time that it is due: the days of its period, the fiscal year and quarter, the day.

    The fiscal year is None where the period is none of the city's: a quarter of the calendar that
    is no fiscal quarter, or a calendar year.
    """

    first_day: date
    last_day: date
    due_on: date
    fiscal_year: int | None
    period: str


def due_dates(
    terms: Recurring, through: date, holidays: frozenset[date] = frozenset(), first_month: int = 7
) -> Iterator[DueOnce]:
    """Yield each time that it is due through a day, in order.

    >>> report = Recurring(Every.CALENDAR_QUARTER, date(2026, 1, 1), days=45)
    >>> [str(each.due_on) for each in due_dates(report, date(2027, 2, 14))]
    ['2026-05-15', '2026-08-14', '2026-11-14', '2027-02-14']
    """
    for number, (first, last) in enumerate(_periods(terms, through, first_month)):
        if terms.last_day is not None and first > terms.last_day:
            return
        if number % terms.interval:
            continue
        due_on = _due_on(terms, last, holidays)
        if due_on <= through:
            year, period = _as_fiscal(first, last, first_month)
            yield DueOnce(first, last, due_on, year, period)


def first_day_of_period(terms: Recurring, last_day: date, first_month: int = 7) -> date:
    """Return the first day of the period of *terms* that ends on *last_day*.

    >>> first_day_of_period(Recurring(Every.FISCAL_QUARTER, date(2020, 1, 1)), date(2026, 9, 30))
    datetime.date(2026, 7, 1)
    """
    return next(_periods(replace(terms, first_day=last_day), last_day, first_month))[0]


def in_step_from(terms: Recurring, day: date, first_month: int = 7) -> date:
    """Return from what day *terms* are said anew, to fall due from *day* on as they would have.

    Where something is due for every third period only, it is the last day of the next such one.

    >>> audit = Recurring(Every.CALENDAR_YEAR, date(2020, 12, 31), interval=3)
    >>> in_step_from(audit, date(2024, 5, 1)), in_step_from(audit, date(2026, 12, 31))
    (datetime.date(2026, 12, 31), datetime.date(2026, 12, 31))
    """
    if day <= terms.first_day or terms.interval == 1:
        return max(terms.first_day, day)
    far = date(day.year + terms.interval + 1, 12, 31)
    periods = enumerate(_periods(terms, far, first_month))
    return next(last for n, (_, last) in periods if last >= day and n % terms.interval == 0)


def add_business_days(day: date, number: int, holidays: frozenset[date]) -> date:
    """Return the day so many business days after *day*: Monday to Friday, without *holidays*.

    >>> add_business_days(date(2026, 9, 30), 10, frozenset({date(2026, 10, 12)}))
    datetime.date(2026, 10, 15)
    """
    while number:
        day += ONE_DAY
        number -= day.weekday() < SATURDAY and day not in holidays
    return day


def _periods(terms: Recurring, through: date, first_month: int) -> Iterator[tuple[date, date]]:
    """Yield the periods from the first that ends on or after the first day, in order."""
    month = JANUARY if terms.every in OF_THE_CALENDAR else first_month
    names = QUARTERS if terms.every in QUARTERLY else ("",)
    year = fiscal_year_of(terms.first_day, month)
    while True:
        for name in names:
            first, last = period_bounds(year, name, month)
            if last > through:
                return
            if last >= terms.first_day:
                yield first, last
        year += 1


def _due_on(terms: Recurring, last_day: date, holidays: frozenset[date]) -> date:
    if terms.on is not None:
        return terms.on.after(last_day)
    if terms.in_business_days:
        return add_business_days(last_day, terms.days, holidays)
    return last_day + timedelta(days=terms.days)


def _as_fiscal(first: date, last: date, first_month: int) -> tuple[int | None, str]:
    """Return the fiscal year and quarter that has exactly these days."""
    year = fiscal_year_of(last, first_month)
    for name in (*QUARTERS, ""):
        if period_bounds(year, name, first_month) == (first, last):
            return year, name
    return None, ""
