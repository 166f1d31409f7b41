"""What a contract requires again and again: the rules that obligations are made by."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from franchises.models.franchise import Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.models.security import ENDS_BEFORE_IT_BEGINS
from franchises.rules.obligations import DayOfYear, Every, Recurring

LONGEST_WAIT_DAYS = 3650


class ObligationKind(models.TextChoices):
    """What is to be done. A fee report is done by the revenue statement of its period."""

    FEE_REPORT = "fee_report", "Fee report"
    DUCT_REPORT = "duct_report", "Duct report"
    REPAIR_REPORT = "repair_report", "Repair report"
    CERTIFICATE = "certificate", "Certificate renewal"
    AUDIT = "audit", "Audit"
    OTHER = "other", "Other"


def responsible_field() -> Any:
    """Return the column of who sees to it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who of the staff sees to it.",
    )


class ObligationRule(models.Model):
    """What a contract requires again and again, and when it falls due."""

    class Every(models.TextChoices):
        FISCAL_QUARTER = Every.FISCAL_QUARTER.value, "Every fiscal quarter"
        CALENDAR_QUARTER = Every.CALENDAR_QUARTER.value, "Every quarter of the calendar"
        FISCAL_YEAR = Every.FISCAL_YEAR.value, "Every fiscal year"
        CALENDAR_YEAR = Every.CALENDAR_YEAR.value, "Every calendar year"

    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="obligation_rules")
    kind = models.CharField(max_length=15, choices=ObligationKind)
    what = models.CharField(
        max_length=200,
        validators=[validate_plain_text],
        help_text="What is to be done, such as: Quarterly report of gross revenue.",
    )
    every = models.CharField(max_length=20, choices=Every)
    interval = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text="1 for every such period, 3 for every third, from the first.",
    )
    days = models.PositiveSmallIntegerField(
        "days after it",
        null=True,
        blank=True,
        validators=[MaxValueValidator(LONGEST_WAIT_DAYS)],
        help_text="Due so many days after the last day of the period.",
    )
    in_business_days = models.BooleanField(
        "of business", default=False, help_text="Monday to Friday, without the city's holidays."
    )
    due_month = models.PositiveSmallIntegerField(
        "or in month", null=True, blank=True, help_text="1 to 12: due on a day of the year."
    )
    due_day = models.PositiveSmallIntegerField(
        "on day", null=True, blank=True, help_text="The first such day after the period."
    )
    effective_on = models.DateField(
        "from", help_text="The first period is the one that ends on this day or after it."
    )
    expires_on = models.DateField(
        "until",
        null=True,
        blank=True,
        help_text="No period begins after it; empty for as long as the franchise lasts.",
    )
    responsible = responsible_field()
    source = models.CharField(
        "clause", max_length=300, blank=True, validators=[validate_plain_text]
    )

    history = history_of_changes(no_db_index=["franchise", "responsible"])

    class Meta:
        verbose_name = "recurring obligation"
        ordering = ["franchise", "kind", "effective_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__isnull=False, due_month=None, due_day=None)
                | Q(
                    days=None,
                    in_business_days=False,
                    due_month__isnull=False,
                    due_day__isnull=False,
                ),
                name="obligationrule_says_when",
                violation_error_message=(
                    "Give the days after the period, or the month and day; not both."
                ),
            ),
            models.CheckConstraint(
                condition=Q(due_month=None)
                | Q(due_month__in=(1, 3, 5, 7, 8, 10, 12), due_day__range=(1, 31))
                | Q(due_month__in=(4, 6, 9, 11), due_day__range=(1, 30))
                | Q(due_month=2, due_day__range=(1, 29)),
                name="obligationrule_day_is_of_the_year",
                violation_error_message="There is no such day in any year.",
            ),
            models.CheckConstraint(
                condition=Q(interval__gte=1),
                name="obligationrule_interval_is_positive",
                violation_error_message="The interval is 1 or more.",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("effective_on")),
                name="obligationrule_ends_after_it_begins",
                violation_error_message=ENDS_BEFORE_IT_BEGINS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.franchise.number}"

    def as_recurring(self, last_day: date | None) -> Recurring:
        """Return it as the rules take it; it ends with *last_day*, the franchise's, at the latest.

        No query.
        """
        ends = [day for day in (self.expires_on, last_day) if day is not None]
        is_on = self.due_month is not None and self.due_day is not None
        return Recurring(
            Every(self.every),
            self.effective_on,
            min(ends, default=None),
            self.days or 0,
            self.in_business_days,
            DayOfYear(self.due_month, self.due_day) if is_on else None,  # type: ignore[arg-type]
            self.interval,
        )
