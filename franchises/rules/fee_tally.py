"""Unit-days that are counted for each line of a working, and the lines that they come to."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from franchises.rules.fee_calendar import Days, Reach, Year, first_of_month, last_of_month
from franchises.rules.fee_rates import cents, shown
from franchises.rules.fee_terms import Per
from franchises.rules.workings import Line

MONTHS = 12
ZERO = Fraction(0)


@dataclass(frozen=True)
class Charged:
    """The lines of a charge for some days, and what is missing to know them."""

    lines: tuple[Line, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """What one line is for: dollars a unit, in words too, and the days that they hold."""

    what: str
    unit: str
    rate: Fraction
    words: tuple[str, ...]
    days: Days


@dataclass
class Tally:
    """How many unit-days of each item there are, by the days of the year or month they lie in."""

    reach: Reach
    year: Year
    counted: dict[Item, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, item: Item, quantity: Fraction, run: Days) -> None:
        """Count *quantity* units for each day of *run*: of one month, where months count."""
        length = len(self.year.days)
        if self.reach.counts_months:
            length = len(Days(first_of_month(run.first), last_of_month(run.first)))
        self.counted[item][length] += quantity * len(run)  # type: ignore[assignment]

    def total(self) -> Fraction:
        """Return what it all comes to, in dollars, exactly."""
        return sum((self._amount(*entry) for entry in self._entries()), ZERO)

    def lines(self, source: str) -> Iterator[Line]:
        """Yield a line for each item: for its whole years or months, and for its days besides."""
        for item, quantity, length in self._entries():
            yield Line(
                what=item.what,
                amount=cents(self._amount(item, quantity, length)),
                first_day=item.days.first,
                last_day=item.days.last,
                quantity=shown(quantity),
                unit="-".join(word for word in (item.unit, self._measure(length)) if word),
                rate=", ".join([*item.words[:1], *self._of(length), *item.words[1:]]),
                source=source,
            )

    def _entries(self) -> Iterator[tuple[Item, Fraction, int]]:
        """Yield items with whole years or months (length 0), or with days of *length* a whole."""
        for item, by_length in self.counted.items():
            wholes = [Fraction(n, length) for length, n in by_length.items() if n % length == 0]
            if wholes:
                yield item, sum(wholes, ZERO), 0
            for length, number in by_length.items():
                if number % length:
                    yield item, Fraction(number), length

    def _amount(self, item: Item, quantity: Fraction, length: int) -> Fraction:
        return item.rate * quantity / (length or 1) / (MONTHS if self._is_twelfth else 1)

    def _measure(self, length: int) -> str:
        if length:
            return "days"
        return "months" if self.reach.counts_months else "years"

    def _of(self, length: int) -> list[str]:
        words = [f"of {length} days"] if length else []
        return [*words, "a twelfth a month"] if self._is_twelfth else words

    @property
    def _is_twelfth(self) -> bool:
        """Whether a yearly rate is charged by the month."""
        return self.reach.counts_months and self.reach.per == Per.YEAR


def nothing_to_charge(what: str, days: Days) -> Line:
    """Return the line that says so."""
    return Line(what, Decimal("0.00"), days.first, days.last)
