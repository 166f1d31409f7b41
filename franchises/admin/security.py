"""The pages of securities: what contracts require, the instruments held, the draws on them."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from franchises.admin.addresses import Link, add_to, list_of, page_of
from franchises.admin.contract import ContractAdmin, PostingAdmin
from franchises.admin.document import DocumentInline
from franchises.admin.lapse_filter import LapseFilter
from franchises.admin.money import DollarsInput, dollars
from franchises.admin.record import ReasonForm
from franchises.contracts.drawing import DrawRefusedError, check_draw, draw
from franchises.models import (
    FeeAssessment,
    FeeCollection,
    Franchise,
    Security,
    SecurityDraw,
    SecurityRequirement,
)

# What a draw is made of; its amount and what it pays are kept by the collection.
MADE = ["security", "assessment", "amount", "drawn_on", "because", "replenish_by"]


@admin.register(SecurityRequirement)
class SecurityRequirementAdmin(ContractAdmin):
    list_display = ["franchise", "kind", "dollars", "required_from", "required_until"]
    list_filter = ["kind", "franchise__franchise_type"]
    search_fields = ["franchise__number", "franchise__franchisee__name"]
    search_help_text = "Part of a franchise number or a franchisee's name."
    ordering = ["franchise__number", "kind", "-required_from"]
    reasoned_fields = ("kind", "amount", "days_to_replenish", "required_from", "required_until")
    fieldsets = [
        (None, {"fields": ["franchise", "kind", "amount", "days_to_replenish"]}),
        ("In force", {"fields": [("required_from", "required_until"), "source"]}),
    ]

    @admin.display(description="amount", ordering="amount")
    def dollars(self, requirement: Any) -> SafeString:
        return dollars(requirement.amount)


@admin.register(Security)
class SecurityAdmin(ContractAdmin):
    list_display = ["franchise", "kind", "expires_on", "dollars", "left", "issuer", "number"]
    list_filter = [LapseFilter, "kind", "franchise__franchise_type"]
    search_fields = ["number", "issuer", "franchise__number", "franchise__franchisee__name"]
    search_help_text = "Part of its number, its issuer, a franchise number or a franchisee's name."
    date_hierarchy = "expires_on"
    ordering = ["expires_on", "pk"]
    readonly_fields = ["left"]
    reasoned_fields = ("kind", "amount", "held_from", "expires_on", "released_on")
    fieldsets = [
        (None, {"fields": ["franchise", "kind", ("issuer", "number"), ("amount", "left")]}),
        ("Held", {"fields": ["held_from", "expires_on", "released_on"]}),
        ("For staff", {"fields": ["note"]}),
    ]
    inlines = [DocumentInline]
    kept_by = ("draws", "documents")
    change_form_template = "admin/contract_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("draws__collection")

    @admin.display(description="amount", ordering="amount")
    def dollars(self, security: Any) -> SafeString:
        return dollars(security.amount)

    @admin.display(description="left today")
    def left(self, security: Security) -> SafeString | str:
        return "-" if security.pk is None else dollars(security.left_on(localdate()))

    def related_links(self, obj: Security) -> list[Link]:
        draws = list_of(SecurityDraw, security__id__exact=obj.pk)
        return [*super().related_links(obj), Link("Draws", draws, SecurityDraw)]

    def overview(self, request: HttpRequest, obj: Security) -> dict[str, Any]:
        drawer = self.admin_site.get_model_admin(SecurityDraw)
        if not drawer.has_add_permission(request):
            return {}
        return {"action": Link("Draw on it", add_to(SecurityDraw, security=obj.pk), SecurityDraw)}


class DrawForm(ReasonForm):
    """Asks for a draw, makes it as the form is cleaned whole, and tells why it is refused."""

    amount = forms.DecimalField(
        max_digits=14, decimal_places=2, widget=DollarsInput, help_text="US dollars."
    )
    assessment = forms.ModelChoiceField(
        FeeAssessment.objects.select_related("franchise"),
        label="Pays",
        help_text="The assessment of this franchise that the money pays.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "assessment" in self.fields:
            assessment = cast(forms.ModelChoiceField, self.fields["assessment"])
            pays = FeeCollection._meta.get_field("pays")
            assessment.widget = AutocompleteSelect(pays, admin.site, choices=assessment.choices)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        wish = SecurityDraw(security=cleaned["security"], drawn_on=cleaned["drawn_on"])
        try:
            check_draw(
                wish,
                cleaned["assessment"],
                cleaned["amount"],
                localdate(),
                settings.FISCAL_YEAR_START_MONTH,
            )
        except DrawRefusedError as refusal:
            self.add_error(None, str(refusal))
        return cleaned


@admin.register(SecurityDraw)
class SecurityDrawAdmin(PostingAdmin):
    """A draw is made once; what changes of it afterwards is when the security is whole again."""

    form = ReasonForm
    refusals = (DrawRefusedError,)
    list_display = ["security", "drawn_on", "dollars", "replenish_by", "replenished_on"]
    list_filter = [("replenished_on", admin.EmptyFieldListFilter), "security__kind"]
    list_select_related = ["security__franchise", "collection"]
    search_fields = ["security__number", "security__franchise__number", "because"]
    search_help_text = "Part of a security's or franchise's number, or of the reason."
    linked_lookups = ("security__id__exact", "security__franchise__id__exact")
    date_hierarchy = "drawn_on"
    ordering = ["-drawn_on", "-pk"]
    autocomplete_fields = ["security"]
    reasoned_fields = ("drawn_on", "replenish_by", "replenished_on")
    fieldsets = [
        (None, {"fields": ["security", "dollars", "pays", "drawn_on", "because"]}),
        ("Made whole", {"fields": ["replenish_by", "replenished_on"]}),
    ]

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = ReasonForm if obj else DrawForm
        return super().get_form(request, obj, change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return [(None, {"fields": MADE}), *fieldsets[2:]] if obj is None else fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        return ["security", "dollars", "pays", "drawn_on", "because"] if obj else []

    @admin.display(description="amount", ordering="collection__amount")
    def dollars(self, made: SecurityDraw) -> SafeString:
        return dollars(made.collection.amount)  # type: ignore[arg-type]

    @admin.display(description="pays")
    def pays(self, made: SecurityDraw) -> str:
        return str(made.collection.pays)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may draw: it also records the money."""
        may_record = request.user.has_perm("franchises.add_feecollection")
        return super().has_add_permission(request) and may_record

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save what changed of *obj*; make one that is new, with its collection."""
        if change:
            super().save_model(request, obj, form, change)
            return
        entered = form.cleaned_data
        obj._change_reason = entered.get("change_reason") or None
        draw(
            obj,
            entered["assessment"],
            entered["amount"],
            localdate(),
            cast(User, request.user),
            settings.FISCAL_YEAR_START_MONTH,
        )

    def related_links(self, obj: SecurityDraw) -> list[Link]:
        franchise = obj.security.franchise
        return [
            Link(f"Franchise {franchise}", page_of(Franchise, franchise.pk), Franchise),
            Link(str(obj.security), page_of(Security, obj.security_id), Security),
            Link("The collection", page_of(FeeCollection, obj.collection_id), FeeCollection),
        ]
