"""What a statement of account calls its rows, and what its reader must know, in sentences."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from franchises.books.franchise_books import FranchiseBooks, Recorded, key_of, lessens, year_of
from franchises.books.late_charges import interest_entered, miscast, unreadable_schedules
from franchises.models import FeeAssessment, FeeCollection
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import exact_cents, format_money
from franchises.rules.workings import NOTHING, day_in_words, days_in_words

Kind = FeeAssessment.Kind
Origin = FeeAssessment.Origin


def label(assessment: FeeAssessment) -> str:
    """Return what other rows call *assessment*, such as ``FY2024 Q1 fee``."""
    words = f"{_period(assessment)} {_kind(assessment).lower()}"
    if assessment.late_for_id is not None:
        return _("%(charge)s, late") % {"charge": words}
    if assessment.reference:
        words += f" ({assessment.reference})"
    return words


def title(books: FranchiseBooks, assessment: FeeAssessment) -> str:
    """Return the heading of an assessment: what it is, and for when."""
    by_pk = books.by_pk
    if assessment.origin == Origin.LATENESS:
        return title_of_charge(assessment)
    if assessment.origin == Origin.ADJUSTMENT and assessment.adjusts_id in by_pk:
        return _("Adjustment of the %(what)s") % {"what": label(by_pk[assessment.adjusts_id])}
    if assessment.origin == Origin.AUDIT:
        return _("%(kind)s for %(period)s, found by audit") % _named(assessment)
    return _("%(kind)s for %(period)s") % _named(assessment)


def title_of_charge(charge: FeeAssessment) -> str:
    """Return the heading of a late charge, saved or not: on what, and for which days."""
    words = _("Interest") if charge.kind == Kind.INTEREST else _("Surcharge")
    if charge.late_for is None or charge.late_from is None or charge.late_through is None:
        return words
    return _("%(charge)s on the %(what)s, %(days)s") % {
        "charge": words,
        "what": label(charge.late_for),
        "days": days_in_words(charge.late_from, charge.late_through),
    }


def collection_title(collection: FeeCollection) -> str:
    """Return the heading of a collection: of what kind it is, and for when."""
    if collection.kind == FeeCollection.Kind.ADJUSTMENT:
        return _("Adjustment, recorded for %(period)s") % _named(collection)
    return _("%(kind)s for %(period)s") % _named(collection)


def remark(row: Recorded) -> str:
    """Return why *row* counts in a year that is not its own; empty where it is."""
    if row.restated_in is None:
        return ""
    return _("Recorded in %(posted)s; counted in %(counted)s since its revision %(number)s.") % {
        "posted": fiscal_year_label(row.fiscal_year),
        "counted": fiscal_year_label(year_of(row)),
        "number": row.restated_in.number,
    }


def notes_of(books: FranchiseBooks, fiscal_year: int, *, has_late: bool) -> Iterator[str]:
    """Yield what a reader must know of the account for *fiscal_year*, in the order to read it."""
    if books.first_year is None or fiscal_year < books.first_year:
        yield _("[x] means not known: no assessment is recorded for this year or one before it.")
    if has_late:
        yield _("What lateness costs and is not yet charged is not in the balance.")
    if books.before and books.first_year is not None and fiscal_year >= books.first_year:
        yield _(
            "The account begins with %(year)s, the first year with an assessment: %(amount)s"
            " collected for earlier years is not in it."
        ) % {"year": fiscal_year_label(books.first_year), "amount": _amount(books.before)}
    later = [row for row in books.later if year_of(row) <= fiscal_year]
    if later:
        yield _("Left out: %(what)s, %(amount)s in all, received after %(day)s.") % {
            "what": _counted(later),
            "amount": _amount(later),
            "day": date_format(books.as_of, "j F Y"),
        }
    undated = [row for row in books.collections if row.received_on is None]
    if undated:
        yield _(
            "Without a day of receipt: %(what)s, %(amount)s in all, taken as received in time."
        ) % {"what": _counted(undated), "amount": _amount(undated)}
    rows: list[Recorded] = [*books.assessments, *books.collections]
    for row in rows:
        if row.restated_in is not None and row.fiscal_year == fiscal_year != year_of(row):
            yield _(
                "%(what)s of %(amount)s, recorded in %(posted)s, counts in %(counted)s, which was"
                " restated."
            ) % {
                "what": row.reference or _("An adjustment"),
                "amount": format_money(exact_cents(row.amount)),
                "posted": fiscal_year_label(fiscal_year),
                "counted": fiscal_year_label(year_of(row)),
            }
    if books.matching.credit > NOTHING:
        amount = format_money(books.matching.credit)
        yield _("%(amount)s paid nothing on record and is credit.") % {"amount": amount}


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
    for (year, period), amount in sorted(interest_entered(books).items()):
        if year == fiscal_year:
            when = f"{fiscal_year_label(year)} {period}".strip()
            yield (
                f"Interest of {format_money(amount)} for {when} was entered, not worked out here:"
                " none is worked out for its fees besides."
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


def _named(row: Recorded) -> dict[str, str]:
    return {"kind": _kind(row), "period": _period(row)}


def _period(row: Recorded) -> str:
    return f"{fiscal_year_label(row.fiscal_year)}{row.period and ' ' + row.period}"


def _counted(rows: Sequence[FeeCollection]) -> str:
    number = len(rows)
    words = ngettext("%(number)s collection", "%(number)s collections", number)
    return words % {"number": number}


def _amount(rows: Sequence[FeeCollection]) -> str:
    return format_money(sum((exact_cents(row.amount) for row in rows), NOTHING))
