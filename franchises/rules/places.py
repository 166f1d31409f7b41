"""Places on the globe: distances, and the box a city lies in. Degrees are WGS 84."""

import re
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH_METRES = 6_371_008.8
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?", re.ASCII)


class Box(NamedTuple):
    """The degrees between which a city lies."""

    south: float
    west: float
    north: float
    east: float


def box_of(text: str) -> Box:
    """Return the box that is written ``south,west,north,east``; raise `ValueError` for no box.

    >>> box_of("40.70,-74.02,40.72,-73.99").north
    40.72
    """
    parts = text.split(",")
    if len(parts) != 4 or not all(_DEGREES.fullmatch(part) for part in parts):
        raise ValueError("It is not south,west,north,east, such as 40.70,-74.02,40.72,-73.99.")
    box = Box(*map(float, parts))
    if not (-90 <= box.south < box.north <= 90 and -180 <= box.west < box.east <= 180):
        raise ValueError("South must be less than north and west less than east, in degrees.")
    return box


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
