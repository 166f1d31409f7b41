"""What is looked at before a fiscal year is closed: problems, which keep it open, and warnings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from franchises.books.unassessed import Unassessed, unassessed
from franchises.models import FeeAssessment, FeeCollection, FiscalYear
from franchises.models.guards import missing_guards
from franchises.reports.fee_summary import Basis, Grouping, fee_summary
from franchises.reports.ledger import ledger, undated_collections
from franchises.reports.restated import counted_in_days, counted_in_year
from franchises.rules.fiscal_year import fiscal_year_bounds, fiscal_year_label
from franchises.rules.money import CENT, format_money
from franchises.rules.workings import NOTHING

# How many of a kind are named before the rest is counted.
NAMED = 20


@dataclass(frozen=True)
class Checks:
    """What was found, in sentences, and the franchises that are neither assessed nor explained."""

    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    unassessed: tuple[Unassessed, ...]


def checks_before_closing(year: FiscalYear, today: date, first_month: int) -> Checks:
    """Return what stands in the way of closing *year* on *today*, and what to know before.

    About thirty queries, whatever the number of rows.
    """
    missing = unassessed(year, first_month)
    problems = [
        *_problems_of_the_year(year, today, first_month),
        *(each.worded() for each in missing),
        *_problems_of_rows(year),
        *_problems_of_sums(year.year, first_month),
    ]
    return Checks(tuple(problems), tuple(_warnings(year, first_month)), missing)


def _problems_of_the_year(year: FiscalYear, today: date, first_month: int) -> Iterator[str]:
    label = fiscal_year_label(year.year)
    if (year.first_day, year.last_day) != fiscal_year_bounds(year.year, first_month):
        yield f"The days of {label} are not those of the setting: run manage.py migrate first."
    if today <= year.last_day:
        over = year.last_day + timedelta(days=1)
        yield f"{label} is not over: it can be closed from {over.isoformat()} on."
    missing = missing_guards(connection)
    if missing:
        yield (
            f"The database would not guard the closed year ({len(missing)} guards are missing):"
            " run manage.py migrate first."
        )
    if not _assessments(year).exists() and not _collections(year).exists():
        yield f"Nothing is recorded for {label}."


def _problems_of_rows(year: FiscalYear) -> Iterator[str]:
    of_draft = "is of a franchise that is a draft"
    collections, assessments = _collections(year), _assessments(year)
    for noun, words, rows in (
        ("Collection", "pays an assessment of another franchise", astray(collections, "pays")),
        (
            "Collection",
            "adjusts a collection of another franchise",
            astray(collections, "adjusts"),
        ),
        ("Collection", of_draft, collections.filter(franchise__is_published=False)),
        (
            "Assessment",
            "adjusts an assessment of another franchise",
            astray(assessments, "adjusts"),
        ),
        ("Assessment", "is late for one of another franchise", astray(assessments, "late_for")),
        ("Assessment", of_draft, assessments.filter(franchise__is_published=False)),
    ):
        yield from _worded(noun, words, rows)


def astray(rows: QuerySet[Any], name: str) -> QuerySet[Any]:
    """Return those of *rows* whose relation *name* is to a row of another franchise."""
    named = rows.filter(**{f"{name}__isnull": False})
    return named.exclude(**{f"{name}__franchise": F("franchise")})


def _worded(noun: str, words: str, rows: QuerySet[Any]) -> Iterator[str]:
    found = list(rows.order_by("pk").values_list("pk", "reference")[: NAMED + 1])
    for pk, reference in found[:NAMED]:
        yield f"{noun} {reference or f'no. {pk}'} {words}."
    if len(found) > NAMED:
        yield f"More than {NAMED} {noun.lower()}s: each {words}."


def _problems_of_sums(fiscal_year: int, first_month: int) -> Iterator[str]:
    """Give a sentence for each sum of the summary that is not the plain sum of its rows."""
    label = fiscal_year_label(fiscal_year)
    for basis in Basis:
        total = fee_summary(fiscal_year, Grouping.FRANCHISE, basis, first_month).total
        plain = _plain_sums(fiscal_year, basis, first_month)
        for name, ours in (("assessed", total.assessed), ("collected", total.collected)):
            theirs = plain.get(name, NOTHING)
            if (ours or NOTHING) != theirs:
                yield (
                    f"{label}, {basis} basis: the summary has {format_money(ours or NOTHING)}"
                    f" {name}, and the ledger {format_money(theirs)}."
                )


def _plain_sums(fiscal_year: int, basis: Basis, first_month: int) -> dict[str, Decimal]:
    """Return what the rows that count in the year come to, each table in one plain sum."""
    if basis is Basis.CASH:
        days = fiscal_year_bounds(fiscal_year, first_month)
        return {"collected": _sum(counted_in_days(FeeCollection.objects.all(), days))}
    return {
        "assessed": _sum(counted_in_year(FeeAssessment.objects.all(), fiscal_year)),
        "collected": _sum(counted_in_year(FeeCollection.objects.all(), fiscal_year)),
    }


def _sum(parts: Iterable[QuerySet[Any]]) -> Decimal:
    return sum((part.aggregate(sum=Sum("amount"))["sum"] or NOTHING for part in parts), NOTHING)


def _warnings(year: FiscalYear, first_month: int) -> Iterator[str]:
    label = fiscal_year_label(year.year)
    undated = undated_collections([(year.year, year.year)]).get(year.year)
    if undated:
        noun, have = ("collection", "has") if undated.number == 1 else ("collections", "have")
        yield (
            f"{undated.number} {noun}, {format_money(undated.amount)} in all, {have} no day of"
            " receipt: once the year is closed they stay off the cash basis."
        )
    recorded = ledger(Basis.ACCRUAL, first_month, [(year.year, year.year)])[year.year].values()
    overpaid = [-each.outstanding for each in recorded if (each.outstanding or 0) < 0]  # type: ignore[operator]
    if overpaid:
        whose = "1 franchise has" if len(overpaid) == 1 else f"{len(overpaid)} franchises have"
        yield (
            f"{whose} paid {format_money(sum(overpaid) * CENT)} more than is assessed for {label}:"
            " that is credit."
        )
    earlier = _open_years_before(year)
    if earlier:
        noun = "An earlier year is" if len(earlier) == 1 else "Earlier years are"
        yield f"{noun} still open: {', '.join(map(fiscal_year_label, earlier))}."


def _open_years_before(year: FiscalYear) -> list[int]:
    """Return the open fiscal years before *year* with anything recorded for them."""
    earlier = FiscalYear.objects.filter(year__lt=year.year).exclude(state=FiscalYear.State.CLOSED)
    return list(
        earlier.filter(
            Exists(FeeAssessment.objects.filter(fiscal_year=OuterRef("year")))
            | Exists(FeeCollection.objects.filter(fiscal_year=OuterRef("year")))
        )
        .order_by("year")
        .values_list("year", flat=True)
    )


def _assessments(year: FiscalYear) -> QuerySet[FeeAssessment]:
    return FeeAssessment.objects.filter(fiscal_year=year.year)


def _collections(year: FiscalYear) -> QuerySet[FeeCollection]:
    """Return what is for *year* or was received in it: all that closing it makes final."""
    received_in_it = Q(received_on__range=(year.first_day, year.last_day))
    return FeeCollection.objects.filter(Q(fiscal_year=year.year) | received_in_it)
