"""Amounts as they are written; the numbers of the cases are those of the list of faults."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from franchises.rules.money import (
    LARGEST,
    MoneyError,
    exact_cents,
    format_money,
    parse_money,
    round_cents,
)

AMOUNTS = st.decimals(-LARGEST, LARGEST, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "dollars"),
    [
        ("$1,234.50", "1234.50"),
        ("(12.00)", "-12.00"),
        ("($1,015.25)", "-1015.25"),
        ("$(1,015.25)", "-1015.25"),
        ("-12", "-12.00"),
        ("-$12.5", "-12.50"),
        ("1234", "1234.00"),
        ("0", "0.00"),
        ("0.01", "0.01"),
        (" 8,076,089.00 ", "8076089.00"),
        ("007", "7.00"),
        ("100000000000.00", "100000000000.00"),
        ("(100,000,000,000.00)", "-100000000000.00"),
    ],
)
def test_31_dollars_as_people_and_accountants_write_them(text, dollars):
    assert str(parse_money(text)) == dollars


@pytest.mark.parametrize(
    "text",
    [
        "1.234,50",
        "1,23",
        "12.",
        ".5",
        "+7",
        "1,2345",
        "12,34,567",
        ",123",
        "1,234,",
        "1 234",
        "1'234",
        "€5",
        "5$",
        "$-5",
        "$ 5",
        "-(5)",
        "(-5)",
        "$(-5)",
        "$($5)",
        "$(5",
        "(5",
        "5)",
        "--5",
        "5-",
        "5 USD",
        "n/a",
        "",
        " ",
        "-",
        "$",
        "()",
    ],
)
def test_32_nothing_is_guessed(text):
    with pytest.raises(MoneyError, match=r"is not an amount such as 1234\.50"):
        parse_money(text)


@pytest.mark.parametrize(
    "text",
    ["1_000", "\u0661\u0662\u0663", "\uff11\uff12\uff13", "\u00bd", "1\u00a0000", "\u22125"],
    ids=["underscore", "arabic", "fullwidth", "half", "no-break space", "minus sign"],
)
def test_33_digits_are_those_of_ascii(text):
    with pytest.raises(MoneyError):
        parse_money(text)


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity", "inf"])
def test_34_a_number_that_is_none_is_refused(text):
    with pytest.raises(MoneyError):
        parse_money(text)
    with pytest.raises(MoneyError, match="is not a finite amount"):
        exact_cents(Decimal(text))


@pytest.mark.parametrize("text", ["1e400", "1E3", "9" * 5_000, "0" * 21])
def test_35_an_exponent_or_a_long_number_is_refused(text):
    with pytest.raises(MoneyError):
        parse_money(text)


def test_35_twenty_characters_are_read_and_no_more():
    assert parse_money("0" * 19 + "5") == Decimal("5.00")
    with pytest.raises(MoneyError, match="is longer than 20 characters"):
        parse_money("0" * 20 + "5")


@pytest.mark.parametrize("text", ["12.005", "0.000", "12.500"])
def test_36_a_third_place_is_refused_and_not_rounded(text):
    with pytest.raises(MoneyError):
        parse_money(text)


@pytest.mark.parametrize("amount", ["12.005", "1e-7", "0.001"])
def test_36_a_fraction_of_a_cent_is_refused_and_not_rounded(amount):
    with pytest.raises(MoneyError, match="has a fraction of a cent"):
        exact_cents(Decimal(amount))


def test_36_places_that_say_nothing_do_no_harm():
    assert str(exact_cents(Decimal("12.5000"))) == "12.50"
    assert str(exact_cents(7)) == "7.00"


@pytest.mark.parametrize("text", ["-0.00", "-0", "(0.00)", "-$0"])
def test_38_minus_nothing_is_nothing(text):
    assert str(parse_money(text)) == "0.00"
    assert format_money(Decimal("-0.00")) == "$0.00"


@pytest.mark.parametrize(
    "amount", ["100000000000.01", "-100000000000.01", "1e12", "1e400"], ids=str
)
def test_39_more_than_a_hundred_billion_is_refused(amount):
    with pytest.raises(MoneyError, match="is more than"):
        exact_cents(Decimal(amount))


@pytest.mark.parametrize("amount", ["100000000000.00", "-100000000000.00"])
def test_39_a_hundred_billion_is_the_most_that_is_taken(amount):
    assert str(exact_cents(Decimal(amount))) == amount


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("12.005", "12.01"),
        ("-12.005", "-12.01"),
        ("12.0049999", "12.00"),
        ("12.015", "12.02"),
        ("0.005", "0.01"),
        ("0.0049", "0.00"),
    ],
)
def test_half_a_cent_is_rounded_away_from_zero(amount, rounded):
    assert str(round_cents(Decimal(amount))) == rounded


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("8076089", "$8,076,089.00"),
        ("-0.5", "-$0.50"),
        ("999.99", "$999.99"),
        ("1000", "$1,000.00"),
        ("-1234567.89", "-$1,234,567.89"),
    ],
)
def test_an_amount_is_shown_with_a_dollar_sign_and_separators(amount, text):
    assert format_money(Decimal(amount)) == text


@given(AMOUNTS)
def test_g13_what_is_shown_reads_back_as_the_same_amount(amount):
    assert parse_money(format_money(amount)) == amount


@given(st.one_of(st.text(), st.text("0123456789.,$()- +eE_", max_size=22)))
def test_any_text_is_an_amount_or_refused(text):
    try:
        amount = parse_money(text)
    except MoneyError:
        return
    assert amount == exact_cents(amount)
    assert amount.as_tuple().exponent == -2
