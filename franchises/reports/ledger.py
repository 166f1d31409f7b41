"""What is recorded, by fiscal year and franchise: one aggregate query a table.

The aggregate is taken on the foreign key, from a covering index, before any name is looked up: it
is fast by its shape, and no join can count an amount twice. Nothing here knows how figures are
grouped or shown.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Count, Max, Min, PositiveSmallIntegerField, Q, QuerySet, Sum, Value

from franchises.models import FeeAssessment, FeeCollection
from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.rules.fiscal_year import fiscal_year_bounds, fiscal_year_of

ZERO = Decimal("0.00")


class Basis(StrEnum):
    """Which fiscal year a collection counts in: the one it is for, or the one it came in."""

    ACCRUAL = "accrual"
    CASH = "cash"


@dataclass(slots=True)
class Recorded:
    """US dollars recorded for a franchise in a fiscal year, or for several added up.

    None is nothing recorded. ``received`` is signed and whole; the two after it are part of it.
    """

    assessed: Decimal | None = None
    received: Decimal | None = None
    refunds: Decimal = ZERO
    interest_and_penalties: Decimal = ZERO
    outstanding: Decimal | None = None

    @property
    def collected(self) -> Decimal | None:
        """What came in: zero where something was due and nothing came, None where unknown."""
        if self.received is None and self.assessed is not None:
            return ZERO
        return self.received

    def add(self, other: "Recorded") -> None:
        """Add what *other* knows; what it does not know changes nothing."""
        self.assessed = known_sum((self.assessed, other.assessed))
        self.received = known_sum((self.received, other.received))
        self.refunds += other.refunds
        self.interest_and_penalties += other.interest_and_penalties
        self.outstanding = known_sum((self.outstanding, other.outstanding))


@dataclass(frozen=True)
class Undated:
    """Collections without a day of receipt, which the cash basis cannot place in a year."""

    number: int
    amount: Decimal


# By fiscal year, then by the franchise's primary key.
Ledger = dict[int, dict[int, Recorded]]


def known_sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of the values that are known; None where none is."""
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None


def ledger(
    basis: Basis, first_month: int, first_year: int | None = None, last_year: int | None = None
) -> Ledger:
    """Return what is recorded from *first_year* to *last_year*, or ever where they are None.

    Two queries on the accrual basis; on the cash basis, which has no assessments, one, and one
    more where no years are given.
    """
    found: Ledger = defaultdict(lambda: defaultdict(Recorded))
    years = (first_year or FIRST_FISCAL_YEAR, last_year or LAST_FISCAL_YEAR)
    if basis is Basis.CASH:
        collections = _collections_received(years, first_month, is_open=first_year is None)
    else:
        collections = _sums(FeeCollection.objects.filter(fiscal_year__range=years), "fiscal_year")
    for year, franchise, received, refunds, interest_and_penalties in collections:
        found[year][franchise] = Recorded(
            received=received,
            refunds=refunds or ZERO,
            interest_and_penalties=interest_and_penalties or ZERO,
        )
    if basis is Basis.ACCRUAL:
        for year, franchise, assessed in _assessments(years):
            entry = found[year][franchise]
            entry.assessed = assessed
            entry.outstanding = assessed - (entry.received or ZERO)
    return found


def undated_collections(fiscal_year: int | None = None) -> dict[int, Undated]:
    """Return the collections without a day of receipt, by the fiscal year they are for."""
    undated = FeeCollection.objects.filter(received_on=None, franchise__is_published=True)
    if fiscal_year is not None:
        undated = undated.filter(fiscal_year=fiscal_year)
    sums = undated.order_by().values_list("fiscal_year").annotate(Count("pk"), Sum("amount"))
    return {year: Undated(number, amount) for year, number, amount in sums}


def _assessments(years: tuple[int, int]) -> Iterable[tuple[int, int, Decimal]]:
    within = FeeAssessment.objects.filter(fiscal_year__range=years).order_by()
    return within.values_list("fiscal_year", "franchise").annotate(Sum("amount"))


def _collections_received(
    years: tuple[int, int], first_month: int, *, is_open: bool
) -> Iterable[tuple[int, int, Decimal, Decimal | None, Decimal | None]]:
    """Return one statement with a part for each fiscal year.

    A date is turned into a fiscal year by the bounds of each, which the index can look up: on
    SQLite, taking the year out of a date calls a Python function for every row.
    """
    if is_open:
        bounds = FeeCollection.objects.aggregate(first=Min("received_on"), last=Max("received_on"))
        if bounds["first"] is None:
            return []
        years = _years_between(bounds["first"], bounds["last"], first_month)
    parts = [
        _sums(
            FeeCollection.objects.filter(
                received_on__range=fiscal_year_bounds(year, first_month)
            ).annotate(year=Value(year, output_field=PositiveSmallIntegerField())),
            "year",
        )
        for year in range(years[0], years[1] + 1)
    ]
    return parts[0].union(*parts[1:], all=True)


def _years_between(first: date, last: date, first_month: int) -> tuple[int, int]:
    return (
        max(fiscal_year_of(first, first_month), FIRST_FISCAL_YEAR),
        min(fiscal_year_of(last, first_month), LAST_FISCAL_YEAR),
    )


def _sums(
    collections: QuerySet[FeeCollection], year: str
) -> QuerySet[FeeCollection, tuple[int, int, Decimal, Decimal | None, Decimal | None]]:
    kind = FeeCollection.Kind
    return (
        collections.order_by()
        .values_list(year, "franchise")
        .annotate(
            Sum("amount"),
            refunds=Sum("amount", filter=Q(kind=kind.REFUND)),
            interest_and_penalties=Sum("amount", filter=Q(kind__in=(kind.INTEREST, kind.PENALTY))),
        )
    )
