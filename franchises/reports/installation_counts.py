"""How many installations are on record in each borough, and where they stand."""

from dataclasses import dataclass

from django.db.models import Count

from franchises.models import Borough, Installation


@dataclass(frozen=True)
class BoroughCount:
    """A borough, or the installations of none (``code`` and ``name`` are empty), by status."""

    code: str
    name: str
    by_status: dict[Installation.Status, int]

    @property
    def installations(self) -> int:
        """How many there are, whatever their status."""
        return sum(self.by_status.values())


def installations_by_borough() -> tuple[BoroughCount, ...]:
    """Return the published installations of every borough by name, those of none last.

    A borough without any is there too. Two queries, one of which reads every installation.
    """
    counts = Installation.objects.published().order_by().values_list("borough", "status")
    found: dict[int | None, dict[Installation.Status, int]] = {}
    for borough, status, number in counts.annotate(Count("pk")):
        found.setdefault(borough, {})[Installation.Status(status)] = number
    rows = [
        BoroughCount(code, name, found.get(pk, {}))
        for pk, code, name in Borough.objects.order_by("name").values_list("pk", "code", "name")
    ]
    if None in found:
        rows.append(BoroughCount("", "", found[None]))
    return tuple(rows) if found else ()
