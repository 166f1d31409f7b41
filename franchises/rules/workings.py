"""How an amount came about: an ordered list of lines that add up to it exactly."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from franchises.rules.money import exact_cents

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Line:
    """One line of a working.

    ``amount`` is whole cents of US dollars and may be negative. ``quantity`` is of ``unit`` (such
    as ``$ of gross revenue`` or ``pole-days``), ``rate`` is in words (such as ``5%`` or ``$150.00 a
    month each``), both as they entered the product; None and empty where the line has none.
    ``first_day`` and ``last_day`` are the days it is for, both in it. ``source`` is the clause.
    """

    what: str
    amount: Decimal
    first_day: date
    last_day: date
    quantity: Decimal | None = None
    unit: str = ""
    rate: str = ""
    source: str = ""

    @property
    def in_words(self) -> str:
        """The line in one sentence, without its amount.

        Such as ``5% of gross revenue: $2,000,000.00 of gross revenue at 5%, 1 July 2023 to 30
        September 2023 (Agreement, section 9.1)``.
        """
        rate = f"{' at ' if self._counted else ''}{self.rate}" if self.rate else ""
        how = f": {self._counted}{rate}" if self._counted or rate else ""
        source = f" ({self.source})" if self.source else ""
        return f"{self.what}{how}, {days_in_words(self.first_day, self.last_day)}{source}"

    @property
    def _counted(self) -> str:
        if self.quantity is None:
            return ""
        if self.unit.startswith("$"):
            return f"${self.quantity:,}{self.unit.removeprefix('$')}"
        return f"{self.quantity:,} {self.unit}".rstrip()

    def as_kept(self) -> dict[str, str]:
        """Return the line as plain text values, for a JSON column; what is empty is left out."""
        kept = {
            "what": self.what,
            "amount": str(self.amount),
            "from": self.first_day.isoformat(),
            "to": self.last_day.isoformat(),
            "quantity": "" if self.quantity is None else str(self.quantity),
            "unit": self.unit,
            "rate": self.rate,
            "source": self.source,
        }
        return {name: value for name, value in kept.items() if value}

    @classmethod
    def from_kept(cls, kept: dict[str, str]) -> "Line":
        """Return the line that `as_kept` wrote."""
        return cls(
            what=kept["what"],
            amount=Decimal(kept["amount"]),
            first_day=date.fromisoformat(kept["from"]),
            last_day=date.fromisoformat(kept["to"]),
            quantity=Decimal(kept["quantity"]) if "quantity" in kept else None,
            unit=kept.get("unit", ""),
            rate=kept.get("rate", ""),
            source=kept.get("source", ""),
        )


def total_of(lines: Iterable[Line]) -> Decimal:
    """Return the sum of the lines: the amount that they are the working of."""
    return exact_cents(sum((line.amount for line in lines), NOTHING))


def day_in_words(day: date) -> str:
    """Return *day* as a letter writes it.

    >>> day_in_words(date(2024, 2, 29))
    '29 February 2024'
    """
    return f"{day.day} {day:%B %Y}"


def days_in_words(first_day: date, last_day: date) -> str:
    """Return the days from one to another in words; a single day once.

    >>> days_in_words(date(2024, 2, 28), date(2024, 2, 29))
    '28 February 2024 to 29 February 2024'
    """
    if first_day == last_day:
        return day_in_words(first_day)
    return f"{day_in_words(first_day)} to {day_in_words(last_day)}"
