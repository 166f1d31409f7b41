"""The pages of penalties, and of the ranges that the law sets for them."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from franchises.admin.addresses import Link, page_of
from franchises.admin.contract import ContractAdmin, PostingAdmin
from franchises.admin.document import DocumentInline
from franchises.admin.money import DollarsInput, dollars
from franchises.admin.record import HistoryAdmin, ReasonForm
from franchises.contracts.penalizing import PenaltyRefusedError, check_penalty, impose
from franchises.models import FeeAssessment, Notice, Penalty, PenaltyRule
from franchises.models.fields import CentsField

# What a penalty is made of; its amount and due date are kept by the assessment.
MADE = [
    ("franchise", "notice"),
    ("rule", "what"),
    ("violated_on", "violations"),
    ("imposed_on", "due_on"),
    "amount",
]


@admin.register(PenaltyRule)
class PenaltyRuleAdmin(HistoryAdmin):
    formfield_overrides = {CentsField: {"widget": DollarsInput}}
    list_display = ["section", "what", "at_least", "at_most", "effective_on", "expires_on"]
    search_fields = ["section", "what"]
    search_help_text = "Part of a section, or of what it is for."
    ordering = ["section", "-effective_on"]
    kept_by = ("penalties",)
    reasoned_fields = ("least", "most", "effective_on", "expires_on")
    fieldsets = [
        (None, {"fields": ["section", "what"]}),
        ("For each violation", {"fields": [("least", "most")]}),
        ("In force", {"fields": [("effective_on", "expires_on")]}),
    ]

    @admin.display(description="at least", ordering="least")
    def at_least(self, rule: Any) -> SafeString:
        return dollars(rule.least)

    @admin.display(description="at most", ordering="most")
    def at_most(self, rule: Any) -> SafeString:
        return dollars(rule.most)


class PenaltyForm(ReasonForm):
    """Asks for a penalty, and refuses one outside its range with the name of the section."""

    amount = forms.DecimalField(
        max_digits=14, decimal_places=2, widget=DollarsInput, help_text="US dollars in all."
    )
    due_on = forms.DateField(
        required=False,
        widget=admin.widgets.AdminDateWidget,
        help_text="The last day to pay it; the day it is imposed on if empty.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        names = ("franchise", "rule", "what", "violated_on", "violations", "imposed_on")
        penalty = Penalty(**{name: cleaned[name] for name in names})
        notice = cleaned["notice"]
        if notice is not None and notice.franchise_id != penalty.franchise_id:
            self.add_error("notice", "This notice was given to another franchise.")
        try:
            first_month = settings.FISCAL_YEAR_START_MONTH
            check_penalty(penalty, cleaned["amount"], localdate(), first_month)
        except PenaltyRefusedError as refusal:
            self.add_error("amount", str(refusal))
        return cleaned


@admin.register(Penalty)
class PenaltyAdmin(PostingAdmin, ContractAdmin):
    """A penalty is imposed once, with its documents; what is wrong with it is put right in its
    assessment, and what is written of it later is kept with its notice or its franchise.
    """

    refusals = (PenaltyRefusedError,)
    list_display = ["imposed_on", "franchise", "section", "what", "violations", "dollars"]
    list_filter = ["rule", "franchise__franchise_type"]
    list_select_related = ["franchise__franchisee", "rule", "assessment"]
    search_fields = ["what", "rule__section", "franchise__number", "franchise__franchisee__name"]
    search_help_text = (
        "Part of what was done, a section, a franchise number or a franchisee's name."
    )
    date_hierarchy = "imposed_on"
    ordering = ["-imposed_on", "-pk"]
    autocomplete_fields = ["franchise", "rule", "notice"]
    inlines = [DocumentInline]
    kept_by = ("documents",)
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("franchise", "notice"),
                    ("rule", "what"),
                    ("violated_on", "violations"),
                    "imposed_on",
                    "dollars",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("rule", "assessment")

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = ReasonForm if obj else PenaltyForm
        return super().get_form(request, obj, change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return [(None, {"fields": MADE}), *fieldsets[1:]] if obj is None else fieldsets

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may impose one: it also records what is due."""
        may_record = request.user.has_perm("franchises.add_feeassessment")
        return super().has_add_permission(request) and may_record

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    @admin.display(description="section", ordering="rule__section")
    def section(self, penalty: Penalty) -> str:
        return penalty.rule.section

    @admin.display(description="amount", ordering="assessment__amount")
    def dollars(self, penalty: Penalty) -> SafeString:
        return dollars(penalty.amount)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        entered = form.cleaned_data
        obj._change_reason = entered.get("change_reason") or None
        impose(
            obj,
            entered["amount"],
            localdate(),
            cast(User, request.user),
            settings.FISCAL_YEAR_START_MONTH,
            entered["due_on"],
        )

    def related_links(self, obj: Penalty) -> list[Link]:
        links = super().related_links(obj)
        links.append(
            Link("The assessment", page_of(FeeAssessment, obj.assessment_id), FeeAssessment)
        )
        if obj.notice_id is not None:
            links.append(Link("The notice", page_of(Notice, obj.notice_id), Notice))
        return links
