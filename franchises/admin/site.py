"""The admin site: whose city it is, what comes first, what no page of it accepts."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path

from franchises.admin.all_history_page import all_history
from franchises.admin.forecast import forecast
from franchises.admin.import_upload_form import dataset_label
from franchises.admin.mine import calendar, mine, save_filter, saved_filter
from franchises.admin.my_day import day_context
from franchises.admin.search import search
from franchises.imports.datasets import DATASETS
from franchises.imports.rights import IMPORT
from franchises.models import (
    Complaint,
    FeeAssessment,
    FeeCollection,
    FeeSchedule,
    FiscalYear,
    Franchise,
    Franchisee,
    FranchiseEvent,
    ImportRun,
    Installation,
    RevenueStatement,
)

LONGEST_SEARCH = 100
# The order of the day's work; other models follow by name.
FIRST_MODELS = (
    Franchisee,
    Franchise,
    FranchiseEvent,
    Installation,
    FeeSchedule,
    RevenueStatement,
    FeeAssessment,
    FeeCollection,
    FiscalYear,
    Complaint,
    ImportRun,
)

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class FranchisesAdminSite(AdminSite):
    index_template = "admin/my_day.html"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # A record goes one at a time, on a page that says what goes with it.
        self.disable_action("delete_selected")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {
            "site_title": f"{settings.CITY_NAME} franchise tracker",
            "site_header": f"{settings.CITY_NAME} franchise tracker",
        }

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Return *view* behind the login, refusing query strings that only an attack has."""

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            refuse_hostile_query(request)
            return view(request, *args, **kwargs)

        return super().admin_view(cast(View, checked), cacheable)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show my day before the list of models."""
        return super().index(request, day_context(request) | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        """Return the addresses of the admin, and those of the pages that are no model's."""
        page = self.admin_view(self.dictionary)
        ahead = self.admin_view(partial(forecast, self))
        everything = self.admin_view(partial(all_history, self))
        return [
            path("dictionary/", page, name="dictionary"),
            path("history/", everything, name="all_history"),
            path("history.csv", partial(everything, kind="csv"), name="all_history_csv"),
            path("search/", self.admin_view(partial(search, self)), name="search"),
            path("mine/", self.admin_view(partial(mine, self)), name="mine"),
            path("filters/save/", self.admin_view(partial(save_filter, self)), name="save_filter"),
            path(
                "filters/<int:pk>/",
                self.admin_view(partial(saved_filter, self)),
                name="saved_filter",
            ),
            path("calendar/<str:token>.ics", calendar, name="calendar"),
            path("forecast/", ahead, name="forecast_next"),
            path("forecast/<int:fiscal_year>/", ahead, name="forecast"),
            *super().get_urls(),
        ]

    def dictionary(self, request: HttpRequest) -> TemplateResponse:
        """Show what each column of an import file may hold: the columns that the parsers have."""
        context = self.each_context(request) | {
            "title": "Data dictionary",
            "datasets": [(dataset_label(name), each) for name, each in DATASETS.items()],
            "may_import": request.user.has_perm(IMPORT),
        }
        return TemplateResponse(request, "admin/dictionary.html", context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the apps that *request* may see, with the models of daily work on top."""
        first = [model.__name__ for model in FIRST_MODELS]
        apps = super().get_app_list(request, app_label)
        apps.sort(key=lambda app: app["app_label"] != "franchises")
        for app in apps:
            app["models"].sort(
                key=lambda each: (
                    first.index(each["object_name"]) if each["object_name"] in first else len(first)
                )
            )
        return apps


def refuse_hostile_query(request: HttpRequest) -> None:
    """Raise, for a 400 page, on a regular expression, an endless search or a NUL character.

    A regular expression could keep the database busy for minutes; SQLite fails on a search of
    100,000 characters; PostgreSQL fails on NUL.
    """
    for name, values in request.GET.lists():
        if name.endswith("regex"):
            raise DisallowedModelAdminLookup(f"Filtering by {name} is not allowed")
        if any("\0" in text for text in (name, *values)):
            raise SuspiciousOperation("A query string has no NUL character")
        if name in ("q", "term") and any(len(value) > LONGEST_SEARCH for value in values):
            raise SuspiciousOperation(f"A search has {LONGEST_SEARCH} characters at most")
