"""The pages of re-zonings: from which day an installation stands in another fee zone."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from franchises.admin.addresses import Link, page_of
from franchises.admin.record import HistoryAdmin, ReasonForm
from franchises.models import Franchise, Installation, ZoneChange


class ZoneChangeForm(ReasonForm):
    """Refuses a change that does not fit the ones before and after it."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        on_record = None if self.instance._state.adding else self.instance.installation
        installation, day = cleaned.get("installation", on_record), cleaned.get("effective_on")
        if installation is None or day is None or "old_zone" not in cleaned:
            return cleaned
        others = installation.zone_changes.exclude(pk=self.instance.pk).order_by("effective_on")
        before = zone_before(installation, day, list(others))
        if cleaned["old_zone"] != before:
            self.add_error("old_zone", f"It is {_named(before)} until then.")
        later = others.filter(effective_on__gt=day).first()
        if later is not None and cleaned.get("new_zone") not in (None, later.old_zone):
            self.add_error(
                "new_zone",
                f"The next re-zoning, from {later.effective_on}, says that it is"
                f" {_named(later.old_zone)} until then.",
            )
        return cleaned


def zone_before(installation: Installation, day: date, changes: list[ZoneChange]) -> str:
    """Return the zone of *installation* on the day before *day*, by *changes* in order of time."""
    zone = installation.fee_zone
    for change in changes:
        if change.effective_on < day:
            zone = change.new_zone
    return zone


def _named(zone: str) -> str:
    return f"in zone {zone}" if zone else "in no zone"


@admin.register(ZoneChange)
class ZoneChangeAdmin(HistoryAdmin):
    """Newest first, by the primary key; every other order would sort the whole table."""

    form = ZoneChangeForm
    list_display = ["installation", "effective_on", "old_zone", "new_zone"]
    list_select_related = ["installation"]
    search_fields = ["^installation__asset_id"]
    search_help_text = "The beginning of an asset id."
    sortable_by = ()
    linked_lookups = ("installation__id__exact",)
    ordering = ["-pk"]
    autocomplete_fields = ["installation"]
    reasoned_fields = ("effective_on", "old_zone", "new_zone")
    fieldsets = [(None, {"fields": ["installation", "effective_on", ("old_zone", "new_zone")]})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        return ["installation"] if obj else []

    def related_links(self, obj: ZoneChange) -> list[Link]:
        installation = obj.installation
        return [
            Link(str(installation), page_of(Installation, installation.pk), Installation),
            Link(
                f"Franchise {installation.franchise.number}",
                page_of(Franchise, installation.franchise_id),
                Franchise,
            ),
        ]
