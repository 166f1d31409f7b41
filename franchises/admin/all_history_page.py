"""The page of the history of everything, and its file; for who may see all of it."""

import csv
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from franchises.admin.all_history import (
    ABOUT,
    ACCOUNTS,
    Line,
    all_lines,
    kept_models,
    page_of_history,
)
from franchises.models import ImportRun
from franchises.reports.formats import no_formula

PERMISSION = "franchises.view_all_history"
PER_PAGE = 50
HEADINGS = ("when", "who", "what", "kind", "record", "field", "old", "new", "why", "import_run")
LARGEST = 2**63 - 1


class HistoryQuery(forms.Form):
    """What of the history is asked for; everything where nothing is."""

    person = forms.CharField(label="Who", required=False, max_length=150)
    model = forms.ChoiceField(label="Kind of record", required=False)
    number = forms.IntegerField(label="Record no.", required=False, min_value=1, max_value=LARGEST)
    kind = forms.ChoiceField(
        label="What",
        required=False,
        choices=[("", "Anything"), ("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
    )
    about = forms.ChoiceField(
        label="Changed in", required=False, choices=[("", "Anything"), *ABOUT.items()]
    )
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    import_run = forms.IntegerField(
        label="Import no.", required=False, min_value=1, max_value=LARGEST
    )
    reason = forms.CharField(label="Why has", required=False, max_length=100)

    def __init__(self, sources: dict[str, str], data: Any) -> None:
        super().__init__(data)
        self.fields["model"].choices = [("", "Everything"), *sources.items()]  # type: ignore[attr-defined]

    def clean_person(self) -> User | None:
        """Return the user of the name that was typed."""
        name = self.cleaned_data["person"]
        person = User.objects.filter(username=name).first() if name else None
        if name and person is None:
            raise forms.ValidationError("Nobody has this name.")
        return person


def all_history(site: AdminSite, request: HttpRequest, kind: str = "") -> HttpResponseBase:
    """Show the newest changes of everything that fits the query, or stream them all as CSV."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    sources = _sources(site, request)
    query = HistoryQuery(sources, request.GET)
    context: dict[str, Any] = site.each_context(request) | {
        "title": "History of everything",
        "query": query,
    }
    if not query.is_valid():
        return TemplateResponse(request, "admin/all_history.html", context, status=400)
    asked = query.cleaned_data
    chosen = [asked["model"]] if asked["model"] else list(sources)
    if kind:
        return _file(chosen, asked)
    try:
        page = page_of_history(chosen, asked, request.GET.get("after", ""), PER_PAGE)
    except ValueError as error:
        query.add_error(None, f"{error}.")
        return TemplateResponse(request, "admin/all_history.html", context, status=400)
    given = {name: str(value) for name, value in request.GET.items() if value and name != "after"}
    context |= {
        "lines": [(line, _address(line)) for line in page.lines],
        "next": urlencode(given | {"after": page.after}) if page.after else "",
        "first": urlencode(given) if request.GET.get("after") else None,
        "file": f"{reverse('admin:all_history_csv')}?{urlencode(given)}",
    }
    return TemplateResponse(request, "admin/all_history.html", context)


def _sources(site: AdminSite, request: HttpRequest) -> dict[str, str]:
    """Return what the user may see the history of, each with how people call it."""
    seen = {
        name: str(model._meta.verbose_name_plural).capitalize()
        for name, model in kept_models().items()
        if request.user.has_perm(f"{model._meta.app_label}.view_{name}")
    }
    if request.user.has_perm("auth.view_user") and request.user.has_perm("auth.view_group"):
        seen[ACCOUNTS] = "Accounts and roles"
    return seen


def _address(line: Line) -> str:
    """Return where the history of the one record is; empty for an account."""
    if line.model is None:
        return ""
    return reverse(f"admin:franchises_{line.source}_history", args=[line.pk])


def _file(chosen: list[str], asked: dict[str, Any]) -> HttpResponse | StreamingHttpResponse:
    return StreamingHttpResponse(
        _rows(chosen, asked),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="history.csv"'},
    )


def _rows(chosen: list[str], asked: dict[str, Any]) -> Iterator[str]:
    """Yield the file, a row for each field that was changed."""

    class Echo:
        def write(self, text: str) -> str:
            return text

    writer = csv.writer(Echo())
    yield writer.writerow(HEADINGS)
    for line in all_lines(chosen, asked):
        entry = line.entry
        for change in entry.changes or (None,):
            cells = (
                entry.at.isoformat(),
                entry.who,
                entry.action,
                line.noun,
                line.name,
                change.label if change else "",
                change.old if change else "",
                change.new if change else "",
                entry.reason,
                _run(entry.import_run),
            )
            yield writer.writerow([no_formula(cell) for cell in cells])


def _run(run: ImportRun | None) -> str:
    return str(run.pk) if run else ""
