"""What a reader must know to read the fee figures, in sentences: only those that apply."""

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from franchises.reports.figures import SummaryRow, YearRow
from franchises.reports.narrowing import Narrowing
from franchises.reports.recorded import Basis, Undated
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import format_money
from franchises.rules.workings import NOTHING

UNKNOWN = "[x]"
UNKNOWN_MEANS = gettext_noop("[x] means not recorded, or not to be worked out from what is.")
BASIS_MEANS = {
    Basis.ACCRUAL: gettext_noop(
        "Accrual basis: a collection counts in the fiscal year that it is for."
    ),
    Basis.CASH: gettext_noop(
        "Cash basis: a collection counts in the fiscal year that it was received in."
    ),
}
BASIS_WORDS = {
    Basis.ACCRUAL: gettext_noop("accrual basis"),
    Basis.CASH: gettext_noop("cash basis"),
}
HUNDRED = Decimal("100.0")
ACCRUAL_ONLY = ("assessed", "outstanding")
# What one fiscal year has against the one before it.
BETWEEN_YEARS = ("previous", "change", "change_percent")


def notes_of_summary(
    fiscal_year: int,
    basis: Basis,
    rows: Sequence[SummaryRow],
    total: SummaryRow,
    undated: Undated | None,
    narrowing: Narrowing,
) -> tuple[str, ...]:
    """Return the notes of one fiscal year, in the order to read them."""
    label = fiscal_year_label(fiscal_year)
    unrecorded = sum(row.collected is None for row in rows)
    one_sided = sum(row.change is None for row in rows)
    notes = _common_notes(basis, rows, total)
    if unrecorded:
        words = ngettext(
            "%(rows)s row has nothing recorded for %(year)s and is not in its totals, only in the"
            " total of %(before)s.",
            "%(rows)s rows have nothing recorded for %(year)s and are not in its totals, only in"
            " the total of %(before)s.",
            unrecorded,
        )
        before = fiscal_year_label(fiscal_year - 1)
        notes.append(words % {"rows": unrecorded, "year": label, "before": before})
    if one_sided and total.change is not None:
        words = ngettext(
            "The change in the total is the difference of its two years: %(rows)s of the rows is"
            " known in one of them only.",
            "The change in the total is the difference of its two years: %(rows)s of the rows are"
            " known in one of them only.",
            one_sided,
        )
        notes.append(words % {"rows": one_sided})
    notes += _share_notes(rows, narrowing, _("the whole year"))
    if undated:
        notes.append(_undated_note(label, undated))
    return tuple(notes)


def notes_of_span(
    basis: Basis,
    rows: Sequence[SummaryRow],
    total: SummaryRow,
    undated: Sequence[Undated],
    narrowing: Narrowing,
) -> tuple[str, ...]:
    """Return the notes of all years added up, in the order to read them."""
    notes = _common_notes(basis, rows, total, BETWEEN_YEARS)
    notes += _share_notes(rows, narrowing, _("all there is"))
    return (*notes, *_undated_notes(undated))


def notes_of_years(
    basis: Basis, rows: Sequence[YearRow], total: YearRow, undated: Sequence[Undated]
) -> tuple[str, ...]:
    """Return the notes of all years in a row, in the order to read them."""
    notes = _common_notes(basis, rows, total)
    unrecorded = sum(row.collected is None for row in rows)
    if unrecorded:
        words = ngettext(
            "%(rows)s row has nothing recorded and is not in the totals.",
            "%(rows)s rows have nothing recorded and are not in the totals.",
            unrecorded,
        )
        notes.append(words % {"rows": unrecorded})
    return (*notes, *_undated_notes(undated))


def _common_notes(
    basis: Basis,
    rows: Sequence[SummaryRow | YearRow],
    total: SummaryRow | YearRow,
    left_out: Sequence[str] = (),
) -> list[str]:
    notes = []
    if _shows_unknown(basis, rows, left_out):
        notes.append(_(UNKNOWN_MEANS))
    notes.append(_(BASIS_MEANS[basis]))
    if basis is Basis.ACCRUAL:
        notes += _outstanding_notes(total)
    if any(row.refunds or row.interest_and_penalties for row in rows):
        notes.append(
            _(
                "Collected includes refunds, which are negative, and interest and penalties; both"
                " are also shown apart."
            )
        )
    return notes


def _outstanding_notes(total: SummaryRow | YearRow) -> list[str]:
    if total.assessed is None or total.outstanding is None or total.collected is None:
        return []
    notes = [_("Outstanding is assessed less collected, for franchises with an assessment.")]
    set_apart = total.outstanding - (total.assessed - total.collected)
    if set_apart:
        words = _(
            "Of what was collected, %(amount)s is from franchises without an assessment for the"
            " year and does not lessen what is outstanding."
        )
        notes.append(words % {"amount": format_money(set_apart)})
    return notes


def _share_notes(rows: Sequence[SummaryRow], narrowing: Narrowing, whole: str) -> list[str]:
    if narrowing:
        words = _("Narrowed to %(what)s: totals are of these alone, shares of %(whole)s.")
        return [words % {"what": narrowing.words, "whole": whole}]
    shares = [row.share for row in rows if row.share is not None]
    if shares and sum(shares) != HUNDRED:
        return [_("Shares are rounded: they add up to %(sum)s%%.") % {"sum": sum(shares)}]
    return []


def _shows_unknown(
    basis: Basis, rows: Sequence[SummaryRow | YearRow], left_out: Sequence[str]
) -> bool:
    hidden = [*left_out, *(ACCRUAL_ONLY if basis is Basis.CASH else ())]
    shown = [field.name for row in rows[:1] for field in fields(row) if field.name not in hidden]
    return any(getattr(row, name) is None for row in rows for name in shown)


def _undated_notes(undated: Sequence[Undated]) -> list[str]:
    if not undated:
        return []
    whole = Undated(
        sum(each.number for each in undated), sum((each.amount for each in undated), NOTHING)
    )
    return [_undated_note(_("all years"), whole)]


def _undated_note(label: str, undated: Undated) -> str:
    words = ngettext(
        "%(number)s collection of %(years)s, %(amount)s in all, has no day of receipt and cannot be"
        " placed on the cash basis.",
        "%(number)s collections of %(years)s, %(amount)s in all, have no day of receipt and cannot"
        " be placed on the cash basis.",
        undated.number,
    )
    facts = {"number": undated.number, "years": label, "amount": format_money(undated.amount)}
    return words % facts
