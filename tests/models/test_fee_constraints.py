"""Every rule of the books twice: the database refuses to break it, and a form says why in words."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from franchises.models import (
    FeeAssessment,
    FeeCollection,
    FeeComponent,
    FeeSchedule,
    FiscalYear,
    PublishedFigure,
    RevenueStatement,
    YearExplanation,
    YearRevision,
    ZoneChange,
)
from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FeeComponentFactory,
    FeeScheduleFactory,
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
    InstallationFactory,
    PublishedFigureFactory,
    RevenueStatementFactory,
    ZoneChangeFactory,
)
from tests.models.refusals import refused_by_the_database, words_of

pytestmark = pytest.mark.django_db

AT = datetime(2014, 7, 1, 12, 0, tzinfo=UTC)
ADJUSTS = "An adjustment, and nothing else, names what it adjusts."
LATE = "A late charge, and nothing else, names the assessment and the days."
YEAR = "A fiscal year is named by the year it ends in, 1900 to 2200."
QUARTER = "A period is Q1, Q2, Q3, Q4 or empty for the year."
NEEDS_RATES = "A charge by quantity needs its rates."
TWO_PEOPLE = "A year is proposed for closing by one person and closed by another."
SCOPE = "Give a franchise, a franchisee or a type, or none."
GROWS = "Give by how much the rate grows and from which day."
SURCHARGE = "A surcharge needs its per cent and its days, or neither."


def user(name):
    return lambda: User.objects.get_or_create(username=name)[0]


def saved(factory, **values):
    return lambda: factory(**values)


def a_year(**values):
    return FiscalYear.objects.update_or_create(
        year=values.pop("year", 2014),
        defaults={"first_day": date(2013, 7, 1), "last_day": date(2014, 6, 30)} | values,
    )[0]


def a_revision(**values):
    return YearRevision.objects.create(**revision(**values))


def revision(**values):
    year = {"fiscal_year": a_year()}
    return year | {"number": 1, "figures": "{}", "sha256": "0" * 64, "published_at": AT} | values


def explanation(**values):
    told = {"fiscal_year": a_year(), "franchise": FranchiseFactory(), "explained_by": user("ann")()}
    return told | {"reason": "Pays nothing until 2015.", "explained_at": AT} | values


def an_explanation(**values):
    return YearExplanation.objects.create(**explanation(**values))


# How a record is saved, and how one is made that is not.
MADE = {
    FeeSchedule: (
        FeeScheduleFactory,
        lambda **values: FeeScheduleFactory.build(franchise=FranchiseFactory(), **values),
    ),
    FeeComponent: (
        FeeComponentFactory,
        lambda **values: FeeComponentFactory.build(schedule=FeeScheduleFactory(), **values),
    ),
    RevenueStatement: (
        RevenueStatementFactory,
        lambda **values: RevenueStatementFactory.build(franchise=FranchiseFactory(), **values),
    ),
    ZoneChange: (
        ZoneChangeFactory,
        lambda **values: ZoneChangeFactory.build(installation=InstallationFactory(), **values),
    ),
    FiscalYear: (
        a_year,
        lambda **values: FiscalYear(
            year=2014, first_day=date(2013, 7, 1), last_day=date(2014, 6, 30), **values
        ),
    ),
    YearRevision: (a_revision, lambda **values: YearRevision(**revision(**values))),
    YearExplanation: (an_explanation, lambda **values: YearExplanation(**explanation(**values))),
    PublishedFigure: (PublishedFigureFactory, PublishedFigureFactory.build),
    FeeAssessment: (
        FeeAssessmentFactory,
        lambda **values: FeeAssessmentFactory.build(franchise=FranchiseFactory(), **values),
    ),
    FeeCollection: (
        FeeCollectionFactory,
        lambda **values: FeeCollectionFactory.build(franchise=FranchiseFactory(), **values),
    ),
}

A_LATE_CHARGE = {
    "origin": "lateness",
    "kind": "interest",
    "late_for": saved(FeeAssessmentFactory),
    "late_from": date(2014, 2, 1),
    "late_through": date(2014, 2, 28),
}
A_CLOSED_YEAR = {
    "state": "closed",
    "proposed_by": user("ann"),
    "closed_by": user("bob"),
    "closed_at": AT,
}
SCOPES = {
    "franchise": saved(FranchiseFactory),
    "franchisee": saved(FranchiseeFactory),
    "franchise_type": saved(FranchiseTypeFactory),
}


def without(values, *names):
    return {name: value for name, value in values.items() if name not in names}


BROKEN = [
    (
        FeeSchedule,
        "feeschedule_expires_after_it_begins",
        {"expires_on": date(2010, 6, 30)},
        "A fee schedule cannot expire before its effective date.",
    ),
    (
        FeeSchedule,
        "feeschedule_has_a_source",
        {"source": ""},
        "A fee schedule says where the contract has it.",
    ),
    *(
        (
            FeeSchedule,
            "feeschedule_minimum_and_cap_are_not_negative",
            {name: Decimal("-0.01")},
            "A minimum or a cap is not negative.",
        )
        for name in ("minimum", "cap")
    ),
    (
        FeeSchedule,
        "feeschedule_minimum_is_within_the_cap",
        {"minimum": Decimal("5.01"), "cap": Decimal("5.00")},
        "The minimum is above the cap.",
    ),
    *(
        (
            FeeSchedule,
            "feeschedule_minimum_escalator_says_when",
            values,
            "Give by how much the minimum grows and from which day.",
        )
        for values in (
            {"minimum_escalator": Decimal(3)},
            {"minimum_escalates_on": date(2014, 7, 1)},
        )
    ),
    (FeeSchedule, "feeschedule_surcharge_says_when", {"surcharge_percent": Decimal(5)}, SURCHARGE),
    (FeeSchedule, "feeschedule_surcharge_says_when", {"surcharge_after_days": 30}, SURCHARGE),
    *(
        (
            FeeComponent,
            "feecomponent_percentage_has_its_per_cent",
            {"percent": percent},
            "Per cent of revenue needs a per cent, from 0 to 100.",
        )
        for percent in (None, Decimal("-0.000001"), Decimal("100.000001"))
    ),
    *(
        (
            FeeComponent,
            "feecomponent_flat_has_its_amount",
            {"charge": "flat", "amount": amount},
            "A flat charge needs an amount, zero or more.",
        )
        for amount in (None, Decimal("-0.01"))
    ),
    *(
        (FeeComponent, "feecomponent_metered_has_its_rates", {"charge": charge}, NEEDS_RATES)
        for charge in ("metered", "banded")
    ),
    (FeeComponent, "feecomponent_escalator_says_when", {"escalator": Decimal(3)}, GROWS),
    (FeeComponent, "feecomponent_escalator_says_when", {"escalates_on": date(2014, 7, 1)}, GROWS),
    (
        RevenueStatement,
        "revenuestatement_states_something",
        {"gross_revenue": None},
        "A statement states gross revenue, or a number of things.",
    ),
    (
        RevenueStatement,
        "revenuestatement_deductions_in_range",
        {"deductions": Decimal("-0.01")},
        "Deductions are between $0.00 and $100,000,000,000.00.",
    ),
    (
        RevenueStatement,
        "revenuestatement_revision_begins_at_1",
        {"revision": 0},
        "Revisions are numbered from 1.",
    ),
    *(
        (model, f"{model._meta.model_name}_fiscal_year_is_a_year", {"fiscal_year": year}, YEAR)
        for model in (RevenueStatement, PublishedFigure)
        for year in (1899, 2201)
    ),
    *(
        (
            RevenueStatement,
            "revenuestatement_period_is_a_quarter_or_year",
            {"period": period},
            QUARTER,
        )
        for period in ("Q5", "q1")
    ),
    *(
        (
            ZoneChange,
            "zonechange_is_a_change",
            zones,
            "A re-zoning names a new zone that is not the old one.",
        )
        for zones in ({"new_zone": "A"}, {"new_zone": ""}, {"old_zone": "", "new_zone": ""})
    ),
    *(
        (FiscalYear, "fiscalyear_is_closed_by_two_people", A_CLOSED_YEAR | values, TWO_PEOPLE)
        for values in (
            {"closed_by": user("ann")},
            {"closed_by": None},
            {"proposed_by": None},
            {"closed_at": None},
        )
    ),
    (
        YearRevision,
        "yearrevision_restatement_says_why",
        {"number": 2},
        "A restatement says why.",
    ),
    (YearExplanation, "yearexplanation_has_a_reason", {"reason": ""}, "An explanation says why."),
    *(
        (PublishedFigure, "publishedfigure_has_one_scope", without(SCOPES, name), SCOPE)
        for name in SCOPES
    ),
    (
        PublishedFigure,
        "publishedfigure_assessed_is_accrual",
        {"measure": "assessed", "basis": "cash"},
        "What is assessed is known by the year it is for alone.",
    ),
    (
        FeeAssessment,
        "feeassessment_adjustment_names_what_it_adjusts",
        {"origin": "adjustment"},
        ADJUSTS,
    ),
    (
        FeeAssessment,
        "feeassessment_adjustment_names_what_it_adjusts",
        {"adjusts": saved(FeeAssessmentFactory)},
        ADJUSTS,
    ),
    *(
        (FeeAssessment, "feeassessment_late_charge_says_for_what", values, LATE)
        for values in (
            {"origin": "lateness"},
            A_LATE_CHARGE | {"kind": "fee"},
            A_LATE_CHARGE | {"late_through": date(2014, 1, 31)},
            A_LATE_CHARGE | {"origin": "manual"},
            *(without(A_LATE_CHARGE, name) for name in ("late_for", "late_from", "late_through")),
            *({name: A_LATE_CHARGE[name]} for name in ("late_for", "late_from", "late_through")),
        )
    ),
    (
        FeeCollection,
        "feecollection_adjustment_names_what_it_adjusts",
        {"kind": "adjustment", "note": "wrong franchise"},
        ADJUSTS,
    ),
    (
        FeeCollection,
        "feecollection_adjustment_names_what_it_adjusts",
        {"adjusts": saved(FeeCollectionFactory)},
        ADJUSTS,
    ),
    (
        FeeCollection,
        "feecollection_refund_says_why",
        {"kind": "adjustment", "adjusts": saved(FeeCollectionFactory)},
        "A refund or adjustment needs a note that says why.",
    ),
]
CASES = [pytest.param(*case, id=f"{case[1]}-{number}") for number, case in enumerate(BROKEN)]


def known(values):
    return {name: value() if callable(value) else value for name, value in values.items()}


@pytest.mark.parametrize(("model", "constraint", "values", "sentence"), CASES)
def test_the_database_refuses_what_breaks_a_rule(model, constraint, values, sentence):
    said = known(values)
    refused_by_the_database(lambda: MADE[model][0](**said), constraint)


@pytest.mark.parametrize(("model", "constraint", "values", "sentence"), CASES)
def test_a_rule_that_would_be_broken_is_told_in_words(model, constraint, values, sentence):
    broken = MADE[model][1](**known(values))
    rule = next(each for each in model._meta.constraints if each.name == constraint)
    with pytest.raises(ValidationError) as refused:
        rule.validate(model, broken)
    assert refused.value.messages == [sentence]
    words_of(broken)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (FeeSchedule, {"expires_on": date(2010, 7, 1)}),
        (FeeSchedule, {"minimum": Decimal("5.00"), "cap": Decimal("5.00")}),
        (FeeSchedule, {"minimum": Decimal("0.00"), "cap": None}),
        (FeeSchedule, {"surcharge_percent": Decimal(5), "surcharge_after_days": 30}),
        (
            FeeSchedule,
            {"minimum_escalator": Decimal(3), "minimum_escalates_on": date(2014, 7, 1)},
        ),
        (FeeComponent, {"percent": Decimal(0)}),
        (FeeComponent, {"percent": Decimal(100)}),
        (FeeComponent, {"charge": "flat", "percent": None, "amount": Decimal("0.00")}),
        (FeeComponent, {"charge": "metered", "percent": None, "rates": "150"}),
        (FeeComponent, {"escalator": Decimal(3), "escalates_on": date(2014, 7, 1)}),
        (RevenueStatement, {"gross_revenue": None, "units": 0}),
        (RevenueStatement, {"gross_revenue": Decimal("-100000000000.00")}),
        (RevenueStatement, {"gross_revenue": Decimal("100000000000.00")}),
        (RevenueStatement, {"deductions": Decimal("100000000000.00")}),
        (RevenueStatement, {"fiscal_year": 1900, "period": ""}),
        (RevenueStatement, {"fiscal_year": 2200, "period": "Q4"}),
        (ZoneChange, {"old_zone": ""}),
        (FiscalYear, A_CLOSED_YEAR),
        (YearRevision, {"number": 2, "reason": "A wire of 2013 was recorded twice."}),
        *((PublishedFigure, {name: SCOPES[name]}) for name in SCOPES),
        (PublishedFigure, {"measure": "assessed"}),
        (PublishedFigure, {"basis": "cash"}),
        (
            FeeAssessment,
            {
                "origin": "adjustment",
                "adjusts": saved(FeeAssessmentFactory),
                "amount": Decimal("-100000000000.00"),
            },
        ),
        (FeeAssessment, A_LATE_CHARGE | {"late_through": date(2014, 2, 1)}),
        (FeeAssessment, A_LATE_CHARGE | {"kind": "penalty"}),
        *(
            (
                FeeCollection,
                {
                    "kind": "adjustment",
                    "adjusts": saved(FeeCollectionFactory),
                    "note": "wrong franchise",
                    "amount": Decimal(amount),
                },
            )
            for amount in ("-100000000000.00", "100000000000.00")
        ),
    ],
)
def test_the_last_value_within_a_rule_is_taken(model, values):
    MADE[model][0](**known(values)).full_clean()


@pytest.mark.parametrize(
    ("first", "others", "constraint", "sentence"),
    [
        (
            saved(RevenueStatementFactory),
            [{"period": "Q2"}, {"fiscal_year": 2014}, {"category": "units"}, {"revision": 2}],
            "revenuestatement_revision_is_unique|revenuestatement.franchise_id",
            "This revision of this statement is already recorded.",
        ),
        (
            saved(ZoneChangeFactory),
            [{"effective_on": date(2013, 1, 2)}],
            "zonechange_day_is_unique|zonechange.installation_id",
            "This installation already changes its zone on that day.",
        ),
        (
            a_revision,
            [{"number": 2, "reason": "A wire was recorded twice."}],
            "yearrevision_number_is_unique|a published revision is never changed",
            "This revision of this year is already published.",
        ),
        (
            an_explanation,
            [{"fiscal_year_id": 2015}],
            "yearexplanation_is_given_once|yearexplanation.fiscal_year_id",
            "This franchise is explained for this year already.",
        ),
        (
            lambda: FeeAssessmentFactory(**known(A_LATE_CHARGE)),
            [{"late_from": date(2014, 2, 2)}, {"kind": "penalty"}],
            "feeassessment_day_is_charged_once|feeassessment.late_for_id",
            "Lateness from that day on is already charged.",
        ),
    ],
)
def test_what_tells_records_apart_is_theirs_alone(first, others, constraint, sentence):
    record = first()

    def again(**values):
        copy = type(record).objects.get(pk=record.pk)
        copy.pk, copy._state.adding = None, True
        if isinstance(copy, FeeAssessment):
            copy.reference = f"LATE-{values}"
        for name, value in values.items():
            setattr(copy, name, value)
        return copy

    assert words_of(again()) == [sentence]
    refused_by_the_database(lambda: again().save(), constraint)
    for values in others:
        again(**values).save()
