"""What a franchisee says it earned: the statements that percentage fees are charged on."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from franchises.models.fee import A_FISCAL_YEAR, A_PERIOD, NO_FISCAL_YEAR, Period, fiscal_year_field
from franchises.models.fields import CentsField
from franchises.models.franchise import Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.rules.money import LARGEST


class RevenueStatementQuerySet(models.QuerySet["RevenueStatement"]):
    def in_force(self) -> "RevenueStatementQuerySet":
        """The latest revision of each statement: those that it supersedes are left out."""
        latest = (
            RevenueStatement.objects.filter(
                franchise=OuterRef("franchise"),
                fiscal_year=OuterRef("fiscal_year"),
                period=OuterRef("period"),
                category=OuterRef("category"),
            )
            .order_by("-revision")
            .values("revision")[:1]
        )
        return self.annotate(latest=Subquery(latest)).filter(revision=F("latest"))


class RevenueStatement(models.Model):
    """One statement of a franchisee: what it earned, or how many things it did, in a period.

    Natural key: franchise, year, period, category and revision. A restated one is a new revision,
    which supersedes the one before and never overwrites it.
    """

    franchise = models.ForeignKey(
        Franchise, models.PROTECT, related_name="revenue_statements", db_index=False
    )
    fiscal_year = fiscal_year_field()
    period = models.CharField(max_length=2, blank=True, default="", choices=Period)
    category = models.CharField(
        max_length=50,
        default="gross",
        validators=[validate_plain_text],
        help_text="What is stated, as the fee schedule names it: gross, advertising, applications.",
    )
    revision = models.PositiveSmallIntegerField(
        default=1, help_text="1 is the first statement; a restated one has the next number."
    )
    gross_revenue = CentsField(
        null=True, blank=True, help_text="US dollars; empty where only a number is reported."
    )
    deductions = CentsField(
        default=0,
        help_text="US dollars that the contract lets be taken off the revenue, or the fee.",
    )
    units = models.PositiveIntegerField(
        null=True, blank=True, help_text="A number of things, such as applications."
    )
    received_on = models.DateField("received on", null=True, blank=True)
    reference = models.CharField(
        max_length=100,
        blank=True,
        validators=[validate_plain_text],
        help_text="The number of the statement or letter, where it has one.",
    )
    note = models.TextField(blank=True, help_text="For staff. Never published.")

    objects = RevenueStatementQuerySet.as_manager()
    history = history_of_changes(no_db_index=["franchise"])

    class Meta:
        ordering = ["-fiscal_year", "franchise", "period", "category", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["franchise", "fiscal_year", "period", "category", "revision"],
                name="revenuestatement_revision_is_unique",
                violation_error_message="This revision of this statement is already recorded.",
            ),
            models.CheckConstraint(
                condition=Q(gross_revenue__isnull=False) | Q(units__isnull=False),
                name="revenuestatement_states_something",
                violation_error_message="A statement states gross revenue, or a number of things.",
            ),
            models.CheckConstraint(
                condition=Q(gross_revenue=None) | Q(gross_revenue__range=(-LARGEST, LARGEST)),
                name="revenuestatement_gross_in_range",
                violation_error_message="Gross revenue is at most $100,000,000,000.00 either way.",
            ),
            models.CheckConstraint(
                condition=Q(deductions__range=(0, LARGEST)),
                name="revenuestatement_deductions_in_range",
                violation_error_message="Deductions are between $0.00 and $100,000,000,000.00.",
            ),
            models.CheckConstraint(
                condition=Q(revision__gte=1),
                name="revenuestatement_revision_begins_at_1",
                violation_error_message="Revisions are numbered from 1.",
            ),
            models.CheckConstraint(
                condition=A_FISCAL_YEAR,
                name="revenuestatement_fiscal_year_is_a_year",
                violation_error_message=NO_FISCAL_YEAR,
            ),
            models.CheckConstraint(
                condition=A_PERIOD,
                name="revenuestatement_period_is_a_quarter_or_year",
                violation_error_message="A period is Q1, Q2, Q3, Q4 or empty for the year.",
            ),
        ]

    def __str__(self) -> str:
        period = self.period and f" {self.period}"
        return f"{self.franchise.number} FY{self.fiscal_year}{period} {self.category}"
