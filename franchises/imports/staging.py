"""The staging table: the checked rows of one file, beside the tables, for as long as one import.

It is a temporary table that no other connection sees. What differs between SQLite and PostgreSQL
is here, and nowhere else in the imports.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from franchises.imports.checks import Record
from franchises.imports.dataset import Dataset, Key
from franchises.imports.key_order import KeyOrder
from franchises.imports.problems import ImportBusyError
from franchises.imports.statements import Statements
from franchises.models import Franchise, Installation
from franchises.models.guards import refusal_in
from franchises.rules.money import CENT

TABLE = "import_stage"
# Chosen once, at random: the number of the advisory lock that imports take in turn.
LOCK = 731_294_206
PATIENCE_SECONDS = 20
# KiB that SQLite keeps of the database in memory while it imports: with its usual 2,000 a large
# load takes twice as long.
PAGE_CACHE = 65_536
# Any SQLite takes 999 values with one statement.
PARAMETERS = 999
# What it is to an operator that the database guards a closed year.
CLOSED_MEANWHILE = (
    "a fiscal year was closed meanwhile: do the same again to be told which rows that refuses"
)


class Stage(Statements):
    """The staging table of one import. Lives in the import's transaction and ends with it.

    ``size`` is how many rows it holds: counting them would go through all of it.
    """

    def __init__(
        self, connection: BaseDatabaseWrapper, dataset: Dataset, columns: Sequence[str]
    ) -> None:
        super().__init__(connection)
        self.dataset, self.columns = dataset, tuple(columns)
        # On SQLite this is the number of the row itself, which costs no index.
        self.line_type = "bigint" if self.is_postgresql else "integer PRIMARY KEY"
        self.differs = "IS DISTINCT FROM" if self.is_postgresql else "IS NOT"
        self.target = self.quoted(dataset.model._meta.db_table)
        self._types = column_types(dataset.model, connection)
        self._order = KeyOrder(dataset, self.columns)
        self.size = 0
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
            cursor.execute(f"CREATE TEMPORARY TABLE {TABLE} ({self._definitions()})")

    def table_columns(self) -> list[str]:
        """Return the staged columns that the table has: all but what only helps to fill them."""
        return [name for name in self.columns if name in self._types]

    @contextmanager
    def filling(self) -> Iterator[Callable[[list[Record]], None]]:
        """Give the function that adds the records of rows; ask the database nothing meanwhile."""
        names = self.listed(("line", *self.columns))
        with self.connection.cursor() as cursor:
            if self.is_postgresql:
                # In one go: the server takes rows in while the next are being checked.
                statement = f"COPY {TABLE} ({names}) FROM STDIN ({self._copied_as()})"
                with self.connection.wrap_database_errors, cursor.copy(statement) as copy:
                    yield partial(self._add, partial(_copy, copy))
            else:
                rows = _Rows(cursor, f"INSERT INTO {TABLE} ({names}) VALUES", 1 + len(self.columns))
                yield partial(self._add, rows.add)
                rows.finish()

    def _add(self, write: Callable[[list[Record]], object], records: list[Record]) -> None:
        self._order.note(records)
        write(records)
        self.size += len(records)

    def _copied_as(self) -> str:
        # An empty cell is no value, but for text, which is then empty.
        texts = [
            name
            for name in self.columns
            if self._types.get(name, "text").startswith(("text", "varchar"))
        ]
        return f"FORMAT csv, FORCE_NOT_NULL ({self.listed(texts)})" if texts else "FORMAT csv"

    def is_empty(self, table: str) -> bool:
        """Return whether *table* has no row yet."""
        return not self.rows(f"SELECT 1 FROM {table} LIMIT 1")

    def take_numbers(self, table: str, column: str, count: int) -> int:
        """Take *count* numbers of a sequence of PostgreSQL, and return the one before the first.

        Where nobody else can take any meanwhile.
        """
        sequence = "pg_get_serial_sequence(%s, %s)"
        before: int = self.rows(f"SELECT nextval({sequence}) - 1", [table, column])[0][0]
        self.rows(f"SELECT setval({sequence}, %s)", [table, column, before + count])
        return before

    def finish(self) -> None:
        """Tell the planner what was staged: what rows are found by."""
        if self.is_postgresql:
            keys = {name for key in self.dataset.keys for name in key.columns}
            found_by = [name for name in self.columns if name in keys]
            self.execute(f"ANALYZE {TABLE} ({self.listed(('line', *found_by))})")

    def repeated(self) -> Iterator[tuple[int, int, Key]]:
        """Give each row whose key an earlier row has: its line, the first such line, the key."""
        if self._order.is_kept:
            return
        for key in self.dataset.keys:
            columns = self.listed(key.columns)
            for line, first in self.rows(
                f"SELECT s.line, f.first FROM {TABLE} s JOIN ("
                f" SELECT {columns}, MIN(line) AS first FROM {TABLE} s WHERE {self.applies(key)}"
                f" GROUP BY {columns} HAVING COUNT(*) > 1) f ON {self.same(key, 's', 'f')}"
                f" WHERE {self.applies(key)} AND s.line > f.first ORDER BY s.line"
            ):
                yield line, first, key

    def remove(self, lines: Sequence[int]) -> None:
        """Take rows out again."""
        with self.connection.cursor() as cursor:
            if self.is_postgresql:
                # Where the line has no index, and one pass is to be enough.
                cursor.execute(f"DELETE FROM {TABLE} WHERE line = ANY(%s::bigint[])", [[*lines]])
            else:
                cursor.executemany(f"DELETE FROM {TABLE} WHERE line = %s", [(n,) for n in lines])
            self.size -= cursor.rowcount

    def names(self, table: str, key: Key | None = None) -> list[str]:
        """Return the SQL of what a person knows a row of *table* by, part by part.

        By its *key*, or by the first that its data set has; as it is written, where that is kept.
        """
        key = key or self.dataset.keys[0]
        is_kept = self._types.keys() >= set(key.written)
        franchises = self.quoted(Franchise._meta.db_table)
        installations = self.quoted(Installation._meta.db_table)
        in_words = {
            "franchise_id": "(SELECT f.number"
            f" FROM {franchises} f WHERE f.id = {table}.franchise_id)",
            "installation_id": "(SELECT i.source || ' ' || i.asset_id"
            f" FROM {installations} i WHERE i.id = {table}.installation_id)",
        }
        return [
            in_words.get(name, f"{table}.{self.quoted(name)}")
            for name in (key.written if is_kept else key.columns)
            if name != "revision"
        ]

    def same(self, key: Key, one: str, other: str) -> str:
        """Return the SQL condition that rows of two tables have the same *key*."""
        return " AND ".join(
            f"{one}.{self.quoted(name)} = {other}.{self.quoted(name)}" for name in key.columns
        )

    def applies(self, key: Key, table: str = "s") -> str:
        """Return the SQL condition that *key* is the key of a row.

        Worded as the condition of the partial unique index is, so that SQLite can use that.
        """
        if key.with_reference is None:
            return "1 = 1"
        empty = f"{table}.{self.quoted('reference')} = ''"
        return f"NOT ({empty})" if key.with_reference else empty

    def total(self, column: str) -> Decimal:
        """Return the sum of an amount over the staged rows, in dollars."""
        sums = self.rows(f"SELECT COALESCE(SUM({self.quoted(column)}), 0) FROM {TABLE}")
        return int(sums[0][0]) * CENT

    def _definitions(self) -> str:
        types = self._types
        columns = [f"{self.quoted(name)} {types.get(name, 'text')}" for name in self.columns]
        return ", ".join([f"line {self.line_type}", *columns])


class _Rows:
    """Inserts many rows with one statement: that costs SQLite more than the rows in it.

    What is left over of some rows goes with the next, or with the last.
    """

    def __init__(self, cursor: Any, insert: str, width: int) -> None:
        self._cursor, self._insert = cursor, insert
        self._row = f"({', '.join(['%s'] * width)})"
        self._together = max(1, PARAMETERS // width)
        self._waiting: list[Record] = []

    def add(self, records: list[Record]) -> None:
        self._waiting += records
        whole = len(self._waiting) // self._together * self._together
        if whole:
            flat = (
                [*chain.from_iterable(self._waiting[start : start + self._together])]
                for start in range(0, whole, self._together)
            )
            self._cursor.executemany(self._statement(self._together), flat)
            del self._waiting[:whole]

    def finish(self) -> None:
        if self._waiting:
            flat = [*chain.from_iterable(self._waiting)]
            self._cursor.execute(self._statement(len(self._waiting)), flat)

    def _statement(self, rows: int) -> str:
        return f"{self._insert} {', '.join([self._row] * rows)}"


def _copy(copy: Any, records: list[Record]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(records)
    copy.write(text.getvalue())


def column_types(model: type[Model], connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the database type of each column of *model* by its name."""
    return {
        field.column: field.db_type(connection) or ""
        for field in model._meta.concrete_fields
        if field.column
    }


