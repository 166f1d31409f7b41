from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from franchises.rules.fiscal_year import (
    QUARTERS,
    fiscal_year_bounds,
    fiscal_year_label,
    fiscal_year_of,
    period_bounds,
)

MONTHS = st.integers(1, 12)


@pytest.mark.parametrize(
    ("day", "first_month", "fiscal_year"),
    [
        (date(2013, 6, 30), 7, 2013),
        (date(2013, 7, 1), 7, 2014),
        (date(2013, 12, 31), 7, 2014),
        (date(2014, 1, 1), 7, 2014),
        (date(2013, 12, 31), 1, 2013),
        (date(2014, 1, 1), 1, 2014),
        (date(2015, 9, 30), 10, 2015),
        (date(2015, 10, 1), 10, 2016),
        (date(2012, 2, 29), 7, 2012),
        (date(2013, 11, 30), 12, 2013),
        (date(2013, 12, 1), 12, 2014),
    ],
)
def test_a_fiscal_year_is_named_by_the_year_it_ends_in(day, first_month, fiscal_year):
    assert fiscal_year_of(day, first_month) == fiscal_year


@pytest.mark.parametrize(
    ("fiscal_year", "first_month", "first", "last"),
    [
        (2013, 7, date(2012, 7, 1), date(2013, 6, 30)),
        (2013, 1, date(2013, 1, 1), date(2013, 12, 31)),
        (2015, 10, date(2014, 10, 1), date(2015, 9, 30)),
        (2012, 3, date(2011, 3, 1), date(2012, 2, 29)),
        (2013, 3, date(2012, 3, 1), date(2013, 2, 28)),
    ],
)
def test_d64_both_bounds_are_in_the_fiscal_year(fiscal_year, first_month, first, last):
    assert fiscal_year_bounds(fiscal_year, first_month) == (first, last)
    assert fiscal_year_of(first, first_month) == fiscal_year
    assert fiscal_year_of(last, first_month) == fiscal_year
    assert fiscal_year_of(first - timedelta(days=1), first_month) == fiscal_year - 1
    assert fiscal_year_of(last + timedelta(days=1), first_month) == fiscal_year + 1


@pytest.mark.parametrize(
    ("period", "first_month", "first", "last"),
    [
        ("", 7, date(2012, 7, 1), date(2013, 6, 30)),
        ("Q1", 7, date(2012, 7, 1), date(2012, 9, 30)),
        ("Q2", 7, date(2012, 10, 1), date(2012, 12, 31)),
        ("Q3", 7, date(2013, 1, 1), date(2013, 3, 31)),
        ("Q4", 7, date(2013, 4, 1), date(2013, 6, 30)),
        ("Q1", 1, date(2013, 1, 1), date(2013, 3, 31)),
        ("Q4", 1, date(2013, 10, 1), date(2013, 12, 31)),
        ("Q1", 12, date(2012, 12, 1), date(2013, 2, 28)),
    ],
)
def test_quarters_are_those_of_the_fiscal_year(period, first_month, first, last):
    assert period_bounds(2013, period, first_month) == (first, last)


@pytest.mark.parametrize("period", ["Q0", "Q5", "q1", "1", " "])
def test_a_period_that_is_no_quarter_is_refused(period):
    with pytest.raises(ValueError, match="not in tuple"):
        period_bounds(2013, period)


def test_a_fiscal_year_has_a_short_name():
    assert fiscal_year_label(2013) == "FY2013"


@given(st.dates(date(1850, 1, 1), date(2200, 12, 31)), MONTHS)
def test_a_day_lies_within_its_fiscal_year(day, first_month):
    first, last = fiscal_year_bounds(fiscal_year_of(day, first_month), first_month)
    assert first <= day <= last


@given(st.integers(1900, 2200), MONTHS)
def test_four_quarters_make_the_year_without_a_gap(fiscal_year, first_month):
    quarters = [period_bounds(fiscal_year, quarter, first_month) for quarter in QUARTERS]
    assert (quarters[0][0], quarters[3][1]) == fiscal_year_bounds(fiscal_year, first_month)
    for (_, last), (first, _) in pairwise(quarters):
        assert first == last + timedelta(days=1)
