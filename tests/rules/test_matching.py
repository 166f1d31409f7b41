from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from franchises.rules.late_terms import Owed
from franchises.rules.matching import ANY_KIND, Due, Receipt, match, owed_over_time

FIRST = date(2020, 1, 1)


def due(number, amount, day, kind="fee"):
    return Due(("assessment", number), kind, FIRST + timedelta(days=day), Decimal(amount))


def receipt(number, amount, day, kind="fee", pays=None):
    """Received on the given day; None where that is not known."""
    received_on = None if day is None else FIRST + timedelta(days=day)
    named = None if pays is None else ("assessment", pays)
    return Receipt(("collection", number), kind, received_on, Decimal(amount), named)


def paid(matching):
    """(due, receipt, dollars) of everything that was paid, in order."""
    return [(each.due[1], each.receipt[1], int(each.amount)) for each in matching.applications]


def credit(matching):
    return [(each.receipt[1], each.kind, int(each.amount)) for each in matching.credits]


DUES = [due(1, 100, 30), due(2, 100, 60), due(3, 100, 90)]


@pytest.mark.parametrize(
    ("receipts", "payments", "credits"),
    [
        pytest.param([receipt(1, 100, 30)], [(1, 1, 100)], [], id="the-oldest"),
        pytest.param([receipt(1, 99, 30)], [(1, 1, 99)], [], id="a-part-of-the-oldest"),
        pytest.param([receipt(1, 101, 30)], [(1, 1, 100), (2, 1, 1)], [], id="and-the-next"),
        pytest.param(
            [receipt(1, 301, 0)],
            [(1, 1, 100), (2, 1, 100), (3, 1, 100)],
            [(1, "fee", 1)],
            id="and-credit",
        ),
        pytest.param([receipt(1, 100, 95, pays=2)], [(2, 1, 100)], [], id="the-named"),
        pytest.param(
            [receipt(1, 120, 95, pays=2)], [(2, 1, 100), (1, 1, 20)], [], id="more-than-the-named"
        ),
        pytest.param(
            [receipt(1, 100, 10), receipt(2, 100, 20, pays=1)],
            [(2, 1, 100), (1, 2, 100)],
            [],
            id="what-a-later-one-names-is-kept-for-it",
        ),
        pytest.param(
            [receipt(1, 100, 10), receipt(2, 40, 20, pays=1)],
            [(1, 1, 60), (2, 1, 40), (1, 2, 40)],
            [],
            id="no-more-is-kept-than-is-named",
        ),
        pytest.param([receipt(1, 50, 10, pays=9)], [(1, 1, 50)], [], id="what-is-named-is-absent"),
        pytest.param([receipt(1, 50, 10, "interest")], [], [(1, "interest", 50)], id="other-kind"),
        pytest.param(
            [receipt(2, 100, 20), receipt(1, 100, 20)],
            [(1, 1, 100), (2, 2, 100)],
            [],
            id="of-one-day-by-number",
        ),
        pytest.param(
            [receipt(1, 100, 10), receipt(2, 100, None)],
            [(1, 2, 100), (2, 1, 100)],
            [],
            id="without-a-day-first",
        ),
    ],
)
def test_a_receipt_pays_what_it_names_then_the_oldest_of_its_kind(receipts, payments, credits):
    matching = match(DUES, receipts)
    assert paid(matching) == payments
    assert credit(matching) == credits


def test_fees_interest_and_penalties_are_paid_apart_unless_the_payer_names_one():
    dues = [due(1, 100, 10), due(2, 7, 20, "interest"), due(3, 5, 30, "penalty")]
    receipts = [
        receipt(1, 100, 40),
        receipt(2, 8, 40, "interest"),
        receipt(3, 5, 50, pays=3),
    ]
    matching = match(dues, receipts)
    assert paid(matching) == [(1, 1, 100), (2, 2, 7), (3, 3, 5)]
    assert credit(matching) == [(2, "interest", 1)]


@pytest.mark.parametrize(
    ("given_back", "payments", "credits"),
    [
        pytest.param(
            receipt(9, -30, 99, ANY_KIND),
            [],
            [(9, "fee", -30)],
            id="of-the-credit",
        ),
        pytest.param(
            receipt(9, -60, 99, ANY_KIND),
            [(3, 9, -10)],
            [(9, "fee", -50)],
            id="then-of-what-paid-the-latest-due",
        ),
        pytest.param(
            receipt(9, -60, 99, ANY_KIND, pays=1),
            [(1, 9, -60)],
            [],
            id="of-the-due-that-it-names",
        ),
        pytest.param(
            receipt(9, -120, 99, ANY_KIND, pays=1),
            [(1, 9, -100)],
            [(9, "fee", -20)],
            id="then-of-the-credit",
        ),
        pytest.param(
            receipt(9, -400, 99, ANY_KIND),
            [(3, 9, -100), (2, 9, -100), (1, 9, -100)],
            [(9, "fee", -50), (9, "", -50)],
            id="more-than-ever-came-in",
        ),
        pytest.param(
            receipt(9, -60, 99, "interest"), [], [(9, "interest", -60)], id="of-another-kind"
        ),
    ],
)
def test_money_is_given_back(given_back, payments, credits):
    received = match(DUES, [receipt(1, 350, 10)])
    matching = match(DUES, [receipt(1, 350, 10), given_back])
    assert paid(matching) == paid(received) + payments
    assert credit(matching) == credit(received) + credits
    assert matching.credit == Decimal(50) + sum(amount for _, _, amount in credits)


