"""Fee schedules: the terms of compensation of a franchise, in force from one day to another."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from franchises.models.fields import CentsField
from franchises.models.franchise import Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.models.installation import Installation
from franchises.rules.fee_terms import Combination, Frequency, Measure, Per, Proration, Rounding

LONGEST_WAIT_DAYS = 3650


def percent_field(name: str, **options: object) -> models.DecimalField:
    """Return a column of per cent, exact to six places: 15 digits survive SQLite's floats."""
    return models.DecimalField(name, max_digits=12, decimal_places=6, **options)  # type: ignore[arg-type]


class FeeSchedule(models.Model):
    """The terms of compensation of a franchise from one day to another, and what lateness costs.

    What each of them means is said in `rules.fee_terms` and `rules.lateness`.
    """

    class Combination(models.TextChoices):
        SUM = Combination.SUM.value, "The sum of the charges"
        GREATEST = Combination.GREATEST.value, "The greatest of the charges, for the year to date"

    class Frequency(models.TextChoices):
        YEAR = Frequency.YEAR.value, "Once a fiscal year"
        QUARTER = Frequency.QUARTER.value, "Every fiscal quarter"

    class Proration(models.TextChoices):
        DAYS = Proration.DAYS.value, "By the day"
        MONTHS = Proration.MONTHS.value, "By the month: one begun counts as whole"
        NONE = Proration.NONE.value, "Not at all: any day counts as the whole"

    class Rounding(models.TextChoices):
        LINE = Rounding.LINE.value, "Each line, at its end"
        RATE = Rounding.RATE.value, "Already the rate of one unit"

    class DayCount(models.TextChoices):
        D360 = "360", "360 days a year"
        D365 = "365", "365 days a year"
        LEAP = "leap", "365 days, 366 for the days of a leap year"
        ACTUAL = "actual", "The days of the year that begins on the due date"

    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="fee_schedules")
    source = models.CharField(
        max_length=300,
        validators=[validate_plain_text],
        help_text="Where the contract says so, such as: Agreement, section 9.1.",
    )
    effective_on = models.DateField("effective on", help_text="The first day of these terms.")
    expires_on = models.DateField(
        "expires on",
        null=True,
        blank=True,
        help_text="Their last day, in them; empty where they last as long as the franchise.",
    )
    combination = models.CharField(
        "what is due is", max_length=10, choices=Combination, default=Combination.SUM
    )
    frequency = models.CharField(
        "assessed", max_length=10, choices=Frequency, default=Frequency.QUARTER
    )
    days_until_due = models.PositiveSmallIntegerField(
        "days until due",
        default=45,
        validators=[MaxValueValidator(LONGEST_WAIT_DAYS)],
        help_text="After the last day of the period. A quarter of the calendar is a fiscal quarter"
        " too, where the fiscal year begins with one.",
    )
    proration = models.CharField(
        "part of a period", max_length=10, choices=Proration, default=Proration.DAYS
    )
    rounding = models.CharField(
        "rounded to the cent", max_length=10, choices=Rounding, default=Rounding.LINE
    )
    minimum = CentsField(
        null=True,
        blank=True,
        help_text="US dollars for a fiscal year, trued up with its last period.",
    )
    minimum_escalator = percent_field(
        "minimum grows by", null=True, blank=True, help_text="Per cent a year."
    )
    minimum_escalates_on = models.DateField(
        "minimum first grows on", null=True, blank=True, help_text="And on that day each year."
    )
    cap = CentsField(
        null=True, blank=True, help_text="US dollars for a fiscal year: never more, whatever else."
    )
    cap_percent = percent_field(
        "cap in per cent", null=True, blank=True, help_text="Of the gross revenue of the year."
    )
    late_rates = models.TextField(
        "late interest",
        blank=True,
        help_text="Per cent a year, a line each: 9%, or with its first day, 8% from 2010-07-01."
        " Empty where lateness costs no interest.",
    )
    day_count = models.CharField(max_length=10, choices=DayCount, default=DayCount.D365)
    grace_days = models.PositiveSmallIntegerField("days of grace", default=0)
    grace_in_business_days = models.BooleanField("of business", default=False)
    runs_from_due = models.BooleanField(
        "once grace is over, interest runs from the due date", default=True
    )
    needs_notice = models.BooleanField(
        "only after written notice",
        default=False,
        help_text="The days of grace are counted from the notice, which the assessment names.",
    )
    surcharge_percent = percent_field(
        "surcharge", null=True, blank=True, help_text="Per cent of what is late, once."
    )
    surcharge_after_days = models.PositiveSmallIntegerField(
        "surcharge after",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Days late from which it is due: 30 is not yet 29.",
    )
    note = models.TextField(blank=True, help_text="For staff. Never published.")

    history = history_of_changes(no_db_index=["franchise"])

    class Meta:
        ordering = ["franchise", "effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("effective_on")),
                name="feeschedule_expires_after_it_begins",
                violation_error_message="A fee schedule cannot expire before its effective date.",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="feeschedule_has_a_source",
                violation_error_message="A fee schedule says where the contract has it.",
            ),
            models.CheckConstraint(
                condition=(Q(minimum=None) | Q(minimum__gte=0)) & (Q(cap=None) | Q(cap__gte=0)),
                name="feeschedule_minimum_and_cap_are_not_negative",
                violation_error_message="A minimum or a cap is not negative.",
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(cap=None) | Q(minimum__lte=F("cap")),
                name="feeschedule_minimum_is_within_the_cap",
                violation_error_message="The minimum is above the cap.",
            ),
            models.CheckConstraint(
                condition=Q(minimum_escalator=None, minimum_escalates_on=None)
                | Q(minimum_escalator__isnull=False, minimum_escalates_on__isnull=False),
                name="feeschedule_minimum_escalator_says_when",
                violation_error_message="Give by how much the minimum grows and from which day.",
            ),
            models.CheckConstraint(
                condition=Q(surcharge_percent=None, surcharge_after_days=None)
                | Q(surcharge_percent__isnull=False, surcharge_after_days__isnull=False),
                name="feeschedule_surcharge_says_when",
                violation_error_message="A surcharge needs its per cent and its days, or neither.",
            ),
        ]

    def __str__(self) -> str:
        until = f" to {self.expires_on}" if self.expires_on else ""
        return f"{self.franchise.number} from {self.effective_on}{until}"


