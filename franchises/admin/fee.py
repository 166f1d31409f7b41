"""The pages of money: what is due, and what was received."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from franchises.admin.addresses import Link, list_of, page_of
from franchises.admin.corrections import FeeOfClosedYearAdmin, FeeOfOpenYearForm
from franchises.admin.franchise_account import account_address
from franchises.admin.franchise_overview import overpaid
from franchises.admin.money import DollarsInput, dollars
from franchises.admin.working import ComputedAmountAdmin, working_shown
from franchises.models import FeeAssessment, FeeCollection, Franchise, Franchisee
from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.models.fields import CentsField
from franchises.reports.franchise_account import account_by_year
from franchises.rules.fiscal_year import fiscal_year_bounds, fiscal_year_label
from franchises.rules.term import last_day

FISCAL_YEARS = range(FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR + 1)


class FiscalYearFilter(admin.SimpleListFilter):
    """Every year from the first to the last with an amount: two look-ups in an index."""

    title = "fiscal year"
    parameter_name = "fiscal_year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = model_admin.model.objects.order_by("fiscal_year").values_list(
            "fiscal_year", flat=True
        )
        first, last = years.first(), years.last()
        if first is None:
            return []
        return [(str(year), fiscal_year_label(year)) for year in range(last, first - 1, -1)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if value is None:
            return queryset
        if not (value.isascii() and value.isdigit()):
            raise IncorrectLookupParameters(f"{value} is not a fiscal year")
        return queryset.filter(fiscal_year=int(value))


class FeeForm(FeeOfOpenYearForm):
    """Refuses what an import refuses: a year outside the term, a day that is yet to come."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        # An adjustment is posted in the open year, which the franchise may not have lived to see.
        if {"franchise", "fiscal_year"} & set(self.changed_data) and not self.is_adjustment:
            self._check_term(cleaned.get("franchise"), cleaned.get("fiscal_year"))
        received_on = cleaned.get("received_on")
        if "received_on" in self.changed_data and received_on and received_on > localdate():
            self.add_error("received_on", "This day is in the future.")
        return cleaned

    def _check_term(self, franchise: Franchise | None, fiscal_year: Any) -> None:
        # A year that is none is told of by the model.
        if franchise is None or fiscal_year not in FISCAL_YEARS:
            return
        first, last = fiscal_year_bounds(fiscal_year, settings.FISCAL_YEAR_START_MONTH)
        end = last_day(
            franchise.expires_on, franchise.terminated_on, is_holdover=franchise.is_holdover
        )
        year = fiscal_year_label(fiscal_year)
        if last < franchise.effective_on:
            self.add_error(
                "fiscal_year",
                f"{year} is over before the franchise begins,"
                f" on {date_format(franchise.effective_on)}.",
            )
        elif end is not None and end < first:
            self.add_error(
                "fiscal_year",
                f"{year} begins after the franchise's last day, {date_format(end)}. Where the"
                " franchisee still operates and pays, mark the franchise as holdover.",
            )


