"""Damaged and mistaken CSV files, by the numbers of the list of faults."""

import csv
import hashlib
import os
import shutil

import pytest

from franchises.imports import csv_rows, readers
from franchises.imports.digest import CHUNK, Digest
from franchises.models import FeeCollection, Franchisee, ImportRun
from tests.factories import FranchiseFactory
from tests.imports.running import csv_of, loaded, ran, refused, text_of
from tests.imports.workbooks import workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


def names():
    return [*Franchisee.objects.order_by("pk").values_list("name", flat=True)]


def test_a01_a_byte_order_mark_is_not_part_of_the_first_heading(path):
    assert loaded("franchisees", text_of(path, b"\xef\xbb\xbfname\nAltice USA\n")) == (1, 0, 0)
    assert names() == ["Altice USA"]


@pytest.mark.parametrize(
    ("content", "offset"),
    [
        ("name\nAltice\n".encode("utf-16"), "0"),
        ("name\nSociété\n".encode("cp1252"), "9"),
        (b"\xef\xbb\xbfname\nSoci\xe9t\xe9\n", "12"),
        (b"name\nSoci\xc3", "9"),
        (b"name\n" + b"Altice\n" * 20_000 + b"\xff\n", "140,005"),
    ],
    ids=["utf-16", "cp1252", "after a byte order mark", "cut short", "far behind"],
)
def test_a02_another_encoding_is_refused_at_its_byte(path, content, offset):
    ended = refused("franchisees", text_of(path, content))
    assert ended.lines[0] == (
        f"a.csv: is not utf-8 text at byte {offset}: if it has another encoding, name it with"
        " --encoding, such as cp1252 or utf-16"
    )
    run = ImportRun.objects.get()
    assert (run.size, run.sha256) == (len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "latin-1", "mac-roman"])
def test_a02_an_encoding_that_is_named_is_read(path, encoding):
    text_of(path, "name\nSociété\n".encode(encoding))
    assert loaded("franchisees", path, encoding=encoding) == (1, 0, 0)
    assert names() == ["Société"]


def test_a02_an_encoding_that_is_named_in_vain_is_refused(path):
    ended = refused("franchisees", text_of(path, "name\nÉ\n"), encoding="ascii")
    assert ended.lines[0].startswith("a.csv: is not ascii text at byte 5: ")


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", ""])
def test_a02_what_is_no_encoding_is_refused(path, encoding):
    ended = refused("franchisees", text_of(path, "name\nA\n"), encoding=encoding)
    assert "there is no such encoding" in ended.lines[0]


@pytest.mark.parametrize(
    ("content", "line"), [(b"na\0me\nA\n", 1), (b"name\nA\nB\0\n", 3), (b'name\n"A\nB\0"\n', 3)]
)
def test_a03_a_nul_byte_is_refused(path, content, line):
    ended = refused("franchisees", text_of(path, content))
    assert ended.lines[0] == (f"a.csv:{line}: has a NUL byte: the file is damaged or is not text")


def test_a04_a_row_with_a_cell_too_few_is_refused(path):
    ended = refused("franchisees", text_of(path, "name,website\nA,https://a.example\nB\n"))
    assert ended.lines[0] == "a.csv:3: has 1 cell where the header has 2"


def test_a05_a_row_with_a_cell_too_many_is_refused(path):
    ended = refused("franchisees", text_of(path, "name,website\nAcme, Inc.,https://a.example\n"))
    assert ended.lines[0] == "a.csv:2: has 3 cells where the header has 2"


def test_a05_a_comma_at_the_end_of_a_row_is_a_cell_too_many(path):
    assert refused("franchisees", text_of(path, "name\nA,\n")).lines[0].startswith("a.csv:2: has 2")


@pytest.mark.parametrize("header", ["name,name", "name,Name", "name, NAME "])
def test_a06_a_heading_that_is_there_twice_is_refused(path, header):
    ended = refused("franchisees", text_of(path, f"{header}\nA,B\n"))
    assert "is in the header twice" in ended.lines[0]


