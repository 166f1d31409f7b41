"""Re-zonings: which installations they move, and whether they fit what is on record.

An installation's ``fee_zone`` is its zone before its first re-zoning, and stays that: each change
says the zone from its day on. So a list of installations that gives the zone of today agrees with
its re-zonings, and writes no zone.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from franchises.imports.comparing import CHANGED, Comparison
from franchises.imports.findings import Finding
from franchises.imports.staging import TABLE, Stage
from franchises.models import Installation, ZoneChange
from franchises.rules.names import nearest_names

REZONED = "import_rezoned"


def find_installations(stage: Stage) -> Iterator[Finding]:
    """Find the installations that staged re-zonings name, and give the rows that name none."""
    if stage.dataset.model is not ZoneChange:
        return
    known = stage.quoted(Installation._meta.db_table)
    stage.execute(
        f"UPDATE {TABLE} SET installation_id = i.id FROM {known} i"
        f" WHERE i.source = {TABLE}.source AND i.asset_id = {TABLE}.asset_id"
    )
    # Without a source, the id must be of one installation alone.
    stage.execute(
        f"UPDATE {TABLE} SET installation_id = f.id FROM (SELECT asset_id, MIN(id) AS id"
        f" FROM {known} WHERE asset_id IN (SELECT asset_id FROM {TABLE} WHERE source = '')"
        " GROUP BY asset_id HAVING COUNT(*) = 1) f"
        f" WHERE {TABLE}.source = '' AND f.asset_id = {TABLE}.asset_id"
    )
    unknown = stage.rows(
        f"SELECT line, source, asset_id FROM {TABLE} WHERE installation_id IS NULL ORDER BY line"
    )
    if unknown:
        yield from _unknown(stage, unknown, known)


def misfits(found: Comparison) -> Iterator[Finding]:
    """Give the re-zonings whose old zone is not that of the day before, or not the next one's."""
    if found.stage.dataset.model is not ZoneChange:
        return
    for line, name, day, zone, is_other, next_day, next_old in found.stage.rows(_misfits(found)):
        if is_other:
            told = f"which is {zone}" if zone else "which had none"
            rule = f"is not the zone of {name} before {day}, {told}"
            yield Finding(line, ("old_zone",), rule)
        if next_day:
            told = f"in zone {next_old}" if next_old else "in no zone"
            rule = f"does not fit the next re-zoning of {name}, on {next_day}, which begins {told}"
            yield Finding(line, ("new_zone",), rule)


def agree_with_rezonings(stage: Stage, today: date) -> Iterator[Finding]:
    """Give the staged installations whose zone is neither the one before their re-zonings, nor
    that of *today*; one that has today's zone is left as it is on record.
    """
    if "fee_zone" not in stage.columns or stage.dataset.model is not Installation:
        return
    changes = stage.quoted(ZoneChange._meta.db_table)
    if not stage.rows(f"SELECT 1 FROM {changes} LIMIT 1"):
        return
    stage.execute(f"DROP TABLE IF EXISTS {REZONED}")
    stage.execute(
        f"CREATE TEMPORARY TABLE {REZONED}"
        f" (line {stage.line_type}, stored varchar(20), zone varchar(20))"
    )
    of_installation = f"FROM {changes} z WHERE z.installation_id = t.id"
    stage.execute(
        f"INSERT INTO {REZONED} (line, stored, zone) SELECT s.line, t.fee_zone, COALESCE("
        f" (SELECT z.new_zone {of_installation} AND z.effective_on <= %s"
        " ORDER BY z.effective_on DESC LIMIT 1),"
        f" (SELECT z.old_zone {of_installation} ORDER BY z.effective_on LIMIT 1))"
        f" FROM {TABLE} s CROSS JOIN {stage.target} t WHERE s.source = t.source"
        " AND s.asset_id = t.asset_id AND s.fee_zone <> t.fee_zone"
        f" AND EXISTS (SELECT 1 {of_installation})",
        [today.isoformat()],
    )
    stage.execute(
        f"UPDATE {TABLE} SET fee_zone = r.stored FROM {REZONED} r"
        f" WHERE r.line = {TABLE}.line AND r.zone = {TABLE}.fee_zone"
    )
    for line, source, asset_id, zone in stage.rows(
        f"SELECT s.line, s.source, s.asset_id, r.zone FROM {REZONED} r"
        f" JOIN {TABLE} s ON s.line = r.line WHERE s.fee_zone <> r.stored ORDER BY s.line"
    ):
        rule = (
            f"is not the zone of {source} {asset_id} on {today}: its re-zonings say {zone};"
            " record another with import_rezonings"
        )
        yield Finding(line, ("fee_zone",), rule)


