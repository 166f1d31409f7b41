"""Places on the globe: distances, and the box a city lies in. Degrees are WGS 84."""

import re
from math import asin, cos, degrees, radians, sin, sqrt
from typing import NamedTuple

EARTH_METRES = 6_371_008.8
# What rounding may take from the edge of a box.
_SLACK = 1e-9
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


def place_of(text: str) -> tuple[float, float]:
    """Return the place that is written ``latitude,longitude``; raise `ValueError` for no place.

    >>> place_of("40.7738, -73.9779")
    (40.7738, -73.9779)
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2 or not all(_DEGREES.fullmatch(part) for part in parts):
        raise ValueError("It is not latitude,longitude, such as 40.7738,-73.9779.")
    latitude, longitude = map(float, parts)
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError("Latitude is from -90 to 90 and longitude from -180 to 180, in degrees.")
    return latitude, longitude


def boxes_around(latitude: float, longitude: float, metres: float) -> list[Box]:
    """Return the boxes that hold every place within *metres* of one, and some more.

    Two where they reach across the 180th meridian; around a pole, every longitude.

    >>> [[round(edge, 3) for edge in box] for box in boxes_around(0, 179.999, 1000)]
    [[-0.009, 179.99, 0.009, 180.0], [-0.009, -180.0, 0.009, -179.992]]
    """
    angle = metres / EARTH_METRES
    reach = degrees(angle) + _SLACK
    south, north = max(-90.0, latitude - reach), min(90.0, latitude + reach)
    if south == -90 or north == 90:
        return [Box(south, -180.0, north, 180.0)]
    across = degrees(asin(min(1.0, sin(angle) / cos(radians(latitude))))) + _SLACK
    west, east = longitude - across, longitude + across
    if west < -180:
        return [Box(south, west + 360, north, 180.0), Box(south, -180.0, north, east)]
    if east > 180:
        return [Box(south, west, north, 180.0), Box(south, -180.0, north, east - 360)]
    return [Box(south, west, north, east)]


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
