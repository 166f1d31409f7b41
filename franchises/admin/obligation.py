"""The pages of obligations: what recurs, and what is due by when, from whom."""

from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from franchises.admin.addresses import Link, list_of, page_of
from franchises.admin.bulk_change import bulk_change
from franchises.admin.contract import ContractAdmin
from franchises.admin.document import DocumentInline
from franchises.contracts.obligations import generate_obligations, last_year_ahead
from franchises.models import Obligation, ObligationRule, RevenueStatement
from franchises.models.obligation import Standing
from franchises.models.obligation_rule import ObligationKind

# The colours of a standing: those of a franchise's status.
COLOURS = {
    Standing.DONE: "in_force",
    Standing.WAIVED: "closed",
    Standing.OVERDUE: "expired",
    Standing.OPEN: "pending",
}


class StandingFilter(admin.SimpleListFilter):
    title = "standing today"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Standing.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the obligations with the standing asked for; an unknown one has none."""
        return queryset if self.value() is None else queryset.filter(standing=self.value())


@admin.action(description="Generate the obligations of the years ahead", permissions=["generate"])
def generate_selected(model_admin: Any, request: HttpRequest, rules: QuerySet[Any]) -> None:
    """Generate for the franchises of the selected rules; what is there stays."""
    through = last_year_ahead(localdate())
    by = cast(User, request.user)
    made = generate_obligations(
        through,
        settings.FISCAL_YEAR_START_MONTH,
        by=by,
        rules=list(rules.values_list("pk", flat=True)),
    )
    noun = "obligation was" if len(made) == 1 else "obligations were"
    messages.success(request, f"{len(made)} {noun} made, through {through}.")


@admin.register(ObligationRule)
class ObligationRuleAdmin(ContractAdmin):
    list_display = ["franchise", "what", "kind", "every", "due", "responsible"]
    list_filter = ["kind", "every", "franchise__franchise_type"]
    list_select_related = ["franchise__franchisee", "responsible"]
    search_fields = ["what", "franchise__number", "franchise__franchisee__name"]
    search_help_text = "Part of what is to be done, a franchise number or a franchisee's name."
    ordering = ["franchise__number", "kind"]
    autocomplete_fields = ["franchise", "responsible"]
    actions = [generate_selected]
    kept_by = ("obligations",)
    reasoned_fields = (
        "every",
        "interval",
        "effective_on",
        "expires_on",
        "days",
        "in_business_days",
        "due_month",
        "due_day",
    )
    fieldsets = [
        (None, {"fields": ["franchise", "kind", "what", "responsible"]}),
        ("For which periods", {"fields": [("every", "interval"), ("effective_on", "expires_on")]}),
        ("Due", {"fields": [("days", "in_business_days"), ("due_month", "due_day"), "source"]}),
    ]

    @admin.display(description="due")
    def due(self, rule: ObligationRule) -> str:
        if rule.days is None:
            return f"by {rule.due_day} of month {rule.due_month}"
        return f"{rule.days} {'business ' if rule.in_business_days else ''}days after it"

    def has_generate_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may generate obligations: the list then offers it."""
        return self.admin_site.get_model_admin(Obligation).has_add_permission(request)

    def related_links(self, obj: ObligationRule) -> list[Link]:
        made = list_of(Obligation, rule__id__exact=obj.pk)
        return [*super().related_links(obj), Link("Obligations", made, Obligation)]


@admin.register(Obligation)
class ObligationAdmin(ContractAdmin):
    list_display = ["due_on", "franchise", "what", "standing_today", "late", "responsible"]
    list_filter = [
        StandingFilter,
        "kind",
        ("responsible", admin.RelatedOnlyFieldListFilter),
        "franchise__franchise_type",
    ]
    list_select_related = ["franchise__franchisee", "responsible"]
    search_fields = ["what", "evidence", "franchise__number", "franchise__franchisee__name"]
    search_help_text = "Part of what is to be done, its evidence, a franchise's number or holder."
    linked_lookups = ("rule__id__exact", "franchise__franchisee__id__exact")
    actions = [
        bulk_change("responsible", description="Give the selected obligations to somebody"),
        bulk_change("done_on", "evidence", description="Mark the selected obligations as done"),
        bulk_change("waived_on", "waived_because", description="Waive the selected obligations"),
    ]
    date_hierarchy = "due_on"
    ordering = ["due_on", "pk"]
    autocomplete_fields = ["franchise", "responsible"]
    inlines = [DocumentInline]
    kept_by = ("documents",)
    readonly_fields = ["standing_today", "late"]
    # What is done says what shows it, and what is waived says why, in fields of their own.
    reasoned_fields = ("fiscal_year", "period", "due_on")
    fieldsets = [
        (None, {"fields": ["franchise", "kind", "what", ("fiscal_year", "period")]}),
        ("Due", {"fields": ["due_on", "responsible", ("standing_today", "late")]}),
        ("Done", {"fields": ["done_on", "evidence"]}),
        ("Or waived", {"fields": ["waived_on", "waived_because"]}),
        ("For staff", {"fields": ["note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        obligations: Any = super().get_queryset(request)
        return obligations.with_standing_on(localdate())

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Return the fields that are shown: what was generated stays what it is for."""
        fixed = ["franchise", "kind", "fiscal_year", "period"]
        return [*self.readonly_fields, *(fixed if obj and obj.rule_id else [])]

    @admin.display(description="standing today", ordering="standing")
    def standing_today(self, obligation: Any) -> SafeString | str:
        if obligation.pk is None:
            return "-"
        standing = Standing(obligation.standing)
        return format_html(
            '<span class="status status-{}">{}</span>', COLOURS[standing], standing.label
        )

    @admin.display(description="days late")
    def late(self, obligation: Any) -> str:
        """Return the days late; none of a fee report that arrived, whose day may be unknown."""
        if obligation.pk is None:
            return "-"
        is_late = obligation.standing == Standing.OVERDUE or obligation.done_on is not None
        days = obligation.days_late_on(localdate()) if is_late else 0
        return str(days) if days else "-"

    def related_links(self, obj: Obligation) -> list[Link]:
        links = super().related_links(obj)
        if obj.rule_id is not None:
            rule = page_of(ObligationRule, obj.rule_id)
            links.append(Link("What it recurs by", rule, ObligationRule))
        if obj.kind == ObligationKind.FEE_REPORT and obj.fiscal_year is not None:
            rows = {"franchise__id__exact": obj.franchise_id, "fiscal_year": obj.fiscal_year}
            links.append(Link("Statements", list_of(RevenueStatement, **rows), RevenueStatement))
        return links
