"""What the public lists can be narrowed by: each filter is one parameter of the query string.

The choices name what the public may see and nothing else. No filter offers the distinct values of
an installation's column, which would read the whole table.
"""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from franchises.models import Borough, Franchise, Franchisee, FranchiseType, Installation
from franchises.models.franchise import STATUS_LABELS
from franchises.models.zone_change import zone_on
from franchises.public.query_string import LONGEST_VALUE, check_form
from franchises.rules.fiscal_year import iso_day
from franchises.rules.names import name_key
from franchises.rules.places import Box, box_of


def franchisees_named(text: str) -> QuerySet[Franchisee]:
    """Return the franchisees with *text* in their name or in another name of theirs."""
    key = name_key(text)
    return Franchisee.objects.filter(
        Q(name_key__contains=key)
        | Q(pk__in=Franchisee.objects.filter(aliases__name_key__contains=key).values("pk"))
    )


def search_box(label: str) -> Any:
    """Return a search box; the filter's ``matching`` says what it finds.

    ``%`` and ``_`` are mere characters in it: every lookup there escapes them.
    """
    return django_filters.CharFilter(
        method="matching",
        label=label,
        max_length=LONGEST_VALUE,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


def one_of(model: type[Any], field_name: str, label: str, empty: str) -> Any:
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
            raise forms.ValidationError("It is not a day such as 2013-06-30.", code="invalid")
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


def day(field_name: str, lookup: str, label: str) -> Any:
    """Return a filter by a day, which is counted in."""
    return DayFilter(field_name=field_name, lookup_expr=lookup, label=label)


class FranchiseeFilter(django_filters.FilterSet):
    search = search_box("Name, or another name")

    def matching(self, rows: QuerySet[Franchisee], name: str, text: str) -> QuerySet[Franchisee]:
        return rows.filter(pk__in=franchisees_named(text).values("pk"))


class FranchiseFilter(django_filters.FilterSet):
    """Over franchises with their ``status`` on the day of reading."""

    search = search_box("Number, title or franchisee")
    type = one_of(FranchiseType, "franchise_type", "Type", "Any type")
    status = django_filters.ChoiceFilter(
        choices=[(status.value, label) for status, label in STATUS_LABELS.items()],
        label="Status today",
        empty_label="Any status",
    )
    borough = one_of(Borough, "boroughs", "Borough", "Any borough")

    def matching(self, rows: QuerySet[Franchise], name: str, text: str) -> QuerySet[Franchise]:
        return rows.filter(
            Q(number__icontains=text)
            | Q(title__icontains=text)
            | Q(franchisee__in=franchisees_named(text))
        )


class InstallationFilter(django_filters.FilterSet):
    """Over installations with their ``zone`` on the day of reading."""

    search = search_box("Street or asset id")
    type = one_of(FranchiseType, "franchise__franchise_type", "Franchise type", "Any type")
    kind = django_filters.ChoiceFilter(
        choices=Installation.Kind.choices, label="Kind", empty_label="Any kind"
    )
    status = django_filters.ChoiceFilter(
        choices=Installation.Status.choices, label="Status", empty_label="Any status"
    )
    borough = one_of(Borough, "borough", "Borough", "Any borough")
    franchisee = django_filters.ModelChoiceFilter(
        field_name="franchise__franchisee",
        queryset=Franchisee.objects.in_register(),
        to_field_name="slug",
        label="Franchisee",
        empty_label="Any franchisee",
    )
    franchise = django_filters.ModelChoiceFilter(
        queryset=Franchise.objects.published(),
        to_field_name="number",
        label="Franchise number",
        widget=forms.TextInput,
    )
    zone = django_filters.CharFilter(field_name="zone", label="Fee zone today", max_length=20)
    council_district = django_filters.CharFilter(label="Council district", max_length=20)
    community_board = django_filters.CharFilter(label="Community board", max_length=20)
    installed_from = day("installed_on", "gte", "Installed on or after")
    installed_to = day("installed_on", "lte", "Installed on or before")
    removed_from = day("removed_on", "gte", "Removed on or after")
    removed_to = day("removed_on", "lte", "Removed on or before")
    box = BoxFilter(label="Between latitudes and longitudes")

    def matching(
        self, rows: QuerySet[Installation], name: str, text: str
    ) -> QuerySet[Installation]:
        return rows.filter(
            Q(asset_id__istartswith=text)
            | Q(on_street__istartswith=text)
            | Q(address__icontains=text)
        )


def installations_asked_for(query: QueryDict, today: date) -> InstallationFilter:
    """Return the filter of public installations that *query* is; raise `BadQuery` for none."""
    public = Installation.objects.published().annotate(zone=zone_on(today))
    chosen = InstallationFilter(query, public)
    check_form(chosen.form)
    return chosen
