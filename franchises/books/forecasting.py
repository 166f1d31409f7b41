"""What the fee schedules in force will bring in a year to come: at least, and at most.

At least: no revenue beyond what is stated, and contracts end when they say. At most: revenue as
last stated, and contracts that end are renewed on their terms. Nothing is written.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from franchises.books.due_fees import fees_of
from franchises.books.use import CountedFrom, FranchiseUse, revenue_of, use_of
from franchises.models import FeeComponent, FeeSchedule, Franchise, RevenueStatement
from franchises.reports.recorded import known_sum
from franchises.rules.fee_calendar import Days, Year
from franchises.rules.fee_stated import GROSS
from franchises.rules.fee_terms import Revenue
from franchises.rules.fiscal_year import QUARTERS, fiscal_year_label, fiscal_year_of
from franchises.rules.money import exact_cents, format_money
from franchises.rules.term import Status, add_years, last_day
from franchises.rules.workings import NOTHING, day_in_words

YEARS_LOOKED_BACK = 3
ASSUMPTIONS = (
    "At least: no revenue but what is stated for the year already; a contract ends on the last day"
    " of its term, and one in holdover brings nothing.",
    "At most: each quarter's revenue is what was last stated for that quarter, in the"
    f" {YEARS_LOOKED_BACK} years before or since; a contract that ends, or is in holdover, runs on"
    " through the year under its last terms.",
    "Both: what stands in the street today stays until its recorded removal, and nothing is added;"
    " minimums, caps and escalators are as the schedules have them; late charges are not counted.",
)


class ForecastRefused(Exception):
    """The year is over; the message says so."""


@dataclass(frozen=True)
class ForecastRow:
    """What one franchise will bring, in US dollars; None where it is not known."""

    number: str
    franchisee: str
    at_least: Decimal | None
    at_most: Decimal | None
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Forecast:
    """What all published franchises with a schedule will bring, by number, and the sums known."""

    fiscal_year: int
    rows: tuple[ForecastRow, ...]
    at_least: Decimal
    at_most: Decimal
    assumptions: tuple[str, ...] = ASSUMPTIONS


def forecast_of(fiscal_year: int, today: date, first_month: int = 7) -> Forecast:
    """Return the forecast of *fiscal_year*, which is that of *today* or later.

    Raises `ForecastRefused` for a year that is over. Twelve queries,
    whatever the number of franchises and installations.
    """
    if fiscal_year < fiscal_year_of(today, first_month):
        raise ForecastRefused(f"{fiscal_year_label(fiscal_year)} is over: see its fee summary.")
    year = Year(fiscal_year, first_month)
    coming = [each for each in _franchises(year) if _may_operate(each, today)]
    franchises = Franchise.objects.filter(pk__in=[each.pk for each in coming])
    used = use_of(
        franchises, dict.fromkeys((each.pk for each in coming), year.days), year, list(CountedFrom)
    )
    stated = _last_stated(franchises, year)
    rows = [
        _forecast_row(each, used.get(each.pk, FranchiseUse()), stated[each.pk], year, today)
        for each in coming
    ]
    return Forecast(
        fiscal_year,
        tuple(rows),
        known_sum(row.at_least for row in rows) or NOTHING,
        known_sum(row.at_most for row in rows) or NOTHING,
    )


def _franchises(year: Year) -> QuerySet[Franchise]:
    components = FeeComponent.objects.order_by("pk")
    schedules = FeeSchedule.objects.order_by("effective_on", "pk").prefetch_related(
        Prefetch("components", components)
    )
    return (
        Franchise.objects.published()
        .filter(
            Q(terminated_on=None) | Q(terminated_on__gte=year.days.first),
            effective_on__lte=year.days.last,
            fee_schedules__isnull=False,
        )
        .distinct()
        .order_by("number")
        .select_related("franchisee")
        .prefetch_related(Prefetch("fee_schedules", schedules))
    )


def _may_operate(franchise: Franchise, today: date) -> bool:
    """Whether the franchise still runs, or is yet to begin."""
    return franchise.status_on(today) in (Status.IN_FORCE, Status.HOLDOVER, Status.PENDING)


def _last_stated(
    franchises: Iterable[Franchise], year: Year
) -> dict[int, dict[tuple[str, str], RevenueStatement]]:
    """Return the newest statement of each category and period, by franchise."""
    newest: dict[int, dict[tuple[str, str], RevenueStatement]] = defaultdict(dict)
    statements = RevenueStatement.objects.in_force().filter(
        franchise__in=franchises,
        fiscal_year__range=(year.number - YEARS_LOOKED_BACK, year.number),
    )
    for statement in statements.order_by("fiscal_year"):
        newest[statement.franchise_id][statement.category, statement.period] = statement
    return newest


def _forecast_row(
    franchise: Franchise,
    used: FranchiseUse,
    stated: dict[tuple[str, str], RevenueStatement],
    year: Year,
    today: date,
) -> ForecastRow:
    schedules = list(franchise.fee_schedules.all())
    charges = [component for each in schedules for component in each.components.all()]
    categories = sorted({each.category for each in charges} | {GROSS})
    ends = last_day(franchise.expires_on, franchise.terminated_on, is_holdover=False)
    least = _fees(franchise, ends, schedules, _at_least(used, categories), year)
    most = _fees(
        franchise,
        franchise.terminated_on,
        [_renewed(each, franchise) for each in schedules],
        _at_most(used, stated, categories),
        year,
    )
    remarks = [*_remarks(franchise, schedules, year, today), *least.unknown, *most.unknown]
    return ForecastRow(
        franchise.number,
        franchise.franchisee.name,
        least.amount,
        most.amount,
        tuple(dict.fromkeys(remarks)),
    )


@dataclass(frozen=True)
class _Fees:
    """The fees of a year; None where something is unknown."""

    amount: Decimal | None
    unknown: tuple[str, ...] = ()


def _fees(
    franchise: Franchise,
    ends: date | None,
    schedules: Sequence[FeeSchedule],
    use: FranchiseUse,
    year: Year,
) -> _Fees:
    days = year.days.within(franchise.effective_on, ends)
    if days is None:
        return _Fees(NOTHING)
    found = fees_of(franchise, days, schedules, use, year)
    unknown = (*found.problems, *(each for fee in found.fees for each in fee.missing))
    if unknown:
        return _Fees(None, unknown)
    return _Fees(sum((fee.amount for fee in found.fees), NOTHING))


def _renewed(schedule: FeeSchedule, franchise: Franchise) -> FeeSchedule:
    """Return the schedule as it would be if one that ends with the contract ran on."""
    renewed = copy(schedule)
    if schedule.expires_on == franchise.expires_on:
        renewed.expires_on = None
    return renewed


def _at_least(used: FranchiseUse, categories: Iterable[str]) -> FranchiseUse:
    """Return the use with no revenue where none is stated for the year itself."""
    known = {(each.category, each.period) for each in used.revenue}
    nothing = [
        Revenue(period, category, gross=NOTHING, units=NOTHING)
        for category in categories
        if (category, "") not in known
        for period in QUARTERS
        if (category, period) not in known
    ]
    return replace(used, revenue=[*used.revenue, *nothing])


def _at_most(
    used: FranchiseUse,
    stated: dict[tuple[str, str], RevenueStatement],
    categories: Iterable[str],
) -> FranchiseUse:
    """Return the use with the revenue that was last stated for each period."""
    revenue = []
    for category in categories:
        whole = stated.get((category, ""))
        quarters = [stated[category, each] for each in QUARTERS if (category, each) in stated]
        # Quarters that are newer than the statement for a whole year go before it.
        if whole and any(each.fiscal_year > whole.fiscal_year for each in quarters):
            whole = None
        revenue += [revenue_of(each) for each in ([whole] if whole else quarters)]
    return replace(used, revenue=revenue)


def _remarks(
    franchise: Franchise, schedules: Iterable[FeeSchedule], year: Year, today: date
) -> Iterator[str]:
    """Yield what makes the year another than the one before."""
    ends = last_day(franchise.expires_on, franchise.terminated_on, is_holdover=False)
    if franchise.status_on(today) == Status.HOLDOVER:
        yield "in holdover"
    elif ends is not None and ends <= year.days.last:
        yield f"ends {day_in_words(ends)}"
    if year.days.first <= franchise.effective_on:
        yield f"begins {day_in_words(franchise.effective_on)}"
    for schedule in schedules:
        if not year.days.within(schedule.effective_on, schedule.expires_on):
            continue
        if schedule.minimum is not None:
            yield f"minimum {format_money(exact_cents(schedule.minimum))} a year"
        yield from _growth("minimum", schedule.minimum_escalates_on, year.days)
        for component in schedule.components.all():
            yield from _growth(component.name, component.escalates_on, year.days)


def _growth(what: str, first_step: date | None, days: Days) -> Iterator[str]:
    """Yield when a rate or a minimum grows within *days*."""
    if first_step is None:
        return
    years = max(days.first.year - first_step.year, 0)
    for number in (years, years + 1):
        step = add_years(first_step, number)
        if days.first <= step <= days.last:
            yield f"{what} grows on {day_in_words(step)}"
