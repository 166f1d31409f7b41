"""The pages of events: what happened to a franchise, recorded once, with what it changes."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.timezone import localdate, localtime

from franchises.admin.addresses import Link, page_of
from franchises.admin.document import DocumentInline
from franchises.admin.franchise import PublishedFilter
from franchises.admin.record import HistoryAdmin, ReasonForm
from franchises.contracts.recording import check, record, warnings_about
from franchises.models import FeeSchedule, Franchise, FranchiseEvent
from franchises.rules.steps import ANSWERS, CHANGES_TERM, Step

# What was said when it was recorded, and is not said otherwise afterwards.
RECORDED_ONCE = ["franchise", "kind", "old_expires_on", "new_expires_on"]
TERRITORY = ["boroughs_added", "boroughs_removed"]
# What changed the franchise was of a day.
OF_THE_DAY = ["happened_on", "votes_for", "votes_against", "cure_by", "answers"]

# Sections that concern some kinds of events alone: they are folded for all others.
VOTE, DEFAULT, CHANGE = (
    "A vote of the review committee",
    "A default, and what answers it",
    "What an amendment or a renewal changes",
)
CONCERNED = {
    VOTE: {Step.COMMITTEE_VOTE},
    DEFAULT: {Step.NOTICE_OF_DEFAULT, *ANSWERS},
    CHANGE: CHANGES_TERM,
}
FOLDED = {"classes": ["collapse"]}


class FranchiseEventForm(ReasonForm):
    """Refuses what the recording of the event would refuse, beside the field that it is of."""

    class Meta:
        widgets = dict.fromkeys(TERRITORY, forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        franchise = self._franchise()
        if "kind" in self.fields:
            # An assignment moves what the franchise has: it has a page of its own.
            kind: Any = self.fields["kind"]
            kind.choices = [each for each in kind.choices if each[0] != Step.ASSIGNMENT]
        if "answers" in self.fields:
            defaults = FranchiseEvent.objects.filter(kind=Step.NOTICE_OF_DEFAULT)
            self._offer("answers", defaults.select_related("franchise"), franchise)
        if "fee_schedule" in self.fields:
            schedules = FeeSchedule.objects.select_related("franchise__franchisee")
            self._offer("fee_schedule", schedules, franchise)

    def validate_unique(self) -> None:
        """Check all that the recording checks, once each field is right by itself."""
        super().validate_unique()
        if self.errors:
            return
        changes = {name: self.cleaned_data.get(name, ()) for name in TERRITORY}
        try:
            check(
                self.instance,
                localdate(),
                added=changes["boroughs_added"],
                removed=changes["boroughs_removed"],
            )
        except ValidationError as refusal:
            for name, reasons in refusal.message_dict.items():
                self.add_error(name if name in self.fields else None, reasons)

    def _franchise(self) -> Any:
        """Return the key of the franchise that the event is of, as far as it is known."""
        given = self.data.get("franchise") or self.initial.get("franchise")
        return self.instance.franchise_id or (given if str(given).isdecimal() else None)

    def _offer(self, name: str, choices: QuerySet[Any], franchise: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = choices.filter(franchise=franchise) if franchise else choices.none()
        if not franchise:
            field.help_text += " Add the event from the page of its franchise to choose one."


class ChangesFilter(admin.SimpleListFilter):
    """By what of the contract an event has changed."""

    title = "what it changes"
    parameter_name = "changes"
    asked: ClassVar[dict[str, Q]] = {
        "term": Q(new_expires_on__isnull=False) | Q(kind__in=[Step.TERMINATION, Step.ASSIGNMENT]),
        "territory": Q(boroughs_added__isnull=False) | Q(boroughs_removed__isnull=False),
        "fees": Q(fee_schedule__isnull=False),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("term", "The term"), ("territory", "The boroughs"), ("fees", "The fees")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the events that change what is asked for; an unknown thing none does."""
        value = self.value()
        if value is None:
            return queryset
        if value not in self.asked:
            return queryset.none()
        changing = FranchiseEvent.objects.filter(self.asked[value]).order_by().values("pk")
        return queryset.filter(pk__in=changing)


