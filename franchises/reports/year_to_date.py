"""The money of a fiscal year so far, beside the year before at the same date."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth, ExtractYear

from franchises.models import FeeAssessment, FeeCollection
from franchises.rules.fiscal_year import fiscal_year_bounds, fiscal_year_of
from franchises.rules.term import add_years
from franchises.rules.workings import NOTHING


@dataclass(frozen=True)
class YearToDate:
    """What fell due and came in from the first day of ``fiscal_year`` through ``as_of``.

    US dollars. ``outstanding`` is all that had fallen due by then, in whatever year, less all that
    had come in, franchise by franchise: what one has overpaid hides nothing that another owes.
    What names no day counts on the last day of its fiscal year. ``months`` is what came in month
    by month, from the first of the year, up to that of ``as_of``.
    """

    fiscal_year: int
    as_of: date
    assessed: Decimal
    collected: Decimal
    outstanding: Decimal
    months: tuple[Decimal, ...]


def this_year_and_last(today: date, first_month: int) -> tuple[YearToDate, YearToDate]:
    """Return the fiscal year of *today* so far, and the one before through the same date.

    Eight queries.
    """
    last_year = add_years(today, -1)
    now, then = _outstanding((today, last_year), first_month)
    return _year_to_date(today, now, first_month), _year_to_date(last_year, then, first_month)


def year_to_date(as_of: date, first_month: int) -> YearToDate:
    """Return the fiscal year that *as_of* falls in, through that day. Five queries."""
    (outstanding,) = _outstanding((as_of,), first_month)
    return _year_to_date(as_of, outstanding, first_month)


def _year_to_date(as_of: date, outstanding: Decimal, first_month: int) -> YearToDate:
    year = fiscal_year_of(as_of, first_month)
    first, _ = fiscal_year_bounds(year, first_month)
    return YearToDate(
        fiscal_year=year,
        as_of=as_of,
        assessed=_sum(FeeAssessment.objects.filter(due_on__range=(first, as_of))),
        collected=_sum(FeeCollection.objects.filter(received_on__range=(first, as_of))),
        outstanding=outstanding,
        months=_months(first, as_of),
    )


def _outstanding(days: Sequence[date], first_month: int) -> list[Decimal]:
    """Return what was outstanding on each of *days*, of all franchises. Two queries."""
    due = _by_franchise(FeeAssessment.objects.all(), "due_on", days, first_month)
    received = _by_franchise(FeeCollection.objects.all(), "received_on", days, first_month)
    nothing = (NOTHING,) * len(days)
    totals = list(nothing)
    for franchise, amounts in due.items():
        for n, (amount, paid) in enumerate(
            zip(amounts, received.get(franchise, nothing), strict=True)
        ):
            totals[n] += max((amount or NOTHING) - (paid or NOTHING), NOTHING)
    return totals


def _by_franchise(
    rows: QuerySet[Any], day: str, days: Sequence[date], first_month: int
) -> dict[int, Sequence[Decimal | None]]:
    """Return what each franchise's rows of a day through each of *days* come to, by primary key."""
    sums = {
        f"through_{n}": Sum("amount", filter=_through(day, as_of, first_month))
        for n, as_of in enumerate(days)
    }
    found = rows.order_by().values_list("franchise").annotate(**sums)
    return {franchise: amounts for franchise, *amounts in found}


def _through(day: str, as_of: date, first_month: int) -> Q:
    """What names no day counts on the last day of its fiscal year."""
    year = fiscal_year_of(as_of, first_month)
    return Q(**{f"{day}__lte": as_of}) | Q(**{day: None, "fiscal_year__lt": year})


def _sum(rows: QuerySet[Any]) -> Decimal:
    return rows.aggregate(total=Sum("amount"))["total"] or NOTHING


def _months(first: date, as_of: date) -> tuple[Decimal, ...]:
    """Return what came in in each month from that of *first* to that of *as_of*."""
    received = FeeCollection.objects.filter(received_on__range=(first, as_of)).order_by()
    found: dict[tuple[int, int], Decimal] = defaultdict(lambda: NOTHING)
    for year, month, amount in received.values_list(
        ExtractYear("received_on"), ExtractMonth("received_on")
    ).annotate(Sum("amount")):
        found[year, month] = amount
    count = (as_of.year - first.year) * 12 + as_of.month - first.month + 1
    months = ((first.year * 12 + first.month - 1 + each) for each in range(count))
    return tuple(found[each // 12, each % 12 + 1] for each in months)
