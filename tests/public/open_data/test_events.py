"""The events of franchises as open data: what is published, and nothing else."""

from datetime import date

import pytest

from tests.factories import FranchiseEventFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


def test_published_events_are_rows_and_others_are_not(client):
    franchise = FranchiseFactory(number="F-1", franchisee__name="Altice USA")
    event = FranchiseEventFactory(
        franchise=franchise,
        vote=True,
        happened_on=date(2026, 7, 22),
        is_published=True,
        note="for staff",
    )
    FranchiseEventFactory(franchise=franchise, summary="Not for the public.")
    FranchiseEventFactory(is_published=True, franchise__is_published=False)

    response = client.get("/api/franchise_events")

    assert response.json()["rows"] == [
        {
            "event": event.pk,
            "franchise": "F-1",
            "franchisee": "Altice USA",
            "kind": "committee_vote",
            "happened_on": "2026-07-22",
            "instrument": None,
            "summary": None,
            "votes_for": 5,
            "votes_against": 1,
            "cure_by": None,
            "old_expires_on": None,
            "new_expires_on": None,
        }
    ]
    assert "for staff" not in response.text
    lines = client.get("/data/franchise_events.csv").getvalue().decode().splitlines()
    assert len(lines) == 2
    assert "F-1" in lines[1]
    found = client.get("/api/franchise_events?kind=renewal&franchise=F-1").json()
    assert found["rows"] == []
