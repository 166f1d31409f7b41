"""Staged rows become rows of the table: what is new, what differs, and nothing else.

All of it set-based: its cost per row does not grow with the file, and a row that is as the file
has it is not written. History is written for the rows that changed, by the same sets.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Field
from django.utils import timezone

from franchises.imports.dataset import Key
from franchises.imports.indexes import indexes_made_afterwards
from franchises.imports.related import Related
from franchises.imports.staging import TABLE, Stage
from franchises.imports.sync import GONE, find_gone, forget_removal, mark_removed
from franchises.models import ImportRun

NEW, CHANGED = "import_new", "import_changed"
# Both together, as they are found.
DIFFERING = "import_differing"
# The new ones, each with the number that it gets.
NUMBERED = "import_numbered"


@dataclass(frozen=True)
class Difference:
    """How the staged rows differ from the table."""

    created: int
    updated: int
    unchanged: int
    removed: int = 0


class Loader:
    """Compares one stage with its table, then makes the table agree with it."""

    def __init__(
        self, stage: Stage, related: Related | None, synced_on: date | None = None
    ) -> None:
        """Prepare to load *stage*; *synced_on* is the day what the file lacks is removed, if so."""
        self._stage, self.related, self._synced_on = stage, related, synced_on
        self._model = stage.dataset.model
        self.is_all_new = False
        self._difference = Difference(0, 0, 0)
        staged = stage.table_columns()
        # A row that is known by its reference may come with another year: compare that too.
        in_every_key = set.intersection(*(set(key.columns) for key in stage.dataset.keys))
        fixed = in_every_key | set(stage.dataset.set_once)
        self.compared = [name for name in staged if name not in fixed]

    @property
    def new_rows(self) -> str:
        """The SQL of the staged rows ``s`` that are new, once compared."""
        return f"{TABLE} s" if self.is_all_new else f"{NEW} n JOIN {TABLE} s ON s.line = n.line"

    @property
    def _new_lines(self) -> str:
        """The table that has the lines of the rows that are new, once compared."""
        return TABLE if self.is_all_new else NEW

    @property
    def changed_rows(self) -> str:
        """The SQL of the staged rows ``s`` beside those of the table ``t`` that they change."""
        return (
            f"{CHANGED} c JOIN {TABLE} s ON s.line = c.line"
            f" JOIN {self._stage.target} t ON t.id = c.target"
        )

    def compare(self) -> Difference:
        """Find what is new and what differs, and write nothing but temporary tables."""
        stage = self._stage
        for table, definition in (
            (DIFFERING, "line bigint, target bigint"),
            (NEW, f"line {stage.line_type}"),
            # Without an index, so that SQLite goes through these few and looks up their rows.
            (CHANGED, "line bigint, target bigint"),
        ):
            stage.execute(f"DROP TABLE IF EXISTS {table}")
            stage.execute(f"CREATE TEMPORARY TABLE {table} ({definition})")
        if stage.is_empty(stage.target):
            self.is_all_new, self._difference = True, Difference(stage.size, 0, 0)
            return self._difference
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
        removed = 0 if self._synced_on is None else find_gone(stage)
        unchanged = stage.size - created - updated
        self._difference = Difference(created, updated, unchanged, removed)
        return self._difference

    def try_updates(self) -> None:
        """Write the updates alone, for a transaction that is rolled back.

        So a dry run learns what only the database can refuse. New rows are not tried: they would
        use up numbers of a sequence.
        """
        if self._difference.updated:
            self._update()

    def write(self, run: ImportRun, reason: str) -> None:
        """Make the table agree with the stage, and write the history of what changed."""
        if self._difference.updated:
            self._update()
            self._write_history_of(CHANGED, run, reason)
        if self._synced_on is not None and self._difference.removed:
            mark_removed(self._stage, self._synced_on)
            self._write_history_of(GONE, run, reason)
        if self._difference.created:
            self._insert(run, reason)
        if self.related is not None:
            targets = self._targets(self._new_lines) | self._targets(CHANGED)
            self.related.write(targets, run, reason)

    def _insert(self, run: ImportRun, reason: str) -> None:
        with indexes_made_afterwards(self._stage, self._history_table()) as is_alone:
            if not self._stage.is_postgresql:
                self._insert_with_history(run, reason)
            elif is_alone:
                self._insert_into_nothing(run, reason)
            else:
                self._insert_beside_others(run, reason)

    def _find_differing(self, key: Key) -> None:
        """Find the rows that the table has otherwise or, without a target, not at all."""
        stage = self._stage
        differences = [
            f"t.{stage.quoted(name)} {stage.differs} s.{stage.quoted(name)}"
            for name in self.compared
        ]
        stage.execute(
            f"INSERT INTO {DIFFERING} (line, target) SELECT s.line, t.id"
            f" FROM {TABLE} s LEFT JOIN {stage.target} t"
            f" ON {stage.same(key, 't', 's')} AND {stage.applies(key, 't')}"
            f" WHERE {stage.applies(key)} AND ({' OR '.join(['t.id IS NULL', *differences])})"
        )

    def _find_changed_relations(self, related: Related) -> None:
        known = targets_of_changed(self._stage)
        for key in self._stage.dataset.keys:
            targets = self._matches(key)
            found = [(n, targets[n]) for n in related.differing(targets) if n not in known]
            with self._stage.connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {CHANGED} (line, target) VALUES (%s, %s)", found)

    def _matches(self, key: Key) -> dict[int, int]:
        stage = self._stage
        return dict(
            stage.rows(
                f"SELECT s.line, t.id FROM {TABLE} s JOIN {stage.target} t"
                f" ON {stage.same(key, 't', 's')} WHERE {stage.applies(key)}"
            )
        )

    def _targets(self, table: str) -> dict[int, int]:
        lines = {line for (line,) in self._stage.rows(f"SELECT line FROM {table}")}
        return {
            line: target
            for key in self._stage.dataset.keys
            for line, target in self._matches(key).items()
            if line in lines
        }

    def _update(self) -> None:
        stage = self._stage
        if not self.compared:
            return
        if stage.dataset.name == "installations":
            forget_removal(stage, CHANGED)
        assignments = ", ".join(
            f"{stage.quoted(name)} = s.{stage.quoted(name)}" for name in self.compared
        )
        stage.execute(
            f"UPDATE {stage.target} SET {assignments} FROM {CHANGED} c"
            f" JOIN {TABLE} s ON s.line = c.line WHERE {stage.target}.id = c.target"
        )

    def _write_history_of(self, targets: str, run: ImportRun, reason: str) -> None:
        history, values = self._history_insertion("~", run, reason)
        self._stage.execute(
            f"{history} {targets} c JOIN {self._stage.target} t ON t.id = c.target ORDER BY t.id",
            values,
        )

    def _insert_with_history(self, run: ImportRun, reason: str) -> None:
        """Insert what is new on SQLite: nobody else writes meanwhile, and takes numbers."""
        stage = self._stage
        highest = stage.rows(f"SELECT COALESCE(MAX(id), 0) FROM {stage.target}")[0][0]
        # Numbers follow the lines: what is alike but for its number is matched in their order.
        insertion, defaults = self._insertion(f"{self.new_rows} ORDER BY s.line")
        stage.execute(insertion, defaults)
        history, values = self._history_insertion("+", run, reason)
        stage.execute(
            f"{history} {stage.target} t WHERE t.id > %s ORDER BY t.id", [*values, highest]
        )

    def _insert_into_nothing(self, run: ImportRun, reason: str) -> None:
        """Insert all rows on PostgreSQL, where nobody else takes numbers: all in one piece.

        Taken one by one, those cost as much as rows. In the order of the stage, which is that of
        the lines: told to sort by them, PostgreSQL would write all of it to disk once more.
        """
        stage = self._stage
        last_line = stage.rows(f"SELECT MAX(line) FROM {TABLE}")[0][0]
        before = stage.take_numbers(stage.target, "id", last_line)
        ahead = stage.take_numbers(self._history_table(), "history_id", last_line) - before
        stage.execute(*self._insertion(f"{TABLE} s", f"{before} + s.line"))
        history, values = self._history_insertion("+", run, reason, f"t.id + {ahead}")
        stage.execute(f"{history} {stage.target} t", values)

    def _insert_beside_others(self, run: ImportRun, reason: str) -> None:
        """Insert what is new on PostgreSQL, where others may write at the same time.

        Numbered beforehand, so that the history knows which rows these are: to have each handed
        back as it is inserted costs half as much again.
        """
        stage = self._stage
        stage.execute(f"DROP TABLE IF EXISTS {NUMBERED}")
        stage.execute(
            f"CREATE TEMPORARY TABLE {NUMBERED} AS"
            " SELECT line, nextval(%s) AS id"
            f" FROM (SELECT line FROM {self._new_lines} ORDER BY line) AS new",
            [stage.sequence(stage.target, "id")],
        )
        stage.execute(f"ANALYZE {NUMBERED}")
        stage.execute(*self._insertion(f"{NUMBERED} n JOIN {TABLE} s ON s.line = n.line", "n.id"))
        history, values = self._history_insertion("+", run, reason)
        stage.execute(f"{history} {NUMBERED} n JOIN {stage.target} t ON t.id = n.id", values)

    def _insertion(self, source: str, number: str = "") -> tuple[str, list[Any]]:
        """Return what inserts the staged rows ``s`` of *source*, and its values.

        *number* is the SQL of the number of each, where it is not the next of the table.
        """
        stage = self._stage
        staged = stage.table_columns()
        others = [
            field
            for field in self._model._meta.concrete_fields
            if not field.primary_key and field.column not in staged
        ]
        columns = stage.listed([*staged, *(str(field.column) for field in others)])
        numbered = ("id, ", f"{number}, ") if number else ("", "")
        places = "".join(", %s" for _ in others)
        return (
            f"INSERT INTO {stage.target} ({numbered[0]}{columns})"
            f" SELECT {numbered[1]}{stage.listed(staged, 's')}{places} FROM {source}",
            [self._default(field) for field in others],
        )

    def _default(self, field: "Field[Any, Any]") -> Any:
        return field.get_db_prep_save(field.get_default(), self._stage.connection)

    def _history_table(self) -> str:
        return self._stage.quoted(self._model.history.model._meta.db_table)  # type: ignore[attr-defined]

    def _history_insertion(
        self, kind: str, run: ImportRun, reason: str, number: str = ""
    ) -> tuple[str, list[Any]]:
        """Return what writes history of the rows ``t``, up to where these are from, and its values.

        *number* is the SQL of the number of each entry, where it is not the next of the table.
        """
        about = {
            "history_date": self._stage.connection.ops.adapt_datetimefield_value(timezone.now()),
            "history_type": kind,
            "history_change_reason": reason,
            "history_user_id": run.user_id,
            "import_run_id": run.pk,
        }
        columns = [str(field.column) for field in self._model._meta.concrete_fields]
        numbered = ("history_id, ", f"{number}, ") if number else ("", "")
        places = ", ".join("%s" for _ in about)
        return (
            f"INSERT INTO {self._history_table()}"
            f" ({numbered[0]}{self._stage.listed([*columns, *about])})"
            f" SELECT {numbered[1]}{self._stage.listed(columns, 't')}, {places} FROM",
            [*about.values()],
        )


def targets_of_changed(stage: Stage) -> dict[int, int]:
    """Return the id of each row that differs from the file, by its line."""
    return dict(stage.rows(f"SELECT line, target FROM {CHANGED}"))
