"""The yearly fee summary: a fiscal year by type, franchisee or franchise, and all years in a row.

Frozen figures, computed on demand and stored nowhere. The command, the page and the downloads all
show these, through `reports.tables`, so they cannot differ. No HTML, no clock and no settings: the
first month of the fiscal year comes in as an argument.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.db.models import F, Value

from franchises.models import Franchise
from franchises.reports.figures import AllYears, FeeSummary, Grouping, SummaryRow, YearRow
from franchises.reports.ledger import (
    Basis,
    Ledger,
    Recorded,
    Undated,
    dollars,
    known_sum,
    ledger,
    undated_collections,
)
from franchises.reports.notes import notes_of_summary, notes_of_years
from franchises.rules.fiscal_year import fiscal_year_bounds

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
]


class _Group(NamedTuple):
    key: str
    label: str
    franchisee: str = ""


class _Read(NamedTuple):
    """What summaries are made of, once it is read; the names are those of published franchises."""

    basis: Basis
    grouping: Grouping
    first_month: int
    recorded: Ledger
    undated: Mapping[int, Undated]
    franchisees: Mapping[int, int]
    groups: Mapping[int, _Group]


def fee_summary(
    fiscal_year: int, grouping: Grouping, basis: Basis = Basis.ACCRUAL, first_month: int = 7
) -> FeeSummary:
    """Return the summary of *fiscal_year*; no rows where neither it nor the year before has any.

    Three queries, whatever the number of rows. On the accrual basis outstanding is assessed less
    collected, franchise by franchise and only where something is assessed: what came in from a
    franchise without an assessment does not hide what another owes.
    """
    recorded = ledger(basis, first_month, (fiscal_year - 1, fiscal_year))
    undated = undated_collections(fiscal_year) if basis is Basis.CASH else {}
    read = _Read(basis, grouping, first_month, recorded, undated, *_published_franchises(grouping))
    return _summary_of(fiscal_year, read)


def fee_summaries(
    grouping: Grouping, basis: Basis = Basis.ACCRUAL, first_month: int = 7
) -> tuple[FeeSummary, ...]:
    """Return the summary of every fiscal year from the first recorded to the last, newest first.

    Three queries on the accrual basis, four on the cash basis, whatever the number of years.
    """
    recorded = ledger(basis, first_month)
    undated = undated_collections() if basis is Basis.CASH else {}
    read = _Read(basis, grouping, first_month, recorded, undated, *_published_franchises(grouping))
    years = range(max(recorded), min(recorded) - 1, -1) if recorded else ()
    return tuple(_summary_of(year, read) for year in years)


def all_years(basis: Basis = Basis.ACCRUAL, first_month: int = 7) -> AllYears:
    """Return every fiscal year on record, a year without any in between included.

    Three queries on the accrual basis, four on the cash basis.
    """
    recorded = ledger(basis, first_month)
    undated = undated_collections() if basis is Basis.CASH else {}
    franchisees, _ = _published_franchises(Grouping.FRANCHISEE)
    sums: dict[int, Recorded] = {}
    payers: dict[int, set[int]] = {}
    for year, entries in recorded.items():
        shown = [entry for franchise, entry in entries.items() if franchise in franchisees]
        if shown:
            sums[year] = _sum(shown)
            payers[year] = _payers(entries, franchisees)
    years = sums.keys() | undated.keys()
    rows = [
        _year_row(year, sums.get(year, Recorded()), sums.get(year - 1), len(payers.get(year, ())))
        for year in (range(max(years), min(years) - 1, -1) if years else ())
    ]
    total = _year_row(0, _sum(sums.values()), None, len(set().union(*payers.values())))
    return AllYears(
        basis, tuple(rows), total, notes_of_years(basis, rows, total, list(undated.values()))
    )


def _summary_of(fiscal_year: int, read: _Read) -> FeeSummary:
    basis, groups = read.basis, read.groups
    now = _by_group(read.recorded[fiscal_year], groups)
    before = _by_group(read.recorded[fiscal_year - 1], groups)
    whole = known_sum(dollars(each.collected) for each in now.values())
    rows = [
        _summary_row(group, now.get(group, Recorded()), before.get(group), whole)
        for group in now.keys() | before.keys()
    ]
    rows.sort(key=lambda row: (row.collected is None, -(row.collected or 0), row.label, row.key))
    total = _total_row(rows)
    first_day, last_day = fiscal_year_bounds(fiscal_year, read.first_month)
    return FeeSummary(
        fiscal_year,
        first_day,
        last_day,
        basis,
        read.grouping,
        len(_payers(read.recorded[fiscal_year], read.franchisees)),
        tuple(rows),
        total,
        notes_of_summary(fiscal_year, basis, rows, total, read.undated.get(fiscal_year)),
    )


def _published_franchises(grouping: Grouping) -> tuple[dict[int, int], dict[int, _Group]]:
    """Return the franchisee and the group of every published franchise, by primary key."""
    key, label, franchisee = {
        Grouping.TYPE: ("franchise_type__code", "franchise_type__name", Value("")),
        Grouping.FRANCHISEE: ("franchisee__slug", "franchisee__name", Value("")),
        Grouping.FRANCHISE: ("number", "number", F("franchisee__name")),
    }[grouping]
    franchisees, groups = {}, {}
    named = Franchise.objects.published().order_by().annotate(holder=franchisee)
    for franchise, holder, *names in named.values_list("pk", "franchisee", key, label, "holder"):
        franchisees[franchise] = holder
        groups[franchise] = _Group(*names)
    return franchisees, groups


def _by_group(
    entries: Mapping[int, Recorded], groups: Mapping[int, _Group]
) -> dict[_Group, Recorded]:
    found: dict[_Group, Recorded] = {}
    for franchise, entry in entries.items():
        if franchise in groups:
            group = groups[franchise]
            if group not in found:
                found[group] = Recorded()
            found[group].add(entry)
    return found


def _payers(entries: Mapping[int, Recorded], franchisees: Mapping[int, int]) -> set[int]:
    return {
        franchisees[franchise]
        for franchise, entry in entries.items()
        if entry.received is not None and franchise in franchisees
    }


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


def _sum(entries: Iterable[Recorded]) -> Recorded:
    total = Recorded()
    for entry in entries:
        total.add(entry)
    return total


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
