"""What a contract requires by when: the rules of what recurs, and each obligation."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from franchises.models.fee import A_PERIOD, FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR, Period
from franchises.models.franchise import Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.models.revenue_statement import RevenueStatement
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


class Standing(models.TextChoices):
    """What became of an obligation by a day."""

    DONE = "done", "Done"
    WAIVED = "waived", "Waived"
    OVERDUE = "overdue", "Overdue"
    OPEN = "open", "Open"


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def with_standing_on(self, day: date) -> "ObligationQuerySet":
        """Each obligation with its ``standing`` on *day*, as it is recorded today."""
        standing = Case(
            When(waived_on__isnull=False, then=Value(Standing.WAIVED.value)),
            When(_is_done(), then=Value(Standing.DONE.value)),
            When(due_on__lt=day, then=Value(Standing.OVERDUE.value)),
            default=Value(Standing.OPEN.value),
            output_field=models.CharField(max_length=10),
        )
        return self.annotate(standing=standing)

    def open(self) -> "ObligationQuerySet":
        """What is neither done nor waived; a fee report that has arrived is done."""
        return self.filter(~_is_done(), waived_on=None)

    def due_by(self, day: date) -> "ObligationQuerySet":
        """What is due on *day* or before it."""
        return self.filter(due_on__lte=day)

    def overdue_on(self, day: date) -> "ObligationQuerySet":
        """What was due before *day*, and is neither done nor waived."""
        return self.open().filter(due_on__lt=day)


class Obligation(models.Model):
    """One thing that a contract requires by a day.

    A fee report is done once a revenue statement of its franchise, year and period is on record,
    whichever door it came through: that is asked, and never stored.
    """

    franchise = models.ForeignKey(
        Franchise, models.PROTECT, related_name="obligations", db_index=False
    )
    rule = models.ForeignKey(
        ObligationRule,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="obligations",
        db_index=False,
        help_text="What it was generated by; empty where it is due once.",
    )
    kind = models.CharField(max_length=15, choices=ObligationKind)
    what = models.CharField(
        max_length=200, validators=[validate_plain_text], help_text="What is to be done."
    )
    fiscal_year = models.PositiveSmallIntegerField(
        "fiscal year", null=True, blank=True, help_text="That it is for, where it is for one."
    )
    period = models.CharField(max_length=2, blank=True, default="", choices=Period)
    period_ends_on = models.DateField("period ends on", null=True, blank=True, editable=False)
    due_on = models.DateField("due on", help_text="The last day on which it is not late.")
    responsible = responsible_field()
    done_on = models.DateField("done on", null=True, blank=True)
    evidence = models.CharField(
        max_length=300,
        blank=True,
        validators=[validate_plain_text],
        help_text="What shows that it is done: a letter, a report, its number.",
    )
    waived_on = models.DateField("waived on", null=True, blank=True)
    waived_because = models.CharField(
        "because", max_length=300, blank=True, validators=[validate_plain_text]
    )
    note = models.TextField(blank=True, help_text="For staff. Never published.")

    objects = ObligationQuerySet.as_manager()
    history = history_of_changes(no_db_index=["franchise", "rule", "responsible"])

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], name="obligation_by_due_day"),
            models.Index(fields=["franchise", "due_on"], name="obligation_by_franchise"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "period_ends_on"],
                name="obligation_is_generated_once",
                violation_error_message="This period's is generated already.",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(waived_on=None),
                name="obligation_is_done_or_waived",
                violation_error_message="An obligation is done or waived, not both.",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | ~Q(evidence=""),
                name="obligation_done_has_evidence",
                violation_error_message="What is done says what shows it.",
            ),
            models.CheckConstraint(
                condition=Q(waived_on=None, waived_because="")
                | (Q(waived_on__isnull=False) & ~Q(waived_because="")),
                name="obligation_waived_says_why",
                violation_error_message="What is waived says why, and nothing else does.",
            ),
            models.CheckConstraint(
                condition=A_PERIOD,
                name="obligation_period_is_a_quarter_or_year",
                violation_error_message="A period is Q1, Q2, Q3, Q4 or empty for the year.",
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year=None, period="")
                | Q(
                    fiscal_year__isnull=False,
                    fiscal_year__range=(FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR),
                ),
                name="obligation_fiscal_year_is_a_year",
                violation_error_message=(
                    f"A fiscal year is from {FIRST_FISCAL_YEAR} to {LAST_FISCAL_YEAR}, and a"
                    " quarter is of one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.franchise.number}, due {self.due_on}"

    def clean(self) -> None:
        """Refuse a fee report that is for no year: nothing that arrives could complete it."""
        if self.kind == ObligationKind.FEE_REPORT and self.fiscal_year is None and not self.rule_id:
            raise ValidationError({"fiscal_year": "A fee report is for a fiscal year."})

    def days_late_on(self, day: date) -> int:
        """Return the days from the due date to *day*, or to the day it was done; 0 if in time.

        It does not look for a report that has arrived: ask `open` or `with_standing_on` first.
        """
        until = self.done_on or day
        return 0 if self.waived_on is not None else max(0, (until - self.due_on).days)


def _is_done() -> Q:
    arrived = RevenueStatement.objects.filter(
        franchise=OuterRef("franchise"),
        fiscal_year=OuterRef("fiscal_year"),
        period=OuterRef("period"),
    )
    return Q(done_on__isnull=False) | Q(Exists(arrived), kind=ObligationKind.FEE_REPORT.value)
