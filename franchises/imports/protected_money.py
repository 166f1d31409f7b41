"""Amounts that no import makes or changes: those of closed years, and those the books make.

A row that is as it is on record breaks no rule: a whole file can be imported again.
"""

from collections.abc import Iterator

from franchises.imports.comparing import Comparison
from franchises.imports.findings import Finding
from franchises.imports.problems import Problem
from franchises.imports.staging import Stage, closed_year_rule
from franchises.models import FiscalYear
from franchises.rules.fiscal_year import fiscal_year_label

_BY_OTHERS = "no import makes or changes them"
_ADJUSTMENT = f"corrections are recorded in the admin, beside what they adjust: {_BY_OTHERS}"
# By data set: the column that says who makes a row, and the rule for each word of the others.
_MADE_ELSEWHERE = {
    "fee_assessments": (
        "origin",
        {
            "schedule": f"assess_fees makes the assessments of a fee schedule: {_BY_OTHERS}",
            "lateness": f"late charges are posted in the admin: {_BY_OTHERS}",
            "adjustment": _ADJUSTMENT,
        },
    ),
    "fee_collections": ("kind", {"adjustment": _ADJUSTMENT}),
}
_CORRECTED_LATER = "is closed: what this changes there is a correction to record in the open year"


def protected(found: Comparison) -> Iterator[Finding]:
    """Give the new and changed rows of money that an import must leave alone."""
    if found.stage.dataset.name in _MADE_ELSEWHERE:
        yield from _made_elsewhere(found)
        yield from _closed(found)


def closed_statements(found: Comparison) -> Iterator[Problem]:
    """Give a warning for each closed year that a new revenue statement is of.

    The statement may come: what it changes is then a correction of the closed year.
    """
    stage = found.stage
    if stage.dataset.name == "revenue_statements":
        for year, line, rows in stage.rows(
            f"SELECT y.year, MIN(s.line), COUNT(*) FROM {found.new_rows} JOIN {_years(stage)} y"
            " ON y.state = 'closed' AND y.year = s.fiscal_year GROUP BY y.year ORDER BY y.year"
        ):
            label = fiscal_year_label(year)
            yield Problem(line, "fiscal_year", label, _CORRECTED_LATER, "closed", rows)


def _made_elsewhere(found: Comparison) -> Iterator[Finding]:
    stage = found.stage
    column, rules = _MADE_ELSEWHERE[stage.dataset.name]
    theirs = ", ".join(f"'{word}'" for word in rules)
    for line, word in stage.rows(
        " UNION ".join(
            f"SELECT s.line, {table}.{column} FROM {rows} WHERE {table}.{column} IN ({theirs})"
            for rows, table in _versions(found)
        )
        + " ORDER BY 1"
    ):
        yield Finding(line, (column,), rules[word])


def _closed(found: Comparison) -> Iterator[Finding]:
    if not FiscalYear.objects.closed().exists():
        return
    stage = found.stage
    fields = {str(field.column) for field in stage.dataset.model._meta.concrete_fields}
    selects = []
    for rows, table in _versions(found):
        of = f"FROM {rows} JOIN {_years(stage)} y ON y.state = 'closed' AND"
        selects.append(f"SELECT s.line, 'fiscal_year', y.year {of} y.year = {table}.fiscal_year")
        if "received_on" in (stage.columns if table == "s" else fields):
            selects.append(
                f"SELECT s.line, 'received_on', y.year"
                f" {of} {table}.received_on BETWEEN y.first_day AND y.last_day"
            )
    seen = None
    for line, column, year in stage.rows(f"{' UNION '.join(selects)} ORDER BY 1, 2, 3"):
        if line != seen:
            yield Finding(line, (column,), closed_year_rule(fiscal_year_label(year)))
        seen = line


def _versions(found: Comparison) -> tuple[tuple[str, str], ...]:
    """Return, for every version of a row that is written or written over, its rows and table."""
    return (found.new_rows, "s"), (found.changed_rows, "s"), (found.changed_rows, "t")


def _years(stage: Stage) -> str:
    return stage.quoted(FiscalYear._meta.db_table)
