"""No rule of the data is left without a test, nor without words of its own."""

from django.apps import apps
from django.db.models import CheckConstraint, UniqueConstraint

from tests.models import (
    test_constraints,
    test_duty_constraints,
    test_fee_constraints,
    test_franchise_event,
)

OWN = [
    constraint
    for model in apps.get_app_config("franchises").get_models()
    for constraint in model._meta.constraints
]
# Their tests are in test_natural_keys.
OF_NAMES = {"franchisee_has_a_name", "franchiseealias_has_a_name"}
OF_KEYS = {
    "document_is_on_a_thing_once",
    "complaint_key_is_unique",
    "installation_key_is_unique",
    "feeassessment_reference_is_unique",
    "feeassessment_period_is_unique",
    "feecollection_reference_is_unique",
    "feecollection_period_is_unique",
}
# Theirs are at the end of test_fee_constraints.
OF_BOOKS = {
    "feeassessment_day_is_charged_once",
    "revenuestatement_revision_is_unique",
    "yearexplanation_is_given_once",
    "yearrevision_number_is_unique",
    "zonechange_day_is_unique",
}
# Theirs are in test_desks.
OF_DESKS = {
    "savedfilter_has_a_name",
    "savedfilter_name_is_unique",
    "subscription_calendar_is_unique",
}
# The type of the column refuses such an amount first, and so does the test of it in test_fields.
OF_COLUMNS = {"revenuestatement_gross_in_range"}


def test_every_check_of_the_database_is_broken_by_a_test():
    checks = {each.name for each in OWN if isinstance(each, CheckConstraint)}
    broken = {
        case[1]
        for tests in (
            test_constraints,
            test_duty_constraints,
            test_fee_constraints,
            test_franchise_event,
        )
        for case in tests.BROKEN
    }

    assert checks - broken == OF_NAMES | OF_COLUMNS | (OF_DESKS & checks)
    assert broken <= checks


def test_every_unique_key_of_the_database_is_tested():
    unique = {each.name for each in OWN if isinstance(each, UniqueConstraint)}

    assert unique == OF_KEYS | OF_BOOKS | {case[1] for case in test_duty_constraints.UNIQUE} | (
        OF_DESKS & unique
    )


def test_every_constraint_speaks_for_itself():
    for each in OWN:
        assert each.violation_error_message != each.default_violation_error_message, each.name
