"""How fast all installations go out as CSV and GeoJSON, against what the database writes by itself.

    python -m tests.benchmarks.exports [--rows 1000000] [--database postgres://user@host/postgres]

Makes a scratch database (a temporary SQLite file, or one more database on the PostgreSQL server
given) and fills it. Then the view, from the request to the last byte, takes turns with the export
that a person would write by hand, without drafts or formulas to think of: COPY TO on PostgreSQL; on
SQLite a raw cursor, and the `sqlite3` shell where there is one. Each is a process of its own. Read
the ratios. "First byte" and "first row" are the view's; "memory" is its peak beyond what it had.
"""

import argparse
import csv
import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import django

from tests.benchmarks.streets import fill
from tests.benchmarks.summary import scratch_database

REPETITIONS = 3
FORMATS = ("csv", "geojson")
PLAIN = """source, asset_id, kind, status, address, on_street, cross_street_1, cross_street_2,
    postcode, community_board, council_district, bin, bbl, fee_zone, host_structure, length_feet,
    reserved_on, installed_on, activated_on, removed_on"""
COLUMNS = {
    **{name: f"installation.{name}" for name in re.split(r",\s+", PLAIN)},
    "franchise": "franchise.number",
    "franchisee": "franchisee.name",
    "borough": "borough.name",
}
TABLES = """FROM franchises_installation AS installation
    JOIN franchises_franchise AS franchise ON franchise.id = franchise_id AND is_published
    JOIN franchises_franchisee AS franchisee ON franchisee.id = franchisee_id
    LEFT JOIN franchises_borough AS borough ON borough.id = borough_id
    ORDER BY installation.id"""
PROPERTIES = ", ".join(f"'{name}', {column}" for name, column in COLUMNS.items())
FEATURE = """{object}('type', 'Feature', 'geometry', {object}('type', 'Point', 'coordinates',
    {array}(longitude, latitude)), 'properties', {object}({properties}))"""
# JSON has no control characters outside its escapes: each row is as it is.
COPY_AS = {"csv": "FORMAT csv", "geojson": r"FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02'"}


def by_hand(form: str, vendor: str) -> str:
    """Return the query of the export by hand."""
    if form == "csv":
        return f"SELECT {', '.join(COLUMNS.values())}, latitude, longitude {TABLES}"
    prefix = "json" if vendor == "sqlite" else "json_build"
    feature = FEATURE.format(
        object=f"{prefix}_object", array=f"{prefix}_array", properties=PROPERTIES
    )
    return f"SELECT {feature} {TABLES}"


def view(form: str) -> Iterator[int]:
    """Yield the length of each piece of the view's answer, as a server would take them."""
    from django.test import Client

    for piece in Client().get(f"/installations.{form}").streaming_content:
        yield len(piece)


def copy(form: str) -> Iterator[int]:
    import psycopg

    statement = f"COPY ({by_hand(form, 'postgresql')}) TO STDOUT ({COPY_AS[form]})"
    with (
        psycopg.connect(os.environ["DATABASE_URL"]) as connection,
        connection.cursor().copy(statement) as copied,
    ):
        yield from map(len, copied)


class Counted:
    """A file that only counts what is written to it."""

    length = 0

    def write(self, text: str) -> None:
        self.length += len(text.encode())


def cursor(form: str) -> Iterator[int]:
    rows = sqlite3.connect(_sqlite_file()).execute(by_hand(form, "sqlite"))
    if form == "csv":
        counted = Counted()
        csv.writer(counted).writerows(rows)
        yield counted.length
    else:
        yield from (len(row[0].encode()) for row in rows)


def shell(form: str) -> Iterator[int]:
    mode = "-csv" if form == "csv" else "-list"
    command = ["sqlite3", "-readonly", mode, _sqlite_file(), by_hand(form, "sqlite")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        while piece := process.stdout.read(65_536):
            yield len(piece)


def _sqlite_file() -> str:
    return urlsplit(os.environ["DATABASE_URL"]).path


WAYS: dict[str, Callable[[str], Iterator[int]]] = {
    each.__name__: each for each in (view, copy, cursor, shell)
}


def ways_here() -> list[str]:
    if os.environ["DATABASE_URL"].startswith("postgres"):
        return ["view", "copy"]
    return ["view", "cursor", *(["shell"] if shutil.which("sqlite3") else [])]


def measured(way: str, form: str) -> dict[str, float]:
    """Return what one export took, in this process, once Django is there and was asked before."""
    if way == "view":
        django.setup()
        from django.test import Client

        # What a server has done at its first request: the code is read, a connection is open.
        Client().get("/installations/?search=nothing")
    before, start, arrived, length = _peak(), time.perf_counter(), [], 0
    for piece in WAYS[way](form):
        length += piece
        if len(arrived) < 2:
            arrived.append(time.perf_counter() - start)
    return {
        "seconds": time.perf_counter() - start,
        "first_byte": arrived[0],
        "first_row": arrived[-1],
        "megabytes": length / 1e6,
        "memory": (_peak() - before) / 1024,
    }


def _peak() -> int:
    """Return the peak memory of this program in kB; that of `resource` counts who started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def in_its_own_process(way: str, form: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.exports", "--way", way, "--format", form]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def report() -> None:
    for form in FORMATS:
        taken: dict[str, list[dict[str, float]]] = {way: [] for way in ways_here()}
        for _ in range(REPETITIONS):
            for way, each in taken.items():
                each.append(in_its_own_process(way, form))
        seconds = {
            way: statistics.median(one["seconds"] for one in each) for way, each in taken.items()
        }
        ours, best = seconds.pop("view"), min(seconds.values())
        worst = {name: max(one[name] for one in taken["view"]) for name in taken["view"][0]}
        others = ", ".join(f"{way} {each:.2f} s" for way, each in seconds.items())
        print(
            f"{form:8} view {ours:.2f} s, {others}: {best / ours:.2f} times as fast as the"
            f" database; {worst['megabytes']:.0f} MB;"
            f" first byte {worst['first_byte'] * 1000:.0f} ms,"
            f" first row {worst['first_row'] * 1000:.0f} ms; memory {worst['memory']:.0f} MB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--database", help="a PostgreSQL server; SQLite where it is omitted")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--format", choices=FORMATS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    import tests.environment  # noqa: F401

    if options.way:
        print(json.dumps(measured(options.way, options.format)))
        return
    with scratch_database(options.database) as url:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": url,
            "ALLOWED_HOSTS": "testserver",
            # Static files as they lie: nobody has collected them.
            "SAMPLE_DATA": "True",
        }
        django.setup()
        from django.db import connection, connections

        fill(options.rows)
        print(f"{connection.vendor}: {options.rows:,} installations")
        connections.close_all()
        report()


if __name__ == "__main__":
    main()
