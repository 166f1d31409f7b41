"""What every page of a record has in common: fast safe lists, links both ways, history, why."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from franchises.admin.addresses import Link
from franchises.admin.change_list import BoundedPaginator, RecordChangeList
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


class HistoryAdmin(RecordAdmin):
    """A record whose every change is kept.

    The pages of simple_history are not used: they offer to put an old version back past the
    checks of the form, and read the database once for each row of the history.
    """

    form = ReasonForm
    object_history_template = "admin/record_history.html"
    history_per_page = 100

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Return the fieldsets, and ask why where the user may change the record."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, ("Reason of this change", {"fields": ["change_reason"]})]

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