@admin.register(FranchiseEvent)
class FranchiseEventAdmin(HistoryAdmin):
    form = FranchiseEventForm
    list_display = [
        "kind",
        "franchise",
        "happened_on",
        "summary",
        "recorded_by",
        "recorded",
        "is_published",
    ]
    list_select_related = ["franchise__franchisee", "recorded_by"]
    list_filter = [ChangesFilter, "kind", PublishedFilter]
    search_fields = ["^franchise__number", "reference", "summary"]
    search_help_text = "The beginning of a franchise's number, or part of a reference or summary."
    date_hierarchy = "happened_on"
    ordering = ["-happened_on", "-pk"]
    linked_lookups = ("franchise__id__exact",)
    autocomplete_fields = ["franchise"]
    reasoned_fields = (
        "kind",
        "happened_on",
        "is_published",
        "votes_for",
        "votes_against",
        "cure_by",
        "answers",
        "new_expires_on",
        *TERRITORY,
        "fee_schedule",
    )
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "franchise",
                    ("kind", "happened_on"),
                    "reference",
                    "summary",
                    "is_published",
                ]
            },
        ),
        (VOTE, {"fields": [("votes_for", "votes_against")]}),
        (DEFAULT, {"fields": ["cure_by", "answers"]}),
        (CHANGE, {"fields": ["new_expires_on", *TERRITORY, "fee_schedule"]}),
        ("For staff", {"fields": ["note"]}),
    ]
    inlines = [DocumentInline]
    kept_by = ("answered_by", "documents")
    change_form_template = "admin/franchise_event_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        history: Any = FranchiseEvent.history
        first = history.filter(id=OuterRef("pk")).order_by("history_id")
        return (
            super()
            .get_queryset(request)
            .annotate(recorded_at=Subquery(first.values("history_date")[:1]))
        )

    @admin.display(description="recorded on")
    def recorded(self, event: Any) -> date | None:
        return event.recorded_at and localtime(event.recorded_at).date()

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Return the fieldsets; on record, who recorded it and the term before as well."""
        kind = obj.kind if obj else (request.POST or request.GET).get("kind", "")
        fieldsets = [
            (name, options if kind in CONCERNED.get(name, {kind}) else options | FOLDED)
            for name, options in super().get_fieldsets(request, obj)
        ]
        if obj is None:
            return fieldsets
        on_record = ("On record", {"fields": ["recorded_by", "old_expires_on"]})
        return [*fieldsets[:-1], on_record, fieldsets[-1]]

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Return what stays as it was recorded: the franchise has been changed by it since."""
        if obj is None:
            return []
        of_the_day = OF_THE_DAY if obj.changed_its_franchise else []
        return [*RECORDED_ONCE, *TERRITORY, *of_the_day, "recorded_by"]

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Return whether *obj* may be deleted, which it may not once it changed its franchise."""
        return super().has_delete_permission(request, obj) and not (
            obj is not None and obj.changed_its_franchise
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Record a new event with what it changes; save an old one as any record."""
        if change:
            super().save_model(request, obj, form, change)
            return
        record(
            obj,
            request.user,
            localdate(),
            why=form.cleaned_data["change_reason"],
            added=form.cleaned_data["boroughs_added"],
            removed=form.cleaned_data["boroughs_removed"],
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the rest, then warn of what is allowed and yet unusual."""
        super().save_related(request, form, formsets, change)
        for warning in warnings_about(form.instance):
            messages.warning(request, warning)

    def related_links(self, obj: FranchiseEvent) -> list[Link]:
        franchise = obj.franchise
        links = [Link(f"Franchise {franchise.number}", page_of(Franchise, franchise.pk), Franchise)]
        if obj.fee_schedule is not None:
            address = page_of(FeeSchedule, obj.fee_schedule_id)
            links.append(Link("The fee schedule it brings", address, FeeSchedule))
        if obj.answers is not None:
            address = page_of(FranchiseEvent, obj.answers_id)
            links.append(Link("The default it answers", address, FranchiseEvent))
        return links

    def overview(self, request: HttpRequest, obj: FranchiseEvent) -> dict[str, Any]:
        return {"event_warnings": warnings_about(obj), "stays": obj.changed_its_franchise}
