"""What assessments and collections have in common: the fiscal year and period an amount is for."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from franchises.models.franchise import Franchise

FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR = 1900, 2200
A_FISCAL_YEAR = Q(fiscal_year__range=(FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR))
A_PERIOD = Q(period__in=["", "Q1", "Q2", "Q3", "Q4"])
NO_FISCAL_YEAR = (
    f"A fiscal year is named by the year it ends in, {FIRST_FISCAL_YEAR} to {LAST_FISCAL_YEAR}."
)


def is_fiscal_year(number: int) -> bool:
    """Return whether an amount can be for the fiscal year *number*."""
    return FIRST_FISCAL_YEAR <= number <= LAST_FISCAL_YEAR


class Period(models.TextChoices):
    """The part of a fiscal year that an amount is for; empty for the whole year."""

    YEAR = "", _("Whole year")
    Q1 = "Q1", _("First quarter")
    Q2 = "Q2", _("Second quarter")
    Q3 = "Q3", _("Third quarter")
    Q4 = "Q4", _("Fourth quarter")


def fiscal_year_field(
    name: str = "fiscal year",
    help_text: str = "The fiscal year the amount is for, by the year it ends in: 2013 is FY2013.",
) -> models.PositiveSmallIntegerField:
    """Return the column of a fiscal year, named by the year it ends in."""
    return models.PositiveSmallIntegerField(
        name,
        validators=[
            MinValueValidator(FIRST_FISCAL_YEAR, NO_FISCAL_YEAR),
            MaxValueValidator(LAST_FISCAL_YEAR, NO_FISCAL_YEAR),
        ],
        help_text=help_text,
    )


def refuse_draft(franchise: Franchise | None) -> None:
    """Raise `ValidationError` for a draft franchise: a public report would name it."""
    if franchise is not None and not franchise.is_published:
        raise ValidationError(
            {"franchise": "This franchise is a draft: publish it before recording fees for it."}
        )


def sparse_indexes(prefix: str, *columns: str) -> list[models.Index]:
    """Return an index of each reference that few rows have: the others cost it nothing."""
    return [
        models.Index(
            fields=[column],
            condition=Q(**{f"{column}__isnull": False}),
            name=f"{prefix}_{column}"[:30],
        )
        for column in columns
    ]
