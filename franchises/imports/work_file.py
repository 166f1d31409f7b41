"""What a worker holds while it works, for the pages that look on: a file, and how far it is.

The web processes and the workers share one directory, private to them. Whoever works holds the
lock of a file in it, which the system takes away from a process that was killed.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


class WorkFile:
    """One file that is worked on, and beside it how far that has come."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._progress = path.with_suffix(".progress")

    def make(self) -> None:
        """Make the file, empty, where it is not there."""
        make_directory()
        self.path.touch(mode=0o600)

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

    def report(self, done: int, found: int = 0) -> None:
        """Write down how much has been done, and how many problems were found.

        In a file, as SQLite would let nobody write to the database in the middle of an import.
        """
        unfinished = self._progress.with_suffix(".unfinished")
        unfinished.write_text(json.dumps([done, found]))
        unfinished.replace(self._progress)

    def reported(self) -> tuple[int, int]:
        """Return what was last written down, or zeros."""
        try:
            done, found = json.loads(self._progress.read_text())
        except FileNotFoundError:
            return 0, 0
        return done, found

    def delete_progress(self) -> None:
        """Delete what was written down on the way."""
        self._progress.unlink(missing_ok=True)

    def delete_all(self) -> None:
        """Delete the file and all that lies beside it."""
        # Also what a worker that was killed left half-written.
        for path in self.path.parent.glob(f"*{self.path.stem}.*"):
            path.unlink(missing_ok=True)


def make_directory() -> None:
    """Make the directory of these files, which nobody else may enter."""
    settings.UPLOAD_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
