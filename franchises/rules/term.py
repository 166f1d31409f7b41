"""The term of a franchise: its status on a day, and the statutory limit on its length.

All dates are inclusive: a franchise is in force on its effective day, on its last day and on the
day its termination names. Statutory clocks of the award belong here too.
"""

from datetime import date, timedelta
from enum import StrEnum

LONGEST_TERM_YEARS = 25


class Status(StrEnum):
    """What a franchise is on a given day."""

    PENDING = "pending"
    IN_FORCE = "in_force"
    HOLDOVER = "holdover"
    EXPIRED = "expired"
    TERMINATED = "terminated"


def status_on(
    day: date,
    effective_on: date,
    expires_on: date | None,
    terminated_on: date | None = None,
    *,
    is_holdover: bool = False,
) -> Status:
    """Return the status on *day* of a franchise with these dates.

    ``expires_on`` is None for a perpetual franchise. A holdover is a franchise whose term is over
    and whose franchisee still operates and pays; it is not current (67 RCNY 1-01(g)).

    >>> status_on(date(2030, 6, 30), date(2010, 7, 1), date(2030, 6, 30))
    <Status.IN_FORCE: 'in_force'>
    >>> status_on(date(2030, 7, 1), date(2010, 7, 1), date(2030, 6, 30))
    <Status.EXPIRED: 'expired'>
    """
    if day < effective_on:
        return Status.PENDING
    if terminated_on is not None and terminated_on < day:
        return Status.TERMINATED
    if expires_on is not None and expires_on < day:
        return Status.HOLDOVER if is_holdover else Status.EXPIRED
    return Status.IN_FORCE


def last_day(
    expires_on: date | None, terminated_on: date | None, *, is_holdover: bool
) -> date | None:
    """Return the last day on which the franchisee operates under the franchise; None if open.

    >>> last_day(date(2020, 6, 30), date(2018, 3, 1), is_holdover=False)
    datetime.date(2018, 3, 1)
    """
    ends = [] if expires_on is None or is_holdover else [expires_on]
    if terminated_on is not None:
        ends.append(terminated_on)
    return min(ends, default=None)


def add_years(day: date, years: int) -> date:
    """Return the same day *years* later; 29 February becomes 28 February in a common year.

    >>> add_years(date(2024, 2, 29), 25)
    datetime.date(2049, 2, 28)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def is_longer_than_allowed(effective_on: date, expires_on: date) -> bool:
    """Return whether the term is over 25 years, which the City Charter, section 363(h), forbids.

    Possible in older instruments, so it is warned of and never refused.

    >>> is_longer_than_allowed(date(2010, 7, 1), date(2035, 6, 30))
    False
    >>> is_longer_than_allowed(date(2010, 7, 1), date(2035, 7, 1))
    True
    """
    return expires_on > add_years(effective_on, LONGEST_TERM_YEARS) - timedelta(days=1)
