"""The XML of one sheet becomes rows of text: what a cell says, and what it may not be."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.xml.constants import SHEET_MAIN_NS

from franchises.imports.problems import FileProblem

MOST_COLUMNS = 64
MOST_ROWS = 200_000

_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
# Spreadsheets count a 29 February 1900 that never was: days before it are in doubt.
_FIRST_SURE_DAY = datetime(1900, 3, 1)  # noqa: DTZ001 (a day, in no zone)


class CellError(Exception):
    """What is wrong with one cell."""


def number_text(written: str) -> str:
    """Return a stored number as a spreadsheet shows it: 15 digits that count, no exponent.

    >>> number_text("0.30000000000000004"), number_text("1E3"), number_text("12.50")
    ('0.3', '1000', '12.5')
    """
    if not _NUMBER.fullmatch(written):
        raise CellError("is not a number")
    if written.lstrip("-").isdigit():
        return str(int(written))
    shown = Decimal(format(float(written), ".15g"))
    if not shown.is_finite():
        raise CellError("is not a number")
    if abs(shown) >= 10**15 and shown != Decimal(written):
        raise CellError("has more digits than the 15 that a spreadsheet keeps: type it as text")
    text = format(shown, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def day_text(moment: datetime) -> str:
    """Return a day as ``YYYY-MM-DD``, with the time behind a ``T`` where it has one."""
    if moment < _FIRST_SURE_DAY:
        raise CellError(
            "is a date before 1 March 1900, where spreadsheets disagree: type it as text"
        )
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat()


class CellReader:
    """What the workbook's shared parts say about a cell: its text, and whether it is a date.

    *padded_styles* are those of ids, which show a text before a number, and so many digits.
    """

    def __init__(
        self,
        shared_strings: Sequence[str],
        epoch: datetime,
        date_styles: Collection[int],
        duration_styles: Collection[int],
        padded_styles: Mapping[int, tuple[str, int]],
    ) -> None:
        self._shared_strings = shared_strings
        self._epoch = epoch
        self._date_styles = date_styles
        self._duration_styles = duration_styles
        self._padded_styles = padded_styles

    def __call__(self, kind: str, style: str, stored: str) -> str:
        """Return the text of a cell; raise `CellError` where it has none that can be trusted."""
        if kind == "e":
            raise CellError("is an error in the spreadsheet: mend it there")
        if kind in ("str", "inlineStr") or not stored:
            return stored
        if kind == "s":
            if not stored.isdigit():
                raise ValueError("a text that is not in the list of texts")
            return self._shared_strings[int(stored)]
        if kind == "b":
            return "yes" if int(stored) else "no"
        if kind == "d":
            return day_text(datetime.fromisoformat(stored.removesuffix("Z")))
        if kind != "n":
            raise CellError("is of a kind that spreadsheets do not have")
        number = number_text(stored)
        if int(style) in self._duration_styles:
            raise CellError("is a length of time, and neither a number nor a date")
        if int(style) in self._date_styles:
            return self._day(float(number))
        before, digits = self._padded_styles.get(int(style), ("", 0))
        return before + number.zfill(digits)

    def _day(self, serial: float) -> str:
        if serial < 0:
            raise CellError("is a negative number shown as a date")
        days, fraction = divmod(serial, 1)
        try:
            return day_text(self._epoch + timedelta(days, round(fraction * 86_400)))
        except OverflowError as error:
            raise CellError("is a date after the year 9999") from error


class SheetRows:
    """A target for an XML parser that keeps the rows that are whole until they are taken.

    Whatever size the sheet says it has, only cells with a value count, and cost memory.
    """

    def __init__(self, read_cell: Callable[[str, str, str], str]) -> None:
        self._read_cell = read_cell
        self._rows: list[tuple[int, list[str]]] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._row = self._column = 0
        self._row_is_hidden = False
        self._cells: list[str] = []
        self._kind = self._style = ""
        self._has_formula = self._is_value = self._is_phonetic = False
        self._pieces: list[str] = []
        name = f"{{{SHEET_MAIN_NS}}}"
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            f"{name}col": self._start_column,
            f"{name}row": self._start_row,
            f"{name}c": self._start_cell,
            f"{name}f": self._start_formula,
            f"{name}v": self._start_value,
            f"{name}t": self._start_value,
            f"{name}rPh": self._start_phonetic,
            f"{name}mergeCell": self._start_merged,
        }
        self._ends: dict[str, Callable[[], None]] = {
            f"{name}row": self._end_row,
            f"{name}c": self._end_cell,
            f"{name}v": self._end_value,
            f"{name}t": self._end_value,
            f"{name}rPh": self._end_phonetic,
        }

    def take_rows(self) -> list[tuple[int, list[str]]]:
        """Return the rows with a value that were read since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        handler = self._starts.get(tag)
        if handler:
            handler(attributes)

    def end(self, tag: str) -> None:
        handler = self._ends.get(tag)
        if handler:
            handler()

    def data(self, text: str) -> None:
        if self._is_value:
            self._pieces.append(text)

    def close(self) -> None:
        """Nothing is left: the last row ended before the sheet did."""

    def _start_column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true") or _is_zero(attributes.get("width")):
            self._hidden_columns.append((int(attributes["min"]), int(attributes["max"])))

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes.get("r", self._row + 1))
        if row <= self._row:
            raise ValueError("rows out of order")
        self._row, self._column, self._cells = row, 0, []
        self._row_is_hidden = attributes.get("hidden") in ("1", "true") or _is_zero(
            attributes.get("ht")
        )

    def _start_cell(self, attributes: dict[str, str]) -> None:
        column = self._column + 1
        if "r" in attributes:
            reference = _REFERENCE.fullmatch(attributes["r"])
            if not reference or int(reference[2]) != self._row:
                raise ValueError("a cell in another row")
            column = column_index_from_string(reference[1])
        if column <= self._column:
            raise ValueError("cells out of order")
        self._column = column
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._has_formula = False
        self._pieces = []

    def _start_formula(self, attributes: dict[str, str]) -> None:
        self._has_formula = True

    def _start_value(self, attributes: dict[str, str]) -> None:
        self._is_value = not self._is_phonetic

    def _end_value(self) -> None:
        self._is_value = False

    def _start_phonetic(self, attributes: dict[str, str]) -> None:
        self._is_phonetic = True

    def _end_phonetic(self) -> None:
        self._is_phonetic = False

    def _start_merged(self, attributes: dict[str, str]) -> None:
        raise FileProblem(
            f"has merged cells ({attributes.get('ref', '')[:20]}): unmerge them,"
            " and fill in each cell; take out a title above the headings"
        )

    def _end_cell(self) -> None:
        stored = "".join(self._pieces)
        if self._has_formula and not stored and self._kind != "str":
            raise self._problem("holds a formula without a value: paste values in its place", "")
        try:
            text = self._read_cell(self._kind, self._style, stored)
        except CellError as error:
            raise self._problem(str(error), stored) from error
        if not text.strip():
            return
        self._refuse_out_of_sight(text)
        self._cells += [""] * (self._column - 1 - len(self._cells))
        self._cells.append(text)

    def _refuse_out_of_sight(self, text: str) -> None:
        if self._column > MOST_COLUMNS:
            raise self._problem(f"is past column {MOST_COLUMNS}, the last that is read", text)
        if self._row > MOST_ROWS + 1:
            raise self._problem(
                f"is past {MOST_ROWS:,} rows, all that is read of a workbook: save it as CSV", text
            )
        if self._row_is_hidden:
            raise self._problem("is in a hidden row: show the row, or delete it", text)
        if any(first <= self._column <= last for first, last in self._hidden_columns):
            raise self._problem("is in a hidden column: show the column, or delete it", text)

    def _end_row(self) -> None:
        if self._cells:
            self._rows.append((self._row, self._cells))

    def _problem(self, rule: str, value: str) -> FileProblem:
        column = get_column_letter(self._column)
        return FileProblem(f"cell {column}{self._row} {rule}", self._row, column, value)


def _is_zero(size: str | None) -> bool:
    return size is not None and float(size) == 0
