from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from franchises.rules.late_terms import DayCount, LateRate, LateTerms, Owed
from franchises.rules.lateness import last_day_of_grace, late_charges
from franchises.rules.workings import total_of

DUE = date(2021, 1, 31)
SANTA_PAULA = LateTerms(
    rates=(LateRate(Decimal(8)),),
    surcharge_percent=Decimal(5),
    surcharge_after_days=30,
    source="Santa Paula Municipal Code",
)
# Verizon cable 2008: due 45 days after each calendar quarter, 9% after 30 days' written notice.
VERIZON = LateTerms(rates=(LateRate(Decimal(9)),), needs_notice=True, grace_days=30)


def days(number):
    return timedelta(days=number)


def owed(amount, due_on=DUE):
    return [Owed(due_on + days(1), Decimal(amount))]


def charged(terms, late_by, amount="100000.00", due_on=DUE, **options):
    """Interest and surcharge where nothing is paid for *late_by* days."""
    last_day = due_on + days(late_by)
    charges = late_charges(
        terms, due_on, owed(amount, due_on), due_on + days(1), last_day, **options
    )
    return str(total_of(charges.interest)), str(total_of(charges.surcharge))


@pytest.mark.parametrize(
    ("day_count", "due_on", "interest"),
    [
        pytest.param(DayCount.D365, date(2021, 1, 31), "789.04", id="365"),
        pytest.param(DayCount.D365, date(2024, 1, 31), "789.04", id="365-in-a-leap-year"),
        pytest.param(DayCount.D360, date(2021, 1, 31), "800.00", id="360"),
        pytest.param(DayCount.LEAP, date(2021, 1, 31), "789.04", id="leap-in-a-common-year"),
        pytest.param(DayCount.LEAP, date(2024, 1, 31), "786.89", id="leap-in-a-leap-year"),
        pytest.param(DayCount.ACTUAL, date(2021, 1, 31), "789.04", id="actual-without-29-february"),
        pytest.param(DayCount.ACTUAL, date(2024, 1, 31), "786.89", id="actual-with-29-february"),
        pytest.param(DayCount.ACTUAL, date(2023, 3, 1), "786.89", id="actual-29-february-to-come"),
        pytest.param(DayCount.ACTUAL, date(2024, 2, 29), "789.04", id="actual-29-february-over"),
    ],
)
def test_100_000_at_8_per_cent_36_days_late_costs_what_its_day_count_says(
    day_count, due_on, interest
):
    """Case 13: Santa Paula."""
    terms = replace(SANTA_PAULA, day_count=day_count)
    assert charged(terms, 36, due_on=due_on) == (interest, "5000.00")


def test_the_whole_of_case_13_comes_to_5_789_04():
    charges = late_charges(SANTA_PAULA, DUE, owed("100000.00"), DUE + days(1), DUE + days(36))
    assert charges.amount == Decimal("5789.04")


@pytest.mark.parametrize(
    ("late_by", "interest", "surcharge"),
    [
        (0, "0.00", "0.00"),
        (1, "21.92", "0.00"),
        (29, "635.62", "0.00"),
        (30, "657.53", "5000.00"),
        (31, "679.45", "5000.00"),
    ],
)
def test_the_surcharge_is_due_from_the_30th_day_on_and_once(late_by, interest, surcharge):
    assert charged(SANTA_PAULA, late_by) == (interest, surcharge)


def test_a_line_says_what_is_charged_on_what():
    charges = late_charges(SANTA_PAULA, DUE, owed("100000.00"), DUE + days(1), DUE + days(36))
    assert [line.as_kept() for line in (*charges.interest, *charges.surcharge)] == [
        {
            "what": "Interest on $100,000.00",
            "amount": "789.04",
            "from": "2021-02-01",
            "to": "2021-03-08",
            "quantity": "36",
            "unit": "days",
            "rate": "8% a year of 365 days",
            "source": "Santa Paula Municipal Code",
        },
        {
            "what": "Surcharge, 30 days late",
            "amount": "5000.00",
            "from": "2021-03-02",
            "to": "2021-03-02",
            "quantity": "100000.00",
            "unit": "$ still owed",
            "rate": "5%",
            "source": "Santa Paula Municipal Code",
        },
    ]


