"""One table goes back to what it was before a run: row by row from its history, set-based.

The SQL of an undo is here, and what a run of a million rows costs is the database's memory, not
ours. Whether an undo may happen at all is for `obstacles` and `undo` to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ManyToManyField, Model
from django.utils import timezone

from franchises.imports.statements import Statements
from franchises.models import ImportRun

# What a run did to a row, and what the history says of the undo of that.
OPPOSITE = {"+": "-", "~": "~", "-": "+"}


@dataclass(frozen=True)
class Counts:
    """How many rows an undo deletes, puts back as they were, and creates again."""

    deleted: int = 0
    restored: int = 0
    recreated: int = 0

    @property
    def total(self) -> int:
        return self.deleted + self.restored + self.recreated


class Reversal(Statements):
    """The rows of one table that a run wrote, and the way back for each.

    The temporary ``table`` has a row for each: its ``id``, the ``kind`` of the change, the history
    row of that ``change``, the one ``before`` it (NULL where the run created the row), and the
    first ``later`` one that stands: made neither by an undo nor by a run that was undone.
    """

    def __init__(self, connection: BaseDatabaseWrapper, model: type[Model], run: ImportRun) -> None:
        super().__init__(connection)
        self.model, self._run = model, run
        self.history: type[Model] = model.history.model  # type: ignore[attr-defined]
        self.table = f"import_undo_{model._meta.model_name}"
        self.target = self.quoted(model._meta.db_table)
        self.past = self.quoted(self.history._meta.db_table)
        self.columns = [str(field.column) for field in model._meta.concrete_fields]

    def find(self, *, locks: bool) -> Counts:
        """Find what the run wrote; where *locks* is set, nobody changes it until the undo ends."""
        self.drop()
        at_end = "ON COMMIT DROP" if self.is_postgresql else ""
        self.execute(
            f"CREATE TEMPORARY TABLE {self.table} (id bigint PRIMARY KEY, kind char(1) NOT NULL,"
            f" change bigint NOT NULL, before bigint, later bigint) {at_end}"
        )
        self.execute(
            f"INSERT INTO {self.table} (id, kind, change, before)"
            f" SELECT c.id, c.history_type, c.history_id, MAX(p.history_id)"
            f" FROM {self.past} c LEFT JOIN {self.past} p"
            f" ON p.id = c.id AND p.history_id < c.history_id AND c.history_type <> '+'"
            f" WHERE c.import_run_id = %s GROUP BY c.id, c.history_type, c.history_id",
            [self._run.pk],
        )
        if self.is_postgresql:
            self.execute(f"ANALYZE {self.table}")
        if self.is_postgresql and locks:
            self.rows(
                f"SELECT COUNT(*) FROM (SELECT 1 FROM {self.target} t"
                f" JOIN {self.table} u ON u.id = t.id FOR UPDATE OF t) locked"
            )
        self._find_later()
        kinds = dict(self.rows(f"SELECT kind, COUNT(*) FROM {self.table} GROUP BY kind"))
        return Counts(kinds.get("+", 0), kinds.get("~", 0), kinds.get("-", 0))

    def write(self, undo: ImportRun, reason: str) -> None:
        """Put every row back, and write the history of that."""
        self._write_history("+", undo, reason)
        for field in self.many_to_many():
            self._clear(field)
        self._delete()
        self._put_back()
        self._create_again()
        self._write_history("~", undo, reason)
        self._write_history("-", undo, reason)
        for field in self.many_to_many():
            self._fill(field, undo)

    def drop(self) -> None:
        """Give the room of the temporary table back."""
        self.execute(f"DROP TABLE IF EXISTS {self.table}")

    def many_to_many(self) -> Sequence["ManyToManyField[Any, Any]"]:
        """Return the relations whose members the history keeps, such as a franchise's boroughs."""
        return tuple(self.history._history_m2m_fields)  # type: ignore[attr-defined]

    def past_members(self, field: "ManyToManyField[Any, Any]") -> type[Model]:
        """Return the model of the members that each history row had."""
        model: type[Model] = getattr(self.history, field.name).model
        return model

    def _find_later(self) -> None:
        runs = self.quoted(ImportRun._meta.db_table)
        self.execute(
            f"UPDATE {self.table} SET later = found.later FROM ("
            f" SELECT u.id, MIN(l.history_id) AS later FROM {self.table} u"
            f" JOIN {self.past} l ON l.id = u.id AND l.history_id > u.change"
            f" LEFT JOIN {runs} r ON r.id = l.import_run_id"
            f" LEFT JOIN {runs} n ON n.undoes_id = r.id"
            f" WHERE r.id IS NULL OR (r.undoes_id IS NULL AND n.id IS NULL) GROUP BY u.id"
            f") found WHERE found.id = {self.table}.id"
        )

    def _delete(self) -> None:
        self.execute(
            f"DELETE FROM {self.target} WHERE id IN (SELECT id FROM {self.table} WHERE kind = '+')"
        )

    def _put_back(self) -> None:
        others = [self.quoted(name) for name in self.columns if name != "id"]
        assignments = ", ".join(f"{name} = h.{name}" for name in others)
        self.execute(
            f"UPDATE {self.target} SET {assignments} FROM {self.table} u"
            f" JOIN {self.past} h ON h.history_id = u.before"
            f" WHERE {self.target}.id = u.id AND u.kind = '~'"
        )

    def _create_again(self) -> None:
        self.execute(
            f"INSERT INTO {self.target} ({self.listed(self.columns)})"
            f" SELECT {self.listed(self.columns, 'h')} FROM {self.table} u"
            f" JOIN {self.past} h ON h.history_id = u.before WHERE u.kind = '-' ORDER BY u.change"
        )

    def _write_history(self, kind: str, undo: ImportRun, reason: str) -> None:
        about = (
            "history_date",
            "history_type",
            "history_change_reason",
            "history_user_id",
            "import_run_id",
        )
        at = self.connection.ops.adapt_datetimefield_value(timezone.now())
        self.execute(
            f"INSERT INTO {self.past} ({self.listed(self.columns)}, {self.listed(about)})"
            f" SELECT {self.listed(self.columns, 't')}, %s, %s, %s, %s, %s FROM {self.table} u"
            f" JOIN {self.target} t ON t.id = u.id WHERE u.kind = %s ORDER BY u.change",
            [at, OPPOSITE[kind], reason, undo.user_id, undo.pk, kind],
        )

    def _clear(self, field: "ManyToManyField[Any, Any]") -> None:
        through = self.quoted(field.m2m_db_table())
        self.execute(
            f"DELETE FROM {through} WHERE {self.quoted(field.m2m_column_name())}"
            f" IN (SELECT id FROM {self.table})"
        )

    def _fill(self, field: "ManyToManyField[Any, Any]", undo: ImportRun) -> None:
        through = self.quoted(field.m2m_db_table())
        past = self.quoted(self.past_members(field)._meta.db_table)
        names = list(_columns_of_pairs(field))
        self.execute(
            f"INSERT INTO {through} ({self.listed(names)}) SELECT {self.listed(names, 'm')}"
            f" FROM {past} m JOIN {self.table} u ON u.before = m.history_id"
        )
        self.execute(
            f"INSERT INTO {past} ({self.listed(names)}, history_id)"
            f" SELECT {self.listed(names, 'x')}, h.history_id FROM {through} x"
            f" JOIN {self.past} h ON h.id = x.{self.quoted(field.m2m_column_name())}"
            f" WHERE h.import_run_id = %s AND h.history_type <> '-'",
            [undo.pk],
        )


def _columns_of_pairs(field: "ManyToManyField[Any, Any]") -> Iterator[str]:
    """Give the columns of the table of pairs: its id, the record's and the member's."""
    yield from ("id", field.m2m_column_name(), field.m2m_reverse_name())
