"""The term of a franchise: its status on a day, the limits on its length, the clocks of its award.

All dates are inclusive: a franchise is in force on its effective day, on its last day and on the
day its termination names. A clock of so many days ends with the last of them; the day that starts
it is not one of them, and none is left out unless the law says so.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

LONGEST_TERM_YEARS = 25
LONGEST_TUNNEL_TERM_YEARS = 50
LONGEST_RENEWALS_YEARS = 25
RESOLUTION_HEARING_DAYS = 90
COMMITTEE_HEARING_DAYS = 30
NOTICE_DAYS = 15
COMMITTEE_MEMBERS = 6
VOTES_NEEDED = 5
MAYOR_DAYS = 60
COMPTROLLER_DAYS = 30
DAYS_OF_A_YEAR = 365

ONE_DAY = timedelta(days=1)
SUNDAY = 6


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


def longest_term_years(*, is_tunnel_railroad: bool = False) -> int:
    """Return how long a term may be: 25 years, or 50 for a tunnel railroad (Charter 363(h)(2))."""
    return LONGEST_TUNNEL_TERM_YEARS if is_tunnel_railroad else LONGEST_TERM_YEARS


def is_longer_than_allowed(
    effective_on: date, expires_on: date, *, is_tunnel_railroad: bool = False
) -> bool:
    """Return whether the term is over 25 years, which the City Charter, section 363(h)(2), forbids.

    Over 50 where it is of a tunnel railroad. Possible in older instruments, so it is warned of and
    never refused. What renewals added is not part of it: they have a limit of their own.

    >>> is_longer_than_allowed(date(2010, 7, 1), date(2035, 6, 30))
    False
    >>> is_longer_than_allowed(date(2010, 7, 1), date(2035, 7, 1))
    True
    """
    years = longest_term_years(is_tunnel_railroad=is_tunnel_railroad)
    return expires_on > add_years(effective_on, years) - ONE_DAY


def renewals_are_too_long(renewals: Sequence[tuple[date, date]]) -> bool:
    """Return whether renewals come to over 25 years in sum, which Charter 363(h)(3) forbids.

    Each is from its old last day to its new one. Whole years are added up, and the days beyond
    them, 365 a year.

    >>> renewals_are_too_long([(date(2030, 6, 30), date(2055, 6, 30))])
    False
    >>> renewals_are_too_long([(date(2030, 6, 30), date(2055, 7, 1))])
    True
    """
    lengths = [_years_and_days(old, new) for old, new in renewals]
    days = sum(beyond for _, beyond in lengths)
    years = sum(whole for whole, _ in lengths) + days // DAYS_OF_A_YEAR
    return (years, days % DAYS_OF_A_YEAR) > (LONGEST_RENEWALS_YEARS, 0)


def resolution_hearing_due(received_on: date) -> date:
    """The Council hears a proposed resolution within 90 days of receiving it (Charter 363(c)).

    >>> resolution_hearing_due(date(2026, 1, 1))
    datetime.date(2026, 4, 1)
    """
    return received_on + RESOLUTION_HEARING_DAYS * ONE_DAY


def committee_hearing_due(filed_on: date) -> date:
    """The committee hears a proposed agreement within 30 days of its filing (Charter 371).

    >>> committee_hearing_due(date(2026, 1, 1))
    datetime.date(2026, 1, 31)
    """
    return filed_on + COMMITTEE_HEARING_DAYS * ONE_DAY


def earliest_hearing(notice_on: date, holidays: frozenset[date]) -> date:
    """A hearing comes after 15 days of notice, not counting Sundays and holidays (Charter 371).

    The day on which the notice is first published is the first of them.

    >>> earliest_hearing(date(2026, 11, 2), frozenset())
    datetime.date(2026, 11, 19)
    """
    day, left = notice_on, NOTICE_DAYS
    while left:
        left -= _is_day_of_notice(day, holidays)
        day += ONE_DAY
    return day


def notice_due(hearing_on: date, holidays: frozenset[date]) -> date:
    """Notice begins 15 days before the hearing, without Sundays and holidays (Charter 371).

    >>> notice_due(date(2026, 11, 19), frozenset())
    datetime.date(2026, 11, 2)
    """
    day, left = hearing_on, NOTICE_DAYS
    while left:
        day -= ONE_DAY
        left -= _is_day_of_notice(day, holidays)
    return day


def is_approved(votes_for: int) -> bool:
    """The committee approves a franchise by five votes of its six members (Charter 373(c)).

    The Mayor, the budget director, the corporation counsel, the Comptroller, one appointee of the
    Mayor and a borough president or who stands for several (Charter 373(a)).

    >>> is_approved(5), is_approved(4)
    (True, False)
    """
    return votes_for >= VOTES_NEEDED


def mayor_due(presented_on: date) -> date:
    """It takes no effect unless the Mayor approves within 60 days of getting it (Charter 372(b)).

    >>> mayor_due(date(2026, 1, 1))
    datetime.date(2026, 3, 2)
    """
    return presented_on + MAYOR_DAYS * ONE_DAY


def comptroller_due(filed_on: date) -> date:
    """The Comptroller registers or objects within 30 days of the filing (Charter 328, by 375).

    >>> comptroller_due(date(2026, 1, 1))
    datetime.date(2026, 1, 31)
    """
    return filed_on + COMPTROLLER_DAYS * ONE_DAY


def _years_and_days(first: date, last: date) -> tuple[int, int]:
    """Return the whole years from *first* to *last*, and the days beyond them."""
    years = last.year - first.year
    years -= add_years(first, years) > last
    return years, (last - add_years(first, years)).days


def _is_day_of_notice(day: date, holidays: frozenset[date]) -> bool:
    return day.weekday() != SUNDAY and day not in holidays
