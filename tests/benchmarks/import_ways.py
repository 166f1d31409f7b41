"""The ways to load a file that the import benchmark compares, each a whole process of its own.

    python -m tests.benchmarks.import_ways WAY DATASET PATH, with the database in DATABASE_URL

Prints as JSON the seconds and the processor's seconds since the process was ready, and its peak
memory in MB beyond what it had then. Django is imported by the ways that need it, and by no other.
"""

import csv
import io
import json
import os
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.benchmarks import import_peers
from tests.benchmarks.import_files import (
    BOROUGHS,
    FRANCHISES,
    INSTALLATIONS,
    TABLES,
    Table,
)

BATCH = 10_000


def measured(way: Callable[[], object]) -> dict[str, float]:
    """Run *way* and return what it took."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    way()
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "seconds": seconds,
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "memory": (after.ru_maxrss - before.ru_maxrss) / 1024,
    }


def start_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    import tests.environment  # noqa: F401

    django.setup()


def prepare(table: Table, path: Path) -> None:
    """Make the tables, and the franchises that the files name."""
    start_django()
    from datetime import date

    from django.core.management import call_command

    from franchises.models import Borough
    from tests.factories import FranchiseFactory

    call_command("migrate", verbosity=0)
    known = set(Borough.objects.values_list("name", flat=True))
    assert known.issuperset(BOROUGHS), f"the boroughs on record are {known}"
    for number in FRANCHISES:
        FranchiseFactory(
            number=number,
            effective_on=date(2005, 1, 1),
            expires_on=date(2028, 12, 31),
            is_published=True,
        )


def ours(table: Table, path: Path) -> dict[str, float]:
    """Load the file as an operator does: every check, one transaction, history kept."""
    start_django()
    from django.core.management import call_command
    from django.db import connections

    def load() -> None:
        call_command(f"import_{table.dataset}", path)
        connections.close_all()

    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        return measured(load)


def import_export(table: Table, path: Path) -> dict[str, float]:
    """Load the file with django-import-export at its fastest: no look-ups, diffs or history."""
    start_django()
    import tablib
    from import_export import fields, resources
    from import_export.widgets import CachedForeignKeyWidget

    from franchises.models import Borough, Franchise

    is_money = table is not INSTALLATIONS

    class Resource(resources.ModelResource):
        franchise = fields.Field(
            "franchise", "franchise", widget=CachedForeignKeyWidget(Franchise, "number")
        )
        if not is_money:
            borough = fields.Field(
                "borough", "borough", widget=CachedForeignKeyWidget(Borough, "name")
            )

        class Meta:
            model = table.model
            fields = table.headings
            import_id_fields = ("reference",) if is_money else ("source", "asset_id")
            use_bulk = force_init_instance = skip_diff = skip_html_diff = use_transactions = True
            report_skipped = False
            batch_size = 1_000

    def load() -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = tablib.Dataset().load(file, format="csv")
        result = Resource().import_data(rows, raise_errors=True)
        assert result.totals["new"] == len(rows)

    return measured(load)


def petl(table: Table, path: Path) -> dict[str, float]:
    """Append the rows with petl, which checks nothing."""
    return import_peers.petl(measured, table, path)


def pandas(table: Table, path: Path) -> dict[str, float]:
    """Append the rows with pandas, which checks nothing."""
    return import_peers.pandas(measured, table, path)


def postgres_copy(table: Table, path: Path) -> dict[str, float]:
    """Load the file with django-postgres-copy, which checks nothing; on PostgreSQL alone."""
    start_django()
    return import_peers.postgres_copy(measured, table, path)


def floor(table: Table, path: Path) -> dict[str, float]:
    """Read, stage, insert, the other indexes dropped and rebuilt; no checks and no history."""
    url = os.environ["DATABASE_URL"]
    return measured(lambda: _on(url)(url, table, path, is_staged=True))


def straight(table: Table, path: Path) -> dict[str, float]:
    """Read, and insert or COPY into the table with its indexes; no checks and no history."""
    url = os.environ["DATABASE_URL"]
    return measured(lambda: _on(url)(url, table, path, is_staged=False))


def _on(url: str) -> Callable[..., None]:
    return _sqlite if urlsplit(url).scheme == "sqlite" else _postgresql


def _batches(
    table: Table, path: Path, franchises: dict[str, int], boroughs: dict[str, int]
) -> Iterator[list[list[Any]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        while rows := list(islice(reader, BATCH)):
            if table is INSTALLATIONS:
                for row in rows:
                    row[2], row[6] = franchises[row[2]], boroughs[row[6]]
                    row[15] = row[15] or None
            else:
                for row in rows:
                    row[0], row[4] = franchises[row[0]], int(row[4].replace(".", ""))
            yield rows


def _sqlite(url: str, table: Table, path: Path, *, is_staged: bool) -> None:
    connection = sqlite3.connect(urlsplit(url).path[1:], isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-262144"):
        connection.execute(f"PRAGMA {pragma}")
    franchises = dict(connection.execute("SELECT number, id FROM franchises_franchise"))
    boroughs = dict(connection.execute("SELECT name, id FROM franchises_borough"))
    columns = ", ".join(table.columns)
    places = ", ".join("?" for _ in table.columns)
    values = ", ".join(table.others.values())
    insert = f"INSERT INTO {table.name} ({columns}, {', '.join(table.others)})"
    connection.execute("BEGIN IMMEDIATE")
    if not is_staged:
        insert += f" VALUES ({places}, {values})"
        for rows in _batches(table, path, franchises, boroughs):
            connection.executemany(insert, rows)
    else:
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"
            " AND sql NOT LIKE 'CREATE UNIQUE%'",
            [table.name],
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.execute(f"CREATE TEMPORARY TABLE stage ({columns})")
        for rows in _batches(table, path, franchises, boroughs):
            connection.executemany(f"INSERT INTO stage VALUES ({places})", rows)
        connection.execute(f"{insert} SELECT {columns}, {values} FROM stage")
        for _, make in indexes:
            connection.execute(make)
    connection.execute("COMMIT")
    connection.close()


def _postgresql(url: str, table: Table, path: Path, *, is_staged: bool) -> None:
    import psycopg

    columns, others = ", ".join(table.columns), ", ".join(table.others)
    values = ", ".join(table.others.values())
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        franchises = dict(cursor.execute("SELECT number, id FROM franchises_franchise").fetchall())
        boroughs = dict(cursor.execute("SELECT name, id FROM franchises_borough").fetchall())
        if is_staged:
            remake = _without_indexes(cursor, table)
            cursor.execute(
                f"CREATE TEMPORARY TABLE stage AS SELECT {columns} FROM {table.name} WITH NO DATA"
            )
            copied, constants = f"stage ({columns})", []
        else:
            copied = f"{table.name} ({columns}, {others})"
            constants = [value.strip("'") for value in table.others.values()]
        with cursor.copy(f"COPY {copied} FROM STDIN") as copy:
            for rows in _batches(table, path, franchises, boroughs):
                for row in rows:
                    copy.write_row(row + constants)
        if is_staged:
            cursor.execute(
                f"INSERT INTO {table.name} ({columns}, {others})"
                f" SELECT {columns}, {values} FROM stage"
            )
            for make in remake:
                cursor.execute(make)


def _without_indexes(cursor: Any, table: Table) -> list[str]:
    """Drop the foreign keys and the other indexes; return how to make them again."""
    found = cursor.execute(
        "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),"
        " format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,"
        " pg_get_constraintdef(oid)) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = %(name)s::regclass"
        " UNION ALL SELECT format('DROP INDEX %%I', indexname), indexdef FROM pg_indexes"
        " WHERE tablename = %(name)s::text AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
        {"name": table.name},
    ).fetchall()
    for drop, _ in found:
        cursor.execute(drop)
    return [make for _, make in found]


WAYS = {
    way.__name__: way
    for way in (prepare, ours, floor, straight, import_export, petl, pandas, postgres_copy)
}

if __name__ == "__main__":
    name, dataset, file_name = sys.argv[1:]
    print(json.dumps(WAYS[name](TABLES[dataset], Path(file_name))))
