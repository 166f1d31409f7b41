"""Whole-day events as an iCalendar (RFC 5545): escaped, folded, with the line ends it asks for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75  # octets, without the line end
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True)
class Event:
    """What happens on a day; ``uid`` is the same in every edition of the calendar."""

    uid: str
    day: date
    changed_at: datetime
    summary: str
    description: str
    address: str


def calendar_of(name: str, events: Iterable[Event]) -> str:
    """Return the text of a calendar called *name*."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Telecom franchise tracker//Expiries//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for event in events for line in _lines_of(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """Return *text* as a value of text.

    >>> escaped("Cable; fiber, both")
    'Cable\\\\; fiber\\\\, both'
    """
    return text.translate(_ESCAPED)


def folded(line: str) -> Iterator[str]:
    """Yield *line* in parts of at most 75 octets, each after the first begun by a space.

    No character is cut in two.
    """
    part, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > LONGEST_LINE:
            yield part
            part, octets = " ", 1
        part, octets = part + character, octets + size
    yield part


def _lines_of(event: Event) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"DTSTAMP:{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        # The end of a whole day is the day after it.
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(event.summary)}",
        f"DESCRIPTION:{escaped(event.description)}",
        f"URL:{event.address}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]
