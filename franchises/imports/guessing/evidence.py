"""What the cells of a column say about what it is: dates, degrees, amounts, words for nothing."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from franchises.imports.dates import MILLISECONDS, date_reader
from franchises.rules.names import name_key

# The first of two that fit equally is proposed.
_DAYS = (
    "YYYY-MM-DD",
    "MM/DD/YYYY",
    "M/D/YYYY",
    "DD/MM/YYYY",
    "D/M/YYYY",
    "YYYY/MM/DD",
    "DD.MM.YYYY",
    "D.M.YYYY",
    "MM-DD-YYYY",
    "DD-MM-YYYY",
    "Mon-DD-YYYY",
    "DD-Mon-YYYY",
    "D-Mon-YYYY",
    "D Mon YYYY",
    "D Month YYYY",
    "Mon D, YYYY",
    "Month D, YYYY",
    "YYYYMMDD",
)
_TIMES = (
    "",
    "Thh:mm:ss",
    "Thh:mm:ss.fff",
    "Thh:mm:ssZ",
    "Thh:mm:ss.fffZ",
    " hh:mm:ss",
    " hh:mm:ss.fff",
    " h:mm",
    " h:mm:ss",
    " h:mm AM",
    " h:mm:ss AM",
    # Behind the hour stands the zone.
    "Thh:mm:ss-hh:mm",
    "Thh:mm:ss+hh:mm",
    "Thh:mm:ss.fff-hh:mm",
    "Thh:mm:ss.fff+hh:mm",
    " hh:mm:ss-hh",
    " hh:mm:ss+hh",
    " hh:mm:ss-hh:mm",
    " hh:mm:ss+hh:mm",
)
_read_milliseconds = date_reader([MILLISECONDS])


def _day_counted(text: str) -> date:
    # Longer than ids are, and of whole seconds, which no ids are by chance.
    if not re.fullmatch(r"-?[0-9]{9,10}000", text, re.ASCII):
        raise ValueError("counts no milliseconds")
    return _read_milliseconds(text)


_READERS = {
    **{day + time: date_reader([day + time]) for day in _DAYS for time in _TIMES},
    MILLISECONDS: _day_counted,
}
_EITHER_WAY = {
    "MM/DD/YYYY": "DD/MM/YYYY",
    "M/D/YYYY": "D/M/YYYY",
    "MM-DD-YYYY": "DD-MM-YYYY",
}
# Days on which programs put what they do not know.
_NO_DAYS = {date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1970, 1, 1)}
_NOTHING = {
    *("n/a", "na", "#n/a", "null", "(null)", "<null>", "none", "nil", "nan", "-", "--", "?"),
    *("$-", "$ -", "point empty"),
    *("tbd", "unknown", "not available", "not applicable", "none given", "0000-00-00"),
}
ENOUGH = 0.8
TRIED = 500


@dataclass
class Cells:
    """The cells of one column in the rows that were looked at: each text and how often."""

    heading: str
    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, cell: str) -> None:
        text = cell.strip()
        self.rows += 1
        if text:
            self.counts[text] += 1

    @property
    def known(self) -> list[str]:
        """The different texts that say something."""
        return [text for text in self.counts if not means_nothing(text)]

    @property
    def nothings(self) -> list[str]:
        """The different texts that say nothing."""
        return [text for text in self.counts if means_nothing(text)]

    @property
    def are_different(self) -> bool:
        """Whether no two rows have the same text."""
        return bool(self.counts) and max(self.counts.values()) == 1 and not self.nothings

    @property
    def empty(self) -> int:
        """How many rows have nothing there."""
        return self.rows - sum(self.counts.values())

    def share(self, texts: Iterable[str]) -> float:
        """Return the share of *texts* in the cells that say something."""
        total = sum(self.counts[text] for text in self.known)
        return sum(self.counts[text] for text in texts) / total if total else 0.0


@dataclass(frozen=True)
class Dated:
    """A format in which the cells of a column are dates: which of them, and which mean nothing."""

    written: str
    share: float
    has_real_days: bool
    # The other format that fits them all as well, where there is one.
    or_written: str = ""
    blanks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def means_nothing(text: str) -> bool:
    """Return whether *text* is what people and programs write for nothing.

    >>> means_nothing("N/A"), means_nothing("0")
    (True, False)
    """
    return name_key(text) in _NOTHING


def dated(cells: Cells, today: date) -> Dated | None:
    """Return how the dates of a column are written, or None where most cells are no dates."""
    texts = cells.known[:TRIED]
    best, fitting = "", -1.0
    for written in _READERS:
        share = cells.share(_days(written, texts))
        if share > fitting:
            best, fitting = written, share
    days = _days(best, texts)
    # Of those that a person wrote: what a program put there for nothing is no witness.
    real = {text for text, day in days.items() if 1850 <= day.year <= today.year + 50}
    real -= {text for text in real if days[text] in _NO_DAYS}
    if fitting < ENOUGH:
        return None
    other = next(
        (f + best.removeprefix(d) for d, f in _EITHER_WAY.items() if best[: len(d)] == d), ""
    )
    return Dated(
        best,
        fitting,
        or_written=other if other and len(_days(other, texts)) == len(days) else "",
        has_real_days=bool(real),
        blanks=(*(text for text in days if text not in real), *cells.nothings),
        unread=tuple(text for text in texts if text not in days),
    )


def _days(written: str, texts: Sequence[str]) -> dict[str, date]:
    read = _READERS[written]
    days = {}
    for text in texts:
        try:
            days[text] = read(text)
        except ValueError:
            continue
    return days


def has_short_years(cells: Cells) -> bool:
    """Return whether the cells are dates with two figures for the year, which nothing can read."""
    short = re.compile(r"[0-9]{1,2}[/.-](?:[0-9]{1,2}|[A-Za-z]{3})[/.-][0-9]{2}", re.ASCII)
    return cells.share(text for text in cells.known if short.fullmatch(text)) >= ENOUGH


def has_decimal_commas(columns: Iterable[Cells]) -> bool:
    """Return whether the numbers are written 1.234,50: some so, and none the other way."""
    texts = [text for cells in columns for text in cells.known]
    comma = re.compile(r"\(?-?\$?[0-9.]*[0-9],(?:[0-9]{1,2}|[0-9]{4,})\)?-?", re.ASCII)
    point = re.compile(r"\(?-?\$?[0-9,]*[0-9]\.(?:[0-9]{1,2}|[0-9]{4,})\)?-?", re.ASCII)
    return any(map(comma.fullmatch, texts)) and not any(map(point.fullmatch, texts))


def degrees_of(cells: Cells, *, decimal_comma: bool) -> list[float]:
    """Return the cells as degrees, without those that are 0; empty where most are no numbers."""
    texts = [text.replace(",", ".") if decimal_comma else text for text in cells.known]
    numbers = [float(text) for text in texts if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", text)]
    return [n for n in numbers if n] if len(numbers) >= ENOUGH * len(texts) else []


def numbers_in(cells: Cells) -> bool:
    """Return whether the cells are numbers with a fraction: measurements, and no ids."""
    return cells.share(t for t in cells.known if re.fullmatch(r"-?[0-9]+[.,][0-9]+", t)) >= ENOUGH


def zeros_of(cells: Cells) -> list[str]:
    """Return the cells that are 0 in any of its spellings."""
    return [text for text in cells.known if re.fullmatch(r"-?0+([.,]0*)?", text)]


def is_a_day(text: str) -> bool:
    """Return whether *text* is a date in any of the formats that are tried."""
    return any(_days(written, [text]) for written in _READERS)


def looks_like_a_cell(text: str) -> bool:
    """Return whether *text* is a number or a date, as cells are and headings are not."""
    if re.fullmatch(r"-?\$?[0-9][0-9.,]*", text.strip(), re.ASCII):
        return True
    return is_a_day(text.strip())
