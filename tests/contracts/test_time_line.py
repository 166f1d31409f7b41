"""Where the drawing of a franchise's life puts what happened."""

from datetime import date

import pytest

from franchises.contracts.time_line import MARK, MOST_TICKS, time_line
from franchises.models import Franchise, FranchiseEvent

TODAY = date(2026, 11, 20)


def franchise(**values):
    dates = {"effective_on": date(2010, 7, 1), "expires_on": date(2030, 6, 30)}
    return Franchise(number="F-1", **dates | values)


def events(*days, kind="solicitation"):
    return [FranchiseEvent(kind=kind, happened_on=day) for day in days]


def stretches(line):
    return [(each.kind, each.x, each.width) for each in line.stretches]


def test_the_line_is_as_long_as_what_is_known():
    line = time_line(franchise(), events(date(2009, 7, 1)), TODAY)

    assert (line.first, line.last) == (date(2009, 7, 1), date(2030, 6, 30))
    assert line.marks[0].x == 20
    assert stretches(line) == [("term", 50, 610)]
    assert line.today == 550


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ({}, ["term"]),
        ({"expires_on": None, "is_perpetual": True}, ["term"]),
        ({"expires_on": date(2020, 6, 30), "is_holdover": True}, ["term", "holdover"]),
        ({"expires_on": date(2020, 6, 30)}, ["term"]),
        ({"terminated_on": date(2020, 6, 30)}, ["term", "lost"]),
        (
            {
                "expires_on": date(2020, 6, 30),
                "is_holdover": True,
                "terminated_on": date(2022, 6, 30),
            },
            ["term", "holdover"],
        ),
        ({"is_holdover": True}, ["term"]),
    ],
)
def test_what_follows_the_term_is_drawn_as_what_it_is(values, kinds):
    assert [kind for kind, *_ in stretches(time_line(franchise(**values), [], TODAY))] == kinds


def test_events_near_one_another_are_drawn_one_above_the_other():
    days = (date(2010, 1, 1), date(2010, 2, 1), date(2010, 3, 1), date(2020, 1, 1))
    line = time_line(franchise(), events(*days), TODAY)

    assert [mark.number for mark in line.marks] == [1, 2, 3, 4]
    first, second, third, far = (mark.y for mark in line.marks)
    assert (first - second, second - third, far) == (MARK, MARK, first)
    assert all(10 <= mark.y <= line.y - 10 for mark in line.marks)


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (date(2024, 1, 1), date(2027, 6, 30), [2024, 2025, 2026, 2027]),
        (date(2010, 7, 1), date(2030, 6, 30), [2015, 2020, 2025, 2030]),
        (date(1891, 5, 15), date(2030, 6, 30), [1900, 1920, 1940, 1960, 1980, 2000, 2020]),
    ],
)
def test_a_few_round_years_are_marked(first, last, years):
    line = time_line(franchise(effective_on=first, expires_on=last), [], TODAY)

    assert [tick.year for tick in line.ticks] == years
    assert len(line.ticks) <= MOST_TICKS


def test_a_line_of_one_day_is_drawn():
    line = time_line(franchise(effective_on=TODAY, expires_on=TODAY), [], TODAY)
    assert stretches(line) == [("term", 20, 2)]


def test_a_default_and_an_end_look_other_than_an_award():
    kinds = ["selection", "amendment", "notice_of_default", "termination"]
    happened = [events(date(2020, 1, 1), kind=kind)[0] for kind in kinds]
    line = time_line(franchise(), happened, TODAY)
    assert [mark.kind for mark in line.marks] == ["award", "change", "default", "end"]
