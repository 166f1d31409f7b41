"""What holds of every fee, whatever the terms and the use."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from franchises.rules.fee_terms import (
    Banded,
    Combination,
    Component,
    Escalator,
    FeeTerms,
    Flat,
    Frequency,
    Held,
    Measure,
    Metered,
    Multiplier,
    Per,
    Percentage,
    Proration,
    Rate,
    Revenue,
    Rounding,
    Use,
)
from franchises.rules.fees import fees_of_year
from franchises.rules.fiscal_year import fiscal_year_bounds
from franchises.rules.workings import total_of
from tests.rules.fee_values import terms

CENT = Decimal("0.01")
# FY2024 has a leap day.
YEARS = st.sampled_from([2023, 2024])
FIRST, LAST = fiscal_year_bounds(2024)
DAYS = st.dates(date(2022, 5, 1), date(2024, 8, 31))
DOLLARS = st.decimals(0, 10_000_000, places=2)
SMALL = st.decimals(0, 500, places=3)
PERCENTS = st.decimals(0, 30, places=2)
NUMBERS = st.integers(0, 300)


@st.composite
def ranges(draw, *, in_bands=False):
    ends = sorted(draw(st.sets(st.integers(1, 400), max_size=3)))
    prices = [draw(SMALL) for _ in range(len(ends) + 1)]
    if in_bands:
        prices.sort()
    zones = [Decimal(end) for end in ends] + [None]
    return tuple(
        Rate(fixed=price, up_to=end) if in_bands else Rate(price, up_to=end)
        for price, end in zip(prices, zones, strict=True)
    )


MULTIPLIERS = st.builds(
    Multiplier,
    factor=st.decimals(0, 2, places=2),
    first_day=st.none() | DAYS,
    quantity=st.none() | st.integers(1, 200).map(Decimal),
) | st.builds(
    Multiplier,
    factor=st.decimals(0, 2, places=2),
    last_day=st.none() | DAYS,
    percent=st.none() | st.integers(1, 100).map(Decimal),
)
ESCALATORS = st.builds(
    Escalator, st.decimals(0, 10, places=1), DAYS, st.sampled_from([Decimal(100), Decimal(60)])
)


@st.composite
def charges(draw):
    per = draw(st.sampled_from(Per))
    measure = draw(st.sampled_from(Measure))
    return draw(
        st.one_of(
            st.builds(Percentage, PERCENTS),
            st.builds(Flat, DOLLARS, st.just(per)),
            st.builds(Metered, st.just(measure), ranges(), st.just(per)),
            st.builds(Banded, st.just(measure), ranges(in_bands=True), st.just(per)),
        )
    )


@st.composite
def components(draw, number):
    return tuple(
        Component(
            f"Charge {place}",
            draw(charges()),
            draw(st.none() | ESCALATORS),
            tuple(draw(st.lists(MULTIPLIERS, max_size=2))),
        )
        for place in range(number)
    )


@st.composite
def any_terms(draw):
    first = draw(DAYS)
    minimum = draw(st.none() | DOLLARS)
    return FeeTerms(
        first,
        draw(st.none() | st.dates(first, date(2025, 1, 1))),
        draw(components(draw(st.integers(1, 3)))),
        draw(st.sampled_from(Combination)),
        draw(st.sampled_from(Frequency)),
        minimum,
        None,
        draw(st.none() | DOLLARS),
        draw(st.none() | PERCENTS),
        draw(st.sampled_from(Proration)),
        draw(st.sampled_from(Rounding)),
    )


@st.composite
def uses(draw):
    statements = tuple(
        Revenue(period, "gross", draw(DOLLARS), units=draw(NUMBERS.map(Decimal)))
        for period in ("Q1", "Q2", "Q3", "Q4")
    )
    rows = draw(st.lists(st.tuples(DAYS, st.integers(0, 900), NUMBERS, NUMBERS), max_size=4))
    return Use(
        statements,
        tuple(
            Held("pole_top", "", first, first + timedelta(days=days), number, feet)
            for first, days, number, feet in rows
        ),
    )


@given(any_terms(), uses(), YEARS)
@settings(max_examples=100, deadline=None)
def test_the_lines_sum_to_the_amount_and_no_period_owes_less_than_nothing(agreed, use, year):
    for fee in fees_of_year(agreed, use, year):
        assert fee.amount == total_of(fee.lines) >= 0
        assert not (fee.lines and fee.missing)
        assert all(line.amount == line.amount.quantize(CENT) for line in fee.lines)


@given(any_terms(), uses(), YEARS)
@settings(max_examples=100, deadline=None)
def test_a_cap_is_never_passed(agreed, use, year):
    fees = fees_of_year(agreed, use, year)
    total = sum(fee.amount for fee in fees)
    if agreed.cap is not None:
        assert total <= agreed.cap
    if agreed.cap_percent is not None:
        assert total * 100 <= agreed.cap_percent * sum(each.gross for each in use.revenue)


@given(any_terms(), uses(), YEARS, st.integers(0, 3), st.decimals(0, 100_000, places=2))
@settings(max_examples=100, deadline=None)
def test_more_revenue_never_owes_less(agreed, use, year, place, more):
    # A rate that changes within the year could fall as the tiers fill earlier.
    agreed = FeeTerms(
        **{
            **agreed.__dict__,
            "components": tuple(Component(each.name, each.charge) for each in agreed.components),
        }
    )
    raised = list(use.revenue)
    raised[place] = Revenue(
        raised[place].period, "gross", raised[place].gross + more, units=raised[place].units
    )
    before = sum(fee.amount for fee in fees_of_year(agreed, use, year))
    after = sum(fee.amount for fee in fees_of_year(agreed, Use(tuple(raised), use.held), year))
    assert after >= before


@given(components(3), uses(), YEARS, st.sampled_from(Proration))
@settings(max_examples=100, deadline=None)
def test_the_greatest_is_at_least_each_of_its_parts(parts, use, year, proration):
    options = {"proration": proration, "frequency": Frequency.YEAR}
    [greatest] = fees_of_year(terms(*parts, combination=Combination.GREATEST, **options), use, year)
    alone = [fees_of_year(terms(part, **options), use, year)[0] for part in parts]
    assert greatest.amount == max(fee.amount for fee in alone)


@given(
    st.builds(Flat, DOLLARS) | st.builds(Metered, st.just(Measure.FEET), ranges()),
    uses(),
    st.dates(FIRST, LAST - timedelta(days=1)),
)
@settings(max_examples=100, deadline=None)
def test_terms_split_at_any_day_come_to_the_year_but_for_a_cent_a_line(charge, use, day):
    """Each line is rounded once, by half a cent at most."""
    part = Component("Charge", charge)
    [whole] = fees_of_year(terms(part), use, 2024)
    [before] = fees_of_year(terms(part, last_day=day), use, 2024)
    [after] = fees_of_year(terms(part, first_day=day + timedelta(days=1)), use, 2024)
    count = len(whole.lines) + len(before.lines) + len(after.lines)
    assert abs(before.amount + after.amount - whole.amount) * 2 <= CENT * count


@given(
    st.builds(Flat, DOLLARS, st.sampled_from(Per))
    | st.builds(Metered, st.just(Measure.INSTALLATIONS), ranges(), st.sampled_from(Per)),
    uses(),
    st.sampled_from(Proration),
    st.none() | ESCALATORS,
)
@settings(max_examples=100, deadline=None)
def test_d62_quarters_sum_to_the_year_to_the_cent(charge, use, proration, escalator):
    part = Component("Charge", charge, escalator)
    [year] = fees_of_year(terms(part, proration=proration), use, 2024)
    fees = fees_of_year(terms(part, proration=proration, frequency=Frequency.QUARTER), use, 2024)
    apart = sum(fee.amount for fee in fees) - year.amount
    # Nothing is taken off a last quarter that has nothing.
    assert apart == 0 or 0 < apart < Decimal("0.05") > fees[-1].amount


@pytest.mark.parametrize("proration", list(Proration))
def test_months_begun_under_successive_terms_are_charged_once(proration):
    part = Component("Flat", Flat(Decimal(12_000)))
    options = {"proration": proration}
    turn = date(2024, 1, 16)
    [before] = fees_of_year(terms(part, last_day=turn - timedelta(days=1), **options), Use(), 2024)
    after = fees_of_year(terms(part, first_day=turn, continues=True, **options), Use(), 2024)
    assert before.amount + after[0].amount == Decimal("12000.00")
