"""The data sets as JSON, a page of rows at a time, and the document that describes it."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate

from franchises.public.open_data.answering import as_json, open_data
from franchises.public.open_data.asking import LARGEST_OFFSET, asked_of, check_nothing_asked
from franchises.public.open_data.catalogue import DATASETS
from franchises.public.open_data.openapi import openapi
from franchises.public.paging import COUNTED
from franchises.public.versions import DataVersion


@open_data
def rows(request: HttpRequest, version: DataVersion, name: str) -> HttpResponse:
    """Answer with the rows asked for, how many there are in all, and where they go on.

    ``count`` is null where there are more than are worth counting.
    """
    if name not in DATASETS:
        raise Http404
    dataset, today = DATASETS[name], localdate()
    asked = asked_of(dataset, request.GET, is_paged=True)
    part = dataset.read(asked, today)
    count = part.count(COUNTED + 1)
    found = [dataset.as_json(row) for row in part.rows]
    limit = asked.limit or 0
    following = asked.offset + limit
    is_whole = len(found) < limit or (count <= COUNTED and following >= count)
    document = {
        "dataset": name,
        "count": count if count <= COUNTED else None,
        "offset": asked.offset,
        "limit": limit,
        "next": None
        if is_whole or following > LARGEST_OFFSET
        else request.build_absolute_uri(_at(request, following)),
        "rows": found,
    }
    return HttpResponse(as_json(document), content_type="application/json")


@open_data
def openapi_document(request: HttpRequest, version: DataVersion) -> HttpResponse:
    check_nothing_asked(request.GET)
    document = openapi(request.build_absolute_uri("/"))
    return HttpResponse(as_json(document), content_type="application/openapi+json;version=3.1")


def _at(request: HttpRequest, offset: int) -> str:
    query = request.GET.copy()
    query["$offset"] = str(offset)
    return f"{request.path}?{urlencode(list(query.items()), safe='$')}"
