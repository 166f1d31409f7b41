"""What is recorded, by fiscal year and franchise: one aggregate query a table.

The aggregate is taken on the foreign key, from a covering index, before any name is looked up: it
is fast by its shape, and no join can count an amount twice. Nothing here knows how figures are
grouped or shown.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from django.db.models import (
    BigIntegerField,
    Count,
    Max,
    Min,
    PositiveSmallIntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
)

from franchises.models import FeeAssessment, FeeCollection
from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.rules.fiscal_year import fiscal_year_bounds, fiscal_year_of
from franchises.rules.money import CENT

ZERO = Decimal("0.00")


class Basis(StrEnum):
    """Which fiscal year a collection counts in: the one it is for, or the one it came in."""

    ACCRUAL = "accrual"
    CASH = "cash"


@dataclass(slots=True)
class Recorded:
    """Whole cents recorded for a franchise in a fiscal year, or for several added up.

    None is nothing recorded. ``received`` is signed and whole; the two after it are part of it.
    """

    assessed: int | None = None
    received: int | None = None
    refunds: int = 0
    interest_and_penalties: int = 0
    outstanding: int | None = None

    @property
    def collected(self) -> int | None:
        """What came in: zero where something was due and nothing came, None where unknown."""
        if self.received is None and self.assessed is not None:
            return 0
        return self.received

    def add(self, other: "Recorded") -> None:
        """Add what *other* knows; what it does not know changes nothing."""
        if other.assessed is not None:
            self.assessed = other.assessed + (self.assessed or 0)
        if other.outstanding is not None:
            self.outstanding = other.outstanding + (self.outstanding or 0)
        if other.received is not None:
            self.received = other.received + (self.received or 0)
            self.refunds += other.refunds
            self.interest_and_penalties += other.interest_and_penalties


@dataclass(frozen=True)
class Undated:
    """Collections without a day of receipt, which the cash basis cannot place in a year."""

    number: int
    amount: Decimal


# By fiscal year, then by the franchise's primary key.
Ledger = dict[int, dict[int, Recorded]]
# Fiscal year, franchise, received, refunds, interest and penalties; None where there are none.
CollectionSums = tuple[int, int, int, int | None, int | None]
Amount = TypeVar("Amount", FeeAssessment, FeeCollection)


def dollars(cents: int | None) -> Decimal | None:
    """Return *cents* in dollars; None where unknown."""
    return None if cents is None else cents * CENT


def known_sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of the values that are known; None where none is."""
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None


def ledger(basis: Basis, first_month: int, years: tuple[int, int] | None = None) -> Ledger:
    """Return what is recorded from the first to the last of *years*, or ever where None.

    Two queries, except on the cash basis of given years: one, since it has no assessments.
    """
    found: Ledger = defaultdict(lambda: defaultdict(Recorded))
    if basis is Basis.CASH:
        collections = _collections_by_day(years or _years_on_record(first_month), first_month)
    else:
        collections = _collection_sums(_within(FeeCollection.objects.all(), years), "fiscal_year")
    for year, franchise, received, refunds, interest_and_penalties in collections:
        found[year][franchise] = Recorded(
            received=int(received),
            refunds=int(refunds or 0),
            interest_and_penalties=int(interest_and_penalties or 0),
        )
    if basis is Basis.ACCRUAL:
        within = _within(FeeAssessment.objects.all(), years).order_by()
        sums = within.values_list("fiscal_year", "franchise").annotate(assessed=_cents())
        for year, franchise, assessed in sums:
            entry = found[year][franchise]
            entry.assessed = int(assessed)
            entry.outstanding = entry.assessed - (entry.received or 0)
    return found


def undated_collections(fiscal_year: int | None = None) -> dict[int, Undated]:
    """Return the collections without a day of receipt, by the fiscal year they are for."""
    undated = FeeCollection.objects.filter(received_on=None, franchise__is_published=True)
    if fiscal_year is not None:
        undated = undated.filter(fiscal_year=fiscal_year)
    sums = undated.order_by().values_list("fiscal_year").annotate(Count("pk"), Sum("amount"))
    return {year: Undated(number, amount) for year, number, amount in sums}


def _within(amounts: QuerySet[Amount], years: tuple[int, int] | None) -> QuerySet[Amount]:
    return amounts if years is None else amounts.filter(fiscal_year__range=years)


def _years_on_record(first_month: int) -> tuple[int, int] | None:
    """Return the first and the last fiscal year that a collection was received in."""
    days = FeeCollection.objects.aggregate(first=Min("received_on"), last=Max("received_on"))
    if days["first"] is None:
        return None
    return (
        max(fiscal_year_of(days["first"], first_month), FIRST_FISCAL_YEAR),
        min(fiscal_year_of(days["last"], first_month), LAST_FISCAL_YEAR),
    )


def _collections_by_day(
    years: tuple[int, int] | None, first_month: int
) -> Iterable[CollectionSums]:
    """Return the sums of collections received in *years*: one statement, a part for each year.

    A date is placed by the bounds of each fiscal year, which the index can look up: on SQLite,
    taking the year out of a date calls a Python function for every row.
    """
    if years is None:
        return []
    parts = []
    for year in range(years[0], years[1] + 1):
        received = FeeCollection.objects.filter(
            received_on__range=fiscal_year_bounds(year, first_month)
        )
        named = received.annotate(year=Value(year, output_field=PositiveSmallIntegerField()))
        parts.append(_collection_sums(named, "year"))
    return parts[0].union(*parts[1:], all=True)


def _collection_sums(
    collections: QuerySet[FeeCollection], year: str
) -> QuerySet[FeeCollection, CollectionSums]:
    kind = FeeCollection.Kind
    is_extra = Q(kind__in=(kind.INTEREST, kind.PENALTY))
    return (
        collections.order_by()
        .values_list(year, "franchise")
        .annotate(
            received=_cents(),
            refunds=_cents(Q(kind=kind.REFUND)),
            interest_and_penalties=_cents(is_extra),
        )
    )


def _cents(condition: Q | None = None) -> Sum:
    """Return the sum in cents, which PostgreSQL gives as a whole Decimal.

    Twenty years of 800 franchises are 64,000 sums: a few are turned into dollars, after adding.
    """
    return Sum("amount", filter=condition, output_field=BigIntegerField())