def test_a06_two_headings_of_one_column_are_refused(path):
    ended = refused("franchisees", text_of(path, "name,firm\nA,B\n"), map=["firm=name"])
    assert ended.lines[0] == "a.csv:1:firm: means name, as the heading name does"


@pytest.mark.parametrize(
    "header", ["Other Names,NAME", " other_names , name ", "OTHER  NAMES,name"]
)
def test_a07_case_and_spaces_of_a_heading_do_not_matter(path, header):
    assert loaded("franchisees", text_of(path, f"{header}\n,A\n")) == (1, 0, 0)


def test_a07_an_unknown_heading_is_refused_with_the_nearest(path):
    ended = refused("franchisees", text_of(path, "name,web site\nA,\n"))
    assert ended.lines[0] == (
        "a.csv:1:web site: is not a heading of franchisees: say what it is, such as"
        ' --map "web site=website", or leave it out with --map "web site=ignore"'
    )


def test_a07_a_missing_heading_is_refused(path):
    ended = refused("franchisees", text_of(path, "website\n\n"))
    assert ended.lines[0] == (
        "a.csv:1:name: is missing: every row needs name, from a heading or as a constant of a"
        " profile"
    )


def test_a07_a_column_without_a_heading_is_refused(path):
    ended = refused("franchisees", text_of(path, "name,\nA,\n"))
    assert ended.lines[0] == (
        "a.csv:1:column 2: has no heading: say what it is, or leave it out with"
        ' --map "column 2=ignore"'
    )


def test_a07_a_heading_may_hold_anything_and_is_still_printed_safely(path):
    heading = '"\x1b[2J\u202e""\n' + "x" * 5_000 + '"'
    ended = refused("franchisees", text_of(path, f"name,{heading}\nA,\n"))
    assert "\\x1b[2J\\u202e" in ended.lines[0]
    assert len(ended.lines[0]) < 700


def test_a08_a_line_end_in_quotes_is_good_in_notes_and_line_numbers_stay_right(path):
    text = 'name,notes\nA,"one\ntwo\r\nthree"\nB,\n=C,\n'
    ended = refused("franchisees", text_of(path, text))
    assert ended.lines[0].startswith("a.csv:6:name: =C: ")
    assert loaded("franchisees", text_of(path, text.replace("=C", "C"))) == (3, 0, 0)
    assert Franchisee.objects.get(name="A").notes == "one\ntwo\r\nthree"


def test_a08_a_line_end_in_quotes_is_refused_elsewhere(path):
    ended = refused("franchisees", text_of(path, 'name\n"A\nB"\n'))
    assert ended.lines[0] == "a.csv:2:name: A\\nB: has a control character"


@pytest.mark.parametrize("text", ['name\n"A\nB\nC\n', 'name\nA\n"B', '"name\nA\n'])
def test_a09_a_quote_that_is_never_closed_is_refused(path, text):
    ended = refused("franchisees", text_of(path, text))
    assert ended.lines[0].endswith("opens a quote that is never closed")


def test_a09_a_quote_that_is_never_closed_is_told_at_the_row_that_opens_it(path):
    text = "name\n" + "A\n" * 3 + '"B\n' + "C\n" * 90_000
    ended = refused("franchisees", text_of(path, text))
    assert ended.lines[0].startswith("a.csv:5: ")


def test_a10_text_after_a_closing_quote_is_refused(path):
    ended = refused("franchisees", text_of(path, 'name\n"A"B\n'))
    assert ended.lines[0] == (
        "a.csv:2: has text after a closing quote: a quote inside a cell is written twice"
    )


def test_a10_a_quote_written_twice_and_one_inside_a_cell_are_read(path):
    assert loaded("franchisees", text_of(path, 'name\n"A ""B"""\nC "D"\n')) == (2, 0, 0)
    assert names() == ['A "B"', 'C "D"']


