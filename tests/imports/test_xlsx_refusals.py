"""Workbooks that are refused, by the numbers that the list of faults gives them."""

import re
import shutil
import struct
from pathlib import Path
from zipfile import ZIP_BZIP2, ZipFile

import openpyxl
import pytest

from franchises.imports.problems import FileProblem
from franchises.imports.xlsx import read_sheet
from tests.imports.workbooks import (
    SHEET,
    STRINGS,
    book_of_fees,
    one_cell,
    refusal_of,
    rewritten,
    rows_of,
    saved,
    with_cells,
    workbook_of,
)

BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.fixture
def book(tmp_path):
    return book_of_fees(tmp_path / "fees.xlsx")


def test_22_a_zip_bomb_is_refused_before_it_is_unpacked(book):
    rewritten(book, {"xl/media/image1.png": b"\0" * 60_000_000})
    assert "more than the 50,000,000 allowed" in refusal_of(book)


def test_22_a_small_bomb_is_refused_by_its_ratio(book):
    rewritten(book, {"xl/media/image1.png": b"\0" * 5_000_000})
    assert "unpacks to more than 100 times its size" in refusal_of(book)


@pytest.mark.parametrize(("parts", "refused"), [(200, False), (201, True)])
def test_22_a_workbook_of_more_than_200_parts_is_refused(book, parts, refused):
    with ZipFile(book) as archive:
        more = parts - len(archive.namelist())
    rewritten(book, {f"xl/media/{number}.png": b"x" for number in range(more)})
    if refused:
        assert refusal_of(book) == "has 201 parts; a workbook has no more than 200"
    else:
        assert len(rows_of(book)) == 2


def test_22_a_size_that_lies_unpacks_no_further_than_it_says(book):
    name = SHEET.encode()
    with ZipFile(book) as archive:
        size = archive.getinfo(SHEET).file_size
    content = bytearray(book.read_bytes())
    for signature, offset, name_at in ((b"PK\3\4", 22, 30), (b"PK\1\2", 24, 46)):
        start = next(
            found.start()
            for found in re.finditer(re.escape(signature), bytes(content))
            if content[found.start() + name_at :].startswith(name)
        )
        assert struct.unpack_from("<I", content, start + offset) == (size,)
        struct.pack_into("<I", content, start + offset, 100)
    book.write_bytes(content)
    assert "is damaged" in refusal_of(book)


@pytest.mark.parametrize(("column", "refused"), [("BL", False), ("BM", True)])
def test_23_a_value_past_64_columns_is_refused_whatever_the_sheet_says_its_size_is(
    book, column, refused
):
    one_cell(book, f'<c r="{column}2"><v>1</v></c>')
    rewritten(book, {SHEET: lambda text: re.sub('ref="[^"]*"', 'ref="A1:A1"', text, count=1)})
    if refused:
        assert refusal_of(book) == "cell BM2 is past column 64, the last that is read"
    else:
        assert len(rows_of(book)[1][1]) == 64


@pytest.mark.parametrize(("row", "refused"), [(200_001, False), (200_002, True)])
def test_23_a_value_past_200000_rows_is_refused(book, row, refused):
    head = '<row r="1"><c r="A1"><v>1</v></c></row>'
    with_cells(book, f'{head}<row r="{row}"><c r="A{row}"><v>2</v></c></row>')
    if refused:
        assert "cell A200002 is past 200,000 rows" in refusal_of(book)
    else:
        assert sum(1 for _ in read_sheet(book)) == 200_001


def test_23_a_sheet_that_claims_a_million_rows_has_the_rows_it_has(book):
    rewritten(book, {SHEET: lambda text: text.replace('ref="A1:B2"', 'ref="A1:XFD1048576"')})
    assert "XFD1048576" in ZipFile(book).read(SHEET).decode()
    assert len(rows_of(book)) == 2


