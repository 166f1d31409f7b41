"""Every rule of what a contract requires: the database refuses to break it, a form says why."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    AuditFactory,
    AuditFindingFactory,
    AuditTermsFactory,
    InsuranceCertificateFactory,
    InsuranceRequirementFactory,
    NoticeFactory,
    ObligationFactory,
    ObligationRuleFactory,
    PenaltyFactory,
    PenaltyRuleFactory,
    SecurityDrawFactory,
    SecurityFactory,
    SecurityRequirementFactory,
)
from tests.models.refusals import refused_by_the_database, words_of

pytestmark = pytest.mark.django_db

ENDS = "This ends before it begins."
LIMIT = "A limit is between $0.00 and $100,000,000,000.00."
REPLENISHED = "A security is replenished after it is drawn on."
WHEN = "Give the days after the period, or the month and day; not both."
NO_DAY = "There is no such day in any year."
WAIVED = "What is waived says why, and nothing else does."
A_YEAR = "A fiscal year is from 1900 to 2200, and a quarter is of one."
ONE_DAY = date(2026, 11, 1)
PER_CENT = "A per cent is from 0 to 100."
RANGE = "Give the least and the most, in this order, or neither."
BELOW, BEFORE = Decimal("-0.01"), date(2010, 6, 30)


def a_generated_obligation():
    rule = ObligationRuleFactory()
    return ObligationFactory(franchise=rule.franchise, rule=rule, period_ends_on=date(2026, 9, 30))


# What breaks a rule, and the last value within it.
BROKEN = [
    *(
        (factory, name, {field: Decimal(value)}, PER_CENT, {field: Decimal(within)})
        for factory, name, field in (
            (AuditTermsFactory, "auditterms_threshold_is_a_per_cent", "threshold"),
            (AuditFindingFactory, "auditfinding_percent_is_a_per_cent", "percent"),
        )
        for value, within in (("100.000001", "100"), ("-0.000001", "0"))
    ),
    (
        AuditFactory,
        "audit_years_are_in_order",
        {"last_year": 2012},
        "The first year comes before the last.",
        {"last_year": 2013},
    ),
    *(
        (
            AuditFactory,
            "audit_amounts_in_range",
            {field: BELOW},
            "An amount is between $0.00 and $100,000,000,000.00.",
            {field: Decimal(0)},
        )
        for field in ("paid", "cost")
    ),
    (
        AuditFindingFactory,
        "auditfinding_revenue_is_positive",
        {"not_reported": Decimal(0)},
        "A finding is of more than $0.00.",
        {"not_reported": Decimal("0.01")},
    ),
    (
        AuditFindingFactory,
        "auditfinding_fiscal_year_is_a_year",
        {"fiscal_year": 2201},
        "A fiscal year is named by the year it ends in, 1900 to 2200.",
        {"fiscal_year": 2200},
    ),
    (
        AuditFindingFactory,
        "auditfinding_period_is_a_quarter_or_year",
        {"period": "Q5"},
        "Value 'Q5' is not a valid choice.",
        {"period": ""},
    ),
    *(
        (
            NoticeFactory,
            "notice_is_cured_after_it",
            {field: date(2026, 9, 30)},
            "What a notice is of is cured after it is given.",
            {field: date(2026, 10, 1)},
        )
        for field in ("cure_by", "cured_on")
    ),
    *(
        (PenaltyRuleFactory, "penaltyrule_least_is_within_most", values, RANGE, within)
        for values, within in (
            ({"least": Decimal("25000.01")}, {"least": Decimal("25000.00")}),
            ({"least": None}, {"least": None, "most": None}),
            ({"most": None}, {"least": Decimal(0)}),
        )
    ),
    (
        PenaltyRuleFactory,
        "penaltyrule_ends_after_it_begins",
        {"expires_on": date(1999, 12, 31)},
        ENDS,
        {"expires_on": date(2000, 1, 1)},
    ),
    (
        PenaltyFactory,
        "penalty_is_for_a_violation",
        {"violations": 0},
        "Ensure this value is greater than or equal to 1.",
        {"violations": 1},
    ),
    (
        PenaltyFactory,
        "penalty_is_imposed_after_the_violation",
        {"imposed_on": date(2012, 8, 31)},
        "A penalty is imposed after the violation.",
        {"imposed_on": date(2012, 9, 1)},
    ),
    (
        SecurityRequirementFactory,
        "securityrequirement_amount_is_positive",
        {"amount": Decimal(0)},
        "What is required is more than $0.00.",
        {"amount": Decimal("0.01")},
    ),
    (
        SecurityRequirementFactory,
        "securityrequirement_ends_after_it_begins",
        {"required_until": BEFORE},
        ENDS,
        {"required_until": date(2010, 7, 1)},
    ),
    (
        SecurityFactory,
        "security_amount_is_positive",
        {"amount": Decimal(0)},
        "A security is of more than $0.00.",
        {"amount": Decimal("0.01")},
    ),
    *(
        (SecurityFactory, "security_ends_after_it_begins", {field: BEFORE}, ENDS, within)
        for field, within in (
            ("expires_on", {"expires_on": date(2010, 7, 1)}),
            ("released_on", {"released_on": date(2010, 7, 1)}),
        )
    ),
    *(
        (
            SecurityDrawFactory,
            "securitydraw_is_replenished_after_it",
            {field: date(2013, 1, 14)},
            REPLENISHED,
            {field: date(2013, 1, 15)},
        )
        for field in ("replenish_by", "replenished_on")
    ),
    (
        SecurityDrawFactory,
        "securitydraw_says_why",
        {"because": ""},
        "This field cannot be blank.",
        {"because": "x"},
    ),
    *(
        (ObligationRuleFactory, "obligationrule_says_when", values, WHEN, {"days": 0})
        for values in (
            {"days": None},
            {"due_month": 1, "due_day": 20},
            {"days": None, "due_month": 1},
        )
    ),
    *(
        (
            ObligationRuleFactory,
            "obligationrule_day_is_of_the_year",
            {"days": None, "due_month": month, "due_day": day},
            NO_DAY,
            {"days": None, "due_month": month or 1, "due_day": within},
        )
        for month, day, within in ((1, 32, 31), (4, 31, 30), (2, 30, 29), (0, 1, 1), (1, 0, 1))
    ),
    (
        ObligationRuleFactory,
        "obligationrule_interval_is_positive",
        {"interval": 0},
        "Ensure this value is greater than or equal to 1.",
        {"interval": 1},
    ),
    (
        ObligationRuleFactory,
        "obligationrule_ends_after_it_begins",
        {"expires_on": BEFORE},
        ENDS,
        {"expires_on": date(2010, 7, 1)},
    ),
    (
        ObligationFactory,
        "obligation_is_done_or_waived",
        {"done_on": ONE_DAY, "evidence": "x", "waived_on": ONE_DAY, "waived_because": "y"},
        "An obligation is done or waived, not both.",
        {"done_on": ONE_DAY, "evidence": "x"},
    ),
    (
        ObligationFactory,
        "obligation_done_has_evidence",
        {"done_on": ONE_DAY},
        "What is done says what shows it.",
        {"done_on": ONE_DAY, "evidence": "x"},
    ),
    *(
        (
            ObligationFactory,
            "obligation_waived_says_why",
            values,
            WAIVED,
            {"waived_on": ONE_DAY, "waived_because": "x"},
        )
        for values in ({"waived_on": ONE_DAY}, {"waived_because": "x"})
    ),
    (
        ObligationFactory,
        "obligation_period_is_a_quarter_or_year",
        {"fiscal_year": 2027, "period": "Q5"},
        "Value 'Q5' is not a valid choice.",
        {"fiscal_year": 2027, "period": "Q4"},
    ),
    *(
        (ObligationFactory, "obligation_fiscal_year_is_a_year", values, A_YEAR, within)
        for values, within in (
            ({"period": "Q1"}, {"fiscal_year": 2027, "period": "Q1"}),
            ({"fiscal_year": 2201}, {"fiscal_year": 2200}),
            ({"fiscal_year": 1899}, {"fiscal_year": 1900}),
        )
    ),
    (
        InsuranceRequirementFactory,
        "insurancerequirement_limits_in_range",
        {"aggregate": BELOW},
        LIMIT,
        {"aggregate": Decimal(0)},
    ),
    (
        InsuranceRequirementFactory,
        "insurancerequirement_ends_after_it_begins",
        {"required_until": BEFORE},
        ENDS,
        {"required_until": date(2010, 7, 1)},
    ),
    (
        InsuranceCertificateFactory,
        "insurancecertificate_limits_in_range",
        {"per_occurrence": BELOW},
        LIMIT,
        {"per_occurrence": Decimal(0)},
    ),
    (
        InsuranceCertificateFactory,
        "insurancecertificate_ends_after_it_begins",
        {"expires_on": date(2026, 6, 30)},
        ENDS,
        {"expires_on": date(2026, 7, 1)},
    ),
]

UNIQUE = [
    (
        AuditTermsFactory,
        "auditterms_day_is_unique",
        {"effective_on": date(2011, 7, 1)},
        "There are terms from that day already: change those.",
    ),
    (
        PenaltyRuleFactory,
        "penaltyrule_is_said_once",
        {"effective_on": date(2011, 7, 1)},
        "This section has a range from that day already.",
    ),
    (
        a_generated_obligation,
        "obligation_is_generated_once",
        {"period_ends_on": date(2026, 12, 31)},
        "This period's is generated already.",
    ),
    (
        SecurityRequirementFactory,
        "securityrequirement_is_said_once",
        {"required_from": date(2011, 7, 1)},
        "This is required from that day already: change that one.",
    ),
    (
        SecurityFactory,
        "security_is_recorded_once",
        {"held_from": date(2011, 7, 1)},
        "This security is already recorded.",
    ),
    (
        InsuranceRequirementFactory,
        "insurancerequirement_is_said_once",
        {"required_from": date(2011, 7, 1)},
        "This is required from that day already: change that one.",
    ),
    (
        InsuranceCertificateFactory,
        "insurancecertificate_is_recorded_once",
        {"effective_on": date(2026, 7, 2)},
        "This certificate is already recorded.",
    ),
]


def copied(record, **values):
    copy = type(record).objects.get(pk=record.pk)
    copy.pk, copy._state.adding = None, True
    for name, value in values.items():
        setattr(copy, name, value)
    return copy


def changed(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    return record


@pytest.mark.parametrize(("factory", "constraint", "values", "sentence", "within"), BROKEN)
def test_a_rule_is_kept_by_the_database_and_told_by_a_form(
    factory, constraint, values, sentence, within
):
    record = factory()

    assert sentence in words_of(changed(record, **values))
    refused_by_the_database(lambda: changed(record, **values).save(), constraint)
    again = type(record).objects.get(pk=record.pk)
    changed(again, **within).full_clean()
    again.save()


@pytest.mark.parametrize(("factory", "constraint", "other", "sentence"), UNIQUE)
def test_what_tells_records_apart_is_theirs_alone(factory, constraint, other, sentence):
    record = factory()

    assert words_of(copied(record)) == [sentence]
    refused_by_the_database(lambda: copied(record).save(), f"{constraint}|UNIQUE constraint")
    copied(record, **other).save()
