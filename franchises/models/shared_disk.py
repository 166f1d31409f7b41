"""A SQLite database on a network share, which its write-ahead log does not survive: refused."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

MOUNTS = Path("/proc/self/mounts")
OF_SEVERAL_HOSTS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "fuse.sshfs"}


@register(Tags.database)
def check_shared_disk(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Return an error for each SQLite file that lies on a disk of several hosts.

    Nothing is known of that where the machine does not list its mounts as Linux does.
    """
    if not MOUNTS.exists():
        return []
    mounts = MOUNTS.read_text(encoding="utf-8", errors="replace")
    return [
        Error(
            f"The database {file} is on a network share ({kind}).",
            hint="SQLite is kept in WAL mode, which needs one host: use a local disk.",
            id="franchises.E002",
        )
        for file in _files(databases or ())
        if (kind := kind_of_disk(file, mounts)) in OF_SEVERAL_HOSTS
    ]


def kind_of_disk(file: Path, mounts: str) -> str:
    """Return the file system that *file* is on, by a list of *mounts*; empty if there is none.

    >>> kind_of_disk(Path("/srv/city/db.sqlite3"), "/dev/sda1 / ext4 rw 0 0\\nnas:/x /srv nfs4 rw")
    'nfs4'
    """
    found = [line.split()[1:3] for line in mounts.splitlines() if len(line.split()) > 2]
    holding = [(place, kind) for place, kind in found if file.is_relative_to(_unescaped(place))]
    return max(holding, key=lambda each: len(each[0]), default=("", ""))[1]


def _unescaped(place: str) -> str:
    return place.replace("\\040", " ").replace("\\011", "\t")


def _files(databases: Sequence[str]) -> Iterator[Path]:
    for using in databases:
        if connections[using].vendor == "sqlite":
            name = str(connections[using].settings_dict["NAME"])
            if not name.startswith(("file:", ":")):
                yield Path(name).resolve()
