"""What an import changes, field by field, in the words a person knows: names, not ids."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Field, ForeignKey

from franchises.imports.comparing import CHANGED, targets_of_changed
from franchises.imports.payments import assessment_in_words
from franchises.imports.related import Related
from franchises.imports.staging import TABLE, Stage
from franchises.models import FeeAssessment
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
    stage: Stage,
    compared: Sequence[str],
    related: Related | None = None,
    at_most: int | None = SHOWN,
    pairs: str = CHANGED,
) -> list[Change]:
    """Return the changes of fields in the order of the file; all where *at_most* is None.

    *pairs* is the table of the lines, each with the id of the row that it is compared with.
    """
    if not compared and related is None:
        return []
    fields = {str(f.column): f for f in stage.dataset.model._meta.concrete_fields}
    words = {name: _Words(fields[name]) for name in compared}
    keys = [stage.names("t", key) for key in stage.dataset.keys]
    named = [name for key in keys for name in key]
    found: list[Change] = []
    sets = {} if related is None else related.told(targets_of_changed(stage))
    for line, *values in _differing(stage, named, compared, at_most, pairs):
        key = _first_key(values, keys)
        versions = zip(values[len(named) :: 2], values[len(named) + 1 :: 2], strict=True)
        for name, (old, new) in zip(compared, versions, strict=True):
            if old != new:
                say = words[name]
                found.append(Change(line, key, fields[name].name, say(old), say(new)))
        if related is not None and line in sets:
            found.append(Change(line, key, related.name, *sets[line]))
    return found if at_most is None else found[:at_most]


def _first_key(values: Sequence[Any], keys: Sequence[Sequence[str]]) -> str:
    """Return what a row is known by: the first of its keys that it has, as *values* begin with."""
    rest = iter(values)
    worded = (" ".join(str(value) for value in islice(rest, len(key)) if value) for key in keys)
    return next(filter(None, worded), "")


def _differing(
    stage: Stage, named: Sequence[str], compared: Sequence[str], at_most: int | None, pairs: str
) -> Iterator[tuple[Any, ...]]:
    told = [_told(stage, table, name) for name in compared for table in ("t", "s")]
    limit = "" if at_most is None else f" LIMIT {at_most}"
    sql = (
        f"SELECT c.line, {', '.join([*named, *told])} FROM {pairs} c"
        f" JOIN {TABLE} s ON s.line = c.line JOIN {stage.target} t ON t.id = c.target"
        f" ORDER BY c.line{limit}"
    )
    with stage.connection.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(1_000):
            yield from rows


def _told(stage: Stage, table: str, name: str) -> str:
    """Return the SQL of a value as it is told; assessments are too many to know all by name."""
    column = f"{table}.{stage.quoted(name)}"
    if name != "pays_id":
        return column
    assessments = stage.quoted(FeeAssessment._meta.db_table)
    return f"(SELECT {assessment_in_words('a')} FROM {assessments} a WHERE a.id = {column})"


class _Words:
    """Says a stored value of one column as a person would."""

    def __init__(self, field: "Field[Any, Any]") -> None:
        self._is_money = field.get_internal_type() == "BigIntegerField" and not field.primary_key
        self._is_yes_or_no = field.get_internal_type() == "BooleanField"
        self._names: dict[int, str] = {}
        if isinstance(field, ForeignKey) and field.remote_field.model is not FeeAssessment:
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
