"""The figures of closed years, read as they were published: from text, never from the ledger.

The text of a revision says what each franchise had, under the names of its day; ``totals`` beside
it what they come to, so that a list of all years reads no more than a line of each.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

from franchises.models import YearRevision
from franchises.reports.recorded import Basis, Recorded, Undated, added_up, dollars
from franchises.rules.money import CENT

FORMAT = "fee summary of a fiscal year, 1"
AMOUNTS = ("assessed", "received", "refunds", "interest_and_penalties", "outstanding")


class Names(NamedTuple):
    """What a franchise, its holder and its type are called in the figures of a year."""

    number: str
    franchisee: str
    slug: str
    type_code: str
    type_name: str


# By the names of a franchise, which its number makes unique.
Entries = dict[Names, Recorded]


@dataclass(frozen=True)
class YearFigures:
    """What each franchise had in a fiscal year, on both bases."""

    fiscal_year: int
    first_day: date
    last_day: date
    entries: Mapping[Basis, Entries]
    undated: Undated | None


@dataclass(frozen=True)
class YearTotals:
    """What a closed year comes to on one basis, and the slugs of those who paid."""

    revision: int
    recorded: Recorded
    payers: frozenset[str]
    undated: Undated | None


def text_of(figures: YearFigures) -> str:
    """Return *figures* as the one JSON text that says them: the text that is hashed."""
    document = {
        "format": FORMAT,
        "unit": "US cents",
        "fiscal_year": figures.fiscal_year,
        "first_day": figures.first_day.isoformat(),
        "last_day": figures.last_day.isoformat(),
        "undated": _kept_undated(figures.undated),
    }
    for basis, entries in figures.entries.items():
        document[str(basis)] = {
            "franchises": [names._asdict() | asdict(entries[names]) for names in sorted(entries)],
            "total": asdict(added_up(entries.values())),
        }
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def figures_from(text: str) -> YearFigures:
    """Return the figures that `text_of` wrote."""
    kept = json.loads(text)
    return YearFigures(
        fiscal_year=kept["fiscal_year"],
        first_day=date.fromisoformat(kept["first_day"]),
        last_day=date.fromisoformat(kept["last_day"]),
        entries={
            basis: {
                Names(*(row[name] for name in Names._fields)): _recorded(row)
                for row in kept[str(basis)]["franchises"]
            }
            for basis in Basis
        },
        undated=_undated(kept["undated"]),
    )


def totals_of(figures: YearFigures) -> dict[str, Any]:
    """Return what *figures* come to, as it is kept beside their text."""
    totals: dict[str, Any] = {
        str(basis): asdict(added_up(entries.values()))
        | {"payers": sorted({names.slug for names, each in entries.items() if _paid(each)})}
        for basis, entries in figures.entries.items()
    }
    return totals | {"undated": _kept_undated(figures.undated)}


def newest_revisions() -> dict[int, tuple[int, int]]:
    """Return the primary key and the number of each closed year's newest revision. One query."""
    revisions = YearRevision.objects.order_by("number").values_list("fiscal_year", "pk", "number")
    return {year: (pk, number) for year, pk, number in revisions}


def frozen_figures(revisions: Iterable[int]) -> dict[int, YearFigures]:
    """Return the figures of the *revisions* with these primary keys, by year. One query or none."""
    wanted = list(revisions)
    if not wanted:
        return {}
    texts = YearRevision.objects.filter(pk__in=wanted).values_list("fiscal_year", "figures")
    return {year: figures_from(text) for year, text in texts}


def frozen_totals(basis: Basis) -> dict[int, YearTotals]:
    """Return what each closed year comes to in its newest revision. One query."""
    revisions = YearRevision.objects.order_by("number")
    found = {}
    for year, number, totals in revisions.values_list("fiscal_year", "number", "totals"):
        on_basis = totals[str(basis)]
        found[year] = YearTotals(
            number, _recorded(on_basis), frozenset(on_basis["payers"]), _undated(totals["undated"])
        )
    return found


def _paid(each: Recorded) -> bool:
    return each.received is not None


def _recorded(row: Mapping[str, Any]) -> Recorded:
    return Recorded(*(row[name] for name in AMOUNTS))


def _kept_undated(undated: Undated | None) -> dict[str, int] | None:
    if undated is None:
        return None
    return {"number": undated.number, "amount": int(undated.amount / CENT)}


def _undated(kept: Mapping[str, int] | None) -> Undated | None:
    if kept is None:
        return None
    amount = dollars(kept["amount"])
    assert amount is not None
    return Undated(kept["number"], amount)
