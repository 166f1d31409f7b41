"""The pages of revenue statements: a statement on record is restated, and never overwritten."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from franchises.admin.addresses import Link, list_of, page_of
from franchises.admin.fee import FeeForm, FiscalYearFilter
from franchises.admin.money import DollarsInput, dollars
from franchises.admin.record import HistoryAdmin
from franchises.admin.revenue_restatement import (
    FIGURES,
    KEY,
    RestatementForm,
    restated,
    revisions_of,
    warnings_about,
)
from franchises.models import (
    FeeAssessment,
    Franchise,
    Franchisee,
    RevenueStatement,
)
from franchises.models.fields import CentsField
from franchises.rules.fiscal_year import fiscal_year_label


class StandingFilter(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("in_force", "In force"), ("superseded", "Superseded")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(is_superseded=self.value() == "superseded")


class StatementForm(FeeForm):
    """A statement that is the first of its kind; another one of it is a restatement."""

    takes_closed_years = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        key = {name: cleaned.get(name) for name in KEY}
        is_new = self.instance._state.adding and None not in key.values()
        if is_new and RevenueStatement.objects.filter(**key).exists():
            self.add_error(
                None,
                "This statement is on record. Where the franchisee states other figures, open the"
                " one on record and restate it.",
            )
        return cleaned


@admin.register(RevenueStatement)
class RevenueStatementAdmin(HistoryAdmin):
    form = StatementForm
    formfield_overrides = {CentsField: {"widget": DollarsInput}}
    change_form_template = "admin/revenue_statement_form.html"
    list_display = [
        "year",
        "part",
        "franchise",
        "category",
        "gross",
        "deducted",
        "units",
        "standing",
        "received_on",
    ]
    list_filter = [FiscalYearFilter, StandingFilter, "period", "franchise__franchise_type"]
    list_select_related = ["franchise__franchisee"]
    linked_lookups = ("franchise__franchisee__id__exact",)
    search_fields = ["category", "reference", "franchise__number", "franchise__franchisee__name"]
    search_help_text = "Part of a category, a reference, a franchise number or a franchisee's name."
    ordering = ["-fiscal_year", "-pk"]
    autocomplete_fields = ["franchise"]
    reasoned_fields = (*KEY, *FIGURES, "received_on")
    fieldsets = [
        (None, {"fields": ["franchise", ("fiscal_year", "period"), "category"]}),
        ("What it states", {"fields": [*FIGURES]}),
        ("Receipt", {"fields": ["received_on", "reference"]}),
        ("For staff", {"fields": ["note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        later = RevenueStatement.objects.filter(
            **{name: OuterRef(name) for name in KEY}, revision__gt=OuterRef("revision")
        )
        return super().get_queryset(request).annotate(is_superseded=Exists(later))

    @admin.display(description="fiscal year", ordering="fiscal_year")
    def year(self, statement: RevenueStatement) -> str:
        return fiscal_year_label(statement.fiscal_year)

    @admin.display(description="period", ordering="period")
    def part(self, statement: RevenueStatement) -> str:
        return statement.period or "Year"

    @admin.display(description="gross revenue", ordering="gross_revenue")
    def gross(self, statement: Any) -> SafeString | str:
        return "-" if statement.gross_revenue is None else dollars(statement.gross_revenue)

    @admin.display(description="deductions", ordering="deductions")
    def deducted(self, statement: Any) -> SafeString:
        return dollars(statement.deductions)

    @admin.display(description="standing", ordering="revision")
    def standing(self, statement: Any) -> SafeString:
        name, label = (
            ("expired", "superseded") if statement.is_superseded else ("in_force", "in force")
        )
        return format_html(
            'Revision {}: <span class="status status-{}">{}</span>',
            statement.revision,
            name,
            label,
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        return [*KEY, "standing", *FIGURES] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        return [("Standing", {"fields": ["standing"]}), *fieldsets]

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Return whether the user may delete *obj*: none that is superseded or assessed on."""
        if not super().has_delete_permission(request, obj) or obj is None:
            return super().has_delete_permission(request, obj)
        assessed = FeeAssessment.objects.filter(
            franchise=obj.franchise_id, fiscal_year=obj.fiscal_year, origin="schedule"
        )
        return revisions_of(obj)[0].pk == obj.pk and not assessed.exists()

    def related_links(self, obj: RevenueStatement) -> list[Link]:
        franchise = obj.franchise
        of_year = {"franchise__id__exact": franchise.pk, "fiscal_year": obj.fiscal_year}
        year = fiscal_year_label(obj.fiscal_year)
        return [
            Link(f"Franchise {franchise.number}", page_of(Franchise, franchise.pk), Franchise),
            Link(
                str(franchise.franchisee),
                page_of(Franchisee, franchise.franchisee_id),
                Franchisee,
            ),
            Link(f"Statements of {year}", list_of(RevenueStatement, **of_year), RevenueStatement),
            Link(f"Assessments of {year}", list_of(FeeAssessment, **of_year), FeeAssessment),
        ]

    def overview(self, request: HttpRequest, obj: RevenueStatement) -> dict[str, Any]:
        """Return every revision of the statement, and the way to restate it. Two queries."""
        revisions = revisions_of(obj)
        may_restate = self.has_add_permission(request) and revisions[0].pk == obj.pk
        return {
            "revisions": [(each, page_of(RevenueStatement, each.pk)) for each in revisions],
            "restate": restate_address(obj) if may_restate else "",
        }

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.restate_view)
        named = path("<int:pk>/restate/", page, name="franchises_revenuestatement_restate")
        return [named, *super().get_urls()]

    def restate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the restated figures, and keep them as the next revision."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        latest = revisions_of(get_object_or_404(RevenueStatement, pk=pk))[0]
        initial = {name: getattr(latest, name) for name in FIGURES} | {"of": latest.revision}
        form = RestatementForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            statement = restated(latest, form, request.user)
            if statement is not None:
                text = f"{statement} is restated: revision {statement.revision} is in force."
                messages.success(request, text)
                self._warn(request, statement)
                return redirect(page_of(RevenueStatement, statement.pk))
            form.add_error(None, "It was restated meanwhile: look at the figures in force first.")
        context = self.admin_site.each_context(request) | {
            "title": f"Restate {latest}",
            "opts": self.opts,
            "statement": latest,
            "form": form,
        }
        return TemplateResponse(request, "admin/revenue_statement_restate.html", context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            self._warn(request, form.instance)

    def _warn(self, request: HttpRequest, statement: RevenueStatement) -> None:
        for warning in warnings_about(statement):
            messages.warning(request, warning)


def restate_address(statement: RevenueStatement) -> str:
    """Return the address of the page that restates *statement*."""
    return reverse("admin:franchises_revenuestatement_restate", args=[statement.pk])
