"""A PostgreSQL server of our own, on a disk of our own, for what nobody does to a shared one."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.imports.cities import PostgresqlCity

QUIET = (
    "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=20"
    " -c shared_buffers=16MB -c min_wal_size=32MB -c max_wal_size=32MB -c wal_recycle=off"
)


class NoServerError(Exception):
    """A server cannot be made on this machine, for the reason it says."""


@dataclass(frozen=True)
class ServerCity(PostgresqlCity):
    """A throw-away database on a server of our own."""

    port: int = 0

    def address(self, scheme: str, database: str) -> str:
        return f"{scheme}postgres@127.0.0.1:{self.port}/{database}"


@dataclass(frozen=True)
class Server:
    """A server whose data lie in *directory*, which is a disk of its own where that is possible."""

    directory: Path
    programs: Path
    port: int
    has_disk: bool

    def start(self) -> None:
        self._control("start", "-o", f"-p {self.port} {QUIET}")

    def restart_at_once(self) -> None:
        """Stop without a word to those who are connected, and start again."""
        self._control("restart", "-m", "immediate", "-o", f"-p {self.port} {QUIET}")

    def stop(self) -> None:
        """Stop it, where it runs."""
        command = ("stop", "-m", "immediate")
        subprocess.run(self._words(*command), capture_output=True, check=False)

    def leave_room(self, size: int) -> None:
        """Make the disk so large that *size* bytes of it are free."""
        for _ in range(20):
            used = shutil.disk_usage(self.directory).used
            if remounted(self.directory, used + size):
                return
        raise NoServerError(f"the disk at {self.directory} does not come to rest")

    def _control(self, *command: str) -> None:
        subprocess.run(self._words(*command), check=True, capture_output=True, timeout=60)

    def _words(self, *command: str) -> list[str]:
        log, data = self.directory / "log", self.directory / "data"
        return as_server(self.programs / "pg_ctl", "-D", data, "-l", log, "-w", *command)


@contextmanager
def own_server() -> Iterator[Server]:
    """A server that runs; it and all its data are gone at the end. Raises `NoServerError`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise NoServerError("no PostgreSQL server is installed")
    if os.getuid() == 0 and shutil.which("runuser") is None:
        raise NoServerError("a server does not run as root")
    # Not in the directory of the tests, which the user of the server may not enter.
    directory = Path(tempfile.mkdtemp(prefix="server"))
    has_disk = mounted(directory)
    if os.getuid() == 0:
        shutil.chown(directory, "postgres")
    server = Server(directory, found[-1].parent, free_port(), has_disk)
    try:
        make = ("-D", directory / "data", "-U", "postgres", "--auth=trust", "--no-sync")
        subprocess.run(
            as_server(server.programs / "initdb", *make, "--encoding=UTF8", "--locale=C.UTF-8"),
            check=True,
            capture_output=True,
        )
        server.start()
        yield server
    finally:
        server.stop()
        if has_disk:
            subprocess.run(["umount", "--lazy", directory], check=True)
        shutil.rmtree(directory)


def as_server(*command: object) -> list[str]:
    """Return the words of a command that a server accepts: it refuses to run as root."""
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    # It may not enter the directory that the tests are run from.
    return ["env", "-C", "/", *user, *map(str, command)]


def mounted(directory: Path) -> bool:
    """Mount a disk of its own at *directory*, and return whether that may be done here."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=400m,mode=700", "tmpfs", directory]
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


def remounted(directory: Path, size: int) -> bool:
    """Make the disk *size* bytes large, and return whether it had no more than that in it."""
    mount = ["mount", "-o", f"remount,size={size}", directory]
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


def free_port() -> int:
    """Return the number of a port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
