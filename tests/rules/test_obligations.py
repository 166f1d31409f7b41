"""When what recurs falls due: quarters of either calendar, business days, leap days, ends."""

from datetime import date

import pytest

from franchises.rules.obligations import (
    DayOfYear,
    Every,
    Recurring,
    add_business_days,
    due_dates,
)

HOLIDAYS = frozenset({date(2026, 10, 12), date(2026, 1, 1)})


def days_of(terms, through, first_month=7):
    return [str(each.due_on) for each in due_dates(terms, through, HOLIDAYS, first_month)]


@pytest.mark.parametrize(
    ("through", "due"),
    [
        (date(2026, 5, 14), []),
        (date(2026, 5, 15), ["2026-05-15"]),
        (date(2027, 2, 14), ["2026-05-15", "2026-08-14", "2026-11-14", "2027-02-14"]),
    ],
)
def test_a_fee_report_is_due_45_days_after_each_quarter_of_the_calendar(through, due):
    report = Recurring(Every.CALENDAR_QUARTER, date(2026, 1, 1), days=45)

    assert days_of(report, through) == due


def test_a_fiscal_quarter_is_counted_from_the_citys_first_month():
    report = Recurring(Every.FISCAL_QUARTER, date(2026, 2, 1), days=45)

    assert days_of(report, date(2026, 12, 31), first_month=2) == [
        "2026-06-14",
        "2026-09-14",
        "2026-12-15",
    ]


def test_a_leap_day_is_a_day_like_any_other_of_the_wait():
    report = Recurring(Every.CALENDAR_QUARTER, date(2027, 12, 31), days=60)

    assert days_of(report, date(2028, 3, 1)) == ["2028-02-29"]


def test_a_duct_report_is_due_10_business_days_after_the_quarter_without_holidays():
    report = Recurring(Every.CALENDAR_QUARTER, date(2026, 9, 30), days=10, in_business_days=True)

    assert days_of(report, date(2026, 12, 31)) == ["2026-10-15"]


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (0, date(2026, 10, 9)),
        # Friday, then the weekend, then a holiday on the Monday.
        (1, date(2026, 10, 13)),
        (4, date(2026, 10, 16)),
        (5, date(2026, 10, 19)),
    ],
)
def test_business_days_pass_over_weekends_and_holidays(number, day):
    assert add_business_days(date(2026, 10, 9), number, HOLIDAYS) == day


def test_a_repair_report_is_due_by_20_january_after_the_year():
    report = Recurring(Every.CALENDAR_YEAR, date(2025, 12, 31), on=DayOfYear(1, 20))

    assert days_of(report, date(2028, 12, 31)) == ["2026-01-20", "2027-01-20", "2028-01-20"]


def test_a_day_of_the_year_comes_after_the_period_and_never_on_its_last_day():
    on_the_last = Recurring(Every.CALENDAR_YEAR, date(2026, 1, 1), on=DayOfYear(12, 31))
    leap = Recurring(Every.CALENDAR_YEAR, date(2026, 1, 1), on=DayOfYear(2, 29))

    assert days_of(on_the_last, date(2027, 12, 31)) == ["2027-12-31"]
    assert days_of(leap, date(2028, 12, 31)) == ["2027-02-28", "2028-02-29"]


def test_an_audit_is_due_every_third_year_from_the_first():
    audit = Recurring(Every.CALENDAR_YEAR, date(2024, 1, 1), days=365, interval=3)

    assert days_of(audit, date(2031, 12, 31)) == ["2025-12-31", "2028-12-30", "2031-12-31"]


@pytest.mark.parametrize(
    ("last_day", "number"), [(date(2026, 9, 30), 3), (date(2026, 10, 1), 4), (None, 4)]
)
def test_a_quarter_that_is_broken_off_is_reported_and_one_not_begun_is_not(last_day, number):
    report = Recurring(Every.CALENDAR_QUARTER, date(2026, 1, 1), last_day, days=45)

    assert len(days_of(report, date(2027, 3, 1))) == number


@pytest.mark.parametrize(("first_day", "number"), [(date(2026, 3, 31), 1), (date(2026, 4, 1), 0)])
def test_the_first_period_is_the_one_that_ends_on_the_first_day_or_after(first_day, number):
    report = Recurring(Every.CALENDAR_QUARTER, first_day, days=0)

    assert len(days_of(report, date(2026, 6, 29))) == number


@pytest.mark.parametrize(
    ("first_month", "year", "period"), [(7, 2026, "Q4"), (1, 2026, "Q2"), (2, None, "")]
)
def test_a_quarter_of_the_calendar_is_the_fiscal_quarter_of_the_same_days(
    first_month, year, period
):
    report = Recurring(Every.CALENDAR_QUARTER, date(2026, 6, 30))
    due = next(due_dates(report, date(2026, 12, 31), first_month=first_month))

    assert (due.fiscal_year, due.period) == (year, period)
