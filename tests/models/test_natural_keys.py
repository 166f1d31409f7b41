"""What tells one record from another: names, numbers, references; and texts that are traps."""

import pytest

from franchises.models import Franchisee, FranchiseeAlias
from tests.factories import (
    BoroughFactory,
    ComplaintFactory,
    DocumentFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)
from tests.models.refusals import refused_by_the_database, words_of

pytestmark = pytest.mark.django_db


def test_a_number_belongs_to_one_franchise():
    FranchiseFactory(number="F-1")
    refused_by_the_database(lambda: FranchiseFactory(number="F-1"), "number")
    assert words_of(FranchiseFactory.build(number="F-1")).count(
        "Franchise with this Number already exists."
    )


@pytest.mark.parametrize("number", ["../x", "a b", "=1", "F/1", "-F", "F-1\n", "é"])
def test_a_number_fits_into_a_web_address(number):
    assert (
        "Use letters, digits, dots, dashes and underscores, as it stands in web addresses."
        in words_of(FranchiseFactory.build(number=number))
    )


def test_a_franchisee_needs_a_name():
    refused_by_the_database(lambda: FranchiseeFactory(name=" "), "franchisee_has_a_name")
    assert "A franchisee needs a name." in words_of(Franchisee(name=""))


def test_an_other_name_needs_a_name():
    refused_by_the_database(lambda: FranchiseeAliasFactory(name=" "), "franchiseealias_has_a_name")


def test_a_name_belongs_to_one_franchisee_whatever_its_case_and_spaces():
    FranchiseeFactory(name="Altice USA")
    refused_by_the_database(lambda: FranchiseeFactory(name="ALTICE\u00a0 usa"), "name_key")
    assert "Another franchisee has this name." in words_of(Franchisee(name="altice  USA"))


def test_a_franchisee_cannot_take_another_ones_other_name():
    FranchiseeAliasFactory(name="Cablevision", franchisee__name="Altice USA")
    assert words_of(Franchisee(name="CABLEVISION")) == ["This is another name of Altice USA."]


def test_a_franchisee_may_take_its_own_former_name():
    alias = FranchiseeAliasFactory(name="Cablevision")
    alias.franchisee.name = "Cablevision"
    alias.franchisee.full_clean()


def test_an_other_name_cannot_be_a_franchisees_own():
    altice, other = FranchiseeFactory(name="Altice USA"), FranchiseeFactory()
    for franchisee in (altice, other):
        assert words_of(FranchiseeAlias(franchisee=franchisee, name="altice usa")) == [
            "A franchisee has this as its own name."
        ]


def test_an_other_name_belongs_to_one_franchisee():
    FranchiseeAliasFactory(name="Cablevision")
    refused_by_the_database(lambda: FranchiseeAliasFactory(name="CABLEVISION"), "name_key")
    again = FranchiseeAlias(franchisee=FranchiseeFactory(), name="cablevision ")
    assert "This name is already recorded for a franchisee." in words_of(again)


@pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://example.org", "data:text/html,"])
def test_92_a_website_is_http_or_https(website):
    assert "Enter a valid URL." in words_of(Franchisee(name="Altice", website=website))


@pytest.mark.parametrize("name", ["=cmd()", "Alt\u200bice", "\u0410ltice"])
def test_a_name_that_is_a_trap_is_refused(name):
    assert words_of(Franchisee(name=name))[0].startswith("This text ")


def test_names_get_web_addresses_that_differ():
    names = ("Altice USA", "Altice (USA)", "東京", "ALTICE, USA")
    assert [FranchiseeFactory(name=name).slug for name in names] == [
        "altice-usa",
        "altice-usa-2",
        "franchisee",
        "altice-usa-3",
    ]


def test_a_new_name_keeps_the_web_address():
    franchisee = FranchiseeFactory(name="Cablevision")
    franchisee.name = "Altice USA"
    franchisee.save()
    assert (franchisee.slug, franchisee.name_key) == ("cablevision", "altice usa")


def test_a_file_is_on_one_thing_once():
    first = DocumentFactory()
    again = DocumentFactory.build(holder=first.holder, sha256=first.sha256)
    refused_by_the_database(
        again.save, "document_is_on_a_thing_once|holder_type_id.*holder_id.*sha256"
    )
    assert words_of(again) == ["This file is on it already."]
    DocumentFactory(sha256=first.sha256)


def test_an_installation_is_known_by_its_source_and_asset_id():
    first = InstallationFactory(source="nyc-poletops", asset_id="7")
    refused_by_the_database(
        lambda: InstallationFactory(source="nyc-poletops", asset_id="7"),
        "installation_key_is_unique|source.*asset_id",
    )
    InstallationFactory(source="linknyc", asset_id="7")
    again = InstallationFactory.build(
        source="nyc-poletops", asset_id="7", franchise=first.franchise
    )
    assert words_of(again) == ["This source already has an installation with this id."]


def test_a_complaint_is_known_by_its_source_and_number():
    ComplaintFactory(source="nyc-311", number="7")
    refused_by_the_database(
        lambda: ComplaintFactory(source="nyc-311", number="7"),
        "complaint_key_is_unique|source.*number",
    )
    ComplaintFactory(source="linknyc", number="7")
    again = ComplaintFactory.build(source="nyc-311", number="7")
    assert words_of(again) == ["This source already has a complaint with this number."]


@pytest.mark.parametrize(
    ("factory", "other", "words"),
    [
        (
            FeeAssessmentFactory,
            {"origin": "audit"},
            "This franchise already has an assessment of this origin for this period:"
            " change that one, or give this one a reference.",
        ),
        (
            FeeCollectionFactory,
            {"kind": "interest"},
            "This franchise already has a collection of this kind for this period:"
            " change that one, or give this one a reference.",
        ),
    ],
)
def test_money_without_a_reference_is_known_by_its_franchise_year_and_period(factory, other, words):
    franchise = FranchiseFactory()
    known = {"franchise": franchise, "fiscal_year": 2013, "period": "Q1", "reference": ""}
    factory(**known)
    refused_by_the_database(lambda: factory(**known), "period")
    assert words_of(factory.build(**known)) == [words]
    for difference in (
        {"period": ""},
        {"period": "Q2"},
        {"fiscal_year": 2014},
        {"reference": "A"},
        {"franchise": FranchiseFactory()},
        other,
    ):
        factory(**known | difference)


@pytest.mark.parametrize(
    ("factory", "words"),
    [
        (FeeAssessmentFactory, "An assessment with this reference is already recorded."),
        (FeeCollectionFactory, "A collection with this reference is already recorded."),
    ],
)
def test_a_reference_belongs_to_one_record(factory, words):
    first = factory(reference="WIRE-A")
    refused_by_the_database(lambda: factory(reference="WIRE-A"), "reference")
    again = factory.build(franchise=first.franchise, fiscal_year=2015, reference="WIRE-A")
    assert words_of(again) == [words]


def test_boroughs_have_names_of_their_own():
    refused_by_the_database(lambda: BoroughFactory(code="other", name="Manhattan"), "name")
