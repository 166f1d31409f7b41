"""The bytes of a CSV file become rows of text, each with the line it starts on; or a sentence why
they cannot. Many rows at a time, so that none costs more than the `csv` module asks for it.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

from franchises.imports.digest import CHUNK, Digest
from franchises.imports.headings import REPORT_HEADINGS
from franchises.imports.problems import FileProblem

LONGEST_CELL = 131_072
LONGEST_LINE = 1 << 20
# Lines that are looked at together.
LINES = 500

# A first line in which a file says itself what separates its cells, as spreadsheets write it.
_SAID = re.compile(r"sep=([,;\t|])[\r\n]*")

# The lines that rows start on, and the cells of each row.
Block = tuple[Sequence[int], Sequence[list[str]]]


class CsvRows:
    """The rows of one file, from the first to the last."""

    def __init__(self, file: BinaryIO, digest: Digest, encoding: str, delimiter: str = ",") -> None:
        """Prepare to read *file*, whose bytes are added to *digest* as they are read.

        Where the file says itself what its delimiter is, that is it.
        """
        try:
            checked = io.BufferedReader(_CheckedBytes(file, digest, encoding), CHUNK)
            text = io.TextIOWrapper(checked, encoding=encoding, newline="")
        except (LookupError, ValueError) as error:
            raise FileProblem(f"cannot be read as {encoding}: there is no such encoding") from error
        blocks = _checked_lines(text)
        first = next(blocks)
        self.first_line = first[0] if first else ""
        said = _SAID.fullmatch(first[0]) if first else None
        self.delimiter = said[1] if said else delimiter
        if first and first[0].startswith(f"{REPORT_HEADINGS[0]},"):
            # A file of bad rows is written with commas, whatever the file they came from had.
            self.delimiter = ","
        before = int(said is not None)
        self._lines = chain([first[before:]], blocks)
        self._line = 1 + before
        self._starts: Sequence[int] = ()
        self._rows: Sequence[list[str]] = ()
        self._damage: FileProblem | None = None
        csv.field_size_limit(LONGEST_CELL)

    def take(self, most: int) -> Block:
        """Return the next rows, *most* at most; none at the end.

        Raises `FileProblem` where the file is damaged, once all rows before that were taken.
        """
        while not self._rows:
            if self._damage is not None:
                raise self._damage
            if not self._read():
                return (), ()
        block = self._starts[:most], self._rows[:most]
        self._starts, self._rows = self._starts[most:], self._rows[most:]
        return block

    def _read(self) -> bool:
        """Read the rows of some lines, or the damage; return False at the end."""
        try:
            lines = next(self._lines, None)
        except FileProblem as error:
            self._damage = error
            return True
        if lines is None:
            return False
        text = "".join(lines)
        # A cell that is too long is told by the csv module, whichever it is.
        if '"' in text or (len(text) > LONGEST_CELL < max(map(len, lines))):
            self._starts, self._rows = self._quoted(lines)
        else:
            self._starts, self._rows = self._plain(text)
        return True

    def _plain(self, text: str) -> Block:
        """Return the rows of a text without quotes, as the csv module would in twice the time."""
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        lines = text.removesuffix("\n").split("\n") if text else []
        first, self._line = self._line, self._line + len(lines)
        delimiter = self.delimiter
        return range(first, self._line), [line.split(delimiter) if line else [] for line in lines]

    def _quoted(self, lines: list[str]) -> Block:
        """Return the rows of lines, and of as many more as the last of these rows takes."""
        first = self._line
        starts, rows = [], []
        reader = csv.reader(self._and_more(lines), strict=True, delimiter=self.delimiter)
        try:
            while reader.line_num < len(lines):
                row = next(reader)
                starts.append(self._line)
                rows.append(row)
                self._line = first + reader.line_num
        except FileProblem as error:
            self._damage = error
        except csv.Error as error:
            self._damage = FileProblem(_csv_words(str(error)), self._line)
        return starts, rows

    def _and_more(self, lines: list[str]) -> Iterator[str]:
        """Give lines, to which others are added where they are asked for."""
        yield from lines
        for more in self._lines:
            lines += more
            yield from more


def _checked_lines(text: io.TextIOWrapper) -> Iterator[list[str]]:
    """Yield the lines in lists; before a damage, those that stand before it."""
    read = 0
    while True:
        lines: list[str] = []
        damage = None
        try:
            lines.extend(islice(text, LINES))
        except _EndlessLineError:
            damage = FileProblem(_csv_words("field larger"), read + len(lines) + 1)
        except FileProblem as error:
            damage = error
        if "\0" in "".join(lines):
            good = next(number for number, line in enumerate(lines) if "\0" in line)
            words = "has a NUL byte: the file is damaged or is not text"
            damage = FileProblem(words, read + good + 1)
            del lines[good:]
        yield lines
        if damage is not None:
            raise damage
        if not lines:
            return
        read += len(lines)


def _csv_words(error: str) -> str:
    if "field larger" in error:
        return f"has a cell longer than {LONGEST_CELL:,} characters: perhaps a missing quote"
    if "unexpected end of data" in error:
        return "opens a quote that is never closed"
    if "expected after" in error:
        return "has text after a closing quote: a quote inside a cell is written twice"
    return error


class _EndlessLineError(Exception):
    """A line is longer than any is read."""


class _CheckedBytes(io.RawIOBase):
    """The bytes of a file on their way to the CSV reader: hashed, known to decode, in lines."""

    def __init__(self, file: BinaryIO, digest: Digest, encoding: str) -> None:
        self._file, self._digest, self._encoding = file, digest, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        # None where the file is said to be UTF-8, or is known not to be.
        said = codecs.lookup(encoding).name.startswith("utf-8")
        self._as_utf8 = None if said else codecs.getincrementaldecoder("utf-8")()
        self._is_ascii = True
        self._since_line_end = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        self._digest.add(data)
        try:
            text = self._decoder.decode(data, final=not data)
        except UnicodeError as error:
            # Counted from the end: a decoder may have taken a byte order mark away before.
            left = error.object[error.start :] if isinstance(error, UnicodeDecodeError) else data
            offset = self._digest.size - len(left)
            named = "utf-8" if self._encoding == "utf-8-sig" else self._encoding
            raise FileProblem(
                f"is not {named} text at byte {offset:,}: if it has another encoding, name it with"
                " --encoding, such as cp1252 or utf-16"
            ) from error
        self._refuse_utf8(data)
        self._measure(text)
        buffer[: len(data)] = data
        return len(data)

    def _refuse_utf8(self, data: bytes) -> None:
        """Refuse, at its end, a file that is UTF-8 and was said to be something else.

        No text of another encoding with more than ASCII in it is UTF-8 by chance.
        """
        if self._as_utf8 is None:
            return
        self._is_ascii = self._is_ascii and data.isascii()
        try:
            self._as_utf8.decode(data, final=not data)
        except UnicodeDecodeError:
            self._as_utf8 = None
            return
        if not data and not self._is_ascii:
            raise FileProblem(
                f"is utf-8 text, and not {self._encoding}, as which it would be garbled: leave"
                " --encoding away"
            )

    def _measure(self, text: str) -> None:
        line_end = max(text.rfind("\n"), text.rfind("\r"))
        if line_end < 0:
            self._since_line_end += len(text)
        else:
            self._since_line_end = len(text) - line_end - 1
        if self._since_line_end > LONGEST_LINE:
            raise _EndlessLineError
