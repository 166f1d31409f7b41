"""The books of a fiscal year: open, proposed to be closed, or closed; and what was published."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from franchises.models.franchise import Franchise


class FiscalYearQuerySet(models.QuerySet["FiscalYear"]):
    def closed(self) -> "FiscalYearQuerySet":
        """The years whose books are closed."""
        return self.filter(state=FiscalYear.State.CLOSED)


class FiscalYear(models.Model):
    """A fiscal year's books. Once closed, the database refuses every change of its amounts.

    There is a row for every year that an amount can be for, made after each migration.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PROPOSED = "proposed", _("Proposed for closing")
        CLOSED = "closed", _("Closed")

    year = models.PositiveSmallIntegerField(
        "fiscal year", primary_key=True, help_text=_("By the year it ends in.")
    )
    first_day = models.DateField("first day")
    last_day = models.DateField("last day")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = FiscalYearQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        permissions = [
            ("close_fiscalyear", "Can close fiscal years"),
            ("restate_fiscalyear", "Can restate closed fiscal years"),
            ("assess_fees", "Can assess the fees of a fiscal year"),
            ("post_late_charges", "Can post late charges"),
        ]
        indexes = [
            # The guards of closed years look a day of receipt up in it.
            models.Index(fields=["first_day", "state"], name="fiscalyear_by_first_day")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (
                    Q(closed_by__isnull=False, proposed_by__isnull=False, closed_at__isnull=False)
                    & ~Q(closed_by=models.F("proposed_by"))
                ),
                name="fiscalyear_is_closed_by_two_people",
                violation_error_message="A year is proposed for closing by one person and closed"
                " by another.",
            ),
        ]

    def __str__(self) -> str:
        return f"FY{self.year}"


class YearRevision(models.Model):
    """The figures of a closed year as they were published: the first, or a restatement.

    ``figures`` is the text whose SHA-256 is kept; it is never changed, and the revision before it
    stays beside it.
    """

    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField(help_text=_("1 is the first publication."))
    reason = models.TextField(
        blank=True, help_text=_("Why the figures were restated. Published beside them.")
    )
    figures = models.TextField(help_text=_("JSON, whole cents, as it was hashed."))
    sha256 = models.CharField("SHA-256", max_length=64)
    totals = models.JSONField(
        default=dict,
        editable=False,
        help_text=_("What the figures come to, so that a list of years need not read them."),
    )
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["fiscal_year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "number"],
                name="yearrevision_number_is_unique",
                violation_error_message="This revision of this year is already published.",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="yearrevision_restatement_says_why",
                violation_error_message="A restatement says why.",
            ),
        ]

    def __str__(self) -> str:
        return f"FY{self.fiscal_year_id} revision {self.number}"


class YearExplanation(models.Model):
    """Why a franchise that was in force is not assessed for a year that is to be closed."""

    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="explanations")
    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, help_text=_("For staff. Never published."))
    explained_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    explained_at = models.DateTimeField()

    class Meta:
        ordering = ["fiscal_year", "franchise"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "franchise"],
                name="yearexplanation_is_given_once",
                violation_error_message="This franchise is explained for this year already.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="yearexplanation_has_a_reason",
                violation_error_message="An explanation says why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.franchise.number} FY{self.fiscal_year_id}: {self.reason}"
