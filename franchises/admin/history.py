"""The history of one record: who, when, what, the old and the new value, why, by which import."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import ForeignKey, Model
from django.utils.formats import date_format

from franchises.models import ImportRun
from franchises.models.fields import CentsField
from franchises.rules.money import format_money

EMPTY = "-"
ACTIONS = {"+": "Created", "~": "Changed", "-": "Deleted"}

# Related records by model and primary key, and the many-to-many keys of each history row.
Names = dict[type[Model], dict[Any, str]]
ManyKeys = dict[tuple[int, str], set[Any]]


@dataclass(frozen=True)
class Change:
    """One field, as it was and as it became."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryEntry:
    """One saved change of a record."""

    at: datetime
    action: str
    who: str
    reason: str
    import_run: ImportRun | None
    changes: tuple[Change, ...]


def history_entries(records: Sequence[Any], before: Any | None) -> list[HistoryEntry]:
    """Return the entries of *records*, the newest first, of one object.

    *before* is the next older record, which the oldest of *records* is compared with; None where
    that one is the first. The number of queries depends on the fields, not on the records.
    """
    if not records:
        return []
    return entries_of_pairs(list(zip(records, [*records[1:], before], strict=True)))


def entries_of_pairs(pairs: Sequence[tuple[Any, Any | None]]) -> list[HistoryEntry]:
    """Return the entry of each history row that is paired with the one before it of its object.

    All are of one model; the row before is None where there is none. The number of queries depends
    on the fields, not on the rows.
    """
    rows = [row for pair in pairs for row in pair if row is not None]
    if not rows:
        return []
    many = _many_to_many_keys(rows)
    names = _names_of_related(rows, many)
    return [
        HistoryEntry(
            at=row.history_date,
            action=ACTIONS[row.history_type],
            who=_who(row),
            reason=row.history_change_reason or "",
            import_run=row.import_run,
            changes=tuple(_changes(row, previous, many, names)),
        )
        for row, previous in pairs
    ]


def _who(row: Any) -> str:
    if row.history_user is not None:
        return str(row.history_user.get_username())
    if row.import_run is not None and row.import_run.operator:
        return f"{row.import_run.operator} (command)"
    return "not recorded"


def _changes(row: Any, previous: Any | None, many: ManyKeys, names: Names) -> Iterable[Change]:
    if row.history_type == "-":
        return
    for field in _fields(row):
        new = getattr(row, field.attname)
        old = getattr(previous, field.attname) if previous is not None else None
        shown_old, shown_new = _shown(field, old, names), _shown(field, new, names)
        if shown_old != shown_new:
            yield Change(_label(field), shown_old, shown_new)
    for field in row._history_m2m_fields:
        new = many[row.history_id, field.name]
        old = many[previous.history_id, field.name] if previous is not None else set()
        if old != new:
            known = names[field.related_model]
            yield Change(_label(field), _listed(old, known), _listed(new, known))


def _fields(row: Any) -> list[Any]:
    return [field for field in row.tracked_fields if field.editable and not field.primary_key]


def _label(field: Any) -> str:
    return str(field.verbose_name).replace("_", " ").capitalize()


def _shown(field: Any, value: Any, names: Names) -> str:
    """Return *value* as people read it; what is empty or unset is a dash."""
    if value in (None, "", [], {}) or value is False:
        return EMPTY
    if isinstance(field, ForeignKey):
        return names[field.related_model].get(value, f"no. {value} (since deleted)")
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, CentsField):
        return format_money(value)
    if value is True:
        return "yes"
    if isinstance(value, date):
        return date_format(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else str(value)


def _listed(keys: set[Any], known: dict[Any, str]) -> str:
    return ", ".join(sorted(known.get(key, f"no. {key}") for key in keys)) or EMPTY


def _many_to_many_keys(rows: Sequence[Any]) -> ManyKeys:
    """Return the related keys of each history row; one query a many-to-many field."""
    keys: ManyKeys = defaultdict(set)
    for field in rows[0]._history_m2m_fields:
        through = getattr(type(rows[0]), field.name).model
        target = f"{field.m2m_reverse_field_name()}_id"
        pairs = through.objects.filter(history_id__in=[row.history_id for row in rows])
        for history_id, key in pairs.values_list("history_id", target):
            keys[history_id, field.name].add(key)
    return keys


def _names_of_related(rows: Sequence[Any], many: ManyKeys) -> Names:
    """Return how each related record is called today; one query a related model."""
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for field in _fields(rows[0]):
        if isinstance(field, ForeignKey):
            wanted[field.related_model].update(getattr(row, field.attname) for row in rows)
    for field in rows[0]._history_m2m_fields:
        for row in rows:
            wanted[field.related_model] |= many[row.history_id, field.name]
    return {
        model: {
            key: str(each)
            # A record's name may hold that of its own parent, as a franchise's does.
            for key, each in model._base_manager.select_related().in_bulk(keys - {None}).items()
        }
        for model, keys in wanted.items()
    }
