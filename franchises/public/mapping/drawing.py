"""What the map shows, in the units of its drawing: boroughs, cells or points, and a legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from franchises.models import Installation
from franchises.public.mapping.grid import Cell
from franchises.rules.places import Box
from franchises.rules.projection import Projection

SHADES = 5


@dataclass(frozen=True)
class DrawnCell:
    """A cell as a rectangle, its shade from 1 to 5, and the address of what is in it."""

    x: float
    y: float
    width: float
    height: float
    shade: int
    count: int
    box: Box
    query: str


@dataclass(frozen=True)
class DrawnPoint:
    """An installation as a dot."""

    x: float
    y: float
    installation: Installation


@dataclass(frozen=True)
class Shade:
    """A line of the legend: from how many to how many a shade stands for."""

    number: int
    least: int
    most: int


def written(box: Box) -> str:
    """Return *box* as an address has it."""
    return ",".join(f"{each:.5f}".rstrip("0").rstrip(".") for each in box)


def legend_of(cells: Sequence[Cell]) -> list[Shade]:
    """Return up to five shades that stand for as many times more each: few cells are very full."""
    if not cells:
        return []
    most = max(cell.count for cell in cells)
    bounds = sorted({round(most ** (number / SHADES)) for number in range(1, SHADES + 1)})
    lowest = [1, *(bound + 1 for bound in bounds)]
    return [
        Shade(number, least, bound)
        for number, (least, bound) in enumerate(zip(lowest, bounds, strict=False), start=1)
        if least <= bound
    ]


def drawn_cells(
    cells: Sequence[Cell], projection: Projection, legend: Sequence[Shade], query: Any
) -> list[DrawnCell]:
    """Return *cells* as they are drawn; *query* makes the address of a box."""
    drawn = []
    for cell in cells:
        x, y = projection.point(cell.box.north, cell.box.west)
        right, bottom = projection.point(cell.box.south, cell.box.east)
        shade = next(each.number for each in legend if cell.count <= each.most)
        size = (round(right - x, 1), round(bottom - y, 1))
        drawn.append(DrawnCell(x, y, *size, shade, cell.count, cell.box, query(cell.box)))
    return drawn


def moved(box: Box, north: float, east: float) -> Box:
    """Return *box* moved by parts of its own size."""
    up, right = (box.north - box.south) * north, (box.east - box.west) * east
    return Box(box.south + up, box.west + right, box.north + up, box.east + right)


def widened(box: Box, by: float) -> Box:
    """Return *box* made greater by parts of its own size on each side, and still on the globe."""
    up, right = (box.north - box.south) * by, (box.east - box.west) * by
    return Box(
        max(-90, box.south - up),
        max(-180, box.west - right),
        min(90, box.north + up),
        min(180, box.east + right),
    )
