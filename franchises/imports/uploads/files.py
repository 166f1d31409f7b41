"""Uploaded files on disk, while they wait: private, named by us, and gone when they are done with.

Beside each lie its bad rows and how far a worker has come with it. The web processes and the
workers share the directory; whoever works on a file holds the lock of it, which the system takes
away from a process that was killed.
"""

import fcntl
import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LARGEST = 200 * 1000 * 1000
TOO_LARGE = "is larger than 200 MB: split it, or import it with the command on the server"
ZIP = b"PK\x03\x04"


class UploadRefusedError(Exception):
    """The upload is not kept: one sentence that says why."""


@dataclass(frozen=True)
class Stored:
    """What is known of a file once it is stored."""

    stored_as: str
    size: int
    sha256: str


class UploadedFile:
    """One stored file, by the name that we gave it."""

    def __init__(self, stored_as: str) -> None:
        self.path: Path = settings.UPLOAD_DIR / stored_as
        self.errors = self.path.with_suffix(".errors.csv")
        self._progress = self.path.with_suffix(".progress")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock of the file, once whoever else works on it is done with it.

        Raises `FileNotFoundError` where the file is gone.
        """
        with self.path.open("rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def is_held(self) -> bool:
        """Return whether a worker that is alive works on the file."""
        try:
            with self.path.open("rb+") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            pass
        return False

    def report(self, rows: int, problems: int) -> None:
        """Write down how many rows have been read and how many problems were found.

        In a file, as SQLite would let nobody write to the database in the middle of an import.
        """
        unfinished = self._progress.with_suffix(".unfinished")
        unfinished.write_text(json.dumps([rows, problems]))
        unfinished.replace(self._progress)

    def reported(self) -> tuple[int, int]:
        """Return what was last written down, or zeros."""
        try:
            rows, problems = json.loads(self._progress.read_text())
        except FileNotFoundError:
            return 0, 0
        return rows, problems

    def delete_progress(self) -> None:
        """Delete what was written down on the way."""
        self._progress.unlink(missing_ok=True)

    def delete_upload(self) -> None:
        """Delete the file itself; its bad rows stay, for whoever has yet to mend them."""
        self.path.unlink(missing_ok=True)

    def delete_all(self) -> None:
        """Delete the file and all that lies beside it."""
        # Also what a worker that was killed left half-written.
        for path in settings.UPLOAD_DIR.glob(f"*{self.path.stem}*"):
            path.unlink(missing_ok=True)


def store(chunks: Iterable[bytes], file_name: str) -> Stored:
    """Keep the bytes of an upload; raise `UploadRefusedError` where they are none, or too many."""
    settings.UPLOAD_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    # What the owner calls it says nothing here: the name is ours, and the content has the say.
    path = settings.UPLOAD_DIR / f"{uuid.uuid4().hex}.csv"
    digest, size, start = hashlib.sha256(), 0, b""
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            for chunk in chunks:
                size += len(chunk)
                start = start or chunk[: len(ZIP)]
                if size > LARGEST:
                    raise UploadRefusedError(TOO_LARGE)
                digest.update(chunk)
                file.write(chunk)
        if start == ZIP:
            path = path.rename(path.with_suffix(_zip_suffix(file_name)))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(path.name, size, digest.hexdigest())


def _zip_suffix(file_name: str) -> str:
    # An OpenDocument sheet is a zip file too, and what to do about one is said by its name.
    return ".ods" if file_name.lower().endswith(".ods") else ".xlsx"
