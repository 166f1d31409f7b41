"""Each kind of term by itself: figures worked out by hand, both sides of each boundary."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.rules.fee_terms import (
    Banded,
    Combination,
    Component,
    Escalator,
    Flat,
    Frequency,
    Held,
    Measure,
    Multiplier,
    Per,
    Proration,
    Rate,
    Revenue,
    Rounding,
    Use,
)
from franchises.rules.fees import fees_of_year
from tests.rules.fee_values import (
    amounts,
    held,
    of_year,
    per_unit,
    percentage,
    poles,
    quarters,
    rate,
    terms,
)

D = Decimal
QUARTER = {"frequency": Frequency.QUARTER}
# FY2023 is a common year of 92, 92, 90 and 91 days; FY2024 has 29 February.
FLAT = Component("Flat", Flat(D(36_500)))


def lines(agreed, use, fiscal_year, period=0):
    fee = fees_of_year(agreed, use, fiscal_year)[period]
    return [(line.what, str(line.amount)) for line in fee.lines]


# Percentages and statements


def test_each_quarter_is_charged_on_its_own_statement():
    agreed = terms(percentage("5"), **QUARTER)
    assert amounts(agreed, quarters(1000, 2000, 3000, 4000), 2023) == [
        "50.00",
        "100.00",
        "150.00",
        "200.00",
    ]


def test_deductions_come_off_the_revenue_or_off_the_fee():
    use = of_year(1000, deductions=D(100))
    assert amounts(terms(percentage("5", deducts=True)), use, 2023) == ["45.00"]
    off_fee = terms(percentage("30", deducts=True, from_fee=True))
    assert lines(off_fee, use, 2023) == [
        ("30% of revenue", "300.00"),
        ("30% of revenue: less deductions", "-100.00"),
    ]
    assert amounts(terms(percentage("5")), use, 2023) == ["50.00"]


def test_a_quarter_without_its_statement_is_listed_and_the_others_are_due():
    agreed = terms(percentage("5"), **QUARTER)
    assert amounts(agreed, quarters(1000, None, 3000, 4000), 2023) == [
        "50.00",
        ["no revenue statement for Q2"],
        "150.00",
        "200.00",
    ]


def test_a_statement_for_the_year_cannot_be_split_into_quarters():
    agreed = terms(percentage("5"), **QUARTER)
    missing = "no revenue statement for Q1; the one for the whole year cannot be split"
    assert amounts(agreed, of_year(1000), 2023)[0] == [missing]


@pytest.mark.parametrize(
    ("use", "due"),
    [
        (quarters(1000, 2000, 3000, 4000), "500.00"),
        (of_year(10_000), "500.00"),
        (quarters(1000, 2000, 3000), ["no revenue statement for Q4"]),
        (
            quarters(1000, None, None, 1),
            ["no revenue statement for Q2", "no revenue statement for Q3"],
        ),
        (Use(), ["no revenue statement for the year"]),
        (of_year(1, category="advertising"), ["no revenue statement for the year"]),
        (
            Use((Revenue("", "gross", None, units=D(3)),)),
            ["no gross revenue in the revenue statement for the year"],
        ),
    ],
)
def test_a_year_is_charged_on_its_statement_or_on_four_quarters(use, due):
    assert amounts(terms(percentage("5")), use, 2023) == [due]


def test_another_category_is_named_in_what_is_missing():
    agreed = terms(percentage("26", category="advertising"), **QUARTER)
    assert amounts(agreed, quarters(1, 1, 1, 1), 2023)[3] == [
        "no revenue statement for Q4 (advertising)"
    ]


def test_terms_that_change_within_a_quarter_share_its_revenue_by_days():
    before = terms(percentage("5"), last_day=date(2022, 8, 15), **QUARTER)
    after = terms(percentage("10"), first_day=date(2022, 8, 16), **QUARTER)
    use = quarters(9200, 0, 0, 0)
    assert lines(before, use, 2023) == [("5% of revenue (46 of the 92 days of Q1)", "230.00")]
    assert lines(after, use, 2023) == [("10% of revenue (46 of the 92 days of Q1)", "460.00")]


def test_a_statement_that_covers_a_part_of_its_period_is_charged_whole():
    agreed = terms(percentage("5"), first_day=date(2022, 8, 16), **QUARTER)
    use = Use((Revenue("Q1", "gross", D(9200), first_day=date(2022, 8, 16)),))
    assert lines(agreed, use, 2023) == [("5% of revenue", "460.00")]


def test_a_quarter_of_refunds_is_carried_into_the_next():
    agreed = terms(percentage("5"), **QUARTER)
    use = quarters(1000, -2000, 5000, 1000)
    assert amounts(agreed, use, 2023) == ["50.00", "0.00", "150.00", "50.00"]
    assert lines(agreed, use, 2023, 1)[1] == ("Carried into the next period", "100.00")
    assert lines(agreed, use, 2023, 2)[1] == ("Carried from those before", "-100.00")


def test_a_year_that_ends_below_its_periods_is_left_to_a_person():
    agreed = terms(percentage("5"), **QUARTER)
    [*_, last] = amounts(agreed, quarters(1000, 1000, 1000, -2000), 2023)
    assert last == ["the year comes to $100.00 less than its periods: it is to be given back"]


# Flat amounts and proration


@pytest.mark.parametrize(
    ("proration", "per", "fiscal_year", "due"),
    [
        (Proration.DAYS, Per.YEAR, 2023, ["9200.00", "9200.00", "9000.00", "9100.00"]),
        (Proration.DAYS, Per.YEAR, 2024, ["9174.86", "9174.86", "9075.14", "9075.14"]),
        (Proration.MONTHS, Per.YEAR, 2023, ["9125.00"] * 4),
        (Proration.NONE, Per.YEAR, 2023, ["9200.00", "9200.00", "9000.00", "9100.00"]),
        (Proration.DAYS, Per.MONTH, 2023, ["109500.00"] * 4),
        (Proration.NONE, Per.MONTH, 2024, ["109500.00"] * 4),
    ],
)
def test_a_flat_amount_in_force_all_year(proration, per, fiscal_year, due):
    agreed = terms(Component("Flat", Flat(D(36_500), per)), proration=proration, **QUARTER)
    assert amounts(agreed, Use(), fiscal_year) == due


@pytest.mark.parametrize(
    ("proration", "per", "first", "last", "due"),
    [
        (Proration.DAYS, Per.YEAR, date(2023, 1, 1), None, "18100.00"),
        (Proration.DAYS, Per.YEAR, date(2023, 6, 30), None, "100.00"),
        (Proration.DAYS, Per.YEAR, date(2000, 7, 1), date(2022, 7, 1), "100.00"),
        (Proration.MONTHS, Per.YEAR, date(2023, 1, 31), None, "18250.00"),
        (Proration.MONTHS, Per.YEAR, date(2023, 2, 1), None, "15208.33"),
        (Proration.NONE, Per.YEAR, date(2023, 6, 30), None, "36500.00"),
        (Proration.DAYS, Per.MONTH, date(2023, 6, 16), None, "18250.00"),
        (Proration.MONTHS, Per.MONTH, date(2023, 6, 30), None, "36500.00"),
        (Proration.NONE, Per.MONTH, date(2023, 5, 31), None, "73000.00"),
    ],
)
def test_a_flat_amount_in_force_for_a_part_of_the_year(proration, per, first, last, due):
    agreed = terms(
        Component("Flat", Flat(D(36_500), per)), proration=proration, first_day=first, last_day=last
    )
    assert amounts(agreed, Use(), 2023) == [due]


def test_terms_are_charged_for_their_days_alone():
    agreed = terms(FLAT, first_day=date(2022, 10, 31), last_day=date(2023, 1, 1), **QUARTER)
    fees = fees_of_year(agreed, Use(), 2023)
    assert [(fee.period, str(fee.amount), fee.first_day, fee.last_day) for fee in fees] == [
        ("Q2", "6200.00", date(2022, 10, 31), date(2022, 12, 31)),
        ("Q3", "100.00", date(2023, 1, 1), date(2023, 1, 1)),
    ]
    assert fees_of_year(agreed, Use(), 2022) == fees_of_year(agreed, Use(), 2024) == ()


def test_a_month_that_other_terms_began_is_charged_once():
    by_month = {"proration": Proration.MONTHS}
    before = terms(FLAT, last_day=date(2023, 1, 15), **by_month)
    after = terms(FLAT, first_day=date(2023, 1, 16), continues=True, **by_month)
    assert amounts(before, Use(), 2023) == ["21291.67"]
    assert amounts(after, Use(), 2023) == ["15208.33"]


def test_quarters_that_round_off_the_year_say_by_how_many_cents():
    agreed = terms(per_unit(rate(1500)), **QUARTER)
    use = held(poles(170))
    assert amounts(agreed, use, 2023) == ["64273.97", "64273.97", "62876.71", "63575.35"]
    assert lines(agreed, use, 2023, 3) == [
        ("Poles", "63575.34"),
        ("Poles: cents that the periods are off the year", "0.01"),
    ]


def test_no_cent_is_taken_off_a_last_quarter_that_has_nothing():
    agreed = terms(per_unit(rate("0.001")), proration=Proration.MONTHS, **QUARTER)
    use = held(poles(60, last=date(2022, 10, 1)))
    assert amounts(agreed, use, 2023) == ["0.02", "0.01", "0.00", "0.00"]


# Installations, zones, tiers, bands


def test_each_zone_has_its_rate_and_the_others_the_one_without_a_zone():
    agreed = terms(per_unit(rate(100, zone="A"), rate(50, zone="B"), rate(10)))
    use = held(poles(2, zone="A"), poles(3, zone="B"), poles(4, zone="C"), poles(5))
    assert lines(agreed, use, 2023) == [
        ("Poles: zone A", "200.00"),
        ("Poles: zone B", "150.00"),
        ("Poles", "90.00"),
    ]


def test_a_zone_without_a_rate_is_missing_and_so_is_an_installation_without_a_zone():
    agreed = terms(per_unit(rate(100, zone="A")))
    assert amounts(agreed, held(poles(1, zone="A"), poles(2, zone="C")), 2023) == [
        ["no rate for zone C"]
    ]
    assert amounts(agreed, held(poles(1)), 2023) == [
        ["no fee zone for an installation of kind pole top"]
    ]
    assert amounts(agreed, held(poles(1, zone="C", last=date(2022, 6, 30))), 2023) == ["0.00"]


def test_only_the_kind_that_is_named_counts_and_from_the_day_that_is_named():
    use = held(
        poles(3),
        Held("kiosk", "", date(2000, 1, 1), None, 2),
        poles(4, counted_from="activated_on"),
    )
    assert amounts(terms(per_unit(rate(100), kind="pole_top")), use, 2023) == ["300.00"]
    assert amounts(terms(per_unit(rate(100))), use, 2023) == ["500.00"]
    assert amounts(terms(per_unit(rate(100), counted_from="activated_on")), use, 2023) == ["400.00"]


@pytest.mark.parametrize(
    ("proration", "first", "last", "due"),
    [
        (Proration.DAYS, date(2022, 7, 1), date(2023, 6, 30), "365.00"),
        (Proration.DAYS, date(2022, 6, 30), date(2022, 7, 1), "1.00"),
        (Proration.DAYS, date(2022, 8, 31), date(2022, 9, 1), "2.00"),
        (Proration.MONTHS, date(2022, 8, 31), date(2022, 9, 1), "60.83"),
        (Proration.NONE, date(2022, 8, 31), date(2022, 9, 1), "365.00"),
        (Proration.NONE, date(2022, 6, 30), date(2022, 6, 30), "0.00"),
    ],
)
def test_an_installation_in_force_for_a_part_of_the_year(proration, first, last, due):
    agreed = terms(per_unit(rate(365)), proration=proration)
    assert amounts(agreed, held(poles(1, first, last)), 2023) == [due]


def test_a_leap_year_has_366_days():
    agreed = terms(per_unit(rate(366)))
    leap_day = date(2024, 2, 29)
    assert amounts(agreed, held(poles(1, leap_day, leap_day)), 2024) == ["1.00"]
    by_month = terms(per_unit(rate(29), per=Per.MONTH))
    assert amounts(by_month, held(poles(1, leap_day, leap_day)), 2024) == ["1.00"]


def test_where_any_day_counts_as_the_year_a_late_one_is_caught_up_with():
    agreed = terms(per_unit(rate(365)), proration=Proration.NONE, **QUARTER)
    use = held(poles(1, date(2023, 1, 20)))
    assert amounts(agreed, use, 2023) == ["0.00", "0.00", "274.00", "91.00"]


@pytest.mark.parametrize(
    ("proration", "due"),
    [(Proration.DAYS, "455.00"), (Proration.MONTHS, "425.84"), (Proration.NONE, "365.00")],
)
def test_what_is_rezoned_is_charged_in_one_zone_at_a_time(proration, due):
    agreed = terms(per_unit(rate(365, zone="A"), rate(730, zone="B")), proration=proration)
    # 275 days in A and 90 in B; by the month ten in A, that of the change too, and two in B.
    use = held(
        poles(1, zone="A", last=date(2023, 4, 1)),
        poles(1, date(2023, 4, 2), zone="B", continues=True),
    )
    assert amounts(agreed, use, 2023) == [due]


def test_a_rezoning_within_a_quarter_splits_it_into_lines():
    agreed = terms(per_unit(rate(365, zone="A"), rate(730, zone="B")), **QUARTER)
    use = held(
        poles(1, zone="A", last=date(2022, 8, 31)),
        poles(1, date(2022, 9, 1), zone="B", continues=True),
    )
    assert lines(agreed, use, 2023) == [("Poles: zone A", "62.00"), ("Poles: zone B", "60.00")]


@pytest.mark.parametrize(("number", "due"), [(10, "1000.00"), (11, "1050.00"), (0, "0.00")])
def test_tiers_charge_each_part_at_its_rate(number, due):
    agreed = terms(per_unit(rate(100, up_to=D(10)), rate(50)))
    assert amounts(agreed, held(poles(number)), 2023) == [due]


def test_tiers_are_filled_day_by_day():
    agreed = terms(per_unit(rate(365, up_to=D(1)), rate(3650)))
    # Two stand for ten days: the second is in the higher tier on those alone.
    use = held(poles(1), poles(1, date(2022, 7, 1), date(2022, 7, 10)))
    assert amounts(agreed, use, 2023) == ["465.00"]


def test_a_quantity_above_the_last_range_is_missing_its_rate():
    agreed = terms(per_unit(rate(100, up_to=D(10))))
    assert amounts(agreed, held(poles(10)), 2023) == ["1000.00"]
    assert amounts(agreed, held(poles(11)), 2023) == [["no rate above 10"]]


BANDS = (
    Rate(fixed=D(500), up_to=D(10)),
    Rate(fixed=D(800), up_to=D(50)),
    Rate(fixed=D(1200)),
)


@pytest.mark.parametrize(
    ("number", "due"),
    [(0, "0.00"), (1, "500.00"), (10, "500.00"), (11, "800.00"), (50, "800.00"), (51, "1200.00")],
)
def test_a_band_is_one_amount_for_the_whole_quantity(number, due):
    counted = terms(Component("Band", Banded(Measure.INSTALLATIONS, BANDS)))
    assert amounts(counted, held(poles(number)), 2023) == [due]
    reported = terms(Component("Band", Banded(Measure.REPORTED, BANDS)))
    use = Use((Revenue("", "gross", None, units=D(number)),))
    assert amounts(reported, use, 2023) == [due]


def test_a_band_of_gross_revenue_is_that_of_the_year_to_date():
    agreed = terms(Component("Band", Banded(Measure.GROSS, BANDS)), **QUARTER)
    assert amounts(agreed, quarters(0, 11, 39, 1), 2023) == ["500.00", "300.00", "0.00", "400.00"]


def test_tiers_of_gross_revenue_are_filled_by_the_year_to_date():
    tiers = (rate("0.05", up_to=D(1000)), rate("0.02"))
    agreed = terms(per_unit(*tiers, measure=Measure.GROSS), **QUARTER)
    assert amounts(agreed, quarters(600, 600, 100, None), 2023) == [
        "30.00",
        "24.00",
        "2.00",
        ["no revenue statement for Q4"],
    ]
    assert amounts(agreed, quarters(None, 600, 100, 100), 2023)[1] == [
        "no revenue statement for Q1"
    ]


def test_what_is_reported_is_charged_by_its_statement():
    tiers = (Rate(fixed=D(500), up_to=D(5)), Rate(D(100), fixed=D(50)))
    agreed = terms(per_unit(*tiers, measure=Measure.REPORTED, category="applications"), **QUARTER)
    counts = (0, 5, 6, 12)
    use = Use(
        tuple(
            Revenue(f"Q{number}", "applications", None, units=D(count))
            for number, count in enumerate(counts, start=1)
        )
    )
    assert amounts(agreed, use, 2023) == ["0.00", "500.00", "650.00", "1250.00"]


# Growth, multipliers, rounding


def test_a_rate_steps_within_a_period_and_each_anniversary():
    growth = Escalator(D(10), date(2023, 1, 1))
    agreed = terms(per_unit(rate(365), escalator=growth))
    assert amounts(agreed, held(poles(1)), 2022) == ["365.00"]
    assert lines(agreed, held(poles(1)), 2023) == [("Poles", "184.00"), ("Poles", "199.10")]
    [fee] = fees_of_year(agreed, held(poles(1)), 2023)
    assert [(line.first_day, line.last_day, line.rate) for line in fee.lines] == [
        (date(2022, 7, 1), date(2022, 12, 31), "$365.00 a year each, of 365 days"),
        (
            date(2023, 1, 1),
            date(2023, 6, 30),
            "$365.00 a year each, of 365 days, grown once by 10%",
        ),
    ]


def test_a_part_of_a_rate_may_grow():
    growth = Escalator(D(10), date(2022, 7, 1), share=D(40))
    agreed = terms(per_unit(rate(100), escalator=growth))
    assert amounts(agreed, held(poles(1)), 2023) == ["104.00"]
    assert amounts(agreed, held(poles(1)), 2024) == ["108.40"]


def test_a_step_on_29_february_falls_on_the_28th_of_a_common_year():
    growth = Escalator(D(100), date(2020, 2, 29))
    agreed = terms(per_unit(rate(365), escalator=growth))
    day = date(2023, 2, 28)
    assert amounts(agreed, held(poles(1, day, day)), 2023) == ["16.00"]
    day = date(2023, 2, 27)
    assert amounts(agreed, held(poles(1, day, day)), 2023) == ["8.00"]


def test_a_percentage_that_grows_within_a_quarter_is_charged_by_days():
    growth = Escalator(D(20), date(2022, 8, 16))
    grows = Component("Grows", percentage("5").charge, growth)
    agreed = terms(grows, **QUARTER)
    assert lines(agreed, quarters(9200), 2023) == [("Grows", "230.00"), ("Grows", "276.00")]


@pytest.mark.parametrize(("rounding", "due"), [(Rounding.LINE, "1.05"), (Rounding.RATE, "1.10")])
def test_a_grown_rate_is_rounded_by_the_unit_or_by_the_line(rounding, due):
    growth = Escalator(D(5), date(2022, 7, 1))
    agreed = terms(per_unit(rate("0.10"), escalator=growth), rounding=rounding)
    assert amounts(agreed, held(poles(10)), 2023) == [due]


def test_a_rate_with_a_fraction_of_a_cent_is_taken_as_written():
    agreed = terms(per_unit(rate("0.125"), measure=Measure.FEET), rounding=Rounding.RATE)
    assert amounts(agreed, held(poles(1, feet=1000)), 2023) == ["125.00"]


@pytest.mark.parametrize(
    ("multiplier", "due"),
    [
        (Multiplier(D("0.5")), "500.00"),
        (Multiplier(D(0), quantity=D(4)), "600.00"),
        (Multiplier(D(2), quantity=D(20)), "2000.00"),
        (Multiplier(D(0), percent=D(20)), "800.00"),
        (Multiplier(D("0.5"), date(2022, 7, 1), date(2022, 7, 1)), "998.63"),
        (Multiplier(D("0.5"), date(2023, 6, 30)), "998.63"),
        (Multiplier(D("0.5"), date(2023, 7, 1)), "1000.00"),
        (Multiplier(D("0.5"), None, date(2022, 6, 30)), "1000.00"),
    ],
)
def test_a_multiplier_is_on_its_part_and_its_days(multiplier, due):
    agreed = terms(per_unit(rate(100), multipliers=(multiplier,)))
    assert amounts(agreed, held(poles(10)), 2023) == [due]


def test_a_multiplier_on_the_first_of_a_quantity_runs_over_tiers_and_zones():
    free = Multiplier(D(0), quantity=D(3), reason="the City's")
    agreed = terms(
        per_unit(rate(100, zone="A", up_to=D(2)), rate(50, zone="A"), rate(10), multipliers=(free,))
    )
    # Of three in zone A two are in its first tier; all are free, and none of the other zone.
    assert amounts(agreed, held(poles(4, zone="A"), poles(1)), 2023) == ["60.00"]


def test_multipliers_on_the_same_part_are_multiplied():
    both = (Multiplier(D("0.5")), Multiplier(D("0.6"), percent=D(50)))
    agreed = terms(per_unit(rate(100), multipliers=both))
    assert amounts(agreed, held(poles(10)), 2023) == ["400.00"]


def test_a_part_of_the_revenue_may_be_free():
    free = Multiplier(D(0), quantity=D(1000), reason="section 3")
    part = Component("5%", percentage("5").charge, multipliers=(free,))
    agreed = terms(part, **QUARTER)
    assert amounts(agreed, quarters(600, 600, 600, 600), 2023) == [
        "0.00",
        "10.00",
        "30.00",
        "30.00",
    ]


# Greatest, minimum, cap


def test_the_greatest_is_that_of_the_year_to_date():
    agreed = terms(FLAT, percentage("5"), combination=Combination.GREATEST, **QUARTER)
    use = quarters(0, 0, 1_000_000, 0)
    assert amounts(agreed, use, 2023) == ["9200.00", "9200.00", "31600.00", "0.00"]
    assert lines(agreed, use, 2023, 2) == [
        ("5% of revenue", "50000.00"),
        (
            "The greatest for the year to date, of Flat $27,400.00 and 5% of revenue $50,000.00",
            "-18400.00",
        ),
    ]


def test_the_greatest_of_a_year_to_date_with_a_gap_is_missing_from_then_on():
    agreed = terms(FLAT, percentage("5"), combination=Combination.GREATEST, **QUARTER)
    missing = ["no revenue statement for Q2"]
    assert amounts(agreed, quarters(0, None, 0, 0), 2023) == ["9200.00", missing, missing, missing]


def test_the_sum_of_several_charges_has_the_lines_of_each():
    agreed = terms(FLAT, percentage("5"))
    assert lines(agreed, of_year(1000), 2023) == [("Flat", "36500.00"), ("5% of revenue", "50.00")]


def test_a_minimum_is_trued_up_with_the_last_quarter():
    agreed = terms(percentage("5"), minimum=D(1000), **QUARTER)
    assert amounts(agreed, quarters(2000, 2000, 2000, 2000), 2023) == [
        "100.00",
        "100.00",
        "100.00",
        "700.00",
    ]
    assert amounts(agreed, quarters(2000, 2000, 2000, 14_000), 2023)[3] == "700.00"
    assert amounts(agreed, quarters(2000, 2000, 2000, 14_001), 2023)[3] == "700.05"
    assert lines(agreed, quarters(2000, 2000, 2000, 2000), 2023, 3)[1] == (
        "Minimum of $1,000.00 for FY2023",
        "600.00",
    )


def test_a_minimum_needs_every_statement_of_the_year():
    agreed = terms(percentage("5"), minimum=D(1000), **QUARTER)
    assert amounts(agreed, quarters(2000, None, 2000, 2000), 2023) == [
        "100.00",
        ["no revenue statement for Q2"],
        "100.00",
        ["no revenue statement for Q2"],
    ]


@pytest.mark.parametrize(
    ("proration", "due"),
    [(Proration.DAYS, "181.00"), (Proration.MONTHS, "182.50"), (Proration.NONE, "365.00")],
)
def test_a_minimum_is_prorated_where_the_terms_begin_within_the_year(proration, due):
    agreed = terms(percentage("5"), minimum=D(365), proration=proration, first_day=date(2023, 1, 1))
    assert amounts(agreed, of_year(0), 2023) == [due]


def test_a_minimum_may_grow():
    growth = Escalator(D(10), date(2023, 7, 1))
    agreed = terms(percentage("5"), minimum=D(1000), minimum_escalator=growth)
    assert amounts(agreed, of_year(0), 2023) == ["1000.00"]
    assert amounts(agreed, of_year(0), 2024) == ["1100.00"]


def test_a_cap_in_dollars_holds_for_the_year_to_date():
    agreed = terms(percentage("5"), cap=D(1000), **QUARTER)
    assert amounts(agreed, quarters(10_000, 10_000, 10_000, 10_000), 2023) == [
        "500.00",
        "500.00",
        "0.00",
        "0.00",
    ]
    assert lines(agreed, quarters(10_000, 10_001, 0, 0), 2023, 1) == [
        ("5% of revenue", "500.05"),
        ("Cap of $1,000.00 for FY2023", "-0.05"),
    ]


def test_a_cap_in_per_cent_follows_the_revenue_and_drops_a_fraction_of_a_cent():
    agreed = terms(FLAT, cap_percent=D(5))
    assert amounts(agreed, of_year(730_000), 2023) == ["36500.00"]
    assert amounts(agreed, of_year("729999.90"), 2023) == ["36499.99"]
    assert amounts(agreed, Use(), 2023) == [["no revenue statement for the year"]]
    assert amounts(agreed, of_year(-1), 2023) == ["0.00"]


def test_a_cap_is_not_passed_by_a_minimum():
    agreed = terms(percentage("5"), minimum=D(1000), cap_percent=D(5))
    assert amounts(agreed, of_year(2000), 2023) == ["100.00"]


def test_the_fiscal_year_may_be_that_of_the_calendar():
    agreed = terms(percentage("5"), **QUARTER)
    fees = fees_of_year(agreed, quarters(1, 1, 1, 1), 2023, first_month=1)
    assert (fees[0].first_day, fees[3].due_on) == (date(2023, 1, 1), date(2024, 2, 14))
