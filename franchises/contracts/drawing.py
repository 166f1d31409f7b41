"""A draw on a security: money that pays an assessment, and a security that is to be made whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from franchises.books.franchise_books import books_of
from franchises.models import (
    FeeAssessment,
    FeeCollection,
    FiscalYear,
    Security,
    SecurityDraw,
    SecurityRequirement,
)
from franchises.rules.fiscal_year import fiscal_year_label, fiscal_year_of
from franchises.rules.money import exact_cents, format_money
from franchises.rules.security import Drawn
from franchises.rules.workings import NOTHING


class DrawRefusedError(Exception):
    """Nothing was drawn; its text is one sentence that says why."""


@dataclass(frozen=True)
class Draw:
    """What is to be drawn on ``security``, and the assessment that it pays."""

    security: Security
    assessment: FeeAssessment
    amount: Decimal
    drawn_on: date
    because: str
    replenish_by: date | None = None


def draw(wish: Draw, today: date, by: User, first_month: int = 7) -> SecurityDraw:
    """Draw on a security: record the collection that pays the assessment, and the draw, together.

    The collection is of the assessment's fiscal year, or, where that is closed, of the year of the
    draw. Two people at once are taken in turn. Raises `DrawRefusedError`.
    """
    with transaction.atomic():
        Security.objects.select_for_update(no_key=True).get(pk=wish.security.pk)
        _check_security(wish, today)
        _check_assessment(wish, today, first_month)
        collection = _collection(wish, first_month)
        made = SecurityDraw(
            security=wish.security,
            collection=collection,
            drawn_on=wish.drawn_on,
            because=wish.because,
            replenish_by=wish.replenish_by or _replenish_by(wish),
        )
        collection._history_user = made._history_user = by  # type: ignore[attr-defined]
        collection._change_reason = f"Drawn on {wish.security}"  # type: ignore[attr-defined]
        made._change_reason = wish.because  # type: ignore[attr-defined]
        try:
            collection.full_clean()
            collection.save(force_insert=True)
            made.full_clean()
        except ValidationError as error:
            raise DrawRefusedError(" ".join(error.messages)) from error
        made.save(force_insert=True)
    return made


def _check_security(wish: Draw, today: date) -> None:
    if wish.amount <= 0:
        raise DrawRefusedError("A draw is of more than $0.00.")
    if wish.drawn_on > today:
        raise DrawRefusedError("This day is in the future.")
    held = wish.security.as_held()
    if not held.is_in_force_on(wish.drawn_on):
        raise DrawRefusedError(f"{wish.security} was not in force on {wish.drawn_on}.")
    # What was drawn later is gone as well.
    left = min(held.amount_on(wish.drawn_on), held.amount - _unreplenished(held.drawn, today))
    if wish.amount > left:
        raise DrawRefusedError(f"Only {format_money(left)} of {wish.security} can be drawn.")


def _unreplenished(drawn: Sequence[Drawn], today: date) -> Decimal:
    return sum((each.amount for each in drawn if each.lacks_on(today)), NOTHING)


def _check_assessment(wish: Draw, today: date, first_month: int) -> None:
    if wish.assessment.franchise_id != wish.security.franchise_id:
        raise DrawRefusedError(f"This is an assessment of {wish.assessment.franchise}.")
    books = books_of(wish.security.franchise, today, first_month)
    owed = exact_cents(wish.assessment.amount) - books.paid_of(wish.assessment)
    if wish.amount > owed:
        raise DrawRefusedError(
            f"Only {format_money(max(owed, NOTHING))} of this assessment is not paid."
        )


def _collection(wish: Draw, first_month: int) -> FeeCollection:
    """Return the collection, not yet saved, in a year that is open."""
    year_of_draw = fiscal_year_of(wish.drawn_on, first_month)
    year = wish.assessment.fiscal_year
    closed = set(
        FiscalYear.objects.closed()
        .filter(year__in=(year, year_of_draw))
        .values_list("year", flat=True)
    )
    if year_of_draw in closed:
        raise DrawRefusedError(
            f"{fiscal_year_label(year_of_draw)} is closed: a draw is recorded in an open year."
        )
    number = SecurityDraw.objects.filter(security=wish.security).count() + 1
    return FeeCollection(
        franchise=wish.security.franchise,
        fiscal_year=year_of_draw if year in closed else year,
        period="" if year in closed else wish.assessment.period,
        kind=FeeCollection.Kind(wish.assessment.kind),
        amount=wish.amount,  # type: ignore[misc]
        received_on=wish.drawn_on,
        pays=wish.assessment,
        reference=f"DRAW-{wish.security.pk}-{number}",
        note=f"Drawn on {wish.security}: {wish.because}",
    )


def _replenish_by(wish: Draw) -> date | None:
    """Return the day by which the contract wants it whole again; None where it says nothing."""
    required = (
        SecurityRequirement.objects.in_force_on(wish.drawn_on)
        .filter(franchise=wish.security.franchise_id, kind=wish.security.kind)
        .order_by("required_from")
        .last()
    )
    return required and wish.drawn_on + timedelta(days=required.days_to_replenish)