@pytest.mark.parametrize("member", [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml"])
def test_24_billion_laughs_are_refused(book, member):
    rewritten(book, {member: lambda text: BOMB + re.sub(r"<\?xml.*?\?>", "", text)})
    assert refusal_of(book).startswith("declares XML entities")


@pytest.mark.parametrize("member", [SHEET, STRINGS, "[Content_Types].xml"])
def test_25_an_external_entity_is_refused_and_nothing_of_the_file_is_told(book, tmp_path, member):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET")
    doctype = f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'
    rewritten(
        book,
        {
            member: lambda text: (
                doctype + re.sub(r"<\?xml.*?\?>", "", text).replace("Altice USA", "&leak;")
            )
        },
    )
    told = refusal_of(book)
    assert told.startswith("declares XML entities")
    assert "SECRET" not in told


def test_25_openpyxl_reads_xml_through_defusedxml():
    assert openpyxl.DEFUSEDXML is True


@pytest.mark.parametrize(
    ("member", "sentence"),
    [
        ("xl/vbaProject.bin", "has macros"),
        ("XL/VBAPROJECT.BIN", "has macros"),
        ("xl/macrosheets/sheet1.xml", "has macros"),
        ("xl/externalLinks/externalLink1.xml", "takes values from other workbooks"),
    ],
)
def test_26_macros_and_links_to_other_workbooks_are_refused(book, member, sentence):
    assert sentence in refusal_of(rewritten(book, {member: b"x"}))


def test_26_a_macro_workbook_by_name_is_refused(book):
    assert "has macros" in refusal_of(Path(shutil.copy(book, book.with_suffix(".xlsm"))))


def test_27_a_formula_without_a_value_is_refused_and_its_cell_named(tmp_path):
    path = workbook_of(tmp_path / "a.xlsx", ["amount"], [1], ["=A2*2"])
    with pytest.raises(FileProblem) as refused:
        rows_of(path)
    assert str(refused.value) == (
        "cell A3 holds a formula without a value: paste values in its place"
    )
    assert (refused.value.problem.line, refused.value.problem.column) == (3, "A")


@pytest.mark.parametrize("hiding", ['hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"'])
def test_30_a_value_in_a_hidden_row_is_refused(book, hiding):
    rewritten(book, {SHEET: lambda text: text.replace('<row r="2"', f'<row r="2" {hiding}')})
    assert refusal_of(book) == "cell A2 is in a hidden row: show the row, or delete it"


@pytest.mark.parametrize("hiding", ['hidden="1"', 'width="0" customWidth="1"'])
def test_30_a_value_in_a_hidden_column_is_refused(book, hiding):
    columns = f'<cols><col min="2" max="16384" {hiding}/></cols><sheetData>'
    rewritten(book, {SHEET: lambda text: text.replace("<sheetData>", columns)})
    assert refusal_of(book) == ("cell B1 is in a hidden column: show the column, or delete it")


def test_30_a_hidden_row_or_column_without_a_value_does_no_harm(tmp_path):
    book = openpyxl.Workbook()
    book.active.row_dimensions[9].hidden = True
    book.active.column_dimensions["D"].hidden = True
    assert len(rows_of(saved(book, tmp_path / "a.xlsx"))) == 2


def test_30_two_sheets_are_refused_until_one_is_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "FY2013"
    book.create_sheet("FY2014")
    path = saved(book, tmp_path / "a.xlsx")
    assert refusal_of(path) == ("has 2 sheets: name one of them with --sheet (“FY2013”, “FY2014”)")
    assert rows_of(path, "FY2014")[1] == (2, ["Altice USA", "12"])


def test_30_a_sheet_that_is_not_there_is_refused_and_the_sheets_named(book):
    assert refusal_of(book, "Fees") == "has no sheet “Fees”: its sheets are “Sheet”"


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_30_a_hidden_sheet_is_refused_until_a_visible_one_is_named(tmp_path, state):
    book = openpyxl.Workbook()
    book.active.title = "Fees"
    book.create_sheet("Old").sheet_state = state
    path = saved(book, tmp_path / "a.xlsx")
    assert refusal_of(path).startswith("has a hidden sheet (“Old”)")
    assert refusal_of(path, "Old").startswith("the sheet “Old” is hidden")
    assert len(rows_of(path, "Fees")) == 2


def test_30_merged_cells_are_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.merge_cells("A3:B4")
    assert refusal_of(saved(book, tmp_path / "a.xlsx")).startswith("has merged cells (A3:B4)")


def test_30_an_error_in_a_cell_is_refused_and_named(book):
    one_cell(book, '<c r="A2" t="e"><v>#REF!</v></c>')
    with pytest.raises(FileProblem) as refused:
        rows_of(book)
    assert str(refused.value) == "cell A2 is an error in the spreadsheet: mend it there"
    assert refused.value.problem.value == "#REF!"


def test_30_an_old_or_encrypted_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600)
    assert refusal_of(path).startswith("is an old .xls workbook or one with a password")


def test_30_a_zip_with_a_password_is_refused(book):
    content = bytearray(book.read_bytes())
    content[content.index(b"PK\1\2") + 8] |= 1
    book.write_bytes(content)
    assert refusal_of(book) == "has a password: save it without one"


def test_a_part_that_is_there_twice_is_refused(book):
    with ZipFile(book, "a") as archive:
        archive.writestr(SHEET.upper(), "<x/>")
    assert refusal_of(book).startswith("has two parts of one name")


def test_a_packing_that_spreadsheets_do_not_use_is_refused(book):
    with ZipFile(book, "a") as archive:
        archive.writestr("xl/other.bin", b"x", ZIP_BZIP2)
    assert refusal_of(book) == "is packed in a way that spreadsheet programs do not use"


@pytest.mark.parametrize(
    "data",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A7"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
    ],
    ids=["row twice", "order", "cell twice", "other row", "no such text", "below 0", "cut off"],
)
def test_a_sheet_that_contradicts_itself_is_damaged(book, data):
    assert refusal_of(with_cells(book, data)).startswith("is damaged")


@pytest.mark.parametrize("content", [b"PK\3\4 and no more", b"name,amount\n", b""])
def test_what_is_not_a_workbook_is_refused(tmp_path, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert refusal_of(path).startswith("is damaged, or is not an .xlsx workbook")


@pytest.mark.parametrize("member", [SHEET, STRINGS, "xl/workbook.xml", "[Content_Types].xml"])
def test_a_workbook_cut_short_is_damaged(book, member):
    rewritten(book, {member: lambda text: text[: len(text) // 2]})
    assert refusal_of(book).startswith("is damaged")


def test_a_strict_workbook_is_refused(book):
    rewritten(
        book,
        {
            name: lambda text: text.replace(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            for name in (SHEET, "xl/workbook.xml")
        },
    )
    with pytest.raises(FileProblem):
        rows_of(book)
