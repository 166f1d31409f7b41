"""The yearly fee summary: a fiscal year by type, franchisee or franchise, and all years in a row.

Closed years are read from what was frozen, open ones added up on demand and stored nowhere. The
command, the page and the downloads all show these, through `reports.tables`, so they cannot differ.
No HTML, no clock and no settings: the first month of the fiscal year comes in as an argument.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from franchises.models import Franchise
from franchises.reports.figures import AllYears, FeeSummary, Grouping, SummaryRow, YearRow
from franchises.reports.frozen import Entries, Names, frozen_totals
from franchises.reports.ledger import ledger, spans_without, undated_collections
from franchises.reports.notes import notes_of_summary, notes_of_years
from franchises.reports.recorded import Basis, Recorded, added_up, dollars, known_sum
from franchises.reports.year_figures import YearOnBasis, all_years_on_basis, years_on_basis

TENTH = Decimal("0.1")

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
    "summaries_of_year",
]


class _Group(NamedTuple):
    key: str
    label: str
    franchisee: str = ""


def fee_summary(
    fiscal_year: int, grouping: Grouping, basis: Basis = Basis.ACCRUAL, first_month: int = 7
) -> FeeSummary:
    """Return the summary of *fiscal_year*; no rows where neither it nor the year before has any.

    Seven queries at most, whatever the number of rows. On the accrual basis outstanding is assessed
    less collected, franchise by franchise and only where something is assessed: what came in from a
    franchise without an assessment does not hide what another owes.
    """
    years = years_on_basis((fiscal_year - 1, fiscal_year), basis, first_month)
    return _summary(fiscal_year, years, grouping, basis)


def summaries_of_year(
    fiscal_year: int, basis: Basis = Basis.ACCRUAL, first_month: int = 7
) -> tuple[FeeSummary, ...]:
    """Return the summary of *fiscal_year* by each grouping, for the queries of one."""
    years = years_on_basis((fiscal_year - 1, fiscal_year), basis, first_month)
    return tuple(_summary(fiscal_year, years, grouping, basis) for grouping in Grouping)


def fee_summaries(
    grouping: Grouping, basis: Basis = Basis.ACCRUAL, first_month: int = 7
) -> tuple[FeeSummary, ...]:
    """Return the summary of every fiscal year from the first recorded to the last, newest first.

    Seven queries at most, whatever the number of years.
    """
    years = all_years_on_basis(basis, first_month)
    return tuple(_summary(year, years, grouping, basis) for year in sorted(years, reverse=True))


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
        _year_row(year, sums.get(year, Recorded()), sums.get(year - 1), len(payers.get(year, ())))
        for year in (range(max(years), min(years) - 1, -1) if years else ())
    ]
    total = _year_row(0, added_up(sums.values()), None, len(frozenset().union(*payers.values())))
    return AllYears(
        basis, tuple(rows), total, notes_of_years(basis, rows, total, list(undated.values()))
    )


def _summary(
    fiscal_year: int, years: Mapping[int, YearOnBasis], grouping: Grouping, basis: Basis
) -> FeeSummary:
    year = years[fiscal_year]
    now = _by_group(year.entries, grouping)
    earlier = years.get(fiscal_year - 1)
    before = _by_group(earlier.entries if earlier else {}, grouping)
    whole = known_sum(dollars(each.collected) for _, each in now.values())
    rows = [
        _summary_row(
            (now.get(key) or before[key])[0],
            now[key][1] if key in now else Recorded(),
            before[key][1] if key in before else None,
            whole,
        )
        for key in now.keys() | before.keys()
    ]
    rows.sort(key=lambda row: (row.collected is None, -(row.collected or 0), row.label, row.key))
    total = _total_row(rows)
    return FeeSummary(
        fiscal_year,
        year.first_day,
        year.last_day,
        basis,
        grouping,
        len({names.slug for names, each in year.entries.items() if each.received is not None}),
        tuple(rows),
        total,
        notes_of_summary(fiscal_year, basis, rows, total, year.undated),
    )


def _franchisees_of_published() -> dict[int, str]:
    """Return the franchisee's slug of every published franchise, by the primary key of it."""
    published = Franchise.objects.published().order_by()
    return dict(published.values_list("pk", "franchisee__slug"))


def _by_group(entries: Entries, grouping: Grouping) -> dict[str, tuple[_Group, Recorded]]:
    """Return the sum of each group, by its key; it is called as the first of it is called."""
    found: dict[str, tuple[_Group, Recorded]] = {}
    for names, entry in entries.items():
        group = _group(names, grouping)
        found.setdefault(group.key, (group, Recorded()))[1].add(entry)
    return found


def _group(names: Names, grouping: Grouping) -> _Group:
    match grouping:
        case Grouping.TYPE:
            return _Group(names.type_code, names.type_name)
        case Grouping.FRANCHISEE:
            return _Group(names.slug, names.franchisee)
    return _Group(names.number, names.number, names.franchisee)


def _summary_row(
    group: _Group, now: Recorded, before: Recorded | None, whole: Decimal | None
) -> SummaryRow:
    collected = dollars(now.collected)
    previous = dollars(before.collected) if before else None
    change, change_percent = _change(collected, previous)
    return SummaryRow(
        key=group.key,
        label=group.label,
        franchisee=group.franchisee,
        assessed=dollars(now.assessed),
        collected=collected,
        refunds=None if collected is None else dollars(now.refunds),
        interest_and_penalties=(None if collected is None else dollars(now.interest_and_penalties)),
        outstanding=dollars(now.outstanding),
        share=_percent(collected, whole),
        previous=previous,
        change=change,
        change_percent=change_percent,
    )


def _total_row(rows: Sequence[SummaryRow]) -> SummaryRow:
    """Return the sum of the known figures of each column; its change is between its two years."""
    collected = known_sum(row.collected for row in rows)
    previous = known_sum(row.previous for row in rows)
    change, change_percent = _change(collected, previous)
    return SummaryRow(
        key="",
        label="Total",
        franchisee="",
        assessed=known_sum(row.assessed for row in rows),
        collected=collected,
        refunds=known_sum(row.refunds for row in rows),
        interest_and_penalties=known_sum(row.interest_and_penalties for row in rows),
        outstanding=known_sum(row.outstanding for row in rows),
        share=_percent(collected, collected),
        previous=previous,
        change=change,
        change_percent=change_percent,
    )


def _year_row(year: int, now: Recorded, before: Recorded | None, franchisees: int) -> YearRow:
    row = _summary_row(_Group("", ""), now, before, None)
    return YearRow(
        fiscal_year=year,
        assessed=row.assessed,
        collected=row.collected,
        refunds=row.refunds,
        interest_and_penalties=row.interest_and_penalties,
        outstanding=row.outstanding,
        change=row.change,
        change_percent=row.change_percent,
        franchisees=franchisees,
    )


def _change(
    collected: Decimal | None, previous: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    if collected is None or previous is None:
        return None, None
    return collected - previous, _percent(collected - previous, previous)


def _percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return *part* in per cent of *whole*, half up to a tenth; None where it has no meaning."""
    if part is None or whole is None or whole <= 0:
        return None
    percent = (part * 100 / whole).quantize(TENTH, rounding=ROUND_HALF_UP)
    return percent if percent else abs(percent)
