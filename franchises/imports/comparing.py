"""What in the stage is new to its table and what differs from it, found before anything is written.

All of it set-based: its cost per row does not grow with the file.
"""

from dataclasses import dataclass
from datetime import date

from franchises.imports.dataset import Key
from franchises.imports.related import Related
from franchises.imports.staging import TABLE, Stage
from franchises.imports.sync import find_gone

NEW, CHANGED = "import_new", "import_changed"
# Both together, as they are found.
DIFFERING = "import_differing"


@dataclass(frozen=True)
class Difference:
    """How the staged rows differ from the table."""

    created: int
    updated: int
    unchanged: int
    removed: int = 0


class Comparison:
    """Compares one stage with its table."""

    def __init__(
        self, stage: Stage, related: Related | None, synced_on: date | None = None
    ) -> None:
        """Prepare for *stage*; *synced_on* is the day what the file lacks is removed, if so."""
        self.stage, self.related, self.synced_on = stage, related, synced_on
        self.is_all_new = False
        self.difference = Difference(0, 0, 0)
        staged = stage.table_columns()
        # A row that is known by its reference may come with another year: compare that too.
        in_every_key = set.intersection(*(set(key.columns) for key in stage.dataset.keys))
        fixed = in_every_key | set(stage.dataset.set_once)
        self.columns = [name for name in staged if name not in fixed]

    @property
    def new_rows(self) -> str:
        """The SQL of the staged rows ``s`` that are new, once compared."""
        return f"{TABLE} s" if self.is_all_new else f"{NEW} n JOIN {TABLE} s ON s.line = n.line"

    @property
    def changed_rows(self) -> str:
        """The SQL of the staged rows ``s`` beside those of the table ``t`` that they change."""
        return (
            f"{CHANGED} c JOIN {TABLE} s ON s.line = c.line"
            f" JOIN {self.stage.target} t ON t.id = c.target"
        )

    def compare(self) -> None:
        """Find what is new and what differs, and write nothing but temporary tables."""
        stage = self.stage
        for table, definition in (
            (DIFFERING, "line bigint, target bigint"),
            (NEW, f"line {stage.line_type}"),
            # Without an index, so that SQLite goes through these few and looks up their rows.
            (CHANGED, "line bigint, target bigint"),
        ):
            stage.execute(f"DROP TABLE IF EXISTS {table}")
            stage.execute(f"CREATE TEMPORARY TABLE {table} ({definition})")
        created, updated = (stage.size, 0) if self._is_apart() else self._find_new_and_changed()
        self.is_all_new = created == stage.size
        removed = 0 if self.synced_on is None else find_gone(stage)
        unchanged = stage.size - created - updated
        self.difference = Difference(created, updated, unchanged, removed)

    def _is_apart(self) -> bool:
        """Return whether no row on record has a key between the first and the last of the file.

        As where a list is new: that is soon seen, and spares the comparison row by row.
        """
        return not any(map(self._may_know, self.stage.dataset.keys))

    def _may_know(self, key: Key) -> bool:
        stage = self.stage
        # Which revision a statement is follows from those on record.
        names = [stage.quoted(name) for name in key.columns if name != "revision"]
        ends = ", ".join(
            f"MIN(s.{name}) AS first_{n}, MAX(s.{name}) AS last_{n}" for n, name in enumerate(names)
        )
        between = " AND ".join(
            f"t.{name} BETWEEN first_{n} AND last_{n}" for n, name in enumerate(names)
        )
        return bool(
            stage.rows(
                f"SELECT 1 FROM (SELECT {ends} FROM {TABLE} s WHERE {stage.applies(key)}"
                f" AND EXISTS (SELECT 1 FROM {stage.target})) AS ends"
                f" CROSS JOIN {stage.target} t"
                f" WHERE {stage.applies(key, 't')} AND {between} LIMIT 1"
            )
        )

    def _find_new_and_changed(self) -> tuple[int, int]:
        stage = self.stage
        for key in stage.dataset.keys:
            self._find_differing(key)
        stage.execute(f"INSERT INTO {NEW} SELECT line FROM {DIFFERING} WHERE target IS NULL")
        stage.execute(f"INSERT INTO {CHANGED} SELECT * FROM {DIFFERING} WHERE target IS NOT NULL")
        if self.related is not None:
            self._find_changed_relations(self.related)
        created, updated = stage.rows(
            f"SELECT (SELECT COUNT(*) FROM {NEW}), (SELECT COUNT(*) FROM {CHANGED})"
        )[0]
        if stage.is_postgresql:
            # What changed is looked at several times: not through all that was staged each time.
            stage.execute(f"ANALYZE {CHANGED}")
            if updated:
                stage.execute(f"CREATE INDEX IF NOT EXISTS {TABLE}_line ON {TABLE} (line)")
        return created, updated

    def _find_differing(self, key: Key) -> None:
        """Find the rows that the table has otherwise or, without a target, not at all."""
        stage = self.stage
        differences = [
            f"t.{stage.quoted(name)} {stage.differs} s.{stage.quoted(name)}"
            for name in self.columns
        ]
        stage.execute(
            f"INSERT INTO {DIFFERING} (line, target) SELECT s.line, t.id"
            f" FROM {TABLE} s LEFT JOIN {stage.target} t"
            f" ON {stage.same(key, 't', 's')} AND {stage.applies(key, 't')}"
            f" WHERE {stage.applies(key)} AND ({' OR '.join(['t.id IS NULL', *differences])})"
        )

    def _find_changed_relations(self, related: Related) -> None:
        known = targets_of_changed(self.stage)
        for key in self.stage.dataset.keys:
            targets = self.matches(key)
            found = [(n, targets[n]) for n in related.differing(targets) if n not in known]
            with self.stage.connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {CHANGED} (line, target) VALUES (%s, %s)", found)

    def matches(self, key: Key) -> dict[int, int]:
        """Return the id of each row of the table by the line of the file that has its *key*."""
        stage = self.stage
        return dict(
            stage.rows(
                f"SELECT s.line, t.id FROM {TABLE} s JOIN {stage.target} t"
                f" ON {stage.same(key, 't', 's')} WHERE {stage.applies(key)}"
            )
        )


def targets_of_changed(stage: Stage) -> dict[int, int]:
    """Return the id of each row that differs from the file, by its line."""
    return dict(stage.rows(f"SELECT line, target FROM {CHANGED}"))
