"""What happened to the franchises as a data set: published events, and nothing for staff."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from franchises.models import FranchiseEvent
from franchises.public.open_data.dataset import Dataset
from franchises.public.open_data.fields import Field, Kind, field_of
from franchises.public.open_data.registers import FRANCHISE, FRANCHISEE
from franchises.public.open_data.rows import StoredRows

EVENTS = Dataset(
    name="franchise_events",
    title=_("Events of franchises"),
    description=_(
        "What happened to each franchise, and when: the steps of its award, amendments, renewals,"
        " transfers, defaults and their cure, its end."
    ),
    row=_("an event"),
    fields=(
        Field("event", _("Event"), Kind.COUNT, _("The number of the event in this register.")),
        FRANCHISE,
        FRANCHISEE,
        field_of(FranchiseEvent, "kind", description=_("What happened.")),
        field_of(FranchiseEvent, "happened_on"),
        field_of(FranchiseEvent, "reference", "instrument", title=_("Instrument")),
        field_of(FranchiseEvent, "summary", description=_("What happened, in a sentence.")),
        field_of(FranchiseEvent, "votes_for"),
        field_of(
            FranchiseEvent,
            "votes_against",
            description=_("Of a vote: how many of the six members were against it."),
        ),
        field_of(FranchiseEvent, "cure_by"),
        field_of(FranchiseEvent, "old_expires_on"),
        field_of(FranchiseEvent, "new_expires_on"),
    ),
    key=("event",),
    rows=StoredRows(
        lambda today: FranchiseEvent.objects.published(),
        lambda rows, text: rows.filter(
            Q(summary__icontains=text)
            | Q(reference__icontains=text)
            | Q(franchise__number__icontains=text)
        ),
        order=("pk",),
        paths={
            "event": "pk",
            "instrument": "reference",
            "franchise": "franchise__number",
            "franchisee": "franchise__franchisee__name",
        },
    ),
    csv="/data/franchise_events.csv",
    page="/franchises/",
    keywords=("franchises", "contracts", "awards", "amendments", "defaults"),
)
