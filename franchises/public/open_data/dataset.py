"""What a public data set is: its words, its columns, its rows, and the files it comes as."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from franchises.public.open_data.fields import Field
from franchises.public.open_data.rows import Asked, Row, Rows


@dataclass(frozen=True)
class Download:
    """A file of a data set: its address on this site, what it is, and in which words."""

    address: str
    format: str
    media_type: str


@dataclass(frozen=True)
class Dataset:
    """One public data set; ``key`` are the columns that tell its rows apart.

    ``csv`` is the address of all its rows as CSV, and ``more`` are files besides that and JSON.
    """

    name: str
    title: str
    description: str
    row: str
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
    def downloads(self) -> tuple[Download, ...]:
        return (
            Download(self.csv, "CSV", "text/csv"),
            Download(self.api, "JSON", "application/json"),
            *self.more,
        )

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)

    def read(self, asked: Asked, today: date) -> Iterable[Row]:
        return self.rows.read(self.fields, asked, today)

    def count(self, asked: Asked, today: date, at_most: int) -> int:
        return self.rows.count(self.fields, asked, today, at_most)

    def as_json(self, row: Row) -> dict[str, Any]:
        return {
            each.name: each.as_json(value) for each, value in zip(self.fields, row, strict=True)
        }

    def as_csv(self, row: Row) -> list[str]:
        return [each.as_csv(value) for each, value in zip(self.fields, row, strict=True)]
