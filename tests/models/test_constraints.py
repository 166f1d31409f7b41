"""Every rule of the data twice: the database refuses to break it, and a form says why in words."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from franchises.models import (
    Complaint,
    ComplaintMatch,
    Document,
    FeeAssessment,
    FeeCollection,
    Franchise,
    Installation,
)
from tests.factories import (
    ComplaintFactory,
    ComplaintMatchFactory,
    DocumentFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)
from tests.models.refusals import refused_by_the_database, words_of

pytestmark = pytest.mark.django_db

FACTORIES = {
    Complaint: ComplaintFactory,
    ComplaintMatch: ComplaintMatchFactory,
    Document: DocumentFactory,
    Franchise: FranchiseFactory,
    Installation: InstallationFactory,
    FeeAssessment: FeeAssessmentFactory,
    FeeCollection: FeeCollectionFactory,
}

COMPLAINT = "A complaint needs a source, a number and a type."
MATCH = "A match names an installation, or says why none."
DOCUMENTED = "A document needs a title and a file that is not empty."
EXPIRES = "Give the day the franchise expires, or mark it perpetual; not both."
COORDINATES = "Give latitude (-90 to 90) and longitude (-180 to 180), or neither."
SIGN = (
    "A refund is negative; a fee, interest or a penalty is not."
    " Neither is more than $100,000,000,000.00."
)
WHY = "A refund or adjustment needs a note that says why."
YEAR = "A fiscal year is named by the year it ends in, 1900 to 2200."
QUARTER = "A period is Q1, Q2, Q3, Q4 or empty for the year."

PLACES_OUT_OF_RANGE = (
    {"latitude": 40.7},
    {"longitude": -74.0},
    {"latitude": 90.01, "longitude": 0.0},
    {"latitude": -90.01, "longitude": 0.0},
    {"latitude": 0.0, "longitude": 180.01},
    {"latitude": 0.0, "longitude": -180.01},
)

BROKEN = [
    *(
        (Complaint, "complaint_has_a_key", {name: ""}, COMPLAINT)
        for name in ("source", "number", "complaint_type")
    ),
    *(
        (Complaint, "complaint_has_both_coordinates_or_none", place, COORDINATES)
        for place in PLACES_OUT_OF_RANGE
    ),
    (
        Complaint,
        "complaint_closed_after_created",
        {"closed_on": date(2025, 3, 13)},
        "A complaint cannot be closed before it was made.",
    ),
    (ComplaintMatch, "complaint_match_names_one_or_says_why_not", {"how": "place"}, MATCH),
    (ComplaintMatch, "complaint_match_names_one_or_says_why_not", {"how": "person"}, MATCH),
    (Document, "document_has_a_title_and_content", {"title": ""}, DOCUMENTED),
    (Document, "document_has_a_title_and_content", {"sha256": ""}, DOCUMENTED),
    (Document, "document_has_a_title_and_content", {"size": 0}, DOCUMENTED),
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
        for place in PLACES_OUT_OF_RANGE
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
        "An assessment is between $0.00 and $100,000,000,000.00; only an adjustment may be"
        " negative.",
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


@pytest.mark.parametrize(("model", "constraint", "values", "sentence"), CASES)
def test_the_database_refuses_what_breaks_a_rule(model, constraint, values, sentence):
    refused_by_the_database(lambda: FACTORIES[model](**values), constraint)


@pytest.mark.parametrize(("model", "constraint", "values", "sentence"), CASES)
def test_a_rule_that_would_be_broken_is_told_in_words(model, constraint, values, sentence):
    without = {Franchise: None, Complaint: None, ComplaintMatch: None}
    parent = {Document: "holder", **without}.get(model, "franchise")
    parents = {parent: FranchiseFactory()} if parent else {}
    if model is ComplaintMatch:
        parents["complaint"] = ComplaintFactory()
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
        (Complaint, {"closed_on": date(2025, 3, 14)}),
        (Complaint, {"latitude": 90.0, "longitude": -180.0}),
        (ComplaintMatch, {"how": "several"}),
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
