"""Throw-away databases with a city in each, for imports that are processes of their own.

On the database of the settings: files on SQLite; on PostgreSQL databases beside the tests' own.
"""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from tests.imports.child import PHASES

ROOT = Path(__file__).resolve().parents[2]

ONE_FRANCHISE = (
    "from tests.factories import FranchiseFactory;"
    " FranchiseFactory(number='CTV-1', franchisee__name='Altice USA')"
)
# Different every time, or different in another run of the same import.
PASSING = {"id", "history_id", "history_date", "history_change_reason", "import_run_id"}
COUNTED = "rows_read, rows_created, rows_updated, rows_unchanged, rows_removed, rows_refused"


@dataclass(frozen=True)
class State:
    """What a city holds. ``torn`` are the runs whose counts are not those of their history."""

    rows: dict[str, str]
    runs: list[tuple]
    torn: list[tuple]
    schema: str


class Child:
    """A process in a city: `tests.imports.child` or a command of its own."""

    started: list["Child"] = []

    def __init__(self, environment: dict[str, str], *arguments: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.out = self.err = ""
        self.started.append(self)

    def reach(self, phase: str) -> float:
        """Wait until the import is at *phase*, and return when that was."""
        for line in self.process.stdout:
            self.out += line
            word, _, moment = line.partition(" ")
            if word == phase:
                return float(moment)
        raise AssertionError(f"{phase} was not reached:\n{self.out}{self.process.stderr.read()}")

    def go_on(self) -> "Child":
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self

    def end(self, with_signal: signal.Signals | None = None) -> int:
        """Wait for the end, sending a signal first where one is given; return the status."""
        if with_signal is not None:
            self.process.send_signal(with_signal)
        out, self.err = self.process.communicate(timeout=600)
        self.out += out
        return self.process.returncode

    @property
    def phases(self) -> dict[str, float]:
        """When each phase began, of those that were reached."""
        words = (line.partition(" ") for line in self.out.splitlines())
        return {word: float(moment) for word, _, moment in words if word in PHASES}


@dataclass(frozen=True)
class City:
    """A throw-away SQLite database in a file."""

    directory: Path
    name: str

    @property
    def path(self) -> Path:
        return self.directory / f"{self.name}.sqlite3"

    @property
    def url(self) -> str:
        return f"sqlite:///{quote(str(self.path))}"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"DATABASE_URL": self.url, "DEBUG": "True"}

    def start(self, *arguments: object) -> Child:
        """Start an import: options of `tests.imports.child`, then the command."""
        return Child(self.environment, "-m", "tests.imports.child", *arguments)

    def run(self, *arguments: object) -> Child:
        child = self.start(*arguments)
        child.end()
        return child

    def manage(self, *arguments: object) -> str:
        """Run a management command to its good end, and return what it prints."""
        child = Child(self.environment, "manage.py", *arguments)
        assert child.end() == 0, child.err
        return child.out

    def shell(self, code: str) -> Child:
        return Child(self.environment, "manage.py", "shell", "--no-imports", "-c", code)

    def connect(self):
        return closing(sqlite3.connect(self.path, isolation_level=None))

    def create(self) -> None:
        """Make the database: migrated, with one franchise."""
        self.manage("migrate", "--verbosity=0")
        self.manage("shell", "--no-imports", "-c", ONE_FRANCHISE)

    def copy(self, name: str, directory: Path | None = None) -> "City":
        """Return a city that is as this one is, for itself alone; made anew where it is there."""
        copy = replace(self, name=name, directory=directory or self.directory)
        copy.drop()
        shutil.copy(self.path, copy.path)
        return copy

    def drop(self) -> None:
        for path in self.directory.glob(f"{self.name}.sqlite3*"):
            path.unlink()

    def drop_all(self) -> None:
        """Drop this city and every copy."""
        for path in self.directory.glob("*.sqlite3*"):
            path.unlink()

    def settle(self) -> None:
        """Wait until nobody works on what a killed process asked for."""

    def is_sound(self) -> bool:
        with self.connect() as connection:
            checked = connection.execute("PRAGMA integrity_check").fetchall()
            return (
                checked == [("ok",)]
                and not connection.execute("PRAGMA foreign_key_check").fetchall()
            )

    def execute(self, sql: str) -> None:
        with self.connect() as connection:
            connection.execute(sql)

    def rows(self, sql: str) -> list[tuple]:
        with self.connect() as connection:
            return connection.execute(sql).fetchall()

    def schema(self) -> list[tuple]:
        return self.rows("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")

    def state(self) -> State:
        tables = ("installation", "feecollection")
        digests = {}
        for table in (*tables, *(f"historical{table}" for table in tables)):
            with self.connect() as connection:
                cursor = connection.execute(f"SELECT * FROM franchises_{table}")
                kept = [n for n, (name, *_) in enumerate(cursor.description) if name not in PASSING]
                rows = sorted(repr([row[n] for n in kept]) for row in cursor)
            digests[table] = f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()[:8]}"
        histories = " UNION ALL ".join(
            f"SELECT import_run_id, history_type FROM franchises_historical{each}"
            for each in ("installation", "feecollection")
        )
        torn = self.rows(
            "SELECT r.id, r.rows_created, r.rows_updated, r.rows_removed, count(h.history_type)"
            f" FROM franchises_importrun r LEFT JOIN ({histories}) h ON h.import_run_id = r.id"
            " GROUP BY r.id, r.rows_created, r.rows_updated, r.rows_removed"
            " HAVING count(h.history_type) <> r.rows_created + r.rows_updated + r.rows_removed"
        )
        runs = self.rows(f"SELECT outcome, {COUNTED} FROM franchises_importrun ORDER BY id")
        schema = hashlib.sha256(repr(self.schema()).encode()).hexdigest()[:8]
        return State(digests, runs, torn, schema)


