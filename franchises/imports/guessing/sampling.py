"""Some rows of a file that nobody has read before: enough to guess at it, whatever its size."""

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from franchises.imports.digest import Digest
from franchises.imports.guessing.evidence import Cells, looks_like_a_cell
from franchises.imports.guessing.likeness import is_known
from franchises.imports.problems import FileProblem
from franchises.imports.readers import open_source

# The first rows, and then some of those behind them: a file is often sorted.
FIRST, EVERY, MOST = 1_000, 50, 100_000


@dataclass
class Sample:
    """What was seen of a file: its columns, and what its rows say about how it is written."""

    name: str
    has_heading_row: bool = True
    columns: list[Cells] = field(default_factory=list)
    rows: int = 0
    # The lines of rows that have not as many cells as the header.
    odd_lines: list[int] = field(default_factory=list)


def sample(path: Path, *, encoding: str = "utf-8-sig", sheet: str | None = None) -> Sample:
    """Return what some rows of the file at *path* say; raise `FileProblem` where it is no table."""
    headed = _sample(path, encoding, sheet, has_heading_row=True)
    headings = [cells.heading for cells in headed.columns]
    if any(map(is_known, headings)) or not any(map(looks_like_a_cell, headings)):
        if not headed.rows:
            raise FileProblem("has headings and no rows: there is nothing to guess from")
        return headed
    return _sample(path, encoding, sheet, has_heading_row=False)


def _sample(path: Path, encoding: str, sheet: str | None, *, has_heading_row: bool) -> Sample:
    seen = Sample(path.name, has_heading_row)
    with open_source(
        path, Digest(), encoding=encoding, sheet=sheet, has_heading_row=has_heading_row
    ) as source:
        names = [name or f"column {number}" for number, name in enumerate(source.header, 1)]
        seen.columns = [Cells(name) for name in names]
        for number, (line, cells) in enumerate(islice(source.rows(), MOST)):
            if (number >= FIRST and number % EVERY) or not any(map(str.strip, cells)):
                continue
            if len(cells) != len(names):
                seen.odd_lines.append(line)
                continue
            seen.rows += 1
            for column, cell in zip(seen.columns, cells, strict=True):
                column.add(cell)
    return seen
