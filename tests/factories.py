"""Minimal valid objects, from sequences and fixed dates."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from franchises.models import (
    Audit,
    AuditFinding,
    AuditTerms,
    Borough,
    Complaint,
    ComplaintMatch,
    Document,
    FeeAssessment,
    FeeCollection,
    FeeComponent,
    FeeSchedule,
    Franchise,
    Franchisee,
    FranchiseeAlias,
    FranchiseEvent,
    FranchiseType,
    Installation,
    InsuranceCertificate,
    InsuranceRequirement,
    Notice,
    Obligation,
    ObligationRule,
    Penalty,
    PenaltyRule,
    PublishedFigure,
    RevenueStatement,
    Security,
    SecurityDraw,
    SecurityRequirement,
    ZoneChange,
)
from franchises.rules.steps import Step


class FranchiseTypeFactory(DjangoModelFactory):
    class Meta:
        model = FranchiseType
        django_get_or_create = ("code",)

    code = "cable-television"
    name = "Cable television"


class BoroughFactory(DjangoModelFactory):
    class Meta:
        model = Borough
        django_get_or_create = ("code",)

    code = "manhattan"
    name = "Manhattan"


class FranchiseeFactory(DjangoModelFactory):
    class Meta:
        model = Franchisee

    name = factory.Sequence(lambda n: f"Franchisee {n}")


class FranchiseeAliasFactory(DjangoModelFactory):
    class Meta:
        model = FranchiseeAlias

    franchisee = factory.SubFactory(FranchiseeFactory)
    name = factory.Sequence(lambda n: f"Former name {n}")


class FranchiseFactory(DjangoModelFactory):
    """In force from 1 July 2010 to 30 June 2030, and published."""

    class Meta:
        model = Franchise

    class Params:
        draft = factory.Trait(is_published=False)
        expired = factory.Trait(expires_on=date(2020, 6, 30))
        holdover = factory.Trait(expires_on=date(2020, 6, 30), is_holdover=True)
        terminated = factory.Trait(terminated_on=date(2018, 3, 1))
        perpetual = factory.Trait(expires_on=None, is_perpetual=True)

    number = factory.Sequence(lambda n: f"F-{n:04}")
    franchisee = factory.SubFactory(FranchiseeFactory)
    franchise_type = factory.SubFactory(FranchiseTypeFactory)
    effective_on = date(2010, 7, 1)
    expires_on = date(2030, 6, 30)
    is_published = True


class InstallationFactory(DjangoModelFactory):
    class Meta:
        model = Installation

    source = "test"
    asset_id = factory.Sequence(str)
    franchise = factory.SubFactory(FranchiseFactory)
    kind = Installation.Kind.POLE_TOP
    status = Installation.Status.INSTALLED


class ComplaintFactory(DjangoModelFactory):
    """A complaint that nothing was matched to: `match_complaints` does that."""

    class Meta:
        model = Complaint

    source = "nyc-311"
    number = factory.Sequence(str)
    created_on = date(2025, 3, 14)
    complaint_type = "LinkNYC"


class ComplaintMatchFactory(DjangoModelFactory):
    class Meta:
        model = ComplaintMatch

    complaint = factory.SubFactory(ComplaintFactory)
    how = ComplaintMatch.How.NONE


class DocumentFactory(DjangoModelFactory):
    """A record of a file; `tests.documents.documented` makes one with its file."""

    class Meta:
        model = Document

    holder = factory.SubFactory(FranchiseFactory)
    kind = Document.Kind.CONTRACT
    title = factory.Sequence(lambda n: f"Document {n}")
    file_name = "contract.pdf"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 1000
    media_type = "application/pdf"


class FeeAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = FeeAssessment

    franchise = factory.SubFactory(FranchiseFactory)
    fiscal_year = 2013
    amount = Decimal("100.00")
    reference = factory.Sequence(lambda n: f"BILL-{n}")


class FeeCollectionFactory(DjangoModelFactory):
    class Meta:
        model = FeeCollection

    class Params:
        refund = factory.Trait(kind="refund", amount=Decimal("-10.00"), note="paid twice")

    franchise = factory.SubFactory(FranchiseFactory)
    fiscal_year = 2013
    amount = Decimal("100.00")
    received_on = date(2013, 1, 15)
    reference = factory.Sequence(lambda n: f"WIRE-{n}")


class FeeScheduleFactory(DjangoModelFactory):
    """Every quarter, due 45 days after it, from 1 July 2010 on; it has no component yet."""

    class Meta:
        model = FeeSchedule

    franchise = factory.SubFactory(FranchiseFactory)
    source = "Agreement, section 9.1"
    effective_on = date(2010, 7, 1)


class FeeComponentFactory(DjangoModelFactory):
    """5% of gross revenue."""

    class Meta:
        model = FeeComponent

    schedule = factory.SubFactory(FeeScheduleFactory)
    name = "5% of gross revenue"
    charge = FeeComponent.Charge.PERCENTAGE
    percent = Decimal(5)


class RevenueStatementFactory(DjangoModelFactory):
    class Meta:
        model = RevenueStatement

    franchise = factory.SubFactory(FranchiseFactory)
    fiscal_year = 2013
    period = "Q1"
    gross_revenue = Decimal("1000.00")


class ZoneChangeFactory(DjangoModelFactory):
    class Meta:
        model = ZoneChange

    installation = factory.SubFactory(InstallationFactory)
    old_zone = "A"
    new_zone = "B"
    effective_on = date(2013, 1, 1)


class PublishedFigureFactory(DjangoModelFactory):
    class Meta:
        model = PublishedFigure

    source = "Annual report"
    fiscal_year = 2013
    amount = Decimal("100.00")


class FranchiseEventFactory(DjangoModelFactory):
    """A solicitation, which asks for nothing else; the public does not see it."""

    class Meta:
        model = FranchiseEvent

    class Params:
        vote = factory.Trait(kind=Step.COMMITTEE_VOTE.value, votes_for=5, votes_against=1)
        default = factory.Trait(kind=Step.NOTICE_OF_DEFAULT.value)
        renewal = factory.Trait(
            kind=Step.RENEWAL.value,
            old_expires_on=date(2030, 6, 30),
            new_expires_on=date(2040, 6, 30),
        )

    franchise = factory.SubFactory(FranchiseFactory)
    kind = Step.SOLICITATION.value
    happened_on = date(2013, 1, 15)


class SecurityRequirementFactory(DjangoModelFactory):
    """A surety bond of $500,000.00 from 1 July 2010 on."""

    class Meta:
        model = SecurityRequirement

    franchise = factory.SubFactory(FranchiseFactory)
    kind = "bond"
    amount = Decimal("500000.00")
    required_from = date(2010, 7, 1)


class SecurityFactory(DjangoModelFactory):
    """A surety bond of $500,000.00 from 1 July 2010 to 30 June 2030."""

    class Meta:
        model = Security

    franchise = factory.SubFactory(FranchiseFactory)
    kind = "bond"
    issuer = "Example Surety"
    number = factory.Sequence(lambda n: f"B-{n}")
    amount = Decimal("500000.00")
    held_from = date(2010, 7, 1)
    expires_on = date(2030, 6, 30)


class SecurityDrawFactory(DjangoModelFactory):
    class Meta:
        model = SecurityDraw

    security = factory.SubFactory(SecurityFactory)
    collection = factory.SubFactory(
        FeeCollectionFactory, franchise=factory.SelfAttribute("..security.franchise")
    )
    drawn_on = date(2013, 1, 15)
    because = "The fee of the first quarter was not paid."


class InsuranceRequirementFactory(DjangoModelFactory):
    """$1,000,000.00 an occurrence, $2,000,000.00 in all, the City insured, from 1 July 2010 on."""

    class Meta:
        model = InsuranceRequirement

    franchise = factory.SubFactory(FranchiseFactory)
    kind = "liability"
    per_occurrence = Decimal("1000000.00")
    aggregate = Decimal("2000000.00")
    required_from = date(2010, 7, 1)


class InsuranceCertificateFactory(DjangoModelFactory):
    """What the requirement asks for, for the year from 1 July 2026."""

    class Meta:
        model = InsuranceCertificate

    franchise = factory.SubFactory(FranchiseFactory)
    kind = "liability"
    insurer = "Example Insurance"
    policy_number = factory.Sequence(lambda n: f"P-{n}")
    per_occurrence = Decimal("1000000.00")
    aggregate = Decimal("2000000.00")
    names_city = True
    effective_on = date(2026, 7, 1)
    expires_on = date(2027, 6, 30)


class ObligationRuleFactory(DjangoModelFactory):
    """A fee report 45 days after every fiscal quarter, from 1 July 2010 on."""

    class Meta:
        model = ObligationRule

    franchise = factory.SubFactory(FranchiseFactory)
    kind = "fee_report"
    what = "Quarterly report of gross revenue"
    every = "fiscal_quarter"
    days = 45
    effective_on = date(2010, 7, 1)


class ObligationFactory(DjangoModelFactory):
    class Meta:
        model = Obligation

    franchise = factory.SubFactory(FranchiseFactory)
    kind = "other"
    what = "Map of the network"
    due_on = date(2026, 11, 14)


class AuditTermsFactory(DjangoModelFactory):
    """The franchisee bears the cost where more than 2% of what was due had not been paid."""

    class Meta:
        model = AuditTerms

    franchise = factory.SubFactory(FranchiseFactory)
    threshold = Decimal(2)
    effective_on = date(2010, 7, 1)
    source = "Agreement, section 9.4"


class AuditFactory(DjangoModelFactory):
    class Meta:
        model = Audit

    franchise = factory.SubFactory(FranchiseFactory)
    reference = factory.Sequence(lambda n: f"AUDIT-{n}")
    auditor = "City Comptroller"
    first_year = 2013
    last_year = 2014
    reported_on = date(2015, 3, 2)
    paid = Decimal("98.00")


class AuditFindingFactory(DjangoModelFactory):
    """5% of $40.00 that were not reported: $2.00."""

    class Meta:
        model = AuditFinding

    audit = factory.SubFactory(AuditFactory)
    what = "Advertising revenue that was not reported"
    fiscal_year = 2013
    period = "Q1"
    not_reported = Decimal("40.00")
    percent = Decimal(5)
    due_on = date(2012, 11, 14)


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = Notice

    franchise = factory.SubFactory(FranchiseFactory)
    kind = "violation"
    subject = "Cabinets without a permit"
    given_on = date(2026, 10, 1)
    cure_by = date(2026, 10, 31)


class PenaltyRuleFactory(DjangoModelFactory):
    """From $100.00 to $25,000.00 for each violation."""

    class Meta:
        model = PenaltyRule

    section = factory.Sequence(lambda n: f"67 RCNY 9-{n:02}")
    what = "Violation of the rules"
    least = Decimal("100.00")
    most = Decimal("25000.00")
    effective_on = date(2000, 1, 1)


class PenaltyFactory(DjangoModelFactory):
    class Meta:
        model = Penalty

    franchise = factory.SubFactory(FranchiseFactory)
    rule = factory.SubFactory(PenaltyRuleFactory)
    what = "A cabinet without a permit"
    violated_on = date(2012, 9, 1)
    imposed_on = date(2012, 10, 1)
    assessment = factory.SubFactory(
        FeeAssessmentFactory,
        franchise=factory.SelfAttribute("..franchise"),
        kind="penalty",
        amount=Decimal("100.00"),
    )
