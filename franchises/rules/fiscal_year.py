"""Which fiscal year a day falls in, and which days a fiscal year has.

A fiscal year is an int named by the year it ends in: with the default first month of July,
FY2013 is 1 July 2012 to 30 June 2013. Quarters are fiscal quarters.
"""

import re
from datetime import date, timedelta

# fromisoformat also takes 20240101 and 2024-W01-1.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
QUARTERS = ("Q1", "Q2", "Q3", "Q4")


def fiscal_year_of(day: date, first_month: int = 7) -> int:
    """Return the fiscal year that *day* falls in, named by the year it ends in.

    >>> fiscal_year_of(date(2013, 6, 30)), fiscal_year_of(date(2013, 7, 1))
    (2013, 2014)
    """
    return day.year + (first_month > 1 and day.month >= first_month)


def fiscal_year_bounds(fiscal_year: int, first_month: int = 7) -> tuple[date, date]:
    """Return the first and the last day of *fiscal_year*, both in it.

    >>> fiscal_year_bounds(2013)
    (datetime.date(2012, 7, 1), datetime.date(2013, 6, 30))
    """
    first = date(fiscal_year - (first_month > 1), first_month, 1)
    return first, date(first.year + 1, first_month, 1) - timedelta(days=1)


def period_bounds(fiscal_year: int, period: str = "", first_month: int = 7) -> tuple[date, date]:
    """Return the first and last day of a quarter (``Q1`` to ``Q4``), or of the whole year (``""``).

    Raises `ValueError` for any other period.

    >>> period_bounds(2013, "Q4")
    (datetime.date(2013, 4, 1), datetime.date(2013, 6, 30))
    """
    first, last = fiscal_year_bounds(fiscal_year, first_month)
    if not period:
        return first, last
    starts = [_first_of_month(first, 3 * quarter) for quarter in range(5)]
    number = QUARTERS.index(period)
    return starts[number], starts[number + 1] - timedelta(days=1)


def iso_day(text: str) -> date | None:
    """Return the day that *text* writes as YYYY-MM-DD, in ASCII digits; None for anything else.

    >>> iso_day("2013-06-30"), iso_day("2013-06-31"), iso_day("20130630")
    (datetime.date(2013, 6, 30), None, None)
    """
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def fiscal_year_label(fiscal_year: int) -> str:
    """Return the short name people use.

    >>> fiscal_year_label(2013)
    'FY2013'
    """
    return f"FY{fiscal_year}"


def _first_of_month(start: date, months_later: int) -> date:
    months = start.year * 12 + start.month - 1 + months_later
    return date(months // 12, months % 12 + 1, 1)
