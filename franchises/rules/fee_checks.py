"""Whether the terms of a schedule can be meant: what is impossible, and what is only unusual.

A problem is a reason to refuse the terms; a warning is said, and they are taken. Two schedules of
a franchise that are in force on the same days are possible: what is due is the sum of both.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from franchises.rules.federal_cap import federal_warnings
from franchises.rules.fee_terms import (
    HUNDRED,
    Banded,
    Combination,
    Component,
    Escalator,
    FeeTerms,
    Flat,
    Frequency,
    Measure,
    Metered,
    Multiplier,
    Per,
    Percentage,
    Rate,
)
from franchises.rules.late_terms import LateTerms

MONTHS_IN_A_QUARTER = 3
NOT_OF_PLACES = (Measure.REPORTED, Measure.GROSS)


class Problem(NamedTuple):
    """Why terms are impossible, and which of them: the name of the term that it is about."""

    about: str
    sentence: str


def problems_of(terms: FeeTerms) -> tuple[str, ...]:
    """Return why *terms* are impossible, a sentence each; empty where they are possible.

    What is wrong with one charge begins with its name.
    """
    return (
        *(problem.sentence for problem in schedule_problems_of(terms)),
        *(
            f"{component.name}: {problem.sentence}"
            for component in terms.components
            for problem in component_problems_of(component, terms.last_day)
        ),
    )


def schedule_problems_of(terms: FeeTerms) -> tuple[Problem, ...]:
    """Return why *terms* as a whole are impossible, whatever each charge says."""
    return tuple(_of_schedule(terms))


def component_problems_of(component: Component, last_day: date | None) -> tuple[Problem, ...]:
    """Return why one charge is impossible, in terms that end on *last_day* (None: open)."""
    growth = _of_escalator(component.escalator, last_day, "The rate")
    return (
        *_of_charge(component),
        *(Problem("escalator", sentence) for sentence in growth),
        *(Problem("multipliers", sentence) for sentence in _of_multipliers(component)),
    )


def late_problems_of(terms: LateTerms) -> tuple[Problem, ...]:
    """Return why the lateness terms are impossible; empty where they are possible."""
    return tuple(_of_lateness(terms))


def warnings_of(terms: FeeTerms, *, is_cable: bool, first_month: int = 7) -> tuple[str, ...]:
    """Return what is unusual about possible *terms*, a sentence each, the source named.

    *first_month* is that of the fiscal year.
    """
    return (*(federal_warnings(terms) if is_cable else ()), *_unusual(terms, first_month))


def _of_schedule(terms: FeeTerms) -> Iterator[Problem]:
    minimum, cap = terms.minimum, terms.cap
    if not terms.components:
        yield Problem("components", "A schedule has at least one charge.")
    if terms.last_day is not None and terms.last_day < terms.first_day:
        yield Problem("last_day", "The terms end before they begin.")
    if terms.days_until_due < 0:
        yield Problem("days_until_due", "A fee is not due before its period ends.")
    if minimum is not None and minimum < 0:
        yield Problem("minimum", "A minimum is not negative.")
    if cap is not None and cap < 0:
        yield Problem("cap", "A cap is not negative.")
    if terms.cap_percent is not None and not 0 <= terms.cap_percent <= HUNDRED:
        yield Problem("cap_percent", "A cap is 0% to 100% of gross revenue.")
    if minimum is not None and cap is not None and minimum > cap:
        yield Problem("minimum", "The minimum is above the cap.")
    if terms.minimum_escalator is not None and minimum is None:
        yield Problem("minimum", "How the minimum grows is given, but no minimum.")
    for sentence in _of_escalator(terms.minimum_escalator, terms.last_day, "The minimum"):
        yield Problem("minimum_escalator", sentence)
    counted = Counter(component.name for component in terms.components)
    for name, times in counted.items():
        if times > 1:
            yield Problem("components", f"Two charges are called {name}.")


def _of_charge(component: Component) -> Iterator[Problem]:
    charge = component.charge
    if isinstance(charge, Percentage):
        if not 0 <= charge.percent <= HUNDRED:
            yield Problem("percent", "A percentage is 0 to 100.")
    elif isinstance(charge, Flat):
        if charge.amount < 0:
            yield Problem("amount", "A flat amount is not negative.")
    else:
        yield from (Problem("rates", sentence) for sentence in _of_rates(charge))
        if charge.measure in NOT_OF_PLACES and charge.per == Per.MONTH:
            yield Problem(
                "per", "What is reported or earned is charged as it is, not by the month."
            )
        if charge.measure in NOT_OF_PLACES and charge.kind:
            yield Problem("kind", "What is reported or earned is of no kind of installation.")
    needs_category = isinstance(charge, Percentage) or (
        isinstance(charge, Metered | Banded) and charge.measure in NOT_OF_PLACES
    )
    if needs_category and not getattr(charge, "category", ""):
        yield Problem(
            "category", "A charge on what is stated names the category of the statements."
        )


def _of_rates(charge: Metered | Banded) -> Iterator[str]:
    if not charge.rates:
        yield "A charge by quantity needs its rates."
    if any(rate.amount < 0 or rate.fixed < 0 for rate in charge.rates):
        yield "A rate is not negative."
    if isinstance(charge, Banded) and any(rate.amount for rate in charge.rates):
        yield (
            "A band has one amount for its whole range, written as in: up to 5: fixed 500.00."
            " A rate for each unit is metered."
        )
    zones: dict[str, list[Rate]] = defaultdict(list)
    for rate in charge.rates:
        zones[rate.zone].append(rate)
    if charge.measure in NOT_OF_PLACES and any(zones):
        yield "What is reported or earned lies in no zone."
    for zone, rates in zones.items():
        yield from _of_ranges(rates, f" of zone {zone}" if zone else "")


def _of_ranges(rates: Sequence[Rate], of_zone: str) -> Iterator[str]:
    counted = Counter(rate.up_to for rate in rates)
    ends = list(counted)
    for end, times in counted.items():
        if times > 1:
            where = "without end" if end is None else f"up to {end:,f}"
            yield f"The range {where}{of_zone} has two rates."
    bounded = [end for end in ends if end is not None]
    if any(end <= 0 for end in bounded):
        yield f"A range{of_zone} goes up to more than zero."
    if bounded != sorted(bounded) or None in ends[:-1]:
        yield f"The ranges{of_zone} are not in order: the lowest first, what is above them last."
    if None not in counted:
        yield f"Nothing says what is charged above {max(bounded):,f}{of_zone}: end with above."


def _of_escalator(escalator: Escalator | None, last_day: date | None, what: str) -> Iterator[str]:
    if escalator is None:
        return
    if escalator.percent <= -HUNDRED:
        yield f"{what} cannot shrink by 100% or more."
    if not 0 < escalator.share <= HUNDRED:
        yield f"{what} grows on more than 0% of it, and on 100% at most."
    if last_day is not None and escalator.first_step > last_day:
        yield f"{what} first grows after the last day of these terms."


def _of_multipliers(component: Component) -> Iterator[str]:
    for multiplier in component.multipliers:
        yield from _of_multiplier(multiplier, component)
    for one, other in combinations(component.multipliers, 2):
        if _is_same_part(one, other) and _share_a_day(one, other):
            yield (
                f"The multipliers x {one.factor} and x {other.factor} are on the same part for"
                " the same days."
            )


def _of_multiplier(multiplier: Multiplier, component: Component) -> Iterator[str]:
    if multiplier.factor < 0:
        yield "A multiplier is not negative."
    first, last = multiplier.first_day, multiplier.last_day
    if first is not None and last is not None and last < first:
        yield f"The multiplier x {multiplier.factor} ends before it begins."
    if multiplier.quantity is not None and multiplier.percent is not None:
        yield "A multiplier is on a first quantity or on a percentage, not on both."
    if multiplier.quantity is not None and multiplier.quantity <= 0:
        yield "A multiplier is on a first quantity of more than zero."
    if multiplier.percent is not None and not 0 < multiplier.percent <= HUNDRED:
        yield "A multiplier is on more than 0%, and on 100% at most."
    if multiplier.quantity is not None and isinstance(component.charge, Flat):
        yield "A flat amount has no quantity that a multiplier could be on the first of."


def _is_same_part(one: Multiplier, other: Multiplier) -> bool:
    return (one.quantity, one.percent) == (other.quantity, other.percent)


def _share_a_day(one: Multiplier, other: Multiplier) -> bool:
    return (one.first_day or date.min) <= (other.last_day or date.max) and (
        other.first_day or date.min
    ) <= (one.last_day or date.max)


def _of_lateness(terms: LateTerms) -> Iterator[Problem]:
    if any(not 0 <= rate.percent <= HUNDRED for rate in terms.rates):
        yield Problem("rates", "Late interest is 0% to 100% a year.")
    counted = Counter(rate.first_day for rate in terms.rates)
    for day, times in counted.items():
        if times > 1:
            since = "without a first day" if day is None else f"from {day}"
            yield Problem("rates", f"Two rates of late interest are given {since}.")
    percent, days = terms.surcharge_percent, terms.surcharge_after_days
    if (percent is None) != (days is None):
        yield Problem(
            "surcharge_percent" if percent is None else "surcharge_after_days",
            "A surcharge needs its per cent and its days, or neither.",
        )
    if percent is not None and not 0 <= percent <= HUNDRED:
        yield Problem("surcharge_percent", "A surcharge is 0% to 100% of what is late.")
    if days is not None and days < 1:
        yield Problem("surcharge_after_days", "A surcharge is due after one day or more.")
    if terms.grace_days < 0:
        yield Problem("grace_days", "Days of grace are not negative.")


def _unusual(terms: FeeTerms, first_month: int) -> Iterator[str]:
    if terms.combination == Combination.GREATEST and len(terms.components) == 1:
        yield "The greatest of one charge is that charge: is another one missing?"
    if terms.frequency == Frequency.QUARTER and first_month % MONTHS_IN_A_QUARTER != 1:
        yield (
            "The quarters of this city's fiscal year are not those of the calendar: where the"
            " contract means calendar quarters, assess once a year."
        )
    growth = terms.minimum_escalator
    if terms.cap is not None and growth is not None and growth.percent > 0:
        yield "The minimum grows and the cap does not: once it is above the cap, the cap is due."
    for component in terms.components:
        if not _is_ever(component.multipliers, terms):
            yield f"{component.name}: a multiplier is for days outside these terms."


def _is_ever(multipliers: Iterable[Multiplier], terms: FeeTerms) -> bool:
    whole = Multiplier(Decimal(1), terms.first_day, terms.last_day)
    return all(_share_a_day(whole, each) for each in multipliers)
