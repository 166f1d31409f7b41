"""Audits become assessments, penalties keep to their range, notices are events."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from franchises.books.posting import post_late_charges
from franchises.contracts.auditing import AuditRefusedError, assess_audit, what_to_assess
from franchises.contracts.noticing import keep_notice
from franchises.contracts.penalizing import PenaltyRefusedError, impose
from franchises.models import FeeAssessment, FranchiseEvent, Notice, Penalty, PenaltyRule
from franchises.rules.workings import Line
from tests.closing import shut
from tests.factories import (
    AuditFactory,
    AuditFindingFactory,
    AuditTermsFactory,
    FeeScheduleFactory,
    FranchiseEventFactory,
    FranchiseFactory,
    PenaltyRuleFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 28)


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk")


def amounts_of(audit):
    found = FeeAssessment.objects.filter(reference__startswith=audit.reference)
    return {each.reference.removeprefix(audit.reference): each.amount for each in found}


@pytest.mark.parametrize(
    ("not_reported", "fee"),
    [("6733670", "336683.50"), ("10300790", "515039.50"), ("6854294", "342714.70")],
)
def test_a_finding_becomes_an_assessment_with_its_working(clerk, not_reported, fee):
    finding = AuditFindingFactory(not_reported=Decimal(not_reported))

    assess_audit(finding.audit, TODAY, clerk)

    finding.refresh_from_db()
    made = finding.assessment
    assert (made.amount, made.origin, made.kind) == (Decimal(fee), "audit", "fee")
    assert (made.fiscal_year, made.period, made.due_on) == (2013, "Q1", date(2012, 11, 14))
    line = Line.from_kept(made.working[0])
    assert (line.quantity, line.rate, line.amount) == (
        Decimal(not_reported),
        "5%",
        Decimal(fee),
    )
    assert made.history.get().history_user == clerk


def test_what_is_assessed_is_not_assessed_again(clerk):
    audit = AuditFindingFactory().audit
    assess_audit(audit, TODAY, clerk)
    AuditFindingFactory(audit=audit, period="Q2")

    assert [each.assessment.reference for each in assess_audit(audit, TODAY, clerk)] == [
        f"{audit.reference}-2"
    ]
    assert what_to_assess(audit, TODAY) == []


def test_lateness_is_charged_on_a_finding_from_the_day_it_was_due(clerk):
    finding = AuditFindingFactory(not_reported=Decimal("20000.00"), due_on=date(2025, 11, 28))
    FeeScheduleFactory(franchise=finding.audit.franchise, late_rates="9%")
    assess_audit(finding.audit, TODAY, clerk)

    charges = post_late_charges(finding.audit.franchise, TODAY, TODAY, clerk)

    # 9% of $1,000.00 for 365 days.
    assert [(each.kind, each.amount) for each in charges] == [("interest", Decimal("90.00"))]


@pytest.mark.parametrize(
    ("threshold", "not_reported", "is_shifted"),
    [(2, "40.00", False), (2, "40.20", True), (5, "103.00", False), (5, "103.40", True)],
)
def test_the_cost_is_assessed_above_the_threshold_of_the_contract(
    clerk, threshold, not_reported, is_shifted
):
    # $98.00 were paid: $2.00 is 2% of what was due; $5.15 is 5% of what was due, less a cent.
    finding = AuditFindingFactory(
        audit__cost=Decimal("1500.00"), not_reported=Decimal(not_reported)
    )
    AuditTermsFactory(franchise=finding.audit.franchise, threshold=Decimal(threshold))

    assess_audit(finding.audit, TODAY, clerk)

    assert ("-COST" in amounts_of(finding.audit)) == is_shifted
    assert amounts_of(finding.audit).get("-COST") in (None, Decimal("1500.00"))
    assert assess_audit(finding.audit, TODAY, clerk) == []


def test_where_the_contract_says_nothing_the_city_bears_the_cost(clerk):
    finding = AuditFindingFactory(audit__cost=Decimal("1500.00"), not_reported=Decimal(100000))

    assess_audit(finding.audit, TODAY, clerk)

    assert list(amounts_of(finding.audit)) == ["-1"]


def test_a_finding_of_a_closed_year_is_assessed_in_the_open_one(clerk):
    finding = AuditFindingFactory()
    shut(2013)

    (made,) = assess_audit(finding.audit, TODAY, clerk)

    assert (made.assessment.fiscal_year, made.assessment.period) == (2027, "")
    assert made.assessment.due_on == date(2012, 11, 14)


def test_nothing_is_assessed_while_the_year_of_today_is_closed(clerk):
    audit = AuditFindingFactory().audit
    shut(2027)

    with pytest.raises(AuditRefusedError, match="FY2027 is closed"):
        assess_audit(audit, TODAY, clerk)
    assert not FeeAssessment.objects.exists()


def test_an_audit_of_a_draft_assesses_nothing(clerk):
    audit = AuditFindingFactory(audit=AuditFactory(franchise__draft=True)).audit

    with pytest.raises(AuditRefusedError, match="draft"):
        assess_audit(audit, TODAY, clerk)


def a_penalty(section="67 RCNY 1-07", **values):
    given = {"violated_on": date(2026, 9, 1), "imposed_on": date(2026, 10, 1)} | values
    rule = PenaltyRule.objects.get(section=section)
    return Penalty(franchise=FranchiseFactory(), rule=rule, what="No permit", **given)


def test_new_yorks_range_is_on_record(clerk):
    rule = PenaltyRule.objects.get(section="67 RCNY 1-07")

    assert (rule.least, rule.most) == (Decimal("100.00"), Decimal("25000.00"))


@pytest.mark.parametrize("amount", ["100.00", "25000.00"])
def test_a_penalty_within_its_range_becomes_an_assessment(clerk, amount):
    penalty = a_penalty()

    impose(penalty, Decimal(amount), TODAY, clerk)

    made = Penalty.objects.get().assessment
    assert (made.kind, made.amount, made.fiscal_year) == ("penalty", Decimal(amount), 2027)
    assert made.due_on == date(2026, 10, 1)
    assert made.working[0]["source"] == "67 RCNY 1-07"


@pytest.mark.parametrize("amount", ["99.99", "25000.01"])
def test_a_penalty_outside_its_range_is_refused_by_the_name_of_its_section(clerk, amount):
    with pytest.raises(PenaltyRefusedError, match=r"67 RCNY 1-07 allows from \$100.00 to"):
        impose(a_penalty(), Decimal(amount), TODAY, clerk)
    assert not FeeAssessment.objects.exists()


@pytest.mark.parametrize(
    ("section", "most"),
    [
        ("67 RCNY 6-02(b)(1)", "2500.00"),
        ("67 RCNY 6-02(b)(2)", "1000.00"),
        ("67 RCNY 6-02(c)", "1000.00"),
    ],
)
def test_a_penalty_of_a_pay_telephone_is_held_to_the_most_of_its_subdivision(clerk, section, most):
    over = Decimal(most) + Decimal("0.01")
    with pytest.raises(PenaltyRefusedError, match=rf"to \${Decimal(most):,.2f} for 1 violation"):
        impose(a_penalty(section), over, TODAY, clerk)

    impose(a_penalty(section), Decimal(most), TODAY, clerk)
    assert Penalty.objects.get().amount == Decimal(most)


def test_a_section_without_a_range_on_record_imposes_nothing(clerk):
    rule = PenaltyRuleFactory(least=None, most=None)
    with pytest.raises(PenaltyRefusedError, match=f"The range of {rule.section} is not on record"):
        impose(a_penalty(rule.section), Decimal(500), TODAY, clerk)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"imposed_on": date(2026, 11, 29)}, "in the future"),
        ({"violated_on": date(1999, 12, 31)}, "was not in force on 1999-12-31"),
    ],
)
def test_a_penalty_is_imposed_by_a_section_in_force(clerk, values, refusal):
    with pytest.raises(PenaltyRefusedError, match=refusal):
        impose(a_penalty(**values), Decimal(500), TODAY, clerk)


def test_a_penalty_of_a_closed_year_is_refused(clerk):
    shut(2027)

    with pytest.raises(PenaltyRefusedError, match="FY2027 is closed"):
        impose(a_penalty(), Decimal(500), TODAY, clerk)


def a_default(franchise, **values):
    given = {"given_on": date(2026, 10, 1), "cure_by": date(2026, 10, 31)} | values
    return Notice(franchise=franchise, kind="default", subject="Nothing was paid", **given)


def test_a_notice_of_default_and_its_cure_are_events(clerk):
    notice = a_default(FranchiseFactory())
    keep_notice(notice, TODAY, clerk)

    event = notice.event
    assert (event.kind, event.happened_on, event.cure_by) == (
        "notice_of_default",
        date(2026, 10, 1),
        date(2026, 10, 31),
    )
    notice.cured_on = date(2026, 11, 2)
    keep_notice(notice, TODAY, clerk)
    keep_notice(notice, TODAY, clerk)
    assert FranchiseEvent.objects.get(kind="cure").answers == event
    assert FranchiseEvent.objects.count() == 2


def test_a_default_that_is_on_record_is_taken_for_it(clerk):
    event = FranchiseEventFactory(default=True, happened_on=date(2026, 10, 1))
    notice = a_default(event.franchise)

    keep_notice(notice, TODAY, clerk)

    assert notice.event == event
    assert FranchiseEvent.objects.count() == 1


def test_a_default_in_the_future_is_refused_and_nothing_kept(clerk):
    with pytest.raises(ValidationError, match="in the future"):
        keep_notice(
            a_default(FranchiseFactory(), given_on=date(2026, 11, 29), cure_by=None), TODAY, clerk
        )
    assert not Notice.objects.exists()


def test_another_notice_is_no_event(clerk):
    notice = a_default(FranchiseFactory())
    notice.kind = "violation"
    keep_notice(notice, TODAY, clerk)

    assert not FranchiseEvent.objects.exists()


@pytest.mark.parametrize(("day", "number", "days"), [(31, 0, 0), (32, 1, 1)])
def test_a_notice_is_late_from_the_day_after_its_last(clerk, day, number, days):
    notice = a_default(FranchiseFactory())
    keep_notice(notice, TODAY, clerk)
    asked = date.fromordinal(date(2026, 9, 30).toordinal() + day)

    assert Notice.objects.overdue_on(asked).count() == number
    assert notice.days_late_on(asked) == days
