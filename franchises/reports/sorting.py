"""A report's table in another order: by one of its columns, what is unknown always last."""

from dataclasses import replace
from decimal import Decimal

from franchises.reports.tables import Table, Value
from franchises.rules.names import name_key


def sorted_by(table: Table, key: str, *, is_descending: bool = False) -> Table:
    """Return *table* with its rows by the column *key*; rows that are equal stay as they were.

    Raises `KeyError` where the table has no such column.
    """
    places = {column.key: number for number, column in enumerate(table.columns)}
    place = places[key]
    known = [row for row in table.rows if row.cells[place].value is not None]
    unknown = [row for row in table.rows if row.cells[place].value is None]
    known.sort(key=lambda row: _order(row.cells[place].value), reverse=is_descending)
    return replace(table, rows=(*known, *unknown))


def _order(value: Value) -> tuple[Decimal, str]:
    """Return what a known *value* is sorted by; a column has words or numbers, never both."""
    return (Decimal(), name_key(value)) if isinstance(value, str) else (Decimal(value or 0), "")
