"""Public pages read one snapshot of the database, and cannot write to it.

They use the ``public`` alias: the same SQLite file opened read-only, so that a page never waits
for an import's write lock; on PostgreSQL a read-only, repeatable-read connection, which may point
at a replica.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.http import HttpRequest, HttpResponse

_alias: ContextVar[str | None] = ContextVar("public_alias", default=None)

View = Callable[..., HttpResponse]


class PublicReads:
    """The database router: inside a public page, every query goes to the public alias."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        return _alias.get()

    def allow_relation(self, first: models.Model, second: models.Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return None if db == "default" else False


def reading_alias() -> str:
    """Return the alias that queries go to here: the public one inside a public page."""
    return _alias.get() or DEFAULT_DB_ALIAS


class KeptOpen:
    """What a page streams, and the snapshot it is read from, which ends with it or is let go of."""

    def __init__(self, chunks: Iterable[bytes], snapshot: ExitStack) -> None:
        self.chunks, self.snapshot = chunks, snapshot

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.chunks
        finally:
            self.close()

    def close(self) -> None:
        self.snapshot.close()


def reads_one_snapshot(view: View) -> View:
    """Return *view* with all its queries in one read-only transaction.

    That of a page which streams ends with its last byte, or when its reader goes away.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        alias = settings.PUBLIC_DATABASE
        token = _alias.set(alias)
        try:
            with ExitStack() as snapshot:
                snapshot.enter_context(transaction.atomic(using=alias))
                response: Any = view(request, *args, **kwargs)
                # Nobody reads the body of an answer to HEAD.
                if response.streaming and request.method != "HEAD":
                    response.streaming_content = KeptOpen(
                        response.streaming_content, snapshot.pop_all()
                    )
                return response
        finally:
            _alias.reset(token)

    return wrapped
