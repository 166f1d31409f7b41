"""The column in which an export has all that a file was published with and we have no place for.

One column of JSON, and not a column for each heading: rows from several lists have different
headings, which an export that writes row by row cannot know before; two of them may differ by
their capitals alone; and what begins with a brace is no formula to a spreadsheet.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from franchises.imports.columns import Parser, Reading


@dataclass(frozen=True)
class Kept:
    """Published columns, each heading with its text, as one JSON object."""

    empty: Any = "{}"
    plain: str | None = None

    def describe(self) -> str:
        return 'a JSON object of texts, such as {"Census tract": "1013900"}'

    def parser(self, reading: Reading) -> Parser:
        def parse(text: str) -> str:
            try:
                kept = json.loads(text, parse_constant=_refuse)
            except (ValueError, RecursionError):
                kept = None
            if not isinstance(kept, dict) or not all(isinstance(e, str) for e in kept.values()):
                raise ValueError(f"is not {self.describe()}")
            words = "".join((*kept, *kept.values()))
            # Neither is text to PostgreSQL.
            if "\0" in words or any("\ud800" <= character <= "\udfff" for character in words):
                raise ValueError("has a character that is no text")
            return kept_text(kept)

        return parse


def kept_text(kept: Mapping[str, str]) -> str:
    """Return how *kept* is stored: in one order, whatever that of the columns."""
    return json.dumps(kept, sort_keys=True)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
