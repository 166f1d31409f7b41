"""The fiscal years that a reader can turn the pages of: from the first recorded to the last."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from franchises.models import FeeAssessment, FeeCollection, Franchise
from franchises.reports.fee_summary import Basis
from franchises.reports.frozen import newest_revisions
from franchises.rules.fiscal_year import fiscal_year_of

# Looked up row by row: of a join SQLite would read every row, franchise by franchise.
_IS_PUBLISHED = Exists(Franchise.objects.published().filter(pk=OuterRef("franchise_id")).order_by())


def recorded_years(basis: Basis) -> range:
    """Return the fiscal years from the first to the last with anything recorded; may be empty.

    Each end is one look at an index, so it costs the same however many rows there are. A closed
    year is on record whatever became of its franchises.
    """
    collections = FeeCollection.objects.filter(_IS_PUBLISHED)
    if basis is Basis.CASH:
        days = _ends(collections.filter(received_on__isnull=False), "received_on")
        years = [fiscal_year_of(day, settings.FISCAL_YEAR_START_MONTH) for day in days]
    else:
        assessments = FeeAssessment.objects.filter(_IS_PUBLISHED)
        years = [*_ends(collections, "fiscal_year"), *_ends(assessments, "fiscal_year")]
    years += newest_revisions()
    return range(min(years), max(years) + 1) if years else range(0)


def _ends(rows: QuerySet[Any], field: str) -> list[Any]:
    """Return the least and the greatest value of *field*; empty where there are no *rows*."""
    values = rows.values_list(field, flat=True)
    return [*values.order_by(field)[:1], *values.order_by(f"-{field}")[:1]]
