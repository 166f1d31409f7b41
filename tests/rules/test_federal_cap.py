"""Case 14: a cable schedule above 5% of gross, or collections above it, is flagged."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.rules.federal_cap import above_federal_cap, federal_warnings, percent_of_gross
from franchises.rules.fee_checks import warnings_of
from franchises.rules.fee_terms import (
    Combination,
    Component,
    Escalator,
    FeeTerms,
    Flat,
    Measure,
    Metered,
    Multiplier,
    Percentage,
)
from franchises.rules.written_terms import rates_from

RULE = (
    "A cable operator pays 5% of its gross revenue in any 12 months at most, whatever it is called"
    " (47 USC 542(b))."
)
GROWN = f"As their rates grow, these terms pass 5% of gross revenue. {RULE}"


def terms(*components, **values):
    return FeeTerms(date(2024, 7, 1), None, components, **values)


def of_gross(percent, category="gross", **values):
    return Component(f"{percent}%", Percentage(Decimal(percent), category), **values)


def tiers(rates):
    return Component("Tiers", Metered(Measure.GROSS, rates_from(rates)))


PEG = Component("PEG grant", Flat(Decimal(100000)))


@pytest.mark.parametrize(
    "within",
    [
        terms(of_gross("5")),
        terms(of_gross("3"), of_gross("2")),
        terms(of_gross("5"), of_gross("5", "advertising")),
        terms(of_gross("5"), of_gross("4"), combination=Combination.GREATEST),
        terms(tiers("up to 1,000,000: 5%\nabove: 3%")),
        terms(of_gross("9"), PEG, minimum=Decimal(9), cap_percent=Decimal(5)),
        terms(of_gross("5", escalator=Escalator(Decimal(-3), date(2025, 7, 1)))),
        terms(of_gross("5", multipliers=(Multiplier(Decimal("0.6")),))),
    ],
)
def test_14_a_cable_schedule_of_five_per_cent_at_most_is_not_flagged(within):
    assert federal_warnings(within) == ()


@pytest.mark.parametrize(
    ("above", "percent"),
    [
        (terms(of_gross("5.01")), "5.01"),
        (terms(of_gross("3"), of_gross("2.5")), "5.5"),
        (terms(of_gross("6"), of_gross("10"), combination=Combination.GREATEST), "10"),
        (terms(tiers("up to 1,000,000: 5%\nabove: 6%")), "6"),
        (terms(of_gross("5"), of_gross("6", "advertising")), "6"),
        (terms(of_gross("5", multipliers=(Multiplier(Decimal(2)),))), "10"),
        (terms(of_gross("6"), cap_percent=Decimal("5.01")), "6"),
    ],
)
def test_14_a_cable_schedule_above_five_per_cent_is_flagged_with_its_source(above, percent):
    assert percent_of_gross(above) == Decimal(percent)
    assert warnings_of(above, is_cable=True) == (
        f"These terms come to {percent}% of gross revenue. {RULE}",
    )
    assert warnings_of(above, is_cable=False) == ()


@pytest.mark.parametrize(
    ("percent", "last_day", "warnings"),
    [
        # 4.9 x 1.02 is 4.998, and x 1.02 again is 5.09796.
        ("4.9", date(2026, 6, 30), ()),
        ("4.9", date(2026, 7, 1), (GROWN,)),
        ("4.9", None, (GROWN,)),
    ],
)
def test_14_a_cable_rate_that_grows_past_five_per_cent_is_flagged(percent, last_day, warnings):
    component = of_gross(percent, escalator=Escalator(Decimal(2), date(2025, 7, 1)))

    assert federal_warnings(FeeTerms(date(2024, 7, 1), last_day, (component,))) == warnings


def test_14_what_a_cable_operator_owes_whatever_it_earns_is_flagged():
    bands = Component("Tiers", Metered(Measure.GROSS, rates_from("above: fixed 5 + 1%")))

    assert federal_warnings(terms(of_gross("5"), PEG, bands, minimum=Decimal(1))) == (
        "Due whatever is earned: PEG grant, Tiers, the minimum. In a lean year that can pass 5% of"
        f" gross revenue, where no cap of 5% is given. {RULE}",
    )


@pytest.mark.parametrize(
    ("collected", "gross", "excess"),
    [
        ("50000.00", "1000000.00", None),
        ("50000.01", "1000000.00", "0.01"),
        ("49999.99", "1000000.00", None),
        # 5% of it is 5.005, which is rounded to 5.01 as the fee is.
        ("5.01", "100.10", None),
        ("5.02", "100.10", "0.01"),
        ("0.00", "0.00", None),
        ("0.01", "0.00", "0.01"),
        ("0.00", "-100.00", None),
        ("1.00", "-100.00", "1.00"),
        ("-5.00", "-1000.00", None),
    ],
)
def test_14_collections_above_five_per_cent_of_gross_are_flagged(collected, gross, excess):
    found = above_federal_cap(Decimal(collected), Decimal(gross))

    assert found == (None if excess is None else Decimal(excess))
