"""What an import changes, field by field, in the words a person knows: names, not ids."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, ForeignKey

from franchises.imports.dataset import Key
from franchises.imports.loading import CHANGED, targets_of_changed
from franchises.imports.related import Related
from franchises.imports.staging import TABLE, Stage
from franchises.rules.money import CENT, format_money

SHOWN = 50


@dataclass(frozen=True)
class Change:
    """One field of one row that the file has otherwise: what is stored, and what the file says."""

    line: int
    key: str
    field: str
    old: str
    new: str


def changes(
    stage: Stage, compared: Sequence[str], related: Related | None, at_most: int | None = SHOWN
) -> list[Change]:
    """Return the changes of fields in the order of the file; all where *at_most* is None."""
    if not compared and related is None:
        return []
    fields = {str(f.column): f for f in stage.dataset.model._meta.concrete_fields}
    keys = [_readable(key, fields) for key in stage.dataset.keys]
    named = [*dict.fromkeys(name for key in keys for name in key)]
    words = {name: _Words(fields[name]) for name in {*named, *compared}}
    found: list[Change] = []
    sets = {} if related is None else related.told(targets_of_changed(stage))
    for line, *values in _differing(stage, named, compared, at_most):
        names = {name: words[name](value) for name, value in zip(named, values, strict=False)}
        key = next(filter(None, (" ".join(filter(None, map(names.get, key))) for key in keys)), "")
        pairs = zip(values[len(named) :: 2], values[len(named) + 1 :: 2], strict=True)
        for name, (old, new) in zip(compared, pairs, strict=True):
            if old != new:
                say = words[name]
                found.append(Change(line, key, fields[name].name, say(old), say(new)))
        if related is not None and line in sets:
            found.append(Change(line, key, related.name, *sets[line]))
    return found if at_most is None else found[:at_most]


def _readable(key: Key, fields: Mapping[str, object]) -> tuple[str, ...]:
    """Return the columns that name a row by *key* to a person: as written, where those are kept."""
    return key.written if fields.keys() >= set(key.written) else key.columns


def _differing(
    stage: Stage, named: Sequence[str], compared: Sequence[str], at_most: int | None
) -> Iterator[tuple[Any, ...]]:
    pairs = "".join(f", t.{stage.quoted(name)}, s.{stage.quoted(name)}" for name in compared)
    limit = "" if at_most is None else f" LIMIT {at_most}"
    sql = (
        f"SELECT c.line, {stage.listed(named, 't')}{pairs} FROM {CHANGED} c"
        f" JOIN {TABLE} s ON s.line = c.line JOIN {stage.target} t ON t.id = c.target"
        f" ORDER BY c.line{limit}"
    )
    with stage.connection.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(1_000):
            yield from rows


class _Words:
    """Says a stored value of one column as a person would."""

    def __init__(self, field: "Field[Any, Any]") -> None:
        self._is_money = field.get_internal_type() == "BigIntegerField" and not field.primary_key
        self._is_yes_or_no = field.get_internal_type() == "BooleanField"
        self._names: dict[int, str] = {}
        if isinstance(field, ForeignKey):
            self._is_money = False
            related = field.remote_field.model._default_manager.all()
            name = "number" if hasattr(field.remote_field.model, "number") else "name"
            self._names = dict(related.values_list("pk", name))

    def __call__(self, value: Any) -> str:
        if value is None:
            return ""
        if self._names:
            return self._names.get(value, str(value))
        if self._is_yes_or_no:
            return "yes" if value else "no"
        return format_money(int(value) * CENT) if self._is_money else str(value)