def test_a_due_that_is_open_again_is_paid_by_the_next_receipt():
    receipts = [receipt(1, 100, 10), receipt(2, -100, 40, ANY_KIND), receipt(3, 100, 70)]
    matching = match(DUES[:1], receipts)
    assert paid(matching) == [(1, 1, 100), (1, 2, -100), (1, 3, 100)]
    assert credit(matching) == []
    assert owed_over_time(DUES[0], matching.applications) == (
        Owed(date(2020, 2, 1), Decimal(0)),
        Owed(date(2020, 2, 11), Decimal(100)),
        Owed(date(2020, 3, 12), Decimal(0)),
    )


def test_what_comes_in_and_goes_out_on_one_day_came_in_first():
    receipts = [receipt(1, -100, 10, ANY_KIND), receipt(2, 100, 10)]
    assert paid(match(DUES[:1], receipts)) == [(1, 2, 100), (1, 1, -100)]


def test_the_latest_credit_is_given_back_first():
    receipts = [receipt(1, 20, 10), receipt(2, 30, 20), receipt(3, -40, 30, ANY_KIND)]
    assert credit(match([], receipts)) == [
        (1, "fee", 20),
        (2, "fee", 30),
        (3, "fee", -30),
        (3, "fee", -10),
    ]


@pytest.mark.parametrize(
    ("day", "history"),
    [
        pytest.param(None, [(31, 40)], id="without-a-day-it-counts-from-the-beginning"),
        pytest.param(29, [(31, 40)], id="before-it-is-due"),
        pytest.param(30, [(31, 40)], id="on-the-due-date"),
        pytest.param(31, [(31, 100), (32, 40)], id="a-day-late"),
    ],
)
def test_what_is_owed_changes_the_day_after_a_payment(day, history):
    matching = match(DUES[:1], [receipt(1, 60, day)])
    assert owed_over_time(DUES[0], matching.applications) == tuple(
        Owed(FIRST + timedelta(days=after), Decimal(amount)) for after, amount in history
    )


KINDS = st.sampled_from(["fee", "interest"])
DAYS = st.integers(0, 20)
MANY_DUES = st.lists(st.tuples(st.integers(0, 300), DAYS, KINDS), max_size=6).map(
    lambda rows: [due(number, *row) for number, row in enumerate(rows)]
)
MANY_RECEIPTS = st.lists(
    st.tuples(
        st.integers(-200, 300),
        st.none() | DAYS,
        st.sampled_from(["fee", "interest", ANY_KIND]),
        st.none() | st.integers(0, 6),
    ),
    max_size=8,
).map(lambda rows: [receipt(number, *row) for number, row in enumerate(rows)])


@given(MANY_DUES, MANY_RECEIPTS)
def test_what_a_receipt_pays_and_its_credit_are_the_receipt(dues, receipts):
    matching = match(dues, receipts)
    parts = defaultdict(Decimal)
    for each in (*matching.applications, *matching.credits):
        parts[each.receipt] += each.amount
    assert {each.key: each.amount for each in receipts if each.amount} == {
        key: amount for key, amount in parts.items() if amount
    }


@given(MANY_DUES, MANY_RECEIPTS)
def test_at_no_time_is_less_than_nothing_paid_or_more_than_all(dues, receipts):
    matching = match(dues, receipts)
    for each in dues:
        amounts = [owed.amount for owed in owed_over_time(each, matching.applications)]
        assert all(0 <= amount <= each.amount for amount in amounts)
        assert amounts[-1] == each.amount - matching.paid_of(each.key)


@given(st.data(), MANY_DUES, MANY_RECEIPTS)
def test_the_order_in_which_they_are_given_does_not_matter(data, dues, receipts):
    assert match(data.draw(st.permutations(dues)), data.draw(st.permutations(receipts))) == match(
        dues, receipts
    )


@given(MANY_DUES, MANY_RECEIPTS)
def test_nothing_is_credit_while_a_due_of_its_kind_is_open(dues, receipts):
    """Where no money is given back: that a refund leaves open waits for the next receipt."""
    matching = match(dues, [each for each in receipts if each.amount > 0])
    open_kinds = {each.kind for each in dues if matching.paid_of(each.key) < each.amount}
    assert not open_kinds & {each.kind for each in matching.credits}


@given(MANY_DUES, MANY_RECEIPTS)
def test_what_is_named_is_paid_by_what_names_it(dues, receipts):
    received = [each for each in receipts if each.amount > 0]
    matching = match(dues, received)
    for each in dues:
        named = sum((one.amount for one in received if one.pays == each.key), Decimal(0))
        by_names = sum(
            (
                one.amount
                for one in matching.applications
                if one.due == each.key
                and next(r for r in received if r.key == one.receipt).pays == each.key
            ),
            Decimal(0),
        )
        assert by_names >= min(named, each.amount)
