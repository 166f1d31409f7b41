"""Every rule of the data twice: the database refuses to break it, and a form says why in words."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, Model, UniqueConstraint

from franchises.models import (
    FeeAssessment,
    FeeCollection,
    Franchise,
    Franchisee,
    FranchiseeAlias,
    Installation,
)
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

FACTORIES = {
    Franchise: FranchiseFactory,
    Installation: InstallationFactory,
    FeeAssessment: FeeAssessmentFactory,
    FeeCollection: FeeCollectionFactory,
}

EXPIRES = "Give the day the franchise expires, or mark it perpetual; not both."
COORDINATES = "Give latitude (-90 to 90) and longitude (-180 to 180), or neither."
SIGN = (
    "A refund is negative; a fee, interest or a penalty is not."
    " Neither is more than $100,000,000,000.00."
)
WHY = "A refund needs a note that says why it was made."
YEAR = "A fiscal year is named by the year it ends in, 1900 to 2200."
QUARTER = "A period is Q1, Q2, Q3, Q4 or empty for the year."

BROKEN = [
    (Franchise, "franchise_has_a_number", {"number": ""}, "A franchise needs a number."),
    (Franchise, "franchise_expires_or_is_perpetual", {"expires_on": None}, EXPIRES),
    (Franchise, "franchise_expires_or_is_perpetual", {"is_perpetual": True}, EXPIRES),
    (
        Franchise,
        "franchise_expires_after_it_begins",
        {"expires_on": date(2010, 6, 30)},
        "A franchise cannot expire before its effective date.",
    ),
    (
        Franchise,
        "franchise_terminated_after_it_begins",
        {"terminated_on": date(2010, 6, 30)},
        "A franchise cannot be terminated before its effective date.",
    ),
    (
        Franchise,
        "franchise_perpetual_has_no_holdover",
        {"is_perpetual": True, "expires_on": None, "is_holdover": True},
        "A perpetual franchise cannot be in holdover.",
    ),
    (
        Installation,
        "installation_has_a_key",
        {"source": ""},
        "An installation needs a source and an asset id.",
    ),
    (
        Installation,
        "installation_has_a_key",
        {"asset_id": ""},
        "An installation needs a source and an asset id.",
    ),
    *(
        (Installation, "installation_has_both_coordinates_or_none", place, COORDINATES)
        for place in (
            {"latitude": 40.7},
            {"longitude": -74.0},
            {"latitude": 90.01, "longitude": 0.0},
            {"latitude": -90.01, "longitude": 0.0},
            {"latitude": 0.0, "longitude": 180.01},
            {"latitude": 0.0, "longitude": -180.01},
        )
    ),
    (
        Installation,
        "installation_removed_after_installed",
        {
            "status": "removed",
            "installed_on": date(2020, 1, 2),
            "removed_on": date(2020, 1, 1),
        },
        "An installation cannot be removed before it is installed.",
    ),
    (
        Installation,
        "installation_with_removal_date_is_removed",
        {"removed_on": date(2020, 1, 1)},
        "An installation with a removal date has status removed.",
    ),
    (
        FeeAssessment,
        "feeassessment_amount_in_range",
        {"amount": Decimal("-0.01")},
        "An assessment is between $0.00 and $100,000,000,000.00.",
    ),
    (FeeCollection, "feecollection_sign_fits_its_kind", {"amount": Decimal("-0.01")}, SIGN),
    *(
        (
            FeeCollection,
            "feecollection_sign_fits_its_kind",
            {"kind": kind, "amount": Decimal(amount), "note": "paid twice"},
            SIGN,
        )
        for kind, amount in (
            ("interest", "-5.00"),
            ("penalty", "-5.00"),
            ("refund", "0.00"),
            ("refund", "5.00"),
        )
    ),
    (
        FeeCollection,
        "feecollection_refund_says_why",
        {"kind": "refund", "amount": Decimal("-5.00")},
        WHY,
    ),
    *(
        (model, f"{model._meta.model_name}_fiscal_year_is_a_year", {"fiscal_year": year}, YEAR)
        for model in (FeeAssessment, FeeCollection)
        for year in (1899, 2201)
    ),
    *(
        (
            model,
            f"{model._meta.model_name}_period_is_a_quarter_or_year",
            {"period": period},
            QUARTER,
        )
        for model in (FeeAssessment, FeeCollection)
        for period in ("Q5", "q1")
    ),
]
CASES = [
    pytest.param(*case, id=f"{case[1]}-{'-'.join(map(str, case[2].values()))}") for case in BROKEN
]


def refused_by_the_database(create, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        create()


def words_of(instance: Model) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        instance.full_clean()
    return refused.value.messages


@pytest.mark.parametrize(("model", "constraint", "values", "sentence"), CASES)
def test_the_database_refuses_what_breaks_a_rule(model, constraint, values, sentence):
    refused_by_the_database(lambda: FACTORIES[model](**values), constraint)


@pytest.mark.parametrize(("model", "constraint", "values", "sentence"), CASES)
def test_a_rule_that_would_be_broken_is_told_in_words(model, constraint, values, sentence):
    parents = {"franchise": FranchiseFactory()} if model is not Franchise else {}
    if model is Franchise:
        parents["franchisee"] = FranchiseeFactory()
        parents["franchise_type"] = FranchiseFactory().franchise_type
    broken = FACTORIES[model].build(**parents | values)
    rule = next(each for each in model._meta.constraints if each.name == constraint)
    with pytest.raises(ValidationError) as refused:
        rule.validate(model, broken)
    assert refused.value.messages == [sentence]
    words_of(broken)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Franchise, {"expires_on": date(2010, 7, 1)}),
        (Franchise, {"terminated_on": date(2010, 7, 1)}),
        (Franchise, {"expires_on": None, "is_perpetual": True}),
        (Franchise, {"is_holdover": True}),
        (Installation, {"latitude": 90.0, "longitude": -180.0}),
        (Installation, {"latitude": -90.0, "longitude": 180.0}),
        (Installation, {"latitude": 0.0, "longitude": 0.0}),
        (
            Installation,
            {
                "status": "removed",
                "installed_on": date(2020, 1, 1),
                "removed_on": date(2020, 1, 1),
            },
        ),
        (Installation, {"status": "removed", "removed_on": date(2020, 1, 1)}),
        (Installation, {"status": "removed"}),
        (FeeAssessment, {"amount": Decimal("0.00")}),
        (FeeAssessment, {"amount": Decimal("100000000000.00")}),
        (FeeAssessment, {"fiscal_year": 1900, "period": "Q1"}),
        (FeeAssessment, {"fiscal_year": 2200, "period": "Q4"}),
        (FeeCollection, {"amount": Decimal("0.00")}),
        (FeeCollection, {"amount": Decimal("100000000000.00")}),
        (FeeCollection, {"kind": "refund", "amount": Decimal("-0.01"), "note": "why"}),
        (
            FeeCollection,
            {"kind": "refund", "amount": Decimal("-100000000000.00"), "note": "why"},
        ),
        (FeeCollection, {"fiscal_year": 1900}),
        (FeeCollection, {"fiscal_year": 2200}),
        (FeeCollection, {"received_on": None}),
    ],
)
def test_the_last_value_within_a_rule_is_taken(model, values):
    FACTORIES[model](**values).full_clean()


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


def test_every_constraint_is_tested_here_and_speaks_for_itself():
    own = [
        constraint
        for model in apps.get_app_config("franchises").get_models()
        for constraint in model._meta.constraints
    ]
    checks = {each.name for each in own if isinstance(each, CheckConstraint)}
    assert checks - {case[1] for case in BROKEN} == {
        "franchisee_has_a_name",
        "franchiseealias_has_a_name",
    }
    assert {each.name for each in own if isinstance(each, UniqueConstraint)} == {
        "installation_key_is_unique",
        "feeassessment_reference_is_unique",
        "feeassessment_period_is_unique",
        "feecollection_reference_is_unique",
        "feecollection_period_is_unique",
    }
    for each in own:
        assert each.violation_error_message != each.default_violation_error_message
