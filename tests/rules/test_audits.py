"""What audits found, as published, and who bears their cost, on both sides of the threshold."""

from decimal import Decimal

import pytest

from franchises.rules.audits import cost_is_shifted, underpaid
from franchises.rules.penalties import Range


@pytest.mark.parametrize(
    ("not_reported", "fee"),
    # New York City Comptroller: 5% of the revenue that was not reported.
    [("6733670", "336683.50"), ("10300790", "515039.50"), ("6854294", "342714.70")],
)
def test_an_underpayment_is_the_fee_on_what_was_not_reported(not_reported, fee):
    assert underpaid(Decimal(not_reported), Decimal(5)) == Decimal(fee)


@pytest.mark.parametrize(("not_reported", "fee"), [("0.09", "0.00"), ("0.10", "0.01")])
def test_half_a_cent_is_rounded_up(not_reported, fee):
    assert underpaid(Decimal(not_reported), Decimal(5)) == Decimal(fee)


@pytest.mark.parametrize(
    ("found", "paid", "threshold", "is_shifted"),
    [
        ("2.00", "98.00", 2, False),
        ("2.01", "98.00", 2, True),
        ("2.00", "97.99", 2, True),
        ("5.00", "95.00", 5, False),
        ("5.01", "95.00", 5, True),
        ("0.00", "0.00", 0, False),
        ("0.01", "0.00", 5, True),
    ],
)
def test_the_cost_is_shifted_above_the_threshold_and_not_at_it(found, paid, threshold, is_shifted):
    assert cost_is_shifted(Decimal(found), Decimal(paid), Decimal(threshold)) == is_shifted


@pytest.mark.parametrize(
    ("amount", "violations", "is_refused"),
    [
        ("99.99", 1, True),
        ("100.00", 1, False),
        ("25000.00", 1, False),
        ("25000.01", 1, True),
        ("299.99", 3, True),
        ("300.00", 3, False),
        ("75000.00", 3, False),
        ("75000.01", 3, True),
    ],
)
def test_a_penalty_is_within_its_range_for_each_violation(amount, violations, is_refused):
    rule = Range("67 RCNY 1-07", Decimal(100), Decimal(25000))

    refusal = rule.refusal_of(Decimal(amount), violations)

    assert (refusal is not None) == is_refused
    assert refusal is None or refusal.startswith("67 RCNY 1-07 allows from ")
