"""The books of the sample city: its schedules and what is made of them, as its people would.

Through the same doors as a real city's: the checks of the models, the import of statements, the
assessing, two people who close a year, one of whom restates it. Days are fixed, so that the city
is the same whenever it is made.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from franchises.books.assessing import assess
from franchises.books.closing import close, propose_closing
from franchises.books.freezing import freeze
from franchises.books.restating import restate
from franchises.management.sample_staff import sample_person
from franchises.models import (
    FeeAssessment,
    FeeComponent,
    FeeSchedule,
    Franchise,
    Holiday,
    PublishedFigure,
)

TODAY = date(2026, 11, 20)
ASSESSED_YEAR = 2026
CLOSED_YEARS = (2024, 2025)
RESTATED_YEAR = 2024
RESTATED_BECAUSE = "An audit found revenue of the Brooklyn cable franchise that was not reported."
WHY = "The sample city"
PEOPLE = ("fee-clerk", "deputy-controller", "controller")


def has_sample_books() -> bool:
    """Return whether the books were made: all of them, since they are made at once."""
    return FeeSchedule.objects.exists()


@transaction.atomic
def make_sample_books(path: Path, first_month: int) -> None:
    """Make the books that the TOML file at *path* describes, whole or not at all."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    clerk, deputy, controller = (sample_person(name) for name in PEOPLE)
    Holiday.objects.bulk_create(Holiday(**each) for each in written["holiday"])
    for each in written["published_figure"]:
        keep(PublishedFigure(**each), clerk)
    for each in written["schedule"]:
        _make_schedule(each, clerk)
    assess(ASSESSED_YEAR, None, first_month, TODAY, clerk)
    for year in CLOSED_YEARS:
        propose_closing(year, deputy, TODAY, first_month)
        close(year, controller, TODAY, first_month, freeze(year, first_month).sha256)
    for each in written["adjustment"]:
        adjusted = FeeAssessment.objects.get(reference=each.pop("adjusts"))
        adjustment = FeeAssessment(
            origin=FeeAssessment.Origin.ADJUSTMENT,
            franchise=adjusted.franchise,
            adjusts=adjusted,
            **each,
        )
        keep(adjustment, clerk)
    restate(RESTATED_YEAR, RESTATED_BECAUSE, controller, first_month)


def _make_schedule(written: dict[str, Any], by: User) -> None:
    components = written.pop("component")
    franchise = Franchise.objects.get(number=written.pop("franchise"))
    schedule = FeeSchedule(franchise=franchise, **written)
    keep(schedule, by)
    for each in components:
        keep(FeeComponent(schedule=schedule, **each), by)


def keep(record: Any, by: User) -> None:
    """Save *record* as the admin does: checked, and with who and why."""
    record.full_clean()
    record._history_user, record._change_reason = by, WHY
    record.save()
