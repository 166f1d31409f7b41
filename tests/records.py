"""A record of every model that the admin has pages of."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.contrib.auth.models import Group, User

from franchises.models import Contact, FiscalYear, Holiday, ImportRun
from tests.factories import (
    AuditFindingFactory,
    AuditTermsFactory,
    BoroughFactory,
    ComplaintFactory,
    DocumentFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FeeComponentFactory,
    FranchiseeAliasFactory,
    FranchiseEventFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
    InstallationFactory,
    InsuranceCertificateFactory,
    InsuranceRequirementFactory,
    NoticeFactory,
    ObligationFactory,
    ObligationRuleFactory,
    PenaltyFactory,
    PublishedFigureFactory,
    RevenueStatementFactory,
    SecurityDrawFactory,
    SecurityRequirementFactory,
    ZoneChangeFactory,
)


def refused_run():
    """Return the record of an import that was refused."""
    return ImportRun.objects.create(
        dataset="installations",
        outcome=ImportRun.Outcome.REFUSED,
        file_name="poles.csv",
        sha256="ab" * 32,
        size=123_456,
        operator="jdoe",
        options={"encoding": "utf-8"},
        started_at=datetime(2026, 11, 20, 17, 0, tzinfo=UTC),
        seconds=Decimal("1.50"),
        rows_read=8203,
        rows_refused=2,
        problems=["poles.csv:2:kind: mast: is not one of the kinds", "poles.csv:3:<b>"],
    )


def one_of_each(import_run):
    """Return one record of every model, most of them of one franchise."""
    franchise = FranchiseFactory()
    component = FeeComponentFactory(schedule__franchise=franchise)
    penalty = PenaltyFactory(franchise=franchise)
    draw = SecurityDrawFactory(security__franchise=franchise)
    return [
        franchise,
        franchise.franchisee,
        import_run,
        BoroughFactory(),
        ComplaintFactory(),
        DocumentFactory(holder=franchise),
        Contact.objects.create(franchisee=franchise.franchisee, name="Fee desk"),
        FeeAssessmentFactory(franchise=franchise),
        FeeCollectionFactory(franchise=franchise),
        FiscalYear.objects.get(year=2013),
        FranchiseEventFactory(franchise=franchise),
        FranchiseTypeFactory(),
        FranchiseeAliasFactory(franchisee=franchise.franchisee),
        InstallationFactory(franchise=franchise),
        PublishedFigureFactory(),
        component.schedule,
        component,
        RevenueStatementFactory(franchise=franchise),
        InsuranceCertificateFactory(franchise=franchise),
        InsuranceRequirementFactory(franchise=franchise),
        SecurityRequirementFactory(franchise=franchise),
        AuditFindingFactory(audit__franchise=franchise).audit,
        AuditTermsFactory(franchise=franchise),
        NoticeFactory(franchise=franchise),
        penalty.rule,
        penalty,
        ObligationFactory(franchise=franchise),
        ObligationRuleFactory(franchise=franchise),
        draw.security,
        draw,
        ZoneChangeFactory(installation__franchise=franchise),
        Holiday.objects.create(day=date(2026, 12, 25), name="Christmas Day"),
        User.objects.create_user("someone"),
        Group.objects.create(name="Clerks"),
    ]
