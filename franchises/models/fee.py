"""Money: what is due for a period (assessments) and what was received (collections)."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from franchises.models.fields import CentsField
from franchises.models.franchise import Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.rules.money import CENT, LARGEST

FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR = 1900, 2200
A_FISCAL_YEAR = Q(fiscal_year__range=(FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR))
A_PERIOD = Q(period__in=["", "Q1", "Q2", "Q3", "Q4"])
NO_FISCAL_YEAR = (
    f"A fiscal year is named by the year it ends in, {FIRST_FISCAL_YEAR} to {LAST_FISCAL_YEAR}."
)


class Period(models.TextChoices):
    """The part of a fiscal year that an amount is for; empty for the whole year."""

    YEAR = "", "Whole year"
    Q1 = "Q1", "First quarter"
    Q2 = "Q2", "Second quarter"
    Q3 = "Q3", "Third quarter"
    Q4 = "Q4", "Fourth quarter"


def fiscal_year_field() -> models.PositiveSmallIntegerField:
    """Return the column of a fiscal year, named by the year it ends in."""
    return models.PositiveSmallIntegerField(
        "fiscal year",
        validators=[
            MinValueValidator(FIRST_FISCAL_YEAR, NO_FISCAL_YEAR),
            MaxValueValidator(LAST_FISCAL_YEAR, NO_FISCAL_YEAR),
        ],
        help_text="The fiscal year the amount is for, by the year it ends in: 2013 is FY2013.",
    )


def refuse_draft(franchise: Franchise | None) -> None:
    """Raise `ValidationError` for a draft franchise: a public report would name it."""
    if franchise is not None and not franchise.is_published:
        raise ValidationError(
            {"franchise": "This franchise is a draft: publish it before recording fees for it."}
        )


class FeeAssessment(models.Model):
    """What is due from a franchise for a period.

    Natural key: the reference where there is one; otherwise franchise, year, period and origin.
    """

    class Origin(models.TextChoices):
        SCHEDULE = "schedule", "Fee schedule"
        MANUAL = "manual", "Entered by hand"
        IMPORT = "import", "Imported"
        AUDIT = "audit", "Audit"

    franchise = models.ForeignKey(
        Franchise, models.PROTECT, related_name="fee_assessments", db_index=False
    )
    fiscal_year = fiscal_year_field()
    period = models.CharField(max_length=2, blank=True, default="", choices=Period)
    origin = models.CharField(
        max_length=10,
        choices=Origin,
        default=Origin.MANUAL,
        help_text="Where the figure came from.",
    )
    amount = CentsField(help_text="What is due, in US dollars. Zero or more.")
    due_on = models.DateField("due on", null=True, blank=True)
    reference = models.CharField(
        max_length=100,
        blank=True,
        validators=[validate_plain_text],
        help_text="The bill or audit number, where there is one.",
    )
    working = models.JSONField(
        default=list, blank=True, help_text="How the amount came about, line by line."
    )
    note = models.TextField(blank=True, help_text="For staff. Never published.")

    history = history_of_changes(no_db_index=["franchise"])

    class Meta:
        ordering = ["-fiscal_year", "franchise", "period"]
        indexes = [
            models.Index(
                fields=["fiscal_year", "franchise", "amount"], name="feeassessment_summary"
            ),
            models.Index(fields=["franchise", "fiscal_year"], name="feeassessment_by_franchise"),
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
                condition=Q(amount__range=(0, LARGEST)),
                name="feeassessment_amount_in_range",
                violation_error_message="An assessment is between $0.00 and $100,000,000,000.00.",
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


class FeeCollection(models.Model):
    """What was received from a franchise, or given back: signed, a refund is negative.

    Natural key: the reference where there is one; otherwise franchise, year, period and kind.
    """

    class Kind(models.TextChoices):
        FEE = "fee", "Fee"
        INTEREST = "interest", "Interest"
        PENALTY = "penalty", "Penalty"
        REFUND = "refund", "Refund"

    franchise = models.ForeignKey(
        Franchise, models.PROTECT, related_name="fee_collections", db_index=False
    )
    fiscal_year = fiscal_year_field()
    period = models.CharField(max_length=2, blank=True, default="", choices=Period)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FEE)
    amount = CentsField(help_text="US dollars received; negative for a refund.")
    received_on = models.DateField(
        "received on",
        null=True,
        blank=True,
        help_text="The day it was received; empty where the source gives only the year.",
    )
    reference = models.CharField(
        max_length=100,
        blank=True,
        validators=[validate_plain_text],
        help_text="The receipt, wire or check number, where there is one.",
    )
    note = models.TextField(
        blank=True, help_text="For staff, never published. A refund says here why it was made."
    )

    history = history_of_changes(no_db_index=["franchise"])

    class Meta:
        ordering = ["-fiscal_year", "-received_on", "-pk"]
        indexes = [
            models.Index(
                fields=["fiscal_year", "franchise", "kind", "amount"],
                name="feecollection_summary_accrual",
            ),
            models.Index(
                fields=["received_on", "franchise", "kind", "amount"],
                name="feecollection_summary_cash",
            ),
            models.Index(fields=["franchise", "fiscal_year"], name="feecollection_by_franchise"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=~Q(reference=""),
                name="feecollection_reference_is_unique",
                violation_error_message="A collection with this reference is already recorded.",
            ),
            models.UniqueConstraint(
                fields=["franchise", "fiscal_year", "period", "kind"],
                condition=Q(reference=""),
                name="feecollection_period_is_unique",
                violation_error_message=(
                    "This franchise already has a collection of this kind for this period:"
                    " change that one, or give this one a reference."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind="refund", amount__range=(-LARGEST, -CENT))
                | (~Q(kind="refund") & Q(amount__range=(0, LARGEST))),
                name="feecollection_sign_fits_its_kind",
                violation_error_message=(
                    "A refund is negative; a fee, interest or a penalty is not."
                    " Neither is more than $100,000,000,000.00."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind="refund") | ~Q(note=""),
                name="feecollection_refund_says_why",
                violation_error_message="A refund needs a note that says why it was made.",
            ),
            models.CheckConstraint(
                condition=A_FISCAL_YEAR,
                name="feecollection_fiscal_year_is_a_year",
                violation_error_message=NO_FISCAL_YEAR,
            ),
            models.CheckConstraint(
                condition=A_PERIOD,
                name="feecollection_period_is_a_quarter_or_year",
                violation_error_message="A period is Q1, Q2, Q3, Q4 or empty for the year.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.franchise.number} FY{self.fiscal_year} {self.get_kind_display().lower()}"

    def clean(self) -> None:
        refuse_draft(getattr(self, "franchise", None))
