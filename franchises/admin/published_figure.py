"""The pages of figures that others published, and ours beside them."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import URLField
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import SafeString

from franchises.admin.addresses import Link
from franchises.admin.fee import FiscalYearFilter
from franchises.admin.money import DollarsInput, dollars
from franchises.admin.record import HistoryAdmin
from franchises.models import FeeAssessment, FeeCollection, PublishedFigure
from franchises.models.fee import is_fiscal_year
from franchises.models.fields import CentsField
from franchises.reports.reconciliation import reconciled, years_with_published_figures
from franchises.reports.tables import reconciliation_table
from franchises.rules.fiscal_year import fiscal_year_label


@admin.register(PublishedFigure)
class PublishedFigureAdmin(HistoryAdmin):
    """Where figures of budgets and audits are kept, so that ours can be put beside them."""

    formfield_overrides = {
        CentsField: {"widget": DollarsInput},
        URLField: {"assume_scheme": "https"},
    }
    list_display = ["source", "year", "scope", "measure", "basis", "published", "rounded_to"]
    list_filter = [FiscalYearFilter, "measure", "basis"]
    list_select_related = ["franchise_type", "franchisee", "franchise"]
    search_fields = ["source"]
    search_help_text = "Part of the name of the source."
    autocomplete_fields = ["franchisee", "franchise"]
    reasoned_fields = ("fiscal_year", "amount")
    fieldsets = [
        (None, {"fields": ["source", "link", "fiscal_year", ("amount", "rounded_to")]}),
        ("What it is of", {"fields": ["measure", "basis"]}),
        (
            "For whom: one of these, or none for all franchises",
            {"fields": ["franchise_type", "franchisee", "franchise"]},
        ),
        ("For staff", {"fields": ["note"]}),
    ]

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.reconcile)
        named = path(
            "reconcile/<int:fiscal_year>/", page, name="franchises_publishedfigure_reconcile"
        )
        return [named, *super().get_urls()]

    def related_links(self, obj: PublishedFigure) -> list[Link]:
        label = f"Reconcile {fiscal_year_label(obj.fiscal_year)}"
        return [Link(label, _reconcile_page(obj.fiscal_year), PublishedFigure)]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, with the latest year that can be reconciled."""
        latest = years_with_published_figures()[:1]
        context = {"latest": [_year_link(year) for year in latest], **(extra_context or {})}
        return super().changelist_view(request, context)

    def reconcile(self, request: HttpRequest, fiscal_year: int) -> HttpResponse:
        """Show our figures of a year beside the published ones. Six queries and more, few."""
        models = (FeeAssessment, FeeCollection)
        may_see = all(self.may_view(request, model) for model in models)
        if not may_see or not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if not is_fiscal_year(fiscal_year):
            raise Http404("No such fiscal year.")
        rows = reconciled(fiscal_year, settings.FISCAL_YEAR_START_MONTH)
        context = self.admin_site.each_context(request) | {
            "title": f"Reconcile {fiscal_year_label(fiscal_year)}",
            "opts": self.opts,
            "table": reconciliation_table(fiscal_year, rows),
            "years": [_year_link(year) for year in years_with_published_figures()],
            "this_year": fiscal_year_label(fiscal_year),
        }
        return TemplateResponse(request, "admin/reconcile.html", context)

    @admin.display(description="fiscal year", ordering="fiscal_year")
    def year(self, figure: PublishedFigure) -> str:
        return fiscal_year_label(figure.fiscal_year)

    @admin.display(description="for")
    def scope(self, figure: PublishedFigure) -> str:
        scope = figure.franchise or figure.franchisee or figure.franchise_type
        return str(scope or "all franchises")

    @admin.display(description="amount", ordering="amount")
    def published(self, figure: Any) -> SafeString:
        return dollars(figure.amount)


def _reconcile_page(fiscal_year: int) -> str:
    return reverse("admin:franchises_publishedfigure_reconcile", args=[fiscal_year])


def _year_link(fiscal_year: int) -> tuple[str, str]:
    return fiscal_year_label(fiscal_year), _reconcile_page(fiscal_year)
