"""Which installation each complaint is about: worked out, and kept beside the complaint.

Who names it goes before how near it is: a person of the city first, then the complaint by its id,
then the place, where one installation alone stood within so many metres on the day of the
complaint. Nothing is guessed: where several would do, none is taken, and that is what is kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from franchises.models import Complaint, ComplaintMatch, ImportRun, Installation
from franchises.rules.complaints import WITHIN_METRES, Near, only_one
from franchises.rules.places import boxes_around, metres_between

CHUNK = 2_000
# What stands in the street, or did; of what is merely planned nobody complains.
STANDING = (
    Installation.Status.INSTALLED.value,
    Installation.Status.SUSPENDED.value,
    Installation.Status.REMOVED.value,
)
How = ComplaintMatch.How
# The index on places is read band by band of latitude, whichever database it is.
NEAR = """
    SELECT c.id, i.id, i.latitude, i.longitude, i.status, i.installed_on, i.removed_on
    FROM {complaints} c CROSS JOIN {installations} i
    WHERE c.id IN ({keys})
    AND i.latitude BETWEEN c.latitude - %s AND c.latitude + %s
    AND i.longitude BETWEEN c.longitude - %s AND c.longitude + %s
"""


@dataclass(frozen=True)
class _Answer:
    how: str
    installation: int | None = None
    metres: float | None = None


def match_after(run: ImportRun) -> int:
    """Match anew what *run*, an import or an undo of one, may have changed; return how many."""
    if not (run.rows_created or run.rows_updated or run.rows_removed):
        return 0
    if run.dataset == "installations":
        return match_complaints()
    if run.dataset == "complaints":
        if run.undoes_id is not None:
            # Rows that a set deletes take nothing along.
            there = Complaint.objects.filter(pk=OuterRef("complaint_id"))
            ComplaintMatch.objects.filter(~Exists(there)).delete()
        changed = Complaint.history.filter(import_run=run).values("id")
        return match_complaints(Complaint.objects.filter(pk__in=changed))
    return 0


def keys_about(installations: Iterable[Installation]) -> set[int]:
    """Return the primary keys of what may be about *installations*. A query each."""
    return {pk for each in installations for pk in about(each).values_list("pk", flat=True)}


def about(installation: Installation) -> QuerySet[Complaint]:
    """Return the complaints that may be about *installation*, as it is in memory or was matched."""
    named = Q(asset_id=installation.asset_id) | Q(installation=installation)
    matched = ComplaintMatch.objects.filter(installation=installation).values("complaint")
    wanted = named | Q(pk__in=matched)
    if installation.latitude is not None and installation.longitude is not None:
        place = installation.latitude, installation.longitude
        for south, west, north, east in boxes_around(*place, WITHIN_METRES):
            wanted |= Q(latitude__range=(south, north), longitude__range=(west, east))
    return Complaint.objects.filter(wanted)


def match_complaints(complaints: QuerySet[Complaint] | None = None) -> int:
    """Match *complaints*, all where None, and return how many are matched otherwise than before.

    Reads them in pieces, so that memory is bounded: six queries a piece of 2,000.
    """
    rows = Complaint.objects.all() if complaints is None else complaints
    changed = 0
    with transaction.atomic():
        for piece in _pieces(rows):
            changed += _match(piece)
    return changed


def _pieces(rows: QuerySet[Complaint]) -> Iterator[list[Complaint]]:
    last = 0
    while piece := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield piece
        last = piece[-1].pk


def _match(complaints: Sequence[Complaint]) -> int:
    near, named = _near(complaints), _named(complaints)
    places = _places([*(each.installation_id for each in complaints), *_only(named)])
    answers = {each.pk: _answer(each, named, near[each.pk], places) for each in complaints}
    known = {
        pk: _Answer(how, installation, metres)
        for pk, how, installation, metres in ComplaintMatch.objects.filter(
            complaint__in=[each.pk for each in complaints]
        ).values_list("complaint_id", "how", "installation_id", "metres")
    }
    changed = [
        ComplaintMatch(
            complaint_id=pk,
            how=answer.how,
            installation_id=answer.installation,
            metres=answer.metres,
        )
        for pk, answer in answers.items()
        if known.get(pk) != answer
    ]
    ComplaintMatch.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["complaint"],
        update_fields=["how", "installation", "metres"],
        batch_size=500,
    )
    return len(changed)


def _answer(
    complaint: Complaint,
    named: Mapping[str, list[int]],
    near: Sequence[Near],
    places: Mapping[int, tuple[float, float]],
) -> _Answer:
    if complaint.installation_id is not None:
        chosen = complaint.installation_id
        return _Answer(How.PERSON.value, chosen, _metres(complaint, places.get(chosen)))
    by_id = named.get(complaint.asset_id, []) if complaint.asset_id else []
    if len(by_id) == 1:
        return _Answer(How.ID.value, by_id[0], _metres(complaint, places.get(by_id[0])))
    if len(by_id) > 1:
        return _Answer(How.SEVERAL.value)
    if complaint.latitude is None:
        return _Answer(How.NO_PLACE.value)
    one, are_several = only_one(near)
    if one is not None:
        return _Answer(How.PLACE.value, one.installation, _rounded(one.metres))
    return _Answer(How.SEVERAL.value if are_several else How.NONE.value)


def _near(complaints: Sequence[Complaint]) -> Mapping[int, list[Near]]:
    """Return what stood near each complaint on its day, by its primary key."""
    found: defaultdict[int, list[Near]] = defaultdict(list)
    placed = {each.pk: each for each in complaints if each.latitude is not None}
    if not placed:
        return found
    # Wide enough for the one of them that is nearest to a pole, where every longitude is near.
    farthest = max(abs(each.latitude or 0) for each in placed.values())
    box = boxes_around(farthest, 0, WITHIN_METRES)[0]
    up, across = farthest - box.south, box.east - box.west
    sql = NEAR.format(
        complaints=connection.ops.quote_name(Complaint._meta.db_table),
        installations=connection.ops.quote_name(Installation._meta.db_table),
        # Numbers of ours, and more of them than a statement of SQLite takes as parameters.
        keys=", ".join(map(str, placed)),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [up, up, across, across])
        rows = cursor.fetchall()
    for pk, installation, latitude, longitude, status, installed_on, removed_on in rows:
        complaint: Any = placed[pk]
        if not _stood(status, installed_on, removed_on, complaint.created_on):
            continue
        metres = metres_between(complaint.latitude, complaint.longitude, latitude, longitude)
        found[pk].append(Near(installation, metres))
    return found


def _stood(status: str, installed_on: Any, removed_on: Any, day: date) -> bool:
    """Whether an installation stood in the street on *day*, as far as is known.

    One that was removed on a day nobody wrote down may have been gone.
    """
    if status not in STANDING or (status == Installation.Status.REMOVED and removed_on is None):
        return False
    written = day.isoformat()
    # SQLite gives a raw date as text.
    return (installed_on is None or str(installed_on) <= written) and (
        removed_on is None or str(removed_on) >= written
    )


def _named(complaints: Sequence[Complaint]) -> dict[str, list[int]]:
    """Return the installations of each asset id that the complaints name, in whichever list."""
    wanted = {each.asset_id for each in complaints if each.asset_id}
    named: dict[str, list[int]] = {}
    if wanted:
        rows = Installation.objects.filter(asset_id__in=wanted).values_list("asset_id", "pk")
        for asset_id, pk in rows:
            named.setdefault(asset_id, []).append(pk)
    return named


def _only(named: Mapping[str, list[int]]) -> Iterator[int]:
    return (pks[0] for pks in named.values() if len(pks) == 1)


def _places(installations: Sequence[int | None]) -> dict[int, tuple[float, float]]:
    wanted = {pk for pk in installations if pk is not None}
    if not wanted:
        return {}
    rows = Installation.objects.filter(pk__in=wanted).values_list("pk", "latitude", "longitude")
    return {pk: (north, east) for pk, north, east in rows if north is not None and east is not None}


def _metres(complaint: Complaint, place: tuple[float, float] | None) -> float | None:
    if place is None or complaint.latitude is None or complaint.longitude is None:
        return None
    return _rounded(metres_between(complaint.latitude, complaint.longitude, *place))


def _rounded(metres: float) -> float:
    """Return *metres* to a decimetre: coordinates say no more, and it compares equal again."""
    return round(metres, 1)
