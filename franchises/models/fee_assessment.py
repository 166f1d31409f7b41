"""What is due from a franchise for a period: its fees, late charges and adjustments."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from franchises.models.fee import (
    A_FISCAL_YEAR,
    A_PERIOD,
    NO_FISCAL_YEAR,
    Period,
    fiscal_year_field,
    refuse_draft,
    sparse_indexes,
)
from franchises.models.fields import CentsField
from franchises.models.franchise import Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.rules.money import CENT, LARGEST


class FeeAssessment(models.Model):
    """What is due from a franchise for a period.

    Natural key: the reference where there is one; otherwise franchise, year, period and origin.
    """

    class Origin(models.TextChoices):
        SCHEDULE = "schedule", _("Fee schedule")
        MANUAL = "manual", _("Entered by hand")
        IMPORT = "import", _("Imported")
        AUDIT = "audit", _("Audit")
        ADJUSTMENT = "adjustment", _("Adjustment of a closed year")
        LATENESS = "lateness", _("Late charge")

    class Kind(models.TextChoices):
        FEE = "fee", _("Fee")
        INTEREST = "interest", _("Interest")
        PENALTY = "penalty", _("Penalty")

    franchise = models.ForeignKey(
        Franchise, models.PROTECT, related_name="fee_assessments", db_index=False
    )
    fiscal_year = fiscal_year_field()
    period = models.CharField(max_length=2, blank=True, default="", choices=Period)
    origin = models.CharField(
        max_length=10,
        choices=Origin,
        default=Origin.MANUAL,
        help_text=_("Where the figure came from."),
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FEE)
    amount = CentsField(
        help_text=_("What is due, in US dollars. Zero or more; an adjustment may be negative.")
    )
    due_on = models.DateField("due on", null=True, blank=True)
    notice_on = models.DateField(
        "notice given on",
        null=True,
        blank=True,
        help_text=_(
            "The day of the written notice that it is late, where the contract asks for one."
        ),
    )
    adjusts = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adjustments",
        db_index=False,
        help_text=_("The assessment of a closed year that this one corrects."),
    )
    late_for = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="late_charges",
        db_index=False,
        help_text=_("The assessment that was late."),
    )
    late_from = models.DateField(
        "late from", null=True, blank=True, help_text=_("The first day that is charged.")
    )
    late_through = models.DateField(
        "late through",
        null=True,
        blank=True,
        help_text=_("The last day that is charged: no day up to it is charged again."),
    )
    restated_in = models.ForeignKey(
        "franchises.YearRevision",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        help_text=_("The restatement that counts it in the year it adjusts, and no longer here."),
    )
    reference = models.CharField(
        max_length=100,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("The bill or audit number, where there is one."),
    )
    working = models.JSONField(
        default=list, blank=True, help_text=_("How the amount came about, line by line.")
    )
    note = models.TextField(blank=True, help_text=_("For staff. Never published."))

    history = history_of_changes(no_db_index=["franchise", "adjusts", "late_for", "restated_in"])

    class Meta:
        ordering = ["-fiscal_year", "franchise", "period"]
        indexes = [
            models.Index(
                fields=["fiscal_year", "franchise", "amount"], name="feeassessment_summary"
            ),
            models.Index(
                fields=["franchise", "fiscal_year", "due_on", "amount"],
                name="feeassessment_by_franchise",
            ),
            *sparse_indexes("feeassessment", "adjusts", "late_for", "restated_in"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=~Q(reference=""),
                name="feeassessment_reference_is_unique",
                violation_error_message="An assessment with this reference is already recorded.",
            ),
            models.UniqueConstraint(
                fields=["franchise", "fiscal_year", "period", "origin"],
                condition=Q(reference=""),
                name="feeassessment_period_is_unique",
                violation_error_message=(
                    "This franchise already has an assessment of this origin for this period:"
                    " change that one, or give this one a reference."
                ),
            ),
            models.CheckConstraint(
                condition=Q(amount__range=(0, LARGEST))
                | Q(origin="adjustment", amount__range=(-LARGEST, -CENT)),
                name="feeassessment_amount_in_range",
                violation_error_message=(
                    "An assessment is between $0.00 and $100,000,000,000.00; only an adjustment"
                    " may be negative."
                ),
            ),
            models.CheckConstraint(
                condition=Q(origin="adjustment", adjusts__isnull=False)
                | (~Q(origin="adjustment") & Q(adjusts=None)),
                name="feeassessment_adjustment_names_what_it_adjusts",
                violation_error_message="An adjustment, and nothing else, names what it adjusts.",
            ),
            models.CheckConstraint(
                condition=Q(
                    origin="lateness",
                    kind__in=("interest", "penalty"),
                    late_for__isnull=False,
                    late_from__isnull=False,
                    late_through__isnull=False,
                    late_through__gte=F("late_from"),
                )
                | (~Q(origin="lateness") & Q(late_for=None, late_from=None, late_through=None)),
                name="feeassessment_late_charge_says_for_what",
                violation_error_message=(
                    "A late charge, and nothing else, names the assessment and the days."
                ),
            ),
            models.UniqueConstraint(
                fields=["late_for", "late_from", "kind"],
                condition=Q(late_for__isnull=False),
                name="feeassessment_day_is_charged_once",
                violation_error_message="Lateness from that day on is already charged.",
            ),
            models.CheckConstraint(
                condition=A_FISCAL_YEAR,
                name="feeassessment_fiscal_year_is_a_year",
                violation_error_message=NO_FISCAL_YEAR,
            ),
            models.CheckConstraint(
                condition=A_PERIOD,
                name="feeassessment_period_is_a_quarter_or_year",
                violation_error_message="A period is Q1, Q2, Q3, Q4 or empty for the year.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.franchise.number} FY{self.fiscal_year}{self.period and ' ' + self.period}"

    def clean(self) -> None:
        refuse_draft(getattr(self, "franchise", None))
