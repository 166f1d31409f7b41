"""The rows of a table become a file that imports again unchanged, streamed.

Its headings are those of the columns that the parsers read, and of every column there is a way to
write it here. Where a person typed in the admin what an import refuses (a note that begins as a
spreadsheet formula does), the file still says it as it is, and the import says so.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import IO, Any

from django.db.models import QuerySet

from franchises.imports.dataset import Dataset
from franchises.imports.kept import kept_text
from franchises.imports.payments import paid_in_words
from franchises.models import Borough, Franchise, FranchiseeAlias, RevenueStatement

CHUNK = 2_000

# For a column: where its value is found, and how the file writes it.
_OF_FRANCHISE = {
    "franchise": "franchise__number",
    "franchisee": "franchise__franchisee__name",
    "franchise_type": "franchise__franchise_type__name",
}
_FOUND: dict[str, dict[str, Any]] = {
    "franchisees": {"other_names": "pk"},
    "franchises": {
        "franchisee": "franchisee__name",
        "franchise_type": "franchise_type__name",
        "holdover": "is_holdover",
        "published": "is_published",
        "boroughs": "pk",
    },
    "installations": {**_OF_FRANCHISE, "borough": "borough__name"},
    "complaints": {"borough": "borough__name"},
    "fee_assessments": _OF_FRANCHISE,
    "fee_collections": {**_OF_FRANCHISE, "pays": paid_in_words()},
    "revenue_statements": _OF_FRANCHISE,
    "rezonings": {"source": "installation__source", "asset_id": "installation__asset_id"},
}


def write_export(dataset: Dataset, file: IO[str]) -> int:
    """Write all rows of *dataset* as CSV, the oldest first; return how many. Memory is bounded."""
    writer = csv.writer(file, lineterminator="\n")
    written = 0
    for cells in exported_rows(dataset):
        writer.writerow(cells)
        written += 1
    return written - 1


def exported_rows(dataset: Dataset) -> Iterator[list[str]]:
    """Yield the headings of *dataset*, then every row as cells of text. Two queries at most."""
    names = [column.name for column in dataset.columns]
    yield names
    found = _FOUND[dataset.name]
    written = [_written(dataset, name) for name in names]
    for values in _rows(dataset, [found.get(name, name) for name in names]):
        yield [write(value) for write, value in zip(written, values, strict=True)]


def _rows(dataset: Dataset, columns: list[Any]) -> Iterator[tuple[Any, ...]]:
    rows: QuerySet[Any] = dataset.model._default_manager.order_by("pk")
    if dataset.model is RevenueStatement:
        # Those that a restatement superseded are no longer stated.
        rows = RevenueStatement.objects.in_force().order_by("pk")
    return rows.values_list(*columns).iterator(chunk_size=CHUNK)


def _written(dataset: Dataset, name: str) -> Callable[[Any], str]:
    """Return how the file writes the column *name*: a function from what is stored to text."""
    if name == "other_names":
        return _joined(FranchiseeAlias.objects.order_by("pk").values_list("franchisee_id", "name"))
    if name == "boroughs":
        return _joined(_boroughs())
    if name == "expires_on":
        # Only what has no last day may leave it empty.
        return lambda day: "perpetual" if day is None else _text(day)
    return kept_text if name == "extra" else _text


def _boroughs() -> Iterator[tuple[int, str]]:
    names = dict(Borough.objects.values_list("pk", "name"))
    through = Franchise.boroughs.through.objects.order_by("pk")
    for franchise, borough in through.values_list("franchise_id", "borough_id"):
        yield franchise, names[borough]


def _joined(pairs: Any) -> Callable[[Any], str]:
    """Return the function from the id of a row to the names that go with it."""
    names: dict[int, list[str]] = {}
    for key, name in pairs:
        names.setdefault(key, []).append(name)
    return lambda key: " | ".join(names.get(key, ()))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # Never as 1e-05, which is no coordinate.
        return f"{Decimal(repr(value)):f}"
    return value.isoformat() if isinstance(value, date) else str(value)
