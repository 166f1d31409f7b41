"""The pages of franchises, their types and their boroughs."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from franchises.admin.addresses import Link, add_to, list_of, page_of
from franchises.admin.assessing import assess_selected, may_assess
from franchises.admin.bulk_change import bulk_change
from franchises.admin.document import DocumentInline
from franchises.admin.franchise_account import account_address, account_urls
from franchises.admin.franchise_duties import DUTIES, duties_of, links_to_duties
from franchises.admin.franchise_life import franchise_life
from franchises.admin.franchise_overview import franchise_overview, warnings_about
from franchises.admin.franchise_transfer import may_transfer, transfer_address, transfer_urls
from franchises.admin.record import HistoryAdmin, ReasonForm, RecordAdmin
from franchises.models import (
    Borough,
    FeeAssessment,
    FeeCollection,
    FeeSchedule,
    Franchise,
    Franchisee,
    FranchiseEvent,
    FranchiseType,
    Installation,
    RevenueStatement,
)
from franchises.models.franchise import STATUS_LABELS
from franchises.rules.term import Status


class StatusTodayFilter(admin.SimpleListFilter):
    title = "status today"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, str(label)) for status, label in STATUS_LABELS.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the franchises with the status asked for; an unknown one has none."""
        return queryset if self.value() is None else queryset.filter(status=self.value())


class PublishedFilter(admin.SimpleListFilter):
    title = "publication"
    parameter_name = "publication"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("published", "Published"), ("draft", "Draft")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(is_published=self.value() == "published")


class FranchiseForm(ReasonForm):
    class Meta:
        widgets = {"boroughs": forms.CheckboxSelectMultiple}


