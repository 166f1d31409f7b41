"""What is wrong with rows that are right one by one: it shows beside other rows, or on record."""

from collections.abc import Iterator
from dataclasses import dataclass

from franchises.imports.headings import Layout
from franchises.imports.problems import Problem
from franchises.imports.staging import Stage


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a staged row breaks: its line, the columns of the file it shows in, the rule."""

    line: int
    columns: tuple[str, ...]
    rule: str
    # Of two rows that cannot both be right one is told; the other is kept with it.
    is_echo: bool = False

    def worded(self, layout: Layout, cells: list[str]) -> Problem:
        """Return the problem of the row that came as *cells*."""
        names = [name for name in self.columns if name in layout.columns] or self.columns[:1]
        values = [
            cells[layout.columns[name]].strip()
            if name in layout.columns
            else layout.constants.get(name, "")
            for name in names
        ]
        heading = " + ".join(map(layout.heading, names))
        return Problem(self.line, heading, " ".join(filter(None, values)), self.rule)


def repetitions(stage: Stage) -> Iterator[Finding]:
    """Give both rows wherever two have the same key."""
    twins = {}
    for line, first, key in stage.repeated():
        twins[line] = first, key
        twins.setdefault(first, (line, key))
    for line, (twin, key) in twins.items():
        is_echo = line < twin
        words = f"is on line {twin} {'again' if is_echo else 'already'}"
        yield Finding(line, key.written, f"{words}: which of the two is right?", is_echo)
