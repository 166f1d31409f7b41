"""What lateness costs: interest by the day and a surcharge once, each with its working.

A day is charged on what is owed on it; the day a payment comes in is still charged, the due date
never is. Days with the same balance, rate and year make one line, rounded half up once at its end.
So charging a time in two parts instead of one moves the interest by a cent at most, and charging it
in *n* more parts by *n* cents at most. Interest is never charged on interest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date
from decimal import Decimal
from fractions import Fraction

from franchises.rules.fee_calendar import ONE_DAY
from franchises.rules.fee_rates import cents, plain
from franchises.rules.fee_terms import HUNDRED
from franchises.rules.late_terms import DayCount, LateTerms, Owed
from franchises.rules.money import format_money, round_cents
from franchises.rules.term import add_years
from franchises.rules.workings import NOTHING, Line, total_of

SATURDAY = 5


@dataclass(frozen=True)
class LateCharges:
    """What the days asked for cost: lines of interest in order of time, and of the surcharge."""

    interest: tuple[Line, ...] = ()
    surcharge: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """Those of the interest, then that of the surcharge."""
        return (*self.interest, *self.surcharge)

    @property
    def amount(self) -> Decimal:
        """What both come to, in US dollars."""
        return total_of(self.lines)


def late_charges(
    terms: LateTerms,
    due_on: date,
    owed: Sequence[Owed],
    first_day: date,
    last_day: date,
    holidays: frozenset[date] = frozenset(),
    notice_on: date | None = None,
) -> LateCharges:
    """Return what lateness costs from *first_day* to *last_day*, both in it.

    *first_day* is the day after the last one that is charged already, or any day up to the one
    after the due date where none is. *owed* is what is owed from each of its days on, nothing
    before the first. Nothing is charged unless *last_day* comes after the days of grace, nor where
    a notice is needed and not given. What is paid while grace lasts costs nothing for any day.

    *holidays* count only where the days of grace are business days.
    """
    if terms.needs_notice and notice_on is None:
        return LateCharges()
    # A notice before the due date tells of nothing that is late.
    late_after = max(due_on, notice_on) if terms.needs_notice and notice_on else due_on
    grace_ends = last_day_of_grace(terms, late_after, holidays)
    if last_day <= grace_ends:
        return LateCharges()
    first_charged = (late_after if terms.runs_from_due else grace_ends) + ONE_DAY
    balances = _charged_on(owed, grace_ends + ONE_DAY)
    return LateCharges(
        tuple(_interest(terms, due_on, balances, max(first_day, first_charged), last_day)),
        tuple(_surcharge(terms, due_on, balances, (first_day, last_day), grace_ends)),
    )


def last_day_of_grace(terms: LateTerms, late_after: date, holidays: frozenset[date]) -> date:
    """Return the last day of grace after *late_after*, the due date or the day of the notice.

    It is that day itself where there is no grace. Business days are Monday to Friday, without
    *holidays*.
    """
    if not terms.grace_in_business_days:
        return late_after + terms.grace_days * ONE_DAY
    day, left = late_after, terms.grace_days
    while left:
        day += ONE_DAY
        left -= day.weekday() < SATURDAY and day not in holidays
    return day


def _charged_on(owed: Sequence[Owed], after_grace: date) -> list[Owed]:
    """Return *owed*, with what is paid before *after_grace* taken off the days before it too."""
    history = sorted(owed, key=lambda each: each.first_day)
    outlasts = _owed_on(after_grace, history)
    return [
        Owed(each.first_day, min(each.amount, outlasts)) if each.first_day < after_grace else each
        for each in history
    ]


def _owed_on(day: date, history: Sequence[Owed]) -> Decimal:
    amount = NOTHING
    for each in history:
        if each.first_day <= day:
            amount = each.amount
    return max(amount, NOTHING)


def _rate_on(day: date, terms: LateTerms) -> Decimal:
    """Return the per cent a year on *day*; 0 before the first rate."""
    begun = [rate for rate in terms.rates if rate.first_day is None or rate.first_day <= day]
    latest = max(begun, key=lambda rate: rate.first_day or date.min, default=None)
    return NOTHING if latest is None else latest.percent


def _interest(
    terms: LateTerms, due_on: date, owed: Sequence[Owed], first_day: date, last_day: date
) -> Iterator[Line]:
    for first, last, balance, percent, year in _runs(terms, due_on, owed, first_day, last_day):
        days = (last - first).days + 1
        yield Line(
            what=f"Interest on {format_money(balance)}",
            amount=cents(Fraction(balance) * Fraction(percent) * days / (100 * year)),
            first_day=first,
            last_day=last,
            quantity=Decimal(days),
            unit="day" if days == 1 else "days",
            rate=f"{plain(percent)}% a year of {year} days{_after_grace(terms)}",
            source=terms.source,
        )


def _after_grace(terms: LateTerms) -> str:
    if not terms.grace_days:
        return ""
    days = "business day" if terms.grace_in_business_days else "day"
    if terms.grace_days == 1:
        return f", once 1 {days} of grace is over"
    return f", once {terms.grace_days} {days}s of grace are over"


def _runs(
    terms: LateTerms, due_on: date, owed: Sequence[Owed], first_day: date, last_day: date
) -> Iterator[tuple[date, date, Decimal, Decimal, int]]:
    """Yield first day, last day, balance, rate and days of the year; none where it costs nothing.

    Neighbours differ in more than their days: the lines do not depend on how *owed* is cut.
    """
    changes = {first_day, *_changes(terms, due_on, owed, last_day)}
    run: tuple[date, Decimal, Decimal, int] | None = None
    for start in sorted(day for day in changes if first_day <= day <= last_day):
        costs = _owed_on(start, owed), _rate_on(start, terms), _days_of_year(terms, due_on, start)
        if run is not None and run[1:] == costs:
            continue
        if run is not None and run[1] and run[2]:
            yield run[0], start - ONE_DAY, *run[1:]
        run = (start, *costs)
    if run is not None and run[1] and run[2]:
        yield run[0], last_day, *run[1:]


def _changes(
    terms: LateTerms, due_on: date, owed: Sequence[Owed], last_day: date
) -> Iterator[date]:
    """Yield every day from which a balance, a rate or the length of a year may be another."""
    yield from (each.first_day for each in owed)
    yield from (rate.first_day for rate in terms.rates if rate.first_day is not None)
    for year in range(due_on.year, min(last_day.year + 1, MAXYEAR)):
        if terms.day_count is DayCount.LEAP:
            yield date(year + 1, 1, 1)
        elif terms.day_count is DayCount.ACTUAL:
            yield add_years(due_on, year - due_on.year) + ONE_DAY


def _days_of_year(terms: LateTerms, due_on: date, day: date) -> int:
    match terms.day_count:
        case DayCount.D360:
            return 360
        case DayCount.D365:
            return 365
        case DayCount.LEAP:
            return (date(day.year, 12, 31) - date(day.year - 1, 12, 31)).days
    begun = day.year - due_on.year
    if add_years(due_on, begun) >= day:
        begun -= 1
    return (add_years(due_on, begun + 1) - add_years(due_on, begun)).days


def _surcharge(
    terms: LateTerms,
    due_on: date,
    owed: Sequence[Owed],
    days: tuple[date, date],
    grace_ends: date,
) -> Iterator[Line]:
    if terms.surcharge_percent is None or terms.surcharge_after_days is None:
        return
    day = max(due_on + terms.surcharge_after_days * ONE_DAY, grace_ends + ONE_DAY)
    balance = _owed_on(day, owed)
    if days[0] <= day <= days[1] and balance and terms.surcharge_percent:
        yield Line(
            what=f"Surcharge, {(day - due_on).days} days late",
            amount=round_cents(balance * terms.surcharge_percent / HUNDRED),
            first_day=day,
            last_day=day,
            quantity=balance,
            unit="$ still owed",
            rate=f"{plain(terms.surcharge_percent)}%",
            source=terms.source,
        )
