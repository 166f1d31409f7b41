"""The first page: what this is, the latest year's figure, and the way to everything else."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from franchises.models import Franchise, Franchisee, Installation
from franchises.public.charts import chart_of_years
from franchises.public.fees import newest_received, years_remembered
from franchises.public.pages import page_of_version
from franchises.public.recorded_years import recorded_years
from franchises.public.versions import DataVersion
from franchises.reports.fee_summary import Basis, Grouping, fee_summary


@page_of_version()
def home(request: HttpRequest, version: DataVersion) -> HttpResponse:
    years = recorded_years(Basis.ACCRUAL)
    first_month = settings.FISCAL_YEAR_START_MONTH
    all_of_them = years_remembered(version, Basis.ACCRUAL)
    latest = newest_received(all_of_them).fiscal_year if all_of_them.rows else None
    context = {
        "all_years": all_of_them,
        "chart": chart_of_years(all_of_them.rows, latest) if latest else None,
        "latest": fee_summary(latest, Grouping.TYPE, first_month=first_month) if latest else None,
        "years": years,
        "franchisees": Franchisee.objects.in_register().count(),
        "franchises": Franchise.objects.published().count(),
        "in_force": Franchise.objects.published().in_force_on(localdate()).count(),
        "installations": Installation.objects.published().count(),
    }
    return render(request, "franchises/home.html", context)
