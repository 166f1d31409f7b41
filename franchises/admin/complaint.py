"""The pages of complaints, with what each is about, and the counts of them."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from franchises.admin.addresses import Link, page_of
from franchises.admin.record import HistoryAdmin
from franchises.imports.complaint_matching import match_complaints
from franchises.models import Complaint, ComplaintMatch, Franchisee, Installation
from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.reports.complaint_table import ROWS, complaint_table
from franchises.reports.complaints import By, narrowed_by
from franchises.reports.tables import Table

COUNTS = "franchises_complaint_counts"
# What draws most complaints comes first, here, and the franchisees after it.
OFFERED = (By.INSTALLATION, By.FRANCHISEE, By.TYPE, By.DISTRICT, By.YEAR)


class CountsForm(forms.Form):
    """Which complaints are counted, and by what."""

    by = forms.ChoiceField(
        label="A row for each",
        choices=[(by.value, ROWS[by]) for by in OFFERED],
        required=False,
    )
    year = forms.IntegerField(
        label="Made in fiscal year",
        min_value=FIRST_FISCAL_YEAR,
        max_value=LAST_FISCAL_YEAR,
        required=False,
    )
    franchisee = forms.ModelChoiceField(
        Franchisee.objects.order_by("name_key"),
        to_field_name="slug",
        label="About installations of",
        empty_label="Any franchisee",
        required=False,
    )
    type = forms.CharField(label="Type of complaint", max_length=100, required=False)
    district = forms.CharField(label="Community board", max_length=20, required=False)


@admin.register(Complaint)
class ComplaintAdmin(HistoryAdmin):
    """Who knows better than its id and its place says what a complaint is about."""

    list_display = [
        "number",
        "created_on",
        "closed_on",
        "complaint_type",
        "descriptor",
        "about",
        "how",
        "metres",
        "source",
    ]
    list_filter = ["match__how", "borough"]
    list_select_related = ["match__installation"]
    linked_lookups = (
        "match__installation__id__exact",
        "match__installation__franchise__id__exact",
    )
    search_fields = ["number__startswith", "address__istartswith", "complaint_type__istartswith"]
    search_help_text = "The beginning of a number, an address or a type."
    date_hierarchy = "created_on"
    sortable_by = ()
    ordering = ["-pk"]
    change_list_template = "admin/complaint_list.html"
    change_form_template = "admin/complaint_form.html"
    autocomplete_fields = ["installation"]
    reasoned_fields = ("installation", "status", "closed_on")
    fieldsets = [
        (None, {"fields": [("source", "number"), ("created_on", "closed_on")]}),
        ("What", {"fields": ["complaint_type", "descriptor", "agency", "status", "resolution"]}),
        ("What it is about", {"fields": ["installation", "asset_id"]}),
        (
            "Where",
            {
                "fields": [
                    "address",
                    "on_street",
                    ("cross_street_1", "cross_street_2"),
                    ("borough", "postcode"),
                    ("community_board", "council_district"),
                    ("latitude", "longitude"),
                ]
            },
        ),
    ]

    @admin.display(description="about")
    def about(self, complaint: Complaint) -> str:
        match = _match_of(complaint)
        return str(match.installation) if match and match.installation else "-"

    @admin.display(description="matched")
    def how(self, complaint: Complaint) -> str:
        match = _match_of(complaint)
        return match.get_how_display() if match else "-"

    @admin.display(description="metres")
    def metres(self, complaint: Complaint) -> str:
        match = _match_of(complaint)
        return "-" if match is None or match.metres is None else f"{match.metres:,.1f}"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        match_complaints(Complaint.objects.filter(pk=obj.pk))

    def overview(self, request: HttpRequest, obj: Complaint) -> dict[str, Any]:
        """Return what it was matched to."""
        return {"match": _match_of(obj)}

    def related_links(self, obj: Complaint) -> list[Link]:
        match = _match_of(obj)
        if match is None or match.installation is None:
            return []
        found = match.installation
        return [Link(f"Installation {found}", page_of(Installation, found.pk), Installation)]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.counts)
        return [path("counts/", view, name=COUNTS), *super().get_urls()]

    def counts(self, request: HttpRequest) -> HttpResponse:
        """Show how many there are, by what is asked for, drafts included. Three queries."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = CountsForm(request.GET)
        context = self.admin_site.each_context(request) | {
            "title": "Complaints counted",
            "opts": self.opts,
            "form": form,
            "table": _counted(form) if form.is_valid() else None,
            "counts": reverse(f"admin:{COUNTS}"),
        }
        return TemplateResponse(request, "admin/complaint_counts.html", context)


def _counted(form: CountsForm) -> Table:
    by, narrowed = By(form.cleaned_data["by"] or OFFERED[0]), narrowed_by(form.cleaned_data)
    return complaint_table(by, narrowed, settings.FISCAL_YEAR_START_MONTH, with_drafts=True)


def _match_of(complaint: Complaint) -> ComplaintMatch | None:
    return getattr(complaint, "match", None)
