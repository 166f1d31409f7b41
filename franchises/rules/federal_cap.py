"""The federal cap on what a cable operator pays: 5% of its gross revenue in any 12 months.

47 USC 542(b). Nothing here refuses: a city may have its reasons, and a court the last word.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from franchises.rules.fee_rates import plain
from franchises.rules.fee_terms import (
    HUNDRED,
    Combination,
    Component,
    FeeTerms,
    Measure,
    Metered,
    Percentage,
)
from franchises.rules.money import CENT, round_cents
from franchises.rules.term import add_years

FEDERAL_CAP = Decimal(5)
FEDERAL_SOURCE = "47 USC 542(b)"
THE_RULE = (
    "A cable operator pays 5% of its gross revenue in any 12 months at most,"
    f" whatever it is called ({FEDERAL_SOURCE})."
)
# Growth that would only pass the cap after so many years is nobody's concern.
YEARS_AHEAD = 100


def above_federal_cap(collected: Decimal, gross: Decimal) -> Decimal | None:
    """Return by how much *collected* is above 5% of *gross*, in US dollars; None if it is not.

    Both are of the same 12 months. The 5% is rounded half up to the cent, as a fee is.

    >>> above_federal_cap(Decimal("60000.00"), Decimal("1000000.00"))
    Decimal('10000.00')
    >>> above_federal_cap(Decimal("50000.00"), Decimal("1000000.00")) is None
    True
    """
    excess = collected - round_cents(max(gross, Decimal(0)) * FEDERAL_CAP / HUNDRED)
    return excess if excess >= CENT else None


def percent_of_gross(terms: FeeTerms) -> Decimal:
    """Return the per cent of gross revenue that *terms* name at their beginning, their cap apart.

    Percentages of one statement category are added up, or the greatest taken, as the schedule
    does; of several categories, which are parts of one gross revenue, the highest counts.
    """
    return max(_by_category(terms, in_the_end=False).values(), default=Decimal(0))


def federal_warnings(terms: FeeTerms) -> tuple[str, ...]:
    """Return why the fees of *terms*, for a cable franchise, can pass the cap; empty if never."""
    if terms.cap_percent is not None and terms.cap_percent <= FEDERAL_CAP:
        return ()
    named = percent_of_gross(terms)
    if named > FEDERAL_CAP:
        return (f"These terms come to {plain(named)}% of gross revenue. {THE_RULE}",)
    grown = max(_by_category(terms, in_the_end=True).values(), default=Decimal(0))
    if grown > FEDERAL_CAP:
        return (f"As their rates grow, these terms pass 5% of gross revenue. {THE_RULE}",)
    others = [each.name for each in terms.components if _percent(each) is None]
    others += ["the minimum"] if terms.minimum else []
    if others:
        return (
            f"Due whatever is earned: {', '.join(others)}. In a lean year that can pass 5% of"
            f" gross revenue, where no cap of 5% is given. {THE_RULE}",
        )
    return ()


def _by_category(terms: FeeTerms, *, in_the_end: bool) -> dict[str, Decimal]:
    percents: dict[str, Decimal] = defaultdict(Decimal)
    for component, category, percent in _percentages(terms):
        reached = percent * (_growth(component, terms) if in_the_end else 1)
        if terms.combination == Combination.SUM:
            percents[category] += reached
        else:
            percents[category] = max(percents[category], reached)
    return percents


def _percentages(terms: FeeTerms) -> Iterator[tuple[Component, str, Decimal]]:
    for component in terms.components:
        charge, percent = component.charge, _percent(component)
        if percent is not None and isinstance(charge, Percentage | Metered):
            # A multiplier on a part or for a time can only be known to be no more than all of it.
            factor = max([Decimal(1), *(each.factor for each in component.multipliers)])
            yield component, charge.category, percent * factor


def _percent(component: Component) -> Decimal | None:
    """Return the highest per cent of gross revenue that is charged; None for another charge."""
    charge = component.charge
    if isinstance(charge, Percentage):
        return charge.percent
    if (
        isinstance(charge, Metered)
        and charge.measure == Measure.GROSS
        and not any(rate.fixed for rate in charge.rates)
    ):
        return max((rate.amount for rate in charge.rates), default=Decimal(0)) * HUNDRED
    return None


def _growth(component: Component, terms: FeeTerms) -> Decimal:
    """Return what a rate is multiplied by on the last day of *terms*, or a century after it."""
    escalator = component.escalator
    if escalator is None:
        return Decimal(1)
    steps = [
        year
        for year in range(YEARS_AHEAD)
        if terms.last_day is None or add_years(escalator.first_step, year) <= terms.last_day
    ]
    share = escalator.share / HUNDRED
    return 1 - share + share * (1 + escalator.percent / HUNDRED) ** len(steps)
