"""The pages of fee schedules: the terms of compensation, in the order in which contracts have them.

A preview computes the terms as they stand in the form, and saves nothing.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate

from franchises.admin.addresses import Link, list_of, page_of
from franchises.admin.fee_preview import PreviewForm, preview_of
from franchises.admin.fee_schedule_form import (
    PREVIEW,
    TERMS_FIELDS,
    FeeComponentForm,
    FeeComponentFormSet,
    FeeScheduleForm,
)
from franchises.admin.fee_schedule_warnings import is_assessed, schedule_warnings
from franchises.admin.record import HistoryAdmin, LookedAtAdmin
from franchises.models import FeeAssessment, FeeComponent, FeeSchedule, Franchise


class InForceFilter(admin.SimpleListFilter):
    title = "in force today"
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", "In force"), ("later", "Not yet"), ("over", "Over")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the schedules of the part of time asked for; an unknown one has none."""
        today = localdate()
        is_over, is_to_come = Q(expires_on__lt=today), Q(effective_on__gt=today)
        parts = {"now": ~is_over & ~is_to_come, "later": is_to_come, "over": is_over}
        part = self.value()
        if part is None:
            return queryset
        return queryset.filter(parts[part]) if part in parts else queryset.none()


class FeeComponentInline(admin.StackedInline):
    """The charges. They are parts of the schedule: who may change it may change them."""

    model = FeeComponent
    form = FeeComponentForm
    formset = FeeComponentFormSet
    formfield_overrides = TERMS_FIELDS
    verbose_name = "charge"
    verbose_name_plural = "charges"
    fieldsets = [
        (None, {"fields": [("name", "source"), "charge"]}),
        (
            "Per cent of revenue",
            {"fields": [("percent", "deducts", "deducts_from_fee"), "category"]},
        ),
        (
            "By quantity",
            {
                "fields": ["measure", ("kind", "counted_from"), "rates"],
                "description": "A rate for each unit, or one amount for each range. What a"
                " statement reports is counted in the category that is named above.",
            },
        ),
        ("Flat amount", {"fields": ["amount"]}),
        ("Rates and amounts are", {"fields": ["per"]}),
        (
            "What changes the rate",
            {"fields": [("escalator", "escalates_on", "escalator_share"), "multipliers"]},
        ),
    ]

    def get_extra(self, request: HttpRequest, obj: Any | None = None, **kwargs: Any) -> int:
        return 0 if obj else 1

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return request.user.has_perm("franchises.view_feeschedule") or self._may_change(request)

    def has_add_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self._may_change(request) or request.user.has_perm("franchises.add_feeschedule")

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self.has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self._may_change(request)

    def _may_change(self, request: HttpRequest) -> bool:
        return request.user.has_perm("franchises.change_feeschedule")


