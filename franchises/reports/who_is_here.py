"""Who is here: the installations around a place or at an address, the nearest first."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from django.db.models import Q
from django.db.models.functions import Upper

from franchises.models import Installation
from franchises.models.installation import InstallationQuerySet, street
from franchises.rules.places import boxes_around, metres_between
from franchises.rules.streets import address_in, spellings, streets_in

MOST_LISTED, COUNTED = 100, 10_000


@dataclass(frozen=True)
class Found:
    """An installation, and how far it is from the place that was asked for; None along a street."""

    installation: Installation
    metres: float | None


@dataclass(frozen=True)
class Here:
    """What was found, the nearest first, at most `MOST_LISTED`.

    ``count`` is of all of it; None where a street has more than `COUNTED`.
    """

    found: tuple[Found, ...]
    count: int | None
    place: tuple[float, float] | None

    @property
    def counted(self) -> int:
        """How far the installations of a street are counted."""
        return COUNTED


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
    holders = _with_holders([pk for _, pk in nearest])
    found = tuple(Found(holders[pk], metres) for metres, pk in nearest)
    return Here(found, count, (latitude, longitude))


def at(words: str, within: float) -> Here:
    """Return what stands at an address, at a corner (``BROADWAY & WEST 66 STREET``) or on a street.

    Where all of it lies within so many metres of its middle, what stands around it comes too. Two
    queries, or three; of the longest streets no more than `COUNTED` are looked at.
    """
    columns = ("cross_street_1", "address", "pk", "latitude", "longitude")
    rows = _in_capitals().filter(_named(words)).order_by("pk")
    named = list(rows.values_list(*columns)[: COUNTED + 1])
    places = [(north, east) for *_, north, east in named if north is not None and east is not None]
    if places and len(places) == len(named) <= MOST_LISTED:
        middle = (
            sum(north for north, _ in places) / len(places),
            sum(east for _, east in places) / len(places),
        )
        if all(metres_between(*middle, *place) <= within for place in places):
            return around(*middle, within)
    listed = [pk for _, _, pk, *_ in heapq.nsmallest(MOST_LISTED, named, key=itemgetter(0, 1, 2))]
    holders = _with_holders(listed)
    found = tuple(Found(holders[pk], None) for pk in listed)
    return Here(found, len(named) if len(named) <= COUNTED else None, None)


def _standing() -> InstallationQuerySet:
    return Installation.objects.published().exclude(status=Installation.Status.REMOVED)


def _with_holders(keys: list[int]) -> dict[int, Installation]:
    related = ("franchise__franchisee", "franchise__franchise_type")
    return Installation.objects.select_related(*related).in_bulk(keys)


def _named(words: str) -> Q:
    """Return the installations at an address or on a street; of two streets, at their corner."""
    whole = " ".join(words.split())
    streets = streets_in(whole)
    named = _at_or_on(whole)
    if len(streets) < 2:
        return named if streets in ([], [whole]) else named | _at_or_on(streets[0])
    names = [each for street in streets for each in spellings(street)]
    crosses = Q(upper_cross_1__in=names) | Q(upper_cross_2__in=names)
    return named | Q(street__in=names) & crosses


def _at_or_on(words: str) -> Q:
    found = Q(street__in=spellings(words))
    address = address_in(words)
    if address is not None:
        found |= Q(street__in=address.streets, upper_address__in=address.addresses)
    return found


def _in_capitals() -> InstallationQuerySet:
    return _standing().alias(
        street=street(),
        upper_address=Upper("address"),
        upper_cross_1=Upper("cross_street_1"),
        upper_cross_2=Upper("cross_street_2"),
    )
