"""Rates, multipliers and late rates as people write them in a form, a line each.

What a line says is read into the plain values of `fee_terms` and `late_terms`. Whether the terms
make sense together is for `fee_checks`.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeVar

from franchises.rules.fee_terms import HUNDRED, Multiplier, Rate
from franchises.rules.fiscal_year import iso_day
from franchises.rules.late_terms import LateRate

RATE = "150.00, zone A: 150.00, up to 52,800: 2.00, above: 0.50 or up to 5: fixed 500.00"
MULTIPLIER = "x 0.60 from 2024-07-01 through 2025-06-30, x 0 on first 5,280 or x 0.5 on 20%"
LATE_RATE = "9% or 8% from 2010-07-01"
LONGEST_LINE = 300
LONGEST_SHOWN = 80
# A zone is as long as the column of the installations' own.
LONGEST_ZONE = 20

# ASCII digits only; at most six places, as the percentages of the forms.
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,6})?", re.ASCII)
_RANGE = re.compile(r"up to (?P<up_to>\S+)|above", re.IGNORECASE)
_ZONE = re.compile(r"zone (?P<zone>.+?)(?: (?P<range>up to \S+|above))?", re.IGNORECASE)
_FIXED = re.compile(r"fixed (?P<fixed>[^ +]+)(?: ?\+ ?(?P<amount>\S+))?", re.IGNORECASE)
_CLAUSE = re.compile(r"(?P<name>from|through|on first|on) (?P<value>\S+) ?", re.IGNORECASE)
_FACTOR = re.compile(r"x ?(?P<factor>\S+) ?(?P<clauses>.*)", re.IGNORECASE)
_BECAUSE = re.compile(r" because (?P<reason>.+)", re.IGNORECASE)
_LATE = re.compile(r"(?P<percent>[^%]+)%(?: from (?P<day>\S+))?", re.IGNORECASE)

T = TypeVar("T")


class TermsError(ValueError):
    """Written terms that say nothing exact; ``mistakes`` are the lines and the rules they break."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


class _Unreadable(ValueError):
    """The rule that a line breaks."""


def rates_from(text: str) -> tuple[Rate, ...]:
    """Return the rates that *text* says, a line each, in their order; empty if it has none.

    A zone, a range (``up to 10``, ``above``), a colon and a price: dollars for each unit (``2%``
    of a dollar is 0.02), ``fixed`` dollars for the range, or both. Raises `TermsError`.

    >>> rates_from("zone A up to 10: 5.00")
    (Rate(amount=Decimal('5.00'), zone='A', up_to=Decimal('10'), fixed=Decimal('0')),)
    >>> rates_from("above: fixed 500.00 + 100.00")
    (Rate(amount=Decimal('100.00'), zone='', up_to=None, fixed=Decimal('500.00')),)
    """
    return _read(text, _rate)


def multipliers_from(text: str) -> tuple[Multiplier, ...]:
    """Return the multipliers that *text* says, a line each, in their order; empty if it has none.

    ``x`` and a factor, then in any order the days (``from``, ``through``), the part (``on first
    5,280`` or ``on 20%``), and at the end ``because`` and a reason. Raises `TermsError`.

    >>> [(each.factor, each.quantity, each.reason) for each in
    ...     multipliers_from("x 0 on first 5,280 because the City's duct")]
    [(Decimal('0'), Decimal('5280'), "the City's duct")]
    """
    return _read(text, _multiplier)


def late_rates_from(text: str) -> tuple[LateRate, ...]:
    """Return the yearly rates of late interest that *text* says, a line each; empty if it has none.

    Raises `TermsError`.

    >>> late_rates_from("9%")
    (LateRate(percent=Decimal('9'), first_day=None),)
    """
    return _read(text, _late_rate)


def _read(text: str, read: Callable[[str], T]) -> tuple[T, ...]:
    values: list[T] = []
    mistakes: list[str] = []
    for line in _lines(text):
        try:
            if not line.isprintable():
                raise _Unreadable("has a character that cannot be seen")
            if len(line) > LONGEST_LINE:
                raise _Unreadable(f"is longer than {LONGEST_LINE} characters")
            values.append(read(line))
        except _Unreadable as error:
            mistakes.append(f"{_seen(line)}: {error}")
    if mistakes:
        raise TermsError(*mistakes)
    return tuple(values)