class FeeAdmin(FeeOfClosedYearAdmin):
    """What assessments and collections have in common."""

    form = FeeForm
    formfield_overrides = {CentsField: {"widget": DollarsInput}}
    list_select_related = ["franchise__franchisee"]
    linked_lookups = ("franchise__franchisee__id__exact",)
    search_fields = ["reference", "franchise__number", "franchise__franchisee__name"]
    search_help_text = "Part of a reference, a franchise number or a franchisee's name."
    ordering = ["-fiscal_year", "-pk"]
    autocomplete_fields = ["franchise", "adjusts"]
    change_form_template = "admin/fee_form.html"
    total_column = "amount"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows with the franchise, whose number is in each one's name."""
        return super().get_queryset(request).select_related("franchise__franchisee")

    @admin.display(description="fiscal year", ordering="fiscal_year")
    def year(self, fee: FeeAssessment | FeeCollection) -> str:
        return fiscal_year_label(fee.fiscal_year)

    @admin.display(description="period", ordering="period")
    def part(self, fee: FeeAssessment | FeeCollection) -> str:
        return fee.period or "Year"

    @admin.display(description="amount", ordering="amount")
    def dollars(self, fee: Any) -> SafeString:
        return dollars(fee.amount)

    def related_links(self, obj: FeeAssessment | FeeCollection) -> list[Link]:
        franchise = obj.franchise
        other = FeeCollection if isinstance(obj, FeeAssessment) else FeeAssessment
        rows = {"franchise__id__exact": franchise.pk, "fiscal_year": obj.fiscal_year}
        return [
            Link(
                f"Account of {fiscal_year_label(obj.fiscal_year)}",
                account_address(franchise.pk, obj.fiscal_year),
                FeeAssessment,
            ),
            Link(f"Franchise {franchise.number}", page_of(Franchise, franchise.pk), Franchise),
            Link(
                str(franchise.franchisee),
                page_of(Franchisee, franchise.franchisee_id),
                Franchisee,
            ),
            Link(
                f"{str(other._meta.verbose_name_plural).removeprefix('fee ').capitalize()} of"
                f" {fiscal_year_label(obj.fiscal_year)}",
                list_of(other, **rows),
                other,
            ),
        ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the rest, then warn where more is collected than assessed."""
        super().save_related(request, form, formsets, change)
        fee = form.instance
        for year in account_by_year(fee.franchise):
            is_overpaid = year.outstanding is not None and year.outstanding < 0
            if year.fiscal_year == fee.fiscal_year and is_overpaid:
                messages.warning(request, overpaid(year.fiscal_year, -year.outstanding))  # type: ignore[operator]


@admin.register(FeeAssessment)
class FeeAssessmentAdmin(ComputedAmountAdmin, FeeAdmin):
    list_display = ["year", "part", "franchise", "dollars", "origin", "due_on", "reference"]
    list_filter = [FiscalYearFilter, "period", "origin", "franchise__franchise_type"]
    date_hierarchy = "due_on"
    reasoned_fields = (
        "franchise",
        "fiscal_year",
        "period",
        "amount",
        "due_on",
        "notice_on",
        "origin",
        "adjusts",
    )
    readonly_fields = ["working_shown"]
    fieldsets = [
        (
            None,
            {"fields": ["franchise", ("fiscal_year", "period"), "amount", ("due_on", "notice_on")]},
        ),
        ("Where it comes from", {"fields": ["origin", "adjusts", "reference", "working_shown"]}),
        ("For staff", {"fields": ["note"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save *obj*; an adjustment is of the kind that it adjusts."""
        if obj.adjusts is not None:
            obj.kind = obj.adjusts.kind
        super().save_model(request, obj, form, change)

    @admin.display(description="working")
    def working_shown(self, assessment: FeeAssessment) -> SafeString | str:
        """Return how the amount came about, line by line."""
        return working_shown(assessment)


@admin.register(FeeCollection)
class FeeCollectionAdmin(FeeAdmin):
    list_display = ["year", "part", "franchise", "kind", "dollars", "received_on", "reference"]
    list_filter = [FiscalYearFilter, "kind", "period", "franchise__franchise_type"]
    date_hierarchy = "received_on"
    reasoned_fields = (
        "franchise",
        "fiscal_year",
        "period",
        "kind",
        "amount",
        "received_on",
        "pays",
        "adjusts",
    )
    autocomplete_fields = ["franchise", "pays", "adjusts"]
    fieldsets = [
        (None, {"fields": ["franchise", ("fiscal_year", "period"), "kind", "amount"]}),
        ("Receipt", {"fields": ["received_on", "reference", "pays", "adjusts"]}),
        ("For staff", {"fields": ["note"]}),
    ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the rest, then warn where the money came after the franchise's last day."""
        super().save_related(request, form, formsets, change)
        franchise, received_on = form.instance.franchise, form.instance.received_on
        end = last_day(
            franchise.expires_on, franchise.terminated_on, is_holdover=franchise.is_holdover
        )
        if received_on and end and received_on > end:
            messages.warning(
                request, f"Received after the franchise's last day, {date_format(end)}."
            )
