"""What a unit costs on a day: rates that grow, tiers and bands, multipliers on a part.

Everything here is exact, in fractions: a line is rounded once, at its end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from franchises.rules.fee_calendar import ONE_DAY, Days
from franchises.rules.fee_terms import HUNDRED, Component, Escalator, Multiplier, Rate, Rounding
from franchises.rules.money import format_money, round_cents
from franchises.rules.term import add_years

ONE = Fraction(1)
# Digits enough that a quotient lies on the right side of half a cent.
PRECISION = 60
SHOWN_PLACES = 6


@dataclass(frozen=True)
class Part:
    """A part of a quantity: the rate of its range (None: there is none), and its multipliers."""

    rate: Rate | None
    quantity: Fraction
    factor: Fraction = ONE
    because: str = ""


def cents(amount: Fraction) -> Decimal:
    """Return *amount* rounded half up to the cent.

    >>> cents(Fraction(25025, 1000)), cents(Fraction(1, 3))
    (Decimal('25.03'), Decimal('0.33'))
    """
    with localcontext(prec=PRECISION):
        return round_cents(Decimal(amount.numerator) / amount.denominator)


def shown(number: Fraction) -> Decimal:
    """Return *number* as a working shows it: exact, or rounded to six places.

    >>> shown(Fraction(5, 2)), shown(Fraction(170)), shown(Fraction(1, 3))
    (Decimal('2.5'), Decimal('170'), Decimal('0.333333'))
    """
    with localcontext(prec=PRECISION):
        exact = round(Decimal(number.numerator) / number.denominator, SHOWN_PLACES).normalize()
        return exact if exact.as_tuple().exponent <= 0 else exact.quantize(Decimal(1))  # type: ignore[operator]


def plain(number: Decimal) -> str:
    """Return *number* with thousands and without needless zeros.

    >>> plain(Decimal("52800.00")), plain(Decimal("0.75"))
    ('52,800', '0.75')
    """
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def dollars(amount: Decimal) -> str:
    """Return a rate in dollars; one with a fraction of a cent as it was written.

    >>> dollars(Decimal("1500")), dollars(Decimal("0.125"))
    ('$1,500.00', '$0.125')
    """
    is_cents = amount == round_cents(amount)
    return format_money(amount) if is_cents else f"${plain(amount)}"


def steps_by(escalator: Escalator | None, day: date) -> int:
    """Return how often a rate has grown by *day*: on its first step, and on each anniversary."""
    if escalator is None or day < escalator.first_step:
        return 0
    years = day.year - escalator.first_step.year
    return years + (day >= add_years(escalator.first_step, years))


def grown(amount: Decimal, escalator: Escalator | None, day: date) -> Fraction:
    """Return what *amount* has grown to by *day*, exactly."""
    if escalator is None:
        return Fraction(amount)
    share = Fraction(escalator.share) / 100
    growth = (1 + Fraction(escalator.percent) / 100) ** steps_by(escalator, day)
    return Fraction(amount) * (1 - share + share * growth)


def rate_on(
    amount: Decimal, escalator: Escalator | None, day: date, rounding: Rounding
) -> tuple[Fraction, str]:
    """Return a rate in dollars on *day*, and how it has grown, in words (empty if it has not)."""
    rate, steps = grown(amount, escalator, day), steps_by(escalator, day)
    if escalator is None or not steps:
        return rate, ""
    part = "" if escalator.share == HUNDRED else f" on {plain(escalator.share)}% of it"
    times = "once" if steps == 1 else f"{steps} times"
    words = f"grown {times} by {plain(escalator.percent)}%{part}"
    if rounding == Rounding.RATE:
        rate = Fraction(cents(rate))
        words = f"{words} to {dollars(Decimal(rate.numerator) / rate.denominator)}"
    return rate, words


def stretches(component: Component, days: Days) -> Iterator[Days]:
    """Yield *days* in parts within which neither rate nor multipliers change, in order."""
    turns = set()
    escalator = component.escalator
    if escalator is not None:
        years = range(days.first.year, days.last.year + 1)
        steps = (add_years(escalator.first_step, y - escalator.first_step.year) for y in years)
        turns |= {day for day in steps if day >= escalator.first_step}
    for each in component.multipliers:
        turns |= {each.first_day} if each.first_day else set()
        turns |= {each.last_day + ONE_DAY} if each.last_day else set()
    starts = [days.first, *sorted(turn for turn in turns if days.first < turn <= days.last)]
    for start, following in pairwise([*starts, days.last + ONE_DAY]):
        yield Days(start, following - ONE_DAY)


def multipliers_on(component: Component, day: date) -> tuple[Multiplier, ...]:
    """Return the multipliers of *component* that are for *day*."""
    return tuple(
        each
        for each in component.multipliers
        if (each.first_day is None or each.first_day <= day)
        and (each.last_day is None or each.last_day >= day)
    )


def multiplied(
    multipliers: Sequence[Multiplier], end: Fraction | None = None
) -> tuple[Fraction, str]:
    """Return the factor on a part of a quantity that ends at *end*, and the factor in words.

    A factor on a first quantity has a say only where the part ends within it: None is no part, but
    a fixed amount.
    """
    factor, words = ONE, []
    for each in multipliers:
        if each.quantity is not None and (end is None or end > each.quantity):
            continue
        share = ONE if each.percent is None else Fraction(each.percent) / 100
        factor *= 1 - share + share * Fraction(each.factor)
        part = "" if each.percent is None else f" on {plain(each.percent)}%"
        part = part if each.quantity is None else f" on the first {plain(each.quantity)}"
        reason = f" ({each.reason})" if each.reason else ""
        words.append(f"x {plain(each.factor)}{part}{reason}")
    return factor, ", ".join(words)


def parts(
    rates: Sequence[Rate],
    start: Fraction,
    end: Fraction,
    multipliers: Sequence[Multiplier] = (),
    offset: Fraction = Fraction(0),
) -> Iterator[Part]:
    """Yield the parts of a quantity from *start* to *end*, each in one range, in order.

    *offset* is how much of the whole quantity comes before zero, for multipliers on the first of
    it. Where *end* is before *start*, the parts are negative.
    """
    if end < start:
        for part in parts(rates, end, start, multipliers, offset):
            yield Part(part.rate, -part.quantity, part.factor, part.because)
        return
    cuts = {Fraction(rate.up_to) for rate in rates if rate.up_to is not None}
    cuts |= {Fraction(each.quantity) - offset for each in multipliers if each.quantity is not None}
    bounds = [start, *sorted(cut for cut in cuts if start < cut < end), end]
    for low, high in pairwise(bounds):
        if low < high:
            factor, because = multiplied(multipliers, offset + high)
            yield Part(range_of(rates, high), high - low, factor, because)


def range_of(rates: Sequence[Rate], quantity: Fraction) -> Rate | None:
    """Return the rate whose range *quantity* lies in, its end in it; None if there is none."""
    return next((rate for rate in rates if rate.up_to is None or quantity <= rate.up_to), None)


def reached(rates: Sequence[Rate], quantity: Fraction) -> Iterator[Rate]:
    """Yield the rates with a fixed amount whose ranges *quantity* reaches into."""
    below = Decimal(0)
    for rate in rates:
        if rate.fixed and quantity > below:
            yield rate
        below = below if rate.up_to is None else rate.up_to


def name_of(rates: Sequence[Rate], rate: Rate) -> str:
    """Return the zone and range of one of *rates*, in words; empty where it is for everything."""
    index = list(rates).index(rate)
    zone = f"zone {rate.zone}" if rate.zone else ""
    below = rates[index - 1].up_to if index else None
    if rate.up_to is None:
        span = f"above {plain(below)}" if below is not None else ""
    else:
        start = f"{plain(below)} to" if below is not None else "up to"
        span = f"{start} {plain(rate.up_to)}"
    return ", ".join(words for words in (zone, span) if words)
