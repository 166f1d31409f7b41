"""A report's table as a workbook: the figures, what each column means, and the notes.

The same table gives the same bytes, whenever and wherever it is written: an answer can be named by
its content, and a size shown beside a link is true.
"""

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.xml.constants import ARC_CORE, DCTERMS_NS
from openpyxl.xml.functions import tostring

from franchises.reports.dictionary import MEANINGS
from franchises.reports.notes import UNKNOWN
from franchises.reports.tables import Cell, Column, Kind, Row, Table

FORMATS = {
    Kind.MONEY: '"$"#,##0.00;-"$"#,##0.00',
    Kind.PERCENT: '0.0"%"',
    Kind.DAYS: "#,##0.0",
    Kind.COUNT: "#,##0",
    Kind.YEAR: '"FY"0',
}
# The earliest moment that a member of a zip file can have.
NO_MOMENT = (1980, 1, 1, 0, 0, 0)
NARROW, WIDE, WIDEST = 18, 36, 100
BOLD = Font(bold=True)


def to_xlsx(table: Table) -> bytes:
    """Return *table* as a workbook with the sheets Figures, Dictionary and Notes.

    Amounts are numbers with two decimals; an unknown one is the text ``[x]``. A text is a text
    whatever it begins with, never a formula.
    """
    workbook = Workbook(write_only=True)
    figures = workbook.create_sheet(_("Figures"))
    widths = [WIDE if column.is_text else NARROW for column in table.columns]
    _shape(figures, widths)
    figures.append([_text(figures, str(column.heading), BOLD) for column in table.columns])
    for row in _rows_and_total(table):
        figures.append([_cell(figures, cell) for cell in row.cells])
    dictionary = workbook.create_sheet(_("Dictionary"))
    headings = (_("Column"), _("Name in CSV and JSON"), _("Kind"), _("Meaning"))
    _shape(dictionary, [WIDE, WIDE, NARROW, WIDEST])
    _append(dictionary, headings, BOLD)
    for column in table.columns:
        _append(dictionary, _described(column))
    notes = workbook.create_sheet(_("Notes"))
    _shape(notes, [WIDEST])
    _append(notes, (table.headline,), BOLD)
    for note in (table.caption, *table.notes):
        _append(notes, (note,))
    return _bytes_of(workbook)


def _shape(sheet: Any, widths: Iterable[int]) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"


def _rows_and_total(table: Table) -> tuple[Row, ...]:
    return table.rows if table.total is None else (*table.rows, table.total)


def _described(column: Column) -> tuple[str, ...]:
    return str(column.heading), column.key, column.kind.value, str(MEANINGS[column.key])


def _append(sheet: WriteOnlyWorksheet, texts: Iterable[str], font: Font | None = None) -> None:
    sheet.append([_text(sheet, text, font, is_wrapped=True) for text in texts])


def _cell(sheet: WriteOnlyWorksheet, cell: Cell) -> SheetCell:
    if cell.value is None:
        return _text(sheet, UNKNOWN)
    if isinstance(cell.value, str):
        return _text(sheet, cell.value)
    written = WriteOnlyCell(sheet)
    written.value = cell.value
    written.number_format = FORMATS[cell.kind]
    return written


def _text(
    sheet: WriteOnlyWorksheet, text: str, font: Font | None = None, *, is_wrapped: bool = False
) -> SheetCell:
    written = WriteOnlyCell(sheet, text)
    # Told what it is, or a text that begins with = would be a formula.
    written.data_type = "s"
    if font:
        written.font = font
    if is_wrapped:
        written.alignment = Alignment(wrap_text=True, vertical="top")
    return written


def _bytes_of(workbook: Workbook) -> bytes:
    """Return the file without a word of when it was written."""
    written, file = io.BytesIO(), io.BytesIO()
    workbook.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == ARC_CORE:
                content = _without_moments(workbook)
            member = zipfile.ZipInfo(name, NO_MOMENT)
            new.writestr(member, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _without_moments(workbook: Workbook) -> bytes:
    properties = workbook.properties.to_tree()
    for element in list(properties):
        if element.tag in (f"{{{DCTERMS_NS}}}created", f"{{{DCTERMS_NS}}}modified"):
            properties.remove(element)
    written: bytes = tostring(properties)
    return written
