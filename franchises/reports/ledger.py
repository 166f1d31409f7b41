"""What the rows of the ledger come to, by fiscal year and franchise: one aggregate query a table.

The aggregate is taken on the foreign key, from a covering index, before any name is looked up: it
is fast by its shape, and no join can count an amount twice. Nothing here knows how figures are
grouped or shown, nor which years are closed: who asks says which years are to be added up.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

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
from franchises.reports.recorded import Basis, Recorded, Undated
from franchises.reports.restated import (
    Move,
    moved_assessments,
    moved_collections,
    moved_receipts,
)
from franchises.rules.fiscal_year import fiscal_year_bounds, fiscal_year_of

# So few that asking which of them have anything recorded would cost more than it saves.
FEW_YEARS = 2


# By fiscal year, then by the franchise's primary key.
Ledger = dict[int, dict[int, Recorded]]
# From one fiscal year to another, both in it.
Span = tuple[int, int]
ALL_FISCAL_YEARS: Span = (FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR)
# Fiscal year, franchise, rows, received, refunds, interest and penalties; None where none are.
CollectionSums = tuple[int, int, int, int, int | None, int | None]
Amount = TypeVar("Amount", FeeAssessment, FeeCollection)


def spans_without(years: Iterable[int]) -> list[Span]:
    """Return the spans of fiscal years around *years*.

    >>> spans_without([2013, 2014, 2016])
    [(1900, 2012), (2015, 2015), (2017, 2200)]
    """
    first, last = ALL_FISCAL_YEARS
    spans = []
    for year in sorted(years):
        if first < year:
            spans.append((first, year - 1))
        first = year + 1
    return [*spans, (first, last)] if first <= last else spans


def ledger(
    basis: Basis,
    first_month: int,
    spans: Sequence[Span] = (ALL_FISCAL_YEARS,),
    *,
    is_restated: bool = True,
) -> Ledger:
    """Return what is recorded in the fiscal years of *spans*.

    Adjustments count where a restatement put them. A query for each table, and as many again for
    what was restated, unless *is_restated* says that nothing was.
    """
    found: Ledger = defaultdict(lambda: defaultdict(Recorded))
    if not spans:
        return found
    counts: dict[tuple[int, int], int] = {}
    if basis is Basis.CASH:
        collections = _collections_by_day(_recorded_within(spans, first_month), first_month)
    else:
        collections = _in_parts(
            [
                _collection_sums(_within(FeeCollection.objects.all(), s), "fiscal_year")
                for s in spans
            ]
        )
    for year, franchise, rows, received, refunds, interest_and_penalties in collections:
        counts[year, franchise] = rows
        found[year][franchise] = Recorded(
            received=int(received),
            refunds=int(refunds or 0),
            interest_and_penalties=int(interest_and_penalties or 0),
        )
    if is_restated:
        accrued = basis is Basis.ACCRUAL
        moves = moved_collections() if accrued else moved_receipts(first_month)
        _move(found, spans, counts, moves, "received")
    if basis is Basis.ACCRUAL:
        _assess(found, spans, is_restated=is_restated)
    return found


def undated_collections(spans: Sequence[Span] = (ALL_FISCAL_YEARS,)) -> dict[int, Undated]:
    """Return the collections without a day of receipt, by the fiscal year they are for.

    One that was restated has the day of what it adjusts. One query, or none without *spans*.
    """
    dated_by_restatement = Q(restated_in__isnull=False, adjusts__received_on__isnull=False)
    parts = [
        _within(FeeCollection.objects.filter(received_on=None, franchise__is_published=True), span)
        .exclude(dated_by_restatement)
        .order_by()
        .values_list("fiscal_year")
        .annotate(Count("pk"), Sum("amount"))
        for span in spans
    ]
    return {year: Undated(number, amount) for year, number, amount in _in_parts(parts)}


def _assess(found: Ledger, spans: Sequence[Span], *, is_restated: bool) -> None:
    """Add what is assessed to *found*, and what of it is outstanding."""
    counts: dict[tuple[int, int], int] = {}
    parts = [
        _within(FeeAssessment.objects.all(), span)
        .order_by()
        .values_list("fiscal_year", "franchise")
        .annotate(rows=Count("pk"), assessed=_cents())
        for span in spans
    ]
    for year, franchise, rows, assessed in _in_parts(parts):
        counts[year, franchise] = rows
        found[year][franchise].assessed = int(assessed)
    if is_restated:
        _move(found, spans, counts, moved_assessments(), "assessed")
    for entries in found.values():
        for entry in entries.values():
            if entry.assessed is not None:
                entry.outstanding = entry.assessed - (entry.received or 0)


def _move(
    found: Ledger,
    spans: Sequence[Span],
    counts: dict[tuple[int, int], int],
    moves: Iterable[Move],
    name: str,
) -> None:
    """Take what was moved from where it was posted, and add it where it counts.

    Where nothing else is recorded, nothing is left, which is not the same as zero.
    """
    for move in moves:
        for year, rows, cents in (
            (move.posted_in, -move.rows, -move.cents),
            (move.counted_in, move.rows, move.cents),
        ):
            if year is None or not any(first <= year <= last for first, last in spans):
                continue
            entry = found[year][move.franchise]
            key = year, move.franchise
            counts[key] = counts.get(key, 0) + rows
            amount = (getattr(entry, name) or 0) + cents
            setattr(entry, name, amount if counts[key] else None)
            if entry == Recorded():
                del found[year][move.franchise]


def _within(amounts: QuerySet[Amount], span: Span) -> QuerySet[Amount]:
    return amounts if span == ALL_FISCAL_YEARS else amounts.filter(fiscal_year__range=span)


def _in_parts(parts: Sequence[QuerySet[Any, Any]]) -> Iterable[Any]:
    """Return the rows of all *parts*, which one statement asks for; none where there is none."""
    if not parts:
        return []
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _recorded_within(spans: Sequence[Span], first_month: int) -> list[int]:
    """Return the fiscal years of *spans* that a collection may have been received in."""
    years = [year for first, last in spans for year in range(first, last + 1)]
    if len(years) <= FEW_YEARS:
        return years
    days = FeeCollection.objects.aggregate(first=Min("received_on"), last=Max("received_on"))
    if days["first"] is None:
        return []
    first, last = (fiscal_year_of(days[end], first_month) for end in ("first", "last"))
    return [year for year in years if first <= year <= last]


def _collections_by_day(years: Sequence[int], first_month: int) -> Iterable[CollectionSums]:
    """Return the sums of collections received in *years*: one statement, a part for each year.

    A date is placed by the bounds of each fiscal year, which the index can look up: on SQLite,
    taking the year out of a date calls a Python function for every row.
    """
    parts = []
    for year in years:
        received = FeeCollection.objects.filter(
            received_on__range=fiscal_year_bounds(year, first_month)
        )
        named = received.annotate(year=Value(year, output_field=PositiveSmallIntegerField()))
        parts.append(_collection_sums(named, "year"))
    return _in_parts(parts)


def _collection_sums(
    collections: QuerySet[FeeCollection], year: str
) -> QuerySet[FeeCollection, CollectionSums]:
    kind = FeeCollection.Kind
    is_extra = Q(kind__in=(kind.INTEREST, kind.PENALTY))
    return (
        collections.order_by()
        .values_list(year, "franchise")
        .annotate(
            rows=Count("pk"),
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
