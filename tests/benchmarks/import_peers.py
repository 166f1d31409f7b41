"""Other people's ways to load a file: packages that append rows to a table, and check nothing.

Each gets the same help by hand: the names of franchises and boroughs as their ids.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.benchmarks.import_files import INSTALLATIONS, Table

# What runs a load and returns what it took.
Way = Callable[[Callable[[], None]], dict[str, float]]
DAYS = ("reserved_on", "installed_on", "received_on", "due_on")


def petl(way: Way, table: Table, path: Path) -> dict[str, float]:
    """Append with petl."""
    import petl as etl

    def load() -> None:
        with _connected() as connection:
            converted: dict[str, Any] = _ids(connection, table)
            if table is INSTALLATIONS:
                converted["length_feet"] = lambda text: text or None
            else:
                converted["amount"] = _cents
            rows = etl.convert(etl.fromcsv(path, encoding="utf-8"), converted)
            rows = etl.setheader(rows, table.columns)
            others = [(name, value.strip("'")) for name, value in table.others.items()]
            etl.appenddb(etl.addfields(rows, others), connection, table.name)

    return way(load)


def pandas(way: Way, table: Table, path: Path) -> dict[str, float]:
    """Append with pandas, a thousand rows at a time."""
    import pandas as pd
    import sqlalchemy

    def load() -> None:
        with _connected() as connection:
            ids = _ids(connection, table)
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        for name, known in ids.items():
            frame[name] = frame[name].map(known)
        for name in frame.columns.intersection(DAYS):
            frame[name] = pd.to_datetime(frame[name]).dt.date
        if table is INSTALLATIONS:
            frame = frame.astype({"latitude": float, "longitude": float})
            frame["length_feet"] = pd.to_numeric(frame["length_feet"]).astype("Int64")
        else:
            frame["amount"] = frame["amount"].map(_cents)
            frame["fiscal_year"] = frame["fiscal_year"].astype(int)
        frame.columns = pd.Index(table.columns)
        url = os.environ["DATABASE_URL"].replace("postgresql:", "postgresql+psycopg:")
        kinds = {}
        for name, value in table.others.items():
            text = value.strip("'")
            frame[name] = text
            if text[:1] in ("{", "[") and url.startswith("postgresql"):
                frame[name] = [json.loads(text)] * len(frame)
                kinds[name] = sqlalchemy.types.JSON()
        with sqlalchemy.create_engine(url).begin() as connection:
            frame.to_sql(
                table.name,
                connection,
                if_exists="append",
                index=False,
                chunksize=1_000,
                dtype=kinds,
            )

    return way(load)


def postgres_copy(way: Way, table: Table, path: Path) -> dict[str, float]:
    """Load with django-postgres-copy, constraints and indexes left as they are."""
    from postgres_copy import CopyMapping

    model = table.model
    look_up = '(SELECT id FROM {} WHERE {} = "%(name)s")'
    franchise = look_up.format("franchises_franchise", "number")
    borough = look_up.format("franchises_borough", "name")
    model.copy_franchise_template = lambda self: franchise
    model.copy_borough_template = lambda self: borough
    model.copy_amount_template = lambda self: '("%(name)s"::numeric * 100)::bigint'

    def load() -> None:
        CopyMapping(
            model,
            str(path),
            dict(zip(table.headings, table.headings, strict=True)),
            static_mapping={name: value.strip("'") for name, value in table.others.items()},
        ).save(silent=True)

    return way(load)


def _connected() -> Any:
    url = os.environ["DATABASE_URL"]
    if urlsplit(url).scheme == "sqlite":
        import sqlite3

        return sqlite3.connect(urlsplit(url).path[1:])
    import psycopg

    return psycopg.connect(url)


def _ids(connection: Any, table: Table) -> dict[str, dict[str, int]]:
    cursor = connection.cursor()
    queries = {"franchise": "SELECT number, id FROM franchises_franchise"}
    if "borough" in table.headings:
        queries["borough"] = "SELECT name, id FROM franchises_borough"
    return {name: dict(cursor.execute(query).fetchall()) for name, query in queries.items()}


def _cents(text: str) -> int:
    return int(text.replace(".", ""))
