"""What an audit finds: the fee on what was not reported, and who bears what the audit cost."""

from decimal import Decimal

from franchises.rules.money import round_cents

HUNDRED = Decimal(100)


def underpaid(not_reported: Decimal, percent: Decimal) -> Decimal:
    """Return the fee of so many per cent on dollars *not_reported*, rounded once.

    >>> underpaid(Decimal("6733670"), Decimal(5))
    Decimal('336683.50')
    """
    return round_cents(not_reported * percent / HUNDRED)


def cost_is_shifted(underpaid: Decimal, paid: Decimal, threshold: Decimal) -> bool:
    """Return whether more than *threshold* per cent of what was due had not been paid.

    The franchisee then bears what the audit cost. What was due is what was paid and what was not.

    >>> cost_is_shifted(Decimal("2.00"), Decimal("98.00"), Decimal(2))
    False
    >>> cost_is_shifted(Decimal("2.01"), Decimal("98.00"), Decimal(2))
    True
    """
    return underpaid * HUNDRED > threshold * (paid + underpaid)
