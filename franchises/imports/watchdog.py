"""What is allowed in a file and is seldom meant: each is named, and waits for a person's word.

A load that raises a flag is refused until the flag is accepted by its name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from franchises.imports.comparing import CHANGED, NEW, Comparison
from franchises.imports.dataset import COORDINATES
from franchises.imports.problems import counted
from franchises.imports.revisions import RESTATED
from franchises.imports.staging import TABLE, Stage
from franchises.models import Franchise
from franchises.rules.places import Box, metres_between

FAR_METRES = 25
EXAMPLES = 5
# More of the known installations than one in this many missing from a file is seldom meant.
MISSING_ONE_IN = 10

FLAGS = {
    "moved": f"moved more than {FAR_METRES} m",
    "reassigned": "another franchisee than before",
    "reinstalled": "from removed back to installed",
    "lost-coordinates": "no coordinates any more",
    "outside": "outside the city",
    "swapped": "in the city only with latitude and longitude swapped",
    "shortened": "a shorter term than before",
    "amount-changed": "another amount than before",
    "zone-changed": "another fee zone than before",
    "restated": "other figures than the statement in force, which a new revision supersedes",
    "missing": "on record and not in the file, more than a tenth of all",
}


@dataclass(frozen=True)
class Flag:
    """Something seldom meant: its name, how many rows it is true of, and the first of them."""

    name: str
    count: int
    examples: tuple[str, ...]

    def worded(self, noun: str) -> str:
        """Return the flag in words about so many of *noun*, such as ``installation``."""
        shown = ", ".join(self.examples)
        more = ", …" if self.count > len(self.examples) else ""
        return f"{counted(self.count, noun)}: {FLAGS[self.name]} ({shown}{more})"


def flags(found: Comparison, box: Box | None, *, is_whole_list: bool) -> list[Flag]:
    """Return what is seldom meant in the staged rows, compared with what is stored.

    *box* is the city's; *is_whole_list* says whether the file is meant to name everything.
    """
    stage = found.stage
    raised: list[Flag | None] = []
    if box and {*stage.columns}.issuperset(COORDINATES):
        raised += _misplaced(stage, box, is_all_new=found.is_all_new)
    # What is not on record is not otherwise than that.
    if not found.is_all_new:
        raised += _changed(stage)
    if stage.dataset.name == "revenue_statements":
        raised.append(_restated(stage))
    if is_whole_list and stage.dataset.name == "installations":
        raised.append(_missing(stage, found.difference.created))
    return [flag for flag in raised if flag]


def _changed(stage: Stage) -> Iterator[Flag | None]:
    if stage.dataset.name == "installations":
        if {*stage.columns}.issuperset(COORDINATES):
            yield _moved(stage)
            yield _where(stage, "lost-coordinates", _LOST_COORDINATES)
        franchises = stage.quoted(Franchise._meta.db_table)
        yield _where(stage, "reassigned", _REASSIGNED.format(franchises))
        yield _where(stage, "reinstalled", "t.status = 'removed' AND s.status = 'installed'")
        if "fee_zone" in stage.columns:
            yield _where(stage, "zone-changed", _OTHER_ZONE)
    elif stage.dataset.name == "franchises":
        yield _where(stage, "shortened", _SHORTENED)
    elif stage.dataset.name == "fee_collections":
        yield _where(stage, "amount-changed", "t.amount <> s.amount")
    elif stage.dataset.name == "rezonings":
        other = "t.old_zone <> s.old_zone OR t.new_zone <> s.new_zone"
        yield _where(stage, "zone-changed", other)


_LOST_COORDINATES = "t.latitude IS NOT NULL AND s.latitude IS NULL"
_REASSIGNED = (
    "(SELECT franchisee_id FROM {0} f WHERE f.id = t.franchise_id)"
    " <> (SELECT franchisee_id FROM {0} f WHERE f.id = s.franchise_id)"
)
# One that had no zone on record is given its first.
_OTHER_ZONE = "t.fee_zone <> '' AND t.fee_zone <> s.fee_zone"
_SHORTENED = (
    "s.effective_on > t.effective_on OR s.expires_on < t.expires_on"
    " OR (t.expires_on IS NULL AND s.expires_on IS NOT NULL)"
)


def _where(stage: Stage, name: str, condition: str) -> Flag | None:
    changed = (
        f"FROM {CHANGED} c JOIN {TABLE} s ON s.line = c.line"
        f" JOIN {stage.target} t ON t.id = c.target WHERE {condition}"
    )
    return _flag(stage, name, changed, "t")


def _flag(stage: Stage, name: str, source: str, table: str) -> Flag | None:
    count = stage.rows(f"SELECT COUNT(*) {source}")[0][0]
    if not count:
        return None
    keys = ", ".join(stage.names(table))
    return Flag(name, count, _named(stage.rows(f"SELECT {keys} {source} LIMIT {EXAMPLES}")))


def _named(rows: Iterable[tuple[object, ...]]) -> tuple[str, ...]:
    return tuple(" ".join(str(part) for part in row if part) for row in rows)


def _moved(stage: Stage) -> Flag | None:
    count = 0
    examples: list[tuple[str, str]] = []
    with stage.connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.source, t.asset_id, t.latitude, t.longitude, s.latitude, s.longitude"
            f" FROM {CHANGED} c JOIN {TABLE} s ON s.line = c.line"
            f" JOIN {stage.target} t ON t.id = c.target"
            " WHERE (t.latitude <> s.latitude OR t.longitude <> s.longitude) ORDER BY c.line"
        )
        while rows := cursor.fetchmany(1_000):
            for source, asset_id, *places in rows:
                if metres_between(*places) > FAR_METRES:
                    count += 1
                    if len(examples) < EXAMPLES:
                        examples.append((source, asset_id))
    return Flag("moved", count, _named(examples)) if count else None


def _restated(stage: Stage) -> Flag | None:
    pairs = f"FROM {RESTATED} r JOIN {stage.target} t ON t.id = r.target"
    return _flag(stage, "restated", pairs, "t")


def _misplaced(stage: Stage, box: Box, *, is_all_new: bool) -> Iterator[Flag | None]:
    # Numbers of our own settings, not of the file: safe to write into the statement.
    inside = "(s.{} BETWEEN {} AND {} AND s.{} BETWEEN {} AND {})"
    here = inside.format("latitude", box.south, box.north, "longitude", box.west, box.east)
    turned = inside.format("longitude", box.south, box.north, "latitude", box.west, box.east)
    elsewhere = f"FROM {TABLE} s WHERE s.latitude IS NOT NULL AND NOT {here}"
    if not stage.rows(f"SELECT 1 {elsewhere} LIMIT 1"):
        return
    source = f"{elsewhere} AND "
    if not is_all_new:
        source += (
            f"(s.line IN (SELECT line FROM {NEW}) OR s.line IN (SELECT line FROM {CHANGED})) AND "
        )
    yield _flag(stage, "swapped", source + turned, "s")
    yield _flag(stage, "outside", f"{source} NOT {turned}", "s")


def _missing(stage: Stage, created: int) -> Flag | None:
    mine = f"FROM {stage.target} t WHERE t.source IN (SELECT DISTINCT source FROM {TABLE})"
    standing, removed = stage.rows(
        "SELECT COUNT(CASE WHEN t.status <> 'removed' THEN 1 END),"
        f" COUNT(CASE WHEN t.status = 'removed' THEN 1 END) {mine}"
    )[0]
    named = stage.size - created
    # At most so many can be missing: the comparison itself is dear, and seldom needed.
    if (standing + removed - named) * MISSING_ONE_IN <= standing:
        return None
    flag = _flag(
        stage,
        "missing",
        f"FROM {stage.target} t LEFT JOIN {TABLE} s ON s.source = t.source"
        " AND s.asset_id = t.asset_id WHERE s.line IS NULL AND t.status <> 'removed'"
        f" AND t.source IN (SELECT DISTINCT source FROM {TABLE})",
        "t",
    )
    return flag if flag and flag.count * MISSING_ONE_IN > standing else None
