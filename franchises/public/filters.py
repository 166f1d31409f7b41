"""What the public lists can be narrowed by: each filter is one parameter of the query string.

The choices name what the public may see and nothing else. No filter offers the distinct values of
an installation's column, which would read the whole table.
"""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from franchises.models import Borough, Franchise, Franchisee, FranchiseType, Installation
from franchises.models.franchise import STATUS_LABELS, FranchiseQuerySet
from franchises.models.zone_change import in_zone_on, zone_on
from franchises.public.folding import FoldingForm
from franchises.public.query_string import LONGEST_VALUE, check_form
from franchises.rules.fiscal_year import iso_day
from franchises.rules.names import name_key
from franchises.rules.places import Box, box_of

# A label, translated when it is shown.
Words = str | Promise


def franchisees_named(text: str) -> QuerySet[Franchisee]:
    """Return the franchisees with *text* in their name or in another name of theirs."""
    key = name_key(text)
    return Franchisee.objects.filter(
        Q(name_key__contains=key)
        | Q(pk__in=Franchisee.objects.filter(aliases__name_key__contains=key).values("pk"))
    )


def search_box(label: Words) -> Any:
    """Return a search box; the filter's ``matching`` says what it finds.

    ``%`` and ``_`` are mere characters in it: every lookup there escapes them.
    """
    return django_filters.CharFilter(
        method="matching",
        label=label,
        max_length=LONGEST_VALUE,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


def one_of(model: type[Any], field_name: str, label: Words, empty: Words) -> Any:
    """Return a select box over a small lookup table, whose values are the codes used in files."""
    return django_filters.ModelChoiceFilter(
        field_name=field_name,
        queryset=model.objects.all(),
        to_field_name="code",
        label=label,
        empty_label=empty,
    )


class DayField(forms.DateField):
    """A day as ISO 8601 has it, and in no other way."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date) or not value:
            return value or None
        found = iso_day(str(value))
        if found is None:
            raise forms.ValidationError(_("It is not a day such as 2013-06-30."), code="invalid")
        return found


class BoxField(forms.CharField):
    """South, west, north and east in degrees, with commas between."""

    widget = forms.TextInput(attrs={"placeholder": "40.70,-74.02,40.72,-73.99"})

    def to_python(self, value: Any) -> Box | None:  # type: ignore[override]
        if not value:
            return None
        try:
            return box_of(value)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class BoxFilter(django_filters.Filter):
    """What has a place in a box, edges included."""

    field_class = BoxField

    def filter(self, rows: QuerySet[Any], box: Box | None) -> QuerySet[Any]:
        if box is None:
            return rows
        return rows.filter(
            latitude__range=(box.south, box.north), longitude__range=(box.west, box.east)
        )


class DayFilter(django_filters.Filter):
    field_class = DayField


def day(field_name: str, lookup: str, label: Words) -> Any:
    """Return a filter by a day, which is counted in."""
    return DayFilter(field_name=field_name, lookup_expr=lookup, label=label)


class RegisterForm(FoldingForm):
    rare = frozenset({"on", "expiring_before"})


class InstallationForm(FoldingForm):
    """A box is drawn by the map, so that it opens nothing."""

    seen = frozenset({"box"})
    rare = seen | {
        "source",
        "asset_id",
        "franchise",
        "zone",
        "council_district",
        "community_board",
        "installed_from",
        "installed_to",
        "removed_from",
        "removed_to",
    }


class RegisterFilter(django_filters.FilterSet):
    """Over published franchises, whose ``status`` is that of a day: ``on``, or else today."""

    type = one_of(FranchiseType, "franchise_type", _("Type"), _("Any type"))
    status = django_filters.ChoiceFilter(
        choices=[(status.value, label) for status, label in STATUS_LABELS.items()],
        label=_("Status"),
        empty_label=_("Any status"),
    )
    on = DayFilter(label=_("Status on the day"), method="unchanged")
    borough = one_of(Borough, "boroughs", _("Borough"), _("Any borough"))
    expiring_before = day("expires_on", "lt", _("Term ends before"))

    class Meta:
        form = RegisterForm

    def __init__(self, query: QueryDict, today: date) -> None:
        """Raise `BadQuery` where *query* asks for what there is not."""
        super().__init__(query, Franchise.objects.published())
        check_form(self.form)
        self.today = today
        self.day: date = self.form.cleaned_data["on"] or today

    def filter_queryset(self, queryset: FranchiseQuerySet) -> FranchiseQuerySet:
        return super().filter_queryset(queryset.with_status_on(self.day))

    def unchanged(self, rows: FranchiseQuerySet, name: str, value: date) -> FranchiseQuerySet:
        return rows

    @property
    def permalink(self) -> str:
        """The query string of this list that finds the same on any later day."""
        asked = {name: self.data[name] for name in self.form.fields if self.data.get(name)}
        return urlencode({**asked, "on": self.day.isoformat()})


class FranchiseFilter(RegisterFilter):
    search = search_box(_("Number, title or franchisee"))

    def matching(self, rows: QuerySet[Franchise], name: str, text: str) -> QuerySet[Franchise]:
        return rows.filter(
            Q(number__icontains=text)
            | Q(title__icontains=text)
            | Q(franchisee__in=franchisees_named(text))
        )


class FranchiseeFilter(RegisterFilter):
    """The franchises by which a franchisee is found: one of them has all that is asked for."""

    search = search_box(_("Name, or another name"))

    def matching(self, rows: QuerySet[Franchise], name: str, text: str) -> QuerySet[Franchise]:
        return rows.filter(franchisee__in=franchisees_named(text))

    def franchisees(self) -> QuerySet[Franchisee]:
        """Return the franchisees found, each with the franchises that made it so."""
        found = self.qs.select_related("franchise_type")
        held = Prefetch("franchises", found, to_attr="found_franchises")
        return Franchisee.objects.filter(
            pk__in=self.qs.order_by().values("franchisee")
        ).prefetch_related(held)


class InstallationFilter(django_filters.FilterSet):
    """Over installations with their ``zone`` on the day of reading."""

    search = search_box(_("Street or asset id"))
    type = one_of(FranchiseType, "franchise__franchise_type", _("Franchise type"), _("Any type"))
    kind = django_filters.ChoiceFilter(
        choices=Installation.Kind.choices, label=_("Kind"), empty_label=_("Any kind")
    )
    status = django_filters.ChoiceFilter(
        choices=Installation.Status.choices, label=_("Status"), empty_label=_("Any status")
    )
    borough = one_of(Borough, "borough", _("Borough"), _("Any borough"))
    franchisee = django_filters.ModelChoiceFilter(
        field_name="franchise__franchisee",
        queryset=Franchisee.objects.in_register(),
        to_field_name="slug",
        label=_("Franchisee"),
        empty_label=_("Any franchisee"),
    )
    franchise = django_filters.ModelChoiceFilter(
        queryset=Franchise.objects.published(),
        to_field_name="number",
        label=_("Franchise number"),
        widget=forms.TextInput,
    )
    zone = django_filters.CharFilter(method="in_zone", label=_("Fee zone today"), max_length=20)
    council_district = django_filters.CharFilter(label=_("Council district"), max_length=20)
    community_board = django_filters.CharFilter(label=_("Community board"), max_length=20)
    installed_from = day("installed_on", "gte", _("Installed on or after"))
    installed_to = day("installed_on", "lte", _("Installed on or before"))
    removed_from = day("removed_on", "gte", _("Removed on or after"))
    removed_to = day("removed_on", "lte", _("Removed on or before"))
    box = BoxFilter(label=_("Between latitudes and longitudes"))
    # Together they name one installation, by the index of its key.
    source = django_filters.CharFilter(label=_("Source"), max_length=50)
    asset_id = django_filters.CharFilter(label=_("Asset id, in full"), max_length=LONGEST_VALUE)

    class Meta:
        form = InstallationForm

    def __init__(self, query: QueryDict, today: date) -> None:
        """Raise `BadQuery` where *query* asks for what there is not."""
        super().__init__(query, Installation.objects.published().annotate(zone=zone_on(today)))
        check_form(self.form)
        self.today = today

    def in_zone(self, rows: QuerySet[Installation], name: str, zone: str) -> QuerySet[Installation]:
        return rows.filter(in_zone_on(self.today, zone))

    def matching(
        self, rows: QuerySet[Installation], name: str, text: str
    ) -> QuerySet[Installation]:
        return rows.filter(
            Q(asset_id__istartswith=text)
            | Q(on_street__istartswith=text)
            | Q(address__icontains=text)
        )
