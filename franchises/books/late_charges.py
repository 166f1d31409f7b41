"""What lateness costs a franchise that is not yet charged, and whether what is charged was right.

Interest is charged through a last day, its watermark, and a surcharge once: neither is worked out
again for what is posted. Nothing here writes; `books.posting` does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from franchises.books.franchise_books import FranchiseBooks, late_terms_for
from franchises.models import FeeAssessment, FeeSchedule
from franchises.rules.fee_calendar import ONE_DAY
from franchises.rules.late_terms import LateTerms
from franchises.rules.lateness import LateCharges, late_charges
from franchises.rules.matching import owed_over_time
from franchises.rules.money import CENT, exact_cents
from franchises.rules.workings import NOTHING, Line, total_of

Kind = FeeAssessment.Kind


@dataclass(frozen=True)
class Late:
    """What the lateness of an assessment costs beyond what is posted, with its working."""

    assessment: FeeAssessment
    interest: tuple[Line, ...]
    surcharge: tuple[Line, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.interest, *self.surcharge)

    @property
    def amount(self) -> Decimal:
        return total_of(self.lines)


@dataclass(frozen=True)
class Miscast:
    """Late charges posted through a day, that would now be ``difference`` dollars less or more.

    Positive where too much is posted: a payment was recorded after the charges, or put right.
    """

    assessment: FeeAssessment
    through: date
    difference: Decimal


@dataclass
class _Posted:
    """What is posted for an assessment: charges with their adjustments, and the watermark."""

    amount: Decimal = NOTHING
    number: int = 0
    interest_through: date | None = None
    surcharge_on: date | None = None

    def last_day(self) -> date:
        return max(self.interest_through or date.min, self.surcharge_on or date.min)


def unposted(books: FranchiseBooks, through: date) -> Iterator[Late]:
    """Yield what lateness costs through a day and is not posted, in the order of the assessments.

    An assessment without a due date is never late, and a late charge neither. What rounds to
    nothing is left out: it adds up with the days to come. Where somebody entered the interest of
    a period, none is worked out for it, lest a day be charged twice. No query.
    """
    posted, entered = _posted_by_assessment(books), interest_entered(books)
    for assessment, due_on, terms in _chargeable(books):
        so_far = posted.get(assessment.pk, _Posted())
        # Interest goes on from its watermark; whether a surcharge fell due is asked of all days.
        since_due = _charges(books, assessment, terms, due_on + ONE_DAY, through)
        interest = since_due.interest
        if so_far.interest_through is not None:
            first_day = so_far.interest_through + ONE_DAY
            interest = _charges(books, assessment, terms, first_day, through).interest
        is_entered = _period(books, assessment) in entered
        late = Late(
            assessment,
            interest if total_of(interest) and not is_entered else (),
            () if so_far.surcharge_on else since_due.surcharge,
        )
        if late.amount:
            yield late


def interest_entered(books: FranchiseBooks) -> dict[tuple[int, str], Decimal]:
    """Return the interest that was not posted here but entered or imported, by year and period."""
    found: dict[tuple[int, str], Decimal] = {}
    for each in books.assessments:
        if each.kind == Kind.INTEREST and books.roots[each.pk].late_for_id is None:
            key = _period(books, each)
            found[key] = found.get(key, NOTHING) + exact_cents(each.amount)
    return {key: amount for key, amount in found.items() if amount > NOTHING}


def miscast(books: FranchiseBooks) -> Iterator[Miscast]:
    """Yield the posted charges that are not what would be charged for the same days today.

    A cent for each posting is rounding, and passed over. No query.
    """
    posted = _posted_by_assessment(books)
    for assessment, due_on, terms in _chargeable(books):
        so_far = posted.get(assessment.pk)
        if so_far is None:
            continue
        through = so_far.last_day()
        today = _charges(books, assessment, terms, due_on + ONE_DAY, through)
        counted = total_of(today.interest) if so_far.interest_through else NOTHING
        counted += total_of(today.surcharge) if so_far.surcharge_on else NOTHING
        difference = so_far.amount - counted
        if abs(difference) > CENT * so_far.number:
            yield Miscast(assessment, through, difference)


def unreadable_schedules(books: FranchiseBooks) -> list[FeeSchedule]:
    """Return the schedules whose late terms cannot be read, so that nothing is charged by them."""
    return [each for each in books.schedules if each.late_rates and late_terms_for(each) is None]


def _period(books: FranchiseBooks, assessment: FeeAssessment) -> tuple[int, str]:
    root = books.roots[assessment.pk]
    return root.fiscal_year, root.period


def _chargeable(books: FranchiseBooks) -> Iterator[tuple[FeeAssessment, date, LateTerms]]:
    for assessment in books.assessments:
        if assessment.kind != Kind.FEE or assessment.due_on is None:
            continue
        schedule = books.schedule_of(assessment) if assessment.pk in books.dues else None
        terms = None if schedule is None else late_terms_for(schedule)
        if terms is not None:
            yield assessment, assessment.due_on, terms


def _charges(
    books: FranchiseBooks,
    assessment: FeeAssessment,
    terms: LateTerms,
    first_day: date,
    through: date,
) -> LateCharges:
    due = books.dues[assessment.pk]
    owed = owed_over_time(due, books.paid[due.key])
    return late_charges(
        terms, due.due_on, owed, first_day, through, books.holidays, assessment.notice_on
    )


def _posted_by_assessment(books: FranchiseBooks) -> dict[int, _Posted]:
    """Return what is posted by the assessment that was late; adjustments of charges count too."""
    found: dict[int, _Posted] = {}
    late_for: dict[int, int] = {}
    for charge in books.assessments:
        if charge.late_for_id is not None and charge.late_through is not None:
            late_for[charge.pk] = charge.late_for_id
            entry = found.setdefault(charge.late_for_id, _Posted())
            entry.number += 1
            entry.amount += exact_cents(charge.amount)
            if charge.kind == Kind.INTEREST:
                entry.interest_through = max(
                    entry.interest_through or date.min, charge.late_through
                )
            else:
                entry.surcharge_on = max(entry.surcharge_on or date.min, charge.late_through)
    for adjustment in books.assessments:
        if adjustment.adjusts_id in late_for:
            found[late_for[adjustment.adjusts_id]].amount += exact_cents(adjustment.amount)
    return found
