"""Audits: who bears their cost, what each found, and the assessments that came of it."""

from decimal import Decimal

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q

from franchises.models.fee import A_FISCAL_YEAR, A_PERIOD, NO_FISCAL_YEAR, Period, fiscal_year_field
from franchises.models.fee_assessment import FeeAssessment
from franchises.models.fee_schedule import percent_field
from franchises.models.fields import CentsField
from franchises.models.franchise import Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.rules.audits import underpaid
from franchises.rules.money import CENT, LARGEST, exact_cents

BETWEEN_0_AND_100 = "A per cent is from 0 to 100."


class AuditTerms(models.Model):
    """What a contract says of the cost of audits, from a day on."""

    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="audit_terms")
    threshold = percent_field(
        "cost is shifted above",
        help_text="Per cent of what was due: where an audit finds more than that unpaid, the"
        " franchisee bears its cost.",
    )
    effective_on = models.DateField("effective on")
    source = models.CharField(
        "clause", max_length=300, blank=True, validators=[validate_plain_text]
    )

    history = history_of_changes(no_db_index=["franchise"])

    class Meta:
        verbose_name = "terms of audits"
        verbose_name_plural = "terms of audits"
        ordering = ["franchise", "effective_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__range=(0, 100)),
                name="auditterms_threshold_is_a_per_cent",
                violation_error_message=BETWEEN_0_AND_100,
            ),
            models.UniqueConstraint(
                fields=["franchise", "effective_on"],
                name="auditterms_day_is_unique",
                violation_error_message="There are terms from that day already: change those.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.franchise.number} from {self.effective_on}"


class Audit(models.Model):
    """One audit of a franchise. Natural key: its reference."""

    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="audits")
    reference = models.CharField(
        max_length=80,
        unique=True,
        validators=[validate_plain_text],
        help_text="The number of the audit; its assessments are named by it.",
    )
    auditor = models.CharField(
        max_length=200, validators=[validate_plain_text], help_text="Such as: City Comptroller."
    )
    first_year = fiscal_year_field("first fiscal year", "The first that was audited.")
    last_year = fiscal_year_field("last fiscal year", "The last that was audited.")
    reported_on = models.DateField("reported on", help_text="The day of the report.")
    paid = CentsField(
        help_text="US dollars that the franchisee had paid for those years, as the audit has it."
    )
    cost = CentsField(null=True, blank=True, help_text="What the audit cost, in US dollars.")
    cost_assessment = models.OneToOneField(
        FeeAssessment,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="cost_of_audit",
    )
    note = models.TextField(blank=True, help_text="For staff. Never published.")
    documents = GenericRelation("franchises.Document", "holder_id", "holder_type")

    history = history_of_changes(no_db_index=["franchise", "cost_assessment"])

    class Meta:
        ordering = ["-reported_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_year__lte=F("last_year")),
                name="audit_years_are_in_order",
                violation_error_message="The first year comes before the last.",
            ),
            models.CheckConstraint(
                condition=Q(paid__range=(0, LARGEST))
                & (Q(cost=None) | Q(cost__isnull=False, cost__range=(0, LARGEST))),
                name="audit_amounts_in_range",
                violation_error_message="An amount is between $0.00 and $100,000,000,000.00.",
            ),
        ]

    def __str__(self) -> str:
        return f"Audit {self.reference} of {self.franchise.number}"


class AuditFinding(models.Model):
    """Revenue that was not reported for a period, and the fee that was not paid on it."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="findings")
    what = models.CharField(
        max_length=200,
        validators=[validate_plain_text],
        help_text="Such as: advertising revenue that was not reported.",
    )
    fiscal_year = fiscal_year_field()
    period = models.CharField(max_length=2, blank=True, default="", choices=Period)
    not_reported = CentsField("revenue not reported", help_text="US dollars.")
    percent = percent_field(
        "per cent", help_text="The fee on it: 5, or 100 where the fee itself was not paid."
    )
    due_on = models.DateField(
        "was due on", help_text="The day the fee was due: lateness is counted from it."
    )
    assessment = models.OneToOneField(
        FeeAssessment,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="finding",
    )

    history = history_of_changes(no_db_index=["audit", "assessment"])

    class Meta:
        ordering = ["audit", "fiscal_year", "period", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(not_reported__range=(CENT, LARGEST)),
                name="auditfinding_revenue_is_positive",
                violation_error_message="A finding is of more than $0.00.",
            ),
            models.CheckConstraint(
                condition=Q(percent__range=(0, 100)),
                name="auditfinding_percent_is_a_per_cent",
                violation_error_message=BETWEEN_0_AND_100,
            ),
            models.CheckConstraint(
                condition=A_FISCAL_YEAR,
                name="auditfinding_fiscal_year_is_a_year",
                violation_error_message=NO_FISCAL_YEAR,
            ),
            models.CheckConstraint(
                condition=A_PERIOD,
                name="auditfinding_period_is_a_quarter_or_year",
                violation_error_message="A period is Q1, Q2, Q3, Q4 or empty for the year.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}, FY{self.fiscal_year}{self.period and ' ' + self.period}"

    @property
    def underpaid(self) -> Decimal:
        """The fee that was not paid, in US dollars."""
        return underpaid(exact_cents(self.not_reported), Decimal(self.percent))
