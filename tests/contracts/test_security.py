"""What is short, lapsed or soon to lapse, of all franchises, in a fixed number of queries."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.contracts.security import lapsing_within, securities_on, wanting_on
from tests.factories import (
    FranchiseFactory,
    InsuranceCertificateFactory,
    InsuranceRequirementFactory,
    SecurityDrawFactory,
    SecurityFactory,
    SecurityRequirementFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 28)


def a_bond(number, **values):
    required = SecurityRequirementFactory(franchise__number=number)
    return SecurityFactory(franchise=required.franchise, **values)


def told(found):
    return [(each.franchise.number, each.name, each.in_words) for each in found]


def test_what_wants_is_told_of_every_franchise_in_words():
    a_bond("A-1")
    a_bond("A-2", expires_on=date(2026, 9, 30))
    a_bond("A-3", amount=Decimal("499999.99"))
    SecurityRequirementFactory(franchise__number="A-4")
    InsuranceRequirementFactory(franchise__number="A-5")
    insured = InsuranceRequirementFactory(franchise__number="A-6").franchise
    InsuranceCertificateFactory(franchise=insured, names_city=False)

    assert told(wanting_on(TODAY)) == [
        ("A-2", "Surety bond", "lapsed: its last day was 30 September 2026"),
        ("A-3", "Surety bond", "short of $0.01"),
        ("A-4", "Surety bond", "none on record"),
        ("A-5", "Commercial general liability", "none on record"),
        ("A-6", "Commercial general liability", "the City is not an additional insured"),
    ]


def test_a_draw_makes_a_fund_short_until_it_is_replenished():
    bond = a_bond("A-1")
    draw = SecurityDrawFactory(security=bond, collection__amount=Decimal("1200.50"))

    assert told(wanting_on(TODAY)) == [("A-1", "Surety bond", "short of $1,200.50")]
    draw.replenished_on = TODAY
    draw.save()
    assert wanting_on(TODAY) == []


@pytest.mark.parametrize(("days", "numbers"), [(31, []), (32, ["A-1"])])
def test_what_lapses_within_some_days_counts_the_last_of_them(days, numbers):
    a_bond("A-1", expires_on=date(2026, 12, 30))

    assert [each.franchise.number for each in lapsing_within(days, TODAY)] == numbers


def test_a_contract_that_is_over_requires_nothing_and_one_in_holdover_still_does():
    SecurityRequirementFactory(franchise__number="OVER", franchise__expired=True)
    SecurityRequirementFactory(franchise__number="HELD", franchise__holdover=True)

    assert [each.franchise.number for each in wanting_on(TODAY)] == ["HELD"]


def test_the_latest_requirement_of_a_kind_counts():
    old = SecurityRequirementFactory()
    SecurityRequirementFactory(
        franchise=old.franchise, amount=Decimal(10), required_from=date(2020, 7, 1)
    )

    assert [each.required for each in securities_on(TODAY)] == ["$10.00"]


@pytest.mark.parametrize("number", [1, 20])
def test_it_takes_six_queries_for_1_franchise_and_for_20(number, django_assert_max_num_queries):
    for each in FranchiseFactory.create_batch(number):
        SecurityRequirementFactory(franchise=each)
        InsuranceRequirementFactory(franchise=each)
        SecurityDrawFactory(security__franchise=each)
        InsuranceCertificateFactory(franchise=each)

    with django_assert_max_num_queries(6):
        assert len(securities_on(TODAY)) == 2 * number
