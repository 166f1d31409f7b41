"""A city made larger: every franchise of it many times over, with all that my day reads of it.

Set-based and past every guard, in the transaction of a test: for counts of queries and for times.
"""

from django.db import connection, models
from django.db.models import UniqueConstraint

from franchises.models import (
    FeeAssessment,
    FeeCollection,
    Franchise,
    Franchisee,
    FranchiseEvent,
    ImportRun,
    InsuranceCertificate,
    InsuranceRequirement,
    Notice,
    Obligation,
    ObligationRule,
    Security,
    SecurityDraw,
    SecurityRequirement,
)
from franchises.models.guards import take_down_guards

# In the order that they refer to each other.
COPIED = (
    Franchisee,
    Franchise,
    FranchiseEvent,
    FeeAssessment,
    FeeCollection,
    ObligationRule,
    Obligation,
    Notice,
    SecurityRequirement,
    Security,
    SecurityDraw,
    InsuranceRequirement,
    InsuranceCertificate,
    ImportRun,
)
STRIDE = 1_000_000


def multiply_city(times: int) -> None:
    """Copy the rows of every franchise so often that there are *times* as many."""
    take_down_guards(connection)
    with connection.cursor() as cursor:
        for model in COPIED:
            fields = model._meta.concrete_fields
            columns = ", ".join(f'"{each.column}"' for each in fields)
            copied = ", ".join(_copied(model, each) for each in fields)
            table = model._meta.db_table
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) '
                "WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies"
                f' WHERE n < {times - 1}) SELECT {copied} FROM "{table}", copies'
            )
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")


def _copied(model: type[models.Model], field: models.Field) -> str:
    """Return the SQL of *field* in the copy numbered n."""
    column = f'"{field.column}"'
    refers = isinstance(field, models.ForeignKey) and field.related_model in COPIED
    if field.primary_key or refers:
        return f"{column} + n * {STRIDE}"
    if isinstance(field, models.CharField) and not field.choices and _is_unique(model, field):
        return f"CASE WHEN {column} = '' THEN '' ELSE 'copy ' || n || ' of ' || {column} END"
    return column


def _is_unique(model: type[models.Model], field: models.Field) -> bool:
    return field.unique or any(
        field.name in each.fields
        for each in model._meta.constraints
        if isinstance(each, UniqueConstraint)
    )
