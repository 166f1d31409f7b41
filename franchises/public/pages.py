"""What every public page is: read-only, one snapshot, and strict about what it is asked for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from franchises.public.query_string import BadQuery, check_query
from franchises.public.snapshot import View, reads_one_snapshot
from franchises.public.validators import VersionView, from_version
from franchises.public.versions import DataVersion


def public_page(*names: str) -> Callable[[View], View]:
    """Return a decorator for a page whose query string may have the parameters *names*.

    Any other method than GET and HEAD is refused with 405, and a query string that the page does
    not take with a 400 page that says why. Parameters left empty, as a form sends them, are
    dropped by a redirect, so that the address in the browser is the one worth sharing. As long as
    the data stay the same it is made once: see `validators`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def of_version(
            request: HttpRequest, version: DataVersion, *args: Any, **kwargs: Any
        ) -> HttpResponse:
            return view(request, *args, **kwargs)

        return page_of_version(*names)(of_version)

    return decorate


def page_of_version(*names: str) -> Callable[[VersionView], View]:
    """Return the same for a page that is told which version of the data it is made from."""

    def decorate(view: VersionView) -> View:
        snapshot_view = reads_one_snapshot(from_version(view))

        # Nothing is written here: a POST is refused for what it is, not for a missing token.
        @csrf_exempt
        @require_safe
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                check_query(request.GET, names)
                if "" in request.GET.values():
                    return HttpResponseRedirect(_without_empty_parameters(request))
                return snapshot_view(request, *args, **kwargs)
            except BadQuery as refusal:
                context = {"problems": refusal.problems, "names": names}
                return render(request, "400.html", context, status=400)

        return page

    return decorate


def _without_empty_parameters(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name, value in request.GET.items():
        if not value:
            del query[name]
    return f"{request.path}?{query.urlencode()}" if query else request.path
