"""Which receipt pays what is due: what the payer names first, then the oldest due of its kind.

Receipts are taken in the order of their days. One that names a due pays that one, and what it names
is kept for it: no other takes it. What is left pays the dues of the same kind, the oldest first;
what is left then is credit. A receipt never changes its kind, except for the due that it names.

A negative receipt gives money back: first of the due that it names, then of the credit, the latest
first, then of what paid the latest due. A due that is open again is paid by the receipts after it.
So at no time is less than nothing of a due paid, nor more than all of it, and what a receipt pays
and its credit are always the receipt.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from franchises.rules.fee_calendar import ONE_DAY
from franchises.rules.late_terms import Owed
from franchises.rules.workings import NOTHING

# What a key is the key of, and its number: a city's own, so that the order is always the same.
Key = tuple[str, int]
ANY_KIND = ""


@dataclass(frozen=True)
class Due:
    """``amount`` dollars, zero or more, of a ``kind``; ``due_on`` puts them in order."""

    key: Key
    kind: str
    due_on: date
    amount: Decimal


@dataclass(frozen=True)
class Receipt:
    """``amount`` dollars received, or given back where it is negative.

    ``day`` is None where it is not known: it then counts from the beginning. ``kind`` is empty
    where money is given back of no kind in particular. ``pays`` is the key of the due it names.
    """

    key: Key
    kind: str
    day: date | None
    amount: Decimal
    pays: Key | None = None


@dataclass(frozen=True)
class Application:
    """What a receipt paid of a due on a day; negative where it was given back."""

    due: Key
    receipt: Key
    amount: Decimal
    day: date | None


@dataclass(frozen=True)
class Credit:
    """What a receipt brought beyond what was due of its kind; negative where it was given back."""

    receipt: Key
    kind: str
    amount: Decimal
    day: date | None


@dataclass(frozen=True)
class Matching:
    """Every receipt, split into what it paid and what was credit, in the order of their days."""

    applications: tuple[Application, ...]
    credits: tuple[Credit, ...]

    def paid_of(self, due: Key) -> Decimal:
        """Return what is paid of *due*."""
        return sum((each.amount for each in self.applications if each.due == due), NOTHING)

    @property
    def credit(self) -> Decimal:
        """What was received and pays nothing; below zero where more was given back than came in."""
        return sum((each.amount for each in self.credits), NOTHING)


def match(dues: Iterable[Due], receipts: Iterable[Receipt]) -> Matching:
    """Return which of *receipts* paid which of *dues*, whatever order they come in."""
    return _Book(dues).match(
        sorted(receipts, key=lambda each: (each.day or date.min, each.amount < 0, each.key))
    )


class _Book:
    """The dues while receipts are put to them."""

    def __init__(self, dues: Iterable[Due]) -> None:
        self.dues = sorted(dues, key=lambda due: (due.due_on, due.key))
        self.open = {due.key: due.amount for due in self.dues}
        self.kept_for_named: dict[Key, Decimal] = defaultdict(lambda: NOTHING)
        self.applications: list[Application] = []
        self.credits: list[Credit] = []
        # What is left of each credit that a later receipt may give back.
        self.unspent: list[tuple[Credit, Decimal]] = []

    def match(self, receipts: Sequence[Receipt]) -> Matching:
        for receipt in receipts:
            if receipt.pays in self.open and receipt.amount > 0:
                self.kept_for_named[receipt.pays] += receipt.amount
        for receipt in receipts:
            if receipt.amount > 0:
                self._receive(receipt)
            elif receipt.amount < 0:
                self._give_back(receipt)
        return Matching(tuple(self.applications), tuple(self.credits))

    def _receive(self, receipt: Receipt) -> None:
        left = receipt.amount
        if receipt.pays in self.open:
            self.kept_for_named[receipt.pays] -= left
            left -= self._apply(receipt, receipt.pays, min(left, self.open[receipt.pays]))
        for due in self.dues:
            if due.kind == receipt.kind:
                free = self.open[due.key] - self.kept_for_named[due.key]
                left -= self._apply(receipt, due.key, min(left, max(free, NOTHING)))
        self._credit(receipt, receipt.kind, left)

    def _give_back(self, receipt: Receipt) -> None:
        left = -receipt.amount
        if receipt.pays in self.open:
            left -= self._undo(receipt, [due for due in self.dues if due.key == receipt.pays], left)
        for number in reversed(range(len(self.unspent))):
            credit, unspent = self.unspent[number]
            if receipt.kind in (credit.kind, ANY_KIND):
                taken = min(left, unspent)
                self.unspent[number] = credit, unspent - taken
                self._credit(receipt, credit.kind, -taken)
                left -= taken
        of_kind = [due for due in self.dues if receipt.kind in (due.kind, ANY_KIND)]
        left -= self._undo(receipt, of_kind, left)
        self._credit(receipt, receipt.kind, -left)

    def _undo(self, receipt: Receipt, dues: Sequence[Due], amount: Decimal) -> Decimal:
        """Give back up to *amount* of what paid *dues*, the latest first; return how much."""
        left = amount
        for due in reversed(dues):
            left += self._apply(receipt, due.key, -min(left, due.amount - self.open[due.key]))
        return amount - left

    def _apply(self, receipt: Receipt, due: Key, amount: Decimal) -> Decimal:
        if amount:
            self.open[due] -= amount
            self.applications.append(Application(due, receipt.key, amount, receipt.day))
        return amount

    def _credit(self, receipt: Receipt, kind: str, amount: Decimal) -> None:
        if amount:
            credit = Credit(receipt.key, kind, amount, receipt.day)
            self.credits.append(credit)
            if amount > 0:
                self.unspent.append((credit, amount))


def owed_over_time(due: Due, applications: Iterable[Application]) -> tuple[Owed, ...]:
    """Return what is still owed of *due* from the day after its due date on.

    A payment counts from the day after it came in, one without a day from the beginning.
    """
    paid: dict[date, Decimal] = defaultdict(lambda: NOTHING)
    for each in applications:
        if each.due == due.key:
            paid[max(each.day or due.due_on, due.due_on)] += each.amount
    left = due.amount
    history = []
    for day in sorted({due.due_on, *paid}):
        left -= paid[day]
        history.append(Owed(day + ONE_DAY, left))
    return tuple(history)
