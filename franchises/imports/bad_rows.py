"""The file of rows that were refused: as they came, each with its line and what is wrong."""

import csv
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from franchises.imports.headings import REPORT_HEADINGS, heading_key
from franchises.imports.problems import Problem


class BadRows:
    """Writes refused rows to a CSV file that, once mended, can be imported again.

    Does nothing without a path. The file appears, whole, when the last row has been read.
    """

    def __init__(self, path: Path | None, header: list[str]) -> None:
        self._path = path
        self._header = header
        # A mended error file that is refused again does not grow a second pair of these columns.
        report = {heading_key(heading) for heading in REPORT_HEADINGS}
        self._kept = [n for n, name in enumerate(header) if heading_key(name) not in report]
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> "BadRows":
        if self._path is not None:
            self._file = self._unfinished(self._path).open("w", encoding="utf-8", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow([*(self._header[n] for n in self._kept), *REPORT_HEADINGS])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._path is None or self._file is None:
            return
        self._file.close()
        unfinished = self._unfinished(self._path)
        if error is None:
            unfinished.replace(self._path)
        else:
            unfinished.unlink()

    def add(self, line: int, cells: list[str], problems: list[Problem]) -> None:
        """Add a row as it came, with its line and its problems."""
        if self._writer is None:
            return
        padded = cells + [""] * (len(self._header) - len(cells))
        words = "; ".join(f"{p.column}: {p.rule}" if p.column else p.rule for p in problems)
        self._writer.writerow([*(padded[n] for n in self._kept), line, words])

    @staticmethod
    def _unfinished(path: Path) -> Path:
        return path.with_name(f".{path.name}.{os.getpid()}")
