"""The page that looks ahead: what the fee schedules in force will bring."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate

from franchises.books.forecast_table import forecast_table
from franchises.books.forecasting import ForecastRefused, forecast_of
from franchises.models import FeeSchedule, Franchise, RevenueStatement
from franchises.models.fee import LAST_FISCAL_YEAR
from franchises.rules.fiscal_year import fiscal_year_label, fiscal_year_of

YEARS_AHEAD = 3


def forecast(site: AdminSite, request: HttpRequest, fiscal_year: int | None = None) -> HttpResponse:
    """Show the forecast of a year, this one or one to come: the next, if none. A dozen queries."""
    models = (Franchise, FeeSchedule, RevenueStatement)
    if not all(site.get_model_admin(model).has_view_permission(request) for model in models):
        raise PermissionDenied
    today, first_month = localdate(), settings.FISCAL_YEAR_START_MONTH
    this_year = fiscal_year_of(today, first_month)
    fiscal_year = min(fiscal_year or this_year + 1, LAST_FISCAL_YEAR)
    try:
        found = forecast_of(fiscal_year, today, first_month)
    except ForecastRefused as refused:
        raise Http404(str(refused)) from refused
    context: dict[str, Any] = site.each_context(request) | {
        "title": f"Looking ahead: {fiscal_year_label(fiscal_year)}",
        "table": forecast_table(found),
        "this_year": fiscal_year_label(fiscal_year),
        "years": [
            (fiscal_year_label(year), reverse("admin:forecast", args=[year]))
            for year in range(this_year, this_year + YEARS_AHEAD + 1)
        ],
    }
    return TemplateResponse(request, "admin/forecast.html", context)
