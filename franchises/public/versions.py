"""Which state of the data, and of the program, an answer was made from.

Every change of what is published goes into a history, whichever door it came through, so the last
entry of each history names the state of the data. An answer whose address and version are the
same is the same bytes: that is what its ETag says.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connections, models
from django.http import HttpRequest
from django.utils.timezone import localdate, localtime
from simple_history.models import HistoricalChanges

from franchises.models import Borough, ComplaintMatch, FiscalYear, FranchiseType, YearRevision
from franchises.public.snapshot import reading_alias

ROOT = Path(__file__).resolve().parents[2]
# The transactions under way in this snapshot: those that it lists, less those known to be in
# another database or of the server itself, and the youngest, which it does not list. The server
# has no user: its vacuum waits for seconds within a transaction, and publishes nothing.
UNDER_WAY = """
    SELECT string_agg(each, ' ' ORDER BY each) FROM (
        SELECT each::text FROM pg_snapshot_xip(pg_current_snapshot()) each
        WHERE each::xid NOT IN (
            SELECT backend_xid FROM pg_stat_activity
            WHERE backend_xid IS NOT NULL
            AND (datname <> current_database() OR usesysid IS NULL)
        )
        UNION
        SELECT backend_xid::text FROM pg_stat_activity
        WHERE backend_xid IS NOT NULL AND datname = current_database()
        AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
    ) AS listed (each)
"""
# Each setting that a public page shows.
SETTINGS = (
    "BOROUGH_OUTLINES",
    "CITY_NAME",
    "FISCAL_YEAR_START_MONTH",
    "SAMPLE_DATA",
    "CONTACT_EMAIL",
    "DATA_LICENSE",
)

# Public tables without a history: of a few rows each, and read whole.
SMALL_TABLES: tuple[type[models.Model], ...] = (FranchiseType, Borough, FiscalYear)
# Tables besides histories that only ever grow: the number and the moment of a row.
GROWING_TABLES: tuple[tuple[type[models.Model], str, str], ...] = (
    (YearRevision, "id", "published_at"),
    # When staff changed what has no history.
    (LogEntry, "id", "action_time"),
)
# What is worked out anew in the transaction that changes what it is worked out from.
WORKED_OUT_TABLES: tuple[type[models.Model], ...] = (ComplaintMatch,)


@dataclass(frozen=True)
class DataVersion:
    """A name of the state of the published data, and when it was last changed.

    ``changed_at`` is None where nothing was ever recorded. ``is_settled`` is False while somebody
    writes: what then comes to light may be older than what was seen before.
    """

    key: str
    changed_at: datetime | None
    is_settled: bool = True


def data_version() -> DataVersion:
    """Return the version that the connection of this page sees, in one query.

    It reads the ends of indexes, and tables of a few rows, however much is recorded. It differs
    after any committed change, on PostgreSQL also after one whose history was numbered before that
    of a change committed earlier: the transactions under way are part of the version there, and
    a row is always written before its history.

    A new table that public pages read needs nothing here where it has a history. Without one, it
    goes into `SMALL_TABLES` or `GROWING_TABLES`; a test reads every page and fails otherwise.
    """
    connection = connections[reading_alias()]
    with connection.cursor() as cursor:
        cursor.execute(_question(connection.vendor))
        found = cursor.fetchone()
    ends = found[: 2 * len(_growing_tables())]
    moments = [moment for each in ends[1::2] if (moment := _moment(each))]
    key = hashlib.sha256(repr(found).encode()).hexdigest()
    is_settled = connection.vendor != "postgresql" or found[-1] is None
    return DataVersion(key, max(moments, default=None), is_settled)


def has_version(table: str) -> bool:
    """Return whether a change of a row of *table* makes another version."""
    histories = [model for model, *_ in _growing_tables()]
    tracked = {*SMALL_TABLES, *histories, *WORKED_OUT_TABLES}
    for history in histories:
        if issubclass(history, HistoricalChanges):
            model = history.instance_type  # type: ignore[attr-defined]
            # A change of what is many to many is an entry of the history that it hangs on.
            tracked |= {model, *(each.remote_field.through for each in model._meta.many_to_many)}
    return table in {model._meta.db_table for model in tracked}


@cache
def code_version() -> tuple[str, datetime]:
    """Return a name of the program as it runs, and when its newest file was written.

    Read once a process: an answer made by other code is another answer.
    """
    digest, newest = hashlib.sha256(), 0.0
    sources = [*(ROOT / "franchises").rglob("*"), *(ROOT / "templates").rglob("*")]
    for path in sorted(sources):
        if path.suffix in (".py", ".html", ".css", ".svg", ".js", ".geojson"):
            digest.update(path.read_bytes())
            newest = max(newest, path.stat().st_mtime)
    return digest.hexdigest(), datetime.fromtimestamp(newest, UTC)


def etag_of(request: HttpRequest, version: DataVersion) -> str:
    """Return the strong ETag of what *request* asks for, at *version*.

    What an answer is made of besides: its whole address, the settings, and the day.
    """
    parts = [
        version.key,
        code_version()[0],
        request.build_absolute_uri(),
        localdate().isoformat(),
        *(str(getattr(settings, name)) for name in SETTINGS),
    ]
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def last_modified_of(version: DataVersion, now: datetime) -> datetime | None:
    """Return what the Last-Modified of an answer says, or None where it could mislead.

    Statuses are those of a day, so an answer is never older than its day. A second that is not
    over may see another change, which the header, in whole seconds, could not tell apart; and a
    change under way may have been dated before the last one that is seen.
    """
    if not version.is_settled:
        return None
    today = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    changed = max(today, code_version()[1], version.changed_at or today)
    return changed if changed.replace(microsecond=0) < now.replace(microsecond=0) else None


@cache
def _question(vendor: str) -> str:
    """Return the statement that asks for the version.

    Number and moment of the last row of each table that grows, the small tables as JSON and, on
    PostgreSQL, the transactions under way: a history is numbered as it is written and seen when it
    is committed, so that a lower number may come to light after a higher one.
    """
    parts = [
        f'(SELECT "{each}" FROM "{model._meta.db_table}" ORDER BY "{number}" DESC LIMIT 1)'
        for model, number, moment in _growing_tables()
        for each in (number, moment)
    ]
    for model in SMALL_TABLES:
        table, key = f'"{model._meta.db_table}"', f'"{model._meta.pk.column}"'
        columns = ", ".join(f'"{each.column}"' for each in model._meta.concrete_fields)
        if vendor == "postgresql":
            rows = f"json_agg(json_build_array({columns}) ORDER BY {key})::text FROM {table}"
        else:
            ordered = f"(SELECT * FROM {table} ORDER BY {key})"
            rows = f"json_group_array(json_array({columns})) FROM {ordered}"
        parts.append(f"(SELECT {rows})")
    if vendor == "postgresql":
        parts.append(f"({UNDER_WAY})")
    return "SELECT " + ", ".join(parts)


@cache
def _growing_tables() -> list[tuple[type[models.Model], str, str]]:
    """Return each table that only ever grows: its model, its number and its moment."""
    histories: list[tuple[type[models.Model], str, str]] = [
        (model, "history_id", "history_date")
        for model in apps.get_app_config("franchises").get_models()
        # The histories of what is many to many have no moment of their own.
        if issubclass(model, HistoricalChanges) and hasattr(model, "history_date")
    ]
    return [*histories, *GROWING_TABLES]


def _moment(value: Any) -> datetime | None:
    """Return a moment as read without its column's converter: SQLite keeps them as text, in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value
