"""How a file writes its dates: in a format that somebody declared, and in no other.

A format is an example with letters in the place of digits: ``MM/DD/YYYY``, ``D Month YYYY``,
``YYYY-MM-DDThh:mm:ss.fffZ``. A time of day has to be one, and is not kept: the day is the day that
is written, whatever zone stands behind it.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

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
_PARTS = re.compile(f"(AM|{'|'.join(_TOKENS)})")


def format_mistake(written: str) -> str | None:
    """Return why *written* is no format of a date, or None where it is one.

    >>> format_mistake("MM/DD/YY")
    'is no format of a date, such as MM/DD/YYYY: it needs one YYYY'
    """
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
    """
    patterns = [_pattern(written) for written in formats]
    wanted = " or ".join(formats)

    def read(text: str) -> date:
        found = next(filter(None, (pattern.fullmatch(text) for pattern in patterns)), None)
        if found is None:
            raise ValueError(f"is not a date written {wanted}")
        month = found["month"].lower()
        number = int(month) if month.isdigit() else 1 + _NAMES.index(month[:3])
        try:
            return date(int(found["year"]), number, int(found["day"]))
        except ValueError as error:
            raise ValueError("is not a day of the calendar") from error

    return read


def _pattern(written: str) -> re.Pattern[str]:
    pattern = "".join(_TOKENS.get(part, re.escape(part)) for part in _PARTS.split(written))
    return re.compile(pattern, re.ASCII | re.IGNORECASE)
