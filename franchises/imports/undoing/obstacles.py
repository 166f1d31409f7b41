"""What stands in the way of an undo, and how records are called where it says so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey, Model
from django.utils.timezone import localtime

from franchises.imports.problems import SHOWN
from franchises.imports.undoing.checks import checks_of
from franchises.imports.undoing.reversal import Reversal

DONE = {"+": "was created again", "~": "was changed", "-": "was deleted"}


@dataclass(frozen=True)
class Obstacle:
    """One record that cannot go back: why not and, where a change stands on it, who and when."""

    record: str
    rule: str
    who: str = ""
    at: datetime | None = None

    def worded(self) -> str:
        """Return the obstacle on one line."""
        by = f" by {self.who}" if self.who else ""
        on = f" on {localtime(self.at):%Y-%m-%d at %H:%M}" if self.at else ""
        return f"{self.record}: {self.rule}{by}{on}"


class Obstacles:
    """All that stands in the way of an undo: everything counted, the first kept to be shown."""

    def __init__(self) -> None:
        self.count = 0
        self._shown: list[Obstacle] = []

    def __iter__(self) -> Iterator[Obstacle]:
        return iter(self._shown)

    @property
    def shown(self) -> int:
        return len(self._shown)

    def look_at(self, reversal: Reversal, siblings: Sequence[Reversal]) -> None:
        """Add what stands in the way of *reversal*, which happens together with *siblings*."""
        self._add_later_changes(reversal)
        for check in checks_of(reversal, siblings):
            found = self._first(reversal, check.sql)
            names = record_names(reversal, [row[0] for row in found])
            self._shown += [Obstacle(names[id_], check.words(told)) for id_, told in found]

    def _add_later_changes(self, reversal: Reversal) -> None:
        found = self._first(
            reversal, f"SELECT id, later FROM {reversal.table} WHERE later IS NOT NULL"
        )
        names = record_names(reversal, [id_ for id_, _ in found])
        changes = (
            reversal.history._default_manager.select_related("history_user", "import_run")
            .filter(pk__in=[later for _, later in found])
            .in_bulk()
        )
        for id_, later in found:
            change: Any = changes[later]
            rule = DONE[change.history_type]
            self._shown.append(Obstacle(names[id_], rule, who_changed(change), change.history_date))

    def _first(self, reversal: Reversal, sql: str) -> list[tuple[Any, ...]]:
        """Return the first rows of *sql* that there is still room for, having counted them all."""
        ((count,),) = reversal.rows(f"SELECT COUNT(*) FROM ({sql}) found")
        self.count += count
        room = SHOWN - len(self._shown)
        return reversal.rows(f"{sql} ORDER BY 1 LIMIT {room}") if count and room else []


def who_changed(change: Any) -> str:
    """Return who made a change that the history has, and through which import."""
    run = change.import_run
    who = "somebody who is not recorded"
    if change.history_user is not None:
        who = str(change.history_user.get_username())
    elif run is not None and run.operator:
        who = f"{run.operator} (command)"
    return who if run is None else f"{who}, import {run.pk},"


def record_names(reversal: Reversal, ids: Iterable[int]) -> Mapping[int, str]:
    """Return how records are called, by id, as the run knew them. One query a related table."""
    wanted = list(ids)
    places = ", ".join(["%s"] * len(wanted))
    sql = f"SELECT change FROM {reversal.table} WHERE id IN ({places})"
    changes = [change for (change,) in reversal.rows(sql, wanted)] if wanted else []
    past: Any = reversal.history._default_manager.filter(pk__in=changes)
    records = [row.instance for row in past]
    for field in reversal.model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and records:
            _attach(field, records)
    return {record.pk: _name_of(record) for record in records}


def _attach(field: "ForeignKey[Any, Any]", records: Sequence[Model]) -> None:
    keys = {getattr(record, field.attname) for record in records}
    related = field.related_model._base_manager.in_bulk(keys - {None})
    for record in records:
        if getattr(record, field.attname) in related:
            setattr(record, field.name, related[getattr(record, field.attname)])


def _name_of(record: Model) -> str:
    noun = str(record._meta.verbose_name)
    reference = getattr(record, "reference", "")
    try:
        return f"{noun} {record}" + (f" ({reference})" if reference else "")
    except ObjectDoesNotExist:
        # What it was named after was deleted since.
        return f"{noun} no. {record.pk}"
