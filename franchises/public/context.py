"""What every page knows: whose city this is, and whether its figures are invented."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest, QueryDict

# Parameters that make another page of it; what a filter leaves of a list is the same page.
OTHER_PAGES = ("basis", "page")


def city(request: HttpRequest) -> dict[str, object]:
    return {
        "city_name": settings.CITY_NAME,
        "is_sample_data": settings.SAMPLE_DATA,
        # Worked out where a page asks for it: a refused host has no address.
        "canonical": partial(canonical_address, request),
    }


def canonical_address(request: HttpRequest) -> str:
    """Return the one address under which search engines keep a page."""
    kept = QueryDict(mutable=True)
    for name in OTHER_PAGES:
        if name in request.GET:
            kept[name] = request.GET[name]
    query = f"?{kept.urlencode()}" if kept else ""
    return request.build_absolute_uri(request.path + query)
