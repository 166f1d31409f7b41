"""How many points lie in each cell of a grid over a part of the city.

Cells lie on whole multiples of their size, so that a place is in the same cell whatever part of the
city is looked at.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, F, Func, QuerySet, Value

from franchises.rules.places import Box

# The sizes of cells, in degrees: at most some 30 of them fit across what is drawn.
SIZES = (0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001)
ACROSS = 30
DECIMALS = 4


@dataclass(frozen=True)
class Cell:
    """A square of the grid and how many points lie in it."""

    box: Box
    count: int


class Number(Func):
    """Which cell a coordinate lies in, counted from the pole or the date line."""

    template = "FLOOR(%(expressions)s)::bigint"
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        # What is positive is cut as it is floored, and a cut is far faster there.
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS INT)", **extra)


def size_for(box: Box) -> float:
    """Return the size of the cells that *box* is drawn with, in degrees."""
    widest = max(box.east - box.west, box.north - box.south)
    return next((size for size in reversed(SIZES) if widest / size <= ACROSS), SIZES[0])


def cells_of(points: QuerySet[Any], size: float) -> list[Cell]:
    """Return the cells of *size* that have any of *points*, the fullest first; one query."""
    # A whole number of cells to a degree, so that no cell's edge is off by a rounding.
    per_degree = round(1 / size)
    # One number for both: two to group by take a database half as long again.
    in_a_row = 360 * per_degree + 1
    row = Number((F("latitude") + 90) * Value(per_degree))
    column = Number((F("longitude") + 180) * Value(per_degree))
    counted = (
        points.order_by()
        .values(cell=row * Value(in_a_row) + column)
        .annotate(count=Count("*"))
        .order_by("-count", "cell")
    )
    return [
        Cell(_box_of(cell // in_a_row, cell % in_a_row, size), count)
        for cell, count in counted.values_list("cell", "count")
    ]


def _box_of(row: int, column: int, size: float) -> Box:
    corners = (row * size - 90, column * size - 180, row * size + size - 90, column * size + size)
    south, west, north, east = corners
    return Box(*(round(each, DECIMALS) for each in (south, west, north, east - 180)))
