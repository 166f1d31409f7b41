"""The file of rows that were refused: as they came, each with its line and what is wrong."""

import csv
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from franchises.imports.headings import REPORT_HEADINGS, is_of_report
from franchises.imports.problems import FileProblem, Problem


class BadRows:
    """Writes refused rows to a CSV file that, once mended, can be imported again.

    Line and problems stand before the row, so that one with a cell too few or too many stays so.
    It is UTF-8; where the file they came from is not, it begins with a byte order mark, so that an
    import told of that *encoding* reads it right. Does nothing without a path. The file appears,
    whole, when the last row has been read.
    """

    def __init__(
        self, path: Path | None, imported: Path, header: list[str], encoding: str = "utf-8"
    ) -> None:
        if path is not None and path.exists() and path.samefile(imported):
            raise FileProblem("is named by --errors as well: bad rows go to a file of their own")
        if path is not None and path.is_dir():
            raise FileProblem(f"cannot leave its bad rows in {path}: --errors names a folder")
        self._path = path
        self._header = header
        self._encoding = "utf-8" if encoding in ("utf-8", "utf-8-sig") else "utf-8-sig"
        # A mended error file that is refused again does not grow a second pair of these columns.
        self._left_out = {n for n, name in enumerate(header) if is_of_report(name)}
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> "BadRows":
        if self._path is not None:
            try:
                self._file = self._unfinished(self._path).open(
                    "w", encoding=self._encoding, newline=""
                )
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise FileProblem(
                    f"cannot leave its bad rows in {self._path}, as --errors says: {reason}"
                ) from error
            self._writer = csv.writer(self._file)
            self._writer.writerow([*REPORT_HEADINGS, *self._kept(self._header)])
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
        words = "; ".join(f"{p.column}: {p.rule}" if p.column else p.rule for p in problems)
        self._writer.writerow([line, words, *self._kept(cells)])

    def _kept(self, cells: list[str]) -> list[str]:
        return [cell for n, cell in enumerate(cells) if n not in self._left_out]

    @staticmethod
    def _unfinished(path: Path) -> Path:
        return path.with_name(f".{path.name}.{os.getpid()}")
