"""The files of a fee report's tables: how each is made, and how large it is."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpResponse
from django.urls import reverse

from franchises.public.fee_query import Asked, Part
from franchises.public.files import download
from franchises.public.versions import code_version
from franchises.reports.formats import to_csv, to_json
from franchises.reports.tables import Table
from franchises.reports.workbooks import to_xlsx

A_DAY = 86_400


@dataclass(frozen=True)
class Format:
    """A kind of file: its ending in capitals, its media type, and how a table becomes one."""

    name: str
    media_type: str
    write: Callable[[Table], str | bytes]

    @property
    def ending(self) -> str:
        return self.name.lower()


FORMATS = (
    Format("CSV", "text/csv; charset=utf-8", to_csv),
    Format("JSON", "application/json", to_json),
    Format("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
)


@dataclass(frozen=True)
class FileLink:
    """A file that a page offers, with its size in bytes."""

    name: str
    address: str
    size: int


def file_of(table: Table, ending: str, name: str) -> HttpResponse:
    """Return *table* as the download ``name.ending``."""
    form = next(each for each in FORMATS if each.ending == ending)
    return download(form.write(table), form.media_type, f"{name}.{ending}")


def links_of(table: Table, year: int | None, part: Part, asked: Asked) -> list[FileLink]:
    """Return the files of *table*, each with its true size."""
    sizes = _sizes_of(table)
    return [
        FileLink(each.name, f"{_address(year, each.ending)}?by={part}&{asked.query}", size)
        for each, size in zip(FORMATS, sizes, strict=True)
    ]


def _address(year: int | None, ending: str) -> str:
    if year is None:
        return reverse("fees_file", args=[ending])
    return reverse("fee_year_file", args=[year, ending])


def _sizes_of(table: Table) -> list[int]:
    """Return the size of each file of *table*, remembered by what is in it: never out of date.

    The JSON has all that the others have.
    """
    text = to_json(table).encode()
    key = f"sizes-{hashlib.sha256(code_version()[0].encode() + text).hexdigest()}"
    sizes: list[int] | None = cache.get(key)
    if sizes is None:
        sizes = [_size_of(form.write(table)) for form in FORMATS]
        cache.set(key, sizes, A_DAY)
    return sizes


def _size_of(content: str | bytes) -> int:
    return len(content.encode() if isinstance(content, str) else content)
