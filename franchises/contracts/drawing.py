"""A draw on a security: money that pays an assessment, and a security that is to be made whole."""

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
from franchises.rules.workings import NOTHING


class DrawRefusedError(Exception):
    """Nothing was drawn; its text is one sentence that says why."""


def check_draw(
    wish: SecurityDraw, pays: FeeAssessment, amount: Decimal, today: date, first_month: int = 7
) -> None:
    """Raise `DrawRefusedError` where *wish*, not yet saved, cannot be made. Eight queries at most.

    Not more can be drawn than is left of the security, nor than is owed of what it pays.
    """
    if amount <= 0:
        raise DrawRefusedError("A draw is of more than $0.00.")
    if wish.drawn_on > today:
        raise DrawRefusedError("This day is in the future.")
    if not wish.security.as_held().is_in_force_on(wish.drawn_on):
        raise DrawRefusedError(f"{wish.security} was not in force on {wish.drawn_on}.")
    left = _left(wish, today)
    if amount > left:
        raise DrawRefusedError(f"Only {format_money(left)} of {wish.security} can be drawn.")
    if pays.franchise_id != wish.security.franchise_id:
        raise DrawRefusedError(f"This is an assessment of {pays.franchise}.")
    owed = exact_cents(pays.amount) - books_of(pays.franchise, today, first_month).paid_of(pays)
    if amount > owed:
        raise DrawRefusedError(f"Only {format_money(max(owed, NOTHING))} of it is not paid.")
    _fiscal_year(wish, pays, first_month)


def draw(
    wish: SecurityDraw,
    pays: FeeAssessment,
    amount: Decimal,
    today: date,
    by: User,
    first_month: int = 7,
) -> None:
    """Make *wish*: save it, and the collection of *amount* dollars that pays *pays*, together.

    The collection is of the assessment's fiscal year, or, where that is closed, of the year of the
    draw. Two people at once are taken in turn. Raises `DrawRefusedError`.
    """
    with transaction.atomic():
        wish.security = Security.objects.select_for_update(no_key=True).get(pk=wish.security_id)
        check_draw(wish, pays, amount, today, first_month)
        collection = _collection(wish, pays, amount, first_month)
        collection._history_user = wish._history_user = by  # type: ignore[attr-defined]
        collection._change_reason = f"Drawn on {wish.security}"  # type: ignore[attr-defined]
        wish.replenish_by = wish.replenish_by or _replenish_by(wish)
        try:
            collection.full_clean()
            collection.save(force_insert=True)
            wish.collection = collection
            wish.full_clean()
        except ValidationError as error:
            raise DrawRefusedError(" ".join(error.messages)) from error
        wish.save(force_insert=True)


def _left(wish: SecurityDraw, today: date) -> Decimal:
    """Return what can be drawn: what was drawn since the day of the draw is gone as well."""
    held = wish.security.as_held()
    gone = (x.amount for x in held.drawn if x.lacks_on(wish.drawn_on) or x.lacks_on(today))
    return held.amount - sum(gone, NOTHING)


def _collection(
    wish: SecurityDraw, pays: FeeAssessment, amount: Decimal, first_month: int
) -> FeeCollection:
    """Return the collection, not yet saved."""
    year = _fiscal_year(wish, pays, first_month)
    number = SecurityDraw.objects.filter(security=wish.security).count() + 1
    return FeeCollection(
        franchise=wish.security.franchise,
        fiscal_year=year,
        period=pays.period if year == pays.fiscal_year else "",
        kind=FeeCollection.Kind(pays.kind),
        amount=amount,  # type: ignore[misc]
        received_on=wish.drawn_on,
        pays=pays,
        reference=f"DRAW-{wish.security_id}-{number}",
        note=f"Drawn on {wish.security}: {wish.because}",
    )


def _fiscal_year(wish: SecurityDraw, pays: FeeAssessment, first_month: int) -> int:
    """Return the year to record the collection in: that of *pays*, if its books are open."""
    year_of_draw = fiscal_year_of(wish.drawn_on, first_month)
    years = FiscalYear.objects.closed().filter(year__in=(pays.fiscal_year, year_of_draw))
    closed = set(years.values_list("year", flat=True))
    if year_of_draw in closed:
        raise DrawRefusedError(
            f"{fiscal_year_label(year_of_draw)} is closed: a draw is recorded in an open year."
        )
    return year_of_draw if pays.fiscal_year in closed else pays.fiscal_year


def _replenish_by(wish: SecurityDraw) -> date | None:
    """Return the day by which the contract wants it whole again; None where it says nothing."""
    required = (
        SecurityRequirement.objects.in_force_on(wish.drawn_on)
        .filter(franchise=wish.security.franchise_id, kind=wish.security.kind)
        .order_by("required_from")
        .last()
    )
    return required and wish.drawn_on + timedelta(days=required.days_to_replenish)