@pytest.mark.parametrize(
    ("runs_from_due", "last_day", "interest"),
    [
        pytest.param(True, date(2009, 7, 1), "0.00", id="the-30th-day-after-the-notice"),
        pytest.param(True, date(2009, 7, 2), "10777.81", id="31-days-from-the-notice-on"),
        pytest.param(False, date(2009, 7, 1), "0.00", id="the-last-day-of-grace"),
        pytest.param(False, date(2009, 7, 2), "347.67", id="one-day-after-grace"),
    ],
)
def test_9_per_cent_runs_once_30_days_have_passed_since_the_notice(
    runs_from_due, last_day, interest
):
    """Case 4: 1,410,000.00 due on 15 May; here the notice is of 1 June."""
    due_on = date(2009, 5, 15)
    charges = late_charges(
        replace(VERIZON, runs_from_due=runs_from_due),
        due_on,
        owed("1410000.00", due_on),
        due_on + days(1),
        last_day,
        notice_on=date(2009, 6, 1),
    )
    assert str(charges.amount) == interest


def test_without_the_notice_that_the_contract_asks_for_nothing_is_charged():
    terms = replace(VERIZON, surcharge_percent=Decimal(5), surcharge_after_days=30)
    assert charged(terms, 4000) == ("0.00", "0.00")


def test_a_notice_before_the_due_date_counts_from_the_due_date():
    assert charged(VERIZON, 30, notice_on=date(2020, 1, 1)) == ("0.00", "0.00")
    assert charged(VERIZON, 31, notice_on=date(2020, 1, 1)) == ("764.38", "0.00")


def test_a_notice_means_nothing_where_the_contract_asks_for_none():
    assert charged(SANTA_PAULA, 36, notice_on=DUE + days(20)) == ("789.04", "5000.00")


def test_each_rate_is_charged_for_its_own_days():
    terms = LateTerms(
        rates=(LateRate(Decimal(9)), LateRate(Decimal(8), date(2021, 2, 11))),
    )
    charges = late_charges(terms, DUE, owed("100000.00"), DUE + days(1), DUE + days(36))
    assert [(str(line.amount), line.quantity, line.rate) for line in charges.interest] == [
        ("246.58", 10, "9% a year of 365 days"),
        ("569.86", 26, "8% a year of 365 days"),
    ]


def test_before_the_first_rate_no_interest_is_charged():
    terms = LateTerms(rates=(LateRate(Decimal(8), date(2021, 3, 8)),))
    assert charged(terms, 35) == ("0.00", "0.00")
    assert charged(terms, 36) == ("21.92", "0.00")


def test_the_days_of_a_leap_year_are_365ths_and_366ths_on_their_own_side_of_new_year():
    terms = replace(SANTA_PAULA, day_count=DayCount.LEAP, surcharge_percent=None)
    due_on = date(2023, 12, 21)
    charges = late_charges(terms, due_on, owed("100000.00", due_on), due_on, due_on + days(20))
    assert [(str(line.amount), line.last_day, line.rate) for line in charges.interest] == [
        ("219.18", date(2023, 12, 31), "8% a year of 365 days"),
        ("218.58", date(2024, 1, 10), "8% a year of 366 days"),
    ]


def test_where_no_year_changes_its_length_new_year_makes_no_new_line():
    terms = replace(SANTA_PAULA, day_count=DayCount.LEAP)
    due_on = date(2021, 12, 21)
    charges = late_charges(terms, due_on, owed("100000.00", due_on), due_on, due_on + days(20))
    assert len(charges.interest) == 1


def test_the_actual_year_ends_on_the_anniversary_of_the_due_date():
    """29 February 2024 lies in the year that begins on 1 June 2023."""
    terms = LateTerms(rates=(LateRate(Decimal(8)),), day_count=DayCount.ACTUAL)
    due_on = date(2023, 6, 1)
    charges = late_charges(terms, due_on, owed("100000.00", due_on), due_on, date(2024, 6, 2))
    assert [(line.quantity, line.last_day, str(line.amount)) for line in charges.interest] == [
        (366, date(2024, 6, 1), "8000.00"),
        (1, date(2024, 6, 2), "21.92"),
    ]
    anniversary = date(2024, 6, 1)
    alone = late_charges(terms, due_on, owed("100000.00", due_on), anniversary, anniversary)
    assert [line.rate for line in alone.interest] == ["8% a year of 366 days"]


