"""Our yearly figures beside those that others published, and whether rounding explains the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from franchises.models import PublishedFigure
from franchises.reports.fee_summary import Basis, FeeSummary, Grouping, fee_summary
from franchises.reports.figures import SummaryRow
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import CENT, format_money


class Verdict(StrEnum):
    """How a published figure stands to ours."""

    EQUAL = "equal"
    ROUNDED = "rounded"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reconciled:
    """One published figure beside ours, in US dollars; ``ours`` is None where nothing is recorded.

    ``difference`` is ours less the published one; ``words`` say what to make of it.
    """

    figure: PublishedFigure
    scope: str
    ours: Decimal | None
    difference: Decimal | None
    verdict: Verdict

    @property
    def words(self) -> str:
        rounding = self.figure.get_rounded_to_display().lower()
        match self.verdict:
            case Verdict.UNKNOWN:
                return "nothing recorded"
            case Verdict.EQUAL:
                return "equal"
            case Verdict.ROUNDED:
                return f"rounded to {rounding}"
        # A figure that is apart by more than half of what it is rounded to is another figure.
        apart = f"{format_money(abs(self.difference or CENT))} apart"
        if self.figure.rounded_to == PublishedFigure.RoundedTo.CENT:
            return apart
        return f"{apart}, more than rounding to {rounding} explains"


def reconciled(fiscal_year: int, first_month: int = 7) -> tuple[Reconciled, ...]:
    """Return every published figure of *fiscal_year* beside ours, in the order of their sources.

    One query for the figures, and four or so for each way of summing that they ask for.
    """
    figures = PublishedFigure.objects.filter(fiscal_year=fiscal_year).select_related(
        "franchise_type", "franchisee", "franchise"
    )

    @cache
    def summary(grouping: Grouping, basis: Basis) -> FeeSummary:
        return fee_summary(fiscal_year, grouping, basis, first_month)

    found = []
    for figure in figures.order_by("source", "pk"):
        grouping, key, scope = _scope(figure)
        whole = summary(grouping, Basis(figure.basis))
        row = _row_of(whole.rows, key) if key else whole.total
        ours = None if row is None else getattr(row, figure.measure)
        found.append(_beside(figure, scope, ours))
    return tuple(found)


def years_with_published_figures() -> list[int]:
    """Return the fiscal years that somebody else's figure is recorded for, newest first."""
    years = PublishedFigure.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True)
    return list(years.distinct())


def headline(fiscal_year: int, rows: Iterable[Reconciled]) -> str:
    """Return in a sentence how many figures agree and how many do not."""
    verdicts = [row.verdict for row in rows]
    label = fiscal_year_label(fiscal_year)
    if not verdicts:
        return f"No published figure is recorded for {label}."
    agree = verdicts.count(Verdict.EQUAL) + verdicts.count(Verdict.ROUNDED)
    noun = "figure" if len(verdicts) == 1 else "figures"
    agreeing = "agrees" if 1 in (agree, len(verdicts)) else "agree"
    return f"{label}: {agree} of {len(verdicts)} published {noun} {agreeing} with the ledger."


def _scope(figure: PublishedFigure) -> tuple[Grouping, str, str]:
    """Return how ours is grouped, the key of its row (none: the total), and the scope in words."""
    if figure.franchise is not None:
        return Grouping.FRANCHISE, figure.franchise.number, figure.franchise.number
    if figure.franchisee is not None:
        return Grouping.FRANCHISEE, figure.franchisee.slug, figure.franchisee.name
    if figure.franchise_type is not None:
        return Grouping.TYPE, figure.franchise_type.code, figure.franchise_type.name
    return Grouping.TYPE, "", "all franchises"


def _row_of(rows: Iterable[SummaryRow], key: str) -> SummaryRow | None:
    return next((row for row in rows if row.key == key), None)


def _beside(figure: PublishedFigure, scope: str, ours: Decimal | None) -> Reconciled:
    if ours is None:
        return Reconciled(figure, scope, None, None, Verdict.UNKNOWN)
    difference = ours - figure.amount
    half = figure.rounded_to * CENT / 2
    if not difference:
        verdict = Verdict.EQUAL
    elif figure.rounded_to > 1 and abs(difference) <= half:
        verdict = Verdict.ROUNDED
    else:
        verdict = Verdict.DIFFERS
    return Reconciled(figure, scope, ours, difference, verdict)
