"""Databases to throw away for the import benchmark, put back to one state before each load."""

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

# Of this process alone: two benchmarks may run on one server.
SCRATCH = f"franchises_import_benchmark_{secrets.token_hex(4)}"


class Databases(Protocol):
    """One kind of database: a scratch one, and named states that it can be put back to."""

    url: str

    def keep(self, state: str) -> None:
        """Keep what the scratch database holds as *state*."""

    def restore(self, state: str) -> None:
        """Make the scratch database hold *state* again; an empty one where it is ``""``."""

    def settle(self) -> None:
        """Bring the planner up to date, as a day of use would have."""

    def cpu(self) -> float:
        """Return the processor's seconds that finished connections took so far, where known."""


class SqliteFiles:
    """A SQLite file, and copies of it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._file = directory / "scratch.sqlite3"
        self.url = f"sqlite:///{self._file}"

    def keep(self, state: str) -> None:
        shutil.copyfile(self._file, self._directory / state)

    def restore(self, state: str) -> None:
        for leftover in self._directory.glob(f"{self._file.name}*"):
            leftover.unlink()
        if state:
            shutil.copyfile(self._directory / state, self._file)
        # What was just copied is on its way to the disk: that is not the load's doing.
        os.sync()

    def settle(self) -> None:
        pass

    def cpu(self) -> float:
        return 0.0


class PostgresqlServer:
    """Databases of one PostgreSQL server."""

    def __init__(self, server: str, postmaster: int | None) -> None:
        self._server, self._postmaster = server, postmaster
        self.url = urlunsplit(urlsplit(server)._replace(path=f"/{SCRATCH}"))
        self._states: set[str] = set()

    def keep(self, state: str) -> None:
        self._states.add(state)
        self._run(
            f"DROP DATABASE IF EXISTS {SCRATCH}_{state} WITH (FORCE)",
            f"ALTER DATABASE {SCRATCH} RENAME TO {SCRATCH}_{state}",
        )
        self.restore(state)

    def restore(self, state: str) -> None:
        template = f"TEMPLATE {SCRATCH}_{state} STRATEGY FILE_COPY" if state else ""
        self._run(
            f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)",
            f"CREATE DATABASE {SCRATCH} {template}",
        )

    def settle(self) -> None:
        self._run("VACUUM ANALYZE", url=self.url)

    def cpu(self) -> float:
        if self._postmaster is None:
            return 0.0
        # A server process lives a moment longer than its client, and counts once it has ended.
        while self._has_connections():
            time.sleep(0.05)
        after_name = Path(f"/proc/{self._postmaster}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, after_name[13:15])) / os.sysconf("SC_CLK_TCK")

    def _has_connections(self) -> bool:
        import psycopg

        with psycopg.connect(self._server) as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = %s LIMIT 1", [SCRATCH]
            )
            return found.fetchone() is not None

    def drop_all(self) -> None:
        for name in (SCRATCH, *(f"{SCRATCH}_{state}" for state in self._states)):
            self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _run(self, *statements: str, url: str = "") -> None:
        import psycopg

        with psycopg.connect(url or self._server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def sqlite() -> Iterator[Databases]:
    """Give SQLite files of their own, gone afterwards."""
    with tempfile.TemporaryDirectory() as directory:
        yield SqliteFiles(Path(directory))


@contextmanager
def postgresql(server: str | None) -> Iterator[Databases]:
    """Give scratch databases on *server*, or on a server of their own; gone afterwards."""
    if server is not None:
        databases = PostgresqlServer(server, None)
        try:
            yield databases
        finally:
            databases.drop_all()
        return
    with tempfile.TemporaryDirectory() as directory:
        # PostgreSQL refuses to be run by root.
        user = "postgres" if os.geteuid() == 0 else None
        shutil.chown(directory, user) if user else None
        data = Path(directory) / "data"
        subprocess.run(
            [_program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "--locale=C.UTF-8"],
            check=True,
            user=user,
            stdout=subprocess.DEVNULL,
        )
        settings = f"-c listen_addresses= -c unix_socket_directories={directory} -c autovacuum=off"
        control = [_program("pg_ctl"), "-D", data, "-w", "-l", Path(directory) / "log"]
        subprocess.run(
            [*control, "-o", settings, "start"], check=True, user=user, stdout=subprocess.DEVNULL
        )
        try:
            postmaster = int((data / "postmaster.pid").read_text().split()[0])
            yield PostgresqlServer(f"postgresql://postgres@/postgres?host={directory}", postmaster)
        finally:
            subprocess.run(
                [*control, "-m", "fast", "stop"], check=True, user=user, stdout=subprocess.DEVNULL
            )


def _program(name: str) -> str:
    """Return where a program of PostgreSQL is: on the path, or where Debian keeps it."""
    found = shutil.which(name)
    if found is None:
        kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
        if not kept:
            raise SystemExit("PostgreSQL is not installed here: name a server with --database")
        found = str(kept[-1])
    return found
