"""A flat picture of a part of the globe: degrees become the units of a drawing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians

from franchises.rules.outlines import Polygon
from franchises.rules.places import Box


@dataclass(frozen=True)
class Projection:
    """*box* drawn *width* units wide, north up: an equirectangular one, true at its middle.

    Good for a city; a drawing of a continent wants another.
    """

    box: Box
    width: int = 1000

    @cached_property
    def scale(self) -> tuple[float, float]:
        """Units of the drawing a degree east, and a degree south."""
        south, west, north, east = self.box
        across = self.width / (east - west)
        return across, across / cos(radians((south + north) / 2))

    @property
    def height(self) -> int:
        """How high the drawing is, in whole units.

        >>> Projection(Box(-0.5, 0, 0.5, 2), 100).height
        50
        """
        return max(1, round((self.box.north - self.box.south) * self.scale[1]))

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return x from the west and y from the north.

        >>> Projection(Box(-1, 0, 1, 2), 100).point(0.5, 1)
        (50.0, 25.0)
        """
        across, down = self.scale
        return (
            round((longitude - self.box.west) * across, 1),
            round((self.box.north - latitude) * down, 1),
        )

    def path(self, polygons: Iterable[Polygon]) -> str:
        """Return the ``d`` of an SVG path, in whole units, of those that the drawing may show.

        >>> Projection(Box(-1, 0, 1, 2), 100).path([[[(0, -1), (2, -1), (2, 1), (0, -1)]]])
        'M0 100l100 0 0-100z'
        """
        return "".join(
            self._ring(ring)
            for polygon in polygons
            if self._is_seen(polygon[0])
            for ring in polygon
        )

    def _is_seen(self, ring: Iterable[tuple[float, float]]) -> bool:
        east, north = zip(*ring, strict=True)
        box = self.box
        return (
            min(east) <= box.east
            and max(east) >= box.west
            and min(north) <= box.north
            and max(north) >= box.south
        )

    def _ring(self, ring: Iterable[tuple[float, float]]) -> str:
        points = [tuple(map(round, self.point(north, east))) for east, north in ring]
        start, last = points[0], points[0]
        steps = []
        for point in points[1:-1]:
            if point != last:
                steps.append((point[0] - last[0], point[1] - last[1]))
            last = point
        if len(steps) < 2:
            return ""
        line = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
        return f"M{start[0]} {start[1]}l{line}z"
