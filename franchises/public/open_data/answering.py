"""How open data are answered: to every site that asks, from one snapshot, with validators.

A strong ETag and a Last-Modified tell a reader that has a copy already that nothing has changed,
before a row is read. What is refused is refused as RFC 9457 has it.
"""

import json
from collections.abc import Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from franchises.public.open_data.asking import BadRequest
from franchises.public.query_string import BadQuery
from franchises.public.snapshot import View, reads_one_snapshot
from franchises.public.validators import VersionView, from_version

METHODS = ("GET", "HEAD", "OPTIONS")
A_DAY = 86_400


def open_data(view: VersionView) -> View:
    """Return *view*, which takes a request and the version of the data, as open data are answered.

    Scripts of any site may read it (CORS); a method other than GET, HEAD and OPTIONS gets 405.
    """
    read = reads_one_snapshot(from_version(view))

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=HTTPStatus.NO_CONTENT)
            response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
            response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
            response["Access-Control-Max-Age"] = str(A_DAY)
            response["Allow"] = ", ".join(METHODS)
        elif request.method not in METHODS:
            response = problem(request, HTTPStatus.METHOD_NOT_ALLOWED, "Read it with GET or HEAD.")
            response["Allow"] = ", ".join(METHODS)
        else:
            response = _read(read, request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
        # For readers on other sites: nothing here belongs to one person.
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer


def problem(
    request: HttpRequest, status: HTTPStatus, detail: str, errors: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """Return a refusal as RFC 9457 has it: what is wrong, in words, parameter by parameter."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": request.path,
    }
    if errors:
        document["errors"] = [{"parameter": name, "detail": words} for name, words in errors]
    return HttpResponse(
        as_json(document), status=status.value, content_type="application/problem+json"
    )


def as_json(document: Any) -> str:
    """Return *document* as JSON text; it holds nothing but what JSON knows."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _read(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except BadRequest as refusal:
        detail = " ".join(f"“{name}”: {words}." for name, words in refusal.errors)
        return problem(request, HTTPStatus.BAD_REQUEST, detail, refusal.errors)
    except BadQuery as refusal:
        return problem(request, HTTPStatus.BAD_REQUEST, " ".join(refusal.problems))
    except Http404:
        return problem(request, HTTPStatus.NOT_FOUND, "There are no such data.")