@pytest.mark.parametrize(
    "text",
    ["name\n" + "A" * 10_000_000 + "\n", 'name\n"' + "A\n" * 5_000_000, "A" * 2_000_000],
    ids=["a line", "quoted", "no line at all"],
)
def test_a11_an_endless_cell_is_refused(path, text):
    ended = refused("franchisees", text_of(path, text))
    assert "has a cell longer than 131,072 characters: perhaps a missing quote" in ended.lines[0]


def test_a11_a_cell_is_read_up_to_its_limit(path):
    ended = refused("franchisees", text_of(path, "name\n" + "A" * 131_072 + "\n"))
    assert ended.lines[0].endswith(": is longer than 200 characters")
    assert len(ended.lines[0]) < 140
    refusal = refused("franchisees", text_of(path, "name\n" + "A" * 131_073 + "\n"))
    assert "has a cell longer than" in refusal.lines[0]


def test_a11_endless_headings_are_refused(path):
    ended = refused("franchisees", csv_of(path, [f"h{n}" for n in range(1_001)]))
    assert ended.lines[0] == "a.csv:1: has 1,001 columns; 1,000 are read at most"


@pytest.mark.parametrize(
    ("delimiter", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")]
)
def test_a12_another_delimiter_is_refused_by_name(path, delimiter, name):
    text = f"name{delimiter}website\nA{delimiter}\n"
    ended = refused("franchisees", text_of(path, text))
    told = f"a.csv:1: is separated by {name}, not by commas: save it as CSV with commas, or name"
    assert ended.lines[0] == f"{told} a profile that says so (separated_by)"


@pytest.mark.parametrize(
    "text", ["name\rA\rB\r", "name\r\nA\nB\r", "name\nA\nB", "name\n\nA\r\n\rB"]
)
def test_a13_line_ends_of_every_kind_are_read(path, text):
    assert loaded("franchisees", text_of(path, text)) == (2, 0, 0)
    assert names() == ["A", "B"]


def test_a13_line_numbers_count_every_kind_of_line_end(path):
    ended = refused("franchisees", text_of(path, "name\rA\r\nB\n=C\n"))
    assert ended.lines[0].startswith("a.csv:4:")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "a.csv: is empty"),
        (b"\xef\xbb\xbf", "a.csv:1: has no heading row"),
        (b"\n\n \n", "a.csv:1: has no heading row"),
        (b",,\n", "a.csv:1: has no heading row"),
    ],
)
def test_a14_an_empty_file_is_refused(path, content, sentence):
    assert refused("franchisees", text_of(path, content)).lines[0] == sentence


def test_a15_headings_alone_are_refused_unless_allowed(path):
    ended = refused("franchisees", text_of(path, "name\n\n"))
    assert ended.lines[0] == ("a.csv: has headings and no rows: say --allow-empty if that is right")
    assert loaded("franchisees", path, allow_empty=True) == (0, 0, 0)


def test_a16_blank_lines_are_skipped_and_counted(path):
    text_of(path, '\n,\nname,website\n\nA,\n,\n"  ", \nB,\n\n')
    ended = ran("franchisees", path)
    assert ended.out.startswith("a.csv: 2 rows and 4 blank lines read in ")
    run = ImportRun.objects.get()
    assert (run.rows_read, run.rows_blank, run.rows_created) == (2, 4, 2)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n%", "a.csv: is a PDF, not a table"),
        (b"\x1f\x8b\x08\0", "a.csv: is compressed (gzip): unpack it first"),
        (bytes.fromhex("D0CF11E0A1B11AE1"), "a.csv: is an old Excel (.xls) or an encrypted"),
        (b"  <!DOCTYPE html>\n", "a.csv: is an HTML or XML page, not a table"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "a.csv: is an HTML or XML page, not a table"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a.csv: is a Git LFS pointer"),
        (b"\x89PNG\r\n\x1a\n", "a.csv: is not utf-8 text at byte 0"),
    ],
)
def test_a17_what_is_no_csv_is_refused_by_what_it_is(path, content, sentence):
    assert refused("franchisees", text_of(path, content)).lines[0].startswith(sentence)


