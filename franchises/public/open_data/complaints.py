"""Complaints as a data set: each with the installation that it is about, where one is known.

What a complaint says in free words is for staff; whose installation it is about is told where its
franchise is published, and a draft is as if there were none.
"""

from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Round
from django.utils.translation import gettext_lazy as _

from franchises.models import Borough, Complaint, ComplaintMatch
from franchises.public.open_data.dataset import Dataset
from franchises.public.open_data.fields import Field, Kind, field_of
from franchises.public.open_data.rows import StoredRows

HOW = ComplaintMatch.How


def _complaints() -> QuerySet[Any]:
    is_shown = Q(match__installation__franchise__is_published=True)

    def shown(path: str) -> Case:
        return Case(When(is_shown, then=F(f"match__installation__{path}")), default=Value(""))

    return Complaint.objects.annotate(
        matched=Case(
            When(is_shown | Q(match__installation=None), then=F("match__how")),
            default=Value(HOW.NONE.value),
        ),
        metres=Case(When(is_shown, then=Cast(Round("match__metres"), IntegerField()))),
        about_source=shown("source"),
        about_asset=shown("asset_id"),
        about_franchise=shown("franchise__number"),
        about_franchisee=shown("franchise__franchisee__name"),
    )


COMPLAINTS = Dataset(
    name="complaints",
    title=_("Complaints"),
    description=_(
        "Service requests about what stands in the streets under a franchise, as the city's"
        " complaint line publishes them, each with the installation that it is about, where that is"
        " known."
    ),
    row=_("a complaint"),
    fields=(
        field_of(Complaint, "source"),
        field_of(Complaint, "number"),
        field_of(Complaint, "created_on"),
        field_of(Complaint, "closed_on"),
        field_of(Complaint, "agency"),
        field_of(Complaint, "complaint_type", title=_("Type of complaint")),
        field_of(Complaint, "descriptor"),
        field_of(Complaint, "status"),
        field_of(Complaint, "address", description=_("The address that was given.")),
        field_of(Complaint, "on_street", description=_("The street it is on.")),
        field_of(
            Borough,
            "name",
            "borough",
            title=_("Borough"),
            description=_("Its borough."),
            optional=True,
        ),
        field_of(Complaint, "postcode", description=_("Its postcode.")),
        field_of(Complaint, "community_board"),
        field_of(Complaint, "council_district", description=_("The council district it is in.")),
        field_of(Complaint, "latitude"),
        field_of(Complaint, "longitude"),
        Field(
            "matched",
            _("Matched"),
            Kind.TEXT,
            _(
                "How the installation was found: person, named by staff; id, named by the"
                " complaint; place, the only one near its place; or why none was."
            ),
            optional=True,
            choices=tuple(HOW.values),
        ),
        Field(
            "metres",
            _("Metres"),
            Kind.COUNT,
            _("How far the installation is from the place of the complaint, in whole metres."),
            optional=True,
        ),
        Field(
            "installation_source",
            _("Installation, source"),
            Kind.TEXT,
            _("The list that the installation is in; empty where none is known."),
            optional=True,
        ),
        Field(
            "installation",
            _("Installation"),
            Kind.TEXT,
            _("The id of the installation in that list."),
            optional=True,
        ),
        Field(
            "franchise",
            _("Franchise"),
            Kind.TEXT,
            _("The number of its franchise today."),
            optional=True,
        ),
        Field("franchisee", _("Franchisee"), Kind.TEXT, _("Who holds that today."), optional=True),
    ),
    key=("source", "number"),
    rows=StoredRows(
        lambda today: _complaints(),
        lambda rows, text: rows.filter(
            Q(number__startswith=text)
            | Q(complaint_type__icontains=text)
            | Q(descriptor__icontains=text)
            | Q(address__icontains=text)
        ),
        order=("pk",),
        paths={
            "borough": "borough__name",
            "installation_source": "about_source",
            "installation": "about_asset",
            "franchise": "about_franchise",
            "franchisee": "about_franchisee",
        },
    ),
    csv="/complaints.csv",
    page="/complaints/",
    keywords=("complaints", "311", "kiosks", "service requests", "telecommunications"),
)
