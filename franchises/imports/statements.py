"""Statements of SQL that are written by hand, for what has to be done to sets of rows at once."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


class Statements:
    """Runs them on one connection, and spells names as its database does."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.is_postgresql = connection.vendor == "postgresql"

    def quoted(self, name: str) -> str:
        """Return *name* as SQL spells an identifier."""
        return self.connection.ops.quote_name(name)

    def listed(self, names: Sequence[str], table: str = "") -> str:
        """Return *names* as a list of SQL columns, of *table* where it is given."""
        prefix = f"{table}." if table else ""
        return ", ".join(prefix + self.quoted(name) for name in names)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement and return how many rows it wrote."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.rowcount

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query whose answer is small."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()
