"""What is wrong with a file or a row, in words for an operator."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

SHOWN = 50
KINDS_SHOWN = 10
LONGEST_VALUE = 80
MOST_GROUPS = 1_000


class FileProblem(Exception):
    """The file cannot be read as a table at all: one sentence that says why."""

    def __init__(
        self, rule: str, line: int | None = None, column: str = "", value: str = ""
    ) -> None:
        super().__init__(rule)
        self.problem = Problem(line, column, value, rule)


class ImportBusyError(Exception):
    """Another import is writing: try again later."""

    def __init__(self) -> None:
        super().__init__("Another import is running: try again when it is done.")


@dataclass(frozen=True)
class Problem:
    """One broken rule: the line it is on first, the heading, the value as it came, the rule.

    A ``group`` names problems that one act would mend, such as a franchisee that nobody knows:
    they are told once, with the number of their ``rows``.
    """

    line: int | None
    column: str
    value: str
    rule: str
    group: str = ""
    rows: int = 1

    def worded(self, file_name: str) -> str:
        """Return ``file:line:column: value: rule``, safe to print."""
        where = [file_name, "" if self.line is None else str(self.line), self.column]
        place = ":".join(printable(part) for part in where if part)
        rows = f" ({counted(self.rows, 'row')})" if self.rows > 1 else ""
        value = f" {printable(self.value)}:" if self.value else ""
        return f"{place}:{value} {escaped(self.rule)}{rows}"


class Problems:
    """All the problems of a file: every one counted, the first ones kept to be shown."""

    def __init__(self) -> None:
        self.count = 0
        self._single: list[Problem] = []
        self._grouped: dict[tuple[str, str, str], Problem] = {}
        self._rows_of_kinds: Counter[tuple[str, str]] = Counter()

    def __iter__(self) -> Iterator[Problem]:
        """Give the kept problems in the order of their first lines."""
        kept = [*self._single, *self._grouped.values()]
        return iter(sorted(kept, key=lambda problem: problem.line or 0)[:SHOWN])

    def kinds(self) -> list[tuple[str, int]]:
        """Return the rules that are broken most, after their columns, each with its rows.

        For what the first problems do not show; nothing where all of them are kept.
        """
        if self.count <= SHOWN:
            return []
        frequent = self._rows_of_kinds.most_common(KINDS_SHOWN)
        return [
            (": ".join(filter(None, (printable(column), escaped(rule)))), rows)
            for (column, rule), rows in frequent
        ]

    def add(self, problem: Problem) -> None:
        kind = (problem.column, problem.rule)
        if kind in self._rows_of_kinds or len(self._rows_of_kinds) < MOST_GROUPS:
            self._rows_of_kinds[kind] += problem.rows
        key = (problem.column, problem.value, problem.group)
        if not problem.group or (key not in self._grouped and len(self._grouped) >= MOST_GROUPS):
            self.count += 1
            if len(self._single) < SHOWN:
                self._single.append(problem)
        elif (known := self._grouped.get(key)) is None:
            self.count += 1
            self._grouped[key] = problem
        else:
            self._grouped[key] = replace(known, rows=known.rows + problem.rows)


def counted(number: int, noun: str) -> str:
    """Return a number of things in words.

    >>> counted(1, "row"), counted(8203, "row")
    ('1 row', '8,203 rows')
    """
    return f"{number:,} {noun}" + "s" * (number != 1)


def printable(text: str) -> str:
    """Return *text* on one line, control characters escaped, cut at 80 characters.

    >>> printable("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    cut = text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
    return escaped(cut)


def escaped(text: str) -> str:
    """Return *text* on one line, control characters escaped, whatever its length."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