@contextmanager
def roomy(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let SQLite keep more of the database in memory while the block runs."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA main.cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA main.cache_size = -{PAGE_CACHE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA main.cache_size = {usual}")


def take_turn(connection: BaseDatabaseWrapper) -> None:
    """Wait for other imports to end; raise `ImportBusyError` after 20 seconds.

    On SQLite the transaction itself has already waited for its turn to write. A lock timeout of
    the whole session would cancel other statements as well, so the lock has a patience of its own.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s'")
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        except OperationalError as error:
            raise ImportBusyError from error
        cursor.execute("SET LOCAL lock_timeout = 0")


def is_locked(error: DatabaseError) -> bool:
    """Return whether SQLite gave up waiting for another connection that writes."""
    return isinstance(error, OperationalError) and "database is locked" in str(error)


def constraint_words(model: type[Model], error: DatabaseError) -> str | None:
    """Return the message of the constraint of *model* that *error* names; None if it is none.

    A year may be closed while a file is read: the database then refuses its amounts itself.
    """
    if not isinstance(error, IntegrityError):
        return None
    if refusal_in(error):
        return CLOSED_MEANWHILE
    for constraint in model._meta.constraints:
        if constraint.name in str(error):
            return str(constraint.violation_error_message)
    return None


def closed_year_rule(year: str) -> str:
    """Return the rule that an amount of the closed *year*, such as FY2013, breaks."""
    return f"{year} is closed: record a correction in the open year"
