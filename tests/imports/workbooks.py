"""Workbooks for tests: good ones, and good ones made bad by hand."""

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from franchises.imports.problems import FileProblem
from franchises.imports.xlsx import read_sheet

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def workbook_of(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def book_of_fees(path: Path) -> Path:
    """A workbook with one list of texts for all cells, as spreadsheet programs write it."""
    path = workbook_of(path, ["name", "amount"], ["Altice USA", 12])
    texts = ("name", "amount", "Altice USA")

    def shared(text: str) -> str:
        for number, each in enumerate(texts):
            text = text.replace(f't="inlineStr"><is><t>{each}</t></is>', f't="s"><v>{number}</v>')
        return text

    part = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    part += 'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return rewritten(
        path,
        {
            SHEET: shared,
            "[Content_Types].xml": lambda text: text.replace("</Types>", part),
            STRINGS: f'<sst xmlns="{namespace}">'
            + "".join(f"<si><t>{each}</t></si>" for each in texts)
            + "</sst>",
        },
    )


def saved(book: openpyxl.Workbook, path: Path) -> Path:
    for sheet in book.worksheets:
        sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "name", "amount", "Altice USA", 12
    book.save(path)
    return path


def rewritten(path: Path, changes: dict[str, object]) -> Path:
    """The workbook with members replaced, or changed by a function of their text, or added."""
    with ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    for name, change in changes.items():
        text = change(members[name].decode()) if callable(change) else change
        members[name] = text.encode() if isinstance(text, str) else text
    with ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    return path


def with_cells(path: Path, data: str, before: str = "", after: str = "") -> Path:
    def change(text: str) -> str:
        return re.sub(
            "<sheetData.*</sheetData>", f"{before}<sheetData>{data}</sheetData>{after}", text
        )

    return rewritten(path, {SHEET: change})


def one_cell(path: Path, cell: str) -> Path:
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
    return with_cells(path, f'{head}<row r="2">{cell}</row>')


def rows_of(path: Path, sheet: str | None = None) -> list[tuple[int, list[str]]]:
    return list(read_sheet(path, sheet))


def refusal_of(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(FileProblem) as refused:
        rows_of(path, sheet)
    return str(refused.value)
