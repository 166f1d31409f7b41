"""The names that a franchisee had in the public register before the one it has."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Min
from django.utils.timezone import localdate

from franchises.models import Franchise, Franchisee
from franchises.rules.names import name_key


@dataclass(frozen=True)
class FormerName:
    """A name, and the day on which another one took its place in the register."""

    name: str
    until: date


def former_names(franchisee: Franchisee) -> tuple[FormerName, ...]:
    """Return the former names of *franchisee*, the last one first; two queries.

    Only what the public could read: a name that was changed before the first of its franchises was
    published is left out, and so is one that differs in capitals and spaces alone.
    """
    published = Franchise.history.filter(
        is_published=True, id__in=franchisee.franchises.published().values("pk")
    )
    since = published.aggregate(first=Min("history_date"))["first"]
    entries = franchisee.history.order_by("history_date", "history_id")
    names = list(entries.values_list("name", "history_date"))
    last: dict[str, FormerName] = {}
    for (name, _), (following, changed_at) in pairwise(names):
        if name_key(name) != name_key(following) and since and changed_at >= since:
            last[name_key(name)] = FormerName(name, localdate(changed_at))
    last.pop(franchisee.name_key, None)
    return tuple(sorted(last.values(), key=lambda each: each.until, reverse=True))
