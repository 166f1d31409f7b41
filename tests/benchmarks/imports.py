"""How fast the imports are, against hand-written loads and other packages, side by side.

    python -m tests.benchmarks.imports [--rows 10000,100000,1000000] [--only sqlite]
        [--database postgres://user@host/postgres] [--data installations] [--without-slow-peer]

Makes synthetic files, and loads them in turn by every way, each a process of its own into the same
state of the database: SQLite files, and a PostgreSQL server of its own or the one that is named.
Read the ratios, not the seconds. "whole" is the process from its start to its end; "load" begins
once Python, and Django where it is used, are there; "CPU" is of the load, the server's included
where it is our own; "memory" is the peak of the process beyond what it had then.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.import_databases import Databases, postgresql, sqlite
from tests.benchmarks.import_files import TABLES, Table, write_file

# A small load is over before the machine's other work evens out.
REPETITIONS = ((200_000, 3), (10_000_000, 1))
SLOW_PEER_UP_TO = 100_000

FIRST, SECOND = "ours", "ours, second load, 1% changed"
FLOOR, PEER = "floor", "django-import-export"
# They append the rows and check nothing.
APPENDERS = {"petl": "petl", "pandas": "pandas", "django-postgres-copy": "postgres_copy"}
HELD, STRAIGHT = "ours, into other rows", "straight, into other rows"


@dataclass(frozen=True)
class Taken:
    """What one load took: seconds of the process and of the load alone, CPU seconds, MB."""

    whole: float
    load: float
    cpu: float
    memory: float


class Contest:
    """The ways to load one data set of one size into one kind of database."""

    def __init__(
        self,
        databases: Databases,
        table: Table,
        rows: int,
        directory: Path,
        *,
        with_slow_peer: bool,
    ) -> None:
        self._databases, self._table, self._rows = databases, table, rows
        self._with_slow_peer = with_slow_peer
        self._files = {
            name: directory / f"{table.dataset}-{rows}-{name}.csv"
            for name in ("first", "second", "other")
        }
        write_file(self._files["first"], table, rows)
        write_file(self._files["second"], table, rows, edition=2)
        write_file(self._files["other"], table, rows, source="other")
        self.taken: dict[str, list[Taken]] = defaultdict(list)

    def run(self) -> None:
        """Let the ways take turns, as often as their size allows."""
        databases = self._databases
        databases.restore("")
        self._process("prepare", "first")
        databases.keep("empty")
        self._process("ours", "other")
        databases.settle()
        databases.keep("held")
        for _ in range(next(times for most, times in REPETITIONS if self._rows <= most)):
            self._load(FLOOR, "floor", "empty")
            self._load(FIRST, "ours", "empty")
            databases.settle()
            self._load(SECOND, "ours", None, "second")
            self._load(STRAIGHT, "straight", "held")
            self._load(HELD, "ours", "held")
            if self._rows <= SLOW_PEER_UP_TO:
                for name, way in APPENDERS.items():
                    if way != "postgres_copy" or databases.url.startswith("postgresql"):
                        self._load(name, way, "empty")
                if self._with_slow_peer:
                    self._load(PEER, "import_export", "empty")

    def print(self) -> None:
        """Print one line a way."""
        medians = {name: _median(taken) for name, taken in self.taken.items()}
        print(
            f"\n{self._rows:,} {self._table.dataset.replace('_', ' ')}\n"
            f"{'':32}{'rows/s whole':>14}{'load alone':>12}{'CPU s':>8}{'memory MB':>11}  compared"
        )
        for name, taken in medians.items():
            print(
                f"{name:32}{self._rows / taken.whole:>14,.0f}{self._rows / taken.load:>12,.0f}"
                f"{taken.cpu:>8.1f}{taken.memory:>11,.0f}  {_compared(name, medians)}".rstrip()
            )

    def _load(self, name: str, way: str, state: str | None, file: str = "first") -> None:
        if state is not None:
            self._databases.restore(state)
        self.taken[name].append(taken := self._process(way, file))
        print(f"{name}: {taken.whole:.1f} s, CPU {taken.cpu:.1f}", file=sys.stderr, flush=True)

    def _process(self, way: str, file: str) -> Taken:
        arguments = [way, self._table.dataset, str(self._files[file])]
        environment = os.environ | {"DATABASE_URL": self._databases.url}
        # An operator's Python keeps what it has compiled.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        served, start = self._databases.cpu(), time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.import_ways", *arguments],
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
        )
        whole = time.perf_counter() - start
        told = json.loads(done.stdout) or {"seconds": whole, "cpu": 0, "memory": 0}
        served = self._databases.cpu() - served
        return Taken(whole, told["seconds"], told["cpu"] + served, told["memory"])


def _median(taken: list[Taken]) -> Taken:
    return Taken(
        *(
            statistics.median(getattr(each, what) for each in taken)
            for what in ("whole", "load", "cpu", "memory")
        )
    )


def _compared(name: str, medians: dict[str, Taken]) -> str:
    """Say how many times as fast one way is as the one it is measured by."""
    others = {FIRST: (FLOOR, PEER, *APPENDERS), SECOND: (FIRST,), HELD: (STRAIGHT,), PEER: (FLOOR,)}
    taken = medians[name]
    return ", ".join(
        f"{medians[other].whole / taken.whole:.2f} of {other}"
        f" (load {medians[other].load / taken.load:.2f}, CPU {medians[other].cpu / taken.cpu:.2f})"
        for other in others.get(name, ())
        if other in medians
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", default="10000,100000,1000000")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--database", help="a PostgreSQL server; one of its own where omitted")
    parser.add_argument("--data", default=",".join(TABLES), help="the data sets, all where omitted")
    parser.add_argument("--without-slow-peer", action="store_true", help=f"leave {PEER} away")
    options = parser.parse_args()
    kinds = {"sqlite": sqlite, "postgresql": lambda: postgresql(options.database)}
    contests = [
        (TABLES[name], int(rows))
        for name in options.data.split(",")
        for rows in options.rows.split(",")
    ]
    for kind, open_databases in kinds.items():
        if options.only in (None, kind):
            print(f"\n{kind}")
            for table, rows in contests:
                with tempfile.TemporaryDirectory() as directory, open_databases() as databases:
                    contest = Contest(
                        databases,
                        table,
                        rows,
                        Path(directory),
                        with_slow_peer=not options.without_slow_peer,
                    )
                    contest.run()
                contest.print()


if __name__ == "__main__":
    main()
