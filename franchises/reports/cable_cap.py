"""The years in which a cable franchise paid more than 5% of its gross revenue: 47 USC 542(b)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from franchises.models import FeeCollection, Franchise, RevenueStatement
from franchises.rules.federal_cap import above_federal_cap
from franchises.rules.fiscal_year import QUARTERS

# What enforces a franchise is no franchise fee: 47 USC 542(g)(2)(D).
NO_FEES = (FeeCollection.Kind.INTEREST, FeeCollection.Kind.PENALTY)


@dataclass(frozen=True)
class YearAboveCap:
    """A fiscal year, what was collected for it, and by how much that is above 5% of *gross*."""

    fiscal_year: int
    collected: Decimal
    gross: Decimal
    excess: Decimal


def years_above_federal_cap(franchise: Franchise) -> tuple[YearAboveCap, ...]:
    """Return the fiscal years for which more than 5% of gross revenue came in, newest first.

    Only years whose gross revenue is known are looked at: by a statement of the whole year, or of
    all its quarters. Interest and penalties do not count. Two queries; none but for a cable
    franchise.
    """
    if not franchise.franchise_type.is_cable:
        return ()
    sums = (
        FeeCollection.objects.filter(franchise=franchise)
        .exclude(kind__in=NO_FEES)
        .order_by()
        .values_list("fiscal_year")
        .annotate(Sum("amount"))
    )
    stated = RevenueStatement.objects.filter(franchise=franchise, category="gross").in_force()
    gross = _gross_by_year(stated.values_list("fiscal_year", "period", "gross_revenue"))
    found = []
    for year, collected in sorted(sums, reverse=True):
        excess = above_federal_cap(collected, gross[year]) if year in gross else None
        if excess is not None:
            found.append(YearAboveCap(year, collected, gross[year], excess))
    return tuple(found)


def _gross_by_year(rows: Iterable[tuple[int, str, Any]]) -> dict[int, Decimal]:
    stated: dict[int, dict[str, Decimal]] = {}
    for year, period, amount in rows:
        if amount is not None:
            stated.setdefault(year, {})[period] = amount
    whole = {year: periods[""] for year, periods in stated.items() if "" in periods}
    quarters = {
        year: sum((periods[each] for each in QUARTERS), Decimal("0.00"))
        for year, periods in stated.items()
        if periods.keys() >= set(QUARTERS)
    }
    return quarters | whole
