"""What a fee schedule can say, as plain values: the terms of compensation of a contract.

A schedule has components, each a charge; they are added up, or the greatest of them is due. Money
is in US dollars, percentages are of a hundred, days are inclusive.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

HUNDRED = Decimal(100)


class Combination(StrEnum):
    """How the components of a schedule make one fee, for the fiscal year to date."""

    SUM = "sum"
    GREATEST = "greatest"


class Frequency(StrEnum):
    """How often a fee is assessed. Quarters of the calendar must also be fiscal quarters."""

    YEAR = "year"
    QUARTER = "quarter"


class Per(StrEnum):
    """What a rate or a flat amount is for."""

    YEAR = "year"
    MONTH = "month"


class Proration(StrEnum):
    """What is charged where something is in force for a part of the time.

    By the day; by the month, one begun counting as whole; or not at all: in full for a year (or a
    month, where the rate is by the month) in which it is in force on any day.
    """

    DAYS = "days"
    MONTHS = "months"
    NONE = "none"


class Rounding(StrEnum):
    """Where cents are rounded half up: at the end of a line, or already the rate of one unit."""

    LINE = "line"
    RATE = "rate"


class Measure(StrEnum):
    """What a metered or banded charge counts.

    Installations or feet of them in force on each day; what a statement reports, such as
    applications; or the gross revenue of the year to date.
    """

    INSTALLATIONS = "installations"
    FEET = "feet"
    REPORTED = "reported"
    GROSS = "gross"


@dataclass(frozen=True)
class Rate:
    """A rate of one zone (any, where empty), for the part of the quantity up to ``up_to``.

    None is without end. ``amount`` is dollars a unit, foot or reported thing; ``fixed`` is dollars
    for any quantity that reaches into this range at all. A band has ``fixed`` alone.
    """

    amount: Decimal = Decimal(0)
    zone: str = ""
    up_to: Decimal | None = None
    fixed: Decimal = Decimal(0)


@dataclass(frozen=True)
class Multiplier:
    """A factor on a part of the quantity, for some days: 0.60 in the first year, 0 is exempt.

    The part is the first ``quantity`` of it, or ``percent`` of it, or all of it where neither is
    given. Days are inclusive, None is open.
    """

    factor: Decimal
    first_day: date | None = None
    last_day: date | None = None
    quantity: Decimal | None = None
    percent: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True)
class Escalator:
    """``percent`` more on ``share`` per cent of a rate from ``first_step`` on, and each year after.

    Compounded from the rate that the contract names, and rounded once, if at all.
    """

    percent: Decimal
    first_step: date
    share: Decimal = HUNDRED


@dataclass(frozen=True)
class Percentage:
    """``percent`` of the gross revenue of a ``category``, less deductions where it ``deducts``.

    They are taken off the revenue, or ``from_fee``: off what the percentage comes to.
    """

    percent: Decimal
    category: str = "gross"
    deducts: bool = False
    from_fee: bool = False


@dataclass(frozen=True)
class Metered:
    """Rates by zone and tier: each part of a quantity is charged at the rate of its range.

    ``kind`` is the kind of installation that counts (all, where empty), ``counted_from`` the day
    that it counts from; ``category`` names what a statement reports. What is reported or earned is
    charged as it is: neither ``per`` nor proration has a say in it.
    """

    measure: Measure
    rates: tuple[Rate, ...]
    per: Per = Per.YEAR
    kind: str = ""
    category: str = "gross"
    counted_from: str = "installed_on"


@dataclass(frozen=True)
class Banded:
    """One amount for each range of a quantity: that of the range the whole quantity lies in.

    No installation, and nothing reported, is in no range; gross revenue of nothing is in the first.
    """

    measure: Measure
    rates: tuple[Rate, ...]
    per: Per = Per.YEAR
    kind: str = ""
    category: str = "gross"
    counted_from: str = "installed_on"


@dataclass(frozen=True)
class Flat:
    """An amount by the year or month, whatever is used or earned."""

    amount: Decimal
    per: Per = Per.YEAR


Charge = Percentage | Metered | Banded | Flat


@dataclass(frozen=True)
class Component:
    """One charge of a schedule, what changes its rate, and the clause that says so."""

    name: str
    charge: Charge
    escalator: Escalator | None = None
    multipliers: tuple[Multiplier, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class FeeTerms:
    """The terms of one schedule, in force from ``first_day`` to ``last_day`` (None: open).

    ``minimum`` is dollars for a fiscal year, trued up in its last period; ``cap`` is dollars for a
    fiscal year, ``cap_percent`` is of the gross revenue of the year to date. A cap is never passed,
    not by a minimum either. Both are prorated as a flat amount is, where the terms are in force for
    a part of the year. Each period is due ``days_until_due`` days after its last day. The terms
    ``continue`` others where those ended the day before: a month or year begun is then theirs.
    """

    first_day: date
    last_day: date | None
    components: tuple[Component, ...]
    combination: Combination = Combination.SUM
    frequency: Frequency = Frequency.QUARTER
    minimum: Decimal | None = None
    minimum_escalator: Escalator | None = None
    cap: Decimal | None = None
    cap_percent: Decimal | None = None
    proration: Proration = Proration.DAYS
    rounding: Rounding = Rounding.LINE
    days_until_due: int = 45
    source: str = ""
    continues: bool = False


@dataclass(frozen=True)
class Revenue:
    """One statement of revenue in force: ``period`` is Q1 to Q4, or empty for the fiscal year.

    ``gross`` is None where a statement only reports ``units``; ``units`` is None where it reports
    no count. ``first_day`` and ``last_day`` are the days it covers where they are not all days of
    the period, as where the franchise begins within it: the revenue is taken as earned evenly over
    the days it covers. A ``revision`` after the first restates the ones before it.
    """

    period: str
    category: str
    gross: Decimal | None
    deductions: Decimal = Decimal(0)
    units: Decimal | None = None
    first_day: date | None = None
    last_day: date | None = None
    revision: int = 1


@dataclass(frozen=True)
class Held:
    """``number`` installations of a kind in a zone, ``feet`` long in all, on each of these days.

    They ``continue`` where they stood in another zone the day before: a month or year that was
    begun is charged there. ``counted_from`` is the day that they are counted from.
    """

    kind: str
    zone: str
    first_day: date
    last_day: date | None
    number: int
    feet: int = 0
    continues: bool = False
    counted_from: str = "installed_on"


@dataclass(frozen=True)
class Use:
    """What a franchisee earned and held: what its fees are charged on."""

    revenue: tuple[Revenue, ...] = ()
    held: tuple[Held, ...] = ()
