"""Rows of a file that are none of its data: a line of totals, one with more or fewer cells."""

import re
from collections.abc import Sequence

from franchises.imports.problems import Problem, counted

_TOTAL = re.compile(
    r"(?:grand |sub-?)?totals?(?:[^a-z0-9]*|[:=(# ]+[0-9,.]+\)?|\W+(?:for|of)\b.*)", re.IGNORECASE
)
_FIGURE = re.compile(r"[-$(]*[0-9][0-9.,]*[)-]?", re.ASCII)


def is_total(cells: Sequence[str]) -> bool:
    """Return whether a row is a line of totals: it says so first, and has only figures behind.

    >>> is_total(["Total: 2", "", "$45.00"]), is_total(["Total Wireless", "", ""])
    (True, False)
    """
    texts = [text for cell in cells if (text := cell.strip())]
    if not texts or not _TOTAL.fullmatch(texts[0]):
        return False
    return len(texts) < len(cells) and all(map(_FIGURE.fullmatch, texts[1:]))


def total_problem(line: int, cells: Sequence[str]) -> Problem:
    """Return what is wrong with a line of totals."""
    text = next(cell for cell in cells if cell.strip())
    return Problem(line, "", text.strip(), "is a line of totals: take it out of the file")


def width_problem(line: int, cells: Sequence[str], width: int) -> Problem:
    """Return what is wrong with a row that has not as many cells as the header, *width*."""
    words = f"has {counted(len(cells), 'cell')} where the header has {width}"
    if any(map(str.strip, cells[width:])) or len(cells) < width:
        return Problem(line, "", "", words)
    rule = f"{words}, and nothing in the last: perhaps the header lacks a comma that the rows have"
    return Problem(line, "", "", rule, group="width")
