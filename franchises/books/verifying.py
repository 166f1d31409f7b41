"""Whether the ledger still says what it said: every invariant of the books, checked as sets.

Each check yields a sentence for what is wrong, and nothing where all is well. They read, and
change nothing; none needs a clock.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Exists, F, Max, Model, OuterRef, Q, QuerySet, Subquery, Sum

from franchises.books.closing_checks import astray
from franchises.books.freezing import wrong_with_frozen_years
from franchises.models import FeeAssessment, FeeCollection
from franchises.models.fields import CentsField
from franchises.models.guards import missing_guards
from franchises.reports.fee_summary import Basis, all_years
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import format_money
from franchises.rules.workings import NOTHING, Line, total_of

ROWS_AT_A_TIME = 2000


def what_is_wrong(first_month: int = 7) -> Iterator[str]:
    """Yield a sentence for everything in the books that cannot be right."""
    yield from _broken_references()
    yield from _sums_that_differ(first_month)
    for guard in missing_guards(connection):
        yield f"The database does not guard closed years: {guard} is missing or not as made."
    yield from wrong_with_frozen_years(first_month)
    yield from _workings_that_do_not_sum()
    yield from _orphan_matches()
    yield from _days_charged_twice()
    for model in (FeeAssessment, FeeCollection):
        yield from _changes_without_history(model)
        yield from _deleted_without_history(model)


def _broken_references() -> Iterator[str]:
    """A row that points at nothing: SQLite can be told not to look."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        yield f"A reference is broken: {error}"


def _sums_that_differ(first_month: int) -> Iterator[str]:
    """The summary of all years against the bare tables, on both bases."""
    assessed = _sum(FeeAssessment.objects.all())
    on_accrual = all_years(Basis.ACCRUAL, first_month).total
    on_cash = all_years(Basis.CASH, first_month).total
    # A restated adjustment has the day of what it adjusts.
    dated = FeeCollection.objects.filter(
        Q(received_on__isnull=False)
        | Q(restated_in__isnull=False, adjusts__received_on__isnull=False)
    )
    for what, shown, recorded in (
        ("assessed", on_accrual.assessed, assessed),
        ("collected, accrual basis", on_accrual.collected, _sum(FeeCollection.objects.all())),
        ("collected, cash basis", on_cash.collected, _sum(dated)),
    ):
        if (shown or NOTHING) != recorded:
            yield (
                f"The summary of all years shows {format_money(shown or NOTHING)} {what};"
                f" the ledger has {format_money(recorded)}."
            )


def _workings_that_do_not_sum() -> Iterator[str]:
    kept: QuerySet[Any] = FeeAssessment.objects.exclude(working=[]).select_related("franchise")
    for assessment in kept.order_by("pk").iterator(ROWS_AT_A_TIME):
        # Lines that are plain words came before schedules, and have no amounts.
        if not all(isinstance(line, dict) for line in assessment.working):
            continue
        named = f"Assessment {assessment.pk} ({assessment})"
        try:
            worked = total_of(Line.from_kept(line) for line in assessment.working)
        except (ArithmeticError, KeyError, ValueError):
            yield f"{named}: its working is unreadable."
            continue
        if worked != assessment.amount:
            yield (
                f"{named}: its working comes to {format_money(worked)}, its amount is"
                f" {format_money(assessment.amount)}."
            )


def _orphan_matches() -> Iterator[str]:
    """Rows that pay, adjust or charge what belongs to another franchise."""
    for model, column, words in (
        (FeeCollection, "pays", "pays an assessment"),
        (FeeCollection, "adjusts", "adjusts a collection"),
        (FeeAssessment, "adjusts", "adjusts an assessment"),
        (FeeAssessment, "late_for", "is a late charge on an assessment"),
    ):
        elsewhere = astray(model._default_manager.all(), column).order_by("pk")
        named = elsewhere.values_list("pk", "franchise__number", f"{column}__franchise__number")
        for pk, number, other in named:
            yield f"{_name(model)} {pk} of {number} {words} of {other}."


def _days_charged_twice() -> Iterator[str]:
    """Late charges of one kind on one assessment whose days overlap."""
    charges = FeeAssessment.objects.filter(late_for__isnull=False)
    before = charges.filter(
        late_for=OuterRef("late_for"),
        kind=OuterRef("kind"),
        late_from__lt=OuterRef("late_from"),
    ).values("late_for")
    latest = before.annotate(last=Max("late_through")).values("last")
    # A surcharge is for a moment, once: only interest runs by the day.
    interest = charges.filter(kind=FeeAssessment.Kind.INTEREST).annotate(before=Subquery(latest))
    for charge in interest.filter(before__gte=F("late_from")).order_by("pk"):
        yield (
            f"Assessment {charge.pk} charges interest from {charge.late_from}, which is charged"
            f" through {charge.before} already."
        )


def _changes_without_history(model: type[Model]) -> Iterator[str]:
    """Rows that differ from the last entry of their history: a change past every door."""
    history: Any = model.history  # type: ignore[attr-defined]
    last = history.filter(id=OuterRef("pk")).order_by("-history_id").values("amount", "fiscal_year")
    rows: QuerySet[Any] = model._default_manager.annotate(
        kept=Subquery(last.values("amount")[:1], output_field=CentsField()),
        kept_year=Subquery(last.values("fiscal_year")[:1]),
    )
    changed = rows.filter(
        Q(kept__isnull=True) | ~Q(kept=F("amount")) | ~Q(kept_year=F("fiscal_year"))
    )
    columns = changed.order_by("pk").values_list(
        "pk", "franchise__number", "amount", "fiscal_year", "kept", "kept_year"
    )
    for pk, number, amount, year, kept, kept_year in columns.iterator(ROWS_AT_A_TIME):
        known = "knows nothing of it"
        if kept is not None:
            known = f"says {format_money(kept)} for {fiscal_year_label(kept_year)}"
        yield (
            f"{_name(model)} {pk} of {number} is {format_money(amount)} for"
            f" {fiscal_year_label(year)}, and its history {known}."
        )


def _deleted_without_history(model: type[Model]) -> Iterator[str]:
    """Rows that are gone, though the last entry of their history is no deletion."""
    history: Any = model.history  # type: ignore[attr-defined]
    later = history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    there = model._default_manager.filter(pk=OuterRef("id"))
    gone = history.filter(~Exists(there), ~Exists(later)).exclude(history_type="-")
    for pk, amount, year in gone.order_by("id").values_list("id", "amount", "fiscal_year"):
        yield (
            f"{_name(model)} {pk} of {format_money(amount)} for {fiscal_year_label(year)} is gone,"
            " and its history knows nothing of a deletion."
        )


def _name(model: type[Model]) -> str:
    return {FeeAssessment: "Assessment", FeeCollection: "Collection"}[model]


def _sum(amounts: QuerySet[Any]) -> Decimal:
    return amounts.aggregate(total=Sum("amount"))["total"] or NOTHING
