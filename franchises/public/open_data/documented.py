"""The published documents as a data set: what each is, what it is about, and where to get it."""

from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from franchises.models import Document
from franchises.models.document import HOLDERS
from franchises.public.open_data.dataset import Dataset
from franchises.public.open_data.fields import Field, Kind, field_of
from franchises.public.open_data.rows import StoredRows

ADDRESS = "/documents/"


def _published() -> QuerySet[Any]:
    named = Document.objects.published().with_names()
    return named.annotate(address=Concat(Value(ADDRESS), F("sha256")))


DOCUMENTS = Dataset(
    name="documents",
    title=_("Documents"),
    description=_(
        "Contracts, amendments, resolutions, certificates and letters that were published, with the"
        " address of each file and its SHA-256."
    ),
    row=_("a document"),
    fields=(
        Field(
            "number", _("Number"), Kind.COUNT, _("Its number here, which no other document gets.")
        ),
        field_of(Document, "title"),
        field_of(Document, "kind", description=_("What it is.")),
        field_of(Document, "dated_on"),
        Field(
            "about",
            _("About"),
            Kind.TEXT,
            _("The kind of record that it is on."),
            choices=tuple(holder.word for holder in HOLDERS.values()),
        ),
        Field(
            "franchise",
            _("Franchise"),
            Kind.TEXT,
            _("The number of the franchise that it belongs to; empty where it is on a franchisee."),
            optional=True,
        ),
        Field("franchisee", _("Franchisee"), Kind.TEXT, _("The franchisee that it belongs to.")),
        Field("address", _("Address"), Kind.TEXT, _("Where on this site the file is.")),
        field_of(Document, "media_type", title=_("Media type")),
        field_of(Document, "size"),
        field_of(Document, "sha256"),
        field_of(Document, "uploaded_at", description=_("When it was uploaded.")),
    ),
    key=("number",),
    rows=StoredRows(
        lambda today: _published(),
        lambda rows, text: rows.filter(title__icontains=text),
        order=("pk",),
        paths={"number": "pk"},
    ),
    csv="/documents.csv",
    page="/franchises/",
    keywords=("contracts", "resolutions", "certificates", "documents", "telecommunications"),
)
