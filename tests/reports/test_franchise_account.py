"""What one franchise owed and paid, fiscal year by fiscal year."""

from decimal import Decimal

import pytest

from franchises.reports.franchise_account import YearAccount, account_by_year
from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseFactory,
    InstallationFactory,
)

pytestmark = pytest.mark.django_db


def test_a_franchise_without_money_has_an_empty_account():
    assert account_by_year(FranchiseFactory()) == ()


def test_years_come_newest_first_with_assessed_less_collected_outstanding():
    franchise = FranchiseFactory()
    FeeAssessmentFactory(franchise=franchise, fiscal_year=2012, amount=Decimal("100.00"))
    FeeCollectionFactory(franchise=franchise, fiscal_year=2012, amount=Decimal("60.01"))
    FeeAssessmentFactory(franchise=franchise, fiscal_year=2013, amount=Decimal("50.00"))
    FeeCollectionFactory(franchise=franchise, fiscal_year=2013, amount=Decimal("50.00"))

    assert account_by_year(franchise) == (
        YearAccount(2013, Decimal("50.00"), Decimal("50.00"), Decimal("0.00")),
        YearAccount(2012, Decimal("100.00"), Decimal("60.01"), Decimal("39.99")),
    )


def test_nothing_received_on_an_assessment_is_known_to_be_zero():
    assessment = FeeAssessmentFactory(amount=Decimal("75.00"))

    assert account_by_year(assessment.franchise) == (
        YearAccount(2013, Decimal("75.00"), Decimal("0.00"), Decimal("75.00")),
    )


def test_what_was_due_is_unknown_where_no_assessment_is_recorded():
    collection = FeeCollectionFactory(amount=Decimal("75.00"))

    assert account_by_year(collection.franchise) == (
        YearAccount(2013, None, Decimal("75.00"), None),
    )


def test_an_assessment_of_zero_is_not_unknown():
    assessment = FeeAssessmentFactory(amount=Decimal("0.00"))

    assert account_by_year(assessment.franchise) == (
        YearAccount(2013, Decimal("0.00"), Decimal("0.00"), Decimal("0.00")),
    )


def test_interest_penalties_and_refunds_are_in_what_was_collected():
    franchise = FranchiseFactory()
    FeeCollectionFactory(franchise=franchise, amount=Decimal("100.00"))
    FeeCollectionFactory(franchise=franchise, kind="interest", amount=Decimal("5.00"))
    FeeCollectionFactory(franchise=franchise, kind="penalty", amount=Decimal("2.50"))
    FeeCollectionFactory(franchise=franchise, refund=True, amount=Decimal("-10.25"))

    assert account_by_year(franchise)[0].collected == Decimal("97.25")


def test_several_bills_payments_and_installations_do_not_multiply_the_sums():
    franchise = FranchiseFactory()
    InstallationFactory.create_batch(3, franchise=franchise)
    FeeAssessmentFactory.create_batch(2, franchise=franchise, amount=Decimal("100.00"))
    FeeCollectionFactory.create_batch(3, franchise=franchise, amount=Decimal("10.00"))

    assert account_by_year(franchise) == (
        YearAccount(2013, Decimal("200.00"), Decimal("30.00"), Decimal("170.00")),
    )


def test_another_franchise_is_not_in_the_account():
    FeeCollectionFactory(amount=Decimal("10.00"))
    franchise = FeeCollectionFactory(amount=Decimal("20.00")).franchise

    assert account_by_year(franchise)[0].collected == Decimal("20.00")


@pytest.mark.parametrize("years", [2, 20])
def test_an_account_takes_two_queries_however_many_years_it_has(years, django_assert_num_queries):
    franchise = FranchiseFactory()
    for fiscal_year in range(2000, 2000 + years):
        FeeAssessmentFactory(franchise=franchise, fiscal_year=fiscal_year)
        FeeCollectionFactory(franchise=franchise, fiscal_year=fiscal_year)

    with django_assert_num_queries(2):
        assert len(account_by_year(franchise)) == years
