"""The descriptions of all the data at once: for catalogues, for packages, for people."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, json_script
from django.utils.timezone import localdate

from franchises.public.open_data.answering import as_json, open_data
from franchises.public.open_data.asking import check_nothing_asked
from franchises.public.open_data.catalogue import DATASETS
from franchises.public.open_data.describing import data_package, dcat_us, schema_org
from franchises.public.open_data.rows import Asked
from franchises.public.pages import page_of_version
from franchises.public.versions import DataVersion

EVERY_ROW = 2**31
NO_ROWS = Asked(limit=0)


class JsonLd:
    """A description for search engines, as an element of a page.

    Its characters are escaped as Django escapes JSON in a page; a browser never runs it, so the
    content security policy has nothing to say of it.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def __html__(self) -> str:
        return json_script(self.document).replace("application/json", "application/ld+json", 1)


@open_data
def catalogue(request: HttpRequest, version: DataVersion) -> HttpResponse:
    check_nothing_asked(request.GET)
    document = dcat_us(request.build_absolute_uri("/"), version)
    return HttpResponse(as_json(document), content_type="application/json")


@open_data
def package(request: HttpRequest, version: DataVersion) -> HttpResponse:
    check_nothing_asked(request.GET)
    document = data_package(request.build_absolute_uri("/"), version)
    return HttpResponse(as_json(document), content_type="application/json")


@page_of_version()
def data(request: HttpRequest, version: DataVersion) -> HttpResponse:
    """Show every data set with its rows, its columns and its files."""
    today = localdate()
    context = {
        "datasets": [
            (each, each.read(NO_ROWS, today).count(EVERY_ROW)) for each in DATASETS.values()
        ],
        "version": version,
        "licence": settings.DATA_LICENSE,
        "contact": settings.CONTACT_EMAIL,
        "json_ld": format_html("{}", JsonLd(schema_org(request.build_absolute_uri("/"), version))),
    }
    return render(request, "franchises/data.html", context)
