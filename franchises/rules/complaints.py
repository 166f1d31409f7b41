"""Which installation a complaint is about, where it does not say: one that stands there alone."""

from collections.abc import Iterable
from typing import NamedTuple

# A complaint is placed at the address that was given, a kiosk at the kerb before it.
WITHIN_METRES = 25


class Near(NamedTuple):
    """An installation near the place of a complaint, and how far it is."""

    installation: int
    metres: float


def only_one(near: Iterable[Near]) -> tuple[Near | None, bool]:
    """Return the one installation within `WITHIN_METRES`, and whether there are several.

    Where there are several none is chosen, however much nearer one of them is: the coordinates of
    a complaint are those of an address, and say nothing about which side of it is meant.

    >>> only_one([Near(7, 24.9), Near(8, 25.1)])
    (Near(installation=7, metres=24.9), False)
    >>> only_one([Near(7, 1.0), Near(8, 25.0)])
    (None, True)
    """
    within = [each for each in near if each.metres <= WITHIN_METRES]
    return (within[0], False) if len(within) == 1 else (None, len(within) > 1)
