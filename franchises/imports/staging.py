"""The staging table: the checked rows of one file, beside the tables, for as long as one import.

It is a temporary table that no other connection sees. How either database takes rows in is in
`filling`, and how it waits for its turn in `turns`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import partial

from django.db import DatabaseError, IntegrityError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from franchises.imports.checks import Record
from franchises.imports.dataset import Dataset, Key
from franchises.imports.filling import Copied, Inserted
from franchises.imports.key_order import KeyOrder
from franchises.imports.statements import Statements
from franchises.models import Franchise, Installation
from franchises.models.guards import refusal_in
from franchises.rules.money import CENT

TABLE = "import_stage"
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
        into, width = f"{TABLE} ({self.listed(('line', *self.columns))})", 1 + len(self.columns)
        with self.connection.cursor() as cursor:
            if self.is_postgresql:
                # In one go: the server takes rows in while the next are being checked.
                statement = f"COPY {into} FROM STDIN ({self._copied_as()})"
                with self.connection.wrap_database_errors, cursor.copy(statement) as copy:
                    yield partial(self._add, Copied(copy, width).add)
            else:
                rows = Inserted(cursor, into, width)
                yield partial(self._add, rows.add)
                rows.finish()

    def _add(self, write: Callable[[list[Record]], object], records: list[Record]) -> None:
        self._order.note(records)
        write(records)
        self.size += len(records)

    def _copied_as(self) -> str:
        # In a column of text nothing is taken for no value.
        texts = [
            name
            for name in self.columns
            if self._types.get(name, "text").startswith(("text", "varchar"))
        ]
        in_texts = f", FORCE_NOT_NULL ({self.listed(texts)})" if texts else ""
        return Copied.OPTIONS + in_texts

    def is_empty(self, table: str) -> bool:
        """Return whether *table* has no row yet."""
        return not self.rows(f"SELECT 1 FROM {table} LIMIT 1")

    def sequence(self, table: str, column: str) -> str:
        """Return the name of what gives a column of PostgreSQL its numbers."""
        return str(self.rows("SELECT pg_get_serial_sequence(%s, %s)", [table, column])[0][0])

    def take_numbers(self, table: str, column: str, count: int, *, is_alone: bool) -> int | None:
        """Take *count* numbers in a row of a column of PostgreSQL; return the one before the first.

        Where others may take some meanwhile, and do, there is none to return.
        """
        sequence = self.sequence(table, column)
        if is_alone:
            # Taken one by one they cost as much as rows.
            before: int = self.rows("SELECT nextval(%s) - 1", [sequence])[0][0]
            self.rows("SELECT setval(%s, %s)", [sequence, before + count])
            return before
        taken = "SELECT nextval(%s) AS number FROM generate_series(1, %s)"
        first, last = self.rows(
            f"SELECT MIN(number), MAX(number) FROM ({taken}) AS taken", [sequence, count]
        )[0]
        return first - 1 if last - first + 1 == count else None

    def finish(self) -> None:
        """Tell the planner what was staged: what rows are found by, where any are looked for."""
        if self.is_postgresql and not (self._order.is_kept and self.is_empty(self.target)):
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


def column_types(model: type[Model], connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the database type of each column of *model* by its name."""
    return {
        field.column: field.db_type(connection) or ""
        for field in model._meta.concrete_fields
        if field.column
    }


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
