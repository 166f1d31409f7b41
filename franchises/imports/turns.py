"""One import at a time, and as much memory of the database as that is worth."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from django.db import DatabaseError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from franchises.imports.problems import ImportBusyError

# Chosen once, at random: the number of the advisory lock that imports take in turn.
LOCK = 731_294_206
PATIENCE_SECONDS = 20
# KiB that SQLite keeps of the database in memory while it imports: with its usual 2,000 a large
# load takes twice as long.
PAGE_CACHE = 65_536
# How PostgreSQL plans for one import, of which there is one at a time. With its usual 4 MB a join
# with a large file goes to disk and back; and what was staged a moment ago is in memory, so that
# picking the rows that changed is cheaper than going through all. To compile a statement takes
# longer than that makes it faster.
PLANNING = {"work_mem": "64MB", "random_page_cost": "1.1", "jit": "off"}


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
    patience = {"statement_timeout": "0", "lock_timeout": f"{PATIENCE_SECONDS}s"}
    with connection.cursor() as cursor:
        settings = [*chain.from_iterable((PLANNING | patience).items())]
        until_it_ends = ["set_config(%s, %s, true)"] * (len(settings) // 2)
        cursor.execute(f"SELECT {', '.join(until_it_ends)}", settings)
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        except OperationalError as error:
            raise ImportBusyError from error
        cursor.execute("SET LOCAL lock_timeout = 0")


def is_locked(error: DatabaseError) -> bool:
    """Return whether SQLite gave up waiting for another connection that writes."""
    return isinstance(error, OperationalError) and "database is locked" in str(error)
