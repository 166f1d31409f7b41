"""How what franchises had becomes the rows of a summary, and their total."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from franchises.reports.figures import Grouping, SummaryRow, YearRow
from franchises.reports.frozen import Names
from franchises.reports.recorded import Recorded, dollars, known_sum

TENTH = Decimal("0.1")


class Group(NamedTuple):
    """What a row is about: its key, its words, and the holder where it is a franchise."""

    key: str
    label: str
    franchisee: str = ""


def by_group(
    entries: Iterable[tuple[Names, Recorded]], grouping: Grouping
) -> dict[str, tuple[Group, Recorded]]:
    """Return the sum of each group, by its key; it is called as the first of it is called."""
    found: dict[str, tuple[Group, Recorded]] = {}
    for names, entry in entries:
        group = _group(names, grouping)
        found.setdefault(group.key, (group, Recorded()))[1].add(entry)
    return found


def _group(names: Names, grouping: Grouping) -> Group:
    match grouping:
        case Grouping.TYPE:
            return Group(names.type_code, names.type_name)
        case Grouping.FRANCHISEE:
            return Group(names.slug, names.franchisee)
    return Group(names.number, names.number, names.franchisee)


def most_collected_first(row: SummaryRow) -> tuple[bool, Decimal, str, str]:
    """Return what rows are sorted by: the most collected first, the unknown last."""
    return row.collected is None, -(row.collected or Decimal()), row.label, row.key


def summary_row(
    group: Group, now: Recorded, before: Recorded | None, whole: Decimal | None
) -> SummaryRow:
    """Return a row of what is recorded *now*; its share is of *whole*."""
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


def total_row(rows: Sequence[SummaryRow], whole: Decimal | None) -> SummaryRow:
    """Return the sum of the known figures of each column; its change is between its two years."""
    collected = known_sum(row.collected for row in rows)
    previous = known_sum(row.previous for row in rows)
    change, change_percent = _change(collected, previous)
    return SummaryRow(
        key="",
        label=_("Total"),
        franchisee="",
        assessed=known_sum(row.assessed for row in rows),
        collected=collected,
        refunds=known_sum(row.refunds for row in rows),
        interest_and_penalties=known_sum(row.interest_and_penalties for row in rows),
        outstanding=known_sum(row.outstanding for row in rows),
        share=_percent(collected, whole),
        previous=previous,
        change=change,
        change_percent=change_percent,
    )


def year_row(year: int, now: Recorded, before: Recorded | None, franchisees: int) -> YearRow:
    """Return the row of a year, 0 for all of them."""
    row = summary_row(Group("", ""), now, before, None)
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
