"""The small map on the page of a franchise: where in the city its installations stand."""

from dataclasses import dataclass

from franchises.models import Installation
from franchises.models.installation import InstallationQuerySet
from franchises.public.mapping.drawing import DrawnCell, Shade, drawn_cells, legend_of, widened
from franchises.public.mapping.grid import SIZES, cells_of, size_for
from franchises.public.outlines import borough_paths, city_box, city_outlines
from franchises.rules.projection import Projection

WIDTH = 480


@dataclass(frozen=True)
class CityMap:
    """The boroughs and what stands in them, in the units of the drawing; ``count`` is of it."""

    width: int
    height: int
    paths: tuple[str, ...]
    cells: list[DrawnCell]
    legend: list[Shade]
    count: int
    attribution: str


def city_map_of(installations: InstallationQuerySet) -> CityMap | None:
    """Return a map of the *installations* not removed; None where none has a place. One query."""
    standing = installations.exclude(status=Installation.Status.REMOVED)
    box = widened(city_box(), 0.02)
    # Finer than where a reader has to hit the squares.
    size = SIZES[SIZES.index(size_for(box)) + 1]
    cells = cells_of(standing.filter(latitude__isnull=False), size)
    if not cells:
        return None
    projection, legend = Projection(box, WIDTH), legend_of(cells)
    return CityMap(
        projection.width,
        projection.height,
        tuple(borough_paths(projection).values()),
        drawn_cells(cells, projection, legend, lambda part: ""),
        legend,
        sum(cell.count for cell in cells),
        city_outlines().attribution,
    )
