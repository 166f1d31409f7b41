"""How a file writes where a thing stands: two columns of degrees, or one column with both."""

import re

# (40.767358, -73.982564): latitude first. POINT (-73.982564 40.767358): longitude first.
_NUMBER = r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?"
# Without its points, 40,73 may be one number as well, with a decimal comma.
_BROKEN = r"-?[0-9]{1,3}\.[0-9]{1,20}"
_BARE = re.compile(rf"({_BROKEN})\s*,\s*({_BROKEN})", re.ASCII)
# Some write the address in the lines above it.
_PAIR = re.compile(rf"(?:.*\n)?\(\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\)", re.ASCII | re.DOTALL)
# As databases write it, with its reference system before it or a height behind, or as one of one.
_XY = rf"({_NUMBER})\s+({_NUMBER})"
_POINT = re.compile(
    rf"(?:SRID=4326;\s*)?(?:POINT\s*\(\s*{_XY}\s*\)"
    rf"|POINT\s*Z\s*\(\s*{_XY}\s+-?[0-9.]+\s*\)|MULTIPOINT\s*\(\s*\(?\s*{_XY}\s*\)?\s*\))",
    re.ASCII | re.IGNORECASE,
)


def split_point(text: str) -> tuple[str, str]:
    """Return the latitude and the longitude of a point as they are written in one cell.

    Raises `ValueError` with the rule that *text* breaks.

    >>> split_point("POINT (-73.982564 40.767358)"), split_point("(40.767358, -73.982564)")
    (('40.767358', '-73.982564'), ('40.767358', '-73.982564'))
    """
    if found := _POINT.fullmatch(text):
        longitude, latitude = filter(None, found.groups())
        return latitude, longitude
    if found := _PAIR.fullmatch(text) or _BARE.fullmatch(text):
        return found[1], found[2]
    raise ValueError("is not a point such as (40.767358, -73.982564) or POINT (-73.98 40.77)")
