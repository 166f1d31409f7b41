"""What is allowed and yet unusual about a franchise, from both sides of each boundary."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.admin.franchise_overview import warnings_about
from franchises.models import FranchiseType
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


def warnings_of(franchise):
    return warnings_about(franchise, with_money=True)


@pytest.mark.parametrize(
    ("expires_on", "is_warned"), [(date(2035, 6, 30), False), (date(2035, 7, 1), True)]
)
def test_a_term_longer_than_25_years_is_warned_of(expires_on, is_warned):
    franchise = FranchiseFactory(effective_on=date(2010, 7, 1), expires_on=expires_on)

    assert bool(warnings_of(franchise)) == is_warned
    assert all("section 363(h)" in warning for warning in warnings_of(franchise))


def test_a_perpetual_franchise_is_warned_of():
    assert warnings_of(FranchiseFactory(perpetual=True)) == [
        "This franchise is perpetual. The City Charter, section 363(h)(2), allows a term of 25"
        " years at most."
    ]


@pytest.mark.parametrize(
    ("effective_on", "is_warned"), [(date(2020, 6, 30), True), (date(2020, 7, 1), False)]
)
def test_d56_two_franchises_of_one_franchisee_and_type_at_one_time_are_warned_of(
    effective_on, is_warned
):
    first = FranchiseFactory(number="A-1", expired=True)
    second = FranchiseFactory(number="A-2", franchisee=first.franchisee, effective_on=effective_on)

    warning = f"{first.franchisee} holds other franchises of this type at the same time: "
    assert warnings_of(first) == ([f"{warning}A-2."] if is_warned else [])
    assert warnings_of(second) == ([f"{warning}A-1."] if is_warned else [])


def test_a_holdover_overlaps_its_successor():
    first = FranchiseFactory(number="A-1", holdover=True)
    FranchiseFactory(franchisee=first.franchisee, effective_on=date(2024, 1, 1))

    assert len(warnings_of(first)) == 1


def test_franchises_of_another_type_or_franchisee_do_not_overlap():
    first = FranchiseFactory()
    FranchiseFactory(
        franchisee=first.franchisee,
        franchise_type=FranchiseType.objects.get(code="mobile-telecommunications"),
    )
    FranchiseFactory()

    assert warnings_of(first) == []


def test_more_collected_than_assessed_is_warned_of_and_the_exact_amount_is_not():
    assessment = FeeAssessmentFactory(amount=Decimal("100.00"))
    collection = FeeCollectionFactory(franchise=assessment.franchise, amount=Decimal("100.00"))
    assert warnings_of(assessment.franchise) == []

    collection.amount = Decimal("100.01")
    collection.save()
    assert warnings_of(assessment.franchise) == ["FY2013: $0.01 more is collected than assessed."]


@pytest.mark.parametrize(
    ("received_on", "is_warned"), [(date(2020, 6, 30), False), (date(2020, 7, 1), True)]
)
def test_money_received_after_the_last_day_is_warned_of(received_on, is_warned):
    franchise = FranchiseFactory(expired=True)
    FeeCollectionFactory(franchise=franchise, received_on=received_on, amount=Decimal("5.00"))

    assert warnings_of(franchise) == (
        ["1 collection, $5.00 in all, received after the last day, June 30, 2020."]
        if is_warned
        else []
    )


def test_money_received_in_holdover_is_not_warned_of():
    franchise = FranchiseFactory(holdover=True)
    FeeCollectionFactory(franchise=franchise, received_on=date(2024, 1, 1))

    assert warnings_of(franchise) == []