class FeeComponent(models.Model):
    """One charge of a fee schedule, as `rules.fee_terms.Component` says it."""

    class Charge(models.TextChoices):
        PERCENTAGE = "percentage", "Per cent of revenue"
        METERED = "metered", "A rate for each unit or foot"
        BANDED = "banded", "One amount for each range of a quantity"
        FLAT = "flat", "A flat amount"

    class Measure(models.TextChoices):
        INSTALLATIONS = Measure.INSTALLATIONS.value, "Installations in force on each day"
        FEET = Measure.FEET.value, "Feet of installations in force on each day"
        REPORTED = Measure.REPORTED.value, "What a revenue statement reports"
        GROSS = Measure.GROSS.value, "Gross revenue of the year to date"

    class Per(models.TextChoices):
        YEAR = Per.YEAR.value, "a year"
        MONTH = Per.MONTH.value, "a month"

    class CountedFrom(models.TextChoices):
        INSTALLED = "installed_on", "the day it was installed"
        ACTIVATED = "activated_on", "the day it began to work"
        RESERVED = "reserved_on", "the day its place was reserved"

    schedule = models.ForeignKey(FeeSchedule, models.CASCADE, related_name="components")
    name = models.CharField(
        max_length=100,
        validators=[validate_plain_text],
        help_text="What a statement of account calls it, such as: 5% of gross revenue.",
    )
    charge = models.CharField(max_length=10, choices=Charge)
    percent = percent_field("per cent", null=True, blank=True, help_text="Of gross revenue.")
    deducts = models.BooleanField("less deductions", default=False)
    deducts_from_fee = models.BooleanField(
        "off the fee",
        default=False,
        help_text="Deductions are taken off the fee itself, not off the revenue before it.",
    )
    category = models.CharField(
        "statement category",
        max_length=50,
        default="gross",
        validators=[validate_plain_text],
        help_text="Of the revenue statements that it is charged on, such as gross or applications.",
    )
    measure = models.CharField(
        "counts", max_length=15, choices=Measure, default=Measure.INSTALLATIONS
    )
    kind = models.CharField(
        "kind of installation",
        max_length=20,
        blank=True,
        choices=Installation.Kind,
        help_text="Only these count; all where empty.",
    )
    counted_from = models.CharField(
        max_length=15,
        choices=CountedFrom,
        default=CountedFrom.INSTALLED,
        help_text="An installation counts from that day to its removal, both included.",
    )
    rates = models.TextField(
        blank=True,
        help_text="A line each: 150.00, or zone A: 150.00, or up to 52,800: 2.00 and above: 0.50.",
    )
    amount = CentsField(null=True, blank=True, help_text="US dollars of a flat charge.")
    per = models.CharField(max_length=10, choices=Per, default=Per.YEAR)
    escalator = percent_field(
        "rate grows by", null=True, blank=True, help_text="Per cent a year, compounded."
    )
    escalates_on = models.DateField(
        "rate first grows on", null=True, blank=True, help_text="And on that day each year."
    )
    escalator_share = percent_field(
        "share of the rate that grows", default=100, help_text="Per cent."
    )
    multipliers = models.TextField(
        blank=True,
        help_text="A line each: x 0.60 from 2024-07-01 through 2025-06-30, or x 0 on first 5,280"
        " because the City's duct, or x 0.5 on 20%.",
    )
    source = models.CharField(
        "clause", max_length=300, blank=True, validators=[validate_plain_text]
    )

    history = history_of_changes(no_db_index=["schedule"])

    class Meta:
        ordering = ["schedule", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(charge="percentage")
                | Q(percent__isnull=False, percent__range=(0, 100)),
                name="feecomponent_percentage_has_its_per_cent",
                violation_error_message="Per cent of revenue needs a per cent, from 0 to 100.",
            ),
            models.CheckConstraint(
                condition=~Q(charge="flat") | Q(amount__isnull=False, amount__gte=0),
                name="feecomponent_flat_has_its_amount",
                violation_error_message="A flat charge needs an amount, zero or more.",
            ),
            models.CheckConstraint(
                condition=~Q(charge__in=("metered", "banded")) | ~Q(rates=""),
                name="feecomponent_metered_has_its_rates",
                violation_error_message="A charge by quantity needs its rates.",
            ),
            models.CheckConstraint(
                condition=Q(escalator=None, escalates_on=None)
                | Q(escalator__isnull=False, escalates_on__isnull=False),
                name="feecomponent_escalator_says_when",
                violation_error_message="Give by how much the rate grows and from which day.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
