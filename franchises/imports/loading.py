"""Staged rows become rows of the table: what is new, what differs, and nothing else.

All of it set-based: its cost per row does not grow with the file, and a row that is as the file
has it is not written. History is written for the rows that changed, by the same sets.
"""

from typing import Any

from django.db.models import Field
from django.utils import timezone

from franchises.imports.comparing import CHANGED, NEW, Comparison
from franchises.imports.indexes import indexes_made_afterwards
from franchises.imports.staging import TABLE
from franchises.imports.sync import GONE, forget_removal, mark_removed
from franchises.models import ImportRun

# The new ones, each with the number that it gets.
NUMBERED = "import_numbered"


class Loader:
    """Makes the table agree with the stage that it was compared with."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison, self._stage = comparison, comparison.stage
        self._model = comparison.stage.dataset.model
        # The table that has the lines of the rows that are new.
        self._new_lines = TABLE if comparison.is_all_new else NEW

    def try_updates(self) -> None:
        """Write the updates alone, for a transaction that is rolled back.

        So a dry run learns what only the database can refuse. New rows are not tried: they would
        use up numbers of a sequence.
        """
        if self._comparison.difference.updated:
            self._update()

    def write(self, run: ImportRun, reason: str) -> None:
        """Make the table agree with the stage, and write the history of what changed."""
        if self._comparison.difference.updated:
            self._update()
            self._write_history_of(CHANGED, run, reason)
        if self._comparison.synced_on and self._comparison.difference.removed:
            mark_removed(self._stage, self._comparison.synced_on)
            self._write_history_of(GONE, run, reason)
        if self._comparison.difference.created:
            self._insert(run, reason)
        if self._comparison.related is not None:
            targets = self._targets(self._new_lines) | self._targets(CHANGED)
            self._comparison.related.write(targets, run, reason)

    def _insert(self, run: ImportRun, reason: str) -> None:
        with indexes_made_afterwards(self._stage, self._history_table()) as is_alone:
            if not self._stage.is_postgresql:
                self._insert_with_history(run, reason)
            elif not (
                self._comparison.is_all_new and self._insert_in_one_piece(run, reason, is_alone)
            ):
                self._insert_numbered(run, reason)

    def _targets(self, table: str) -> dict[int, int]:
        lines = {line for (line,) in self._stage.rows(f"SELECT line FROM {table}")}
        return {
            line: target
            for key in self._stage.dataset.keys
            for line, target in self._comparison.matches(key).items()
            if line in lines
        }

    def _update(self) -> None:
        stage = self._stage
        if not self._comparison.columns:
            return
        if stage.dataset.name == "installations":
            forget_removal(stage, CHANGED)
        assignments = ", ".join(
            f"{stage.quoted(name)} = s.{stage.quoted(name)}" for name in self._comparison.columns
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
        insertion, defaults = self._insertion(f"{self._comparison.new_rows} ORDER BY s.line")
        stage.execute(insertion, defaults)
        history, values = self._history_insertion("+", run, reason)
        stage.execute(
            f"{history} {stage.target} t WHERE t.id > %s ORDER BY t.id", [*values, highest]
        )

    def _insert_in_one_piece(self, run: ImportRun, reason: str, is_alone: bool) -> bool:
        """Insert all rows on PostgreSQL, their numbers as far apart as their lines are.

        In the order of the stage, which is that of the lines: told to sort by them, PostgreSQL
        would write all of it to disk once more. Returns whether there were such numbers.
        """
        stage = self._stage
        last_line = stage.rows(f"SELECT MAX(line) FROM {TABLE}")[0][0]
        before = stage.take_numbers(stage.target, "id", last_line, is_alone=is_alone)
        entry = stage.take_numbers(
            self._history_table(), "history_id", last_line, is_alone=is_alone
        )
        if before is None or entry is None:
            return False
        stage.execute(*self._insertion(f"{TABLE} s", f"{before} + s.line"))
        history, values = self._history_insertion("+", run, reason, f"t.id + {entry - before}")
        stage.execute(
            f"{history} {stage.target} t WHERE t.id > %s AND t.id <= %s",
            [*values, before, before + last_line],
        )
        return True

    def _insert_numbered(self, run: ImportRun, reason: str) -> None:
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
