"""The installations as CSV and as GeoJSON: those that the list would show, all of them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate

from franchises.public.exports.cells import csv_cell, feature, json_row
from franchises.public.exports.lines import END, csv_lines
from franchises.public.exports.writing import AS_IT_IS, CSV, in_pieces, rows_of
from franchises.public.filters import InstallationFilter
from franchises.public.open_data.answering import open_data
from franchises.public.open_data.fields import Field
from franchises.public.open_data.registers import INSTALLATIONS
from franchises.public.open_data.rows import StoredRows
from franchises.public.query_string import check_query
from franchises.public.snapshot import reading_alias
from franchises.public.versions import DataVersion

BETWEEN = b",\n"


@open_data
def installations_csv(request: HttpRequest, version: DataVersion) -> Any:
    rows, alias = _asked_for(request), reading_alias()
    columns = _columns()
    fields = [field for field, _ in columns]
    is_json = connections[alias].vendor == "sqlite"
    cells = [json_row(columns)] if is_json else [csv_cell(*each) for each in columns]
    lines = rows_of(rows.values_list(*cells), alias, CSV, partial(csv_lines, fields))
    head = ",".join(field.name for field in fields).encode() + END
    written = (each + END for each in lines)
    response = _file(
        in_pieces(written, head, b"", b""), "text/csv; charset=utf-8", "installations.csv"
    )
    response["Link"] = f'<{INSTALLATIONS.csvw}>; rel="describedby"; type="application/csvm+json"'
    return response


@open_data
def installations_geojson(request: HttpRequest, version: DataVersion) -> Any:
    rows, alias = _asked_for(request), reading_alias()
    features = rows_of(rows.values_list(feature(_columns())), alias, AS_IT_IS, _between)
    pieces = in_pieces(features, b'{"type":"FeatureCollection","features":[\n', BETWEEN, b"\n]}\n")
    return _file(pieces, "application/geo+json", "installations.geojson")


def _between(features: list[str]) -> bytes:
    return BETWEEN.decode().join(features).encode()


def _asked_for(request: HttpRequest) -> QuerySet[Any]:
    check_query(request.GET, [*InstallationFilter.base_filters])
    return InstallationFilter(request.GET, localdate()).qs.order_by("pk")


def _columns() -> list[tuple[Field, str]]:
    """Return the columns of the data set, each with where it is kept."""
    stored = INSTALLATIONS.rows
    assert isinstance(stored, StoredRows)
    return [(field, stored.paths.get(field.name, field.name)) for field in INSTALLATIONS.fields]


def _file(pieces: Iterator[bytes], content_type: str, name: str) -> Any:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