def test_a17_a_workbook_named_csv_and_a_csv_named_xlsx_are_refused(tmp_path, path):
    book = workbook_of(tmp_path / "b.xlsx", ["name"], ["A"])
    shutil.copy(book, path)
    assert "name it .xlsx" in refused("franchisees", path).lines[0]
    text_of(book, "name\nA\n")
    assert refused("franchisees", book).lines[0] == (
        "b.xlsx: is named .xlsx and is not an Excel workbook"
    )


@pytest.mark.parametrize("name", ["a.txt", "a", "a.CSV", "a.tsv"])
def test_a17_a_csv_is_read_whatever_its_name(tmp_path, name):
    assert loaded("franchisees", text_of(tmp_path / name, "name\nA\n")) == (1, 0, 0)


def test_a17_a_csv_has_no_sheets(path):
    ended = refused("franchisees", text_of(path, "name\nA\n"), sheet="Fees")
    assert ended.lines[0] == "a.csv: is CSV, and has no sheets: leave --sheet away"


def test_a18_rows_are_streamed_and_not_kept(path, monkeypatch):
    """The first rows are given before the last have been read."""
    text_of(path, "name\n" + "A\n" * 200_000)
    digest = Digest()
    with readers.open_source(path, digest) as source:
        rows = source.rows()
        assert [next(rows) for _ in range(2)] == [(2, ["A"]), (3, ["A"])]
        assert digest.size <= CHUNK
    assert digest.size == path.stat().st_size


def test_a18_more_rows_than_one_batch_are_loaded(path):
    FranchiseFactory(number="CTV-1")
    rows = [["CTV-1", 2013, 1, f"W-{n}"] for n in range(5_001)]
    csv_of(path, ["franchise", "fiscal_year", "amount", "reference"], *rows)
    assert loaded("fee_collections", path) == (5_001, 0, 0)
    assert FeeCollection.objects.count() == 5_001


@pytest.mark.parametrize(
    "name", ["=cmd()", "+1", "-1", "@SUM(A1)", "\tA", "\rA", " =A", "\u00a0=A"]
)
def test_a19_a_name_that_begins_as_a_formula_is_refused(path, name):
    ended = refused("franchisees", text_of(path, f'name\n"{name}"\n'))
    assert ended.lines[0].startswith("a.csv:2:name: ")
    assert ended.lines[0].endswith("which a spreadsheet would run as a formula")


@pytest.mark.parametrize("name", ["A=1", "A -", "'=A"])
def test_a19_a_name_with_such_a_character_inside_is_good(path, name):
    assert loaded("franchisees", csv_of(path, ["name"], [name])) == (1, 0, 0)


@pytest.mark.parametrize("note", ["=cmd()", "\n=cmd()", "\t=cmd()", "-1"])
def test_a19_a_note_that_begins_as_a_formula_is_refused(path, note):
    ended = refused("franchisees", csv_of(path, ["name", "notes"], ["A", note]))
    assert "which a spreadsheet would run as a formula" in ended.lines[0]


def test_a20_the_bytes_that_were_read_are_the_bytes_that_are_named(path, monkeypatch):
    """A file that grows under the reader: what is hashed is what was loaded."""
    text_of(path, "name\nA\n")
    lines = csv_rows._checked_lines

    def growing(text):
        for some in lines(text):
            yield some
            with path.open("a") as file:
                file.write("B\n" if "A\n" in some else "")

    monkeypatch.setattr(csv_rows, "_checked_lines", growing)
    ended = ran("franchisees", path)
    run = ImportRun.objects.get()
    read = b"name\n" + b"".join(f"{name}\n".encode() for name in names())
    assert (ended.status, run.size, run.sha256) == (0, len(read), hashlib.sha256(read).hexdigest())


