"""What one franchise owed and paid, fiscal year by fiscal year, on the accrual basis.

Each table is summed alone: joined, a year of two bills and three payments would count both twice
or thrice.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from franchises.models import FeeAssessment, FeeCollection, Franchise

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class YearAccount:
    """The account of one fiscal year, in US dollars; None where it is not known."""

    fiscal_year: int
    assessed: Decimal | None
    collected: Decimal | None
    outstanding: Decimal | None


def account_by_year(franchise: Franchise) -> tuple[YearAccount, ...]:
    """Return each fiscal year with anything recorded, newest first; empty if there is none.

    ``collected`` is everything received: interest and penalties, less refunds. It is 0.00 where
    something is assessed and nothing came in, since the ledger knows that. ``assessed`` and
    ``outstanding`` are None where no assessment is recorded. Two queries.
    """
    assessed = _by_year(FeeAssessment.objects.filter(franchise=franchise))
    collected = _by_year(FeeCollection.objects.filter(franchise=franchise))
    return tuple(
        _year(fiscal_year, assessed.get(fiscal_year), collected.get(fiscal_year, NOTHING))
        for fiscal_year in sorted(assessed.keys() | collected.keys(), reverse=True)
    )


def _year(fiscal_year: int, assessed: Decimal | None, collected: Decimal) -> YearAccount:
    outstanding = None if assessed is None else assessed - collected
    return YearAccount(fiscal_year, assessed, collected, outstanding)


def _by_year(
    amounts: QuerySet[FeeAssessment] | QuerySet[FeeCollection],
) -> dict[int, Decimal]:
    return dict(
        amounts.order_by("fiscal_year")
        .values("fiscal_year")
        .annotate(total=Sum("amount"))
        .values_list("fiscal_year", "total")
    )
