"""The figures of a fiscal year become text and its SHA-256, and stay: a revision is published.

Nothing here decides whether a year may be closed or restated.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from datetime import datetime
from hashlib import sha256

from django.contrib.auth.models import User

from franchises.models import YearRevision
from franchises.reports.frozen import YearFigures, figures_from, text_of, totals_of
from franchises.reports.ledger import ledger
from franchises.reports.recorded import Recorded
from franchises.reports.revisions import closed_years
from franchises.reports.year_figures import figures_added_up
from franchises.rules.fiscal_year import fiscal_year_label


@dataclass(frozen=True)
class Frozen:
    """What would be published of a year, or is: the figures, their text, its SHA-256."""

    figures: YearFigures
    text: str = field(repr=False)
    sha256: str


def freeze(fiscal_year: int, first_month: int) -> Frozen:
    """Return the figures of *fiscal_year* from the ledger as they would be published now.

    Nothing is written.
    """
    figures = figures_added_up(fiscal_year, first_month)
    text = text_of(figures)
    return Frozen(figures, text, hash_of(text))


def hash_of(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, in hexadecimal, as any program would work it out."""
    return sha256(text.encode()).hexdigest()


def publish(frozen: Frozen, number: int, by: User, at: datetime, reason: str = "") -> YearRevision:
    """Keep *frozen* as revision *number* of its year. The database never lets it change."""
    return YearRevision.objects.create(
        fiscal_year_id=frozen.figures.fiscal_year,
        number=number,
        reason=reason,
        figures=frozen.text,
        sha256=frozen.sha256,
        totals=totals_of(frozen.figures),
        published_at=at,
        published_by=by,
    )


def wrong_with_frozen_years(first_month: int) -> list[str]:
    """Return what is wrong with the figures of closed years, in sentences; empty if nothing is.

    Every revision is hashed again, its totals are added up again, and the newest one of each year
    is compared with the ledger, whose rows of that year cannot have changed.
    """
    found = _wrong_with_numbers()
    newest: dict[int, YearRevision] = {}
    for revision in YearRevision.objects.order_by("fiscal_year", "number").iterator():
        found += _wrong_with_text(revision)
        newest[revision.fiscal_year_id] = revision
    for year, revision in newest.items():
        found += _wrong_with_ledger(year, revision, first_month)
    return found


def _wrong_with_numbers() -> list[str]:
    """Return a sentence for each year whose revisions are not those that its state asks for."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for year, number in YearRevision.objects.values_list("fiscal_year", "number"):
        numbers[year].append(number)
    closed = closed_years()
    found = []
    for year in sorted(closed | numbers.keys()):
        label = fiscal_year_label(year)
        if year not in closed:
            found.append(f"{label} is not closed, and figures of it are published as final.")
        elif not numbers[year]:
            found.append(f"{label} is closed, and no figures of it are published.")
        elif sorted(numbers[year]) != list(range(1, len(numbers[year]) + 1)):
            found.append(f"{label}: a revision is missing between the first and the newest.")
    return found


def _wrong_with_text(revision: YearRevision) -> list[str]:
    if hash_of(revision.figures) != revision.sha256:
        return [f"{revision}: the SHA-256 of its figures is not the one that was published."]
    try:
        figures = figures_from(revision.figures)
    except (ValueError, KeyError, TypeError):
        return [f"{revision}: its figures cannot be read."]
    if totals_of(figures) != revision.totals or figures.fiscal_year != revision.fiscal_year_id:
        return [f"{revision}: its totals are not those of its figures."]
    return []


def _wrong_with_ledger(year: int, revision: YearRevision, first_month: int) -> list[str]:
    """Return a sentence where the amounts are not those of the ledger.

    Amounts alone: a franchise may have another name or number by now, or be published no more.
    """
    try:
        figures = figures_from(revision.figures)
    except (ValueError, KeyError, TypeError):
        return []
    return [
        f"{fiscal_year_label(year)}: {revision} and the ledger differ on the {basis} basis."
        for basis, entries in figures.entries.items()
        if _amounts(entries.values())
        != _amounts(ledger(basis, first_month, [(year, year)])[year].values())
    ]


def _amounts(entries: Iterable[Recorded]) -> Counter[tuple[int | None, ...]]:
    return Counter(astuple(each) for each in entries)
