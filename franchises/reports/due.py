"""What was due against what was received: added up account by account, overpayments apart.

An account is one franchise in one fiscal year. What one has overpaid hides nothing that another
owes, and what came in without an assessment pays for nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from franchises.reports.recorded import Recorded
from franchises.rules.money import CENT


@dataclass(frozen=True)
class Sum:
    """An amount in US dollars, and the number of accounts that it is the sum of."""

    amount: Decimal
    accounts: int


@dataclass(frozen=True)
class DueAndReceived:
    """``outstanding`` is ``due`` less ``paid``, and the sum of ``owed`` and ``overpaid``.

    ``overpaid`` is zero or less. ``received`` is ``paid`` and ``unassessed`` together.
    """

    due: Sum
    paid: Sum
    outstanding: Sum
    owed: Sum
    overpaid: Sum
    unassessed: Sum
    received: Sum


def due_and_received(accounts: Iterable[Recorded]) -> DueAndReceived | None:
    """Return what *accounts* come to; None where nothing is assessed in any of them."""
    known = list(accounts)
    assessed = [each for each in known if each.assessed is not None]
    if not assessed:
        return None
    open_cents = [each.outstanding or 0 for each in assessed]
    return DueAndReceived(
        due=_sum(each.assessed or 0 for each in assessed),
        paid=_sum(each.received for each in assessed if each.received is not None),
        outstanding=_sum(cents for cents in open_cents if cents),
        owed=_sum(cents for cents in open_cents if cents > 0),
        overpaid=_sum(cents for cents in open_cents if cents < 0),
        unassessed=_sum(
            each.received for each in known if each.assessed is None and each.received is not None
        ),
        received=_sum(each.received for each in known if each.received is not None),
    )


def _sum(cents: Iterable[int]) -> Sum:
    amounts = list(cents)
    return Sum(sum(amounts) * CENT, len(amounts))
