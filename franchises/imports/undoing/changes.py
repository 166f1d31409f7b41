"""What an undo would do to each row, field by field, for a person to read."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Field, ForeignKey, Model

from franchises.imports.undoing.obstacles import record_names
from franchises.imports.undoing.reversal import Reversal
from franchises.models.fields import CentsField
from franchises.rules.money import format_money

ACTS = {"+": "delete", "~": "put back", "-": "create again"}

Names = Mapping[type[Model], Mapping[Any, str]]


@dataclass(frozen=True)
class FieldChange:
    """One field: what it says now, and what it said before and would say again."""

    name: str
    now: str
    again: str

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class RowChange:
    """One row that goes back: what is done to it and, where it is put back, in which fields."""

    act: str
    record: str
    fields: tuple[FieldChange, ...] = ()

    def worded(self) -> str:
        """Return the change on one line."""
        told = "; ".join(
            f"{each.name}: {each.now or 'empty'} -> {each.again or 'empty'}" for each in self.fields
        )
        return f"{self.act} {self.record}" + (f" ({told})" if told else "")


def changes_of(reversal: Reversal, room: int) -> list[RowChange]:
    """Return the first *room* rows that go back. A fixed number of queries for a table."""
    found = reversal.rows(
        f"SELECT id, kind, change, before FROM {reversal.table} ORDER BY change LIMIT {room}"
    )
    names = record_names(reversal, [row[0] for row in found])
    pairs = {id_: (change, before) for id_, kind, change, before in found if kind == "~"}
    fields = _field_changes(reversal, pairs)
    return [RowChange(ACTS[kind], names[id_], fields.get(id_, ())) for id_, kind, _, _ in found]


def _field_changes(
    reversal: Reversal, pairs: Mapping[int, tuple[int, int | None]]
) -> dict[int, tuple[FieldChange, ...]]:
    """Return, for each row, how its history row of the run differs from the one before."""
    past: Any = reversal.history._default_manager.in_bulk(
        {key for keys in pairs.values() for key in keys}
    )
    members = _members(reversal, list(past))
    names = _names_of_related(reversal.model, list(past.values()))
    fields = [each for each in reversal.model._meta.concrete_fields if not each.primary_key]
    changes = {}
    for id_, (change, before) in pairs.items():
        if before is None or before not in past:
            continue
        now, again = past[change], past[before]
        differing = [
            FieldChange(each.name, _shown(each, now, names), _shown(each, again, names))
            for each in fields
            if getattr(now, each.attname) != getattr(again, each.attname)
        ]
        differing += [
            FieldChange(many, ", ".join(sets[change]), ", ".join(sets[before]))
            for many, sets in members.items()
            if sets[change] != sets[before]
        ]
        changes[id_] = tuple(differing)
    return changes


def _members(reversal: Reversal, history_ids: Sequence[int]) -> dict[str, dict[int, list[str]]]:
    """Return the members that each history row had, by relation, in order of their names."""
    members: dict[str, dict[int, list[str]]] = {}
    for many in reversal.many_to_many():
        target = many.m2m_reverse_field_name()
        named = dict(many.related_model._base_manager.values_list("pk", "name"))
        sets: dict[int, list[str]] = defaultdict(list)
        for history_id, key in (
            reversal.past_members(many)
            ._default_manager.filter(history_id__in=history_ids)
            .values_list("history_id", f"{target}_id")
        ):
            sets[history_id].append(named.get(key, f"no. {key}"))
        for each in sets.values():
            each.sort()
        members[many.name] = sets
    return members


def _names_of_related(model: type[Model], rows: Sequence[Any]) -> Names:
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey):
            wanted[field.related_model] |= {getattr(row, field.attname) for row in rows} - {None}
    return {
        related: {
            key: str(each)
            # A franchise is called by its number and its franchisee.
            for key, each in related._base_manager.select_related().in_bulk(keys).items()
        }
        for related, keys in wanted.items()
    }


def _shown(field: "Field[Any, Any]", row: Any, names: Names) -> str:
    value = getattr(row, field.attname)
    if value is None:
        return ""
    if isinstance(field, ForeignKey):
        return names[field.related_model].get(value, f"no. {value}")
    if isinstance(field, CentsField):
        return format_money(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
