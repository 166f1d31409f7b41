"""Indexes of a table that starts empty are made once, at the end: faster than row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from franchises.imports.staging import Stage

# Below this, making indexes anew costs more than keeping them.
WORTHWHILE = 10_000

_SQLITE_INDEXES = (
    "SELECT 'DROP INDEX \"' || name || '\"', sql FROM sqlite_master"
    " WHERE type = 'index' AND tbl_name = %s AND sql NOT LIKE 'CREATE UNIQUE%%'"
)
# Those of constraints aside, which come and go with these.
_POSTGRESQL_INDEXES = (
    "SELECT format('DROP INDEX %%I', relname), pg_get_indexdef(indexrelid)"
    " FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = %s::regclass"
    " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')"
)
# A foreign key is checked once for the whole table, rather than once a row. A primary key stays
# where other tables name it.
_POSTGRESQL_CONSTRAINTS = (
    "SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', conrelid::regclass::text, conname),"
    " format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', conrelid::regclass::text, conname,"
    " pg_get_constraintdef(oid)) FROM pg_constraint c WHERE conrelid = %s::regclass"
    " AND (contype IN ('f', 'u') OR contype = 'p' AND NOT EXISTS"
    " (SELECT 1 FROM pg_constraint other WHERE other.confrelid = c.conrelid))"
)


@contextmanager
def indexes_made_afterwards(stage: Stage, history: str) -> Iterator[bool]:
    """Drop the indexes of tables that are empty, and make them again after the rows are in.

    Gives whether both tables are empty and nobody else can write to them until the end.

    On PostgreSQL that keeps readers of these, empty, tables waiting; a table that has rows is left
    as it is. All in the import's transaction: where that fails, nothing was dropped.
    """
    remake: dict[str, list[str]] = {stage.target: [], history: []}
    for table, makes in remake.items() if stage.size >= WORTHWHILE else ():
        if stage.is_empty(table):
            for drop, make in _indexes(stage, table.strip('"')):
                stage.execute(drop)
                makes.append(make)
    # Somebody may have written between the look and the lock that dropping takes.
    yield all(makes and stage.is_empty(table) for table, makes in remake.items())
    for make in chain.from_iterable(remake.values()):
        stage.execute(make)


def _indexes(stage: Stage, table: str) -> list[tuple[str, str]]:
    if not stage.is_postgresql:
        return [(drop, make) for drop, make in stage.rows(_SQLITE_INDEXES, [table])]
    queries = (_POSTGRESQL_CONSTRAINTS, _POSTGRESQL_INDEXES)
    return [(drop, make) for query in queries for drop, make in stage.rows(query, [table])]
