"""The life of the sample city's contracts: events and a transfer, recorded as staff would.

Days are fixed, so that the city is the same whenever it is made.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from franchises.contracts.recording import record
from franchises.contracts.transferring import Wish, transfer
from franchises.management.sample_staff import sample_person
from franchises.models import FeeSchedule, Franchise, Franchisee, FranchiseEvent

TODAY = date(2026, 11, 20)
WHY = "The sample city"


def has_sample_events() -> bool:
    """Return whether the events were made: all of them, since they are made at once."""
    return FranchiseEvent.objects.exists()


@transaction.atomic
def make_sample_events(path: Path) -> None:
    """Make the events that the TOML file at *path* describes, whole or not at all."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    manager = sample_person("franchise-manager")
    by_key: dict[str, FranchiseEvent] = {}
    for each in written["event"]:
        key, answers = each.pop("key", None), each.pop("answers", None)
        event = _make_event(each, by_key.get(answers), manager)
        if key is not None:
            by_key[key] = event
    asked = written["transfer"]
    old = Franchise.objects.get(number=asked.pop("franchise"))
    asked["franchisee"] = Franchisee.objects.get(name=asked["franchisee"])
    transfer(old, Wish(**asked), manager, TODAY)


def _make_event(
    written: dict[str, Any], answers: FranchiseEvent | None, by: User
) -> FranchiseEvent:
    franchise = Franchise.objects.get(number=written.pop("franchise"))
    brought_on = written.pop("fee_schedule_from", None)
    event = FranchiseEvent(franchise=franchise, answers=answers, **written)
    if brought_on is not None:
        event.fee_schedule = FeeSchedule.objects.get(franchise=franchise, effective_on=brought_on)
    if event.old_expires_on is None:
        return record(event, by, TODAY, why=WHY)
    # The franchise came with the term that this once changed.
    event.recorded_by = by
    event.full_clean()
    _note(event, by)
    event.save()
    return event


def _note(record: Any, by: User) -> None:
    record._history_user, record._change_reason = by, WHY
