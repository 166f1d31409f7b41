"""What stands on, over and under the streets: one filtered list, as long as the city's."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import localdate

from franchises.public.chips import chips_of
from franchises.public.filters import InstallationFilter
from franchises.public.pages import public_page
from franchises.public.paging import page_of
from franchises.public.query_string import page_number


@public_page(*InstallationFilter.base_filters, "page")
def installations(request: HttpRequest) -> HttpResponse:
    chosen = InstallationFilter(request.GET, localdate())
    listed = chosen.qs.select_related("franchise__franchisee", "borough").order_by("pk")
    context = {
        "form": chosen.form,
        "page": page_of(listed, page_number(request.GET)),
        "chips": chips_of(chosen.form, request.GET),
        "query": query_of_filters(request.GET),
    }
    return render(request, "franchises/installations.html", context)


def query_of_filters(query: QueryDict, *without: str) -> str:
    """Return *query* less its page and *without*, with its question mark, or nothing."""
    rest = query.copy()
    for name in ("page", *without):
        rest.pop(name, None)
    return f"?{rest.urlencode()}" if rest else ""
