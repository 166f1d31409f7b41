"""The outlines of a city's boroughs, from a GeoJSON file (RFC 7946) that any city can replace."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# A ring is a closed line of (longitude, latitude); a polygon is its outer ring and its holes.
Ring = tuple[tuple[float, float], ...]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True)
class Outlines:
    """The polygons of each borough by its code, and whose work they are."""

    attribution: str
    license: str
    boroughs: Mapping[str, tuple[Polygon, ...]]


def read_outlines(text: str) -> Outlines:
    """Return the outlines in *text*; raise `ValueError`, with a sentence, where it has none.

    A feature is a Polygon or a MultiPolygon whose property ``code`` is a borough's. ``attribution``
    and ``license`` beside the features say whose they are.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ValueError("it is not JSON.") from error
    if not (isinstance(document, dict) and document.get("type") == "FeatureCollection"):
        raise ValueError("it is no GeoJSON FeatureCollection.")
    attribution, licence = document.get("attribution"), document.get("license")
    if not (isinstance(attribution, str) and attribution and isinstance(licence, str)):
        raise ValueError("it does not say whose outlines they are: attribution and license.")
    boroughs: dict[str, tuple[Polygon, ...]] = {}
    try:
        for feature in document["features"]:
            code = feature["properties"]["code"]
            if not isinstance(code, str) or code in boroughs:
                raise ValueError(f"two features have the code {code!r}, or it is no text.")
            boroughs[code] = _polygons(feature["geometry"])
    except (KeyError, TypeError) as error:
        raise ValueError("a feature has no code, or no Polygon or MultiPolygon.") from error
    if not boroughs:
        raise ValueError("it has no feature.")
    return Outlines(attribution, licence, boroughs)


def _polygons(geometry: Any) -> tuple[Polygon, ...]:
    found = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        found = [found]
    elif geometry["type"] != "MultiPolygon":
        raise ValueError(f"{geometry['type']!r} is neither Polygon nor MultiPolygon.")
    return tuple(tuple(_ring(ring) for ring in polygon) for polygon in found)


def _ring(positions: Any) -> Ring:
    ring = tuple((float(position[0]), float(position[1])) for position in positions)
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError("a ring is not closed, or has fewer than four positions.")
    if not all(-180 <= east <= 180 and -90 <= north <= 90 for east, north in ring):
        raise ValueError("a position is not longitude and latitude in degrees (WGS 84).")
    return ring
