"""What a query finds, as bytes that the database wrote, in pieces of 64 kB and never whole."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

PIECE = 65_536
# Rows of SQLite that are fetched at a time: some 64 kB.
BATCH = 250
# A reader on a slow line takes longer than a page may, and rows are read in their order: sorted, a
# million features were all made before the first was sent.
SETTINGS = """SET LOCAL statement_timeout = '15min'; SET LOCAL datestyle = 'ISO';
    SET LOCAL enable_sort = off"""
CSV = "FORMAT csv"
# JSON has no control characters outside its escapes: nothing is quoted, so each row is as it is.
AS_IT_IS = r"FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02'"


def rows_of(
    rows: QuerySet[Any], alias: str, copy_as: str, join: Callable[[list[str]], bytes]
) -> Iterator[bytes]:
    """Return the rows as the database *alias* writes them, without the end of the last line.

    On PostgreSQL by COPY with the options *copy_as*, one by one; on SQLite a row is one column of
    text, and *join* makes one piece of several.
    """
    connection = connections[alias]
    try:
        sql, params = rows.query.get_compiler(alias).as_sql()
    except EmptyResultSet:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(sql, params)
            while found := cursor.fetchmany(BATCH):
                yield join([row for (row,) in found])
        else:
            cursor.execute(SETTINGS)
            # Values are bound by the driver: see compose_sql.
            bound = connection.ops.compose_sql(sql, params)  # type: ignore[attr-defined]
            with cursor.copy(f"COPY ({bound}) TO STDOUT ({copy_as})") as copied:
                for row in copied:
                    yield bytes(row)[:-1]


def in_pieces(rows: Iterable[bytes], head: bytes, between: bytes, foot: bytes) -> Iterator[bytes]:
    """Return *head*, at once, then the rows with *between* them in pieces of 64 kB, then *foot*."""
    yield head
    piece, size, joint = [], 0, b""
    for row in rows:
        piece.append(row)
        size += len(row)
        if size >= PIECE:
            yield joint + between.join(piece)
            piece, size, joint = [], 0, between
    yield (joint + between.join(piece) if piece else b"") + foot
