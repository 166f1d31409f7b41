"""Dollars as people write them, and exact cents.

Every amount in Python is a ``Decimal`` of dollars with at most two places; the database holds
integer cents. Nothing here knows about fees: that arithmetic lives in its own room.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
LARGEST = Decimal("100000000000.00")
LONGEST = 20

# ASCII digits only: Decimal() and int() also take 1_000, fullwidth and Arabic digits.
_WRITTEN = re.compile(r"\$?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,2})?", re.ASCII)


class MoneyError(ValueError):
    """A text or number that is not an exact amount of dollars and cents."""


def parse_money(text: str) -> Decimal:
    """Return the dollars that *text* says, exact to the cent.

    Takes ``1234``, ``1234.5``, ``$1,234.50``, ``-12.00`` and, as accountants and their spreadsheets
    write a negative, ``($12.00)`` and ``$(12.00)``. Raises `MoneyError` for everything else:
    nothing is guessed.

    >>> parse_money("$1,234.50"), parse_money("(12.00)"), parse_money("-0.00")
    (Decimal('1234.50'), Decimal('-12.00'), Decimal('0.00'))
    """
    written = text.strip()
    if len(written) > LONGEST:
        raise MoneyError(f"is longer than {LONGEST} characters")
    negative = False
    if written.startswith(("(", "$(")) and written.endswith(")"):
        negative, written = True, written[:-1].replace("(", "", 1)
    elif written.startswith("-"):
        negative, written = True, written[1:]
    if not _WRITTEN.fullmatch(written):
        raise MoneyError("is not an amount such as 1234.50, $1,234.50 or (1,234.50)")
    amount = Decimal(written.replace("$", "").replace(",", "")).quantize(CENT)
    return exact_cents(-amount if negative else amount)


def exact_cents(amount: Decimal | int) -> Decimal:
    """Return *amount* with two places; raise `MoneyError` rather than round, or past $100 billion.

    >>> exact_cents(Decimal("12.5"))
    Decimal('12.50')
    """
    value = Decimal(amount)
    if not value.is_finite():
        raise MoneyError("is not a finite amount")
    if abs(value) > LARGEST:
        raise MoneyError("is more than $100,000,000,000.00 either way")
    exact = value.quantize(CENT)
    if exact != value:
        raise MoneyError("has a fraction of a cent")
    return exact if exact else abs(exact)


def round_cents(amount: Decimal) -> Decimal:
    """Return *amount* rounded half up (away from zero) to the cent: the only rounding of money.

    >>> round_cents(Decimal("12.005")), round_cents(Decimal("-12.005"))
    (Decimal('12.01'), Decimal('-12.01'))
    """
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def format_money(amount: Decimal) -> str:
    """Return *amount* as ``$1,234.50``; a negative as ``-$1,234.50``; a total may be any size.

    Raises `MoneyError` rather than round.

    >>> format_money(Decimal("8076089")), format_money(Decimal("-0.5"))
    ('$8,076,089.00', '-$0.50')
    """
    exact = amount.quantize(CENT)
    if exact != amount:
        raise MoneyError("has a fraction of a cent")
    return f"{'-' if exact < 0 else ''}${abs(exact):,.2f}"
