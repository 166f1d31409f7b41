"""Which assessment a collection pays: by its reference or, where it has none, by its period."""

from collections.abc import Iterator

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from franchises.imports.findings import Finding
from franchises.imports.staging import TABLE, Stage
from franchises.models import FeeAssessment, Franchise


def find_assessments(stage: Stage) -> Iterator[Finding]:
    """Find what staged collections pay, and give the rows that name no assessment of theirs."""
    if "pays" not in stage.columns:
        return
    assessments = stage.quoted(FeeAssessment._meta.db_table)
    franchises = stage.quoted(Franchise._meta.db_table)
    known = (
        f"UPDATE {TABLE} SET pays_id = a.id FROM {assessments} a WHERE {TABLE}.pays <> ''"
        f" AND a.franchise_id = {TABLE}.franchise_id AND "
    )
    stage.execute(f"{known} NOT (a.reference = '') AND a.reference = {TABLE}.pays")
    left = f"FROM {TABLE} s WHERE s.pays <> '' AND s.pays_id IS NULL"
    if not stage.rows(f"SELECT 1 {left} LIMIT 1"):
        return
    stage.execute(
        f"{known} {TABLE}.pays_id IS NULL AND a.reference = ''"
        f" AND {assessment_in_words('a')} = {TABLE}.pays"
    )
    for line, number, other in stage.rows(
        f"SELECT s.line, f.number, (SELECT o.number FROM {assessments} a"
        f" JOIN {franchises} o ON o.id = a.franchise_id"
        f" WHERE NOT (a.reference = '') AND a.reference = s.pays)"
        f" FROM {TABLE} s JOIN {franchises} f ON f.id = s.franchise_id"
        " WHERE s.pays <> '' AND s.pays_id IS NULL ORDER BY s.line"
    ):
        rule = f"is an assessment of {other}, not of {number}"
        yield Finding(
            line, ("pays",), rule if other else f"is not an assessment of {number} on record"
        )


def assessment_in_words(table: str) -> str:
    """Return the SQL of what a file calls an assessment: its reference, or FY2013 Q1 schedule."""
    return (
        f"CASE WHEN {table}.reference <> '' THEN {table}.reference ELSE 'FY' || {table}.fiscal_year"
        f" || CASE WHEN {table}.period = '' THEN '' ELSE ' ' || {table}.period END"
        f" || ' ' || {table}.origin END"
    )


def paid_in_words() -> Combinable:
    """Return the same of the assessment that a collection pays; empty where it names none."""
    period = Case(
        When(pays__period="", then=Value("")), default=Concat(Value(" "), F("pays__period"))
    )
    return Case(
        When(pays=None, then=Value("")),
        When(~Q(pays__reference=""), then=F("pays__reference")),
        default=Concat(
            Value("FY"),
            Cast("pays__fiscal_year", CharField()),
            period,
            Value(" "),
            F("pays__origin"),
        ),
        output_field=CharField(),
    )
