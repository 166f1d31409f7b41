"""Adjustments that a restatement counts in the year they adjust, and no longer where posted.

On the accrual basis that is the fiscal year of the row that is adjusted; on the cash basis the one
it was received in, where its day is known. They are few, and found by an index of their own.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    When,
)

from franchises.models import FeeAssessment, FeeCollection, FiscalYear
from franchises.rules.fiscal_year import fiscal_year_of


class Move(NamedTuple):
    """Adjustments of a franchise that count in another fiscal year: how many, and their cents."""

    franchise: int
    posted_in: int | None
    counted_in: int | None
    rows: int
    cents: int


def restatable_assessments(fiscal_year: int) -> QuerySet[FeeAssessment]:
    """Return the adjustments of *fiscal_year*, which is closed, posted in years still open."""
    return FeeAssessment.objects.filter(
        _waiting(), ~_is_in_closed_year(), adjusts__fiscal_year=fiscal_year
    )


def restatable_collections(fiscal_year: int) -> QuerySet[FeeCollection]:
    """Return the same of collections, and of what was received in *fiscal_year* for another."""
    year = FiscalYear.objects.filter(year=fiscal_year)
    return FeeCollection.objects.filter(
        _waiting(),
        ~_is_in_closed_year(),
        ~_is_received_in(FiscalYear.objects.closed(), "received_on"),
        Q(adjusts__fiscal_year=fiscal_year) | _is_received_in(year, "adjusts__received_on"),
    )


def moved_assessments() -> Iterator[Move]:
    """Give what restatements moved from the fiscal year it was posted in. One query."""
    return _moves(FeeAssessment.objects.all(), "fiscal_year", "adjusts__fiscal_year")


def moved_collections() -> Iterator[Move]:
    """Give the same of collections, on the accrual basis. One query."""
    return _moves(FeeCollection.objects.all(), "fiscal_year", "adjusts__fiscal_year")


def moved_receipts(first_month: int) -> Iterator[Move]:
    """Give the same of collections, on the cash basis; no year where the day is not known.

    One query.
    """
    for franchise, posted, counted, rows, cents in _moves(
        FeeCollection.objects.all(), "received_on", "adjusts__received_on"
    ):
        posted_in = _year(posted, first_month)
        yield Move(franchise, posted_in, _year(counted, first_month) or posted_in, rows, cents)


def accrual_year() -> Case:
    """Return the fiscal year that a row counts in on the accrual basis, as an expression."""
    return Case(
        When(restated_in__isnull=False, then=F("adjusts__fiscal_year")), default=F("fiscal_year")
    )


def counted_in_year(rows: QuerySet[Any], fiscal_year: int) -> list[QuerySet[Any]]:
    """Return those of *rows* that count in *fiscal_year* on the accrual basis, in two parts."""
    return [
        rows.filter(fiscal_year=fiscal_year, restated_in=None),
        rows.filter(restated_in__isnull=False, adjusts__fiscal_year=fiscal_year),
    ]


def counted_in_days(rows: QuerySet[Any], days: tuple[date, date]) -> list[QuerySet[Any]]:
    """Return those of *rows* that count from the first to the last of *days*, on the cash basis."""
    restated = rows.filter(restated_in__isnull=False)
    return [
        rows.filter(received_on__range=days, restated_in=None),
        restated.filter(adjusts__received_on__range=days),
        restated.filter(adjusts__received_on=None, received_on__range=days),
    ]


def _moves(rows: QuerySet[Any], posted: str, counted: str) -> Iterator[Any]:
    restated = rows.filter(restated_in__isnull=False).order_by()
    cents = Sum("amount", output_field=BigIntegerField())
    sums = restated.values_list("franchise", posted, counted).annotate(Count("pk"), cents)
    for franchise, where, elsewhere, number, amount in sums:
        yield Move(franchise, where, elsewhere, number, int(amount))


def _waiting() -> Q:
    return Q(adjusts__isnull=False, restated_in=None)


def _is_in_closed_year() -> Exists:
    years = FiscalYear.objects.closed()
    return Exists(years.filter(year=OuterRef("fiscal_year")))


def _is_received_in(years: QuerySet[FiscalYear], day: str) -> Exists:
    return Exists(years.filter(first_day__lte=OuterRef(day), last_day__gte=OuterRef(day)))


def _year(day: date | None, first_month: int) -> int | None:
    return None if day is None else fiscal_year_of(day, first_month)
