"""The status of a franchise, and the limits of the Charter, on both sides of every day."""

from datetime import date

import pytest

from franchises.rules.term import (
    Status,
    add_years,
    committee_hearing_due,
    comptroller_due,
    earliest_hearing,
    is_approved,
    is_longer_than_allowed,
    last_day,
    longest_term_years,
    mayor_due,
    notice_due,
    renewals_are_too_long,
    resolution_hearing_due,
    status_on,
)

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


@pytest.mark.parametrize(
    ("effective_on", "expires_on", "is_too_long"),
    [
        (date(2010, 7, 1), date(2060, 6, 30), False),
        (date(2010, 7, 1), date(2060, 7, 1), True),
        (date(2024, 2, 29), date(2074, 2, 27), False),
        (date(2024, 2, 29), date(2074, 2, 28), True),
    ],
)
def test_a_tunnel_railroad_may_have_50_years(effective_on, expires_on, is_too_long):
    long = is_longer_than_allowed(effective_on, expires_on, is_tunnel_railroad=True)
    assert long is is_too_long


@pytest.mark.parametrize(
    ("renewals", "are_too_long"),
    [
        ([], False),
        ([(date(2030, 6, 30), date(2055, 6, 30))], False),
        ([(date(2030, 6, 30), date(2055, 7, 1))], True),
        # From a leap day the 25th year ends on 28 February.
        ([(date(2024, 2, 29), date(2049, 2, 28))], False),
        ([(date(2024, 2, 29), date(2049, 3, 1))], True),
        # In sum: ten years and fifteen, then a day more.
        ([(date(2030, 6, 30), date(2040, 6, 30)), (date(2040, 6, 30), date(2055, 6, 30))], False),
        ([(date(2030, 6, 30), date(2040, 6, 30)), (date(2040, 6, 30), date(2055, 7, 1))], True),
        # With other leap days in between, where an amendment came between them.
        ([(date(2010, 6, 30), date(2020, 6, 30)), (date(2030, 6, 30), date(2045, 6, 30))], False),
        ([(date(2010, 6, 30), date(2020, 6, 30)), (date(2030, 6, 30), date(2045, 7, 1))], True),
        # 24 years and 365 days, then 366.
        ([(date(2030, 7, 1), date(2041, 6, 30)), (date(2041, 6, 30), date(2055, 7, 1))], False),
        ([(date(2030, 7, 1), date(2041, 6, 30)), (date(2041, 6, 30), date(2055, 7, 2))], True),
    ],
)
def test_renewals_come_to_25_years_at_most_in_sum(renewals, are_too_long):
    assert renewals_are_too_long(renewals) is are_too_long


@pytest.mark.parametrize(
    ("rule", "began_on", "due_on"),
    [
        (resolution_hearing_due, date(2026, 1, 1), date(2026, 4, 1)),
        (resolution_hearing_due, date(2027, 12, 1), date(2028, 2, 29)),
        (resolution_hearing_due, date(2028, 12, 1), date(2029, 3, 1)),
        (committee_hearing_due, date(2026, 1, 30), date(2026, 3, 1)),
        (committee_hearing_due, date(2028, 1, 30), date(2028, 2, 29)),
        (mayor_due, date(2026, 1, 1), date(2026, 3, 2)),
        (mayor_due, date(2028, 1, 1), date(2028, 3, 1)),
        (comptroller_due, date(2026, 1, 30), date(2026, 3, 1)),
        (comptroller_due, date(2028, 1, 30), date(2028, 2, 29)),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_clock_is_due_on_the_last_of_its_days_leap_days_counted(rule, began_on, due_on):
    assert rule(began_on) == due_on


VETERANS_DAY, THANKSGIVING = date(2026, 11, 11), date(2026, 11, 26)
NOTICES = [
    # From a Monday: 12 days of two weeks without their Sundays, then Monday to Wednesday.
    (date(2026, 11, 2), date(2026, 11, 19), frozenset()),
    # A holiday is one more day; two are two, of which the second pushes it past a Sunday.
    (date(2026, 11, 2), date(2026, 11, 20), frozenset({VETERANS_DAY})),
    (date(2026, 11, 9), date(2026, 11, 28), frozenset({VETERANS_DAY, THANKSGIVING})),
    # A leap day is a day of notice.
    (date(2028, 2, 14), date(2028, 3, 2), frozenset()),
    (date(2028, 2, 14), date(2028, 3, 3), frozenset({date(2028, 2, 29)})),
]


@pytest.mark.parametrize(("notice_on", "hearing_on", "holidays"), NOTICES)
def test_a_hearing_comes_after_15_days_of_notice(notice_on, hearing_on, holidays):
    assert earliest_hearing(notice_on, holidays) == hearing_on
    assert notice_due(hearing_on, holidays) == notice_on


def test_a_notice_on_a_sunday_or_holiday_counts_from_the_next_day():
    sunday = date(2026, 11, 1)
    assert earliest_hearing(sunday, frozenset()) == earliest_hearing(date(2026, 11, 2), frozenset())
    holidays = frozenset({VETERANS_DAY})
    assert earliest_hearing(VETERANS_DAY, holidays) == earliest_hearing(
        date(2026, 11, 12), holidays
    )


def test_a_hearing_on_a_monday_is_given_notice_from_the_same_day_as_on_the_sunday_before():
    assert notice_due(date(2026, 11, 23), frozenset()) == notice_due(
        date(2026, 11, 22), frozenset()
    )


@pytest.mark.parametrize(("votes", "approved"), [(0, False), (4, False), (5, True), (6, True)])
def test_five_votes_approve(votes, approved):
    assert is_approved(votes) is approved


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (is_longer_than_allowed, "section 363(h)(2)"),
        (longest_term_years, "Charter 363(h)(2)"),
        (renewals_are_too_long, "Charter 363(h)(3)"),
        (resolution_hearing_due, "Charter 363(c)"),
        (committee_hearing_due, "Charter 371"),
        (earliest_hearing, "Charter 371"),
        (notice_due, "Charter 371"),
        (is_approved, "Charter 373(c)"),
        (mayor_due, "Charter 372(b)"),
        (comptroller_due, "Charter 328"),
    ],
)
def test_every_rule_says_where_it_is_written(rule, source):
    assert source in rule.__doc__.partition("\n")[0]
