"""What each franchise had in a fiscal year: as it was frozen where closed, added up where open."""

from collections.abc import Iterable, Sequence
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
from franchises.reports.ledger import Span, ledger, undated_collections
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
    still_open = [year for year in years if year not in frozen]
    is_restated = any(number > 1 for _, number in revisions.values())
    entries = entries_added_up(still_open, basis, first_month, is_restated=is_restated)
    undated = undated_collections(spans_of(still_open)) if basis is Basis.CASH else {}
    found = {
        year: YearOnBasis(*fiscal_year_bounds(year, first_month), entries[year], undated.get(year))
        for year in still_open
    }
    for year, figures in frozen.items():
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
    return YearFigures(
        fiscal_year,
        first_day,
        last_day,
        {
            basis: entries_added_up([fiscal_year], basis, first_month)[fiscal_year]
            for basis in Basis
        },
        undated_collections([(fiscal_year, fiscal_year)]).get(fiscal_year),
    )


def entries_added_up(
    years: Sequence[int],
    basis: Basis,
    first_month: int,
    *,
    is_restated: bool = True,
) -> dict[int, Entries]:
    """Return what each published franchise had in *years*, from the rows of the ledger."""
    if not years:
        return {}
    recorded = ledger(basis, first_month, spans_of(years), is_restated=is_restated)
    names = _names_of_published()
    return {
        year: {
            names[franchise]: entry
            for franchise, entry in recorded[year].items()
            if franchise in names
        }
        for year in years
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
