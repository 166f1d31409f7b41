"""What was published of a closed year, each revision beside the one before it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from franchises.models import FiscalYear, YearRevision
from franchises.reports.frozen import YearFigures, totals_of
from franchises.reports.recorded import Basis, dollars
from franchises.reports.year_figures import spans_of
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import format_money
from franchises.rules.workings import NOTHING

# What a revision comes to: the totals that are published, in this order.
MEASURES = (
    (Basis.ACCRUAL, "assessed", gettext_noop("Assessed")),
    (Basis.ACCRUAL, "received", gettext_noop("Collected, accrual basis")),
    (Basis.ACCRUAL, "outstanding", gettext_noop("Outstanding")),
    (Basis.CASH, "received", gettext_noop("Collected, cash basis")),
)


@dataclass(frozen=True)
class Total:
    """A total of one revision, in US dollars, and what it is more than in the revision before.

    ``amount`` is None where nothing was recorded; ``difference`` is None in the first revision.
    """

    words: str
    amount: Decimal | None
    difference: Decimal | None

    @property
    def change(self) -> str:
        """The difference with its sign, such as ``+$12.00``."""
        if self.difference is None:
            return ""
        return f"{'+' if self.difference > 0 else ''}{format_money(self.difference)}"


@dataclass(frozen=True)
class Revision:
    """One publication of a closed year."""

    fiscal_year: int
    number: int
    reason: str
    sha256: str
    published_at: datetime
    totals: tuple[Total, ...]

    @property
    def previous(self) -> int:
        """The number of the revision before."""
        return self.number - 1

    @property
    def restatements(self) -> str:
        """How often the year was restated up to this one: ``once``, ``twice``, ``3 times``."""
        if self.previous <= 2:
            return _("once") if self.previous == 1 else _("twice")
        return _("%(number)s times") % {"number": self.previous}

    @property
    def changed(self) -> tuple[Total, ...]:
        """The totals that are other than in the revision before."""
        return tuple(total for total in self.totals if total.difference)


@dataclass(frozen=True)
class Change:
    """One total before and after, in US dollars."""

    words: str
    before: Decimal
    after: Decimal


Difference = tuple[Change, ...]


def revisions_of(fiscal_year: int) -> tuple[Revision, ...]:
    """Return every revision of *fiscal_year*, the first first; empty where it is open.

    One query.
    """
    rows = YearRevision.objects.filter(fiscal_year=fiscal_year).order_by("number")
    found: list[Revision] = []
    before: Mapping[str, Any] | None = None
    for row in rows.defer("figures"):
        found.append(
            Revision(
                fiscal_year,
                row.number,
                row.reason,
                row.sha256,
                row.published_at,
                _totals(row.totals, before),
            )
        )
        before = row.totals
    return tuple(found)


def newest_revision(fiscal_year: int) -> Revision | None:
    """Return the newest revision of *fiscal_year*; None while it is open. One query."""
    published = revisions_of(fiscal_year)
    return published[-1] if published else None


def figures_text(fiscal_year: int, number: int) -> str | None:
    """Return the text of a revision exactly as it was hashed; None where there is none."""
    rows = YearRevision.objects.filter(fiscal_year=fiscal_year, number=number)
    return rows.values_list("figures", flat=True).first()


def difference_from_newest(figures: YearFigures) -> Difference:
    """Return which totals of *figures* are other than those of the newest revision of the year."""
    rows = YearRevision.objects.filter(fiscal_year=figures.fiscal_year).order_by("-number")
    before = rows.values_list("totals", flat=True).first()
    totals = totals_of(figures)
    return tuple(
        Change(
            _(words),
            _amount(before, basis, name) or NOTHING,
            _amount(totals, basis, name) or NOTHING,
        )
        for basis, name, words in MEASURES
        if _amount(before, basis, name) != _amount(totals, basis, name)
    )


def closed_years() -> frozenset[int]:
    """Return the fiscal years that are closed. One query."""
    closed = FiscalYear.objects.closed().order_by()
    return frozenset(closed.values_list("year", flat=True))


def totals_in_words(figures: YearFigures) -> list[tuple[str, Decimal | None]]:
    """Return what *figures* come to, each total with the words for it."""
    totals = totals_of(figures)
    return [(_(words), _amount(totals, basis, name)) for basis, name, words in MEASURES]


def in_words(years: Iterable[int]) -> str:
    """Return *years* as people list them: ``FY2009 and FY2011 to FY2013``; empty for none."""
    spans = [_span(first, last) for first, last in spans_of(years)]
    if len(spans) < 2:
        return "".join(spans)
    return _("%(these)s and %(last)s") % {"these": ", ".join(spans[:-1]), "last": spans[-1]}


def _span(first: int, last: int) -> str:
    if first == last:
        return fiscal_year_label(first)
    words = _("%(first)s and %(last)s") if last == first + 1 else _("%(first)s to %(last)s")
    return words % {"first": fiscal_year_label(first), "last": fiscal_year_label(last)}


def _totals(totals: Mapping[str, Any], before: Mapping[str, Any] | None) -> tuple[Total, ...]:
    found = []
    for basis, name, words in MEASURES:
        amount, old = _amount(totals, basis, name), _amount(before, basis, name)
        difference = None if before is None else (amount or NOTHING) - (old or NOTHING)
        found.append(Total(_(words), amount, difference))
    return tuple(found)


def _amount(totals: Mapping[str, Any] | None, basis: Basis, name: str) -> Decimal | None:
    if totals is None:
        return None
    kept = totals[str(basis)]
    if name == "received" and kept["received"] is None and kept["assessed"] is not None:
        return NOTHING
    return dollars(kept[name])
