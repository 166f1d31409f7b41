"""How a file writes its dates: in a format that somebody declared, and in no other.

A format is an example with letters in the place of digits: ``MM/DD/YYYY``, ``D Month YYYY``,
``YYYY-MM-DDThh:mm:ss.fffZ``. A time of day has to be one, and is not kept: the day is the day that
is written, whatever zone stands behind it. Programs also count: ``milliseconds since 1970``, in
UTC.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

ISO = "YYYY-MM-DD"
_MONTHS = {
    "jan": "january",
    "feb": "february",
    "mar": "march",
    "apr": "april",
    "may": "may",
    "jun": "june",
    "jul": "july",
    "aug": "august",
    "sep": "september",
    "oct": "october",
    "nov": "november",
    "dec": "december",
}
_NAMES = [*_MONTHS]
# The longer word of two that begin alike stands first.
_TOKENS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "Month": rf"(?P<month>{'|'.join(_MONTHS.values())})",
    "Mon": rf"(?P<month>{'|'.join(_NAMES)})",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})",
    "D": r"(?P<day>[0-9]{1,2})",
    "hh": r"(?:[01][0-9]|2[0-3])",
    "h": r"(?:1?[0-9]|2[0-3])",
    "mm": r"[0-5][0-9]",
    "ss": r"[0-5][0-9]",
    "fff": r"[0-9]{1,9}",
    "AM": r"[AP]M",
}
MILLISECONDS = "milliseconds since 1970"
# Formats that count: how many of theirs make a second.
_COUNTS = {MILLISECONDS: 1_000, "seconds since 1970": 1}
_PARTS = re.compile(f"(AM|{'|'.join(_TOKENS)})")


def format_mistake(written: str) -> str | None:
    """Return why *written* is no format of a date, or None where it is one.

    >>> format_mistake("MM/DD/YY")
    'is no format of a date, such as MM/DD/YYYY: it needs one YYYY'
    """
    if written in _COUNTS:
        return None
    parts = _PARTS.split(written)
    for needed in (("YYYY",), ("MM", "M", "Mon", "Month"), ("DD", "D")):
        if sum(parts.count(token) for token in needed) != 1:
            words = " or ".join(needed)
            return f"is no format of a date, such as MM/DD/YYYY: it needs one {words}"
    if len(written) > 50:
        return "is no format of a date: it is longer than 50 characters"
    return None


def date_reader(formats: Sequence[str]) -> Callable[[str], date]:
    """Return the function from a text to the day that it says in the first format that fits.

    It raises `ValueError` with the rule that a text breaks.

    >>> date_reader(["Mon-DD-YYYY"])("Jun-16-2005")
    datetime.date(2005, 6, 16)
    >>> date_reader(["milliseconds since 1970"])("1557792000000")
    datetime.date(2019, 5, 14)
    """
    readers = [_counted(written) if written in _COUNTS else _spelt(written) for written in formats]
    wanted = " or ".join(formats)

    def read(text: str) -> date:
        try:
            day = next(filter(None, (reader(text) for reader in readers)), None)
        except (ValueError, OverflowError) as error:
            raise ValueError("is not a day of the calendar") from error
        if day is None:
            raise ValueError(f"is not a date written {wanted}")
        return day

    return read


def _counted(written: str) -> Callable[[str], date | None]:
    def read(text: str) -> date | None:
        if not re.fullmatch(r"-?[0-9]{1,15}", text, re.ASCII):
            return None
        return date(1970, 1, 1) + timedelta(seconds=int(text) // _COUNTS[written])

    return read


def _spelt(written: str) -> Callable[[str], date | None]:
    pattern = _pattern(written)

    def read(text: str) -> date | None:
        found = pattern.fullmatch(text)
        if found is None:
            return None
        month = found["month"].lower()
        number = int(month) if month.isdigit() else 1 + _NAMES.index(month[:3])
        return date(int(found["year"]), number, int(found["day"]))

    return read


def _pattern(written: str) -> re.Pattern[str]:
    pattern = "".join(_TOKENS.get(part, re.escape(part)) for part in _PARTS.split(written))
    return re.compile(pattern, re.ASCII | re.IGNORECASE)
