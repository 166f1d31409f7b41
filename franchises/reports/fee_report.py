"""The whole of a fee report: a fiscal year, or all of them added up, by every grouping at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from franchises.reports.due import DueAndReceived, due_and_received
from franchises.reports.fee_summary import summary_of_year
from franchises.reports.figures import FeeSummary, Grouping, SpanSummary
from franchises.reports.narrowing import EVERYTHING, Narrowing, narrowed
from franchises.reports.notes import notes_of_span
from franchises.reports.recorded import Basis, added_up, dollars
from franchises.reports.summing import by_group, most_collected_first, summary_row, total_row
from franchises.reports.year_figures import YearOnBasis, all_years_on_basis, years_on_basis

Summary = TypeVar("Summary", FeeSummary, SpanSummary)


@dataclass(frozen=True)
class FeeReport(Generic[Summary]):
    """The figures of a fiscal year, or of all; ``due`` is None where nothing is assessed.

    ``narrowed`` is what is left by the grouping and the narrowing that were asked for.
    """

    summaries: Mapping[Grouping, Summary]
    narrowed: Summary
    due: DueAndReceived | None


AnyReport = FeeReport[FeeSummary] | FeeReport[SpanSummary]


def report_of_year(
    fiscal_year: int,
    basis: Basis,
    first_month: int,
    grouping: Grouping = Grouping.FRANCHISEE,
    narrowing: Narrowing = EVERYTHING,
) -> FeeReport[FeeSummary]:
    """Return the report of *fiscal_year*, narrowed by *grouping*. Seven queries at most."""
    years = years_on_basis((fiscal_year - 1, fiscal_year), basis, first_month)
    due = due_and_received(years[fiscal_year].entries.values()) if _is_due(basis) else None
    return FeeReport(
        {each: summary_of_year(fiscal_year, years, each, basis) for each in Grouping},
        summary_of_year(fiscal_year, years, grouping, basis, narrowing),
        due,
    )


def report_of_all_years(
    basis: Basis,
    first_month: int,
    grouping: Grouping = Grouping.FRANCHISEE,
    narrowing: Narrowing = EVERYTHING,
) -> FeeReport[SpanSummary] | None:
    """Return the report of all years added up; None where nothing is recorded.

    Seven queries at most. What is called otherwise in another year is called as in the newest.
    """
    years = all_years_on_basis(basis, first_month)
    if not years:
        return None
    accounts = chain.from_iterable(year.entries.values() for year in years.values())
    return FeeReport(
        {each: _summary_of_span(years, each, basis, EVERYTHING) for each in Grouping},
        _summary_of_span(years, grouping, basis, narrowing),
        due_and_received(accounts) if _is_due(basis) else None,
    )


def _is_due(basis: Basis) -> bool:
    """Whether *basis* knows what is due: what was received in a year was due in any."""
    return basis is Basis.ACCRUAL


def _summary_of_span(
    years: Mapping[int, YearOnBasis], grouping: Grouping, basis: Basis, narrowing: Narrowing
) -> SpanSummary:
    accounts = chain.from_iterable(year.entries.values() for year in years.values())
    whole = dollars(added_up(accounts).collected)
    kept = narrowed(years, narrowing)
    entries = [pair for year in sorted(kept, reverse=True) for pair in kept[year].entries.items()]
    groups = by_group(entries, grouping).values()
    rows = [summary_row(group, sums, None, whole) for group, sums in groups]
    rows.sort(key=most_collected_first)
    total = total_row(rows, whole)
    undated = [year.undated for year in years.values() if year.undated]
    return SpanSummary(
        min(years),
        max(years),
        basis,
        grouping,
        narrowing,
        len({names.slug for names, each in entries if each.received is not None}),
        tuple(rows),
        total,
        notes_of_span(basis, rows, total, undated, narrowing),
    )
