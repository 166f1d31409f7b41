"""A file on disk becomes numbered rows of text, streamed; or one sentence why it cannot."""

import codecs
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from franchises.imports.csv_rows import Block, CsvRows
from franchises.imports.digest import Digest
from franchises.imports.headings import is_mended
from franchises.imports.problems import FileProblem
from franchises.imports.profiles.profile import DELIMITERS

MOST_COLUMNS = 1_000
# Rows that are checked together; few, so that one bad row leaves few to be checked by themselves.
BLOCK = 250

# The line a row starts on, and its cells.
Row = tuple[int, list[str]]

# What else a file may be, whatever its name says: its first bytes, and what to do about it.
_OTHER_FILES = (
    (b"%PDF", "is a PDF, not a table: ask for the CSV or XLSX file behind it"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel (.xls) or an encrypted workbook: save it as .xlsx"),
    (b"\x1f\x8b", "is compressed (gzip): unpack it first"),
    (
        b"version https://git-lfs",
        "is a Git LFS pointer, not the file itself: use git lfs pull",
    ),
)
_HTML = (b"<!doctype", b"<html", b"<head", b"<?xml", b"<")
# A first heading in quotes, and what separates it from the next.
_QUOTED = re.compile(r'"[^"]*"([,;\t|])')
_JSON = re.compile(rb'\{\s*["}]|\[\s*["\[{\]]')


class SeparatorProblem(FileProblem):
    """The cells of a CSV file are separated by something else than was said."""

    def __init__(self, found: str, said: str, line: int) -> None:
        names = {delimiter: name for name, delimiter in DELIMITERS.items()}
        self.separated_by, said = names[found], names[said]
        super().__init__(
            f"is separated by {self.separated_by}, not by {said}: save it as CSV with {said}, or"
            " name a profile that says so (separated_by)",
            line,
        )


@dataclass
class Source:
    """An open file: its header, then its rows in blocks, each with the line it starts on.

    Blank lines are given too, as rows whose cells are all empty.
    """

    name: str
    is_sheet: bool
    header_line: int
    header: list[str]
    blocks: Iterator[Block]

    def rows(self) -> Iterator[Row]:
        """Give the rows that are left one by one."""
        for block in self.blocks:
            yield from zip(*block, strict=True)


@contextmanager
def open_source(
    path: Path,
    digest: Digest,
    *,
    encoding: str = "utf-8-sig",
    sheet: str | None = None,
    has_heading_row: bool = True,
    separated_by: str = "commas",
) -> Iterator[Source]:
    """Open a CSV or XLSX file for reading once, from the first row to the last.

    Without a heading row, the headings are ``column 1``, ``column 2`` and so on.
    A byte order mark of UTF-8 goes before *encoding*, and what a file says before *separated_by*.
    *digest* is complete in the end, also where the file was refused. Raises `FileProblem` for what
    is not such a file, and, while its rows are read, at the first byte, quote or cell that cannot
    be read.
    """
    with _open_regular_file(path) as file:
        start = file.read(512)
        file.seek(0)
        try:
            if _is_workbook(path, start):
                digest.add_rest(file)
                source = _sheet_source(path, sheet)
            elif sheet is not None:
                raise FileProblem("is CSV, and has no sheets: leave --sheet away")
            else:
                if start.startswith(codecs.BOM_UTF8):
                    encoding = "utf-8-sig"
                rows = CsvRows(file, digest, encoding, DELIMITERS[separated_by])
                source = _csv_source(path, rows)
            # Its bad rows come back with headings, whatever the file they came from had.
            has_headings = has_heading_row or is_mended(source.header)
            yield source if has_headings else _without_heading_row(source)
        finally:
            digest.add_rest(file)


def _without_heading_row(source: Source) -> Source:
    first = source.header_line, source.header
    headings = [f"column {number}" for number in range(1, 1 + len(source.header))]
    return replace(source, header=headings, blocks=chain([_block([first])], source.blocks))


def _sheet_blocks(rows: Iterator[Row]) -> Iterator[Block]:
    """Give rows in blocks; those before a damage of the file are given before that is raised."""
    block: list[Row] = []
    try:
        for row in rows:
            block.append(row)
            if len(block) == BLOCK:
                yield _block(block)
                block = []
    except FileProblem:
        if block:
            yield _block(block)
        raise
    if block:
        yield _block(block)


def _block(rows: list[Row]) -> Block:
    return [line for line, _ in rows], [cells for _, cells in rows]


def _open_regular_file(path: Path) -> BinaryIO:
    try:
        # Not blocking: opening a pipe would wait for somebody to write into it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise FileProblem(f"cannot be opened: {(error.strerror or str(error)).lower()}") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileProblem("is not a file")
    return os.fdopen(descriptor, "rb")


def _is_workbook(path: Path, start: bytes) -> bool:
    if not start:
        raise FileProblem("is empty")
    for magic, sentence in _OTHER_FILES:
        if start.startswith(magic):
            raise FileProblem(sentence)
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.lower().startswith(_HTML):
        raise FileProblem(
            "is an HTML or XML page, not a table: perhaps an error page saved under the name of a"
            " CSV file; download it again"
        )
    if _JSON.match(text):
        raise FileProblem("is JSON, not a table: ask for the CSV or XLSX file of the same data")
    is_zip, named_workbook = start.startswith(b"PK\x03\x04"), path.suffix.lower() == ".xlsx"
    if is_zip and path.suffix.lower() == ".ods":
        raise FileProblem("is an OpenDocument sheet: save it as .xlsx or .csv")
    if is_zip and not named_workbook:
        raise FileProblem("is an Excel workbook or another zip file: if a workbook, name it .xlsx")
    if named_workbook and not is_zip:
        raise FileProblem("is named .xlsx and is not an Excel workbook")
    return is_zip


def _sheet_source(path: Path, sheet: str | None) -> Source:
    # What reads workbooks takes longer to load than many a CSV file, which does without it.
    from franchises.imports.xlsx import read_sheet

    rows = read_sheet(path, sheet)
    line, header = next(rows, (1, []))
    return Source(path.name, True, line, _checked_header(line, header), _sheet_blocks(rows))


def _csv_source(path: Path, rows: CsvRows) -> Source:
    if (quoted := _QUOTED.match(rows.first_line)) and quoted[1] != rows.delimiter:
        raise SeparatorProblem(quoted[1], rows.delimiter, 1)
    line, header = next((row for row in _singly(rows) if any(map(str.strip, row[1]))), (1, []))
    if len(header) == 1:
        for delimiter in DELIMITERS.values():
            if delimiter in header[0]:
                raise SeparatorProblem(delimiter, rows.delimiter, line)
    return Source(path.name, False, line, _checked_header(line, header), _csv_blocks(rows))


def _singly(rows: CsvRows) -> Iterator[Row]:
    while (block := rows.take(1))[1]:
        yield from zip(*block, strict=True)


def _csv_blocks(rows: CsvRows) -> Iterator[Block]:
    while (block := rows.take(BLOCK))[1]:
        yield block


def _checked_header(line: int, header: list[str]) -> list[str]:
    names = [name.strip() for name in header]
    if not any(names):
        raise FileProblem("has no heading row", line)
    if len(names) > MOST_COLUMNS:
        raise FileProblem(f"has {len(names):,} columns; {MOST_COLUMNS:,} are read at most", line)
    return names


def is_blank(cells: list[str]) -> bool:
    """Return whether a row has nothing in it; most rows say so by their first cell."""
    if cells and cells[0] and not cells[0].isspace():
        return False
    return not "".join(cells).strip()
