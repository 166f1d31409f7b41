"""Whether a penalty is within the range that the law sets for it."""

from dataclasses import dataclass
from decimal import Decimal

from franchises.rules.money import format_money


@dataclass(frozen=True)
class Range:
    """What a *section* of the law allows for each violation, in US dollars."""

    section: str
    least: Decimal
    most: Decimal

    def refusal_of(self, amount: Decimal, violations: int) -> str | None:
        """Return why *amount* for so many violations is refused; None where it is within.

        >>> rule = Range("67 RCNY 1-07", Decimal(100), Decimal(25000))
        >>> rule.refusal_of(Decimal(25000), 1) is None
        True
        >>> rule.refusal_of(Decimal("99.99"), 1)
        '67 RCNY 1-07 allows from $100.00 to $25,000.00 for 1 violation.'
        """
        least, most = self.least * violations, self.most * violations
        if least <= amount <= most:
            return None
        noun = "violation" if violations == 1 else "violations"
        return (
            f"{self.section} allows from {format_money(least)} to {format_money(most)} for"
            f" {violations} {noun}."
        )