def _unknown(stage: Stage, rows: list[tuple[Any, ...]], known: str) -> Iterator[Finding]:
    sources = sorted(source for (source,) in stage.rows(f"SELECT DISTINCT source FROM {known}"))
    shared: dict[str, list[str]] = {}
    for source, asset_id in stage.rows(
        f"SELECT source, asset_id FROM {known} WHERE asset_id IN"
        f" (SELECT asset_id FROM {TABLE} WHERE source = '' AND installation_id IS NULL)"
        " ORDER BY source"
    ):
        shared.setdefault(asset_id, []).append(source)
    for line, source, asset_id in rows:
        column, rule = "asset_id", "is not the id of an installation on record"
        if source in sources:
            rule = f"is not the id of an installation of {source} on record"
        elif source:
            nearest = ", ".join(nearest_names(source, sources))
            hint = f" (nearest: {nearest})" if nearest else ""
            column, rule = "source", f"is not the source of an installation on record{hint}"
        elif asset_id in shared:
            several = ", ".join(shared[asset_id])
            rule = f"is an id in several lists ({several}): say which in the column source"
        yield Finding(line, (column,), rule)


def _misfits(found: Comparison) -> str:
    """Return the query of the new and changed re-zonings that do not fit before or after.

    Of each: its line, how its installation is called, its day, the zone before that, whether its
    old zone is another, and day and old zone of a re-zoning on record that follows and begins
    elsewhere. A row of the file that follows is told for itself.
    """
    stage = found.stage
    columns = "installation_id, old_zone, new_zone, effective_on"
    staged = f"s.{columns.replace(', ', ', s.')}"
    stored = f"t.{columns.replace(', ', ', t.')}"
    installations = stage.quoted(Installation._meta.db_table)
    first = (
        f"(SELECT t.old_zone FROM {stage.target} t WHERE t.installation_id = x.installation_id"
        " ORDER BY t.effective_on LIMIT 1)"
    )
    return (
        f"WITH z AS (SELECT s.line, {staged} FROM {found.new_rows} UNION ALL"
        f" SELECT s.line, {staged} FROM {found.changed_rows} UNION ALL"
        f" SELECT NULL, {stored} FROM {stage.target} t"
        f" WHERE t.installation_id IN (SELECT installation_id FROM {TABLE})"
        f" AND t.id NOT IN (SELECT target FROM {CHANGED})),"
        " x AS (SELECT z.*, LAG(new_zone) OVER w AS last_zone, LEAD(line) OVER w AS next_line,"
        " LEAD(effective_on) OVER w AS next_on, LEAD(old_zone) OVER w AS next_old FROM z"
        " WINDOW w AS (PARTITION BY installation_id ORDER BY effective_on)),"
        f" y AS (SELECT x.*, COALESCE(last_zone, {first}, i.fee_zone) AS zone_before,"
        " CASE WHEN next_line IS NULL AND next_old <> new_zone THEN next_on END AS misfit_on,"
        f" i.source || ' ' || i.asset_id AS name FROM x JOIN {installations} i"
        " ON i.id = x.installation_id WHERE line IS NOT NULL)"
        " SELECT line, name, effective_on, zone_before, zone_before <> old_zone, misfit_on,"
        " next_old FROM y WHERE zone_before <> old_zone OR misfit_on IS NOT NULL ORDER BY line"
    )
