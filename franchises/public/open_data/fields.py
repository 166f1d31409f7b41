"""The columns of the public data sets: what a cell is, how it is written, how it is asked for.

What a column means is told where it is kept: by the help text of its model, or by the dictionary
of the reports.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import models
from django.utils.translation import gettext_noop

from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.reports.formats import no_formula
from franchises.reports.notes import UNKNOWN
from franchises.reports.tables import Words
from franchises.rules.fiscal_year import iso_day

LIST_SEPARATOR = " | "
LARGEST_COUNT = 999_999_999
MONEY_PATTERN = r"^-?[0-9]{1,12}\.[0-9]{2}$"
PERCENT_PATTERN = r"^-?[0-9]{1,9}\.[0-9]$"
DAY_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
YES_NO = {True: "yes", False: "no"}
# What a cell of CSV may hold where nothing is known: a figure is never left empty.
MISSING = ("", UNKNOWN)


class Kind(Enum):
    """What the cells of a column are, in words."""

    TEXT = gettext_noop("text")
    YEAR = gettext_noop("fiscal year")
    COUNT = gettext_noop("whole number")
    MONEY = gettext_noop("US dollars")
    PERCENT = gettext_noop("per cent")
    DEGREES = gettext_noop("degrees")
    DAY = gettext_noop("date")
    MOMENT = gettext_noop("date and time")
    YES_NO = gettext_noop("yes or no")
    NAMES = gettext_noop("names")

    @property
    def is_figure(self) -> bool:
        return self in (Kind.COUNT, Kind.MONEY, Kind.PERCENT)


@dataclass(frozen=True)
class Field:
    """A column of a public data set.

    ``choices`` are the words that a cell may be, where there are few. A column that may be empty
    is ``optional``: its JSON is null, its CSV empty, or ``[x]`` where it is a figure.
    """

    name: str
    title: Words
    kind: Kind
    description: Words
    optional: bool = False
    choices: tuple[str, ...] = ()

    @property
    def is_asked_for(self) -> bool:
        """Whether rows can be had by its value: a measurement or a moment is never just equal."""
        return self.kind not in (Kind.DEGREES, Kind.MOMENT)

    @property
    def is_ordered(self) -> bool:
        return self.kind is not Kind.NAMES

    def parse(self, text: str) -> Any:
        """Return the value that *text* of a query string stands for.

        Raises `ValueError` with the rule that it breaks.
        """
        if self.choices and text not in self.choices:
            raise ValueError(f"is not one of {', '.join(self.choices)}")
        return _PARSERS.get(self.kind, str)(text)

    def as_json(self, value: Any) -> Any:
        """Return *value* as JSON has it: amounts and percentages are text, so that none is lost."""
        if value is None or (value == "" and self.optional):
            return None
        if isinstance(value, date):
            return _written(value)
        if isinstance(value, Decimal):
            return str(value)
        return list(value) if self.kind is Kind.NAMES else value

    def as_csv(self, value: Any) -> str:
        """Return *value* as a cell; a formula of a spreadsheet gets an apostrophe before it."""
        if value is None:
            return UNKNOWN if self.kind.is_figure else ""
        if isinstance(value, bool):
            return YES_NO[value]
        if isinstance(value, float):
            # Never as 1e-05.
            return f"{Decimal(repr(value)):f}"
        if isinstance(value, date):
            return _written(value)
        text = LIST_SEPARATOR.join(value) if self.kind is Kind.NAMES else str(value)
        return no_formula(text) if self.kind in (Kind.TEXT, Kind.NAMES) else text


def _written(value: date) -> str:
    """Return a day, or a moment to the second in UTC, as ISO 8601 has it."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat()


def field_of(model: type[models.Model], name: str, as_name: str = "", **changes: Any) -> Field:
    """Return the public column of the field *name* of *model*, as that field describes itself."""
    kept = model._meta.get_field(name)
    assert isinstance(kept, models.Field)
    title = str(kept.verbose_name)
    described = Field(
        name=as_name or name,
        title=title[:1].upper() + title[1:],
        kind=_kind_of(kept),
        description=kept.help_text,
        optional=kept.null or kept.blank,
        choices=tuple(str(value) for value, __ in kept.flatchoices if value != ""),
    )
    return replace(described, **changes)


def _kind_of(kept: models.Field[Any, Any]) -> Kind:
    for kind, types in _KINDS.items():
        if isinstance(kept, types):
            return kind
    return Kind.TEXT


_KINDS: Mapping[Kind, tuple[type[models.Field[Any, Any]], ...]] = {
    Kind.MOMENT: (models.DateTimeField,),
    Kind.DAY: (models.DateField,),
    Kind.YES_NO: (models.BooleanField,),
    Kind.DEGREES: (models.FloatField,),
    Kind.COUNT: (models.IntegerField,),
}


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """Return what reads a whole number, and raises `ValueError` with the rule for any other."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) or not lowest <= int(text) <= highest:
            raise ValueError(f"is not a whole number from {lowest} to {highest}")
        return int(text)

    return parse


def _decimal(pattern: str, example: str) -> Callable[[str], Decimal]:
    def parse(text: str) -> Decimal:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(f"is not written as {example} is")
        return Decimal(text)

    return parse


def _day(text: str) -> date:
    day = iso_day(text)
    if day is None:
        raise ValueError("is not a day such as 2013-06-30")
    return day


def _yes_no(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("is neither true nor false")
    return text == "true"


_PARSERS: Mapping[Kind, Callable[[str], Any]] = {
    Kind.YEAR: whole(FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR),
    Kind.COUNT: whole(0, LARGEST_COUNT),
    Kind.MONEY: _decimal(MONEY_PATTERN, "1234.50"),
    Kind.PERCENT: _decimal(PERCENT_PATTERN, "12.5"),
    Kind.DAY: _day,
    Kind.YES_NO: _yes_no,
}
