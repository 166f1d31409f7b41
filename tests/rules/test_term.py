"""The status of a franchise on both sides of every day that changes it."""

from datetime import date

import pytest

from franchises.rules.term import Status, add_years, is_longer_than_allowed, last_day, status_on

BEGINS, EXPIRES, ENDED = date(2010, 7, 1), date(2020, 6, 30), date(2018, 3, 1)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2010, 6, 30), Status.PENDING),
        (date(2010, 7, 1), Status.IN_FORCE),
        (date(2020, 6, 30), Status.IN_FORCE),
        (date(2020, 7, 1), Status.EXPIRED),
    ],
)
def test_a_franchise_is_in_force_from_its_first_day_to_its_last(day, status):
    assert status_on(day, BEGINS, EXPIRES) is status


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2010, 6, 30), Status.PENDING),
        (date(2020, 6, 30), Status.IN_FORCE),
        (date(2020, 7, 1), Status.HOLDOVER),
        (date(2050, 1, 1), Status.HOLDOVER),
    ],
)
def test_a_holdover_begins_when_the_term_is_over(day, status):
    assert status_on(day, BEGINS, EXPIRES, is_holdover=True) is status


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2010, 6, 30), Status.PENDING),
        (date(2018, 3, 1), Status.IN_FORCE),
        (date(2018, 3, 2), Status.TERMINATED),
        (date(2020, 7, 1), Status.TERMINATED),
    ],
)
def test_a_terminated_franchise_is_in_force_on_the_day_it_was_ended(day, status):
    assert status_on(day, BEGINS, EXPIRES, ENDED) is status
    assert status_on(day, BEGINS, EXPIRES, ENDED, is_holdover=True) is status


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2020, 6, 30), Status.IN_FORCE),
        (date(2020, 7, 1), Status.HOLDOVER),
        (date(2021, 1, 31), Status.HOLDOVER),
        (date(2021, 2, 1), Status.TERMINATED),
    ],
)
def test_a_holdover_may_be_ended(day, status):
    assert status_on(day, BEGINS, EXPIRES, date(2021, 1, 31), is_holdover=True) is status


@pytest.mark.parametrize("day", [BEGINS, date(2020, 7, 1), date(9999, 12, 31)])
def test_a_perpetual_franchise_is_always_in_force(day):
    assert status_on(day, BEGINS, None) is Status.IN_FORCE


def test_a_franchise_of_one_day_is_in_force_on_it():
    assert status_on(BEGINS, BEGINS, BEGINS) is Status.IN_FORCE


@pytest.mark.parametrize(
    ("expires_on", "terminated_on", "is_holdover", "last"),
    [
        (EXPIRES, None, False, EXPIRES),
        (EXPIRES, None, True, None),
        (EXPIRES, ENDED, False, ENDED),
        (EXPIRES, ENDED, True, ENDED),
        (EXPIRES, date(2021, 1, 31), True, date(2021, 1, 31)),
        (EXPIRES, date(2021, 1, 31), False, EXPIRES),
        (None, None, False, None),
        (None, ENDED, False, ENDED),
    ],
)
def test_the_last_day_is_the_earlier_of_expiry_and_termination(
    expires_on, terminated_on, is_holdover, last
):
    assert last_day(expires_on, terminated_on, is_holdover=is_holdover) == last


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2024, 2, 29), 25, date(2049, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 2, 29), 76, date(2100, 2, 28)),
        (date(2000, 2, 29), 400, date(2400, 2, 29)),
        (date(2024, 2, 28), 25, date(2049, 2, 28)),
        (date(2024, 3, 1), 25, date(2049, 3, 1)),
        (date(2024, 2, 29), 0, date(2024, 2, 29)),
        (date(2024, 2, 29), -1, date(2023, 2, 28)),
    ],
)
def test_44_a_leap_day_becomes_28_february_in_a_common_year(day, years, later):
    assert add_years(day, years) == later


@pytest.mark.parametrize(
    ("effective_on", "expires_on", "is_too_long"),
    [
        (date(2010, 7, 1), date(2035, 6, 30), False),
        (date(2010, 7, 1), date(2035, 7, 1), True),
        (date(2024, 2, 29), date(2049, 2, 27), False),
        (date(2024, 2, 29), date(2049, 2, 28), True),
    ],
)
def test_more_than_25_years_is_longer_than_the_charter_allows(
    effective_on, expires_on, is_too_long
):
    assert is_longer_than_allowed(effective_on, expires_on) is is_too_long
