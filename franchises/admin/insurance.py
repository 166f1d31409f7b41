"""The pages of insurance: what contracts require, and the certificates on record."""

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString

from franchises.admin.contract import ContractAdmin
from franchises.admin.document import DocumentInline
from franchises.admin.lapse_filter import LapseFilter
from franchises.admin.money import dollars
from franchises.models import InsuranceCertificate, InsuranceRequirement


class InsuranceAdmin(ContractAdmin):
    """What a requirement and a certificate have in common: the kind, and its limits."""

    list_filter = ["kind", "names_city", "franchise__franchise_type"]
    search_fields = ["franchise__number", "franchise__franchisee__name"]
    search_help_text = "Part of a franchise number or a franchisee's name."

    @admin.display(description="per occurrence", ordering="per_occurrence")
    def each(self, insurance: Any) -> SafeString:
        return dollars(insurance.per_occurrence)

    @admin.display(description="aggregate", ordering="aggregate")
    def in_all(self, insurance: Any) -> SafeString:
        return dollars(insurance.aggregate)


@admin.register(InsuranceRequirement)
class InsuranceRequirementAdmin(InsuranceAdmin):
    list_display = ["franchise", "kind", "each", "in_all", "names_city", "required_from"]
    ordering = ["franchise__number", "kind", "-required_from"]
    reasoned_fields = (
        "kind",
        "per_occurrence",
        "aggregate",
        "names_city",
        "required_from",
        "required_until",
    )
    fieldsets = [
        (None, {"fields": ["franchise", "kind"]}),
        ("At least", {"fields": [("per_occurrence", "aggregate"), "names_city"]}),
        ("In force", {"fields": [("required_from", "required_until"), "source"]}),
    ]


@admin.register(InsuranceCertificate)
class InsuranceCertificateAdmin(InsuranceAdmin):
    list_display = ["franchise", "kind", "expires_on", "each", "in_all", "insurer", "policy_number"]
    list_filter = [LapseFilter, *InsuranceAdmin.list_filter]
    search_fields = [*InsuranceAdmin.search_fields, "policy_number", "insurer"]
    search_help_text = "Part of a policy or franchise number, an insurer or a franchisee's name."
    date_hierarchy = "expires_on"
    ordering = ["expires_on", "pk"]
    inlines = [DocumentInline]
    kept_by = ("documents",)
    reasoned_fields = (
        "kind",
        "per_occurrence",
        "aggregate",
        "names_city",
        "effective_on",
        "expires_on",
    )
    fieldsets = [
        (None, {"fields": ["franchise", "kind", ("insurer", "policy_number")]}),
        ("Limits", {"fields": [("per_occurrence", "aggregate"), "names_city"]}),
        ("Policy", {"fields": [("effective_on", "expires_on")]}),
        ("For staff", {"fields": ["note"]}),
    ]
