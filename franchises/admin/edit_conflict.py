"""Two people with the same form open: the second save is refused, and told what the first changed.

A form carries the version that it was opened at: the newest row of the record's history, and of
each part of it that is edited beside it. A part that has no history is known by its values.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms.models import _get_foreign_key

from franchises.admin.history import HistoryEntry, history_entries

FIELD = "opened_at_version"
CHANGED = (
    "This record was changed since you opened it, and nothing of yours is saved. See below what is"
    " other now; what you typed stands in the form. Take over what is to stay: saving again puts"
    " the form as it stands in place of the record."
)


@dataclass(frozen=True)
class ChangedSince:
    """A change that was saved after a form was opened, and the name of what it is of."""

    name: str
    entry: HistoryEntry


@dataclass(frozen=True)
class Part:
    """What is edited in one form: the rows of a model that belong to a record."""

    model: Any
    filters: dict[str, Any]

    @property
    def history(self) -> Any:
        """The history of the rows, also of those deleted since; None where none is kept."""
        return self.model.history.filter(**self.filters) if _is_kept(self.model) else None

    def lock(self) -> None:
        """Keep the rows from other writers until the transaction ends. One query.

        On SQLite the transaction of a form is the only writer from its beginning.
        """
        rows: QuerySet[Any] = self.model._base_manager.filter(**self.filters)
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))

    def version(self) -> str:
        """Return what is another after every change of the rows. One query."""
        if self.history is not None:
            newest = self.history.order_by("-history_id").values_list("history_id", flat=True)
            return str(newest.first() or 0)
        rows = self.model._base_manager.filter(**self.filters).order_by("pk").values_list()
        return sha256(repr(list(rows)).encode()).hexdigest()[:16]


def parts_of(model: type[Model], inlines: Any, pk: Any) -> list[Part]:
    """Return the record with this key, then what the *inlines* edit beside it."""
    return [Part(model, {model._meta.pk.attname: pk}), *_inline_parts(model, inlines, pk)]


def version_of(parts: list[Part], *, for_writing: bool) -> str:
    """Return the version of a record with its *parts*, such as ``12-40``.

    Where it is *for_writing* and a transaction runs, nobody changes them until that ends. Ask
    before the record is read: what is changed between the two is then a change since.
    """
    if for_writing and transaction.get_connection().in_atomic_block:
        for part in parts:
            part.lock()
    return "-".join(part.version() for part in parts)


def changes_since(version: str, parts: list[Part]) -> list[ChangedSince]:
    """Return what was changed in *parts* after *version*, the newest first of each."""
    opened = version.split("-")
    if len(opened) != len(parts) or not all(each.isalnum() for each in opened):
        return []
    return [
        change
        for at, part in zip(opened, parts, strict=True)
        if part.history is not None and at.isdecimal() and len(at) < 19
        for change in _changes_of(part, int(at))
    ]


def _changes_of(part: Part, opened: int) -> Iterator[ChangedSince]:
    rows = part.history.select_related("history_user", "import_run").order_by("-history_id")
    since = rows.filter(history_id__gt=opened)
    for key in dict.fromkeys(since.values_list(part.model._meta.pk.attname, flat=True)):
        of_row = rows.filter(**{part.model._meta.pk.attname: key})
        newer = list(of_row.filter(history_id__gt=opened))
        before = of_row.filter(history_id__lte=opened).first()
        name = str(part.model._meta.verbose_name).capitalize()
        for entry in history_entries(newer, before):
            yield ChangedSince(name, entry)


def _inline_parts(model: type[Model], inlines: Any, pk: Any) -> Iterator[Part]:
    for inline in inlines:
        if hasattr(inline, "ct_field"):
            own = ContentType.objects.get_for_model(model)
            yield Part(inline.model, {inline.ct_field: own, inline.ct_fk_field: pk})
        else:
            key = _get_foreign_key(model, inline.model, fk_name=inline.fk_name)
            yield Part(inline.model, {key.attname: pk})


def _is_kept(model: Any) -> bool:
    return hasattr(model, "history") and hasattr(model._meta, "simple_history_manager_attribute")
