"""What the cells of a workbook say; dates and numbers by the numbers of the list of faults."""

from datetime import date, datetime
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import MAC_EPOCH

from franchises.imports import xlsx
from franchises.imports.problems import FileProblem
from franchises.imports.xlsx import read_sheet
from tests.imports.workbooks import (
    SHEET,
    book_of_fees,
    one_cell,
    refusal_of,
    rewritten,
    rows_of,
    with_cells,
    workbook_of,
)


@pytest.fixture
def book(tmp_path):
    return book_of_fees(tmp_path / "fees.xlsx")


def test_rows_come_numbered_and_as_text_with_the_header_first(book):
    assert rows_of(book) == [(1, ["name", "amount"]), (2, ["Altice USA", "12"])]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (123, "123"),
        (-5, "-5"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (8076089.07, "8076089.07"),
        (1e20, "100000000000000000000"),
        (1e-7, "0.0000001"),
        (True, "yes"),
        (False, "no"),
        (date(2013, 6, 30), "2013-06-30"),
        (datetime.fromisoformat("2013-06-30"), "2013-06-30"),
        (datetime.fromisoformat("2013-06-30T23:59:59"), "2013-06-30T23:59:59"),
        (date(1900, 3, 1), "1900-03-01"),
        ("José's Café 🏙", "José's Café 🏙"),
        ("007", "007"),
        (" spaced ", " spaced "),
    ],
)
def test_a_cell_says_what_the_spreadsheet_shows(tmp_path, value, text):
    path = workbook_of(tmp_path / "a.xlsx", ["value"], [value])
    assert rows_of(path)[1] == (2, [text])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A2"><v>1E3</v></c>', "1000"),
        ('<c r="A2"><v>12.50</v></c>', "12.5"),
        ('<c r="A2"><v>1234567890123456789</v></c>', "1234567890123456789"),
        ("<c><v>1</v></c>", "1"),
        ('<c r="A2" t="d"><v>2013-06-30T00:00:00Z</v></c>', "2013-06-30"),
        ('<c r="A2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>', "ab"),
        ('<c r="A2"><f>1+1</f><v>2</v></c>', "2"),
        (
            '<c r="A2" t="inlineStr"><is><r><t>East</t></r><r><t> side</t></r>'
            "<rPh><t>not read</t></rPh></is></c>",
            "East side",
        ),
    ],
)
def test_a_cell_is_read_as_it_is_stored(book, cell, text):
    assert rows_of(one_cell(book, cell))[1] == (2, [text])


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell(tmp_path):
    path = workbook_of(tmp_path / "a.xlsx", ["a", "b"])
    head = '<c r="{}" t="inlineStr"><is><t>h</t></is></c>'
    with_cells(
        path,
        f'<row r="1">{head.format("A1")}{head.format("B1")}</row>'
        '<row r="2"><c r="A2" t="str"><f>""</f><v></v></c><c r="B2"><v>1</v></c></row>',
    )
    assert rows_of(path)[1] == (2, ["", "1"])


def test_rich_text_is_read_whole(tmp_path):
    text = CellRichText("Altice ", TextBlock(InlineFont(b=True), "USA"))
    assert rows_of(workbook_of(tmp_path / "a.xlsx", ["name"], [text]))[1] == (2, ["Altice USA"])


def test_a_row_is_as_wide_as_the_header(tmp_path):
    path = workbook_of(
        tmp_path / "a.xlsx", ["a", "b", "c", None], ["1"], [None, "2", None, " "], [None, None, "3"]
    )
    assert [cells for _, cells in rows_of(path)] == [
        ["a", "b", "c"],
        ["1", "", ""],
        ["", "2", ""],
        ["", "", "3"],
    ]


def test_a_value_past_the_header_is_kept_so_that_the_row_can_be_refused(tmp_path):
    path = workbook_of(tmp_path / "a.xlsx", ["a"], ["1", None, "stray"])
    assert rows_of(path)[1] == (2, ["1", "", "stray"])