@pytest.mark.parametrize(
    ("days_of_grace", "holidays", "last"),
    [
        pytest.param(0, (), date(2021, 7, 2), id="none"),
        pytest.param(1, (), date(2021, 7, 5), id="over-a-weekend"),
        pytest.param(1, (date(2021, 7, 5),), date(2021, 7, 6), id="over-independence-day-observed"),
        pytest.param(5, (date(2021, 7, 5),), date(2021, 7, 12), id="over-two-weekends"),
    ],
)
def test_days_of_grace_can_be_business_days(days_of_grace, holidays, last):
    """Counted from Friday 2 July 2021."""
    terms = replace(SANTA_PAULA, grace_days=days_of_grace, grace_in_business_days=True)
    assert last_day_of_grace(terms, date(2021, 7, 2), frozenset(holidays)) == last


def test_days_of_grace_are_days_of_the_calendar_unless_the_contract_says_business():
    terms = replace(SANTA_PAULA, grace_days=3)
    assert last_day_of_grace(terms, date(2021, 7, 2), frozenset({date(2021, 7, 5)})) == date(
        2021, 7, 5
    )


def test_once_grace_is_over_interest_runs_from_the_due_date_or_from_the_end_of_grace():
    terms = replace(SANTA_PAULA, grace_days=10)
    assert charged(terms, 10) == ("0.00", "0.00")
    assert charged(terms, 11) == ("241.10", "0.00")
    assert charged(replace(terms, runs_from_due=False), 11) == ("21.92", "0.00")


@pytest.mark.parametrize(
    ("days_of_grace", "business", "told"),
    [
        (0, False, "8% a year of 365 days"),
        (1, True, "8% a year of 365 days, once 1 business day of grace is over"),
        (10, False, "8% a year of 365 days, once 10 days of grace are over"),
    ],
)
def test_the_working_says_what_grace_there_was(days_of_grace, business, told):
    terms = replace(SANTA_PAULA, grace_days=days_of_grace, grace_in_business_days=business)
    charges = late_charges(terms, DUE, owed("100000.00"), DUE + days(1), DUE + days(36))
    assert [line.rate for line in charges.interest] == [told]


def test_the_surcharge_waits_for_the_end_of_grace():
    terms = replace(SANTA_PAULA, grace_days=40)
    assert charged(terms, 40) == ("0.00", "0.00")
    assert charged(terms, 41) == ("898.63", "5000.00")


def test_what_is_paid_while_grace_lasts_costs_nothing():
    terms = replace(SANTA_PAULA, grace_days=10, surcharge_percent=None)
    history = [*owed("100000.00"), Owed(DUE + days(11), Decimal("40000.00"))]
    charges = late_charges(terms, DUE, history, DUE + days(1), DUE + days(36))
    assert [line.what for line in charges.interest] == ["Interest on $40,000.00"]
    assert charges.amount == Decimal("315.62")


def test_a_part_payment_lessens_what_later_days_are_charged_on():
    """Received on the 10th day late, which is still charged in full; paid off on the 30th."""
    history = [
        *owed("100000.00"),
        Owed(DUE + days(11), Decimal("40000.00")),
        Owed(DUE + days(31), Decimal("0.00")),
    ]
    charges = late_charges(SANTA_PAULA, DUE, history, DUE + days(1), DUE + days(36))
    assert [
        (line.what, line.first_day, line.last_day, str(line.amount))
        for line in (*charges.interest, *charges.surcharge)
    ] == [
        ("Interest on $100,000.00", DUE + days(1), DUE + days(10), "219.18"),
        ("Interest on $40,000.00", DUE + days(11), DUE + days(30), "175.34"),
        ("Surcharge, 30 days late", DUE + days(30), DUE + days(30), "2000.00"),
    ]


def test_what_is_paid_off_before_the_30th_day_has_no_surcharge():
    history = [*owed("100000.00"), Owed(DUE + days(30), Decimal("0.00"))]
    charges = late_charges(SANTA_PAULA, DUE, history, DUE + days(1), DUE + days(36))
    assert charges.surcharge == ()


def test_days_before_the_one_asked_for_are_not_charged_again():
    charges = late_charges(SANTA_PAULA, DUE, owed("100000.00"), DUE + days(31), DUE + days(36))
    assert [(line.first_day, line.quantity) for line in charges.interest] == [(DUE + days(31), 6)]
    assert charges.surcharge == ()


def test_more_than_was_owed_was_paid_and_nothing_is_charged():
    assert charged(SANTA_PAULA, 36, amount="-5.00") == ("0.00", "0.00")


