"""Terms and uses as short as the tests of fees can say them."""

from datetime import date
from decimal import Decimal

from franchises.rules.fee_terms import (
    Component,
    FeeTerms,
    Frequency,
    Held,
    Measure,
    Metered,
    Percentage,
    Rate,
    Revenue,
    Use,
)
from franchises.rules.fees import fees_of_year

D = Decimal
FIRST = date(2000, 7, 1)


def terms(*components, **options):
    """Terms from 1 July 2000, open, assessed once a year."""
    values = {"first_day": FIRST, "last_day": None, "frequency": Frequency.YEAR} | options
    return FeeTerms(components=components, **values)


def percentage(percent="5", **options):
    return Component(f"{percent}% of revenue", Percentage(D(percent), **options))


def per_unit(*rates, measure=Measure.INSTALLATIONS, name="Poles", **options):
    changes = {key: options.pop(key) for key in ("escalator", "multipliers") if key in options}
    return Component(name, Metered(measure, tuple(rates), **options), **changes)


def rate(amount, **options):
    return Rate(D(amount), **options)


def of_year(gross, **options):
    """What was earned in a year, by one statement."""
    return Use((Revenue("", options.pop("category", "gross"), D(gross), **options),))


def quarters(*gross, category="gross"):
    """What was earned in the first quarters of a year; None where nothing is stated."""
    stated = enumerate(gross, start=1)
    return Use(
        tuple(
            Revenue(f"Q{number}", category, D(each)) for number, each in stated if each is not None
        )
    )


def held(*rows):
    """What is held: zone, number (or feet with ``feet=``), first day and last day of each."""
    return Use(held=tuple(rows))


def poles(number, first=date(2000, 1, 1), last=None, zone="", **options):
    return Held("pole_top", zone, first, last, number, **options)


def amounts(agreed, use, fiscal_year, first_month=7):
    """The amount of each period, as text; what is missing instead, where anything is."""
    return [
        list(fee.missing) or str(fee.amount)
        for fee in fees_of_year(agreed, use, fiscal_year, first_month)
    ]
