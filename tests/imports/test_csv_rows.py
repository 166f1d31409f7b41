"""Rows that are read many at a time: the line of each, and what stands before a damage."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from franchises.imports.csv_rows import LINES, LONGEST_CELL, LONGEST_LINE, CsvRows
from franchises.imports.digest import CHUNK, Digest
from franchises.imports.problems import FileProblem


def rows_of(content: bytes, encoding: str = "utf-8-sig") -> CsvRows:
    return CsvRows(io.BytesIO(content), Digest(), encoding)


def taken(rows: CsvRows, most: int = 250) -> list[tuple[int, list[str]]]:
    """Return all rows that are given, each with its line, up to the end or a damage."""
    found = []
    try:
        while (block := rows.take(most))[1]:
            found += zip(*block, strict=True)
    except FileProblem:
        pass
    return found


@pytest.mark.parametrize("most", [1, 2, 250])
@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
def test_a_row_is_known_by_the_line_it_starts_on(most, line_end):
    text = line_end.join(["a,b", '"1', "2", '3",4', "", "5,6"])
    assert taken(rows_of(text.encode()), most) == [
        (1, ["a", "b"]),
        (2, [line_end.join("123"), "4"]),
        (5, []),
        (6, ["5", "6"]),
    ]


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (b'"x"y\n', "has text after a closing quote"),
        (b"a\0b\n", "has a NUL byte"),
        (b'"open\n', "opens a quote that is never closed"),
        (b"x" * (LONGEST_LINE + CHUNK), "has a cell longer than 131,072 characters"),
    ],
)
@pytest.mark.parametrize("before", [0, 1, LINES - 1, LINES, LINES + 1])
def test_what_stands_before_a_damage_is_given_and_the_damage_has_its_line(before, damage, rule):
    rows = rows_of(b'"two\nlines"\n' + b"good\n" * before + damage + b"never\n")
    assert taken(rows) == [(1, ["two\nlines"]), *((3 + n, ["good"]) for n in range(before))]
    with pytest.raises(FileProblem, match=rule) as raised:
        rows.take(1)
    assert raised.value.problem.line == 3 + before


PLAIN = st.sampled_from(["", "a", " b ", "é", "'", ";", "\x0b", "\u2028"])
QUOTED = st.sampled_from(['"a"', '"a,b"', '"a\nb"', '"\r\n\n"', '""', '""""'])
ENDS = st.sampled_from(["\n", "\r", "\r\n", "\n\n"])


def lines_of(cells):
    return st.lists(st.tuples(st.lists(cells, max_size=3).map(",".join), ENDS).map("".join))


@given(lines_of(PLAIN) | lines_of(PLAIN | QUOTED), st.integers(0, 5))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_rows_are_those_of_the_csv_module_wherever_the_lines_that_are_read_together_end(
    lines, together
):
    text = "".join(lines)
    expected = [*csv.reader(io.StringIO(text, newline=""), strict=True)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("franchises.imports.csv_rows.LINES", 1 + together)
        rows = taken(rows_of(text.encode(), "utf-8"), 3)
    assert [cells for _, cells in rows] == expected
    read = io.StringIO(text, newline="").readlines()
    for line, cells in rows:
        assert next(csv.reader(read[line - 1 :])) == cells


def test_a_line_that_is_longer_than_any_cell_may_be_is_read_where_its_cells_are_not():
    cell = "x" * (LONGEST_CELL - 1)
    content = f"a,b\n{cell},{cell}\nc,d\n".encode()
    assert [line for line, _ in taken(rows_of(content))] == [1, 2, 3]
    rows = rows_of(content.replace(b"x,", b"xxx,", 1))
    assert taken(rows) == [(1, ["a", "b"])]
    with pytest.raises(FileProblem, match="has a cell longer than 131,072 characters"):
        rows.take(1)


def test_a_line_end_that_two_readings_of_the_file_share_is_one():
    first = b"x" * (CHUNK - 1)
    assert taken(rows_of(first + b"\r\nlast\r\n")) == [(1, [first.decode()]), (2, ["last"])]


def test_bytes_that_are_no_text_are_told_by_their_place():
    content = b"good\n" * 20_000 + b"\xff\n"
    with pytest.raises(FileProblem, match="is not utf-8 text at byte 100,000:"):
        rows = rows_of(content)
        while rows.take(250)[1]:
            pass
