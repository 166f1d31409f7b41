"""What contracts require, as it reaches the one who has to see to it."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from franchises.models import Franchise, SecurityDraw
from franchises.workbench.duties import notices, obligations, securities
from franchises.workbench.item import Bucket, Kind
from tests.factories import (
    FranchiseEventFactory,
    FranchiseFactory,
    InsuranceCertificateFactory,
    InsuranceRequirementFactory,
    NoticeFactory,
    ObligationFactory,
    SecurityDrawFactory,
    SecurityFactory,
    SecurityRequirementFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 28)


def bond(expires_on, **more):
    """A franchise that needs a bond, and has one until then."""
    franchise = FranchiseFactory(number="B-1", franchisee__name="Bonded Co")
    SecurityRequirementFactory(franchise=franchise)
    if expires_on:
        SecurityFactory(franchise=franchise, expires_on=expires_on, **more)
    return franchise


def test_a_bond_that_lapsed_is_late_since_the_day_after_its_last():
    franchise = bond(date(2026, 9, 30))

    (item,) = securities(TODAY)

    assert (item.kind, item.day, item.number) == (Kind.SECURITY, date(2026, 10, 1), "B-1")
    assert item.title == "Surety bond: lapsed: its last day was 30 September 2026"
    assert (item.model, item.pk) == (Franchise, franchise.pk)


def test_a_bond_lapsed_before_it_was_required_is_late_since_it_is_required():
    franchise = bond(date(2026, 6, 30))
    franchise.security_requirements.update(required_from=date(2026, 9, 1))

    assert [item.day for item in securities(TODAY)] == [date(2026, 9, 1)]


def test_a_fund_that_was_drawn_is_due_when_it_is_to_be_whole_and_leads_to_the_draw():
    franchise = bond(None)
    held = SecurityFactory(franchise=franchise)
    draw = SecurityDrawFactory(
        security=held,
        drawn_on=date(2026, 11, 9),
        replenish_by=date(2026, 12, 9),
        collection__amount=Decimal("20000.00"),
    )

    (item,) = securities(TODAY)

    assert item.title == ("Surety bond: short of $20,000.00, to be replenished by 9 December 2026")
    assert (item.day, item.bucket(TODAY)) == (date(2026, 12, 9), Bucket.MONTH)
    assert (item.model, item.pk, item.answer) == (SecurityDraw, draw.pk, None)


def test_a_drawn_fund_without_a_day_to_replenish_is_late_since_it_was_drawn():
    franchise = bond(None)
    held = SecurityFactory(franchise=franchise)
    SecurityDrawFactory(security=held, drawn_on=date(2026, 11, 9))

    assert [item.day for item in securities(TODAY)] == [date(2026, 11, 9)]


@pytest.mark.parametrize(
    ("cure_by", "number"), [(date(2026, 11, 27), 1), (date(2027, 2, 26), 1), (date(2027, 2, 27), 0)]
)
def test_a_notice_is_told_of_from_ninety_days_before_it_is_to_be_cured(cure_by, number):
    notice = NoticeFactory(franchise__number="N-1", cure_by=cure_by)

    assert [(each.day, each.title, each.number, each.pk) for each in notices(TODAY)] == [
        (cure_by, "Notice of violation, to be cured: Cabinets without a permit", "N-1", notice.pk)
    ] * number


def test_a_notice_that_is_cured_or_of_a_default_with_a_clock_is_not_told_of():
    NoticeFactory(cured_on=date(2026, 10, 30))
    NoticeFactory(cure_by=None)
    default = FranchiseEventFactory(default=True)
    NoticeFactory(kind="default", event=default, franchise=default.franchise)

    assert list(notices(TODAY)) == []


def test_a_bond_that_was_never_given_is_late_since_it_was_required():
    bond(None)

    (item,) = securities(TODAY)

    assert (item.day, item.title) == (date(2010, 7, 1), "Surety bond: none on record")


@pytest.mark.parametrize(
    ("expires_on", "titles"),
    [
        (date(2026, 11, 28), ["Surety bond lapses"]),
        (date(2027, 2, 26), ["Surety bond lapses"]),
        (date(2027, 2, 27), []),
    ],
    ids=["today", "in 90 days", "in 91 days"],
)
def test_a_bond_is_told_of_from_ninety_days_before_it_lapses(expires_on, titles):
    bond(expires_on)

    items = list(securities(TODAY))

    assert [item.title for item in items] == titles
    assert {item.day for item in items} <= {expires_on}


def test_a_certificate_that_ends_this_quarter_is_of_insurance():
    franchise = FranchiseFactory()
    InsuranceRequirementFactory(franchise=franchise)
    InsuranceCertificateFactory(franchise=franchise, expires_on=date(2026, 12, 31))

    (item,) = securities(TODAY)

    assert (item.kind, item.day) == (Kind.INSURANCE, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("due_on", "number"), [(date(2026, 11, 27), 1), (date(2027, 2, 26), 1), (date(2027, 2, 27), 0)]
)
def test_an_obligation_is_told_of_from_ninety_days_before_it_is_due(due_on, number):
    clerk = User.objects.create_user("clerk")
    duty = ObligationFactory(
        franchise__number="O-1", what="Duct report", due_on=due_on, responsible=clerk
    )

    items = list(obligations(TODAY))

    assert [(item.day, item.title, item.person, item.pk) for item in items] == [
        (due_on, "Duct report", "clerk", duty.pk)
    ] * number


def test_what_is_done_is_told_of_no_more():
    ObligationFactory(due_on=date(2026, 11, 27), done_on=date(2026, 11, 20), evidence="L-1")

    assert list(obligations(TODAY)) == []


@pytest.mark.parametrize("franchises", [1, 20])
def test_the_queries_are_the_same_however_many_there_are(franchises, django_assert_num_queries):
    for _ in range(franchises):
        franchise = FranchiseFactory()
        SecurityRequirementFactory(franchise=franchise)
        SecurityFactory(franchise=franchise, expires_on=date(2026, 12, 31))
        InsuranceRequirementFactory(franchise=franchise)

    with django_assert_num_queries(5):
        assert len(list(securities(TODAY))) == 2 * franchises
