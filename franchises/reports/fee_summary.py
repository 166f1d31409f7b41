"""The yearly fee summary: a fiscal year by type, franchisee or franchise, and all years in a row.

Closed years are read from what was frozen, open ones added up on demand and stored nowhere. The
command, the page and the downloads all show these, through `reports.tables`, so they cannot differ.
No HTML, no clock and no settings: the first month of the fiscal year comes in as an argument.
"""

from collections.abc import Mapping

from franchises.models import Franchise
from franchises.reports.figures import AllYears, FeeSummary, Grouping, SummaryRow, YearRow
from franchises.reports.frozen import frozen_totals
from franchises.reports.ledger import ledger, spans_without, undated_collections
from franchises.reports.narrowing import EVERYTHING, Narrowing, narrowed
from franchises.reports.notes import notes_of_summary, notes_of_years
from franchises.reports.recorded import Basis, Recorded, added_up, dollars
from franchises.reports.summing import (
    by_group,
    most_collected_first,
    summary_row,
    total_row,
    year_row,
)
from franchises.reports.year_figures import YearOnBasis, all_years_on_basis, years_on_basis

__all__ = [
    "AllYears",
    "Basis",
    "FeeSummary",
    "Grouping",
    "SummaryRow",
    "YearRow",
    "all_years",
    "fee_summaries",
    "fee_summary",
    "summary_of_year",
]


def fee_summary(
    fiscal_year: int, grouping: Grouping, basis: Basis = Basis.ACCRUAL, first_month: int = 7
) -> FeeSummary:
    """Return the summary of *fiscal_year*; no rows where neither it nor the year before has any.

    Seven queries at most, whatever the number of rows. On the accrual basis outstanding is assessed
    less collected, franchise by franchise and only where something is assessed: what came in from a
    franchise without an assessment does not hide what another owes.
    """
    years = years_on_basis((fiscal_year - 1, fiscal_year), basis, first_month)
    return summary_of_year(fiscal_year, years, grouping, basis)


def fee_summaries(
    grouping: Grouping, basis: Basis = Basis.ACCRUAL, first_month: int = 7
) -> tuple[FeeSummary, ...]:
    """Return the summary of every fiscal year from the first recorded to the last, newest first.

    Seven queries at most, whatever the number of years.
    """
    years = all_years_on_basis(basis, first_month)
    return tuple(
        summary_of_year(year, years, grouping, basis) for year in sorted(years, reverse=True)
    )


def all_years(basis: Basis = Basis.ACCRUAL, first_month: int = 7) -> AllYears:
    """Return every fiscal year on record, a year without any in between included.

    Seven queries at most. Of a closed year one line is read, and none of its rows.
    """
    frozen = frozen_totals(basis)
    spans = spans_without(frozen)
    is_restated = any(year.revision > 1 for year in frozen.values())
    recorded = ledger(basis, first_month, spans, is_restated=is_restated)
    undated = undated_collections(spans) if basis is Basis.CASH else {}
    franchisees = _franchisees_of_published()
    sums = {year: each.recorded for year, each in frozen.items() if each.recorded != Recorded()}
    payers: dict[int, frozenset[str]] = {year: each.payers for year, each in frozen.items()}
    for year, entries in recorded.items():
        shown = {franchise: each for franchise, each in entries.items() if franchise in franchisees}
        if shown:
            sums[year] = added_up(shown.values())
            payers[year] = frozenset(
                franchisees[franchise]
                for franchise, each in shown.items()
                if each.received is not None
            )
    if basis is Basis.CASH:
        undated |= {year: each.undated for year, each in frozen.items() if each.undated}
    years = sums.keys() | undated.keys()
    rows = [
        year_row(year, sums.get(year, Recorded()), sums.get(year - 1), len(payers.get(year, ())))
        for year in (range(max(years), min(years) - 1, -1) if years else ())
    ]
    total = year_row(0, added_up(sums.values()), None, len(frozenset().union(*payers.values())))
    return AllYears(
        basis, tuple(rows), total, notes_of_years(basis, rows, total, list(undated.values()))
    )


def summary_of_year(
    fiscal_year: int,
    years: Mapping[int, YearOnBasis],
    grouping: Grouping,
    basis: Basis,
    narrowing: Narrowing = EVERYTHING,
) -> FeeSummary:
    """Return the summary of *fiscal_year* out of *years*, which may have the year before too."""
    whole = dollars(added_up(years[fiscal_year].entries.values()).collected)
    kept = narrowed(years, narrowing)
    year, earlier = kept[fiscal_year], kept.get(fiscal_year - 1)
    now = by_group(year.entries.items(), grouping)
    before = by_group(earlier.entries.items() if earlier else (), grouping)
    rows = [
        summary_row(
            (now.get(key) or before[key])[0],
            now[key][1] if key in now else Recorded(),
            before[key][1] if key in before else None,
            whole,
        )
        for key in now.keys() | before.keys()
    ]
    rows.sort(key=most_collected_first)
    total = total_row(rows, whole)
    return FeeSummary(
        fiscal_year,
        year.first_day,
        year.last_day,
        basis,
        grouping,
        narrowing,
        len({names.slug for names, each in year.entries.items() if each.received is not None}),
        tuple(rows),
        total,
        notes_of_summary(fiscal_year, basis, rows, total, year.undated, narrowing),
    )


def _franchisees_of_published() -> dict[int, str]:
    """Return the franchisee's slug of every published franchise, by the primary key of it."""
    published = Franchise.objects.published().order_by()
    return dict(published.values_list("pk", "franchisee__slug"))
