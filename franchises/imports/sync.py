"""Installations that a whole list no longer names are marked as removed; none is deleted."""

from datetime import date

from franchises.imports.staging import TABLE, Stage

GONE = "import_gone"


def find_gone(stage: Stage) -> int:
    """Find what is on record under the sources of the file and not in it; return how many."""
    stage.execute(f"DROP TABLE IF EXISTS {GONE}")
    stage.execute(f"CREATE TEMPORARY TABLE {GONE} (target bigint)")
    return stage.execute(
        f"INSERT INTO {GONE} (target) SELECT t.id FROM {stage.target} t"
        f" LEFT JOIN {TABLE} s ON s.source = t.source AND s.asset_id = t.asset_id"
        f" WHERE s.line IS NULL AND t.status <> 'removed'"
        f" AND t.source IN (SELECT DISTINCT source FROM {TABLE})"
    )


def mark_removed(stage: Stage, today: date) -> None:
    """Mark what `find_gone` found as removed *today*."""
    stage.execute(
        f"UPDATE {stage.target} SET status = 'removed', removed_on = COALESCE(removed_on, %s)"
        f" WHERE id IN (SELECT target FROM {GONE})",
        [today.isoformat()],
    )


def forget_removal(stage: Stage, changed: str) -> None:
    """Take the removal date from what the file, that has no such column, names as standing."""
    if "removed_on" not in stage.columns:
        stage.execute(
            f"UPDATE {stage.target} SET removed_on = NULL WHERE removed_on IS NOT NULL"
            f" AND id IN (SELECT c.target FROM {changed} c JOIN {TABLE} s ON s.line = c.line"
            " WHERE s.status <> 'removed')"
        )
