"""What contracts require, as it reaches the one who has to see to it."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from franchises.models import Franchise
from franchises.workbench.duties import obligations, securities
from franchises.workbench.item import Kind
from tests.factories import (
    FranchiseFactory,
    InsuranceCertificateFactory,
    InsuranceRequirementFactory,
    ObligationFactory,
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

    with django_assert_num_queries(10):
        assert len(list(securities(TODAY))) == 2 * franchises
