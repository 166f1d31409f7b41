"""What is recorded for a franchise in a fiscal year, in whole cents, and how such sums add up."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from franchises.rules.money import CENT
from franchises.rules.workings import NOTHING


class Basis(StrEnum):
    """Which fiscal year a collection counts in: the one it is for, or the one it came in."""

    ACCRUAL = "accrual"
    CASH = "cash"


@dataclass(slots=True)
class Recorded:
    """Whole cents recorded for a franchise in a fiscal year, or for several added up.

    None is nothing recorded. ``received`` is signed and whole; the two after it are part of it.
    """

    assessed: int | None = None
    received: int | None = None
    refunds: int = 0
    interest_and_penalties: int = 0
    outstanding: int | None = None

    @property
    def collected(self) -> int | None:
        """What came in: zero where something was due and nothing came, None where unknown."""
        if self.received is None and self.assessed is not None:
            return 0
        return self.received

    def add(self, other: "Recorded") -> None:
        """Add what *other* knows; what it does not know changes nothing."""
        if other.assessed is not None:
            self.assessed = other.assessed + (self.assessed or 0)
        if other.outstanding is not None:
            self.outstanding = other.outstanding + (self.outstanding or 0)
        if other.received is not None:
            self.received = other.received + (self.received or 0)
            self.refunds += other.refunds
            self.interest_and_penalties += other.interest_and_penalties


def added_up(entries: Iterable[Recorded]) -> Recorded:
    """Return the sum of *entries*."""
    total = Recorded()
    for entry in entries:
        total.add(entry)
    return total


@dataclass(frozen=True)
class Undated:
    """Collections without a day of receipt, which the cash basis cannot place in a year."""

    number: int
    amount: Decimal


def dollars(cents: int | None) -> Decimal | None:
    """Return *cents* in dollars; None where unknown."""
    return None if cents is None else cents * CENT


def known_sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of the values that are known; None where none is."""
    known = [value for value in values if value is not None]
    return sum(known, NOTHING) if known else None
