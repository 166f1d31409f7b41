"""Changing the same thing of many records at once: a preview of each, why, then one button."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.db.models import Model, QuerySet
from django.forms.models import fields_for_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from franchises.admin.record import BUSY

# More at once is an import's work, which writes them as a set and can be undone. Here every rule
# of every record is asked of the database, a dozen queries each.
MOST = 500
# How many rows the preview shows before the rest is counted.
SHOWN = 300


@dataclass(frozen=True)
class Foreseen:
    """What would become of a record; ``refused`` says why it cannot, empty where it can."""

    record: Any
    before: str
    after: str
    refused: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def bulk_change(
    *names: str, description: str, may: str = "change"
) -> Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]:
    """Return an action of a list that sets the fields *names* of every selected record.

    It is offered to who has the permission *may* on the model. All are changed, or none is.
    """

    @admin.action(permissions=[may], description=description)
    def change_selected(
        model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        return _BulkChange(model_admin, request, queryset, names, change_selected).answer()

    change_selected.__name__ = f"change_{'_and_'.join(names)}"
    return change_selected


class _BulkChange:
    """One asking of the action: the form, what it would do, and doing it."""

    def __init__(
        self,
        model_admin: Any,
        request: HttpRequest,
        queryset: QuerySet[Any],
        names: tuple[str, ...],
        action: Any,
    ) -> None:
        self.admin, self.request, self.names, self.action = model_admin, request, names, action
        model: type[Model] = model_admin.model
        chosen = model._default_manager.filter(pk__in=queryset.order_by().values("pk"))
        self.records = list(chosen.order_by("pk")[: MOST + 1])
        is_asked = "preview" in request.POST or "confirm" in request.POST
        self.form = _form_for(model, names)(request.POST if is_asked else None)

    def answer(self) -> HttpResponse | None:
        """Show the form, then what it would do; on confirmation do it, if that is the same."""
        if len(self.records) > MOST:
            messages.error(
                self.request,
                f"At most {MOST:,} at once: for more, export the list, change it and import it.",
            )
            return None
        if not self.form.is_bound or not self.form.is_valid():
            return self._page([])
        foreseen = self._foreseen()
        if "confirm" not in self.request.POST:
            return self._page(foreseen)
        if self.request.POST.get("expected") != _digest(foreseen):
            messages.error(self.request, "They changed since you looked: look again.")
            return self._page(foreseen, status=409)
        if any(each.refused for each in foreseen):
            return self._page(foreseen, status=409)
        try:
            changed = self._change(foreseen)
        except OperationalError:
            messages.error(self.request, BUSY)
            return self._page(foreseen, status=409)
        noun = self.admin.opts.verbose_name if changed == 1 else self.admin.opts.verbose_name_plural
        messages.success(self.request, f"{changed:,} {noun} changed.")
        return HttpResponseRedirect(self.request.get_full_path())

    def _foreseen(self) -> list[Foreseen]:
        return [self._foresee(record) for record in self.records]

    def _foresee(self, record: Any) -> Foreseen:
        """Return what would become of *record*, which afterwards has the new values."""
        before = self._words(record)
        for name in self.names:
            setattr(record, name, self.form.cleaned_data[name])
        try:
            record.full_clean()
        except ValidationError as error:
            return Foreseen(record, before, self._words(record), " ".join(error.messages))
        return Foreseen(record, before, self._words(record), "")

    def _words(self, record: Any) -> str:
        """Return the fields of *record* as a person reads them."""
        shown = []
        for name in self.names:
            display = getattr(record, f"get_{name}_display", None)
            value = display() if display else getattr(record, name)
            words = "-" if value in (None, "") else str(value)
            shown.append(f"{self.form.fields[name].label}: {words}" if self.names[1:] else words)
        return "; ".join(shown)

    @transaction.atomic
    def _change(self, foreseen: list[Foreseen]) -> int:
        changed = [each.record for each in foreseen if each.is_changed]
        for record in changed:
            record._history_user = self.request.user
            record._change_reason = self.form.cleaned_data["change_reason"]
            record.save()
        self.admin.changed_in_bulk(changed)
        return len(changed)

    def _page(self, foreseen: list[Foreseen], status: int = 200) -> HttpResponse:
        context = self.admin.admin_site.each_context(self.request) | {
            "title": self.action.short_description,
            "opts": self.admin.opts,
            "action": self.action.__name__,
            "form": self.form,
            "number": len(self.records),
            "shown": foreseen[:SHOWN],
            "more": max(len(foreseen) - SHOWN, 0),
            "refused": sum(bool(each.refused) for each in foreseen),
            "changed": sum(each.is_changed for each in foreseen),
            "expected": _digest(foreseen),
            "selected": self.request.POST.getlist(ACTION_CHECKBOX_NAME),
            "checkbox": ACTION_CHECKBOX_NAME,
            "select_across": self.request.POST.get("select_across", "0"),
        }
        return TemplateResponse(self.request, "admin/bulk_change.html", context, status=status)


def _form_for(model: type[Model], names: tuple[str, ...]) -> type[forms.Form]:
    reason = forms.CharField(
        label="Why",
        max_length=300,
        help_text="Kept in the history of each.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    fields = fields_for_model(model, names)
    for field in fields.values():
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    asked = {**fields, "change_reason": reason, "required_css_class": "required"}
    return type("BulkForm", (forms.Form,), asked)


def _digest(foreseen: list[Foreseen]) -> str:
    """Return what tells whether a later preview is the same."""
    rows = [(each.record.pk, each.before, each.after, each.refused) for each in foreseen]
    return hashlib.sha256(repr(rows).encode()).hexdigest()
