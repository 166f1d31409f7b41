"""The rows of a data set, as they are asked for: from a table of the database, or worked out.

Both answer the same questions in the same way, so that nobody who asks can tell them apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, Protocol

from django.db.models import F, QuerySet

from franchises.public.open_data.fields import Field, Kind

Row = tuple[Any, ...]
# What goes with some rows: by their primary keys, the names of each.
NamesOf = Callable[[Sequence[int]], Mapping[int, tuple[str, ...]]]


@dataclass(frozen=True)
class Asked:
    """What somebody wants of a data set: rows that are so, in this order, from here, so many."""

    equal: Mapping[str, Any] = field(default_factory=dict)
    search: str = ""
    # Names of columns, each with whether the greatest comes first.
    order: tuple[tuple[str, bool], ...] = ()
    offset: int = 0
    limit: int | None = None

    def part(self, rows: Any) -> Any:
        """Return the part of *rows* that is asked for."""
        return rows[self.offset : None if self.limit is None else self.offset + self.limit]


@dataclass(frozen=True)
class Part:
    """The rows asked for; ``count(at_most)`` is how many are so wherever they begin, counted no
    further than *at_most*."""

    rows: Sequence[Row]
    count: Callable[[int], int]


class Rows(Protocol):
    """The rows of a data set on a day."""

    def read(self, fields: Sequence[Field], asked: Asked, today: date) -> Part:
        """Return the rows asked for, with the cells of *fields* in their order."""


@dataclass(frozen=True)
class StoredRows:
    """Rows of a table: filtered, ordered and cut by the database, in one query.

    ``paths`` say where a column is found, if not under its own name; ``names`` read the columns
    of several names, one query each, for the rows that are returned.
    """

    rows: Callable[[date], QuerySet[Any]]
    search: Callable[[QuerySet[Any], str], QuerySet[Any]]
    order: tuple[str, ...]
    paths: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, NamesOf] = field(default_factory=dict)

    def read(self, fields: Sequence[Field], asked: Asked, today: date) -> Part:
        found = self._found(asked, today)
        order = [
            F(self._path(name)).desc(nulls_last=True)
            if is_descending
            else F(self._path(name)).asc(nulls_last=True)
            for name, is_descending in asked.order
        ]
        part = asked.part(found.order_by(*order, *self.order))
        cells = [self._path(each.name) if each.name not in self.names else "pk" for each in fields]
        rows = list(part.values_list("pk", *cells))
        keys = [row[0] for row in rows]
        named = {
            each.name: self.names[each.name](keys) for each in fields if each.name in self.names
        }
        found_rows = [
            tuple(
                named[each.name].get(key, ()) if each.name in named else cell
                for each, cell in zip(fields, cells, strict=True)
            )
            for key, *cells in rows
        ]
        # Counted in an order, or a database may go by another index and read all over the table.
        ordered = found.order_by(*self.order)
        return Part(found_rows, lambda at_most: ordered[:at_most].count())

    def _found(self, asked: Asked, today: date) -> QuerySet[Any]:
        found = self.rows(today)
        for name, value in asked.equal.items():
            found = found.filter(**{self._path(name): value})
        return self.search(found, asked.search) if asked.search else found

    def _path(self, name: str) -> str:
        return self.paths.get(name, name)


@dataclass(frozen=True)
class ComputedRows:
    """Rows that a report works out: as many as there are years and franchises, and no more.

    ``rows`` is told which values are asked for, and may leave out rows that have others.
    """

    rows: Callable[[Mapping[str, Any]], Sequence[Row]]

    def read(self, fields: Sequence[Field], asked: Asked, today: date) -> Part:
        found = self._found(fields, asked)
        place = {each.name: number for number, each in enumerate(fields)}
        for name, is_descending in reversed(asked.order):
            number = place[name]
            known = [row for row in found if row[number] is not None]
            unknown = [row for row in found if row[number] is None]
            known.sort(key=itemgetter(number), reverse=is_descending)
            found = known + unknown
        return Part(asked.part(found), lambda at_most: min(len(found), at_most))

    def _found(self, fields: Sequence[Field], asked: Asked) -> list[Row]:
        found = list(self.rows(asked.equal))
        for number, each in enumerate(fields):
            if each.name in asked.equal:
                value = asked.equal[each.name]
                found = [row for row in found if row[number] == value]
        if asked.search:
            text = asked.search.casefold()
            words = [number for number, each in enumerate(fields) if each.kind is Kind.TEXT]
            found = [row for row in found if any(text in row[n].casefold() for n in words)]
        return found
