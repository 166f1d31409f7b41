"""An XLSX workbook becomes numbered rows of text, streamed.

A workbook is a zip of XML that anybody may have made: its size is known before anything is
unpacked, entities are refused, and so is all that a reader would have to guess at (hidden rows,
merged cells, formulas without a value). What one cell says is in `xlsx_sheet`.
"""

import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from franchises.imports.problems import FileProblem
from franchises.imports.xlsx_sheet import CellReader, SheetRows

MOST_MEMBERS = 200
MOST_BYTES = 50_000_000
HIGHEST_RATIO = 100

_OLD_OFFICE_FILE = bytes.fromhex("D0CF11E0A1B11AE1")
_PIECE = 65_536
# A number format of zeros, with a text before them in quotes or behind backslashes.
_PADDED = re.compile(r'((?:"[^"]*"|\\.)*)(0{2,})')
_DAMAGE = (
    ArithmeticError,
    AttributeError,
    BadZipFile,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    ParseError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def read_sheet(path: Path, sheet: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of one sheet as its number and its cells as text, the header first.

    *sheet* may be None where the workbook has one sheet alone. Numbers come as digits, dates as
    ``YYYY-MM-DD``, true and false as ``yes`` and ``no``, an empty cell as ``""``. Rows are as wide
    as the header; a longer one has a value where the header has none. Blank rows before the header
    and after the last value are left out, others come as they are. Raises `FileProblem`.
    """
    with (
        _damage_in_a_sentence(),
        path.open("rb") as file,
        _open_archive(file, path.suffix) as archive,
    ):
        reader = _open_workbook(archive)
        yield from _as_wide_as_the_header(_sheet_rows(reader, _choose_sheet(reader, sheet)))


@contextmanager
def _damage_in_a_sentence() -> Iterator[None]:
    try:
        yield
    except DefusedXmlException as error:
        raise FileProblem(
            "declares XML entities, which no spreadsheet program writes: it is not safe to open"
        ) from error
    except _DAMAGE as error:
        raise FileProblem(
            "is damaged, or is not an .xlsx workbook: open it in a spreadsheet program,"
            " save it as .xlsx and try again"
        ) from error


def _open_archive(file: IO[bytes], suffix: str) -> ZipFile:
    """Return the zip, once its directory has shown that it is safe to unpack."""
    if file.read(len(_OLD_OFFICE_FILE)) == _OLD_OFFICE_FILE:
        raise FileProblem(
            "is an old .xls workbook or one with a password: save it as .xlsx without a password"
        )
    archive = ZipFile(file)
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise FileProblem(f"has {len(members)} parts; a workbook has no more than {MOST_MEMBERS}")
    size = sum(member.file_size for member in members)
    if size > MOST_BYTES:
        raise FileProblem(
            f"is {size:,} bytes when unpacked, more than the {MOST_BYTES:,} allowed:"
            " save the sheet as CSV, which has no such limit"
        )
    # zipfile unpacks no more of a member than the size above, which may be a lie.
    if size > HIGHEST_RATIO * max(1, sum(member.compress_size for member in members)):
        raise FileProblem(
            f"unpacks to more than {HIGHEST_RATIO} times its size, as a zip bomb does:"
            " save the sheet as CSV"
        )
    if any(member.flag_bits & 1 for member in members):
        raise FileProblem("has a password: save it without one")
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise FileProblem("is packed in a way that spreadsheet programs do not use")
    names = [member.filename.casefold() for member in members]
    if len(set(names)) < len(names):
        raise FileProblem("has two parts of one name: it was not made by a spreadsheet program")
    _refuse_programs_and_links(names, suffix)
    return archive


def _refuse_programs_and_links(names: list[str], suffix: str) -> None:
    parts = {part for name in names for part in PurePosixPath(name).parts}
    if suffix.lower() == ".xlsm" or parts & {"vbaproject.bin", "macrosheets"}:
        raise FileProblem("has macros: save it as .xlsx, without macros")
    if "externallinks" in parts:
        raise FileProblem(
            "takes values from other workbooks: paste values in their place and break the links"
        )


def _open_workbook(archive: ZipFile) -> ExcelReader:
    """Return openpyxl's reader with the texts, styles and sheet names, and no sheet read yet."""
    with warnings.catch_warnings():
        # What openpyxl leaves out (a theme, a default style) does not concern the values.
        warnings.simplefilter("ignore")
        assert archive.fp is not None
        reader = ExcelReader(archive.fp, read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
    return reader


def _choose_sheet(reader: ExcelReader, wanted: str | None) -> str:
    """Return the zip member of the sheet to read; raise where it is not plain which one."""
    sheets = {
        sheet.name: (relation.target, sheet.state)
        for sheet, relation in reader.parser.find_sheets()
        if relation.Type.endswith("/worksheet")
    }
    if not sheets:
        raise FileProblem(
            "has no sheet of cells: save it as an Excel workbook (.xlsx, not Strict Open XML)"
        )
    visible = [name for name, (_, state) in sheets.items() if state == "visible"]
    hidden = [name for name in sheets if name not in visible]
    if wanted is None:
        if hidden:
            raise FileProblem(
                f"has a hidden sheet ({_quoted(hidden)}): delete it,"
                f" or name the sheet to read with --sheet ({_quoted(visible)})"
            )
        if len(visible) > 1:
            raise FileProblem(
                f"has {len(visible)} sheets: name one of them with --sheet ({_quoted(visible)})"
            )
        wanted = visible[0]
    if wanted in hidden:
        raise FileProblem(f"the sheet “{wanted}” is hidden: show it and look at it first")
    if wanted not in sheets:
        raise FileProblem(f"has no sheet “{wanted}”: its sheets are {_quoted(visible)}")
    return sheets[wanted][0]


def _quoted(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _sheet_rows(reader: ExcelReader, member: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that the sheet's XML has, cut at their last value; no blank ones."""
    workbook = reader.wb
    read_cell = CellReader(
        reader.shared_strings,
        workbook.epoch,
        # openpyxl tells which styles show a date only here, or at the cost of a style per cell.
        date_styles=workbook._date_formats,  # type: ignore[attr-defined]
        duration_styles=workbook._timedelta_formats,  # type: ignore[attr-defined]
        padded_styles=_padded_styles(workbook),
    )
    target = SheetRows(read_cell)
    parser = XMLParser(target=target, forbid_dtd=True)
    with reader.archive.open(member) as source:
        while piece := source.read(_PIECE):
            parser.feed(piece)
            yield from target.take_rows()
    parser.close()
    yield from target.take_rows()


def _padded_styles(workbook: Workbook) -> dict[int, tuple[str, int]]:
    """Return the styles of ids, such as 00000 or "SL-"0000: the text before, and how many zeros."""
    formats = enumerate(workbook._number_formats, BUILTIN_FORMATS_MAX_SIZE)  # type: ignore[attr-defined]
    padded = {
        key: (re.sub(r'["\\]', "", found[1]), len(found[2]))
        for key, shown in formats
        if (found := _PADDED.fullmatch(shown))
    }
    styles = enumerate(workbook._cell_styles)  # type: ignore[attr-defined]
    return {number: padded[s.numFmtId] for number, s in styles if s.numFmtId in padded}


def _as_wide_as_the_header(
    rows: Iterator[tuple[int, list[str]]],
) -> Iterator[tuple[int, list[str]]]:
    header = next(rows, None)
    if header is None:
        raise FileProblem("the sheet is empty")
    yield header
    last, width = header[0], len(header[1])
    for number, cells in rows:
        for blank in range(last + 1, number):
            yield blank, [""] * width
        yield number, cells + [""] * (width - len(cells))
        last = number
