"""The status of a franchise in Python and in SQL; what drafts and money forbid; who may go."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from franchises.models import Borough, Franchise, Franchisee, FranchiseType, Installation
from franchises.rules.term import Status
from tests.factories import (
    BoroughFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)

pytestmark = pytest.mark.django_db

FIRST = date(2020, 2, 28)
DAYS = [FIRST + timedelta(days=number) for number in range(4)]


def test_g12_the_status_on_any_day_is_the_same_in_python_and_in_sql():
    """Every order of three dates, four days in a row over a leap day, with and without holdover."""
    franchisee = FranchiseeFactory()
    cases = product(DAYS, [*DAYS, None], [*DAYS, None], [False, True])
    Franchise.objects.bulk_create(
        FranchiseFactory.build(
            number=f"F-{number}",
            franchisee=franchisee,
            franchise_type=FranchiseType.objects.get(code="cable-television"),
            effective_on=effective_on,
            expires_on=expires_on,
            is_perpetual=expires_on is None,
            terminated_on=terminated_on,
            is_holdover=is_holdover and expires_on is not None,
        )
        for number, (effective_on, expires_on, terminated_on, is_holdover) in enumerate(cases)
        if (expires_on or effective_on) >= effective_on
        and (terminated_on or effective_on) >= effective_on
    )
    seen = set()
    for day in [FIRST - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=1)]:
        for franchise in Franchise.objects.with_status_on(day):
            assert franchise.status == franchise.status_on(day), (franchise.__dict__, day)
            seen.add(franchise.status)
    assert seen == set(Status)


@pytest.mark.parametrize(
    ("traits", "day", "status"),
    [
        ({}, date(2010, 6, 30), Status.PENDING),
        ({}, date(2030, 6, 30), Status.IN_FORCE),
        ({"expired": True}, date(2020, 7, 1), Status.EXPIRED),
        ({"holdover": True}, date(2020, 7, 1), Status.HOLDOVER),
        ({"terminated": True}, date(2018, 3, 2), Status.TERMINATED),
        ({"perpetual": True}, date(2100, 1, 1), Status.IN_FORCE),
    ],
)
def test_franchises_are_found_by_their_status(traits, day, status):
    franchise = FranchiseFactory(**traits)
    for each in Status:
        found = list(Franchise.objects.with_status(each, day))
        assert found == ([franchise] if each is status else [])


def test_a_holdover_is_not_in_force():
    franchise = FranchiseFactory(holdover=True)
    assert list(Franchise.objects.in_force_on(date(2020, 7, 1))) == []
    assert list(Franchise.objects.in_holdover_on(date(2020, 7, 1))) == [franchise]
    assert list(Franchise.objects.in_force_on(date(2020, 6, 30))) == [franchise]


def test_expiring_franchises_come_earliest_first_and_both_days_count():
    first, last = date(2030, 1, 1), date(2030, 6, 30)
    later = FranchiseFactory(expires_on=last)
    sooner = FranchiseFactory(expires_on=first)
    FranchiseFactory(expires_on=date(2029, 12, 31))
    FranchiseFactory(expires_on=date(2030, 7, 1))
    FranchiseFactory(expires_on=last, terminated_on=date(2018, 3, 1))
    FranchiseFactory(perpetual=True)
    assert list(Franchise.objects.expiring(first, last)) == [sooner, later]


def test_a_status_has_a_name_for_people():
    assert FranchiseFactory().status_label_on(date(2010, 6, 30)) == "Not yet in force"
    assert FranchiseFactory(holdover=True).status_label_on(date(2020, 7, 1)) == "Holdover"


def test_the_public_sees_what_is_published():
    shown, draft = FranchiseFactory(), FranchiseFactory(draft=True)
    installation = InstallationFactory(franchise=shown)
    InstallationFactory(franchise=draft)
    assert list(Franchise.objects.published()) == [shown]
    assert list(Installation.objects.published()) == [installation]
    assert list(Franchisee.objects.in_register()) == [shown.franchisee]


def test_a_franchisee_of_two_franchises_is_in_the_register_once():
    franchisee = FranchiseeFactory()
    FranchiseFactory(franchisee=franchisee)
    FranchiseFactory(franchisee=franchisee)
    FranchiseeFactory()
    assert list(Franchisee.objects.in_register()) == [franchisee]


@pytest.mark.parametrize("money", [FeeCollectionFactory, FeeAssessmentFactory])
def test_a_franchise_with_money_cannot_become_a_draft(money):
    franchise = money().franchise
    franchise.is_published = False
    with pytest.raises(ValidationError, match="it cannot become a draft again"):
        franchise.full_clean()


def test_a_franchise_without_money_may_become_a_draft():
    franchise = FranchiseFactory()
    franchise.is_published = False
    franchise.full_clean()


@pytest.mark.parametrize("money", [FeeCollectionFactory, FeeAssessmentFactory])
def test_a_draft_takes_no_money(money):
    draft = FranchiseFactory(draft=True)
    with pytest.raises(ValidationError, match="This franchise is a draft"):
        money.build(franchise=draft).full_clean()


@pytest.mark.parametrize("child", [FeeCollectionFactory, FeeAssessmentFactory, InstallationFactory])
def test_a_franchise_stays_while_money_or_installations_hang_on_it(child):
    franchise = child().franchise
    with pytest.raises(ProtectedError):
        franchise.delete()


def test_a_franchisee_and_a_type_stay_while_a_franchise_hangs_on_them():
    franchise = FranchiseFactory()
    for parent in (franchise.franchisee, franchise.franchise_type):
        with pytest.raises(ProtectedError):
            parent.delete()


def test_a_borough_stays_while_an_installation_is_in_it():
    borough = BoroughFactory()
    InstallationFactory(borough=borough)
    with pytest.raises(ProtectedError):
        borough.delete()


def test_a_franchisee_without_a_franchise_goes_with_its_names():
    FranchiseeAliasFactory().franchisee.delete()
    assert Franchisee.objects.count() == 0


def test_the_model_citys_types_and_boroughs_are_there_from_the_start():
    assert FranchiseType.objects.count() == 4
    assert list(Borough.objects.values_list("code", flat=True)) == [
        "bronx",
        "brooklyn",
        "manhattan",
        "queens",
        "staten-island",
    ]
