"""Rates, multipliers and late rates as a person who reads contracts writes them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from franchises.rules.fee_terms import Multiplier, Rate
from franchises.rules.late_terms import LateRate
from franchises.rules.written_terms import (
    MULTIPLIER,
    RATE,
    TermsError,
    late_rates_from,
    multipliers_from,
    rates_from,
)


def D(text):
    return Decimal(text)


@pytest.mark.parametrize(
    ("line", "rate"),
    [
        ("150.00", Rate(D("150.00"))),
        ("$1,500", Rate(D("1500"))),
        ("0.75", Rate(D("0.75"))),
        ("0.123456", Rate(D("0.123456"))),
        ("0", Rate(D(0))),
        ("zone A: 150.00", Rate(D("150.00"), zone="A")),
        ("ZONE Above 96th Street: 9", Rate(D(9), zone="Above 96th Street")),
        ("zone 1:2: 9", Rate(D(9), zone="1:2")),
        ("zone Aabove: 9", Rate(D(9), zone="Aabove")),
        ("up to 52,800: 2.00", Rate(D("2.00"), up_to=D(52800))),
        ("Up To 52800 : 2", Rate(D(2), up_to=D(52800))),
        ("above: 0.50", Rate(D("0.50"))),
        ("zone A up to 10: 5.00", Rate(D("5.00"), zone="A", up_to=D(10))),
        ("zone A  above:5", Rate(D(5), zone="A")),
        ("up to 5: fixed 500.00", Rate(up_to=D(5), fixed=D("500.00"))),
        ("above: fixed 500.00 + 100.00", Rate(D("100.00"), fixed=D("500.00"))),
        ("fixed 500", Rate(fixed=D(500))),
        ("above: fixed $500+$100", Rate(D(100), fixed=D(500))),
        ("up to 1,000,000: 5%", Rate(D("0.05"), up_to=D(1000000))),
        ("above: fixed 500 + 2.5%", Rate(D("0.025"), fixed=D(500))),
        ("zone A\N{NO-BREAK SPACE}: 150.00", Rate(D("150.00"), zone="A")),
    ],
)
def test_a_rate_is_read_as_it_is_written(line, rate):
    assert rates_from(line) == (rate,)


def test_rates_are_read_in_their_order_and_empty_lines_are_none():
    assert rates_from("\nup to 5: 2\r\n\n  above: 1  \n") == (Rate(D(2), up_to=D(5)), Rate(D(1)))
    assert rates_from(" \n") == ()


NO_RATE = f"is not a rate such as {RATE}"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("zone A 150", NO_RATE),
        ("1,50", "1,50 is not a number"),
        ("1_000", "1_000 is not a number"),
        ("1e3", "1e3 is not a number"),
        ("NaN", "NaN is not a number"),
        ("$", "$ is not a number"),
        ("$-5", "$-5 is not a number"),
        ("0.1234567", "0.1234567 is not a number"),
        ("1234567890123456", "1234567890123456 is not a number"),
        ("\u0661\u0662", "\u0661\u0662 is not a number"),
        ("zone A:", NO_RATE),
        (": 150", NO_RATE),
        ("area A: 150", NO_RATE),
        ("to 5: 150", NO_RATE),
        ("zone: 150", NO_RATE),
        ("zone up to 10: 5", "names no zone"),
        ("zone above: 5", "names no zone"),
        ("zone ABCDEFGHIJKLMNOPQRSTU: 5", "a zone has 20 characters at most"),
        ("-150.00", "a rate is not negative"),
        ("-$5", "a rate is not negative"),
        ("up to -5: 1", "a quantity is not negative"),
        ("up to many: 1", "many is not a number"),
        ("up to 5: fixed -500", "a rate is not negative"),
        ("up to 5: fixed 5%", "5% is not a number"),
        ("up to 5: -5%", "a percentage is not negative"),
        ("up to 5: fixed", "fixed is not a number"),
        ("above: fixed 5 + x", "x is not a number"),
        ("5: five", NO_RATE),
    ],
)
def test_what_is_no_rate_is_told_with_the_line_and_the_rule(line, rule):
    with pytest.raises(TermsError) as refused:
        rates_from(line)

    assert refused.value.mistakes == (f"{line}: {rule}",)


def test_a_zone_may_have_as_many_characters_as_that_of_an_installation():
    assert rates_from("zone ABCDEFGHIJKLMNOPQRST: 5")[0].zone == "ABCDEFGHIJKLMNOPQRST"


def test_every_line_that_is_wrong_is_told_at_once():
    with pytest.raises(TermsError) as refused:
        rates_from("150\nzone A: x\n\nup to y: 5")

    assert refused.value.mistakes == (
        "zone A: x: x is not a number",
        "up to y: 5: y is not a number",
    )
    assert str(refused.value) == "; ".join(refused.value.mistakes)


def test_a_line_that_is_too_long_or_cannot_be_seen_is_shown_short_and_plain():
    with pytest.raises(TermsError) as refused:
        rates_from("9" * 301)
    assert str(refused.value) == f"{'9' * 80}...: is longer than 300 characters"

    with pytest.raises(TermsError) as refused:
        rates_from("zone A\u200b: 5")
    assert str(refused.value) == "zone A?: 5: has a character that cannot be seen"


@pytest.mark.parametrize(
    ("line", "multiplier"),
    [
        ("x 0.60", Multiplier(D("0.60"))),
        ("X0", Multiplier(D(0))),
        (
            "x 0.60 from 2024-07-01 through 2025-06-30",
            Multiplier(D("0.60"), date(2024, 7, 1), date(2025, 6, 30)),
        ),
        ("x 2 from 2024-07-01", Multiplier(D(2), date(2024, 7, 1))),
        ("x 2 through 2024-02-29", Multiplier(D(2), None, date(2024, 2, 29))),
        ("x 0 on first 5,280", Multiplier(D(0), quantity=D(5280))),
        ("x 0 on 20%", Multiplier(D(0), percent=D(20))),
        ("x 0 On 12.5%", Multiplier(D(0), percent=D("12.5"))),
        ("x 0 because the City's duct", Multiplier(D(0), reason="the City's duct")),
        (
            "x 0.60 from 2024-07-01 through 2025-06-30 on first 5,280 because of the first year",
            Multiplier(
                D("0.60"),
                date(2024, 7, 1),
                date(2025, 6, 30),
                D(5280),
                None,
                "of the first year",
            ),
        ),
        (
            "x 0.60 on 20% from 2024-07-01 because from now on it is less because we say so",
            Multiplier(
                D("0.60"),
                date(2024, 7, 1),
                percent=D(20),
                reason="from now on it is less because we say so",
            ),
        ),
    ],
)
def test_a_multiplier_is_read_as_it_is_written(line, multiplier):
    assert multipliers_from(line) == (multiplier,)


NO_MULTIPLIER = f"is not a multiplier such as {MULTIPLIER}"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("0.60", NO_MULTIPLIER),
        ("x", NO_MULTIPLIER),
        ("x 0.60 until 2024-07-01", NO_MULTIPLIER),
        ("x 0.60 because", NO_MULTIPLIER),
        ("x 0.60 from", NO_MULTIPLIER),
        ("x -1", "a factor is not negative"),
        ("x half", "half is not a number"),
        ("x 60%", "60% is not a number"),
        ("x 1 from 2024-7-1", "2024-7-1 is not a day such as 2024-07-01"),
        ("x 1 from 20240701", "20240701 is not a day such as 2024-07-01"),
        ("x 1 from 2024-W27-1", "2024-W27-1 is not a day such as 2024-07-01"),
        ("x 1 through 2023-02-29", "2023-02-29 is not a day such as 2024-07-01"),
        ("x 1 on 20", "a part of the quantity is: on first 5,280, or: on 20%"),
        ("x 1 on many%", "many is not a number"),
        ("x 1 on first many", "many is not a number"),
        ("x 1 on -5%", "a percentage is not negative"),
        ("x 1 on first 5 on 20%", "names two parts of the quantity"),
        ("x 1 from 2024-07-01 from 2025-07-01", "says from twice"),
        ("x 1 on first 5 on first 6", "says on first twice"),
    ],
)
def test_what_is_no_multiplier_is_told_with_the_line_and_the_rule(line, rule):
    with pytest.raises(TermsError) as refused:
        multipliers_from(line)

    assert refused.value.mistakes == (f"{line}: {rule}",)


@pytest.mark.parametrize(
    ("line", "rate"),
    [
        ("9%", LateRate(D(9))),
        ("7.5 %", LateRate(D("7.5"))),
        ("8% FROM 2010-07-01", LateRate(D(8), date(2010, 7, 1))),
    ],
)
def test_a_late_rate_is_read_as_it_is_written(line, rate):
    assert late_rates_from(line) == (rate,)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("9", "is not a yearly rate such as 9% or 8% from 2010-07-01"),
        ("9% since 2010", "is not a yearly rate such as 9% or 8% from 2010-07-01"),
        ("nine%", "nine is not a number"),
        ("-9%", "a percentage is not negative"),
        ("9% from July", "July is not a day such as 2024-07-01"),
    ],
)
def test_what_is_no_late_rate_is_told_with_the_line_and_the_rule(line, rule):
    with pytest.raises(TermsError) as refused:
        late_rates_from(line)

    assert refused.value.mistakes == (f"{line}: {rule}",)


@given(text=st.text() | st.text("zone upt abv:x%fixed+0123456789.,-from because on first\n"))
@pytest.mark.parametrize("read", [rates_from, multipliers_from, late_rates_from])
def test_any_text_is_read_or_refused(read, text):
    try:
        values = read(text)
    except TermsError as error:
        assert error.mistakes
    else:
        assert len(values) <= len(text.splitlines())
