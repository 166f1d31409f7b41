"""One answer for one version of the data: from the reader's copy, from ours, or made anew.

The version is read from the database at each request, so that what another process has just written
is seen. A reader whose copy has the ETag of this version is told so before a row is read; a body
that was made for this version before is kept, in the cache called ``pages``, under its ETag.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from franchises.public.versions import data_version, etag_of, last_modified_of

# Longer bodies are made each time: they would crowd the others out.
LONGEST_KEPT = 500_000
# A view that is told which version of the data it answers from.
VersionView = Callable[..., HttpResponse]


def from_version(view: VersionView) -> Callable[..., HttpResponse]:
    """Return *view*, which takes a request and a version, with validators and without repetition.

    What is not found or refused has no validator: it is nobody's copy.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = data_version()
        etag = etag_of(request, version)
        modified = last_modified_of(version, datetime.now(UTC))
        stamp = None if modified is None else int(modified.timestamp())
        response = _told_early(request, etag)
        if response is None:
            response = caches["pages"].get(etag) or _made(
                view(request, version, *args, **kwargs), etag
            )
            if response.status_code != HTTPStatus.OK:
                return response
            response = get_conditional_response(request, etag, stamp, response) or response
        response.headers.setdefault("ETag", etag)
        if stamp is not None:
            response["Last-Modified"] = http_date(stamp)
        # A copy may be kept anywhere, and is asked about before it is used.
        response["Cache-Control"] = "public, no-cache"
        return response

    return answer


def _told_early(request: HttpRequest, etag: str) -> HttpResponse | None:
    """Return 304 to a reader that names this very ETag, which only an answer of ours can have had.

    ``*`` and a mere date may be asked about what is not there, so they are looked at afterwards.
    """
    if request.headers.get("If-None-Match", "*").strip() == "*":
        return None
    response = get_conditional_response(request, etag=etag)
    return response if response and response.status_code == HTTPStatus.NOT_MODIFIED else None


def _made(response: HttpResponse, etag: str) -> HttpResponse:
    """Return *response*, and keep it where it is whole and not too long."""
    is_whole = response.status_code == HTTPStatus.OK and not response.streaming
    if is_whole and len(response.content) <= LONGEST_KEPT:
        caches["pages"].set(etag, response, timeout=None)
    return response
