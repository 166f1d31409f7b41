"""Terms that cannot be meant are refused with the reason; terms that are unusual are told of."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from franchises.rules.fee_checks import (
    component_problems_of,
    late_problems_of,
    problems_of,
    schedule_problems_of,
    warnings_of,
)
from franchises.rules.fee_terms import (
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
from franchises.rules.late_terms import LateRate, LateTerms
from franchises.rules.written_terms import multipliers_from, rates_from

FIRST, LAST = date(2024, 7, 1), date(2030, 6, 30)
FIVE = Component("5%", Percentage(Decimal(5)))


def terms(*components, **values):
    return FeeTerms(FIRST, LAST, components or (FIVE,), **values)


def metered(rates, measure=Measure.INSTALLATIONS, **values):
    return Component("Poles", Metered(measure, rates_from(rates), **values))


def banded(rates, measure=Measure.INSTALLATIONS):
    return Component("Poles", Banded(measure, rates_from(rates)))


def multiplied(text, charge=None):
    charge = charge or Metered(Measure.FEET, (Rate(Decimal(2)),))
    return Component("Feet", charge, multipliers=multipliers_from(text))


def grown(percent, day=FIRST, share="100"):
    escalator = Escalator(Decimal(percent), day, Decimal(share))
    return Component("Sites", Flat(Decimal(100)), escalator=escalator)


@pytest.mark.parametrize(
    "possible",
    [
        terms(),
        terms(minimum=Decimal(5), cap=Decimal(5)),
        terms(minimum=Decimal(0), cap_percent=Decimal(100), days_until_due=0),
        replace(terms(), last_day=FIRST),
        replace(terms(), last_day=None),
        terms(Component("All", Percentage(Decimal(100)))),
        terms(Component("Nothing", Percentage(Decimal(0)))),
        terms(metered("150")),
        terms(metered("0")),
        terms(metered("zone A: 150\nzone B: 75\n50")),
        terms(metered("up to 52,800: 2\nup to 132,000: 1\nabove: 0.5", Measure.FEET)),
        terms(metered("zone A up to 5: 2\nzone B: 3\nzone A above: 1")),
        terms(metered("up to 5: fixed 500\nabove: fixed 500 + 100", Measure.REPORTED)),
        terms(metered("up to 1,000,000: 5%\nabove: 3%", Measure.GROSS)),
        terms(banded("up to 5: fixed 500\nabove: fixed 900")),
        terms(Component("Flat", Flat(Decimal(0), Per.MONTH))),
        terms(grown("3")),
        terms(grown("-99.99")),
        terms(grown("3", LAST)),
        terms(grown("3", date(2000, 1, 1), "0.01")),
        terms(minimum=Decimal(5), minimum_escalator=Escalator(Decimal(3), LAST)),
        terms(multiplied("x 0 on first 5,280\nx 0.60 through 2025-06-30")),
        terms(multiplied("x 0.6 through 2025-06-30\nx 0.8 from 2025-07-01")),
        terms(multiplied("x 0 on 100%")),
        terms(multiplied("x 2", Flat(Decimal(1)))),
    ],
)
def test_terms_that_can_be_meant_have_no_problem(possible):
    assert problems_of(possible) == ()


SAME_PART = "are on the same part for the same days."


@pytest.mark.parametrize(
    ("impossible", "problem"),
    [
        (FeeTerms(FIRST, LAST, ()), "A schedule has at least one charge."),
        (replace(terms(), last_day=date(2024, 6, 30)), "The terms end before they begin."),
        (terms(days_until_due=-1), "A fee is not due before its period ends."),
        (terms(minimum=Decimal("-0.01")), "A minimum is not negative."),
        (terms(cap=Decimal("-0.01")), "A cap is not negative."),
        (terms(cap_percent=Decimal("100.01")), "A cap is 0% to 100% of gross revenue."),
        (terms(cap_percent=Decimal("-1")), "A cap is 0% to 100% of gross revenue."),
        (terms(minimum=Decimal("5.01"), cap=Decimal(5)), "The minimum is above the cap."),
        (
            terms(minimum_escalator=Escalator(Decimal(3), FIRST)),
            "How the minimum grows is given, but no minimum.",
        ),
        (
            terms(minimum=Decimal(5), minimum_escalator=Escalator(Decimal(3), date(2030, 7, 1))),
            "The minimum first grows after the last day of these terms.",
        ),
        (terms(FIVE, FIVE), "Two charges are called 5%."),
        (terms(Component("P", Percentage(Decimal("100.01")))), "P: A percentage is 0 to 100."),
        (terms(Component("P", Percentage(Decimal("-0.01")))), "P: A percentage is 0 to 100."),
        (
            terms(Component("P", Percentage(Decimal(5), ""))),
            "P: A charge on what is stated names the category of the statements.",
        ),
        (
            terms(metered("5", Measure.REPORTED, category="")),
            "Poles: A charge on what is stated names the category of the statements.",
        ),
        (
            terms(Component("F", Flat(Decimal("-0.01")))),
            "F: A flat amount is not negative.",
        ),
        (terms(metered("")), "Poles: A charge by quantity needs its rates."),
        (
            terms(Component("N", Metered(Measure.FEET, (Rate(Decimal("-0.01")),)))),
            "N: A rate is not negative.",
        ),
        (
            terms(Component("N", Banded(Measure.FEET, (Rate(fixed=Decimal("-0.01")),)))),
            "N: A rate is not negative.",
        ),
        (
            terms(banded("up to 5: 500\nabove: fixed 900")),
            "Poles: A band has one amount for its whole range, written as in: up to 5: fixed"
            " 500.00. A rate for each unit is metered.",
        ),
        (
            terms(metered("5", Measure.REPORTED, per=Per.MONTH)),
            "Poles: What is reported or earned is charged as it is, not by the month.",
        ),
        (
            terms(metered("5", Measure.GROSS, kind="antenna")),
            "Poles: What is reported or earned is of no kind of installation.",
        ),
        (
            terms(metered("zone A: 5", Measure.GROSS)),
            "Poles: What is reported or earned lies in no zone.",
        ),
        (terms(metered("5\n6")), "Poles: The range without end has two rates."),
        (
            terms(metered("zone A: 5\nzone A: 6")),
            "Poles: The range without end of zone A has two rates.",
        ),
        (
            terms(metered("up to 52,800: 5\nup to 52800: 6\nabove: 1")),
            "Poles: The range up to 52,800 has two rates.",
        ),
        (
            terms(metered("up to 0: 5\nabove: 1")),
            "Poles: A range goes up to more than zero.",
        ),
        (
            terms(metered("up to 9: 5\nup to 8: 6\nabove: 1")),
            "Poles: The ranges are not in order: the lowest first, what is above them last.",
        ),
        (
            terms(metered("zone A above: 5\nzone A up to 8: 6")),
            "Poles: The ranges of zone A are not in order: the lowest first, what is above them"
            " last.",
        ),
        (
            terms(metered("up to 52,800: 5")),
            "Poles: Nothing says what is charged above 52,800: end with above.",
        ),
        (
            terms(metered("zone A up to 5: 5\nzone B: 1")),
            "Poles: Nothing says what is charged above 5 of zone A: end with above.",
        ),
        (terms(grown("-100")), "Sites: The rate cannot shrink by 100% or more."),
        (
            terms(grown("3", share="0")),
            "Sites: The rate grows on more than 0% of it, and on 100% at most.",
        ),
        (
            terms(grown("3", share="100.01")),
            "Sites: The rate grows on more than 0% of it, and on 100% at most.",
        ),
        (
            terms(grown("3", date(2030, 7, 1))),
            "Sites: The rate first grows after the last day of these terms.",
        ),
        (
            terms(Component("N", Flat(Decimal(1)), multipliers=(Multiplier(Decimal(-1)),))),
            "N: A multiplier is not negative.",
        ),
        (
            terms(multiplied("x 0.6 from 2025-07-01 through 2025-06-30")),
            "Feet: The multiplier x 0.6 ends before it begins.",
        ),
        (
            terms(
                Component(
                    "N",
                    FIVE.charge,
                    multipliers=(Multiplier(Decimal(1), None, None, Decimal(1), Decimal(1)),),
                )
            ),
            "N: A multiplier is on a first quantity or on a percentage, not on both.",
        ),
        (
            terms(multiplied("x 0 on first 0")),
            "Feet: A multiplier is on a first quantity of more than zero.",
        ),
        (
            terms(multiplied("x 0 on 0%")),
            "Feet: A multiplier is on more than 0%, and on 100% at most.",
        ),
        (
            terms(multiplied("x 0 on 100.01%")),
            "Feet: A multiplier is on more than 0%, and on 100% at most.",
        ),
        (
            terms(multiplied("x 0 on first 5", Flat(Decimal(1)))),
            "Feet: A flat amount has no quantity that a multiplier could be on the first of.",
        ),
        (
            terms(multiplied("x 0.6 through 2025-07-01\nx 0.8 from 2025-07-01")),
            f"Feet: The multipliers x 0.6 and x 0.8 {SAME_PART}",
        ),
        (
            terms(multiplied("x 0 on first 5\nx 1 on first 5")),
            f"Feet: The multipliers x 0 and x 1 {SAME_PART}",
        ),
    ],
)
def test_terms_that_cannot_be_meant_are_told_with_the_reason(impossible, problem):
    assert problems_of(impossible) == (problem,)


def test_a_problem_names_the_term_that_it_is_about():
    wrong = terms(grown("-100"), minimum=Decimal(9), cap=Decimal(5))

    assert [each.about for each in schedule_problems_of(wrong)] == ["minimum"]
    assert [each.about for each in component_problems_of(wrong.components[0], LAST)] == [
        "escalator"
    ]
    assert [each.about for each in late_problems_of(LateTerms(surcharge_after_days=3))] == [
        "surcharge_percent"
    ]


def test_every_problem_is_told_at_once():
    worst = terms(
        metered("up to 5: 1"),
        Component("F", Flat(Decimal(-1))),
        minimum=Decimal(9),
        cap=Decimal(5),
    )

    assert problems_of(worst) == (
        "The minimum is above the cap.",
        "Poles: Nothing says what is charged above 5: end with above.",
        "F: A flat amount is not negative.",
    )


@pytest.mark.parametrize(
    "possible",
    [
        LateTerms(),
        LateTerms(rates=(LateRate(Decimal(9)), LateRate(Decimal(0), FIRST))),
        LateTerms(rates=(LateRate(Decimal(100)),)),
        LateTerms(surcharge_percent=Decimal(100), surcharge_after_days=1),
    ],
)
def test_lateness_that_can_be_meant_has_no_problem(possible):
    assert late_problems_of(possible) == ()


@pytest.mark.parametrize(
    ("impossible", "problem"),
    [
        (
            LateTerms(rates=(LateRate(Decimal("100.01")),)),
            "Late interest is 0% to 100% a year.",
        ),
        (LateTerms(rates=(LateRate(Decimal("-1")),)), "Late interest is 0% to 100% a year."),
        (
            LateTerms(rates=(LateRate(Decimal(9)), LateRate(Decimal(8)))),
            "Two rates of late interest are given without a first day.",
        ),
        (
            LateTerms(rates=(LateRate(Decimal(9), FIRST), LateRate(Decimal(8), FIRST))),
            "Two rates of late interest are given from 2024-07-01.",
        ),
        (
            LateTerms(surcharge_percent=Decimal(5)),
            "A surcharge needs its per cent and its days, or neither.",
        ),
        (
            LateTerms(surcharge_after_days=30),
            "A surcharge needs its per cent and its days, or neither.",
        ),
        (
            LateTerms(surcharge_percent=Decimal("100.01"), surcharge_after_days=30),
            "A surcharge is 0% to 100% of what is late.",
        ),
        (
            LateTerms(surcharge_percent=Decimal(5), surcharge_after_days=0),
            "A surcharge is due after one day or more.",
        ),
        (LateTerms(grace_days=-1), "Days of grace are not negative."),
    ],
)
def test_lateness_that_cannot_be_meant_is_told_with_the_reason(impossible, problem):
    assert [each.sentence for each in late_problems_of(impossible)] == [problem]


def test_ordinary_terms_have_no_warning():
    assert warnings_of(terms(), is_cable=False) == ()
    assert warnings_of(terms(), is_cable=True) == ()


@pytest.mark.parametrize(
    ("unusual", "warning"),
    [
        (
            terms(combination=Combination.GREATEST),
            "The greatest of one charge is that charge: is another one missing?",
        ),
        (
            terms(
                minimum=Decimal(1),
                cap=Decimal(9),
                minimum_escalator=Escalator(Decimal(3), FIRST),
            ),
            "The minimum grows and the cap does not: once it is above the cap, the cap is due.",
        ),
        (
            terms(multiplied("x 0 through 2024-06-30")),
            "Feet: a multiplier is for days outside these terms.",
        ),
        (
            terms(multiplied("x 0 from 2030-07-01")),
            "Feet: a multiplier is for days outside these terms.",
        ),
    ],
)
def test_what_is_unusual_is_told(unusual, warning):
    assert warnings_of(unusual, is_cable=False) == (warning,)


def test_a_multiplier_for_one_day_of_the_terms_is_not_unusual():
    assert warnings_of(terms(multiplied("x 0 through 2024-07-01")), is_cable=False) == ()
    assert warnings_of(terms(multiplied("x 0 from 2030-06-30")), is_cable=False) == ()


@pytest.mark.parametrize("month", [1, 4, 7, 10])
def test_quarters_of_the_calendar_are_those_of_these_fiscal_years(month):
    assert warnings_of(terms(), is_cable=False, first_month=month) == ()


@pytest.mark.parametrize("month", [2, 3, 5, 12])
def test_quarters_that_are_not_those_of_the_calendar_are_told_of(month):
    quarterly, yearly = terms(), terms(frequency=Frequency.YEAR)

    assert warnings_of(quarterly, is_cable=False, first_month=month) == (
        "The quarters of this city's fiscal year are not those of the calendar: where the"
        " contract means calendar quarters, assess once a year.",
    )
    assert warnings_of(yearly, is_cable=False, first_month=month) == ()
