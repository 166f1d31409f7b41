"""The sample city has in it each thing that a newcomer is shown, by name."""

from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from franchises.contracts.security import wanting_on
from franchises.management.commands.demo import DATASETS, SAMPLE
from franchises.management.sample_books import make_sample_books
from franchises.management.sample_duties import make_sample_duties
from franchises.management.sample_events import make_sample_events
from franchises.models import Audit, ComplaintMatch, Franchise, FranchiseEvent
from franchises.rules.term import Status

A_DAY = date(2026, 11, 28)


@pytest.fixture
def city(db):
    for dataset in DATASETS:
        call_command(f"import_{dataset}", str(SAMPLE / f"{dataset}.csv"), stdout=StringIO())
    make_sample_books(SAMPLE / "books.toml", 7)
    make_sample_duties(SAMPLE / "duties.toml", 7)
    make_sample_events(SAMPLE / "events.toml")


def test_the_sample_city_has_each_thing_that_a_newcomer_is_shown(city):
    # A default with its cure.
    cure = FranchiseEvent.objects.get(kind="cure")
    assert (cure.franchise.number, cure.happened_on) == ("PC-2014-01", date(2026, 3, 27))
    assert (cure.answers.kind, cure.answers.cure_by) == ("notice_of_default", date(2026, 4, 1))
    # A bond that has lapsed.
    wanting = {(each.franchise.number, each.name): each.in_words for each in wanting_on(A_DAY)}
    assert wanting["CT-2011-02", "Surety bond"] == "lapsed: its last day was 30 September 2026"
    # An audit with findings.
    audit = Audit.objects.get()
    assert (audit.franchise.number, audit.findings.count()) == ("CT-2011-01", 2)
    assert sum(each.not_reported for each in audit.findings.all()) == Decimal("710950.50")
    # Contracts in holdover.
    held = Franchise.objects.with_status_on(A_DAY).filter(status=Status.HOLDOVER.value)
    assert sorted(each.number for each in held) == ["HC-1998-01", "MT-2004-01"]
    # A transfer, and what it left open.
    old, new = (Franchise.objects.get(number=number) for number in ("HC-2012-01", "HC-2026-01"))
    assert (old.terminated_on, new.succeeds) == (date(2026, 6, 30), old)
    assert wanting["HC-2026-01", "Surety bond"] == "none on record"
    assert list(new.obligations.values_list("what", "due_on"))[:2] == [
        ("Map of the fiber as it lies", date(2026, 12, 15)),
        ("Yearly report of gross revenue", date(2027, 8, 14)),
    ]
    event = FranchiseEvent.objects.get(kind="assignment")
    assert (
        "Surety bond HS-71440 of $250,000.00: it secures what Newtown Creek Fiber owes, until the"
        " City releases it."
    ) in event.note
    # Complaints of kiosks.
    matched = ComplaintMatch.objects.filter(installation__kind="kiosk")
    by_kiosk = Counter(matched.values_list("installation__asset_id", flat=True))
    assert by_kiosk.most_common(1) == [("K-0105", 46)]
