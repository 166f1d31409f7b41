"""The small map of a fee report: each borough as a shape, the stronger the more stands in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from franchises.public.outlines import borough_paths, city_box, city_outlines
from franchises.reports.installation_counts import BoroughCount
from franchises.rules.outlines import Polygon
from franchises.rules.projection import Projection

WIDTH = 480
# How strong the colour of a borough with none and of the one with the most is, of 1.
FAINTEST, STRONGEST = 0.08, 0.6


@dataclass(frozen=True)
class Shape:
    """One borough: the ``d`` of its path, how strong its colour is, and where its name stands."""

    path: str
    shade: float
    x: float
    y: float
    name: str
    number: int


@dataclass(frozen=True)
class BoroughMap:
    """The boroughs of the city, in the units of the drawing, and whose outlines they are."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    attribution: str


def map_of(counts: Sequence[BoroughCount]) -> BoroughMap | None:
    """Return the boroughs of *counts* as a map; None where the outlines have none of them."""
    outlines = city_outlines()
    projection = Projection(city_box(), WIDTH)
    paths = borough_paths(projection)
    most = max((count.installations for count in counts if count.code in paths), default=0)
    shapes = tuple(
        Shape(
            paths[count.code],
            round(FAINTEST + (STRONGEST - FAINTEST) * count.installations / (most or 1), 2),
            *_middle(outlines.boroughs[count.code], projection),
            count.name,
            count.installations,
        )
        for count in counts
        if count.code in paths
    )
    if not shapes:
        return None
    return BoroughMap(projection.width, projection.height, shapes, outlines.attribution)


def _middle(polygons: Iterable[Polygon], projection: Projection) -> tuple[float, float]:
    """Return the middle of the largest of *polygons*, as a name is put on an island group."""
    spans = []
    for polygon in polygons:
        east, north = zip(*polygon[0], strict=True)
        size = (max(east) - min(east)) * (max(north) - min(north))
        spans.append((size, (min(north) + max(north)) / 2, (min(east) + max(east)) / 2))
    _, latitude, longitude = max(spans)
    return projection.point(latitude, longitude)
