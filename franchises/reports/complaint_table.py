"""The counts of complaints as a table."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from franchises.models import ComplaintMatch
from franchises.reports.complaints import (
    By,
    Group,
    Narrowed,
    Tally,
    complaint_counts,
    complaints_narrowed,
    matches,
)
from franchises.reports.notes import UNKNOWN
from franchises.reports.tables import Column, Kind, Row, Table, Value, cells_of
from franchises.rules.complaints import WITHIN_METRES

NAMES = {
    By.FRANCHISEE: (Column("franchisee", gettext_lazy("Franchisee"), Kind.TEXT),),
    By.INSTALLATION: (
        Column("installation", gettext_lazy("Installation"), Kind.TEXT),
        Column("place", gettext_lazy("Place"), Kind.TEXT),
        Column("franchisee", gettext_lazy("Franchisee"), Kind.TEXT),
    ),
    By.TYPE: (Column("complaint_type", gettext_lazy("Type of complaint"), Kind.TEXT),),
    By.DISTRICT: (Column("community_board", gettext_lazy("Community board"), Kind.TEXT),),
    By.YEAR: (Column("fiscal_year", gettext_lazy("Fiscal year"), Kind.YEAR),),
}
# What a row is, as a form offers it to choose.
ROWS = {
    By.FRANCHISEE: gettext_lazy("Franchisee"),
    By.INSTALLATION: gettext_lazy("Installation"),
    By.TYPE: gettext_lazy("Type of complaint"),
    By.DISTRICT: gettext_lazy("Community board"),
    By.YEAR: gettext_lazy("Fiscal year"),
}
FIGURES = (
    Column("complaints", gettext_lazy("Complaints"), Kind.COUNT),
    Column("open", gettext_lazy("Open"), Kind.COUNT),
    Column("closed", gettext_lazy("Closed"), Kind.COUNT),
    Column("median_days", gettext_lazy("Median days to close"), Kind.DAYS),
    Column("mean_days", gettext_lazy("Mean days to close"), Kind.DAYS),
)


def complaint_table(
    by: By, narrowed: Narrowed, first_month: int, words: str = "", *, with_drafts: bool = False
) -> Table:
    """Return the counts *by* as a table; *words* say what it is narrowed to. Two queries."""
    counts = complaint_counts(by, narrowed, first_month, with_drafts=with_drafts)
    whole = Tally()
    for __, tally in counts:
        whole.add_all(tally)
    columns = (*NAMES[by], *FIGURES)
    empty = [""] * (len(NAMES[by]) - 1)

    def row(group: Group, tally: Tally) -> Row:
        names = group.names if group.key else (_without_a_name(by), *empty)
        return Row(group.key, cells_of(columns, (*names, *_figures(tally))))

    found = matches(complaints_narrowed(narrowed, first_month, with_drafts=with_drafts))
    return Table(
        headline=_("%(number)s complaints%(words)s")
        % {"number": f"{whole.complaints:,}", "words": words},
        caption=_("Complaints by %(group)s%(words)s") % {"group": _in_words(by), "words": words},
        columns=columns,
        rows=tuple(row(group, tally) for group, tally in counts),
        total=Row("", cells_of(columns, (_("Total"), *empty, *_figures(whole)))),
        notes=_notes(found, counts),
    )


def _figures(tally: Tally) -> Sequence[Value]:
    return tuple(getattr(tally, column.key) for column in FIGURES)


def _in_words(by: By) -> str:
    return {
        By.FRANCHISEE: _("franchisee"),
        By.INSTALLATION: _("installation"),
        By.TYPE: _("type"),
        By.DISTRICT: _("community board"),
        By.YEAR: _("fiscal year"),
    }[by]


def _without_a_name(by: By) -> str:
    return _("None on record") if by is By.DISTRICT else _("Matched to no installation")


def _notes(
    found: dict[ComplaintMatch.How, int], counts: Sequence[tuple[Group, Tally]]
) -> tuple[str, ...]:
    """Return how the complaints were matched, in numbers, and what the figures are."""
    numbers = {each.value: f"{found[each]:,}" for each in ComplaintMatch.How}
    notes = [
        _(
            "%(id)s name the installation, %(person)s were put to one by staff, and %(place)s are"
            " about the only one that stood within %(metres)s metres of their place that day."
            " %(several)s have several near, and none is guessed; %(none)s have none near;"
            " %(no_place)s have no place."
        )
        % (numbers | {"metres": WITHIN_METRES}),
        _("A complaint counts for who holds the installation today."),
        _(
            "Days are from the day it was made to the day it was closed. The median is that of the"
            " one in the middle; the mean is rounded half up to a tenth."
        ),
    ]
    if any(not tally.closed for __, tally in counts):
        notes.append(_("%(unknown)s means that none is closed.") % {"unknown": UNKNOWN})
    return tuple(notes)
