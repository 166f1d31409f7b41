"""The tables of a fee report beside the fees: due against received, installations by borough."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from franchises.models import Installation
from franchises.reports.due import DueAndReceived, Sum
from franchises.reports.installation_counts import BoroughCount
from franchises.reports.tables import Column, Kind, Row, Table, cells_of
from franchises.rules.money import format_money

DUE_COLUMNS = (
    Column("line", gettext_lazy("Line"), Kind.TEXT),
    Column("amount", gettext_lazy("Amount"), Kind.MONEY),
    Column("accounts", gettext_lazy("Accounts"), Kind.COUNT),
)
DUE_NOTES = (
    gettext_noop(
        "An account is a franchise in a fiscal year. Outstanding is due less received, account by"
        " account: what one has overpaid hides nothing that another owes."
    ),
    gettext_noop(
        "Overpaid is negative. What was received where nothing is assessed pays for nothing due."
    ),
)
BOROUGH_COLUMNS = (
    Column("borough", gettext_lazy("Borough"), Kind.TEXT),
    *(Column(status.value, status.label, Kind.COUNT) for status in Installation.Status),
    Column("installations", gettext_lazy("All"), Kind.COUNT),
)
NO_BOROUGH = gettext_noop("No borough on record")


def due_table(label: str, due: DueAndReceived) -> Table:
    """Return what was due in the years called *label* against what was received; no total."""
    lines: tuple[tuple[str, str, Sum], ...] = (
        ("due", _("Due"), due.due),
        ("paid", _("Received where something is due"), due.paid),
        ("outstanding", _("Outstanding"), due.outstanding),
        ("owed", _("Of it: still owed"), due.owed),
        ("overpaid", _("Of it: overpaid"), due.overpaid),
        ("unassessed", _("Received where nothing is assessed"), due.unassessed),
        ("received", _("Received in all"), due.received),
    )
    return Table(
        headline=_("%(years)s: %(due)s due, %(received)s received")
        % {
            "years": label,
            "due": format_money(due.due.amount),
            "received": format_money(due.received.amount),
        },
        caption=_("Due against received, %(years)s, accrual basis") % {"years": label},
        columns=DUE_COLUMNS,
        rows=tuple(
            Row(key, cells_of(DUE_COLUMNS, (words, each.amount, each.accounts)))
            for key, words, each in lines
        ),
        total=None,
        notes=tuple(_(note) for note in DUE_NOTES),
    )


def borough_table(counts: Sequence[BoroughCount]) -> Table:
    """Return the installations by borough and status as a table."""

    def row(key: str, name: str, each: Mapping[Installation.Status, int]) -> Row:
        numbers = [each.get(status, 0) for status in Installation.Status]
        return Row(key, cells_of(BOROUGH_COLUMNS, (name, *numbers, sum(numbers))))

    total: Counter[Installation.Status] = Counter()
    for count in counts:
        total.update(count.by_status)
    return Table(
        headline=_("%(number)s installations on record") % {"number": f"{total.total():,}"},
        caption=_("Installations by borough, as recorded today"),
        columns=BOROUGH_COLUMNS,
        rows=tuple(row(each.code, each.name or _(NO_BOROUGH), each.by_status) for each in counts),
        total=row("", _("Total"), total),
        notes=(_("Installations are counted as they are recorded today, not as they were then."),),
    )
