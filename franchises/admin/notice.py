"""The pages of notices: what is to be cured by when."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.timezone import localdate

from franchises.admin.addresses import Link, page_of
from franchises.admin.contract import ContractAdmin, PostingAdmin
from franchises.admin.document import DocumentInline
from franchises.admin.record import ReasonForm
from franchises.contracts.noticing import keep_notice
from franchises.models import FranchiseEvent, Notice


class NoticeForm(ReasonForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("given_on", "cured_on"):
            day = cleaned.get(name)
            if day is not None and day > localdate():
                self.add_error(name, "This day is in the future.")
        return cleaned


class CureFilter(admin.SimpleListFilter):
    title = "cure"
    parameter_name = "cure"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("overdue", "Overdue"), ("waiting", "To be cured"), ("cured", "Cured")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the notices with the cure asked for; an unknown one has none."""
        asked = {
            None: lambda: queryset,
            "overdue": lambda: queryset.overdue_on(localdate()),
            "waiting": lambda: queryset.uncured(),
            "cured": lambda: queryset.filter(cured_on__isnull=False),
        }
        return asked.get(self.value(), queryset.none)()


@admin.register(Notice)
class NoticeAdmin(PostingAdmin, ContractAdmin):
    """A notice of default is recorded in the life of its franchise, and stays as it was given."""

    form = NoticeForm
    list_display = ["given_on", "franchise", "kind", "subject", "cure_by", "cured_on", "late"]
    list_filter = ["kind", CureFilter, "franchise__franchise_type"]
    search_fields = ["subject", "reference", "franchise__number", "franchise__franchisee__name"]
    search_help_text = (
        "Part of the subject or reference, a franchise number or a franchisee's name."
    )
    date_hierarchy = "given_on"
    ordering = ["-given_on", "-pk"]
    inlines = [DocumentInline]
    kept_by = ("penalties", "documents")
    reasoned_fields = ("kind", "given_on", "cure_by", "cured_on")
    fieldsets = [
        (None, {"fields": ["franchise", "kind", "subject", "reference"]}),
        ("Days", {"fields": ["given_on", "cure_by", "cured_on"]}),
        ("For staff", {"fields": ["note"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        if obj is None or obj.event_id is None:
            return []
        given = ["franchise", "kind", "given_on", "cure_by"]
        return [*given, "cured_on"] if obj.cured_on else given

    @admin.display(description="days late")
    def late(self, notice: Notice) -> str:
        return str(notice.days_late_on(localdate()) or "-")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._change_reason = form.cleaned_data.get("change_reason") or None
        if not change or set(form.changed_data) - {"change_reason"}:
            keep_notice(obj, localdate(), cast(User, request.user))

    def related_links(self, obj: Notice) -> list[Link]:
        links = super().related_links(obj)
        if obj.event_id is not None:
            links.append(Link("The event", page_of(FranchiseEvent, obj.event_id), FranchiseEvent))
        return links
