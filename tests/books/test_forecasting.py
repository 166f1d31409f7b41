"""What the schedules bring in a year to come, at least and at most, and on which assumptions."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.books.forecasting import ForecastRefused, forecast_of
from franchises.models import FeeComponent, FeeSchedule
from tests.factories import (
    FeeComponentFactory,
    FeeScheduleFactory,
    FranchiseFactory,
    InstallationFactory,
    RevenueStatementFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


def scheduled(number="F-1", charges=(), franchise=None, **terms):
    """A franchise with one schedule of these charges."""
    franchise = franchise or FranchiseFactory(number=number)
    schedule = FeeScheduleFactory(
        franchise=franchise, **({"effective_on": franchise.effective_on} | terms)
    )
    for charge in charges:
        FeeComponentFactory(schedule=schedule, **charge)
    return franchise


def flat(amount):
    return {"charge": FeeComponent.Charge.FLAT, "amount": Decimal(amount), "percent": None}


def percent(per_cent="5"):
    return {"charge": FeeComponent.Charge.PERCENTAGE, "percent": Decimal(per_cent)}


def each(rate, **more):
    return {
        "charge": FeeComponent.Charge.METERED,
        "percent": None,
        "rates": rate,
    } | more


def state(franchise, fiscal_year, gross, quarters=("Q1", "Q2", "Q3", "Q4")):
    for quarter in quarters:
        RevenueStatementFactory(
            franchise=franchise,
            fiscal_year=fiscal_year,
            period=quarter,
            gross_revenue=Decimal(gross),
        )


def forecast(fiscal_year=2028):
    return [
        (row.number, str(row.at_least), str(row.at_most))
        for row in forecast_of(fiscal_year, TODAY).rows
    ]


def remarks(fiscal_year=2028):
    (row,) = forecast_of(fiscal_year, TODAY).rows
    return list(row.remarks)


def test_a_flat_fee_is_sure():
    scheduled(charges=[flat("1000.00")])
    assert forecast() == [("F-1", "1000.00", "1000.00")]


def test_revenue_is_none_at_least_and_as_last_stated_at_most():
    franchise = scheduled(charges=[percent()])
    state(franchise, 2025, "900.00")
    state(franchise, 2026, "1000.00")
    assert forecast() == [("F-1", "0.00", "200.00")]


def test_each_quarter_is_the_one_last_stated():
    franchise = scheduled(charges=[percent()])
    state(franchise, 2026, "1000.00")
    state(franchise, 2027, "2000.00", ["Q1"])
    assert forecast()[0][2] == "250.00"


def test_what_is_stated_for_the_year_itself_is_sure():
    franchise = scheduled(charges=[percent()])
    state(franchise, 2026, "1000.00")
    state(franchise, 2027, "2000.00", ["Q1"])
    assert forecast(2027) == [("F-1", "100.00", "250.00")]


def test_without_a_statement_in_four_years_what_is_most_is_unknown_and_in_no_total():
    franchise = scheduled(charges=[percent()])
    state(franchise, 2024, "1000.00")
    scheduled("F-2", charges=[flat("10.00")])
    found = forecast_of(2028, TODAY)
    assert [row.at_most for row in found.rows] == [None, Decimal("10.00")]
    assert found.at_most == Decimal("10.00")
    assert "no revenue statement for Q1" in found.rows[0].remarks


def test_a_minimum_is_brought_at_least_and_named():
    franchise = scheduled(charges=[percent()], minimum=Decimal("500.00"))
    state(franchise, 2026, "1000.00")
    assert forecast() == [("F-1", "500.00", "500.00")]
    assert remarks() == ["minimum $500.00 a year"]


def test_a_cap_is_not_passed():
    franchise = scheduled(charges=[percent()], cap=Decimal("150.00"))
    state(franchise, 2026, "1000.00")
    assert forecast()[0][2] == "150.00"


def test_what_stands_today_stays_until_its_removal():
    franchise = scheduled(charges=[each("100.00")])
    InstallationFactory(
        franchise=franchise, status="installed", installed_on=date(2020, 1, 1), fee_zone=""
    )
    InstallationFactory(franchise=franchise, status="proposed", installed_on=None)
    assert forecast() == [("F-1", "100.00", "100.00")]


def test_an_escalator_is_followed_and_said():
    scheduled(
        charges=[flat("1000.00") | {"escalator": Decimal(3), "escalates_on": date(2027, 7, 1)}]
    )
    assert forecast(2027) == [("F-1", "1000.00", "1000.00")]
    assert forecast(2028) == [("F-1", "1030.00", "1030.00")]
    name = FeeComponent.objects.get().name
    assert remarks() == [f"{name} grows on 1 July 2027"]


def test_a_contract_that_ends_stops_at_least_and_runs_on_at_most():
    ends = FranchiseFactory(number="F-1", expires_on=date(2027, 12, 31))
    scheduled(franchise=ends, charges=[flat("366.00")])
    # FY2028 has 366 days, 184 of them by the end of 2027.
    assert forecast() == [("F-1", "184.00", "366.00")]
    assert remarks() == ["ends 31 December 2027"]


def test_a_contract_that_ended_before_the_year_brings_nothing_at_least():
    ends = FranchiseFactory(number="F-1", expires_on=date(2027, 6, 30))
    scheduled(franchise=ends, charges=[flat("366.00")], expires_on=date(2027, 6, 30))
    (row,) = forecast_of(2028, TODAY).rows
    assert (row.at_least, row.at_most) == (Decimal("0.00"), Decimal("366.00"))


def test_a_holdover_is_not_counted_on():
    over = FranchiseFactory(number="F-1", expires_on=date(2024, 6, 30), is_holdover=True)
    scheduled(franchise=over, charges=[flat("100.00")])
    (row,) = forecast_of(2028, TODAY).rows
    assert (row.at_least, row.at_most) == (Decimal("0.00"), Decimal("100.00"))
    assert row.remarks == ("in holdover",)


@pytest.mark.parametrize(
    "franchise",
    [
        {"expires_on": date(2024, 6, 30)},
        {"terminated_on": date(2026, 1, 1)},
        {"is_published": False},
        {"effective_on": date(2028, 7, 1), "expires_on": date(2040, 6, 30)},
    ],
    ids=["expired", "terminated", "a draft", "begins after the year"],
)
def test_who_will_not_operate_is_left_out(franchise):
    scheduled(franchise=FranchiseFactory(number="F-1", **franchise), charges=[flat("1.00")])
    assert forecast() == []


def test_a_contract_that_begins_in_the_year_counts_from_then():
    begins = FranchiseFactory(number="F-1", effective_on=date(2028, 1, 1))
    scheduled(franchise=begins, charges=[flat("366.00")])
    assert forecast() == [("F-1", "182.00", "182.00")]
    assert remarks() == ["begins 1 January 2028"]


def test_terms_that_cannot_be_read_are_told_and_guessed_at_by_nobody():
    scheduled(charges=[each("a lot")])
    (row,) = forecast_of(2028, TODAY).rows
    assert (row.at_least, row.at_most) == (None, None)
    assert "a lot" in row.remarks[0]


def test_a_year_that_is_over_is_refused():
    with pytest.raises(ForecastRefused, match=r"^FY2026 is over: see its fee summary\.$"):
        forecast_of(2026, TODAY)
    assert forecast_of(2027, TODAY).rows == ()


def test_more_franchises_take_no_more_queries(django_assert_max_num_queries):
    for number in range(30):
        franchise = scheduled(f"F-{number}", charges=[percent(), each("1.00")])
        state(franchise, 2026, "1000.00")
    assert FeeSchedule.objects.count() == 30
    with django_assert_max_num_queries(12):
        forecast_of(2028, TODAY)
