"""A draw pays what it was made for, to the cent, and never more than is left or owed."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from franchises.books.franchise_books import books_of
from franchises.contracts.drawing import DrawRefusedError, draw
from franchises.models import FeeCollection, FiscalYear, SecurityDraw
from tests.closing import shut
from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseFactory,
    SecurityFactory,
    SecurityRequirementFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 28)
DRAWN_ON = date(2026, 11, 20)


@pytest.fixture
def security():
    return SecurityFactory(amount=Decimal("1000.00"), kind="fund", number="FUND-1", expires_on=None)


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk")


@pytest.fixture
def bill(security):
    return FeeAssessmentFactory(
        franchise=security.franchise, fiscal_year=2027, period="Q1", amount=Decimal("700.01")
    )


def drawn(security, bill, clerk, amount="700.01", **values):
    wish = SecurityDraw(security=security, because="Not paid.", **{"drawn_on": DRAWN_ON} | values)
    draw(wish, bill, Decimal(amount), TODAY, clerk)
    return wish


def test_a_draw_pays_the_assessment_it_names_and_leaves_the_rest(security, bill, clerk):
    SecurityRequirementFactory(franchise=security.franchise, kind="fund", days_to_replenish=10)

    made = drawn(security, bill, clerk)

    collection = made.collection
    assert (collection.amount, collection.pays, collection.fiscal_year) == (
        Decimal("700.01"),
        bill,
        2027,
    )
    assert (collection.received_on, collection.kind) == (DRAWN_ON, "fee")
    assert made.replenish_by == date(2026, 11, 30)
    assert security.left_on(DRAWN_ON) == Decimal("299.99")
    assert books_of(security.franchise, TODAY).paid_of(bill) == Decimal("700.01")
    assert collection.history.get().history_user == clerk


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        ("700.02", "Only $700.01 of it is not paid."),
        ("1000.01", "Only $1,000.00 of Security fund FUND-1 of F-1 can be drawn."),
        ("0.00", "A draw is of more than $0.00."),
    ],
)
def test_more_than_is_owed_or_left_is_refused_and_nothing_is_written(
    security, bill, clerk, amount, refusal
):
    type(security.franchise).objects.update(number="F-1")

    with pytest.raises(DrawRefusedError, match=refusal.replace("$", r"\$")):
        drawn(security, bill, clerk, amount)
    assert not FeeCollection.objects.exists()
    assert not SecurityDraw.objects.exists()


def test_what_was_paid_since_is_not_drawn_again(security, bill, clerk):
    FeeCollectionFactory(franchise=security.franchise, pays=bill, amount=Decimal("700.00"))

    drawn(security, bill, clerk, "0.01")
    with pytest.raises(DrawRefusedError, match=r"Only \$0.00 of it is not paid"):
        drawn(security, bill, clerk, "0.01")


def test_a_second_draw_takes_no_more_than_the_first_left(security, bill, clerk):
    other = FeeAssessmentFactory(
        franchise=security.franchise, fiscal_year=2027, amount=Decimal(900)
    )
    drawn(security, bill, clerk)

    with pytest.raises(DrawRefusedError, match=r"Only \$299.99 of"):
        drawn(security, other, clerk, "300.00", drawn_on=date(2026, 11, 19))
    assert drawn(security, other, clerk, "299.99").collection.amount == Decimal("299.99")


def test_a_draw_for_a_closed_year_is_recorded_in_the_year_of_the_draw(security, clerk):
    old = FeeAssessmentFactory(franchise=security.franchise, fiscal_year=2014, amount=Decimal(50))
    shut(2014)

    collection = drawn(security, old, clerk, "50.00").collection

    assert (collection.fiscal_year, collection.period, collection.pays) == (2027, "", old)


def test_a_draw_on_a_day_of_a_closed_year_is_refused(security, bill, clerk):
    shut(2014)

    with pytest.raises(DrawRefusedError, match="FY2014 is closed"):
        drawn(security, bill, clerk, drawn_on=date(2014, 6, 30))
    assert FiscalYear.objects.closed().count() == 1


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        (date(2026, 11, 29), "This day is in the future."),
        (date(2010, 6, 30), "was not in force on 2010-06-30"),
    ],
)
def test_a_draw_is_made_while_the_security_is_in_force(security, bill, clerk, day, refusal):
    with pytest.raises(DrawRefusedError, match=refusal):
        drawn(security, bill, clerk, drawn_on=day)


def test_a_bill_of_another_franchise_is_not_paid(security, clerk):
    with pytest.raises(DrawRefusedError, match="This is an assessment of"):
        drawn(security, FeeAssessmentFactory(franchise=FranchiseFactory()), clerk, "1.00")
