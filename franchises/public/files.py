"""A report's table as a download: CSV or JSON, under a name."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from franchises.reports.formats import to_csv, to_json
from franchises.reports.tables import Table


def csv_file(table: Table, name: str) -> HttpResponse:
    """Return *table* as the download ``name.csv``."""
    return download(to_csv(table), "text/csv; charset=utf-8", f"{name}.csv")


def json_file(table: Table, name: str) -> HttpResponse:
    """Return *table* as the download ``name.json``."""
    return download(to_json(table), "application/json", f"{name}.json")


def download(text: str | bytes, content_type: str, name: str) -> HttpResponse:
    """Return *text* as a file to be kept, called *name*."""
    disposition = content_disposition_header(True, name) or ""
    headers = {"Content-Disposition": disposition}
    return HttpResponse(text, content_type=content_type, headers=headers)