@admin.register(Franchise)
class FranchiseAdmin(HistoryAdmin):
    form = FranchiseForm
    list_display = [
        "number",
        "franchisee",
        "status_today",
        "expires",
        "publication",
        "franchise_type",
        "effective_on",
    ]
    list_filter = [StatusTodayFilter, PublishedFilter, "franchise_type", "boroughs"]
    search_fields = [
        "number",
        "title",
        "franchisee__name",
        "franchisee__aliases__name",
        "registration_number",
    ]
    search_help_text = "Part of a number, a title, a registration number or any franchisee's name."
    date_hierarchy = "expires_on"
    ordering = ["number"]
    autocomplete_fields = ["franchisee"]
    fieldsets = [
        (None, {"fields": ["number", "franchisee", "franchise_type", "title", "is_published"]}),
        (
            "Term",
            {
                "fields": [
                    ("effective_on", "expires_on"),
                    "is_perpetual",
                    "terminated_on",
                    "is_holdover",
                ]
            },
        ),
        (
            "Award and registration",
            {"fields": ["award_method", ("registered_on", "registration_number")]},
        ),
        ("Where", {"fields": ["boroughs"]}),
        ("For staff", {"fields": ["notes"]}),
    ]
    inlines = [DocumentInline]
    kept_by = (
        "documents",
        "fee_collections",
        "fee_assessments",
        "installations",
        "fee_schedules",
        "revenue_statements",
        "audit_terms",
        "audits",
        "notices",
        "penalties",
        "obligation_rules",
        "obligations",
        "security_requirements",
        "securities",
        "insurance_requirements",
        "insurance_certificates",
        "events",
    )
    change_form_template = "admin/franchise_form.html"
    reasoned_fields = (
        "franchisee",
        "is_published",
        "effective_on",
        "expires_on",
        "is_perpetual",
        "terminated_on",
        "is_holdover",
    )
    actions = [
        assess_selected,
        bulk_change("is_published", description="Publish or withdraw the selected franchises"),
        bulk_change(
            "is_holdover", description="Mark the selected franchises as in holdover, or not"
        ),
    ]

    def get_urls(self) -> list[Any]:
        return [*account_urls(), *transfer_urls(), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        franchises: Any = super().get_queryset(request)
        return franchises.with_status_on(localdate()).select_related("franchisee", "franchise_type")

    @admin.display(description="status today", ordering="status")
    def status_today(self, franchise: Any) -> SafeString:
        label = STATUS_LABELS[Status(franchise.status)]
        return format_html('<span class="status status-{}">{}</span>', franchise.status, label)

    @admin.display(description="expires on", ordering="expires_on")
    def expires(self, franchise: Franchise) -> Any:
        return "Perpetual" if franchise.is_perpetual else franchise.expires_on

    @admin.display(description="public", ordering="is_published")
    def publication(self, franchise: Franchise) -> SafeString | str:
        if franchise.is_published:
            return "Published"
        return format_html('<span class="status status-draft">{}</span>', "Draft")

    def related_links(self, obj: Franchise) -> list[Link]:
        of_franchise = {"franchise__id__exact": obj.pk}
        return [
            Link(str(obj.franchisee), page_of(Franchisee, obj.franchisee_id), Franchisee),
            Link("Installations", list_of(Installation, **of_franchise), Installation),
            Link("Fee schedules", list_of(FeeSchedule, **of_franchise), FeeSchedule),
            Link("Statements", list_of(RevenueStatement, **of_franchise), RevenueStatement),
            Link("Account", account_address(obj.pk), FeeAssessment),
            Link("Assessments", list_of(FeeAssessment, **of_franchise), FeeAssessment),
            Link("Collections", list_of(FeeCollection, **of_franchise), FeeCollection),
            *links_to_duties(obj),
            Link("Events", list_of(FranchiseEvent, **of_franchise), FranchiseEvent),
        ]

    def has_assess_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may assess fees: the list then offers it."""
        return may_assess(request)

    def overview(self, request: HttpRequest, obj: Franchise) -> dict[str, Any]:
        events = self.admin_site.get_model_admin(FranchiseEvent)
        return {
            "transfer": transfer_address(obj.pk)
            if may_transfer(request) and obj.terminated_on is None
            else "",
            "life": franchise_life(obj, localdate(), may_add=events.has_add_permission(request))
            if self.may_view(request, FranchiseEvent)
            else None,
            "overview": franchise_overview(
                obj,
                localdate(),
                with_money=self._money_is_seen(request),
                with_installations=self.may_view(request, Installation),
            ),
            "ways": [
                Link(f"Add {article}", add_to(model, franchise=obj.pk), model)
                for article, model in (
                    ("a fee schedule", FeeSchedule),
                    ("a revenue statement", RevenueStatement),
                    ("an assessment", FeeAssessment),
                    ("a collection", FeeCollection),
                )
                if self.admin_site.get_model_admin(model).has_add_permission(request)
            ],
            "duties": duties_of(obj, localdate(), {x for x in DUTIES if self.may_view(request, x)}),
        }

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the rest, then warn of what is allowed and yet unusual."""
        super().save_related(request, form, formsets, change)
        for warning in warnings_about(form.instance, with_money=self._money_is_seen(request)):
            messages.warning(request, warning)

    def view_on_site(self, obj: Franchise) -> str | None:
        """Return the public page; None for a draft, which has none."""
        return obj.get_absolute_url() if obj.is_published else None

    def _money_is_seen(self, request: HttpRequest) -> bool:
        return self.may_view(request, FeeAssessment) and self.may_view(request, FeeCollection)


@admin.register(FranchiseType)
class FranchiseTypeAdmin(RecordAdmin):
    list_display = ["name", "code", "description"]
    search_fields = ["name", "code"]
    fields = ["name", "code", "description"]
    kept_by = ("franchises",)

    def related_links(self, obj: FranchiseType) -> list[Link]:
        return [Link("Franchises", list_of(Franchise, franchise_type__id__exact=obj.pk), Franchise)]


@admin.register(Borough)
class BoroughAdmin(RecordAdmin):
    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    fields = ["name", "code"]
    kept_by = ("franchises", "installations")

    def related_links(self, obj: Borough) -> list[Link]:
        return [
            Link("Franchises", list_of(Franchise, boroughs__id__exact=obj.pk), Franchise),
            Link("Installations", list_of(Installation, borough__id__exact=obj.pk), Installation),
        ]