@admin.register(FeeSchedule)
class FeeScheduleAdmin(HistoryAdmin):
    form = FeeScheduleForm
    inlines = [FeeComponentInline]
    formfield_overrides = TERMS_FIELDS
    change_form_template = "admin/fee_schedule_form.html"
    kept_by = ("brought_by",)
    list_display = ["franchise", "effective_on", "expires_on", "charges", "frequency", "source"]
    list_filter = [InForceFilter, "frequency", "combination", "franchise__franchise_type"]
    list_select_related = ["franchise__franchisee"]
    linked_lookups = ("franchise__franchisee__id__exact",)
    search_fields = ["franchise__number", "franchise__franchisee__name", "components__name"]
    search_help_text = "Part of a franchise number, a franchisee's name or the name of a charge."
    ordering = ["franchise__number", "-effective_on", "-pk"]
    autocomplete_fields = ["franchise"]
    # Every word of it is terms.
    reasoned_fields = (
        "franchise",
        "effective_on",
        "expires_on",
        "combination",
        "minimum",
        "minimum_escalator",
        "minimum_escalates_on",
        "cap",
        "cap_percent",
        "proration",
        "rounding",
        "frequency",
        "days_until_due",
        "late_rates",
        "day_count",
        "grace_days",
        "grace_in_business_days",
        "needs_notice",
        "runs_from_due",
        "surcharge_percent",
        "surcharge_after_days",
    )
    fieldsets = [
        (
            "Which terms",
            {"fields": ["franchise", "source", ("effective_on", "expires_on")]},
        ),
        (
            "What is due",
            {
                "fields": [
                    "combination",
                    ("minimum", "minimum_escalator", "minimum_escalates_on"),
                    ("cap", "cap_percent"),
                    ("proration", "rounding"),
                ]
            },
        ),
        ("When it is due", {"fields": [("frequency", "days_until_due")]}),
        (
            "What lateness costs",
            {
                "fields": [
                    ("late_rates", "day_count"),
                    ("grace_days", "grace_in_business_days"),
                    "needs_notice",
                    "runs_from_due",
                    ("surcharge_percent", "surcharge_after_days"),
                ]
            },
        ),
        ("For staff", {"fields": ["note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("components")

    @admin.display(description="charges")
    def charges(self, schedule: FeeSchedule) -> str:
        return ", ".join(each.name for each in schedule.components.all()) or "-"

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        may_delete = super().has_delete_permission(request, obj)
        return may_delete and not (obj is not None and is_assessed(obj))

    def related_links(self, obj: FeeSchedule) -> list[Link]:
        franchise = obj.franchise
        of_franchise = {"franchise__id__exact": franchise.pk}
        return [
            Link(f"Franchise {franchise.number}", page_of(Franchise, franchise.pk), Franchise),
            Link("Its schedules", list_of(FeeSchedule, **of_franchise), FeeSchedule),
            Link(
                "Its assessments",
                list_of(FeeAssessment, **of_franchise, origin__exact="schedule"),
                FeeAssessment,
            ),
            Link("Its charges", list_of(FeeComponent, schedule__id__exact=obj.pk), FeeComponent),
        ]

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.is_preview = PREVIEW in request.POST
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the form, with the figures to preview it with, and the preview where asked for."""
        form = context["adminform"].form
        is_preview = getattr(form, "is_preview", False)
        context["preview_form"] = sample = PreviewForm(
            request.POST if is_preview else None, today=localdate()
        )
        context["preview_name"] = PREVIEW
        if kwargs.get("obj"):
            context["standing_warnings"] = schedule_warnings(kwargs["obj"])
        if is_preview and not context["errors"] and sample.is_valid():
            charges = context["inline_admin_formsets"][0].formset.components()
            context["preview"] = preview_of(form.instance, charges, sample.cleaned_data)
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the history, with the ways to that of each charge, also of a deleted one."""
        response = super().history_view(request, object_id, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            schedule = response.context_data["object_id"]
            charges = FeeComponent.history.filter(schedule=schedule).order_by("history_id")
            response.context_data["part_links"] = [
                (f"History of {name}", reverse("admin:franchises_feecomponent_history", args=[pk]))
                for pk, name in dict(charges.values_list("id", "name")).items()
            ]
        return response

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the charges with why, as the schedule is; who is known from the request."""
        reason = form.cleaned_data.get("change_reason") or None
        for each in formset.forms:
            each.instance._change_reason = reason
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the charges, then warn of what is possible and yet unusual."""
        super().save_related(request, form, formsets, change)
        for warning in schedule_warnings(form.instance):
            messages.warning(request, warning)


@admin.register(FeeComponent)
class FeeComponentAdmin(LookedAtAdmin, HistoryAdmin):
    """Where the history of a charge is read; it is changed on the page of its schedule."""

    list_display = ["name", "charge", "schedule"]
    list_filter = ["charge"]
    list_select_related = ["schedule__franchise"]
    linked_lookups = ("schedule__id__exact",)
    search_fields = ["name", "schedule__franchise__number"]
    search_help_text = "Part of a name, or of a franchise number."
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": ["schedule", *flatten_fieldsets(FeeComponentInline.fieldsets)]}),
    ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return self.may_view(request, FeeSchedule)

    def related_links(self, obj: FeeComponent) -> list[Link]:
        return [Link("Its schedule", page_of(FeeSchedule, obj.schedule_id), FeeSchedule)]
