"""The pages of installations, built for a list of a million rows."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from franchises.admin.addresses import Link, add_to, list_of, page_of
from franchises.admin.bulk_change import bulk_change
from franchises.admin.record import HistoryAdmin
from franchises.imports.complaint_matching import keys_about, match_complaints
from franchises.models import Complaint, Franchise, Franchisee, Installation, ZoneChange

MOST_CHANGES_SHOWN = 20


@admin.register(Installation)
class InstallationAdmin(HistoryAdmin):
    """Newest first, by the primary key; every other order would sort the whole table."""

    list_display = [
        "asset_id",
        "kind",
        "status",
        "place",
        "borough",
        "franchise",
        "installed_on",
        "source",
    ]
    # Fields with few known choices: a list of all values would read the whole table.
    list_filter = ["status", "kind", "borough", "franchise__franchise_type"]
    list_select_related = ["franchise__franchisee", "borough"]
    linked_lookups = ("franchise__franchisee__id__exact",)
    search_fields = ["asset_id", "on_street", "address"]
    search_help_text = "The beginning of an asset id, a street or an address."
    sortable_by = ()
    ordering = ["-pk"]
    change_form_template = "admin/installation_form.html"
    autocomplete_fields = ["franchise"]
    reasoned_fields = ("franchise", "kind", "status", "fee_zone", "length_feet")
    actions = [bulk_change("status", description="Change the status of the selected installations")]
    readonly_fields = ["published_columns"]
    fieldsets = [
        (None, {"fields": ["franchise", ("source", "asset_id"), ("kind", "status")]}),
        (
            "Where",
            {
                "fields": [
                    "address",
                    "on_street",
                    ("cross_street_1", "cross_street_2"),
                    ("borough", "postcode"),
                    ("community_board", "council_district"),
                    ("bin", "bbl"),
                    ("latitude", "longitude"),
                ]
            },
        ),
        ("What", {"fields": ["fee_zone", "host_structure", "length_feet"]}),
        (
            "When",
            {"fields": [("reserved_on", "installed_on"), ("activated_on", "removed_on")]},
        ),
        ("As published", {"fields": ["published_columns"]}),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the installations of which one of the fields begins with the whole term.

        Not word by word, as in other lists: each word would be looked for in every row again.
        """
        term = search_term.strip()
        if not term:
            return queryset, False
        begins = Q()
        for field in self.search_fields:
            begins |= Q((f"{field}__istartswith", term))
        return queryset.filter(begins), False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save it, and match the complaints anew that may be about it, now or before."""
        wanted = keys_about(Installation.objects.filter(pk=obj.pk))
        super().save_model(request, obj, form, change)
        wanted |= keys_about([obj])
        match_complaints(Complaint.objects.filter(pk__in=wanted))

    def changed_in_bulk(self, records: list[Any]) -> None:
        match_complaints(Complaint.objects.filter(pk__in=keys_about(records)))

    @admin.display(description="place")
    def place(self, installation: Installation) -> str:
        return installation.place

    @admin.display(description="other columns")
    def published_columns(self, installation: Installation) -> SafeString | str:
        """Return the columns of the published file that have no field of their own."""
        rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", installation.extra.items())
        return format_html('<dl class="published">{}</dl>', rows) if rows else "-"

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Return the fields; the zone of one that was re-zoned is that before its first change."""
        is_rezoned = obj is not None and obj.zone_changes.exists()
        return [*self.readonly_fields, "fee_zone"] if is_rezoned else self.readonly_fields

    def overview(self, request: HttpRequest, obj: Installation) -> dict[str, Any]:
        """Return its latest re-zonings, newest first. One query."""
        if not self.may_view(request, ZoneChange):
            return {}
        changes = obj.zone_changes.order_by("-effective_on")[: MOST_CHANGES_SHOWN + 1]
        may_add = self.admin_site.get_model_admin(ZoneChange).has_add_permission(request)
        return {
            "zone_changes": list(changes)[:MOST_CHANGES_SHOWN],
            "more_zone_changes": len(changes) > MOST_CHANGES_SHOWN
            and list_of(ZoneChange, installation__id__exact=obj.pk),
            "add_zone_change": may_add and add_to(ZoneChange, installation=obj.pk),
        }

    def related_links(self, obj: Installation) -> list[Link]:
        franchise = obj.franchise
        complaints = list_of(Complaint, match__installation__id__exact=obj.pk)
        return [
            Link("Complaints", complaints, Complaint),
            Link(f"Franchise {franchise.number}", page_of(Franchise, franchise.pk), Franchise),
            Link(
                str(franchise.franchisee),
                page_of(Franchisee, franchise.franchisee_id),
                Franchisee,
            ),
        ]
