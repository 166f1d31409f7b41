"""What each franchise had in a fiscal year: as it was frozen where closed, added up where open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from franchises.models import Franchise
from franchises.reports.frozen import (
    Entries,
    Names,
    YearFigures,
    frozen_figures,
    newest_revisions,
)
from franchises.reports.ledger import Span, ledger, spans_without, undated_collections
from franchises.reports.recorded import Basis, Undated
from franchises.rules.fiscal_year import fiscal_year_bounds


@dataclass(frozen=True)
class YearOnBasis:
    """One fiscal year on one basis, by franchise."""

    first_day: date
    last_day: date
    entries: Entries
    undated: Undated | None


def years_on_basis(years: Sequence[int], basis: Basis, first_month: int) -> dict[int, YearOnBasis]:
    """Return each of *years* on *basis*, whether or not anything is recorded.

    ``undated`` is of the cash basis alone. Seven queries at most.
    """
    revisions = newest_revisions()
    frozen = frozen_figures(revisions[year][0] for year in years if year in revisions)
    spans = spans_of(year for year in years if year not in frozen)
    is_restated = any(number > 1 for _, number in revisions.values())
    return _composed(years, frozen, spans, basis, first_month, is_restated=is_restated)


def all_years_on_basis(basis: Basis, first_month: int) -> dict[int, YearOnBasis]:
    """Return every year from the first with anything recorded on *basis* to the last.

    Empty where nothing is. Seven queries at most.
    """
    revisions = newest_revisions()
    frozen = frozen_figures(pk for pk, _ in revisions.values())
    is_restated = any(number > 1 for _, number in revisions.values())
    spans = spans_without(frozen)
    return _composed(None, frozen, spans, basis, first_month, is_restated=is_restated)


def _composed(
    years: Sequence[int] | None,
    frozen: Mapping[int, YearFigures],
    spans: Sequence[Span],
    basis: Basis,
    first_month: int,
    *,
    is_restated: bool,
) -> dict[int, YearOnBasis]:
    entries = entries_added_up(spans, basis, first_month, is_restated=is_restated)
    undated = undated_collections(spans) if basis is Basis.CASH else {}
    if years is None:
        known = {year for year, figures in frozen.items() if figures.entries[basis]}
        known |= {year for year, recorded in entries.items() if recorded}
        years = range(min(known), max(known) + 1) if known else ()
    found = {}
    for year in years:
        if year not in frozen:
            days = fiscal_year_bounds(year, first_month)
            found[year] = YearOnBasis(*days, entries.get(year, {}), undated.get(year))
            continue
        figures = frozen[year]
        found[year] = YearOnBasis(
            figures.first_day,
            figures.last_day,
            dict(figures.entries[basis]),
            figures.undated if basis is Basis.CASH else None,
        )
    return found


def figures_added_up(fiscal_year: int, first_month: int) -> YearFigures:
    """Return the figures of a year from the rows of the ledger, whether or not it is closed.

    Twelve queries.
    """
    first_day, last_day = fiscal_year_bounds(fiscal_year, first_month)
    only = [(fiscal_year, fiscal_year)]
    return YearFigures(
        fiscal_year,
        first_day,
        last_day,
        {basis: entries_added_up(only, basis, first_month).get(fiscal_year, {}) for basis in Basis},
        undated_collections(only).get(fiscal_year),
    )


def entries_added_up(
    spans: Sequence[Span], basis: Basis, first_month: int, *, is_restated: bool = True
) -> dict[int, Entries]:
    """Return what each published franchise had in the years of *spans*, from the rows."""
    if not spans:
        return {}
    recorded = ledger(basis, first_month, spans, is_restated=is_restated)
    names = _names_of_published()
    return {
        year: {
            names[franchise]: entry for franchise, entry in entries.items() if franchise in names
        }
        for year, entries in recorded.items()
    }


def spans_of(years: Iterable[int]) -> list[Span]:
    """Return *years* as spans: those that follow one another are one."""
    spans: list[Span] = []
    for year in sorted(years):
        if spans and spans[-1][1] == year - 1:
            spans[-1] = spans[-1][0], year
        else:
            spans.append((year, year))
    return spans


def _names_of_published() -> dict[int, Names]:
    published = Franchise.objects.published().order_by()
    rows = published.values_list(
        "pk",
        "number",
        "franchisee__name",
        "franchisee__slug",
        "franchise_type__code",
        "franchise_type__name",
    )
    return {pk: Names(*names) for pk, *names in rows}