def test_blank_rows_between_values_are_given_and_those_around_them_are_not(tmp_path):
    book = openpyxl.Workbook()
    book.active["A3"], book.active["A6"] = "name", "Altice USA"
    book.active["A9"].font = Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx") == [
        (3, ["name"]),
        (4, [""]),
        (5, [""]),
        (6, ["Altice USA"]),
    ]


def test_an_empty_sheet_is_refused(tmp_path):
    assert refusal_of(workbook_of(tmp_path / "a.xlsx")) == "the sheet is empty"


def test_rows_are_given_while_the_sheet_is_still_being_read(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "_PIECE", 512)
    path = workbook_of(tmp_path / "a.xlsx", *([str(number)] for number in range(2_000)))
    rewritten(path, {SHEET: lambda text: text[:-500]})
    rows = read_sheet(path)
    assert [next(rows) for _ in range(1_500)][-1] == (1500, ["1499"])
    with pytest.raises(FileProblem):
        list(rows)


def test_the_file_is_closed_when_the_reader_stops_early(book):
    rows = read_sheet(book)
    next(rows)
    rows.close()


@pytest.mark.parametrize("serial", ["60", "59", "1", "0.5", "60.99"])
def test_28_a_date_before_march_1900_is_refused(tmp_path, serial):
    path = workbook_of(tmp_path / "a.xlsx", ["day"], [date(2013, 6, 30)])
    rewritten(path, {SHEET: lambda text: text.replace("<v>41455</v>", f"<v>{serial}</v>")})
    assert "cell A2 is a date before 1 March 1900" in refusal_of(path)


@pytest.mark.parametrize(("serial", "day"), [("61", "1900-03-01"), ("2958465", "9999-12-31")])
def test_28_a_serial_number_is_a_date_where_its_cell_shows_a_date(tmp_path, serial, day):
    path = workbook_of(tmp_path / "a.xlsx", ["day", "number"], [date(2013, 6, 30), 41455])
    rewritten(path, {SHEET: lambda text: text.replace("<v>41455</v>", f"<v>{serial}</v>")})
    assert rows_of(path)[1] == (2, [day, serial])


def test_28_a_date_past_9999_is_refused(tmp_path):
    path = workbook_of(tmp_path / "a.xlsx", ["day"], [date(2013, 6, 30)])
    rewritten(path, {SHEET: lambda text: text.replace("<v>41455</v>", "<v>2958466</v>")})
    assert "cell A2 is a date after the year 9999" in refusal_of(path)


def test_28_a_negative_serial_is_refused(tmp_path):
    path = workbook_of(tmp_path / "a.xlsx", ["day"], [date(2013, 6, 30)])
    rewritten(path, {SHEET: lambda text: text.replace("<v>41455</v>", "<v>-1</v>")})
    assert "cell A2 is a negative number shown as a date" in refusal_of(path)


def test_28_the_1904_epoch_is_honoured(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = MAC_EPOCH
    for row in (["day"], [date(2013, 6, 30)], [date(1904, 1, 2)]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert b"<v>39993</v>" in ZipFile(tmp_path / "a.xlsx").read(SHEET)
    assert [cells for _, cells in rows_of(tmp_path / "a.xlsx")] == [
        ["day"],
        ["2013-06-30"],
        ["1904-01-02"],
    ]


def test_28_a_length_of_time_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "hours", 1.5
    book.active["A2"].number_format = "[h]:mm:ss"
    book.save(tmp_path / "a.xlsx")
    assert "cell A2 is a length of time" in refusal_of(tmp_path / "a.xlsx")


def test_29_the_noise_of_floats_is_gone_and_a_real_fraction_of_a_cent_stays(tmp_path):
    path = workbook_of(
        tmp_path / "a.xlsx", ["amount"], [0.1 + 0.2], [1.1 * 3], [4.35 * 100], [12.005]
    )
    assert [cells[0] for _, cells in rows_of(path)] == ["amount", "0.3", "3.3", "435", "12.005"]


@pytest.mark.parametrize("stored", ["1_000", "nan", "inf", "1E999", "٣", "1,5", "9" * 41])
def test_29_a_number_that_no_spreadsheet_writes_is_refused(book, stored):
    assert "cell A2 is not a number" in refusal_of(one_cell(book, f'<c r="A2"><v>{stored}</v></c>'))
