"""What every page of a record has in common: fast safe lists, links both ways, history, why."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from franchises.admin import edit_conflict
from franchises.admin.addresses import Link
from franchises.admin.change_list import BoundedPaginator, RecordChangeList
from franchises.admin.edit_conflict import changes_since, parts_of, version_of
from franchises.admin.history import history_entries

# What a page says where the database is taken for longer than it waits.
BUSY = "Another import or page is writing: try again in a moment."


class RecordAdmin(admin.ModelAdmin):
    """A list with a bounded count, and pages that link to the records around theirs."""

    paginator = BoundedPaginator
    show_full_result_count = False
    # Numbers beside the filters would count the whole table once for each choice.
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 100
    # The largest list that a person asked to see whole.
    list_max_show_all = 100
    # Relations that other records hang on: where one has any, nothing offers to delete this.
    kept_by: tuple[str, ...] = ()
    # Filters that the links of other records use, beside those of the list itself.
    linked_lookups: tuple[str, ...] = ()
    # The money column that the list adds up.
    total_column = ""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RecordChangeList

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (
            obj is not None and any(getattr(obj, name).exists() for name in self.kept_by)
        )

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Return the form field, without a way to delete the record that it points at."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field

    def related_links(self, obj: Any) -> list[Link]:
        """Return the ways to the records around *obj*."""
        return []

    def changed_in_bulk(self, records: list[Any]) -> None:
        """Do what follows from a change of *records* by an action of the list."""

    def overview(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return what the page of *obj* shows beside its form, for the template."""
        return {}

    def may_view(self, request: HttpRequest, model: type[Model]) -> bool:
        return self.admin_site.get_model_admin(model).has_view_permission(request)

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        return lookup in self.linked_lookups or super().lookup_allowed(lookup, value, request)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any | None = None,
    ) -> HttpResponse:
        if obj is not None:
            links = self.related_links(obj)
            context["related_links"] = [x for x in links if self.may_view(request, x.model)]
            context |= self.overview(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


class LookedAtAdmin(RecordAdmin):
    """A record that pages only show: nobody adds, changes or deletes one by a form."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return False


class ReasonForm(forms.ModelForm):
    """A form that also asks why, for the history."""

    change_reason = forms.CharField(
        label="Why",
        required=False,
        max_length=300,
        help_text="Kept in the history beside the change, such as: correction of a typing error.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    # Set by the page: what is not changed without a reason; whether another has saved meanwhile.
    reasoned_fields: tuple[str, ...] = ()
    was_changed_since = has_parts = False
    # Whether a save is refused, since it would overwrite what another saved meanwhile.
    is_refused = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        changed = set(self.changed_data) - {"change_reason"}
        counting = [name for name in self.reasoned_fields if name in changed]
        if self.is_change and counting and not cleaned.get("change_reason"):
            labels = ", ".join(str(self.fields[name].label).lower() for name in counting)
            self.add_error(
                "change_reason",
                f"Say why. A change of {labels} is kept with its reason.",
            )
        # Sent twice, a form finds its own change: there is nothing left that it would overwrite.
        if self.was_changed_since and (changed or self.has_parts):
            self.is_refused = True
            self.add_error(None, edit_conflict.CHANGED)
        return cleaned

    @property
    def is_change(self) -> bool:
        """Whether the form changes what is on record, rather than adds to it."""
        return not self.instance._state.adding


class HistoryAdmin(RecordAdmin):
    """A record whose every change is kept.

    The pages of simple_history are not used: they offer to put an old version back past the
    checks of the form, and read the database once for each row of the history.
    """

    form = ReasonForm
    object_history_template = "admin/record_history.html"
    history_per_page = 100
    # The fields of money, terms and status: a change of one says why, and so does a deletion.
    reasoned_fields: tuple[str, ...] = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Return the fieldsets, and ask why where the user may change the record."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, ("Reason of this change", {"fields": ["change_reason"]})]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any | None:
        """Return the record, with the version of it that the form is opened at or saved upon."""
        named = super().get_object(request, object_id, from_field) if from_field else None
        parts = parts_of(self.model, self.inlines, named.pk if named else object_id)
        try:
            version = version_of(parts, for_writing=request.method == "POST")
        except (ValueError, OverflowError, forms.ValidationError):
            return None
        # Read after its version, so that what is saved between the two is a change since.
        obj: Any = super().get_object(request, object_id, from_field)
        if obj is not None:
            obj._version, obj._parts = version, parts
        return obj

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form, which knows what it has to have a reason for, and of changes since."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.reasoned_fields = self.reasoned_fields
        opened_at = request.POST.get(edit_conflict.FIELD)
        form.was_changed_since = bool(obj and opened_at and opened_at != obj._version)
        # Without a row of them in the form, none of them can be overwritten.
        form.has_parts = any(
            name.endswith("-TOTAL_FORMS") and number != "0" for name, number in request.POST.items()
        )
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the form, with its version, and with what was changed where that is another now."""
        obj = kwargs.get("obj")
        context["opened_at_version"] = getattr(obj, "_version", "")
        is_refused = getattr(context["adminform"].form, "is_refused", False)
        if is_refused:
            opened_at = request.POST[edit_conflict.FIELD]
            context["was_changed_since"] = True
            context["changed_since"] = changes_since(opened_at, obj._parts)  # type: ignore[union-attr]
        response = super().render_change_form(request, context, *args, **kwargs)
        if is_refused:
            response.status_code = 409
        return response

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Ask, and delete; what counts as money, a term or a status goes for a reason alone."""
        asks_why = bool(self.reasoned_fields) and self.has_delete_permission(request)
        if asks_why and request.POST and not _reason_in(request):
            messages.error(request, "Nothing was deleted: say why. The history keeps the reason.")
            return HttpResponseRedirect(request.get_full_path())
        return super().delete_view(
            request, object_id, {"asks_why": asks_why, **(extra_context or {})}
        )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj._history_user, obj._change_reason = request.user, _reason_in(request) or None
        super().delete_model(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save *obj* with who and why; a save that changes nothing leaves no trace."""
        obj._history_user = request.user
        obj._change_reason = form.cleaned_data.get("change_reason") or None
        elsewhere = {field.name for field in obj._meta.many_to_many} | {"change_reason"}
        if not change or set(form.changed_data) - elsewhere:
            super().save_model(request, obj, form, change)

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show every change of one record, newest first, also of one that was deleted."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        records, record = self._history_of(request, unquote(object_id))
        paginator = Paginator(records, self.history_per_page)
        page = paginator.get_page(request.GET.get("p"))
        # One row more than the page: its last entry is a change from that one.
        first, last = max(page.start_index() - 1, 0), page.end_index()
        rows = list(records[first : last + 1])
        shown = last - first
        context = self.admin_site.each_context(request) | {
            "title": f"History: {self._name_of(record)}",
            "subtitle": None,
            "opts": self.opts,
            "object_id": record.pk,
            "object_name": self._name_of(record),
            "is_deleted": first == 0 and bool(rows) and rows[0].history_type == "-",
            "entries": history_entries(rows[:shown], rows[shown] if rows[shown:] else None),
            "page": page,
            "page_range": paginator.get_elided_page_range(page.number),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def _history_of(self, request: HttpRequest, pk: str) -> tuple[Any, Any]:
        """Return the history rows of *pk*, newest first, and the record as it is or last was."""
        history: Any = self.model.history
        try:
            key = self.model._meta.pk.to_python(pk)
        except forms.ValidationError as error:
            raise Http404("No such record.") from error
        # By number: the clock may have been put back between two changes.
        records = (
            history.filter(**{self.model._meta.pk.attname: key})
            .select_related("history_user", "import_run")
            .order_by("-history_id")
        )
        newest = records.first()
        record = self.get_object(request, pk) if newest is None else newest.instance
        if record is None:
            raise Http404("No such record.")
        return records, record

    def _name_of(self, record: Any) -> str:
        try:
            return str(record)
        except ObjectDoesNotExist:
            # What it was named after was deleted too.
            return f"{self.opts.verbose_name} no. {record.pk}"


def _reason_in(request: HttpRequest) -> str:
    return request.POST.get("change_reason", "").strip()[:300]
