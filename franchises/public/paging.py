"""Long lists in pages, at a cost that does not grow with the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from franchises.public.query_string import LAST_PAGE

PAGE_SIZE = 50
COUNTED = 10_000


@dataclass(frozen=True)
class Page:
    """One page of a list; ``count`` is exact up to 10,000 and None past it."""

    number: int
    rows: Sequence[Any]
    count: int | None
    has_next: bool

    @property
    def previous_number(self) -> int:
        return self.number - 1

    @property
    def next_number(self) -> int:
        return self.number + 1

    @property
    def first_row(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.rows) - 1

    @property
    def counted(self) -> int:
        """How far the rows are counted."""
        return COUNTED

    @property
    def last_number(self) -> int | None:
        """The number of the last page; None where the rows are too many to count."""
        return None if self.count is None else max(1, -(-self.count // PAGE_SIZE))


def page_of(rows: QuerySet[Any], number: int) -> Page:
    """Return page *number* of *rows*, in two queries, or one where it is the last.

    Raises `Http404` beyond the last page.
    """
    start = (number - 1) * PAGE_SIZE
    found = list(rows[start : start + PAGE_SIZE + 1])
    if not found and number > 1:
        raise Http404
    has_next = len(found) > PAGE_SIZE
    # Counted in their order, or a database goes by the franchise and reads rows all over the table.
    count = rows[: COUNTED + 1].count() if has_next else start + len(found)
    return Page(
        number=number,
        rows=found[:PAGE_SIZE],
        count=count if count <= COUNTED else None,
        has_next=has_next and number < LAST_PAGE,
    )


def page_of_list(rows: Sequence[Any], number: int) -> Page:
    """Return page *number* of *rows*, which are all there; raises `Http404` beyond the last."""
    start = (number - 1) * PAGE_SIZE
    if number > 1 and start >= len(rows):
        raise Http404
    return Page(
        number=number,
        rows=rows[start : start + PAGE_SIZE],
        count=len(rows),
        has_next=start + PAGE_SIZE < len(rows),
    )
