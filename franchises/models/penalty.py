"""Penalties, and the legal ranges that each of them is held to."""

from datetime import date
from decimal import Decimal

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from franchises.models.fee_assessment import FeeAssessment
from franchises.models.fields import CentsField
from franchises.models.franchise import Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.models.notice import Notice
from franchises.models.security import ENDS_BEFORE_IT_BEGINS
from franchises.rules.money import LARGEST, exact_cents
from franchises.rules.penalties import Range


class PenaltyRule(models.Model):
    """A section of the law that sets a penalty, and its range from one day to another."""

    section = models.CharField(
        max_length=100, validators=[validate_plain_text], help_text="Such as: 67 RCNY 1-07."
    )
    what = models.CharField(
        max_length=200, validators=[validate_plain_text], help_text="What it is a penalty for."
    )
    least = CentsField(
        null=True,
        blank=True,
        help_text="US dollars for each violation; empty while the range is not on record.",
    )
    most = CentsField(null=True, blank=True, help_text="US dollars for each violation.")
    effective_on = models.DateField("effective on")
    expires_on = models.DateField("expires on", null=True, blank=True)

    history = history_of_changes()

    class Meta:
        ordering = ["section", "effective_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(least=None, most=None)
                | Q(
                    least__isnull=False,
                    most__isnull=False,
                    least__gte=0,
                    least__lte=F("most"),
                    most__lte=LARGEST,
                ),
                name="penaltyrule_least_is_within_most",
                violation_error_message="Give the least and the most, in this order, or neither.",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("effective_on")),
                name="penaltyrule_ends_after_it_begins",
                violation_error_message=ENDS_BEFORE_IT_BEGINS,
            ),
            models.UniqueConstraint(
                fields=["section", "effective_on"],
                name="penaltyrule_is_said_once",
                violation_error_message="This section has a range from that day already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.what}"

    def is_in_force_on(self, day: date) -> bool:
        return self.effective_on <= day <= (self.expires_on or date.max)

    def as_range(self) -> Range | None:
        """Return the range as the rules take it; None while it is not on record."""
        if self.least is None or self.most is None:
            return None
        return Range(self.section, exact_cents(self.least), exact_cents(self.most))


class Penalty(models.Model):
    """A penalty that was imposed. Its amount is that of its assessment, and is kept nowhere else.

    Penalties are imposed in `contracts.penalizing`.
    """

    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="penalties")
    rule = models.ForeignKey(
        PenaltyRule, models.PROTECT, related_name="penalties", verbose_name="section"
    )
    what = models.CharField(
        max_length=300, validators=[validate_plain_text], help_text="What was done, or left undone."
    )
    violated_on = models.DateField("day of the violation")
    violations = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1)],
        help_text="How many: the range is for each of them.",
    )
    imposed_on = models.DateField("imposed on")
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, related_name="penalties"
    )
    assessment = models.OneToOneField(
        FeeAssessment, models.PROTECT, editable=False, related_name="penalty"
    )

    documents = GenericRelation("franchises.Document", "holder_id", "holder_type")

    history = history_of_changes(no_db_index=["franchise", "rule", "notice", "assessment"])

    class Meta:
        verbose_name_plural = "penalties"
        ordering = ["-imposed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(violations__gte=1),
                name="penalty_is_for_a_violation",
                violation_error_message="A penalty is for one violation at least.",
            ),
            models.CheckConstraint(
                condition=Q(imposed_on__gte=F("violated_on")),
                name="penalty_is_imposed_after_the_violation",
                violation_error_message="A penalty is imposed after the violation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule.section}, {self.franchise.number}, {self.imposed_on}"

    @property
    def amount(self) -> Decimal:
        return exact_cents(self.assessment.amount)
