"""What an address asks of a data set: ``$limit``, ``$offset``, ``$order``, ``$q`` and
``column=value``. What it cannot be asked is refused in words, never ignored."""

import re
from collections.abc import Callable
from typing import Any

from django.http import QueryDict

from franchises.public.open_data.dataset import Dataset
from franchises.public.open_data.fields import whole
from franchises.public.open_data.rows import Asked
from franchises.public.query_string import LONGEST_VALUE, shown

LIMIT, LARGEST_LIMIT = 100, 1_000
LARGEST_OFFSET = 10_000_000
MOST_ORDERED = 3
UNKNOWN_PARAMETER = "is not something this address can be asked for"

Parser = Callable[[str], Any]


class BadRequest(Exception):
    """What cannot be asked: each parameter with the rule that it breaks."""

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        super().__init__(*errors)
        self.errors = errors


def asked_of(dataset: Dataset, query: QueryDict, *, is_paged: bool) -> Asked:
    """Return what *query* asks of *dataset*; a file has all rows, so it has no limit or offset.

    Raises `BadRequest` for every parameter that is unknown, given twice or malformed.
    """
    errors: list[tuple[str, str]] = []
    values: dict[str, Any] = {}
    columns = {each.name: each for each in dataset.fields if each.is_asked_for}
    special: dict[str, Parser] = {
        "$limit": whole(1, LARGEST_LIMIT),
        "$offset": whole(0, LARGEST_OFFSET),
        "$order": lambda text: _order(dataset, text),
        "$q": str,
    }
    parsers: dict[str, Parser] = {name: column.parse for name, column in columns.items()}
    parsers |= special if is_paged else {name: special[name] for name in ("$order", "$q")}
    for name, given in query.lists():
        try:
            values[name] = _parsed(parsers.get(name), given)
        except ValueError as error:
            errors.append((shown(name), str(error)))
    if errors:
        raise BadRequest(errors)
    return Asked(
        equal={name: value for name, value in values.items() if name in columns},
        search=values.get("$q", ""),
        order=values.get("$order", ()),
        offset=values.get("$offset", 0),
        limit=values.get("$limit", LIMIT) if is_paged else None,
    )


def check_nothing_asked(query: QueryDict) -> None:
    """Raise `BadRequest` where *query* asks anything of an address that takes no parameter."""
    if query:
        raise BadRequest([(shown(name), UNKNOWN_PARAMETER) for name in query])


def _parsed(parse: Parser | None, given: list[str]) -> Any:
    if parse is None:
        raise ValueError(UNKNOWN_PARAMETER)
    if len(given) > 1:
        raise ValueError(f"is given {len(given)} times: give it once")
    (text,) = given
    if not text:
        raise ValueError("is empty")
    if len(text) > LONGEST_VALUE:
        raise ValueError(f"is longer than {LONGEST_VALUE} characters")
    if "\0" in text:
        raise ValueError("has a character that cannot be searched for")
    try:
        return parse(text)
    except ValueError as error:
        raise ValueError(f"“{shown(text)}” {error}") from None


def order_pattern(dataset: Dataset) -> str:
    """Return the pattern of what ``$order`` may be: up to three columns of *dataset*."""
    names = "|".join(each.name for each in dataset.fields if each.is_ordered)
    one = f"(?:{names})(?: ASC| DESC)?"
    return f"^{one}(?:, ?{one}){{0,{MOST_ORDERED - 1}}}$"


def _order(dataset: Dataset, text: str) -> tuple[tuple[str, bool], ...]:
    """Return the columns of ``collected DESC, franchise``, each with whether it descends."""
    if not re.fullmatch(order_pattern(dataset), text):
        raise ValueError(
            f"is not the names of up to {MOST_ORDERED} columns, each alone or with ASC or DESC"
            " after it"
        )
    parts = [part.strip().partition(" ") for part in text.split(",")]
    return tuple((name, direction == "DESC") for name, _, direction in parts)
