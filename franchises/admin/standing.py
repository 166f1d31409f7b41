"""How work that a worker does stands, in words for the page that follows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# A worker looks every second: one that is free has begun by then.
PATIENCE = timedelta(seconds=15)
NO_WORKER = (
    "No worker has begun with it yet. A worker does one thing at a time; if none is at work, have"
    " one started with manage.py import_worker."
)


@dataclass(frozen=True)
class Standing:
    """Where it is on its way, what that means, and what a person may do about it."""

    kind: str
    label: str
    words: str = ""
    is_followed: bool = False
    may_begin_again: bool = False
    may_discard: bool = False


def waiting(kind: str, label: str, since: datetime, now: datetime) -> Standing:
    """Return how work stands that no worker has begun with *since* then."""
    is_late = now - since > PATIENCE
    return Standing(
        kind,
        label,
        NO_WORKER if is_late else "It begins in a moment.",
        is_followed=True,
        may_begin_again=is_late,
        may_discard=True,
    )


def stopped(label: str, words: str) -> Standing:
    """Return how work stands that came to nothing, for the reason in *words*."""
    return Standing("stopped", label, words, may_begin_again=True, may_discard=True)
