"""The columns of import files: heading, kind, rule and help.

The parsers, the templates and the data dictionary all come from these. A kind makes a parser for
one column of one file: a function from the text of a cell to the value that is stored (cents as
int, dates as ISO text), raising `ValueError` with the rule that the text breaks.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from franchises.imports.coordinates import split_point
from franchises.imports.dates import ISO, date_reader
from franchises.imports.spoiled import spoiled_rule
from franchises.rules.money import parse_money
from franchises.rules.names import name_key, unsafe_text_rule
from franchises.rules.term import add_years

_LINE_ENDS = re.compile(r"[\t\r\n]")

Parser = Callable[[str], Any]


@dataclass(frozen=True)
class Reading:
    """How one column of one file is read: what day it is, and what its profile declares."""

    today: date
    date_formats: tuple[str, ...] = (ISO,)
    # Words of theirs, each with ours for it; with nothing for what means nothing.
    values: Mapping[str, str] = field(default_factory=dict)
    decimal_comma: bool = False
    # Whether one cell has latitude and longitude both.
    is_point: bool = False


class Kind(Protocol):
    """What a cell may hold."""

    @property
    def empty(self) -> Any:
        """What is stored for an empty cell."""

    def describe(self) -> str:
        """Return the kind in a few words, for templates and the data dictionary."""

    @property
    def plain(self) -> str | None:
        """A pattern of cells that are surely right and are stored as they come, or None."""

    def parser(self, reading: Reading) -> Parser:
        """Return the function from the text of a cell that is not empty to what is stored."""


@dataclass(frozen=True)
class Column:
    """One column: its canonical heading, what it may hold, and what that means."""

    name: str
    kind: Kind
    help: str
    required: bool = False
    example: str = ""
    aliases: tuple[str, ...] = ()

    def parser(self, reading: Reading) -> Parser:
        """Return the function from the text of a cell, blank or not, to what is stored."""
        parse, empty, required = self.kind.parser(reading), self.kind.empty, self.required
        values = {name_key(theirs): ours for theirs, ours in reading.values.items()}

        def parse_cell(text: str) -> Any:
            text = trimmed(text)
            if values:
                text = values.get(name_key(text), text)
            if text:
                return parse(text)
            if required:
                raise ValueError("is empty, and every row needs it")
            return empty

        return parse_cell

    def plain(self, reading: Reading) -> str | None:
        """Return a pattern of cells that `parser` would give back unchanged, or None.

        It may miss a good cell, and never takes a bad one.
        """
        if reading.values or reading.is_point or self.kind.plain is None:
            return None
        is_optional = self.kind.empty == "" and not self.required
        return f"(?:{self.kind.plain})?" if is_optional else self.kind.plain


def trimmed(text: str) -> str:
    """Return *text* without the spaces around it.

    A tab or line end before it stays, to be refused: as an export has it, a spreadsheet may take
    what follows for a formula.

    >>> trimmed(" Altice USA "), trimmed("\\tAltice USA"), trimmed("\\t")
    ('Altice USA', '\\tAltice USA', '')
    """
    return text.rstrip() if text.startswith(("\t", "\r", "\n")) else text.strip()


@dataclass(frozen=True)
class Text:
    """Plain text on one line, or on several where ``lines`` is set."""

    longest: int = 200
    lines: bool = False
    pattern: str = ""
    pattern_words: str = ""
    empty: Any = ""

    @property
    def plain(self) -> str | None:
        if self.pattern or self.lines:
            return None
        # Without a plus sign, which the numbers that a spreadsheet has shortened have.
        return rf"[0-9A-Za-z(][ -*,-~]{{0,{self.longest - 1}}}+(?<! )"

    def describe(self) -> str:
        return "text, several lines" if self.lines else f"text, at most {self.longest} characters"

    def parser(self, reading: Reading) -> Parser:
        longest, lines = self.longest, self.lines
        pattern = re.compile(self.pattern, re.ASCII) if self.pattern else None

        def parse(text: str) -> str:
            if len(text) > longest:
                raise ValueError(f"is longer than {longest} characters")
            plain = _LINE_ENDS.sub(" ", text.lstrip()) if lines else text
            if rule := spoiled_rule(text) or unsafe_text_rule(plain):
                raise ValueError(rule)
            if pattern and not pattern.fullmatch(text):
                raise ValueError(self.pattern_words)
            return text

        return parse


@dataclass(frozen=True)
class Day:
    """A date in the format that its column declares, and in no other."""

    earliest: date = date(1950, 1, 1)
    is_past: bool = False
    words: tuple[str, ...] = ()
    empty: Any = None
    plain: str | None = None

    def describe(self) -> str:
        return "date, " + " or ".join([ISO, *self.words])

    def parser(self, reading: Reading) -> Parser:
        read = date_reader(reading.date_formats)
        latest = reading.today if self.is_past else add_years(reading.today, 50)

        def parse(text: str) -> str | None:
            if text.casefold() in self.words:
                return None
            day = read(text)
            if day < self.earliest:
                raise ValueError(f"is before {self.earliest}")
            if day > latest:
                raise ValueError(
                    "is in the future" if self.is_past else f"is after {latest}, 50 years from now"
                )
            return day.isoformat()

        return parse


@dataclass(frozen=True)
class Dollars:
    """An exact amount, stored as cents."""

    empty: Any = None
    plain: str | None = None

    def describe(self) -> str:
        return "US dollars, such as 1234.50, $1,234.50 or (1,234.50)"

    def parser(self, reading: Reading) -> Parser:
        if reading.decimal_comma:
            # 1.234,50 becomes 1,234.50; another one stays wrong.
            swapped = str.maketrans(".,", ",.")
            return lambda text: int(parse_money(text.translate(swapped)) * 100)
        is_plain = re.compile(r"-?[0-9]{1,10}\.[0-9]{2}", re.ASCII).fullmatch

        # Most amounts are written so, and without the point their digits are the cents.
        return lambda text: int(
            text.replace(".", "") if is_plain(text) else parse_money(text) * 100
        )


@dataclass(frozen=True)
class Whole:
    """A whole number, in ASCII digits."""

    lowest: int
    highest: int
    empty: Any = None
    plain: str | None = None

    def describe(self) -> str:
        return f"whole number, {self.lowest} to {self.highest}"

    def parser(self, reading: Reading) -> Parser:
        def parse(text: str) -> int:
            if not re.fullmatch(r"[0-9]{1,10}", text, re.ASCII) or not (
                self.lowest <= int(text) <= self.highest
            ):
                raise ValueError(f"is not a whole number from {self.lowest} to {self.highest}")
            return int(text)

        return parse


@dataclass(frozen=True)
class Degrees:
    """A coordinate in decimal degrees, WGS 84."""

    limit: int
    empty: Any = None

    @property
    def plain(self) -> str:
        below = "[0-8]?[0-9]" if self.limit == 90 else "(?:1[0-7][0-9]|[0-9]{1,2})"
        return rf"-?{below}\.[0-9]{{1,15}}+"

    def describe(self) -> str:
        return f"degrees, -{self.limit} to {self.limit}"

    def parser(self, reading: Reading) -> Parser:
        pattern = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?", re.ASCII)

        def parse(text: str) -> float:
            if reading.is_point:
                text = split_point(text)[self.limit != 90]
            elif reading.decimal_comma:
                text = text.replace(",", ".")
            if not pattern.fullmatch(text) or abs(float(text)) > self.limit:
                minutes = ", and minutes are not read" if re.search("°.*[0-9]", text) else ""
                raise ValueError(f"is not in degrees from -{self.limit} to {self.limit}{minutes}")
            return float(text)

        return parse


@dataclass(frozen=True)
class OneOf:
    """One of a few words; capitals do not matter, nor a space for an underscore."""

    words: Mapping[str, Any]
    empty: Any = None
    plain: str | None = None

    def describe(self) -> str:
        return "one of " + ", ".join(self.words)

    def parser(self, reading: Reading) -> Parser:
        known = {name_key(word).replace(" ", "_"): value for word, value in self.words.items()}

        def parse(text: str) -> Any:
            try:
                return known[name_key(text).replace(" ", "_")]
            except KeyError:
                raise ValueError("is not one of " + ", ".join(self.words)) from None

        return parse


YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class Several:
    """Several names in one cell, separated by ``|``."""

    longest: int = 200
    empty: Any = ()
    plain: str | None = None

    def describe(self) -> str:
        return "names separated by |"

    def parser(self, reading: Reading) -> Parser:
        parse_one = Text(self.longest).parser(reading)

        def parse(text: str) -> tuple[str, ...]:
            if ";" in text:
                raise ValueError("has a semicolon: several names are separated by |")
            names = [part.strip() for part in text.split("|")]
            return tuple(dict.fromkeys(parse_one(name) for name in names if name))

        return parse
