"""What a data set is: columns, natural keys, rules between columns, and the table it becomes."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from franchises.imports.columns import Column, Text

# What a heading may be besides a column: kept as it came, not read, or both coordinates at once.
EXTRA, IGNORE, POINT = "extra", "ignore", "point"
COORDINATES = ("latitude", "longitude")


@dataclass(frozen=True)
class Key:
    """Columns of the table that name a row; only rows for which ``reference`` is, or is not, set.

    ``with_reference`` is None where the key holds for every row. ``written`` are the columns of
    the file that say it.
    """

    columns: tuple[str, ...]
    written: tuple[str, ...]
    with_reference: bool | None = None


@dataclass(frozen=True)
class Rule:
    """A rule between columns of one row: broken where ``is_broken(*values)`` is true."""

    columns: tuple[str, ...]
    is_broken: Callable[..., bool]
    words: str


@dataclass(frozen=True)
class Dataset:
    """What one kind of file holds and which table it becomes."""

    name: str
    noun: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    keys: tuple[Key, ...]
    rules: tuple[Rule, ...] = ()
    # Columns that are written when a row is created and left alone afterwards.
    set_once: tuple[str, ...] = ()
    # The column whose sum an operator checks against the sender's.
    amount: str = ""
    # Whether columns that have no place of their own are kept as they came.
    keeps_extra: bool = False

    @property
    def targets(self) -> list[str]:
        """All that a heading of a file may be."""
        names = [column.name for column in self.columns if column.name != EXTRA]
        point = [POINT] if set(COORDINATES) <= set(names) else []
        return [*names, *point, *([EXTRA] if self.keeps_extra else []), IGNORE]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def not_before(later: str, earlier: str) -> Rule:
    """Return the rule that the day *later*, where given, is not before the day *earlier*."""
    return Rule(
        (later, earlier),
        lambda one, other: bool(one and other and one < other),
        f"is before {earlier}",
    )


NAME = Text(200)
NOTES = Text(10_000, lines=True)
FRANCHISE_TYPE = Column(
    "franchise_type", NAME, "Name or code of the franchise type.", example="Cable television"
)
# Which franchise a row belongs to: by number, or by who holds it.
FRANCHISE = (
    Column("franchise", Text(50), "Number of the franchise.", example="CTV-2011-01"),
    Column(
        "franchisee",
        NAME,
        "Who holds the franchise, by its own name or another name on record; needed where"
        " franchise is empty.",
    ),
    FRANCHISE_TYPE,
)
