"""The worked cases of published contracts and audits, exact to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.rules.fee_terms import (
    Combination,
    Component,
    Escalator,
    Flat,
    Frequency,
    Held,
    Measure,
    Multiplier,
    Rate,
    Revenue,
    Rounding,
    Use,
)
from franchises.rules.fees import fees_of_year
from franchises.rules.workings import total_of
from tests.rules.fee_values import (
    amounts,
    held,
    of_year,
    per_unit,
    percentage,
    poles,
    rate,
    terms,
)

D = Decimal
GREATEST = {"combination": Combination.GREATEST}

LESS_PSC = terms(percentage("5", deducts=True, from_fee=True))
FIVE = terms(percentage("5"))
HIGH_CAPACITY = terms(Component("Floor", Flat(D(200_000))), percentage("5"), **GREATEST)
TELEBEAM = terms(percentage("26", category="advertising"))
STRUCTURES = terms(Component("Guarantee", Flat(D(17_500_000))), percentage("50"), **GREATEST)
MINIMUM = terms(percentage("50"), minimum=D(17_500_000))
GROWS = Escalator(D(3), date(2020, 7, 1))
SITES = per_unit(rate(1500), name="Sites", escalator=GROWS)
SMALL_CELLS = terms(SITES, first_day=date(2015, 7, 1))
SMALL_CELLS_BY_SITE = terms(SITES, first_day=date(2015, 7, 1), rounding=Rounding.RATE)
FACILITIES = terms(per_unit(rate(270), name="Facilities"))
APPLICATIONS = terms(
    per_unit(
        Rate(fixed=D(500), up_to=D(5)),
        rate(100),
        name="Applications",
        measure=Measure.REPORTED,
        category="applications",
    )
)
POLES = terms(
    per_unit(rate(1000), name="New poles", measure=Measure.REPORTED, category="new poles")
)


def by_the_foot(name, kind, *prices, first_year=False):
    first_up, then_up, above = prices
    tiers = (
        rate(first_up, up_to=D(52_800)),
        rate(then_up, up_to=D(132_000)),
        rate(above),
    )
    discount = Multiplier(D("0.60"), date(2024, 7, 1), date(2025, 6, 30), reason="first year")
    multipliers = (discount,) if first_year else ()
    return per_unit(*tiers, measure=Measure.FEET, name=name, kind=kind, multipliers=multipliers)


UNDERGROUND = by_the_foot("Underground", "conduit", "2.00", "1.00", "0.50")
AERIAL = by_the_foot("Aerial", "cable", "1.00", "0.50", "0.25")
FIRST_YEAR = by_the_foot("Underground", "conduit", "2.00", "1.00", "0.50", first_year=True)


def feet(kind, number):
    return Held(kind, "", date(2000, 1, 1), None, 1, number)


CITYS_DUCT = Multiplier(D(0), quantity=D(5280), reason="the City's duct")
DUCT = terms(per_unit(rate("0.75"), measure=Measure.FEET, name="Duct"))
DUCTS = terms(per_unit(rate("0.75"), measure=Measure.FEET, name="Duct", multipliers=(CITYS_DUCT,)))


def reported(category, units):
    return Use((Revenue("", category, None, units=D(units)),))


@pytest.mark.parametrize(
    ("agreed", "use", "fiscal_year", "due"),
    [
        pytest.param(
            LESS_PSC, of_year(385_700_000, deductions=D(426_114)), 2002, "18858886.00", id="1"
        ),
        pytest.param(
            LESS_PSC, of_year(137_900_000, deductions=D(195_598)), 2002, "6699402.00", id="2a"
        ),
        pytest.param(
            LESS_PSC, of_year(210_300_000, deductions=D(302_440)), 2002, "10212560.00", id="2b"
        ),
        pytest.param(FIVE, of_year(6_733_670), 2002, "336683.50", id="3a"),
        pytest.param(FIVE, of_year(10_300_790), 2002, "515039.50", id="3b"),
        pytest.param(FIVE, of_year(6_854_294), 2002, "342714.70", id="3c"),
        pytest.param(FIVE, of_year(28_200_000), 2009, "1410000.00", id="4"),
        pytest.param(HIGH_CAPACITY, of_year("3999999.99"), 2002, "200000.00", id="5 below"),
        pytest.param(HIGH_CAPACITY, of_year("4000000.00"), 2002, "200000.00", id="5 at"),
        pytest.param(HIGH_CAPACITY, of_year("4000000.20"), 2002, "200000.01", id="5 above"),
        pytest.param(HIGH_CAPACITY, of_year(7_430_114), 2002, "371505.70", id="5 far above"),
        pytest.param(
            TELEBEAM,
            of_year(4_764_117 + 17_447, category="advertising"),
            2002,
            "1243206.64",
            id="6a",
        ),
        pytest.param(
            TELEBEAM, of_year(11_436_768, category="advertising"), 2002, "2973559.68", id="6b"
        ),
        *(
            pytest.param(agreed, of_year(gross), 2015, due, id=f"7 {way} {gross}")
            for way, agreed in (("greatest", STRUCTURES), ("minimum", MINIMUM))
            for gross, due in (
                (30_000_000, "17500000.00"),
                (35_000_000, "17500000.00"),
                (40_000_000, "20000000.00"),
            )
        ),
        pytest.param(SMALL_CELLS, held(poles(170)), 2016, "255000.00", id="9 year 1"),
        pytest.param(SMALL_CELLS, held(poles(170)), 2020, "255000.00", id="9 year 5"),
        pytest.param(SMALL_CELLS, held(poles(170)), 2021, "262650.00", id="9 year 6"),
        pytest.param(SMALL_CELLS, held(poles(170)), 2022, "270529.50", id="9 year 7"),
        pytest.param(SMALL_CELLS_BY_SITE, held(poles(170)), 2023, "278645.30", id="9 by site"),
        pytest.param(SMALL_CELLS, held(poles(170)), 2023, "278645.39", id="9 by line"),
        pytest.param(FACILITIES, held(poles(12)), 2020, "3240.00", id="10 recurring"),
        pytest.param(APPLICATIONS, reported("applications", 12), 2020, "1200.00", id="10 12 of"),
        pytest.param(APPLICATIONS, reported("applications", 5), 2020, "500.00", id="10 5 of"),
        pytest.param(APPLICATIONS, reported("applications", 6), 2020, "600.00", id="10 6 of"),
        pytest.param(POLES, reported("new poles", 1), 2020, "1000.00", id="10 pole"),
        pytest.param(
            terms(UNDERGROUND, AERIAL),
            held(feet("conduit", 150_000)),
            2026,
            "193800.00",
            id="11 underground",
        ),
        pytest.param(
            terms(UNDERGROUND, AERIAL),
            held(feet("cable", 150_000)),
            2026,
            "96900.00",
            id="11 aerial",
        ),
        pytest.param(
            terms(FIRST_YEAR, AERIAL),
            held(feet("conduit", 150_000)),
            2025,
            "116280.00",
            id="11 first year",
        ),
        pytest.param(
            terms(FIRST_YEAR, AERIAL),
            held(feet("conduit", 150_000)),
            2026,
            "193800.00",
            id="11 second year",
        ),
        pytest.param(DUCT, held(feet("conduit", 5280)), 2026, "3960.00", id="12"),
        pytest.param(DUCTS, held(feet("conduit", 5280)), 2026, "0.00", id="12 the City's duct"),
        pytest.param(DUCTS, held(feet("conduit", 10_560)), 2026, "3960.00", id="12 two ducts"),
    ],
)
def test_a_published_case_comes_out_to_the_cent(agreed, use, fiscal_year, due):
    [fee] = fees_of_year(agreed, use, fiscal_year)
    assert fee.missing == ()
    assert str(fee.amount) == due
    assert fee.amount == total_of(fee.lines)


def test_calendar_quarters_fall_due_45_days_after_each():
    # Verizon cable, 2008: April to June accrues in one fiscal year and falls due in the next.
    agreed = terms(percentage("5"), frequency=Frequency.QUARTER)
    fees = fees_of_year(agreed, Use(), 2010)
    assert [fee.due_on for fee in fees] == [
        date(2009, 11, 14),
        date(2010, 2, 14),
        date(2010, 5, 15),
        date(2010, 8, 14),
    ]


def test_tiers_are_lines_of_their_own():
    [fee] = fees_of_year(terms(UNDERGROUND), held(feet("conduit", 150_000)), 2026)
    assert [(line.what, str(line.quantity), line.rate, str(line.amount)) for line in fee.lines] == [
        ("Underground: up to 52,800", "52800", "$2.00 a foot a year", "105600.00"),
        ("Underground: 52,800 to 132,000", "79200", "$1.00 a foot a year", "79200.00"),
        ("Underground: above 132,000", "18000", "$0.50 a foot a year", "9000.00"),
    ]


def test_the_rate_of_the_working_says_how_it_has_grown():
    [fee] = fees_of_year(SMALL_CELLS_BY_SITE, held(poles(170)), 2023)
    assert fee.lines[0].rate == "$1,500.00 a year each, grown 3 times by 3% to $1,639.09"
    assert amounts(SMALL_CELLS_BY_SITE, held(poles(170)), 2023) == ["278645.30"]
