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
            self.is_all_new = True
            return Difference(stage.size, 0, 0)
        for key in stage.dataset.keys:
            self._find_differing(key)
        stage.execute(f"INSERT INTO {NEW} SELECT line FROM {DIFFERING} WHERE target IS NULL")
        stage.execute(f"INSERT INTO {CHANGED} SELECT * FROM {DIFFERING} WHERE target IS NOT NULL")
        if self.related is not None:
            self._find_changed_relations(self.related)
        created, updated = stage.rows(
            f"SELECT (SELECT COUNT(*) FROM {NEW}), (SELECT COUNT(*) FROM {CHANGED})"
        )[0]
        removed = 0 if self._synced_on is None else find_gone(stage)
        return Difference(created, updated, stage.size - created - updated, removed)

    def try_updates(self) -> None:
        """Write the updates alone, for a transaction that is rolled back.

        So a dry run learns what only the database can refuse. New rows are not tried: they would
        use up numbers of a sequence.
        """
        self._update()

    def write(self, run: ImportRun, reason: str) -> None:
        """Make the table agree with the stage, and write the history of what changed."""
        if not self.is_all_new:
            self._update()
            self._write_history_of(CHANGED, run, reason)
        if self._synced_on is not None and not self.is_all_new:
            mark_removed(self._stage, self._synced_on)
            self._write_history_of(GONE, run, reason)
        with indexes_made_afterwards(self._stage, self._history_table()) as is_alone:
            if is_alone and self._stage.is_postgresql:
                self._insert_numbered(run, reason)
            else:
                self._insert_with_history(run, reason)
        if self.related is not None:
            new = TABLE if self.is_all_new else NEW
            targets = self._targets(new) | self._targets(CHANGED)
            self.related.write(targets, run, reason)

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
        stage = self._stage
        history, values = self._history_insertion("+", run, reason)
        insert, defaults = self._insertion()
        if stage.is_postgresql:
            with_created = f"WITH created AS ({insert} RETURNING *)"
            stage.execute(f"{with_created} {history} created t", [*defaults, *values])
            return
        # Nobody else writes to SQLite meanwhile: what is above this was inserted here.
        highest = stage.rows(f"SELECT COALESCE(MAX(id), 0) FROM {stage.target}")[0][0]
        stage.execute(insert, defaults)
        stage.execute(
            f"{history} {stage.target} t WHERE t.id > %s ORDER BY t.id", [*values, highest]
        )

    def _insert_numbered(self, run: ImportRun, reason: str) -> None:
        """Do the same where nobody else takes numbers: one by one, those cost as much as rows."""
        stage = self._stage
        last_line = stage.rows(f"SELECT MAX(line) FROM {TABLE}")[0][0]
        before = stage.take_numbers(stage.target, "id", last_line)
        ahead = stage.take_numbers(self._history_table(), "history_id", last_line) - before
        stage.execute(*self._insertion(f"{before} + s.line"))
        history, values = self._history_insertion("+", run, reason, f"t.id + {ahead}")
        stage.execute(f"{history} {stage.target} t", values)

    def _insertion(self, number: str = "") -> tuple[str, list[Any]]:
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
        only_new = "" if self.is_all_new else f" JOIN {NEW} n ON n.line = s.line"
        # Numbers follow the lines: what is alike but for its number is matched in their order. By
        # itself, PostgreSQL reads the stage as it was filled, and would sort all of it to disk.
        is_in_order = stage.is_postgresql and self.is_all_new
        in_order = "" if is_in_order else " ORDER BY s.line"
        return (
            f"INSERT INTO {stage.target} ({numbered[0]}{columns})"
            f" SELECT {numbered[1]}{stage.listed(staged, 's')}{places}"
            f" FROM {TABLE} s{only_new}{in_order}",
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
