"""Figures that others published, to put ours beside."""

from django.db import models
from django.db.models import Q

from franchises.models.fee import A_FISCAL_YEAR, NO_FISCAL_YEAR, fiscal_year_field
from franchises.models.fields import CentsField
from franchises.models.franchise import Franchise, FranchiseType
from franchises.models.franchisee import Franchisee, validate_plain_text
from franchises.models.history import history_of_changes


class PublishedFigure(models.Model):
    """A yearly figure in a budget, an audit or a press release, exact or rounded.

    Its scope is a franchise, a franchisee or a type, whichever is given; the whole city where none
    is.
    """

    class Measure(models.TextChoices):
        COLLECTED = "collected", "Collected"
        ASSESSED = "assessed", "Assessed"

    class Basis(models.TextChoices):
        ACCRUAL = "accrual", "By the year it is for"
        CASH = "cash", "By the year it was received in"

    class RoundedTo(models.IntegerChoices):
        """In cents."""

        CENT = 1, "Exact"
        DOLLAR = 100, "Dollars"
        THOUSAND = 100_000, "Thousands"
        TEN_THOUSAND = 1_000_000, "Ten thousands"
        HUNDRED_THOUSAND = 10_000_000, "Hundred thousands"
        MILLION = 100_000_000, "Millions"

    source = models.CharField(
        max_length=300,
        validators=[validate_plain_text],
        help_text="Who published it, where and when.",
    )
    link = models.URLField(blank=True)
    fiscal_year = fiscal_year_field()
    measure = models.CharField(max_length=10, choices=Measure, default=Measure.COLLECTED)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.ACCRUAL)
    franchise_type = models.ForeignKey(
        FranchiseType, models.PROTECT, null=True, blank=True, related_name="published_figures"
    )
    franchisee = models.ForeignKey(
        Franchisee, models.PROTECT, null=True, blank=True, related_name="published_figures"
    )
    franchise = models.ForeignKey(
        Franchise, models.PROTECT, null=True, blank=True, related_name="published_figures"
    )
    amount = CentsField(help_text="US dollars, as published.")
    rounded_to = models.IntegerField("rounded to", choices=RoundedTo, default=RoundedTo.CENT)
    note = models.TextField(blank=True, help_text="For staff. Never published.")

    history = history_of_changes(no_db_index=["franchise_type", "franchisee", "franchise"])

    class Meta:
        ordering = ["-fiscal_year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=A_FISCAL_YEAR,
                name="publishedfigure_fiscal_year_is_a_year",
                violation_error_message=NO_FISCAL_YEAR,
            ),
            models.CheckConstraint(
                condition=Q(franchise_type=None, franchisee=None)
                | Q(franchise_type=None, franchise=None)
                | Q(franchisee=None, franchise=None),
                name="publishedfigure_has_one_scope",
                violation_error_message="Give a franchise, a franchisee or a type, or none.",
            ),
            models.CheckConstraint(
                condition=Q(measure="collected") | Q(basis="accrual"),
                name="publishedfigure_assessed_is_accrual",
                violation_error_message="What is assessed is known by the year it is for alone.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, FY{self.fiscal_year}"
