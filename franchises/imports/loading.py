"""Staged rows become rows of the table: what is new, what differs, and nothing else.

All of it set-based: its cost per row does not grow with the file, and a row that is as the file
has it is not written. History is written for the rows that changed, by the same sets.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model
from django.utils import timezone

from franchises.imports.dataset import Key
from franchises.imports.related import Related
from franchises.imports.staging import TABLE, Stage
from franchises.models import ImportRun

NEW, CHANGED = "import_new", "import_changed"


@dataclass(frozen=True)
class Difference:
    """How the staged rows differ from the table."""

    created: int
    updated: int
    unchanged: int


class Loader:
    """Compares one stage with its table, then makes the table agree with it."""

    def __init__(self, stage: Stage, related: Related | None) -> None:
        self._stage, self._related = stage, related
        self._model = stage.dataset.model
        staged = stage.table_columns()
        # A row that is known by its reference may come with another year: compare that too.
        in_every_key = set.intersection(*(set(key.columns) for key in stage.dataset.keys))
        fixed = in_every_key | set(stage.dataset.set_once)
        self._compared = [name for name in staged if name not in fixed]

    def compare(self) -> Difference:
        """Find what is new and what differs, and write nothing but temporary tables."""
        stage = self._stage
        for table, columns in ((NEW, "line"), (CHANGED, "line, target")):
            stage.execute(f"DROP TABLE IF EXISTS {table}")
            definition = columns.replace("line", "line bigint PRIMARY KEY")
            definition = definition.replace("target", "target bigint")
            stage.execute(f"CREATE TEMPORARY TABLE {table} ({definition})")
        for key in stage.dataset.keys:
            self._find_new(key)
            self._find_changed(key)
        if self._related is not None:
            self._find_changed_relations(self._related)
        created, updated, total = stage.rows(
            f"SELECT (SELECT COUNT(*) FROM {NEW}), (SELECT COUNT(*) FROM {CHANGED}),"
            f" (SELECT COUNT(*) FROM {TABLE})"
        )[0]
        return Difference(created, updated, total - created - updated)

    def try_updates(self) -> None:
        """Write the updates alone, for a transaction that is rolled back.

        So a dry run learns what only the database can refuse. New rows are not tried: they would
        use up numbers of a sequence.
        """
        self._update()

    def write(self, run: ImportRun, reason: str) -> None:
        """Make the table agree with the stage, and write the history of what changed."""
        self._update()
        self._insert()
        self._write_history("~", run, reason, CHANGED)
        self._write_history("+", run, reason, NEW)
        if self._related is not None:
            targets = self._targets(NEW) | self._targets(CHANGED)
            self._related.write(targets, run, reason)

    def _find_new(self, key: Key) -> None:
        stage = self._stage
        stage.execute(
            f"INSERT INTO {NEW} (line) SELECT s.line FROM {TABLE} s"
            f" WHERE {stage.applies(key)} AND NOT EXISTS (SELECT 1 FROM {stage.target} t"
            f" WHERE {stage.same(key, 't', 's')} AND {stage.applies(key, 't')})"
        )

    def _find_changed(self, key: Key) -> None:
        stage = self._stage
        differences = [
            f"t.{stage.quoted(name)} {stage.differs} s.{stage.quoted(name)}"
            for name in self._compared
        ]
        if not differences:
            return
        stage.execute(
            f"INSERT INTO {CHANGED} (line, target) SELECT s.line, t.id"
            f" FROM {TABLE} s CROSS JOIN {stage.target} t"
            f" WHERE {stage.same(key, 't', 's')} AND {stage.applies(key)}"
            f" AND {stage.applies(key, 't')} AND ({' OR '.join(differences)})"
        )

    def _find_changed_relations(self, related: Related) -> None:
        known = dict(self._stage.rows(f"SELECT line, target FROM {CHANGED}"))
        for key in self._stage.dataset.keys:
            targets = self._matches(key)
            for line in related.differing(targets):
                if line not in known:
                    self._stage.execute(
                        f"INSERT INTO {CHANGED} (line, target) VALUES (%s, %s)",
                        [line, targets[line]],
                    )

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
        if not self._compared:
            return
        assignments = ", ".join(
            f"{stage.quoted(name)} = s.{stage.quoted(name)}" for name in self._compared
        )
        stage.execute(
            f"UPDATE {stage.target} SET {assignments} FROM {CHANGED} c"
            f" JOIN {TABLE} s ON s.line = c.line WHERE {stage.target}.id = c.target"
        )

    def _insert(self) -> None:
        stage = self._stage
        staged = stage.table_columns()
        others = [
            field
            for field in self._model._meta.concrete_fields
            if not field.primary_key and field.column not in staged
        ]
        defaults = [self._default(field) for field in others]
        columns = stage.listed([*staged, *(str(field.column) for field in others)])
        places = "".join(", %s" for _ in others)
        stage.execute(
            f"INSERT INTO {stage.target} ({columns})"
            f" SELECT {stage.listed(staged, 's')}{places} FROM {TABLE} s"
            f" JOIN {NEW} n ON n.line = s.line ORDER BY s.line",
            defaults,
        )

    def _default(self, field: "Field[Any, Any]") -> Any:
        return field.get_db_prep_save(field.get_default(), self._stage.connection)

    def _write_history(self, kind: str, run: ImportRun, reason: str, lines: str) -> None:
        stage = self._stage
        history: type[Model] = self._model.history.model  # type: ignore[attr-defined]
        columns = stage.listed([str(f.column) for f in self._model._meta.concrete_fields])
        values = stage.listed([str(f.column) for f in self._model._meta.concrete_fields], "t")
        about = (
            "history_date",
            "history_type",
            "history_change_reason",
            "history_user_id",
            "import_run_id",
        )
        at = stage.connection.ops.adapt_datetimefield_value(timezone.now())
        for key in stage.dataset.keys:
            stage.execute(
                f"INSERT INTO {stage.quoted(history._meta.db_table)}"
                f" ({columns}, {stage.listed(about)})"
                f" SELECT {values}, %s, %s, %s, %s, %s FROM {lines} n"
                f" JOIN {TABLE} s ON s.line = n.line"
                f" JOIN {stage.target} t ON {stage.same(key, 't', 's')}"
                f" AND {stage.applies(key, 't')}"
                f" WHERE {stage.applies(key)} ORDER BY n.line",
                [at, kind, reason, run.user_id, run.pk],
            )
