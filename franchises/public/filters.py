"""What the public lists can be narrowed by: each filter is one parameter of the query string.

The choices name what the public may see and nothing else. No filter offers the distinct values of
an installation's column, which would read the whole table.
"""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from franchises.models import Borough, Franchise, Franchisee, FranchiseType, Installation
from franchises.models.franchise import STATUS_LABELS
from franchises.public.query_string import LONGEST_VALUE
from franchises.rules.names import name_key


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

    def matching(
        self, rows: QuerySet[Installation], name: str, text: str
    ) -> QuerySet[Installation]:
        return rows.filter(
            Q(asset_id__istartswith=text)
            | Q(on_street__istartswith=text)
            | Q(address__icontains=text)
        )
