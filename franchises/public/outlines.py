"""The boroughs as shapes to draw, for every page that has a map."""

from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from franchises.rules.outlines import Outlines, read_outlines
from franchises.rules.places import Box
from franchises.rules.projection import Projection


def city_outlines() -> Outlines:
    """Return the outlines that the settings name; read once a process."""
    return _read(settings.BOROUGH_OUTLINES)


def city_box() -> Box:
    """Return the box around all boroughs."""
    outlines = city_outlines()
    positions = [
        position
        for polygons in outlines.boroughs.values()
        for polygon in polygons
        for position in polygon[0]
    ]
    east, north = zip(*positions, strict=True)
    return Box(min(north), min(east), max(north), max(east))


def borough_paths(projection: Projection) -> dict[str, str]:
    """Return the ``d`` of an SVG path for each borough that *projection* shows, by its code."""
    return _paths(settings.BOROUGH_OUTLINES, projection)


@lru_cache(maxsize=64)
def _paths(path: Path, projection: Projection) -> dict[str, str]:
    boroughs = _read(path).boroughs
    paths = {code: projection.path(polygons) for code, polygons in boroughs.items()}
    return {code: drawn for code, drawn in paths.items() if drawn}


@cache
def _read(path: Path) -> Outlines:
    return read_outlines(path.read_text(encoding="utf-8"))
