"""A record of every model that the admin has a page of, each with nothing that hangs on it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group, User
from django.db.models import Model

from franchises.models import (
    Contact,
    FiscalYear,
    Holiday,
    ImportProfile,
    ImportRun,
    ImportUpload,
    SavedFilter,
)
from franchises.models.document_files import path_of
from franchises.models.roles import ROLES
from tests.factories import (
    AuditFactory,
    AuditTermsFactory,
    BoroughFactory,
    ComplaintFactory,
    DocumentFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FeeComponentFactory,
    FeeScheduleFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
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
    PenaltyRuleFactory,
    PublishedFigureFactory,
    RevenueStatementFactory,
    SecurityDrawFactory,
    SecurityFactory,
    SecurityRequirementFactory,
    ZoneChangeFactory,
)

NO_ROLE = "no role"


def people() -> dict[str, User]:
    """Make and return one of each role, and one of staff who has none, by role."""
    made = {}
    for role in (NO_ROLE, *ROLES):
        made[role] = User.objects.create_user(role.replace(" ", "-").lower(), is_staff=True)
        if role in ROLES:
            made[role].groups.add(Group.objects.get(name=role))
    return made


def records(importer: User) -> dict[str, Model]:
    """Make and return a record of every model, by ``app.model``; the upload is of *importer*."""
    run = ImportRun.objects.create(
        dataset="installations",
        outcome="loaded",
        file_name="poles.csv",
        sha256="ab" * 32,
        size=1,
        started_at=datetime(2026, 11, 20, tzinfo=UTC),
        seconds=Decimal(1),
    )
    made = [
        run,
        ImportUpload.objects.create(
            user=importer,
            dataset="installations",
            encoding="utf-8-sig",
            file_name="poles.csv",
            stored_as="none",
            size=1,
            sha256="ab" * 32,
            state=ImportUpload.State.STOPPED,
        ),
        ImportProfile.objects.create(name="ours", dataset="installations"),
        SavedFilter.objects.create(owner=importer, name="Mine", page="index", query="kind=term"),
        Contact.objects.create(franchisee=FranchiseeFactory(), name="Fee desk"),
        FiscalYear.objects.get(year=2013),
        Holiday.objects.create(day=date(2026, 12, 25), name="Christmas Day"),
        User.objects.create_user("someone"),
        Group.objects.create(name="Clerks"),
        *_of_axes(),
        *(factory() for factory in FACTORIES),
        DocumentFactory(holder=FranchiseFactory()),
        BoroughFactory(code="bare", name="Nowhere"),
        FranchiseTypeFactory(code="bare", name="Bare"),
    ]
    by_label = {each._meta.label_lower: each for each in made}
    file = path_of(by_label["franchises.document"].sha256)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"a document")
    return by_label


FACTORIES = (
    AuditFactory,
    AuditTermsFactory,
    ComplaintFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FeeComponentFactory,
    FeeScheduleFactory,
    FranchiseeFactory,
    FranchiseeAliasFactory,
    FranchiseEventFactory,
    FranchiseFactory,
    InstallationFactory,
    InsuranceCertificateFactory,
    InsuranceRequirementFactory,
    NoticeFactory,
    ObligationFactory,
    ObligationRuleFactory,
    PenaltyFactory,
    PenaltyRuleFactory,
    PublishedFigureFactory,
    RevenueStatementFactory,
    SecurityDrawFactory,
    SecurityFactory,
    SecurityRequirementFactory,
    ZoneChangeFactory,
)


def _of_axes() -> list[Model]:
    seen = {"user_agent": "x", "ip_address": "127.0.0.1", "username": "x", "http_accept": "x"}
    return [
        AccessAttempt.objects.create(**seen, failures_since_start=1),
        AccessLog.objects.create(**seen),
        AccessFailureLog.objects.create(**seen),
    ]