def _seen(line: str) -> str:
    cut = line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]}..."
    return "".join(each if each.isprintable() else "?" for each in cut)


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        words = " ".join(line.split())
        if words:
            yield words


def _rate(line: str) -> Rate:
    place, colon, price = (part.strip() for part in line.rpartition(":"))
    fixed = _FIXED.fullmatch(price)
    if bool(colon) != bool(place) or not price or (" " in price and not colon and not fixed):
        raise _Unreadable(f"is not a rate such as {RATE}")
    zone, up_to = _zone_and_end(place)
    amount = fixed["amount"] if fixed else price
    return Rate(
        amount=_price(amount) if amount else Decimal(0),
        zone=zone,
        up_to=up_to,
        fixed=_number(fixed["fixed"], "rate") if fixed else Decimal(0),
    )


def _zone_and_end(place: str) -> tuple[str, Decimal | None]:
    """Return the zone, and the quantity that the range goes up to; None where it has no end."""
    named = None if _RANGE.fullmatch(place) else _ZONE.fullmatch(place)
    zone, written = (named["zone"], named["range"] or "") if named else ("", place)
    if len(zone) > LONGEST_ZONE:
        raise _Unreadable(f"a zone has {LONGEST_ZONE} characters at most")
    if _RANGE.fullmatch(zone):
        raise _Unreadable("names no zone")
    found = _RANGE.fullmatch(written)
    if written and found is None:
        raise _Unreadable(f"is not a rate such as {RATE}")
    return zone, _number(found["up_to"], "quantity") if found and found["up_to"] else None


def _price(text: str) -> Decimal:
    if text.endswith("%"):
        return _number(text[:-1], "percentage") / HUNDRED
    return _number(text, "rate")


def _multiplier(line: str) -> Multiplier:
    reason = _BECAUSE.search(line)
    written = _FACTOR.fullmatch(line[: reason.start()] if reason else line)
    if written is None:
        raise _Unreadable(f"is not a multiplier such as {MULTIPLIER}")
    clauses = _clauses(written["clauses"])
    part = clauses.get("on", "")
    if part and not part.endswith("%"):
        raise _Unreadable("a part of the quantity is: on first 5,280, or: on 20%")
    if part and "on first" in clauses:
        raise _Unreadable("names two parts of the quantity")
    return Multiplier(
        factor=_number(written["factor"], "factor"),
        first_day=_day(clauses["from"]) if "from" in clauses else None,
        last_day=_day(clauses["through"]) if "through" in clauses else None,
        quantity=_number(clauses["on first"], "quantity") if "on first" in clauses else None,
        percent=_number(part[:-1], "percentage") if part else None,
        reason=reason["reason"] if reason else "",
    )


def _clauses(text: str) -> dict[str, str]:
    clauses: dict[str, str] = {}
    position = 0
    while position < len(text):
        clause = _CLAUSE.match(text, position)
        if clause is None:
            raise _Unreadable(f"is not a multiplier such as {MULTIPLIER}")
        name = clause["name"].casefold()
        if name in clauses:
            raise _Unreadable(f"says {name} twice")
        clauses[name] = clause["value"]
        position = clause.end()
    return clauses


def _late_rate(line: str) -> LateRate:
    written = _LATE.fullmatch(line)
    if written is None:
        raise _Unreadable(f"is not a yearly rate such as {LATE_RATE}")
    return LateRate(
        _number(written["percent"].strip(), "percentage"),
        _day(written["day"]) if written["day"] else None,
    )


def _number(text: str, what: str) -> Decimal:
    digits = text.removeprefix("-").removeprefix("$")
    if not _NUMBER.fullmatch(digits):
        raise _Unreadable(f"{text[:40]} is not a number")
    if text.startswith("-"):
        raise _Unreadable(f"a {what} is not negative")
    return Decimal(digits.replace(",", ""))


def _day(text: str) -> date:
    day = iso_day(text)
    if day is None:
        raise _Unreadable(f"{text[:40]} is not a day such as 2024-07-01")
    return day
