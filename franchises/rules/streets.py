"""Street names: in how many ways cities write one street, and what place some words name."""

import re
from dataclasses import dataclass
from itertools import islice, product

# A street of many words has many spellings; the first ones are the likely ones.
MOST_SPELLINGS = 300
# Each word of a street as it is written in full and cut short, with or without a full stop.
_ALIKE = (
    ("NORTH", "N"),
    ("EAST", "E"),
    ("SOUTH", "S"),
    ("WEST", "W"),
    ("STREET", "ST"),
    ("AVENUE", "AVE", "AV"),
    ("BOULEVARD", "BLVD"),
    ("CIRCLE", "CIR"),
    ("COURT", "CT"),
    ("DRIVE", "DR"),
    ("EXPRESSWAY", "EXPY"),
    ("FORT", "FT"),
    ("HIGHWAY", "HWY"),
    ("LANE", "LN"),
    ("MOUNT", "MT"),
    ("PARK", "PK"),
    ("PARKWAY", "PKWY"),
    ("PLACE", "PL"),
    ("PLAZA", "PLZ"),
    ("ROAD", "RD"),
    ("SQUARE", "SQ"),
    ("TERRACE", "TER"),
    ("TURNPIKE", "TPKE"),
)
# A street named after a saint begins with what ends the name of other streets.
_SAINT = ("SAINT", "ST")
_ORDINALS = "FIRST SECOND THIRD FOURTH FIFTH SIXTH SEVENTH EIGHTH NINTH TENTH ELEVENTH TWELFTH"
_NUMBER_OF = {word: str(number) for number, word in enumerate(_ORDINALS.split(), start=1)}
_ORDINAL = re.compile(r"([0-9]+)(ST|ND|RD|TH)?")
_SMALL = re.compile("[a-z]+")
_BETWEEN = re.compile(r"[&@/]|\b(?:AND|AT|BETWEEN)\b", re.IGNORECASE)


def _with_a_stop(words: tuple[str, ...]) -> tuple[str, ...]:
    full, *short = words
    return (full, *short, *(f"{each}." for each in short))


_SPELLINGS = {word: _with_a_stop(words) for words in _ALIKE for word in _with_a_stop(words)}
_SAINTS = _with_a_stop(_SAINT)


@dataclass(frozen=True)
class Address:
    """A house number and its street, each in all its spellings."""

    streets: tuple[str, ...]
    addresses: tuple[str, ...]


def streets_in(words: str) -> list[str]:
    """Return the streets that *words* name: one, or those that meet at a corner or bound a block.

    What follows a comma, such as a city, is no part of them.

    >>> streets_in("Broadway & West 66 Street, New York")
    ['Broadway', 'West 66 Street']
    >>> streets_in("Central Park W between W 68 Street and W 69 Street")
    ['Central Park W', 'W 68 Street', 'W 69 Street']
    """
    parts = (" ".join(part.split()) for part in _BETWEEN.split(words.partition(",")[0]))
    return [part for part in parts if part]


def spellings(street: str) -> tuple[str, ...]:
    """Return the ways in which *street* may be written, in capitals, its own first.

    >>> spellings("5th Av")[:4]
    ('5TH AV', '5TH AVENUE', '5TH AVE', '5TH AVE.')
    >>> "CENTRAL PK W" in spellings("Central Park West")
    True
    """
    words = street.split()
    ways = [
        _SAINTS if not number and len(words) > 1 and word.upper() in _SAINTS else _ways_of(word)
        for number, word in enumerate(words)
    ]
    own_first = [
        (own := word.upper(), *(way for way in each if way != own))
        for word, each in zip(words, ways, strict=True)
    ]
    return tuple(" ".join(each) for each in islice(product(*own_first), MOST_SPELLINGS))


def address_in(street: str) -> Address | None:
    """Return the address that *street* is if its first word is a house number; None for one word.

    >>> address_in("350 5th Ave").addresses[1]
    '350 5TH AVENUE'
    """
    house, _, rest = street.partition(" ")
    if not rest:
        return None
    streets = spellings(rest)
    return Address(streets, tuple(f"{house.upper()} {each}" for each in streets))


def _ways_of(word: str) -> tuple[str, ...]:
    upper = word.upper()
    found = _ORDINAL.fullmatch(_NUMBER_OF.get(upper, upper))
    if found is not None:
        number = found[1]
        return number, number + _ending(int(number))
    # SQLite has capitals of ASCII alone.
    return _SPELLINGS.get(upper) or (upper, _SMALL.sub(lambda small: small[0].upper(), word))


def _ending(number: int) -> str:
    """Return what follows *number* where it counts streets: 1ST, 2ND, 11TH."""
    if number % 100 in (11, 12, 13):
        return "TH"
    return {1: "ST", 2: "ND", 3: "RD"}.get(number % 10, "TH")
