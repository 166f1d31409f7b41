"""Who is here: the installations around a place or at an address, the nearest first."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from franchises.models import Installation
from franchises.models.installation import InstallationQuerySet
from franchises.rules.places import boxes_around, metres_between

MOST_LISTED = 100


@dataclass(frozen=True)
class Found:
    """An installation, and how far it is from the place that was asked for; None along a street."""

    installation: Installation
    metres: float | None


@dataclass(frozen=True)
class Here:
    """What was found, the nearest first, at most `MOST_LISTED`; ``count`` is of all of it."""

    found: tuple[Found, ...]
    count: int
    place: tuple[float, float] | None


def around(latitude: float, longitude: float, within: float) -> Here:
    """Return what stands within so many metres of a place, by great-circle distance; two queries.

    The boxes are read through the index by place, and each distance is worked out from there.
    """
    boxes = Q()
    for south, west, north, east in boxes_around(latitude, longitude, within):
        boxes |= Q(latitude__range=(south, north), longitude__range=(west, east))
    count = 0

    def near() -> Iterator[tuple[float, int]]:
        nonlocal count
        places = _standing().filter(boxes).order_by().values_list("pk", "latitude", "longitude")
        for pk, north, east in places.iterator():
            # A box has nothing without coordinates in it.
            if north is None or east is None:
                continue
            metres = metres_between(latitude, longitude, north, east)
            if metres <= within:
                count += 1
                yield metres, pk

    nearest = heapq.nsmallest(MOST_LISTED, near())
    rows = _with_holders(_standing().filter(pk__in=[pk for _, pk in nearest])).in_bulk()
    found = tuple(Found(rows[pk], metres) for metres, pk in nearest)
    return Here(found, count, (latitude, longitude))


def at(words: str, within: float) -> Here:
    """Return what stands at an address, at a corner (``BROADWAY & WEST 66 STREET``) or on a street.

    Where all of it lies within so many metres of its middle, what stands around it comes too.
    """
    rows = _standing().filter(_named(words))
    ordered = _with_holders(rows).order_by("cross_street_1", "address", "pk")
    listed = list(ordered[: MOST_LISTED + 1])
    places = [
        (row.latitude, row.longitude)
        for row in listed
        if row.latitude is not None and row.longitude is not None
    ]
    if places and len(listed) <= MOST_LISTED:
        middle = (
            sum(north for north, _ in places) / len(places),
            sum(east for _, east in places) / len(places),
        )
        if all(metres_between(*middle, *place) <= within for place in places):
            return around(*middle, within)
    count = len(listed) if len(listed) <= MOST_LISTED else rows.count()
    return Here(tuple(Found(row, None) for row in listed[:MOST_LISTED]), count, None)


def _standing() -> InstallationQuerySet:
    return Installation.objects.published().exclude(status=Installation.Status.REMOVED)


def _with_holders(rows: InstallationQuerySet) -> InstallationQuerySet:
    return rows.select_related("franchise__franchisee", "franchise__franchise_type")


def _named(words: str) -> Q:
    """Return the installations at an address or on a street; of two streets, at their corner."""
    streets = [" ".join(part.split()).upper() for part in words.replace("@", "&").split("&")]
    if len(streets) == 1:
        (street,) = streets
        return Q(pk__in=_upper().filter(Q(upper_address=street) | Q(upper_street=street)))
    first, second, *_ = streets
    corner = Q()
    for street, crossing in ((first, second), (second, first)):
        crosses = Q(upper_cross_1=crossing) | Q(upper_cross_2=crossing)
        corner |= Q(upper_street=street) & crosses
    return Q(pk__in=_upper().filter(corner))


def _upper() -> QuerySet[Any, Any]:
    annotated = Installation.objects.annotate(
        upper_address=Upper("address"),
        upper_street=Upper("on_street"),
        upper_cross_1=Upper("cross_street_1"),
        upper_cross_2=Upper("cross_street_2"),
    )
    return annotated.values("pk")