AMOUNTS = st.integers(0, 10**11).map(lambda cents: Decimal(cents) / 100)
PERCENTS = st.integers(0, 30_000).map(lambda thousandths: Decimal(thousandths) / 1000)
NUMBERS = st.integers(0, 900)


@st.composite
def lateness(draw):
    """Terms of any kind, a due date, and balances that change at any days."""
    terms = LateTerms(
        rates=tuple(
            LateRate(percent, None if after is None else date(2019, 6, 1) + days(after))
            for after, percent in draw(
                st.dictionaries(st.none() | NUMBERS, PERCENTS, max_size=3)
            ).items()
        ),
        day_count=draw(st.sampled_from(DayCount)),
        grace_days=draw(st.integers(0, 40)),
        grace_in_business_days=draw(st.booleans()),
        runs_from_due=draw(st.booleans()),
        needs_notice=draw(st.booleans()),
        surcharge_percent=Decimal(5),
        surcharge_after_days=draw(st.integers(1, 90)),
    )
    due_on = date(2019, 6, 1) + days(draw(NUMBERS))
    history = [
        Owed(due_on + days(after), amount)
        for after, amount in draw(st.dictionaries(st.integers(1, 900), AMOUNTS)).items()
    ]
    return terms, due_on, history, due_on + days(draw(NUMBERS))


def every_day(charges):
    return [
        line.first_day + days(number)
        for line in charges.interest
        for number in range((line.last_day - line.first_day).days + 1)
    ]


@given(lateness(), NUMBERS, NUMBERS)
def test_charging_in_two_parts_changes_no_day_and_a_cent_at_most(case, first_part, second_part):
    """As posting does: where the first part charges nothing, the second begins where it began."""
    terms, due_on, history, notice_on = case
    first_day, split = due_on + days(1), due_on + days(first_part)
    last_day = split + days(second_part)

    def charge(since, through):
        return late_charges(terms, due_on, history, since, through, notice_on=notice_on)

    whole, before = charge(first_day, last_day), charge(first_day, split)
    through = max(every_day(before), default=due_on)
    after = charge(through + days(1), last_day)

    parted = [*every_day(before), *every_day(after)]
    assert parted == every_day(whole)
    assert len(parted) == len(set(parted))
    assert abs(
        total_of(before.interest) + total_of(after.interest) - total_of(whole.interest)
    ) <= Decimal("0.01")
    # The surcharge has a watermark of its own: it is asked for again only where it was not due.
    again = () if before.surcharge else charge(first_day, last_day).surcharge
    assert (*before.surcharge, *again) == whole.surcharge


@given(lateness(), NUMBERS, AMOUNTS, AMOUNTS)
def test_a_greater_balance_never_costs_less(case, late_by, amount, more):
    terms, due_on, _, notice_on = case
    last_day = due_on + days(late_by)

    def cost(balance):
        balances = owed(balance, due_on)
        return late_charges(terms, due_on, balances, due_on, last_day, notice_on=notice_on).amount

    assert cost(amount + more) >= cost(amount)


@given(lateness(), NUMBERS, st.lists(AMOUNTS, min_size=20, max_size=20))
def test_more_owed_on_any_days_never_costs_less_but_for_the_rounding_of_lines(case, late_by, more):
    """Where balances differ more often there are more lines, each rounded by half a cent."""
    terms, due_on, history, notice_on = case
    added = [
        Owed(each.first_day, each.amount + extra)
        for each, extra in zip(history, more * len(history), strict=False)
    ]
    last_day = due_on + days(late_by)
    less, greater = (
        late_charges(terms, due_on, balances, due_on, last_day, notice_on=notice_on)
        for balances in (history, added)
    )
    rounding = Decimal("0.005") * (len(less.interest) + len(greater.interest))
    assert total_of(greater.interest) >= total_of(less.interest) - rounding
    assert total_of(greater.surcharge) >= total_of(less.surcharge)


@given(lateness(), NUMBERS)
def test_the_lines_follow_each_other_and_add_up(case, late_by):
    terms, due_on, history, notice_on = case
    charges = late_charges(
        terms, due_on, history, due_on, due_on + days(late_by), notice_on=notice_on
    )
    charged_days = every_day(charges)
    assert charged_days == sorted(set(charged_days))
    assert len(charges.surcharge) <= 1
    assert charges.amount == sum(
        (line.amount for line in (*charges.interest, *charges.surcharge)), Decimal("0.00")
    )
