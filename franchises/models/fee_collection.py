"""What was received from a franchise, or given back."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
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
from franchises.models.fee_assessment import FeeAssessment
from franchises.models.fields import CentsField
from franchises.models.franchise import Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.rules.money import CENT, LARGEST


class FeeCollection(models.Model):
    """What was received from a franchise, or given back: signed, a refund is negative.

    Natural key: the reference where there is one; otherwise franchise, year, period and kind.
    """

    class Kind(models.TextChoices):
        FEE = "fee", _("Fee")
        INTEREST = "interest", _("Interest")
        PENALTY = "penalty", _("Penalty")
        REFUND = "refund", _("Refund")
        ADJUSTMENT = "adjustment", _("Adjustment of a closed year")

    franchise = models.ForeignKey(
        Franchise, models.PROTECT, related_name="fee_collections", db_index=False
    )
    fiscal_year = fiscal_year_field()
    period = models.CharField(max_length=2, blank=True, default="", choices=Period)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FEE)
    amount = CentsField(help_text=_("US dollars received; negative for a refund."))
    received_on = models.DateField(
        "received on",
        null=True,
        blank=True,
        help_text=_("The day it was received; empty where the source gives only the year."),
    )
    reference = models.CharField(
        max_length=100,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("The receipt, wire or check number, where there is one."),
    )
    note = models.TextField(
        blank=True,
        help_text=_(
            "For staff, never published. A refund or adjustment says here why it was made."
        ),
    )
    pays = models.ForeignKey(
        FeeAssessment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        db_index=False,
        help_text=_("The assessment that the payer names; empty pays the oldest first."),
    )
    adjusts = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adjustments",
        db_index=False,
        help_text=_("The collection of a closed year that this one corrects."),
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

    history = history_of_changes(no_db_index=["franchise", "pays", "adjusts", "restated_in"])

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
            models.Index(
                fields=["franchise", "fiscal_year", "received_on", "amount"],
                name="feecollection_by_franchise",
            ),
            *sparse_indexes("feecollection", "pays", "adjusts", "restated_in"),
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
                | Q(kind="adjustment", amount__range=(-LARGEST, LARGEST))
                | (~Q(kind__in=("refund", "adjustment")) & Q(amount__range=(0, LARGEST))),
                name="feecollection_sign_fits_its_kind",
                violation_error_message=(
                    "A refund is negative; a fee, interest or a penalty is not."
                    " Neither is more than $100,000,000,000.00."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("refund", "adjustment")) | ~Q(note=""),
                name="feecollection_refund_says_why",
                violation_error_message="A refund or adjustment needs a note that says why.",
            ),
            models.CheckConstraint(
                condition=Q(kind="adjustment", adjusts__isnull=False)
                | (~Q(kind="adjustment") & Q(adjusts=None)),
                name="feecollection_adjustment_names_what_it_adjusts",
                violation_error_message="An adjustment, and nothing else, names what it adjusts.",
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
        if self.pays is not None and self.pays.franchise_id != self.franchise_id:
            raise ValidationError({"pays": f"This is an assessment of {self.pays.franchise}."})
