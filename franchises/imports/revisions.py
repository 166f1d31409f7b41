"""Which revision a revenue statement is: the one in force where it says the same, or the next.

A restated statement supersedes the one before, which stays as it is.
"""

from collections.abc import Container

from franchises.imports.changes import Change, changes
from franchises.imports.fee_datasets import FIGURES
from franchises.imports.staging import TABLE, Stage

# Each staged statement that has one in force: its line, the id of that, and whether it differs.
IN_FORCE, RESTATED = "import_in_force", "import_restated"
STATEMENT = ("franchise_id", "fiscal_year", "period", "category")


def number_revisions(stage: Stage, given: Container[str]) -> int:
    """Say of each staged statement which revision it is; return how many restate an earlier one.

    Figures that the file, which has the columns *given*, does not state are those in force.
    """
    if stage.dataset.name != "revenue_statements":
        return 0
    for table in (IN_FORCE, RESTATED):
        stage.execute(f"DROP TABLE IF EXISTS {table}")
    stage.execute(
        f"CREATE TEMPORARY TABLE {IN_FORCE} (line {stage.line_type}, target bigint, number integer)"
    )
    stage.execute(f"CREATE TEMPORARY TABLE {RESTATED} (line {stage.line_type}, target bigint)")
    if stage.is_empty(stage.target):
        return 0
    same, later = (
        " AND ".join(f"{table}.{name} = s.{name}" for name in STATEMENT) for table in ("t", "l")
    )
    stage.execute(
        f"INSERT INTO {IN_FORCE} (line, target, number) SELECT s.line, t.id, t.revision"
        f" FROM {TABLE} s CROSS JOIN {stage.target} t WHERE {same} AND NOT EXISTS"
        f" (SELECT 1 FROM {stage.target} l WHERE {later} AND l.revision > t.revision)"
    )
    of_line = f"FROM {IN_FORCE} f JOIN {stage.target} t ON t.id = f.target"
    for name in FIGURES:
        if name not in given:
            stage.execute(
                f"UPDATE {TABLE} SET {name} = t.{name} {of_line} WHERE f.line = {TABLE}.line"
            )
    differs = " OR ".join(f"t.{name} {stage.differs} s.{name}" for name in FIGURES)
    restated = stage.execute(
        f"INSERT INTO {RESTATED} (line, target)"
        f" SELECT s.line, t.id {of_line} JOIN {TABLE} s ON s.line = f.line WHERE {differs}"
    )
    stage.execute(
        f"UPDATE {TABLE} SET revision = f.number FROM {IN_FORCE} f WHERE f.line = {TABLE}.line"
    )
    stage.execute(
        f"UPDATE {TABLE} SET revision = revision + 1 WHERE line IN (SELECT line FROM {RESTATED})"
    )
    return restated


def restatements(stage: Stage, limit: int | None) -> list[Change]:
    """Return what the statements that restate an earlier one say otherwise, *limit* at most."""
    return changes(stage, FIGURES, None, limit, RESTATED)