class PostgresqlCity(City):
    """A throw-away database on the PostgreSQL server of the settings."""

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"DATABASE_URL": self.url, "DEBUG": "True"}

    @property
    def url(self) -> str:
        return self.address("postgres://", self.database)

    @property
    def database(self) -> str:
        return f"crash_{os.getpid()}_{self.name}"

    @staticmethod
    def address(scheme: str, database: str) -> str:
        server = settings.DATABASES["default"]
        words = quote(server["USER"]) + (f":{quote(server['PASSWORD'])}" * bool(server["PASSWORD"]))
        port = f":{server['PORT']}" if server["PORT"] else ""
        return f"{scheme}{words}@{quote(server['HOST'], safe='')}{port}/{database}"

    def connect(self, database: str | None = None):
        import psycopg

        address = self.address("postgresql://", database or self.database)
        return closing(psycopg.connect(address, autocommit=True))

    def create(self) -> None:
        self._command(f"CREATE DATABASE {self.database}")
        super().create()

    def copy(self, name: str, directory: Path | None = None) -> "City":
        copy = replace(self, name=name)
        copy.drop()
        self.settle()
        self._command(f"CREATE DATABASE {copy.database} TEMPLATE {self.database}")
        return copy

    def drop(self) -> None:
        self._command(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")

    def drop_all(self) -> None:
        with self.connect("postgres") as connection:
            made = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
                [f"crash_{os.getpid()}_"],
            )
            for (name,) in made.fetchall():
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def settle(self) -> None:
        # The server goes on with the statement of a client that is gone, and then rolls back.
        others = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{self.database}'"
        until = time.monotonic() + 30
        with self.connect("postgres") as connection:
            while connection.execute(others).fetchone()[0]:
                assert time.monotonic() < until, "the server still works for who is gone"
                time.sleep(0.01)

    def is_sound(self) -> bool:
        return True

    def schema(self) -> list[tuple]:
        return self.rows(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL"
            " SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
        )

    def _command(self, sql: str) -> None:
        with self.connect("postgres") as connection:
            connection.execute(sql)


@contextmanager
def throw_away_city(directory: Path) -> Iterator[City]:
    """A city with one franchise on the kind of database that the settings name."""
    is_sqlite = "sqlite" in settings.DATABASES["default"]["ENGINE"]
    city = (City if is_sqlite else PostgresqlCity)(directory, "first")
    city.create()
    try:
        yield city
    finally:
        for child in Child.started:
            if child.process.returncode is None:
                child.end(signal.SIGKILL)
        city.drop_all()
