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
from django.db import connections, models
from django.http import HttpRequest
from django.utils.timezone import localdate, localtime
from simple_history.models import HistoricalChanges

from franchises.models import Borough, FiscalYear, FranchiseType, YearRevision
from franchises.public.snapshot import reading_alias

ROOT = Path(__file__).resolve().parents[2]
# The transactions under way in this snapshot, less those known to be in another database.
UNDER_WAY = """
    SELECT string_agg(each::text, ' ' ORDER BY each)
    FROM pg_snapshot_xip(pg_current_snapshot()) each
    WHERE each::xid NOT IN (
        SELECT backend_xid FROM pg_stat_activity
        WHERE backend_xid IS NOT NULL AND datname <> current_database()
    )
"""
SETTINGS = (
    "BOROUGH_OUTLINES",
    "CITY_NAME",
    "FISCAL_YEAR_START_MONTH",
    "SAMPLE_DATA",
    "CONTACT_EMAIL",
    "DATA_LICENSE",
)


@dataclass(frozen=True)
class DataVersion:
    """A name of the state of the published data, and when it was last changed.

    ``changed_at`` is None where nothing was ever recorded.
    """

    key: str
    changed_at: datetime | None


def data_version() -> DataVersion:
    """Return the version that the connection of this page sees, in four queries.

    Each reads the end of an index, or a table of a few rows, however much is recorded. It differs
    after any committed change, on PostgreSQL also after one whose history was numbered before that
    of a change committed earlier: the transactions under way are part of the version there.
    """
    ends = _ends_of_histories()
    small = [
        *FranchiseType.objects.order_by("pk").values_list("pk", "code", "name", "description"),
        *Borough.objects.order_by("pk").values_list("pk", "code", "name"),
    ]
    closed = FiscalYear.objects.exclude(state=FiscalYear.State.OPEN).order_by("pk")
    years = list(closed.values_list("pk", "state", "proposed_at", "closed_at"))
    moments = [_moment(each) for each in ends[1 : 2 * len(_histories()) : 2]]
    moments += [moment for _, _, *both in years for moment in both]
    key = hashlib.sha256(repr((ends, small, years)).encode()).hexdigest()
    return DataVersion(key, max((each for each in moments if each), default=None))


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
    over may see another change, which the header, in whole seconds, could not tell apart.
    """
    today = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    changed = max(today, code_version()[1], version.changed_at or today)
    return changed if changed.replace(microsecond=0) < now.replace(microsecond=0) else None


def _ends_of_histories() -> list[Any]:
    """Return number and moment of the last entry of each history, in one statement.

    On PostgreSQL the transactions under way follow them. A history is numbered as it is written
    and seen when it is committed: a lower number may come to light after a higher one.
    """
    connection = connections[reading_alias()]
    quote = connection.ops.quote_name
    parts = []
    for model, number, moment in _histories():
        table = quote(model._meta.db_table)
        parts += [
            f"(SELECT {quote(each)} FROM {table} ORDER BY {quote(number)} DESC LIMIT 1)"
            for each in (number, moment)
        ]
    if connection.vendor == "postgresql":
        parts.append(f"({UNDER_WAY})")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts))
        return list(cursor.fetchone())


def _histories() -> list[tuple[type[models.Model], str, str]]:
    """Return each table that only ever grows: its model, its number and its moment."""
    return [
        (model, "history_id", "history_date")
        for model in apps.get_app_config("franchises").get_models()
        # A change of what is many to many is an entry of the history that it hangs on.
        if issubclass(model, HistoricalChanges) and hasattr(model, "history_date")
    ] + [(YearRevision, "id", "published_at")]


def _moment(value: Any) -> datetime | None:
    """Return a moment as read without its column's converter: SQLite keeps them as text, in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value
