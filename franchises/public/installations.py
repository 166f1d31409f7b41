"""What stands on, over and under the streets: one filtered list, as long as the city's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from franchises.models import Installation
from franchises.models.zone_change import zone_on
from franchises.public.filters import InstallationFilter
from franchises.public.pages import public_page
from franchises.public.paging import page_of
from franchises.public.query_string import check_form, page_number


@public_page(*InstallationFilter.base_filters, "page")
def installations(request: HttpRequest) -> HttpResponse:
    listed = (
        Installation.objects.published()
        .select_related("franchise__franchisee", "borough")
        .annotate(zone=zone_on(localdate()))
        .order_by("pk")
    )
    chosen = InstallationFilter(request.GET, listed)
    check_form(chosen.form)
    page = page_of(chosen.qs, page_number(request.GET))
    return render(request, "franchises/installations.html", {"form": chosen.form, "page": page})
