"""Late charges become assessments: by a person's action alone, and no day of them twice.

A charge stands in the fiscal year of the day it is posted on, and says through which day it runs:
that is its watermark, and the next one begins the day after. What came in later for a day that is
charged changes no charge; it is put right by an adjustment.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from franchises.books.franchise_books import FranchiseBooks, books_of
from franchises.books.late_charges import Late, unposted
from franchises.models import FeeAssessment, FeeSchedule, FiscalYear, Franchise
from franchises.rules.fiscal_year import fiscal_year_label, fiscal_year_of
from franchises.rules.workings import NOTHING, total_of

PERMISSION = "franchises.post_late_charges"


class PostingRefusedError(Exception):
    """Nothing was posted; its text is one sentence that says why."""


def franchises_with_late_terms() -> list[Franchise]:
    """Return the published franchises with a schedule by which lateness costs, by number."""
    costs = FeeSchedule.objects.filter(
        ~Q(late_rates="") | Q(surcharge_percent__gt=0), franchise=OuterRef("pk")
    )
    published = Franchise.objects.published().filter(Exists(costs))
    return list(published.select_related("franchisee").order_by("number"))


def charges_to_post(
    franchise: Franchise, through: date, today: date, first_month: int = 7
) -> tuple[FeeAssessment, ...]:
    """Return the late charges of *franchise* through a day, not yet posted and not yet saved.

    Of each assessment that was late: its interest, then its surcharge. Raises
    `PostingRefusedError` where they could not be posted *today*. Five queries at most.
    """
    year = _year_to_post_in(franchise, through, today, first_month)
    books = books_of(franchise, today, first_month)
    return tuple(
        charge for late in unposted(books, through) for charge in _charges(books, late, year, today)
    )


def post_late_charges(
    franchise: Franchise,
    through: date,
    today: date,
    by: User,
    first_month: int = 7,
    expected: Decimal | None = None,
) -> tuple[FeeAssessment, ...]:
    """Post the late charges of *franchise* through a day, and return them; none where none are due.

    Two people at once are taken in turn, and the second finds nothing left. Where *expected* is
    given and they come to something else, nothing is posted. Raises `PostingRefusedError`.
    """
    with transaction.atomic():
        _take_turn(franchise)
        charges = charges_to_post(franchise, through, today, first_month)
        amount = sum((charge.amount for charge in charges), NOTHING)
        if expected is not None and charges and amount != expected:
            raise PostingRefusedError(
                "What is late has changed since the page was opened: look at it again."
            )
        for charge in charges:
            charge._history_user = by  # type: ignore[attr-defined]
            charge._change_reason = f"Late charges posted through {through}"  # type: ignore[attr-defined]
            charge.save(force_insert=True)
    return charges


def _take_turn(franchise: Franchise) -> None:
    """Wait until nobody else posts for *franchise*; on SQLite the transaction itself is the turn.

    Amounts that are recorded meanwhile need not wait: they lock no more than the franchise's key.
    """
    Franchise.objects.select_for_update(no_key=True).get(pk=franchise.pk)


def _year_to_post_in(franchise: Franchise, through: date, today: date, first_month: int) -> int:
    if through > today:
        raise PostingRefusedError(
            f"{through} is yet to come: late charges are posted through today at the latest."
        )
    if not franchise.is_published:
        raise PostingRefusedError(
            f"{franchise.number} is a draft: publish it before posting late charges."
        )
    year = fiscal_year_of(today, first_month)
    if FiscalYear.objects.closed().filter(year=year).exists():
        raise PostingRefusedError(
            f"{fiscal_year_label(year)} is closed: late charges are posted in an open year."
        )
    return year


def _charges(
    books: FranchiseBooks, late: Late, fiscal_year: int, today: date
) -> Iterator[FeeAssessment]:
    for lines, kind, mark in (
        (late.interest, FeeAssessment.Kind.INTEREST, ""),
        (late.surcharge, FeeAssessment.Kind.PENALTY, "-S"),
    ):
        if lines:
            last_day = lines[-1].last_day
            yield FeeAssessment(
                franchise=books.franchise,
                fiscal_year=fiscal_year,
                origin=FeeAssessment.Origin.LATENESS,
                kind=kind,
                amount=total_of(lines),  # type: ignore[misc]
                due_on=today,
                late_for=late.assessment,
                late_from=lines[0].first_day,
                late_through=last_day,
                reference=f"LATE-{late.assessment.pk}-{last_day}{mark}",
                working=[line.as_kept() for line in lines],
            )
