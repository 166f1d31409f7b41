"""A schedule on record becomes plain terms, before it is saved or after."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.books.terms import component_of, late_terms_of, terms_of
from franchises.models import FeeComponent, FeeSchedule
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
    Proration,
    Rate,
    Rounding,
)
from franchises.rules.late_terms import DayCount, LateRate, LateTerms
from franchises.rules.written_terms import TermsError
from tests.factories import FeeComponentFactory, FeeScheduleFactory


def schedule(**values):
    return FeeSchedule(effective_on=date(2024, 7, 1), source="Section 9", **values)


def test_a_schedule_without_a_word_more_is_quarterly_and_says_nothing_of_lateness():
    assert terms_of(schedule(), []) == FeeTerms(
        date(2024, 7, 1),
        None,
        (),
        combination=Combination.SUM,
        frequency=Frequency.QUARTER,
        proration=Proration.DAYS,
        rounding=Rounding.LINE,
        days_until_due=45,
        source="Section 9",
    )
    assert late_terms_of(schedule()) == LateTerms(source="Section 9")


def test_every_term_of_a_schedule_that_is_not_saved_is_taken():
    said = schedule(
        expires_on=date(2030, 6, 30),
        combination="greatest",
        frequency="year",
        days_until_due=30,
        proration="months",
        rounding="rate",
        minimum=Decimal("17500000.00"),
        minimum_escalator=Decimal("3.000000"),
        minimum_escalates_on=date(2026, 7, 1),
        cap=Decimal("20000000.00"),
        cap_percent=Decimal("5.500000"),
        late_rates="9%\n8% from 2026-01-01",
        day_count="360",
        grace_days=10,
        grace_in_business_days=True,
        runs_from_due=False,
        needs_notice=True,
        surcharge_percent=Decimal("5.000000"),
        surcharge_after_days=30,
    )

    assert terms_of(said, [FeeComponent(name="Flat", charge="flat", amount=100)]) == FeeTerms(
        date(2024, 7, 1),
        date(2030, 6, 30),
        (Component("Flat", Flat(Decimal("100.00"))),),
        combination=Combination.GREATEST,
        frequency=Frequency.YEAR,
        minimum=Decimal("17500000.00"),
        minimum_escalator=Escalator(Decimal(3), date(2026, 7, 1)),
        cap=Decimal("20000000.00"),
        cap_percent=Decimal("5.5"),
        proration=Proration.MONTHS,
        rounding=Rounding.RATE,
        days_until_due=30,
        source="Section 9",
    )
    assert late_terms_of(said) == LateTerms(
        rates=(LateRate(Decimal(9)), LateRate(Decimal(8), date(2026, 1, 1))),
        day_count=DayCount.D360,
        grace_days=10,
        grace_in_business_days=True,
        runs_from_due=False,
        needs_notice=True,
        surcharge_percent=Decimal(5),
        surcharge_after_days=30,
        source="Section 9",
    )


@pytest.mark.parametrize(
    ("values", "charge"),
    [
        (
            {"charge": "percentage", "percent": Decimal("5.000000"), "deducts": True},
            Percentage(Decimal(5), "gross", deducts=True),
        ),
        (
            {"charge": "percentage", "percent": Decimal("0.125"), "category": "advertising"},
            Percentage(Decimal("0.125"), "advertising"),
        ),
        (
            {
                "charge": "metered",
                "measure": "installations",
                "kind": "pole_top",
                "rates": "zone A: 150\nzone B: 75",
                "per": "month",
                "counted_from": "reserved_on",
            },
            Metered(
                Measure.INSTALLATIONS,
                (Rate(Decimal(150), "A"), Rate(Decimal(75), "B")),
                Per.MONTH,
                "pole_top",
                counted_from="reserved_on",
            ),
        ),
        (
            {"charge": "metered", "measure": "gross", "rates": "up to 1,000: 5%\nabove: 3%"},
            Metered(
                Measure.GROSS,
                (Rate(Decimal("0.05"), up_to=Decimal(1000)), Rate(Decimal("0.03"))),
            ),
        ),
        (
            {
                "charge": "banded",
                "measure": "reported",
                "category": "applications",
                "rates": "up to 5: fixed 500\nabove: fixed 900",
            },
            Banded(
                Measure.REPORTED,
                (Rate(up_to=Decimal(5), fixed=Decimal(500)), Rate(fixed=Decimal(900))),
                category="applications",
            ),
        ),
        (
            {"charge": "flat", "amount": Decimal("200000.00"), "per": "month"},
            Flat(Decimal("200000.00"), Per.MONTH),
        ),
    ],
)
def test_every_kind_of_charge_is_taken(values, charge):
    assert component_of(FeeComponent(name="A charge", **values)).charge == charge


def test_what_changes_a_rate_is_taken_with_its_clause():
    said = FeeComponent(
        name="Sites",
        charge="flat",
        amount=100,
        escalator=Decimal("3.000000"),
        escalates_on=date(2029, 7, 1),
        escalator_share=Decimal("50.000000"),
        multipliers="x 0 on first 5,280",
        source="9.2(b)",
    )

    assert component_of(said) == Component(
        "Sites",
        Flat(Decimal("100.00")),
        escalator=Escalator(Decimal(3), date(2029, 7, 1), Decimal(50)),
        multipliers=(Multiplier(Decimal(0), quantity=Decimal(5280)),),
        source="9.2(b)",
    )


@pytest.mark.parametrize(
    ("values", "mistake"),
    [
        ({"charge": "percentage"}, "per cent of revenue needs a per cent"),
        ({"charge": "flat"}, "a flat charge needs an amount"),
        ({"charge": "metered", "rates": "x"}, "x: x is not a number"),
        ({"charge": "metered", "rates": "5%"}, "only gross revenue is charged by a percentage"),
        ({"charge": "flat", "amount": 1, "multipliers": "x y"}, "x y: y is not a number"),
        ({"charge": "toll"}, "toll is not a kind of charge"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_name_of_its_charge(values, mistake):
    with pytest.raises(TermsError) as refused:
        component_of(FeeComponent(name="A charge", **values))

    assert refused.value.mistakes == (f"A charge: {mistake}",)


def test_late_rates_that_cannot_be_read_are_refused():
    with pytest.raises(TermsError, match="9: is not a yearly rate"):
        late_terms_of(schedule(late_rates="9"))


@pytest.mark.django_db
def test_a_schedule_read_back_from_the_database_has_the_same_terms():
    saved = FeeScheduleFactory(
        minimum=Decimal("100.00"),
        minimum_escalator=Decimal("2.5"),
        minimum_escalates_on=date(2012, 7, 1),
        cap_percent=Decimal(5),
    )
    component = FeeComponentFactory(schedule=saved, percent=Decimal("100"))
    before = terms_of(saved, [component])
    read = FeeSchedule.objects.get()

    after = terms_of(read, list(read.components.all()))

    assert after == before
    assert str(after.components[0].charge.percent) == "100"
    assert str(after.cap_percent) == "5"
