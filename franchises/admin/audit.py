"""The pages of audits: terms, findings, and the assessments that come of them."""

from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from franchises.admin.addresses import Link, list_of, page_of
from franchises.admin.contract import ContractAdmin
from franchises.admin.document import DocumentInline
from franchises.admin.money import DollarsInput, dollars
from franchises.contracts.auditing import (
    AuditRefusedError,
    assess_audit,
    franchisee_bears_cost,
    terms_of,
    underpaid_in,
    what_to_assess,
)
from franchises.models import Audit, AuditFinding, AuditTerms, FeeAssessment
from franchises.models.fields import CentsField
from franchises.rules.money import exact_cents, format_money
from franchises.rules.workings import NOTHING, Line


@admin.register(AuditTerms)
class AuditTermsAdmin(ContractAdmin):
    list_display = ["franchise", "threshold", "effective_on", "source"]
    list_filter = ["franchise__franchise_type"]
    search_fields = ["franchise__number", "franchise__franchisee__name"]
    search_help_text = "Part of a franchise number or a franchisee's name."
    ordering = ["franchise__number", "-effective_on"]
    reasoned_fields = ("threshold", "effective_on")
    fieldsets = [(None, {"fields": ["franchise", "threshold", "effective_on", "source"]})]


class FindingInline(admin.TabularInline):
    """The findings of an audit; once any is assessed, those that are there stay."""

    model = AuditFinding
    extra = 0
    formfield_overrides = {CentsField: {"widget": DollarsInput}}
    fields = ["what", "fiscal_year", "period", "not_reported", "percent", "due_on", "underpaid"]
    readonly_fields = ["underpaid"]

    @admin.display(description="underpaid")
    def underpaid(self, finding: AuditFinding) -> SafeString | str:
        return "-" if finding.pk is None else dollars(finding.underpaid)

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_assessed(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_assessed(obj)


@admin.register(Audit)
class AuditAdmin(ContractAdmin):
    list_display = ["reference", "franchise", "auditor", "reported_on", "found", "cost_in_dollars"]
    list_filter = ["franchise__franchise_type"]
    search_fields = ["reference", "auditor", "franchise__number", "franchise__franchisee__name"]
    search_help_text = "Part of a reference, an auditor, a franchise number or a holder's name."
    date_hierarchy = "reported_on"
    ordering = ["-reported_on", "-pk"]
    inlines = [FindingInline, DocumentInline]
    readonly_fields = ["found", "who_bears_the_cost"]
    kept_by = ("findings", "documents")
    change_form_template = "admin/contract_form.html"
    reasoned_fields = ("reported_on", "first_year", "last_year", "paid", "cost")
    fieldsets = [
        (None, {"fields": ["franchise", ("reference", "auditor"), "reported_on"]}),
        ("Audited", {"fields": [("first_year", "last_year"), ("paid", "found")]}),
        ("Cost", {"fields": ["cost", "who_bears_the_cost"]}),
        ("For staff", {"fields": ["note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("findings")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        fixed = ["franchise", "reference", "paid", "cost"] if _is_assessed(obj) else []
        return [*self.readonly_fields, *fixed]

    @admin.display(description="found unpaid")
    def found(self, audit: Audit) -> SafeString | str:
        return "-" if audit.pk is None else dollars(underpaid_in(audit))

    @admin.display(description="cost", ordering="cost")
    def cost_in_dollars(self, audit: Any) -> SafeString:
        return dollars(audit.cost)

    @admin.display(description="borne by")
    def who_bears_the_cost(self, audit: Audit) -> str:
        terms = None if audit.pk is None else terms_of(audit)
        if terms is None:
            return "The city: the contract says nothing of it."
        who = "The franchisee" if franchisee_bears_cost(audit) else "The city"
        return f"{who}: the threshold is {terms.threshold.normalize():f}% of what was due."

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.assess_view)
        return [path("<int:pk>/assess/", page, name="assess_audit"), *super().get_urls()]

    def may_assess(self, request: HttpRequest) -> bool:
        may_record = request.user.has_perm("franchises.add_feeassessment")
        return may_record and self.has_change_permission(request)

    def overview(self, request: HttpRequest, obj: Audit) -> dict[str, Any]:
        if not self.may_assess(request):
            return {}
        address = reverse("admin:assess_audit", args=[obj.pk])
        return {"action": Link("Assess what it found", address, FeeAssessment)}

    def assess_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show exactly what would be assessed; on POST, assess it."""
        if not self.may_assess(request):
            raise PermissionDenied
        audit = get_object_or_404(Audit.objects.select_related("franchise__franchisee"), pk=pk)
        today, first_month = localdate(), settings.FISCAL_YEAR_START_MONTH
        context = self.admin_site.each_context(request) | {
            "title": f"Assess {audit}",
            "opts": self.opts,
            "audit": audit,
            "audit_address": page_of(Audit, pk),
        }
        try:
            if request.method == "POST":
                made = assess_audit(audit, today, cast(User, request.user), first_month)
                amount = format_money(_total(each.assessment for each in made))
                messages.success(request, f"{len(made)} assessed: {amount} in all.")
                return redirect(page_of(Audit, pk))
            found = [each.assessment for each in what_to_assess(audit, today, first_month)]
        except AuditRefusedError as refusal:
            context["refusal"] = str(refusal)
            return TemplateResponse(request, "admin/audit_assess.html", context, status=409)
        lines = [(each, [Line.from_kept(line) for line in each.working]) for each in found]
        context |= {"rows": lines, "total": _total(found)}
        return TemplateResponse(request, "admin/audit_assess.html", context)

    def related_links(self, obj: Audit) -> list[Link]:
        assessed = list_of(FeeAssessment, q=obj.reference)
        return [*super().related_links(obj), Link("Assessments", assessed, FeeAssessment)]


def _is_assessed(audit: Audit | None) -> bool:
    """Return whether anything of *audit* is assessed. No query where the findings were read."""
    if audit is None or audit.pk is None:
        return False
    found = (finding.assessment_id for finding in audit.findings.all())
    return audit.cost_assessment_id is not None or any(found)


def _total(assessments: Any) -> Any:
    return sum((exact_cents(each.amount) for each in assessments), NOTHING)
