"""The pages of franchisees, the names they go by, and whom to call."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery, URLField
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.timezone import localdate

from franchises.admin.addresses import Link, add_to, list_of
from franchises.admin.document import DocumentInline
from franchises.admin.record import HistoryAdmin, RecordAdmin
from franchises.models import (
    Contact,
    FeeAssessment,
    FeeCollection,
    FeeSchedule,
    Franchise,
    Franchisee,
    FranchiseeAlias,
    Installation,
    RevenueStatement,
)
from franchises.models.franchise import STATUS_LABELS
from franchises.rules.term import Status


class AliasInline(admin.StackedInline):
    model = FranchiseeAlias
    fields = ["name"]
    extra = 0


class ContactInline(admin.StackedInline):
    model = Contact
    fields = [("name", "role"), ("email", "phone")]
    extra = 0


@admin.register(Franchisee)
class FranchiseeAdmin(HistoryAdmin):
    list_display = ["name", "other_names", "franchises_held", "website"]
    list_filter = [("franchises__franchise_type", admin.RelatedFieldListFilter)]
    search_fields = ["name", "aliases__name"]
    search_help_text = "Part of a name: the franchisee's own or another it goes by."
    ordering = ["name_key"]
    fieldsets = [(None, {"fields": ["name", "slug", "website", "notes"]})]
    inlines = [AliasInline, ContactInline, DocumentInline]
    kept_by = ("franchises", "documents")
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    change_form_template = "admin/franchisee_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # A subquery: counted over the joins of a search or a filter, one would count for several.
        held = (
            Franchise.objects.filter(franchisee=OuterRef("pk"))
            .order_by()
            .values("franchisee")
            .annotate(number_held=Count("pk"))
            .values("number_held")
        )
        franchisees = super().get_queryset(request).prefetch_related("aliases")
        return franchisees.annotate(number_held=Coalesce(Subquery(held), 0))

    @admin.display(description="other names")
    def other_names(self, franchisee: Franchisee) -> str:
        return ", ".join(alias.name for alias in franchisee.aliases.all())

    @admin.display(description="franchises", ordering="number_held")
    def franchises_held(self, franchisee: Any) -> str:
        return str(franchisee.number_held)

    def related_links(self, obj: Franchisee) -> list[Link]:
        of_franchisee = {"franchise__franchisee__id__exact": obj.pk}
        return [
            Link("Franchises", list_of(Franchise, franchisee__id__exact=obj.pk), Franchise),
            Link("Installations", list_of(Installation, **of_franchisee), Installation),
            Link("Fee schedules", list_of(FeeSchedule, **of_franchisee), FeeSchedule),
            Link("Statements", list_of(RevenueStatement, **of_franchisee), RevenueStatement),
            Link("Assessments", list_of(FeeAssessment, **of_franchisee), FeeAssessment),
            Link("Collections", list_of(FeeCollection, **of_franchisee), FeeCollection),
        ]

    def overview(self, request: HttpRequest, obj: Franchisee) -> dict[str, Any]:
        """Return the franchises it holds, each with its status today. One query."""
        if not self.may_view(request, Franchise):
            return {}
        held: Any = obj.franchises.with_status_on(localdate()).select_related("franchise_type")
        return {
            "franchises": [(each, STATUS_LABELS[Status(each.status)]) for each in held],
            "add_franchise": self.admin_site.get_model_admin(Franchise).has_add_permission(request)
            and add_to(Franchise, franchisee=obj.pk),
        }

    def view_on_site(self, obj: Franchisee) -> str | None:
        """Return the public page; None where the public sees no franchise of this one."""
        return obj.get_absolute_url() if obj.franchises.published().exists() else None


@admin.register(FranchiseeAlias)
class FranchiseeAliasAdmin(HistoryAdmin):
    list_display = ["name", "franchisee"]
    list_select_related = ["franchisee"]
    search_fields = ["name", "franchisee__name"]
    search_help_text = "Part of the other name, or of the franchisee's own."
    autocomplete_fields = ["franchisee"]
    fieldsets = [(None, {"fields": ["name", "franchisee"]})]


@admin.register(Contact)
class ContactAdmin(RecordAdmin):
    list_display = ["name", "role", "franchisee", "email", "phone"]
    list_select_related = ["franchisee"]
    search_fields = ["name", "role", "email", "franchisee__name"]
    search_help_text = "Part of a name, role or e-mail address, or of the franchisee's name."
    autocomplete_fields = ["franchisee"]
    fields = ["franchisee", "name", "role", "email", "phone"]
