"""Places on the globe: distances, and the box a city lies in. Degrees are WGS 84."""

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH_METRES = 6_371_008.8


class Box(NamedTuple):
    """The degrees between which a city lies."""

    south: float
    west: float
    north: float
    east: float


def metres_between(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """Return the great-circle distance of two places in metres, on a sphere of mean radius.

    >>> round(metres_between(40.7738, -73.9779, 40.7738, -73.9779), 3)
    0.0
    >>> round(metres_between(40.0, -73.0, 41.0, -73.0))
    111195
    """
    north = radians(other_latitude - latitude)
    east = radians(other_longitude - longitude)
    part = (
        sin(north / 2) ** 2
        + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(east / 2) ** 2
    )
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(part)))
