"""Some rows of a file that nobody has read before: enough to guess at it, whatever its size."""

from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from franchises.imports.digest import Digest
from franchises.imports.guessing.evidence import Cells, looks_like_a_cell
from franchises.imports.guessing.likeness import is_known
from franchises.imports.headings import ALONE, title_of
from franchises.imports.odd_rows import is_total
from franchises.imports.problems import FileProblem
from franchises.imports.readers import SeparatorProblem, open_source

# The first rows, and then some of those behind them: a file is often sorted.
FIRST, EVERY, MOST = 1_000, 50, 100_000


@dataclass
class Sample:
    """What was seen of a file: its columns, and what its rows say about how it is written."""

    name: str
    has_heading_row: bool = True
    separated_by: str = "commas"
    columns: list[Cells] = field(default_factory=list)
    rows: int = 0
    # The lines of rows that have not as many cells as the header.
    odd_lines: list[int] = field(default_factory=list)
    total_lines: list[int] = field(default_factory=list)


def sample(path: Path, *, encoding: str = "utf-8-sig", sheet: str | None = None) -> Sample:
    """Return what some rows of the file at *path* say; raise `FileProblem` where it is no table."""
    sampled = partial(_sample, path, encoding, sheet)
    separated_by = "commas"
    try:
        headed = sampled(separated_by, has_heading_row=True)
    except SeparatorProblem as found:
        separated_by = found.separated_by
        headed = sampled(separated_by, has_heading_row=True)
    headings = [cells.heading for cells in headed.columns]
    if any(map(is_known, headings)) or not any(map(looks_like_a_cell, headings)):
        if not headed.rows:
            raise FileProblem(_no_rows(headed))
        return headed
    return sampled(separated_by, has_heading_row=False)


def _no_rows(seen: Sample) -> str:
    if len(seen.columns) == 1 and not is_known(seen.columns[0].heading):
        return f"“{seen.columns[0].heading}” {ALONE}"
    if seen.odd_lines:
        return f"has no row with as many cells as its headings, {len(seen.columns)}"
    return "has headings and no rows: there is nothing to guess from"


def _sample(
    path: Path, encoding: str, sheet: str | None, separated_by: str, *, has_heading_row: bool
) -> Sample:
    seen = Sample(path.name, has_heading_row, separated_by)
    with open_source(
        path,
        Digest(),
        encoding=encoding,
        sheet=sheet,
        has_heading_row=has_heading_row,
        separated_by=separated_by,
    ) as source:
        if len(source.header) > 1 and (title := title_of(source.header)):
            raise FileProblem(f"“{title}” {ALONE}", source.header_line)
        names = [name or f"column {number}" for number, name in enumerate(source.header, 1)]
        seen.columns = [Cells(name) for name in names]
        for number, (line, cells) in enumerate(islice(source.rows(), MOST)):
            if (number >= FIRST and number % EVERY) or not any(map(str.strip, cells)):
                continue
            if is_total(cells):
                seen.total_lines.append(line)
                continue
            if len(cells) != len(names):
                seen.odd_lines.append(line)
                continue
            seen.rows += 1
            for column, cell in zip(seen.columns, cells, strict=True):
                column.add(cell)
    return seen
