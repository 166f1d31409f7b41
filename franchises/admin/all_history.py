"""The history of everything: the newest changes of all records together, filtered, page by page.

Every table of history is asked for its newest rows, by their number, and these are merged by time.
A page goes on where the one before it ended in each table, so that the last costs what the first
did.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from heapq import merge
from typing import Any

from django.apps import apps
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import BooleanField, DateField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils.timezone import make_aware

from franchises.admin.history import Change, HistoryEntry, entries_of_pairs
from franchises.models import Franchise
from franchises.models.fields import CentsField

ACCOUNTS = "account"
KINDS = {"+": ADDITION, "~": CHANGE, "-": DELETION}
ABOUT = {"money": "Money", "term": "A day, as of a term", "status": "A status, or another choice"}
WORDS = {ADDITION: "Created", CHANGE: "Changed", DELETION: "Deleted"}


@dataclass(frozen=True)
class Line:
    """One change: of which kind of record, what it is called, and where its own history is."""

    source: str
    number: int
    noun: str
    name: str
    model: Any
    pk: Any
    entry: HistoryEntry


@dataclass(frozen=True)
class Page:
    """The lines of a page, and where the next begins; empty where this is the last."""

    lines: list[Line]
    after: str


def kept_models() -> dict[str, Any]:
    """Return every model with a history, by name."""
    ours = apps.get_app_config(Franchise._meta.app_label).get_models()
    return {
        str(model._meta.model_name): model
        for model in ours
        if hasattr(model._meta, "simple_history_manager_attribute")
    }


def page_of_history(sources: Sequence[str], asked: dict[str, Any], after: str, length: int) -> Page:
    """Return *length* changes of *sources* that fit what is *asked*, the newest first.

    *after* is that of the page before; raises `ValueError` where it is none. The number of queries
    depends on the sources, not on the rows.
    """
    ends = _read_cursor(after)
    found = [_lines_of(source, asked, ends.get(source), length) for source in sources]
    merged = list(merge(*found, key=lambda line: line.entry.at, reverse=True))
    lines = merged[:length]
    for line in lines:
        ends[line.source] = line.number
    is_last = len(merged) <= length
    return Page(lines, "" if is_last else _written_cursor(ends))


def all_lines(sources: Sequence[str], asked: dict[str, Any], length: int = 500) -> Iterator[Line]:
    """Yield every change that fits, the newest first, reading page after page."""
    after = ""
    while True:
        page = page_of_history(sources, asked, after, length)
        yield from page.lines
        after = page.after
        if not after:
            return


def _lines_of(source: str, asked: dict[str, Any], end: int | None, length: int) -> list[Line]:
    """Return one line more than a page of *source*: of them, some may be of the next."""
    if source == ACCOUNTS:
        return _account_lines(asked, end, length + 1)
    model = kept_models()[source]
    key = model._meta.pk.attname
    older = model.history.filter(**{key: OuterRef(key)}, history_id__lt=OuterRef("history_id"))
    rows = _filtered(model.history.all(), asked).annotate(
        before_id=Subquery(older.order_by("-history_id").values("history_id")[:1])
    )
    if end is not None:
        rows = rows.filter(history_id__lt=end)
    if asked.get("about"):
        rows = _changed_in(rows, asked["about"])
    newest = list(
        rows.select_related("history_user", "import_run").order_by("-history_id")[: length + 1]
    )
    before = model.history.in_bulk([row.before_id for row in newest if row.before_id])
    pairs = [(row, before.get(row.before_id)) for row in newest]
    return [
        Line(
            source,
            row.history_id,
            str(model._meta.verbose_name).capitalize(),
            _name(row),
            model,
            getattr(row, key),
            entry,
        )
        for row, entry in zip(newest, entries_of_pairs(pairs), strict=True)
    ]


def _changed_in(rows: QuerySet[Any], about: str) -> QuerySet[Any]:
    """Return the changes of *rows* that left another value in a field of this sort."""
    same = Q()
    for name in _fields_about(rows.model, about):
        both_empty = Q(IsNull(OuterRef(name), True), **{f"{name}__isnull": True})
        same &= Q(**{name: OuterRef(name)}) | both_empty
    as_before = rows.model.objects.filter(same, history_id=OuterRef("before_id"))
    return rows.filter(~Exists(as_before), history_type="~")


def _fields_about(history: Any, about: str) -> list[str]:
    sorts: dict[str, Any] = {
        "money": lambda field: isinstance(field, CentsField),
        "term": lambda field: field.get_internal_type() == DateField.__name__,
        "status": lambda field: field.choices or isinstance(field, BooleanField),
    }
    return [field.attname for field in history.tracked_fields if sorts[about](field)]


def _filtered(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    filters = {
        "history_user": asked.get("person"),
        "history_type": asked.get("kind"),
        "import_run_id": asked.get("import_run"),
        "history_change_reason__icontains": asked.get("reason"),
        "history_date__gte": _midnight(asked.get("since")),
        "history_date__lte": _midnight(asked.get("until"), time.max),
        "pk_of_record": asked.get("number"),
    }
    number = filters.pop("pk_of_record")
    if number:
        filters[rows.model.instance_type._meta.pk.attname] = number
    return rows.filter(**{name: value for name, value in filters.items() if value})


def _account_lines(asked: dict[str, Any], end: int | None, length: int) -> list[Line]:
    """Return what was done to accounts and groups in the admin: who was given which right."""
    if asked.get("import_run") or asked.get("reason") or asked.get("about"):
        return []
    filters = {
        "user": asked.get("person"),
        "action_flag": KINDS.get(asked.get("kind") or ""),
        "action_time__gte": _midnight(asked.get("since")),
        "action_time__lte": _midnight(asked.get("until"), time.max),
        "object_id": asked.get("number") and str(asked["number"]),
        "pk__lt": end,
    }
    rows = LogEntry.objects.filter(
        content_type__app_label="auth",
        **{name: value for name, value in filters.items() if value is not None and value != ""},
    )
    return [
        Line(
            ACCOUNTS,
            row.pk,
            str(row.content_type.name).capitalize() if row.content_type else "Account",
            row.object_repr,
            None,
            row.object_id,
            HistoryEntry(
                at=row.action_time,
                action=WORDS[row.action_flag],
                who=row.user.get_username(),
                reason="",
                import_run=None,
                changes=(Change("Account", "-", row.get_change_message() or "-"),),
            ),
        )
        for row in rows.select_related("user", "content_type").order_by("-pk")[:length]
    ]


def _name(row: Any) -> str:
    """Return what the record was called, without asking the database for what it hangs on."""
    record = row.instance_type
    for name in ("number", "asset_id", "reference", "name", "source"):
        if getattr(row, name, ""):
            return str(getattr(row, name))
    return f"no. {getattr(row, record._meta.pk.attname)}"


def _midnight(day: Any, at: time = time.min) -> datetime | None:
    return make_aware(datetime.combine(day, at)) if day else None


def _read_cursor(after: str) -> dict[str, int]:
    """Return the number that each source ended at, as in ``franchise-12.feeschedule-3``."""
    ends = {}
    for part in after.split(".") if after else []:
        source, _, number = part.partition("-")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise ValueError(f"{after[:80]!r} is no page of the history")
        ends[source] = int(number)
    return ends


def _written_cursor(ends: dict[str, int]) -> str:
    return ".".join(f"{source}-{number}" for source, number in sorted(ends.items()))
