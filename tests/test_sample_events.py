"""The sample city has the life of contracts in it: a default with its cure, a transfer, clocks."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from franchises.books.verifying import what_is_wrong
from franchises.contracts.clocks import running_clocks
from franchises.contracts.recording import warnings_about
from franchises.management.sample_books import make_sample_books
from franchises.management.sample_events import has_sample_events, make_sample_events
from franchises.models import Franchise, FranchiseEvent
from franchises.rules.term import Status
from tests.test_sample_city import ROWS, SAMPLE

TODAY = date(2026, 11, 20)


@pytest.fixture
def city(db):
    for dataset in ROWS:
        call_command(f"import_{dataset}", str(SAMPLE / f"{dataset}.csv"), stdout=StringIO())
    make_sample_books(SAMPLE / "books.toml", 7)
    assert not has_sample_events()
    make_sample_events(SAMPLE / "events.toml")


def franchise(number):
    return Franchise.objects.get(number=number)


def test_the_city_has_what_a_person_would_look_for(city):
    assert has_sample_events()
    assert list(what_is_wrong(7)) == []
    # An amendment that changed a term, who did it and why.
    amended = franchise("CT-2013-01")
    entry = amended.history.filter(expires_on=date(2030, 9, 30)).first()
    assert entry.prev_record.expires_on == date(2028, 9, 30)
    assert entry.history_user.username == "franchise-manager"
    # A default and its cure.
    cure = FranchiseEvent.objects.get(kind="cure")
    assert (cure.franchise.number, cure.answers.cure_by) == ("PC-2014-01", date(2026, 4, 1))
    # Contracts in holdover, and what was decided of them.
    held = FranchiseEvent.objects.filter(kind="forbearance").select_related("franchise")
    assert {each.franchise.status_on(TODAY) for each in held} == {Status.HOLDOVER}
    # A transfer.
    old, new = franchise("HC-2012-01"), franchise("HC-2026-01")
    assert (old.terminated_on, new.succeeds) == (date(2026, 6, 30), old)
    assert new.franchisee.name == "Knickerbocker Broadband"
    assert new.installations.count() > 0
    assert new.fee_schedules.count() == 1
    assert old.has_money()
    assert not new.has_money()


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (
            TODAY,
            [
                ("HC-2027-01", "Council hearing on the resolution", -19),
                ("MT-2015-01", "Cure of a default", -16),
                ("PC-2027-01", "Review committee hearing", 12),
            ],
        ),
        (
            date(2026, 11, 28),
            [
                ("HC-2027-01", "Council hearing on the resolution", -27),
                ("MT-2015-01", "Cure of a default", -24),
                ("PC-2027-01", "Review committee hearing", 4),
            ],
        ),
    ],
)
def test_clocks_run_and_some_are_overdue(city, today, told):
    assert [
        (each.franchise.number, each.name, each.days_left) for each in running_clocks(today)
    ] == told


def test_an_award_went_through_every_step_in_time(city):
    events = franchise("MT-2026-01").events.in_order()

    assert [each.kind for each in events] == [
        "resolution_submitted",
        "resolution_hearing",
        "authorizing_resolution",
        "solicitation",
        "selection",
        "committee_filing",
        "hearing_notice",
        "committee_hearing",
        "committee_vote",
        "mayoral_presentation",
        "mayoral_approval",
        "comptroller_filing",
        "registration",
    ]
    assert [warning for each in events for warning in warnings_about(each)] == []
