"""What people complain of: one table, by whatever the reader asks for, and its files."""

from dataclasses import dataclass, replace

from django import forms
from django.conf import settings
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from franchises.models import Complaint, Franchisee
from franchises.public.chips import chips_of
from franchises.public.fee_files import FORMATS, file_of
from franchises.public.installations import query_of_filters
from franchises.public.pages import page_of_version
from franchises.public.paging import page_of_list
from franchises.public.query_string import LONGEST_VALUE, check_form, page_number
from franchises.public.remembered import remembered
from franchises.public.versions import DataVersion
from franchises.reports.complaint_table import ROWS, complaint_table
from franchises.reports.complaints import By, narrowed_by
from franchises.reports.tables import Table
from franchises.rules.fiscal_year import fiscal_year_label, fiscal_year_of

CHOSEN = ("by", "year", "franchisee", "type", "district")


class ComplaintForm(forms.Form):
    """What the table counts, and by what."""

    by = forms.ChoiceField(
        label=gettext_lazy("A row for each"),
        choices=[
            # The usual one is the page without a word of it.
            (by.value if by is not By.FRANCHISEE else "", words)
            for by, words in ROWS.items()
        ],
        required=False,
    )
    year = forms.TypedChoiceField(
        label=gettext_lazy("Made in fiscal year"), coerce=int, empty_value=None, required=False
    )
    franchisee = forms.ModelChoiceField(
        Franchisee.objects.in_register(),
        to_field_name="slug",
        label=gettext_lazy("About installations of"),
        empty_label=gettext_lazy("Any franchisee"),
        required=False,
    )
    type = forms.ChoiceField(label=gettext_lazy("Type of complaint"), required=False)
    district = forms.CharField(
        label=gettext_lazy("Community board"), max_length=LONGEST_VALUE, required=False
    )


@dataclass(frozen=True)
class Choices:
    """The fiscal years and the types that there are complaints of."""

    years: tuple[int, ...]
    types: tuple[str, ...]


@page_of_version(*CHOSEN, "page")
def complaints(request: HttpRequest, version: DataVersion) -> HttpResponse:
    form = _form_of(request, version)
    table = _table_of(form)
    page = page_of_list(table.rows, page_number(request.GET))
    query = query_of_filters(request.GET)
    context = {
        "form": form,
        "chips": chips_of(form, request.GET),
        "by": form.cleaned_data["by"] or By.FRANCHISEE.value,
        "table": replace(table, rows=tuple(page.rows)),
        "page": page,
        "files": [
            (each.name, reverse("complaint_counts", args=[each.ending]) + query) for each in FORMATS
        ],
        "version": version,
    }
    return render(request, "franchises/complaints.html", context)


@page_of_version(*CHOSEN)
def complaint_counts(request: HttpRequest, version: DataVersion, ending: str) -> HttpResponse:
    """Answer with the table that the page shows, all of its rows, as a file."""
    form = _form_of(request, version)
    by = form.cleaned_data["by"] or By.FRANCHISEE.value
    return file_of(_table_of(form), ending, f"complaints-by-{by}")


def _form_of(request: HttpRequest, version: DataVersion) -> ComplaintForm:
    """Return what *request* asks for; raise `BadQuery` where it cannot be asked."""
    choices = remembered(version, "complaint-choices", _choices)
    form = ComplaintForm(request.GET)
    years = [(str(year), fiscal_year_label(year)) for year in choices.years]
    _choose_from(form, "year", [("", _("Any year")), *years])
    _choose_from(form, "type", [("", _("Any type")), *((each, each) for each in choices.types)])
    check_form(form)
    return form


def _choose_from(form: ComplaintForm, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _choices() -> Choices:
    """Return what there is to choose from. Two queries."""
    ends = Complaint.objects.aggregate(first=Min("created_on"), last=Max("created_on"))
    types = Complaint.objects.order_by("complaint_type").values_list("complaint_type", flat=True)
    years: tuple[int, ...] = ()
    if ends["first"] is not None:
        first, last = (
            fiscal_year_of(ends[end], settings.FISCAL_YEAR_START_MONTH) for end in ("first", "last")
        )
        years = tuple(range(last, first - 1, -1))
    return Choices(years, tuple(types.distinct()))


def _table_of(form: ComplaintForm) -> Table:
    chosen = form.cleaned_data
    parts = [
        fiscal_year_label(chosen["year"]) if chosen["year"] else "",
        str(chosen["franchisee"] or ""),
        chosen["type"],
        _("community board %(number)s") % {"number": chosen["district"]}
        if chosen["district"]
        else "",
    ]
    words = "".join(f", {part}" for part in parts if part)
    by = By(chosen["by"] or By.FRANCHISEE)
    return complaint_table(by, narrowed_by(chosen), settings.FISCAL_YEAR_START_MONTH, words)
