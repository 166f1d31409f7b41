"""What is held beside what is required, on both sides of every day and every cent."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.rules.security import (
    Cover,
    Drawn,
    Held,
    Limits,
    Standing,
    insured_on,
    secured_on,
)

ADEQUATE, SHORT, LAPSED, MISSING = Standing
HALF = Decimal("500000.00")
LAST = date(2026, 9, 30)
BOND = Held(HALF, date(2020, 1, 1), LAST)
NEXT_BOND = Held(HALF, date(2026, 10, 1), date(2027, 9, 30))
FUND = Held(HALF, date(2020, 1, 1), None, (Drawn(Decimal("0.01"), date(2026, 3, 1)),))
MADE_WHOLE = Held(HALF, date(2020, 1, 1), None, (Drawn(HALF, date(2026, 3, 1), date(2026, 4, 1)),))


@pytest.mark.parametrize(
    ("day", "held", "standing", "shortfall", "lapsed_on", "through"),
    [
        (date(2026, 1, 1), [], MISSING, "500000.00", None, None),
        (date(2019, 12, 31), [BOND], MISSING, "500000.00", None, None),
        (date(2020, 1, 1), [BOND], ADEQUATE, "0.00", None, LAST),
        (LAST, [BOND], ADEQUATE, "0.00", None, LAST),
        (date(2026, 10, 1), [BOND], LAPSED, "500000.00", LAST, None),
        (LAST, [BOND, NEXT_BOND], ADEQUATE, "0.00", None, date(2027, 9, 30)),
        (date(2026, 10, 1), [BOND, NEXT_BOND], ADEQUATE, "0.00", None, date(2027, 9, 30)),
        (date(2026, 2, 28), [FUND], ADEQUATE, "0.00", None, None),
        (date(2026, 3, 1), [FUND], SHORT, "0.01", None, None),
        (date(2026, 3, 31), [MADE_WHOLE], SHORT, "500000.00", None, None),
        (date(2026, 4, 1), [MADE_WHOLE], ADEQUATE, "0.00", None, None),
        (date(2026, 3, 1), [FUND, BOND], ADEQUATE, "0.00", None, LAST),
    ],
)
def test_what_is_held_on_a_day_is_compared_with_what_is_required(
    day, held, standing, shortfall, lapsed_on, through
):
    secured = secured_on(day, HALF, held)

    assert (secured.standing, secured.shortfall) == (standing, Decimal(shortfall))
    assert (secured.lapsed_on, secured.adequate_through) == (lapsed_on, through)


def fund(*drawn, amount=HALF):
    return Held(amount, date(2020, 1, 1), None, drawn)


DRAWN = Drawn(Decimal(100), date(2026, 3, 1), None, date(2026, 3, 31), key=7)
BACK = Drawn(Decimal(100), date(2026, 1, 10), date(2026, 2, 10), date(2026, 2, 9))
EARLIER = Drawn(Decimal(100), date(2026, 2, 20), None, date(2026, 4, 1), key=6)


@pytest.mark.parametrize(
    ("held", "since", "draw"),
    [
        ([fund(DRAWN)], date(2026, 3, 1), 7),
        ([fund(BACK, DRAWN)], date(2026, 3, 1), 7),
        ([fund(EARLIER, DRAWN)], date(2026, 2, 20), 7),
        ([fund(amount=HALF - 1)], None, None),
        ([fund(DRAWN, amount=HALF - 1)], None, None),
        ([fund(DRAWN, amount=HALF + 99)], date(2026, 3, 1), 7),
        (
            [fund(amount=HALF - 1), Held(HALF, date(2021, 1, 1), date(2026, 1, 31))],
            date(2026, 2, 1),
            None,
        ),
    ],
    ids=[
        "drawn",
        "drawn, made whole and drawn again",
        "two draws, the later due first",
        "never enough",
        "never enough, and drawn",
        "a dollar more than required is no help",
        "what was held beside it lapsed",
    ],
)
def test_a_shortfall_has_a_first_day_and_a_draw_that_is_made_good_first(held, since, draw):
    secured = secured_on(date(2026, 6, 1), HALF, held)

    assert secured.standing == SHORT
    assert secured.short_since == since
    assert (secured.to_replenish and secured.to_replenish.key) == draw


REQUIRED = Limits(Decimal(1000000), Decimal(2000000), names_city=True)
FIRST, END = date(2026, 1, 1), date(2026, 12, 31)


def policy(occurrence="1000000", aggregate="2000000", names_city=True, first=FIRST, last=END):
    return Cover(Limits(Decimal(occurrence), Decimal(aggregate), names_city), first, last)


@pytest.mark.parametrize(
    ("policies", "standing", "short"),
    [
        ([policy()], ADEQUATE, ("0.00", "0.00", False)),
        ([policy("999999.99")], SHORT, ("0.01", "0.00", False)),
        ([policy(aggregate="1999999.99")], SHORT, ("0.00", "0.01", False)),
        ([policy(names_city=False)], SHORT, ("0.00", "0.00", True)),
        # Limits do not add up: two policies of half are no whole one.
        ([policy("500000"), policy("600000")], SHORT, ("400000", "0.00", False)),
        ([policy("500000"), policy()], ADEQUATE, ("0.00", "0.00", False)),
        ([policy(last=date(2026, 6, 29))], LAPSED, ("1000000", "2000000", False)),
        ([], MISSING, ("1000000", "2000000", False)),
    ],
)
def test_the_best_policy_of_a_day_is_compared_with_what_is_required(policies, standing, short):
    insured = insured_on(date(2026, 6, 30), REQUIRED, policies)

    occurrence, aggregate, lacks_city = short
    assert insured.standing == standing
    assert insured.short_per_occurrence == Decimal(occurrence)
    assert insured.short_aggregate == Decimal(aggregate)
    assert insured.lacks_city == lacks_city


@pytest.mark.parametrize(
    ("renewed_from", "through"),
    [(date(2027, 1, 1), date(2027, 12, 31)), (date(2027, 1, 2), date(2026, 12, 31))],
)
def test_a_renewal_without_a_gap_carries_on_and_a_day_of_gap_ends_it(renewed_from, through):
    renewal = policy(first=renewed_from, last=date(2027, 12, 31))

    assert insured_on(END, REQUIRED, [policy(), renewal]).adequate_through == through


@pytest.mark.parametrize(
    ("policies", "since"),
    [
        ([policy(names_city=False)], None),
        ([policy(last=date(2026, 6, 29)), policy(names_city=False)], date(2026, 6, 30)),
    ],
    ids=["never enough", "the better one ended"],
)
def test_insurance_is_short_since_the_last_that_was_enough_ended(policies, since):
    assert insured_on(date(2026, 7, 15), REQUIRED, policies).short_since == since
