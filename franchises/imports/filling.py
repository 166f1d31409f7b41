"""Checked rows on their way into the staging table, many at a time, as each database takes them
fastest.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from franchises.imports.checks import SEPARATOR, Record

# Any SQLite takes 999 values with one statement.
PARAMETERS = 999
# What stands around the cells that need it: a control character, so in hardly any.
QUOTE = "\x02"


class Inserted:
    """Inserts many rows with one statement of SQLite: that costs more than the rows in it.

    What is left over of some rows goes with the next, or with the last.
    """

    def __init__(self, cursor: Any, into: str, width: int) -> None:
        self._cursor, self._into = cursor, into
        self._row = f"({', '.join(['%s'] * width)})"
        self._together = max(1, PARAMETERS // width)
        self._waiting: list[Record] = []

    def add(self, records: Sequence[Record]) -> None:
        self._waiting += records
        whole = len(self._waiting) // self._together * self._together
        if whole:
            flat = (
                [*chain.from_iterable(self._waiting[start : start + self._together])]
                for start in range(0, whole, self._together)
            )
            self._cursor.executemany(self._statement(self._together), flat)
            del self._waiting[:whole]

    def finish(self) -> None:
        if self._waiting:
            flat = [*chain.from_iterable(self._waiting)]
            self._cursor.execute(self._statement(len(self._waiting)), flat)

    def _statement(self, rows: int) -> str:
        return f"INSERT INTO {self._into} VALUES {', '.join([self._row] * rows)}"


class Copied:
    """Copies rows into PostgreSQL, written so that the server has to look for next to nothing.

    No value is ``None``, as Python writes it: in a column of text that is a word like any other,
    and those columns always have a text.
    """

    # For the statement whose `copy` this writes to.
    OPTIONS = f"FORMAT csv, DELIMITER '{SEPARATOR}', QUOTE '{QUOTE}', NULL 'None'"

    def __init__(self, copy: Any, width: int) -> None:
        self._copy = copy
        self._line = SEPARATOR.join(["%s"] * width) + "\n"
        self._separators = width - 1

    def add(self, records: Sequence[Record]) -> None:
        self._copy.write(self._written(records))

    def _written(self, records: Sequence[Record]) -> str:
        text = "".join(map(self._line.__mod__, records))
        is_plain = (
            text.count("\n") == len(records)
            and text.count(SEPARATOR) == len(records) * self._separators
            and "\r" not in text
            and QUOTE not in text
        )
        # Takes a third of the time of the writer of the csv module, which looks at each character.
        if is_plain:
            return text
        return "".join(self._line % tuple(map(_quoted, record)) for record in records)


def _quoted(value: Any) -> str:
    if not isinstance(value, str):
        return str(value)
    return f"{QUOTE}{value.replace(QUOTE, 2 * QUOTE)}{QUOTE}"
