"""The public registers as data sets: franchises, franchisees, installations, and what was
published of closed years. Drafts, notes and contacts are in none of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from franchises.models import (
    Borough,
    Franchise,
    Franchisee,
    FranchiseeAlias,
    FranchiseType,
    Installation,
    YearRevision,
)
from franchises.models.franchise import STATUS_LABELS
from franchises.public.filters import franchisees_named
from franchises.public.open_data.dataset import Dataset, Download
from franchises.public.open_data.fields import Field, Kind, field_of
from franchises.public.open_data.rows import StoredRows
from franchises.reports.dictionary import MEANINGS

FRANCHISEE = Field("franchisee", _("Franchisee"), Kind.TEXT, MEANINGS["franchisee"])
FRANCHISE = Field("franchise", _("Franchise"), Kind.TEXT, MEANINGS["franchise"])


def _published_franchises(today: date) -> QuerySet[Franchise]:
    return Franchise.objects.published().with_status_on(today)


def _franchises_like(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    named = Q(franchisee__in=franchisees_named(text))
    return rows.filter(Q(number__icontains=text) | Q(title__icontains=text) | named)


def _boroughs_of(keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    through = Franchise.boroughs.through.objects.filter(franchise__in=keys)
    return _gathered(through.order_by("borough__name").values_list("franchise_id", "borough__name"))


def _franchisees(today: date) -> QuerySet[Franchisee]:
    published = Franchise.objects.published().values("franchisee")
    held = Count("franchises", filter=Q(franchises__is_published=True))
    return Franchisee.objects.filter(pk__in=published).annotate(published_franchises=held)


def _other_names_of(keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    others = FranchiseeAlias.objects.filter(franchisee__in=keys)
    return _gathered(others.order_by("name_key").values_list("franchisee_id", "name"))


def _gathered(pairs: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for key, name in pairs:
        found[key] = (*found.get(key, ()), name)
    return found


def _installations_like(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(
        Q(asset_id__istartswith=text) | Q(on_street__istartswith=text) | Q(address__icontains=text)
    )


FRANCHISES = Dataset(
    name="franchises",
    title=_("Franchises"),
    description=_(
        "The contracts that let a company or body use the streets: who holds each, of which type it"
        " is, its term, and its status on the day of reading."
    ),
    row=_("a franchise"),
    fields=(
        field_of(Franchise, "number"),
        FRANCHISEE,
        field_of(
            Franchisee, "slug", "franchisee_slug", title=_("Franchisee, short"), optional=False
        ),
        field_of(
            FranchiseType, "name", "franchise_type", title=_("Type"), description=_("Its type.")
        ),
        field_of(FranchiseType, "code", "franchise_type_code", title=_("Type, short")),
        field_of(Franchise, "title"),
        field_of(Franchise, "effective_on"),
        field_of(Franchise, "expires_on"),
        field_of(Franchise, "is_perpetual", "perpetual"),
        field_of(Franchise, "terminated_on"),
        field_of(Franchise, "is_holdover", "holdover"),
        Field(
            "status",
            _("Status"),
            Kind.TEXT,
            _("Its status on the day of reading, worked out from its term."),
            choices=tuple(status.value for status in STATUS_LABELS),
        ),
        field_of(Franchise, "registered_on"),
        field_of(Franchise, "registration_number"),
        field_of(Franchise, "award_method"),
        Field(
            "boroughs", _("Boroughs"), Kind.NAMES, _("The boroughs it covers, where that is known.")
        ),
    ),
    key=("number",),
    rows=StoredRows(
        _published_franchises,
        _franchises_like,
        order=("number",),
        paths={
            "franchisee": "franchisee__name",
            "franchisee_slug": "franchisee__slug",
            "franchise_type": "franchise_type__name",
            "franchise_type_code": "franchise_type__code",
            "perpetual": "is_perpetual",
            "holdover": "is_holdover",
            "boroughs": "boroughs__name",
        },
        names={"boroughs": _boroughs_of},
    ),
    csv="/franchises.csv",
    page="/franchises/",
    keywords=("franchises", "contracts", "telecommunications", "cable television", "streets"),
    more=(Download("/expiries.ics", _("iCalendar of expiries"), "text/calendar"),),
)

FRANCHISEES = Dataset(
    name="franchisees",
    title=_("Franchisees"),
    description=_(
        "The companies and bodies that hold a franchise, or held one, with the other names that"
        " files use for them."
    ),
    row=_("a franchisee"),
    fields=(
        field_of(Franchisee, "name"),
        field_of(Franchisee, "slug", optional=False),
        Field("other_names", _("Other names"), Kind.NAMES, _("Other names that files use for it.")),
        field_of(Franchisee, "website"),
        Field(
            "franchises", _("Franchises"), Kind.COUNT, _("How many franchises it holds, or held.")
        ),
    ),
    key=("slug",),
    rows=StoredRows(
        _franchisees,
        lambda rows, text: rows.filter(pk__in=franchisees_named(text).values("pk")),
        order=("name_key",),
        paths={"other_names": "aliases__name", "franchises": "published_franchises"},
        names={"other_names": _other_names_of},
    ),
    csv="/franchisees.csv",
    page="/franchisees/",
    keywords=("franchisees", "companies", "telecommunications", "cable television"),
)

INSTALLATIONS = Dataset(
    name="installations",
    title=_("Installations"),
    description=_(
        "What stands on, over and under the streets under a franchise: pole tops, kiosks, antennas,"
        " cabinets, cable."
    ),
    row=_("an installation"),
    fields=(
        field_of(Installation, "source"),
        field_of(Installation, "asset_id"),
        FRANCHISE,
        FRANCHISEE,
        field_of(Installation, "kind", description=_("What it is.")),
        field_of(
            Installation, "status", description=_("Where it stands, from proposal to removal.")
        ),
        field_of(Installation, "address"),
        field_of(Installation, "on_street", description=_("The street it is on.")),
        field_of(Installation, "cross_street_1", description=_("One crossing street.")),
        field_of(Installation, "cross_street_2", description=_("The other crossing street.")),
        field_of(
            Borough,
            "name",
            "borough",
            title=_("Borough"),
            description=_("Its borough."),
            optional=True,
        ),
        field_of(Installation, "postcode", description=_("Its postcode.")),
        field_of(Installation, "community_board"),
        field_of(Installation, "council_district", description=_("The council district it is in.")),
        *(
            field_of(Installation, name)
            for name in (
                "bin",
                "bbl",
                "latitude",
                "longitude",
                "fee_zone",
                "host_structure",
                "length_feet",
            )
        ),
        field_of(Installation, "reserved_on", description=_("The day its place was reserved.")),
        field_of(Installation, "installed_on", description=_("The day it was installed.")),
        field_of(Installation, "activated_on", description=_("The day it began to work.")),
        field_of(Installation, "removed_on", description=_("The day it was removed.")),
    ),
    key=("source", "asset_id"),
    rows=StoredRows(
        lambda today: Installation.objects.published(),
        _installations_like,
        order=("pk",),
        paths={
            "franchise": "franchise__number",
            "franchisee": "franchise__franchisee__name",
            "borough": "borough__name",
        },
    ),
    csv="/installations.csv",
    page="/installations/",
    keywords=("poles", "kiosks", "antennas", "fiber", "streets", "telecommunications"),
    more=(Download("/installations.geojson", "GeoJSON", "application/geo+json"),),
)

YEAR_REVISIONS = Dataset(
    name="year_revisions",
    title=_("Published figures of closed years"),
    description=_(
        "When the figures of a closed fiscal year were published, and each restatement of them with"
        " its reason."
    ),
    row=_("a publication of a fiscal year's figures"),
    fields=(
        Field("fiscal_year", _("Fiscal year"), Kind.YEAR, MEANINGS["fiscal_year"]),
        field_of(YearRevision, "number"),
        field_of(YearRevision, "published_at", description=_("When the figures were published.")),
        field_of(YearRevision, "reason"),
        field_of(
            YearRevision, "sha256", description=_("The SHA-256 of the figures, as published.")
        ),
    ),
    key=("fiscal_year", "number"),
    rows=StoredRows(
        lambda today: YearRevision.objects.all(),
        lambda rows, text: rows.filter(reason__icontains=text),
        order=("fiscal_year_id", "number"),
        paths={"fiscal_year": "fiscal_year_id"},
    ),
    csv="/data/year_revisions.csv",
    page="/fees/",
    keywords=("fees", "revenue", "revisions", "restatements"),
)
