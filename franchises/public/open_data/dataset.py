"""What a public data set is: its words, its columns, its rows, and the files it comes as."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import Resolver404, resolve

from franchises.public.open_data.fields import Field
from franchises.public.open_data.rows import Asked, Part, Row, Rows
from franchises.reports.tables import Words


@dataclass(frozen=True)
class Download:
    """A file of a data set: its address on this site, what it is, and in which words."""

    address: str
    format: Words
    media_type: str


@dataclass(frozen=True)
class Dataset:
    """One public data set; ``key`` are the columns that tell its rows apart.

    ``csv`` is the address of all its rows as CSV, and ``more`` are files besides that and JSON.
    """

    name: str
    title: Words
    description: Words
    row: Words
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    rows: Rows
    csv: str
    page: str
    keywords: tuple[str, ...]
    more: tuple[Download, ...] = ()

    @property
    def api(self) -> str:
        return f"/api/{self.name}"

    @property
    def csvw(self) -> str:
        """The address of the metadata of the CSV, where the standard says to look for it."""
        return f"{self.csv}-metadata.json"

    @property
    def has_csv(self) -> bool:
        return _is_served(self.csv)

    @property
    def downloads(self) -> tuple[Download, ...]:
        """The files that this site serves, CSV first."""
        files = (
            Download(self.csv, "CSV", "text/csv"),
            Download(self.api, "JSON", "application/json"),
            *self.more,
        )
        return tuple(file for file in files if _is_served(file.address))

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)

    def read(self, asked: Asked, today: date) -> Part:
        return self.rows.read(self.fields, asked, today)

    def as_json(self, row: Row) -> dict[str, Any]:
        return {
            each.name: each.as_json(value) for each, value in zip(self.fields, row, strict=True)
        }

    def as_csv(self, row: Row) -> list[str]:
        return [each.as_csv(value) for each, value in zip(self.fields, row, strict=True)]


def _is_served(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True
