"""What lateness costs under a contract, as plain values. Percentages are of a hundred a year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class DayCount(StrEnum):
    """How many days make the year of an annual rate.

    Always 360, always 365, 366 for the days that lie in a leap year and 365 for the others, or as
    many as the year has that begins on the due date (or its anniversary) the day follows.
    """

    D360 = "360"
    D365 = "365"
    LEAP = "leap"
    ACTUAL = "actual"


@dataclass(frozen=True)
class LateRate:
    """``percent`` a year, from ``first_day`` on (None: from ever) until another rate begins."""

    percent: Decimal
    first_day: date | None = None


@dataclass(frozen=True)
class LateTerms:
    """The lateness terms of a schedule.

    Nothing is charged while days of grace last: ``grace_days`` after the due date, or after the
    notice where it ``needs_notice``. After them interest runs from the day after the due date
    where it ``runs_from_due`` (from the day after the notice where that came later), and otherwise
    from the day after grace. ``surcharge_percent`` of what is still owed is due once, on the day
    that is ``surcharge_after_days`` days late.
    """

    rates: tuple[LateRate, ...] = ()
    day_count: DayCount = DayCount.D365
    grace_days: int = 0
    grace_in_business_days: bool = False
    runs_from_due: bool = True
    needs_notice: bool = False
    surcharge_percent: Decimal | None = None
    surcharge_after_days: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Owed:
    """What is still owed of an assessment from ``first_day`` on, until the next one."""

    first_day: date
    amount: Decimal
