"""What one franchise, or one franchisee, owed and paid by fiscal year, on the accrual basis.

Each table is summed alone: joined, a year of two bills and three payments would count both twice
or thrice.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from franchises.models import FeeAssessment, FeeCollection, Franchise, Franchisee
from franchises.reports.restated import accrual_year
from franchises.rules.workings import NOTHING


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
    return _accounts(
        FeeAssessment.objects.filter(franchise=franchise),
        FeeCollection.objects.filter(franchise=franchise),
    )


def franchisee_account_by_year(franchisee: Franchisee) -> tuple[YearAccount, ...]:
    """Return the same for all published franchises of *franchisee* together. Two queries.

    Outstanding is worked out franchise by franchise, as in the yearly summary: what came in for
    one without an assessment does not hide what is owed for another.
    """
    published = {"franchise__franchisee": franchisee, "franchise__is_published": True}
    return _accounts(
        FeeAssessment.objects.filter(**published), FeeCollection.objects.filter(**published)
    )


def _accounts(
    assessments: QuerySet[FeeAssessment], collections: QuerySet[FeeCollection]
) -> tuple[YearAccount, ...]:
    assessed, collected = _sums(assessments), _sums(collections)
    outstanding = {key: due - collected.get(key, NOTHING) for key, due in assessed.items()}
    years = {year for year, _ in assessed.keys() | collected.keys()}
    return tuple(
        YearAccount(
            year, _of(year, assessed), _of(year, collected) or NOTHING, _of(year, outstanding)
        )
        for year in sorted(years, reverse=True)
    )


def _of(year: int, amounts: dict[tuple[int, int], Decimal]) -> Decimal | None:
    """Return what the *amounts* of *year* come to; None where there are none."""
    known = [amount for (each, _), amount in amounts.items() if each == year]
    return sum(known, NOTHING) if known else None


def _sums(
    amounts: QuerySet[FeeAssessment] | QuerySet[FeeCollection],
) -> dict[tuple[int, int], Decimal]:
    """Return the sum of each fiscal year and franchise, by year and primary key."""
    counted = amounts.order_by().annotate(counted_in=accrual_year())
    sums = counted.values_list("counted_in", "franchise").annotate(Sum("amount"))
    return {(year, franchise): total for year, franchise, total in sums}
