"""What a reader of a fee report must know to use it: on the page, and in every file of it."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from franchises.public.versions import DataVersion
from franchises.reports.revisions import Revision
from franchises.reports.tables import Table
from franchises.rules.fiscal_year import fiscal_year_label

ANY_REPORT = (
    (
        gettext_lazy("Source"),
        gettext_lazy(
            "The ledger of %(city)s: assessments and collections of its franchises, as its"
            " finance staff recorded them. Drafts are left out."
        ),
    ),
    (
        gettext_lazy("Method"),
        gettext_lazy(
            "Collected is what was received: fees, interest and penalties, less refunds."
            " Outstanding is assessed less collected, worked out franchise by franchise. Shares"
            " are of what was collected; changes are against the fiscal year before."
        ),
    ),
    (
        gettext_lazy("Basis"),
        gettext_lazy(
            "On the accrual basis a collection counts in the fiscal year that it is for; on the"
            " cash basis in the one that it was received in. What is due is known on the"
            " accrual basis alone."
        ),
    ),
    (
        gettext_lazy("Rounding"),
        gettext_lazy(
            "Amounts are exact to the cent and are never rounded. Percentages are rounded half"
            " up to a tenth, so that they need not add up to 100."
        ),
    ),
    (
        gettext_lazy("Negative figures"),
        gettext_lazy(
            "A refund is negative, and so is a year in which more was given back than came in."
            " A negative outstanding amount is overpaid; a negative change is a fall."
        ),
    ),
    (
        gettext_lazy("Unknown figures"),
        gettext_lazy(
            "[x] means not recorded, or not to be worked out from what is. It is never counted as"
            " zero."
        ),
    ),
)


@dataclass(frozen=True)
class Note:
    """A note under its title; ``address`` is where it leads, or empty."""

    title: str
    text: str
    address: str = ""


def notes_of_report(
    request: HttpRequest,
    year: int | None,
    basis_query: str,
    revision: Revision | None,
    version: DataVersion,
) -> tuple[Note, ...]:
    """Return the notes of the report of *year*, or of all where it is None."""
    page = reverse("fees") if year is None else reverse("fee_year", args=[year])
    address = request.build_absolute_uri(page) + basis_query
    revisions = "" if year is None or revision is None else reverse("revisions", args=[year])
    return (
        *(Note(str(title), text % {"city": settings.CITY_NAME}) for title, text in ANY_REPORT),
        Note(_("Revisions"), _revisions_in_words(revision), revisions),
        Note(_("How to cite"), _citation(year, revision, version, address)),
        Note(_("Licence"), settings.DATA_LICENSE, settings.DATA_LICENSE),
    )


def with_notes(table: Table, notes: tuple[Note, ...]) -> Table:
    """Return *table* with *notes* after its own, as its files have them."""
    return replace(table, notes=(*table.notes, *(f"{note.title}: {note.text}" for note in notes)))


def standing_in_words(revision: Revision | None) -> str:
    """Return what a year's figures are worth, in two words at most."""
    if revision is None:
        return _("provisional")
    return _("final") if revision.number == 1 else _("restated")


def _revisions_in_words(revision: Revision | None) -> str:
    if revision is None:
        return _(
            "The figures of an open year change when an assessment or a collection is added or put"
            " right. A closed year never changes: it is restated, with the old figures and the"
            " reason beside the new."
        )
    return _(
        "This is revision %(number)s. A closed year never changes: it is restated, with the old"
        " figures and the reason beside the new."
    ) % {"number": revision.number}


def _citation(
    year: int | None, revision: Revision | None, version: DataVersion, address: str
) -> str:
    title = (
        _("Fees by fiscal year")
        if year is None
        else _("Fees of %(year)s") % {"year": fiscal_year_label(year)}
    )
    parts = [settings.CITY_NAME, title]
    if year is not None:
        parts.append(standing_in_words(revision))
    if version.changed_at:
        day = date_format(localtime(version.changed_at), "j F Y")
        parts.append(_("data of %(day)s") % {"day": day})
    return ", ".join([*parts, address]) + "."