def test_a20_a_file_that_changes_before_its_bad_rows_are_kept_is_refused(
    path, tmp_path, monkeypatch
):
    text_of(path, "name\nA\nA\n")
    open_source = readers.open_source
    opened = []

    def changing(*args, **kwargs):
        opened.append(args)
        if len(opened) == 2:
            text_of(path, "name\nB\nB\n")
        return open_source(*args, **kwargs)

    monkeypatch.setattr("franchises.imports.run.open_source", changing)
    ended = ran("franchisees", path, errors=tmp_path / "bad.csv")
    assert ended.status == 2
    assert "a.csv: changed while it was read: import it again" in ended.lines
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


def test_a21_a_missing_file_is_refused(path):
    ended = refused("franchisees", path)
    assert ended.lines[0] == "a.csv: cannot be opened: no such file or directory"


def test_a21_a_directory_is_refused(tmp_path):
    assert ran("franchisees", tmp_path).lines[0].endswith(": is not a file")


def test_a21_a_pipe_is_refused_and_not_waited_for(path):
    os.mkfifo(path)
    assert refused("franchisees", path).lines[0] == "a.csv: is not a file"


def test_a21_a_device_is_refused():
    assert ran("franchisees", "/dev/zero").lines[0] == "zero: is not a file"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads every file")
def test_a21_a_file_that_may_not_be_read_is_refused(path):
    text_of(path, "name\nA\n").chmod(0)
    assert refused("franchisees", path).lines[0] == "a.csv: cannot be opened: permission denied"


def test_a_file_whose_name_is_no_text_is_told_and_kept_in_escapes(tmp_path):
    path = text_of(tmp_path / os.fsdecode(b"fees\xff\x1b[2J\n.csv"), "name\n=A\n")
    ended = refused("franchisees", path)
    assert ended.lines[0].startswith("fees\\udcff\\x1b[2J\\n.csv:2:name: =A: ")
    assert ImportRun.objects.get().file_name == "fees\\udcff\\x1b[2J\\n.csv"


def test_all_the_problems_of_a_file_are_told_the_first_fifty_and_the_total(path):
    ended = refused("franchisees", csv_of(path, ["name"], *[[f"={n}"] for n in range(60)]))
    assert [line.split(":")[1] for line in ended.lines[:50]] == [str(n) for n in range(2, 52)]
    assert ended.lines[50:] == [
        "… and 10 more problems",
        '        60 rows: name: begins with "=", which a spreadsheet would run as a formula',
        "a.csv: 60 problems in 60 of 60 rows; nothing was loaded.",
    ]
    assert len(ImportRun.objects.get().problems) == 50


def test_fifty_problems_are_told_without_a_rest(path):
    ended = refused("franchisees", csv_of(path, ["name"], *[[f"={n}"] for n in range(50)]))
    assert len(ended.lines) == 51


def test_fifty_one_problems_have_one_more(path):
    ended = refused("franchisees", csv_of(path, ["name"], *[[f"={n}"] for n in range(51)]))
    assert ended.lines[50] == "… and 1 more problem"


def test_of_many_problems_the_rules_that_are_broken_most_are_told(path):
    rows = [["=A", ""]] * 70 + [["A", f"ftp://{n}"] for n in range(3)] + [["", "https://a"]] * 2
    ended = refused("franchisees", csv_of(path, ["name", "website"], *rows))
    assert ended.lines[50:54] == [
        "… and 25 more problems",
        '        70 rows: name: begins with "=", which a spreadsheet would run as a formula',
        "         3 rows: website: is not an address beginning http:// or https://",
        "         2 rows: name: is empty, and every row needs it",
    ]


def test_every_problem_of_a_row_is_told(path):
    row = ["=A", "javascript:alert(1)", "\x07"]
    ended = refused("franchisees", csv_of(path, ["name", "website", "notes"], row))
    assert [line.split(": ")[0] for line in ended.lines[:3]] == [
        "a.csv:2:name",
        "a.csv:2:website",
        "a.csv:2:notes",
    ]
    assert ended.lines[3] == "a.csv: 3 problems in 1 of 1 row; nothing was loaded."


def test_the_csv_module_is_left_as_it_was_found(path):
    loaded("franchisees", text_of(path, "name\nA\n"))
    assert csv.field_size_limit() == 131_072
