"""The pages of installations, built for a list of a million rows."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from franchises.admin.addresses import Link, page_of
from franchises.admin.record import HistoryAdmin
from franchises.models import Franchise, Franchisee, Installation


@admin.register(Installation)
class InstallationAdmin(HistoryAdmin):
    """Newest first, by the primary key; every other order would sort the whole table."""

    list_display = [
        "asset_id",
        "source",
        "kind",
        "status",
        "place",
        "borough",
        "franchise",
        "installed_on",
    ]
    # Fields with few known choices: a list of all values would read the whole table.
    list_filter = ["status", "kind", "borough", "franchise__franchise_type"]
    list_select_related = ["franchise__franchisee", "borough"]
    linked_lookups = ("franchise__franchisee__id__exact",)
    # Anything here switches the search box on; what is searched is in `get_search_results`.
    search_fields = ["asset_id"]
    search_help_text = "The beginning of an asset id, or of a street, capitals as they are written."
    sortable_by = ()
    ordering = ["-pk"]
    autocomplete_fields = ["franchise"]
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

    @admin.display(description="place")
    def place(self, installation: Installation) -> str:
        return installation.place

    @admin.display(description="other columns")
    def published_columns(self, installation: Installation) -> SafeString | str:
        """Return the columns of the published file that have no field of their own."""
        rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", installation.extra.items())
        return format_html('<dl class="published">{}</dl>', rows) if rows else "-"

    def related_links(self, obj: Installation) -> list[Link]:
        franchise = obj.franchise
        return [
            Link(f"Franchise {franchise.number}", page_of(Franchise, franchise.pk), Franchise),
            Link(
                str(franchise.franchisee),
                page_of(Franchisee, franchise.franchisee_id),
                Franchisee,
            ),
        ]
