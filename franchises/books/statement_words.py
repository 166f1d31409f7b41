"""What a statement of account calls its rows, and what its reader must know, in sentences."""

from collections.abc import Iterator, Sequence
from datetime import date

from franchises.books.franchise_books import FranchiseBooks, Recorded, key_of, lessens, year_of
from franchises.books.late_charges import miscast, unreadable_schedules
from franchises.models import FeeAssessment, FeeCollection
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import exact_cents, format_money
from franchises.rules.workings import NOTHING, day_in_words, days_in_words

Kind = FeeAssessment.Kind
Origin = FeeAssessment.Origin


def label(assessment: FeeAssessment) -> str:
    """Return what other rows call *assessment*, such as ``FY2024 Q1 fee``."""
    period = assessment.period and f" {assessment.period}"
    words = f"{fiscal_year_label(assessment.fiscal_year)}{period} {assessment.kind}"
    if assessment.late_for_id is not None:
        return f"{words}, late"
    if assessment.reference:
        words += f" ({assessment.reference})"
    return words


def title(books: FranchiseBooks, assessment: FeeAssessment) -> str:
    """Return the heading of an assessment: what it is, and for when."""
    by_pk = books.by_pk
    if assessment.origin == Origin.LATENESS:
        return title_of_charge(assessment)
    if assessment.origin == Origin.ADJUSTMENT and assessment.adjusts_id in by_pk:
        return f"Adjustment of the {label(by_pk[assessment.adjusts_id])}"
    words = f"{_kind(assessment)} for {_period(assessment)}"
    return f"{words}, found by audit" if assessment.origin == Origin.AUDIT else words


def title_of_charge(charge: FeeAssessment) -> str:
    """Return the heading of a late charge, saved or not: on what, and for which days."""
    words = "Interest" if charge.kind == Kind.INTEREST else "Surcharge"
    if charge.late_for is None or charge.late_from is None or charge.late_through is None:
        return words
    days = days_in_words(charge.late_from, charge.late_through)
    return f"{words} on the {label(charge.late_for)}, {days}"


def collection_title(collection: FeeCollection) -> str:
    """Return the heading of a collection: of what kind it is, and for when."""
    if collection.kind == FeeCollection.Kind.ADJUSTMENT:
        return f"Adjustment, recorded for {_period(collection)}"
    return f"{_kind(collection)} for {_period(collection)}"


def remark(row: Recorded) -> str:
    """Return why *row* counts in a year that is not its own; empty where it is."""
    if row.restated_in is None:
        return ""
    return (
        f"Recorded in {fiscal_year_label(row.fiscal_year)}; counted in"
        f" {fiscal_year_label(year_of(row))} since its revision {row.restated_in.number}."
    )


def notes_of(books: FranchiseBooks, fiscal_year: int, *, has_late: bool) -> Iterator[str]:
    """Yield what a reader must know of the account for *fiscal_year*, in the order to read it."""
    if books.first_year is None or fiscal_year < books.first_year:
        yield "[x] means not known: no assessment is recorded for this year or one before it."
    if has_late:
        yield "What lateness costs and is not yet charged is not in the balance."
    if books.before and books.first_year is not None and fiscal_year >= books.first_year:
        yield (
            f"The account begins with {fiscal_year_label(books.first_year)}, the first year with"
            f" an assessment: {_amount(books.before)} collected for earlier years is not in it."
        )
    later = [row for row in books.later if year_of(row) <= fiscal_year]
    if later:
        yield (
            f"Left out: {_counted(later)}, {_amount(later)} in all, received after"
            f" {day_in_words(books.as_of)}."
        )
    undated = [row for row in books.collections if row.received_on is None]
    if undated:
        yield (
            f"Without a day of receipt: {_counted(undated)}, {_amount(undated)} in all, taken as"
            " received in time."
        )
    rows: list[Recorded] = [*books.assessments, *books.collections]
    for row in rows:
        if row.restated_in is not None and row.fiscal_year == fiscal_year != year_of(row):
            yield (
                f"{row.reference or 'An adjustment'} of {format_money(exact_cents(row.amount))},"
                f" recorded in {fiscal_year_label(fiscal_year)}, counts in"
                f" {fiscal_year_label(year_of(row))}, which was restated."
            )
    if books.matching.credit > NOTHING:
        yield f"{format_money(books.matching.credit)} paid nothing on record and is credit."


def warnings_of(books: FranchiseBooks, fiscal_year: int) -> Iterator[str]:
    """Yield what staff must look at: nothing of it is wrong by itself."""
    for each in miscast(books):
        difference = format_money(abs(each.difference))
        direction = "too much" if each.difference > 0 else "too little"
        named = label(each.assessment)
        late_payments = _paid_by(books, each.assessment, each.through)
        came = f" with the payments now recorded ({late_payments})" if late_payments else ""
        yield (
            f"The lateness of the {named} is posted through {day_in_words(each.through)};"
            f"{came} that is {difference} {direction}. Put it right with an adjustment."
        )
    for schedule in unreadable_schedules(books):
        yield (
            f"The late interest of the fee schedule from {day_in_words(schedule.effective_on)}"
            " cannot be read: no lateness is charged under it."
        )
    undue = [
        each
        for each in books.assessments
        if each.kind == Kind.FEE
        and each.due_on is None
        and not lessens(each)
        and year_of(each) <= fiscal_year
        and books.schedule_of(each) is not None
    ]
    if undue:
        number = "1 assessment has" if len(undue) == 1 else f"{len(undue)} assessments have"
        yield f"{number} no due date: no lateness is worked out."


def _paid_by(books: FranchiseBooks, assessment: FeeAssessment, through: date) -> str:
    """Return the days, up to a watermark, on which *assessment* was paid, in words."""
    days = sorted(
        {each.day for each in books.paid[key_of(assessment)] if each.day and each.day <= through}
    )
    return ", ".join(day_in_words(day) for day in days)


def _kind(row: Recorded) -> str:
    return str(row.get_kind_display())


def _period(row: Recorded) -> str:
    return f"{fiscal_year_label(row.fiscal_year)}{row.period and ' ' + row.period}"


def _counted(rows: Sequence[FeeCollection]) -> str:
    return "1 collection" if len(rows) == 1 else f"{len(rows)} collections"


def _amount(rows: Sequence[FeeCollection]) -> str:
    return format_money(sum((exact_cents(row.amount) for row in rows), NOTHING))
