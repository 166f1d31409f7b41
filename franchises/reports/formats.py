"""A report's table as CSV and JSON for downloads, and as text for a terminal."""

import csv
import io
import json
import textwrap
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from franchises.reports.notes import UNKNOWN
from franchises.reports.tables import Cell, Column, Kind, Row, Table

# What a spreadsheet would run as a formula, or skip on its way to one.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
INDENT = "  "
# A name without spaces that is longer than this is broken after all.
LONGEST_WORD = 30
NARROWEST_NAME = 16
# Words beside figures, such as remarks, are wrapped.
WIDEST_WORDS = 40
GAP = "  "


def to_csv(table: Table) -> str:
    """Return the rows and the total as RFC 4180 CSV, plain numbers and ``[x]`` for unknown.

    A text that a spreadsheet would run as a formula gets an apostrophe; a number never does.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(column.key for column in table.columns)
    for row in _rows_and_total(table):
        writer.writerow(_csv_value(cell) for cell in row.cells)
    return buffer.getvalue()


def to_json(table: Table) -> str:
    """Return the whole table as JSON: amounts and percentages as text, null for unknown."""
    document = {
        "headline": table.headline,
        "caption": table.caption,
        "columns": [
            {"key": column.key, "heading": str(column.heading), "kind": column.kind}
            for column in table.columns
        ],
        "rows": [_json_row(table.columns, row) for row in table.rows],
        "total": None if table.total is None else _json_row(table.columns, table.total),
        "notes": table.notes,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def to_text(table: Table, width: int = 120) -> str:
    """Return the table for a terminal of *width* columns; wider where figures or a word need it."""
    lines = [table.headline]
    if table.rows:
        lines += ["", *_text_rows(table, width)]
    if table.notes:
        lines.append("")
    for note in table.notes:
        lines += textwrap.wrap(note, width, initial_indent="- ", subsequent_indent="  ")
    return "\n".join(lines) + "\n"


# What a command's --format may be.
FORMATS = {"table": to_text, "csv": to_csv, "json": to_json}


def no_formula(text: str) -> str:
    """Return *text* as a cell of CSV, with an apostrophe where a spreadsheet would run it.

    >>> no_formula("=1+1"), no_formula("Altice USA")
    ("'=1+1", 'Altice USA')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _rows_and_total(table: Table) -> tuple[Row, ...]:
    return table.rows if table.total is None else (*table.rows, table.total)


def _csv_value(cell: Cell) -> str:
    if cell.value is None:
        return UNKNOWN
    return no_formula(cell.value) if isinstance(cell.value, str) else str(cell.value)


def _json_row(columns: Iterable[Column], row: Row) -> dict[str, Any]:
    named: dict[str, Any] = {"key": row.key} if row.key else {}
    for column, cell in zip(columns, row.cells, strict=True):
        if cell.value != "":
            is_amount = isinstance(cell.value, Decimal)
            named[column.key] = str(cell.value) if is_amount else cell.value
    return named


def _text_rows(table: Table, width: int) -> list[str]:
    """Return the headings, the rows and the total, ruled off; names share one wrapped column."""
    shown = [
        number
        for number, column in enumerate(table.columns)
        if not column.is_text and not column.is_detail
    ]
    rows = _rows_and_total(table)
    headings = [
        textwrap.wrap(str(table.columns[number].heading), 11, break_long_words=False)
        for number in shown
    ]
    figures = [[_lines(row.cells[number]) for number in shown] for row in rows]
    widths = [
        max(len(line) for lines in (heading, *(row[place] for row in figures)) for line in lines)
        for place, heading in enumerate(headings)
    ]
    aligned = [
        str.ljust if table.columns[number].kind is Kind.WORDS else str.rjust for number in shown
    ]
    title = " ".join(str(column.heading) for column in table.columns if column.is_text)
    names = [_name(table, row) for row in rows]
    room = width - sum(widths) - len(GAP) * len(widths)
    longest_word = max(len(word) for name in (title, *names) for word in name.split())
    whole_word = min(len(INDENT) + longest_word, LONGEST_WORD)
    name_width = min(max(room, NARROWEST_NAME, whole_word), max(map(len, (title, *names))))
    blocks = [
        _block(name, name_width, texts, widths, aligned)
        for name, texts in zip(names, figures, strict=True)
    ]
    rule = "-" * (name_width + sum(widths) + len(GAP) * len(widths))
    lines = [*_block(title, name_width, headings, widths, aligned), rule]
    for block in blocks[: len(table.rows)]:
        lines += block
    return lines if table.total is None else [*lines, rule, *blocks[-1]]


def _lines(cell: Cell) -> list[str]:
    """Return what a cell says, in lines: words are wrapped, a figure never."""
    if cell.kind is not Kind.WORDS:
        return [cell.text]
    return textwrap.wrap(cell.text, WIDEST_WORDS) or [""]


def _block(
    name: str,
    name_width: int,
    figures: Sequence[list[str]],
    widths: Sequence[int],
    aligned: Sequence[Callable[[str, int], str]],
) -> list[str]:
    """Return one row of the table, as many lines high as its highest cell."""
    wrapped = textwrap.wrap(name, name_width, subsequent_indent=INDENT)
    lines = zip_longest(wrapped, *figures, fillvalue="")
    return [
        GAP.join(
            [
                first.ljust(name_width),
                *(
                    align(text, size)
                    for align, text, size in zip(aligned, rest, widths, strict=True)
                ),
            ]
        ).rstrip()
        for first, *rest in lines
    ]


def _name(table: Table, row: Row) -> str:
    return " ".join(
        cell.text
        for column, cell in zip(table.columns, row.cells, strict=True)
        if column.is_text and cell.value != ""
    )
