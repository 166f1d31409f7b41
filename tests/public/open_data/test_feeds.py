"""The feed of changes and the calendar of expiries: what is in them, and what never is."""

import re
from datetime import UTC, date, datetime

import pytest
from django.apps import apps

from franchises.models import FiscalYear, YearRevision
from franchises.public.open_data.feeds import LONGEST_FEED, changes
from franchises.reports.icalendar import Event, calendar_of, folded
from tests.factories import FranchiseFactory

pytestmark = pytest.mark.django_db


def publish(year, number, moment, reason=""):
    row, _ = FiscalYear.objects.get_or_create(
        year=year, defaults={"first_day": date(2012, 7, 1), "last_day": date(2013, 6, 30)}
    )
    YearRevision.objects.create(
        fiscal_year=row,
        number=number,
        reason=reason,
        figures="{}",
        sha256="0" * 64,
        published_at=moment,
    )


def test_years_closed_and_restated_are_told_the_newest_first(client, city):
    publish(2013, 1, datetime(2030, 1, 1, tzinfo=UTC))
    publish(2013, 2, datetime(2030, 3, 1, tzinfo=UTC), "An audit found $5.00 more.")
    assert [(each.title, each.words) for each in changes()] == [
        ("FY2013 is restated", "An audit found $5.00 more."),
        ("FY2013 is closed", "The books of the year are closed, and its figures are final."),
        (
            "New franchise: CT-01 of Altice USA",
            "Cable television, from 2010-07-01 to 2030-06-30.",
        ),
    ]


def test_a_franchise_is_new_on_the_day_the_public_first_sees_it(city):
    history = apps.get_model("franchises", "HistoricalFranchise").objects
    draft = FranchiseFactory(number="N-1", draft=True)
    history.filter(id=draft.pk).update(history_date=datetime(2011, 1, 1, tzinfo=UTC))
    assert "N-1" not in str(changes())
    for day, title in ((2, "first"), (3, "later")):
        draft.is_published, draft.title = True, title
        draft.save()
        latest = history.filter(id=draft.pk).order_by("-history_id")[0]
        history.filter(pk=latest.pk).update(history_date=datetime(2011, 1, day, tzinfo=UTC))
    (found,) = [each for each in changes() if each.uid == "franchises/N-1"]
    assert found.changed_at == datetime(2011, 1, 2, tzinfo=UTC)


def test_a_franchise_that_is_a_draft_again_is_not_told_of(client, city):
    franchise = FranchiseFactory(number="SECRET-9")
    assert "SECRET-9" in client.get("/changes.atom").content.decode()
    franchise.is_published = False
    franchise.save()
    assert "SECRET" not in client.get("/changes.atom").content.decode()
    assert "SECRET" not in client.get("/expiries.ics").content.decode()


def test_a_feed_is_no_longer_than_it_is_read(client, city, django_assert_num_queries):
    for number in range(LONGEST_FEED + 20):
        FranchiseFactory(number=f"N-{number:03}")
    with django_assert_num_queries(3):
        found = changes()
    assert len(found) == LONGEST_FEED
    assert found[0].uid == "franchises/N-119"


def test_an_empty_feed_says_the_same_each_time(client, db):
    first, second = client.get("/changes.atom"), client.get("/changes.atom")
    assert first.content == second.content
    assert b"<updated>2000-01-01T00:00:00+00:00</updated>" in first.content


def test_names_are_escaped_in_the_feed(client, city):
    city.franchisee.name = "<b>A & B</b>"
    city.franchisee.save()
    text = client.get("/changes.atom").content.decode()
    assert "New franchise: CT-01 of &lt;b&gt;A &amp; B&lt;/b&gt;" in text


def test_the_calendar_has_the_last_days_that_are_known_and_not_overtaken(client, city):
    FranchiseFactory(number="P-1", perpetual=True)
    FranchiseFactory(number="T-1", terminated=True)
    FranchiseFactory(number="E-1", expired=True)
    text = client.get("/expiries.ics").content.decode()
    assert re.findall(r"UID:(\S+)", text) == ["E-1-expires@testserver", "CT-01-expires@testserver"]
    assert re.findall(r"DTSTART;VALUE=DATE:(\d+)", text) == ["20200630", "20300630"]
    assert re.findall(r"DTEND;VALUE=DATE:(\d+)", text) == ["20200701", "20300701"]
    assert text == client.get("/expiries.ics").content.decode()


@pytest.mark.parametrize("address", ["/expiries.ics", "/changes.atom"])
def test_a_feed_costs_the_same_however_many_franchises(
    client, city, address, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(9) as found:
            client.get(address)
        return len(found)

    few = queries()
    FranchiseFactory.create_batch(30)
    assert queries() == few


def test_text_is_escaped_and_lines_are_folded_between_characters():
    event = Event(
        uid="1@x",
        day=date(2026, 12, 31),
        changed_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        summary="A;B,C\\D\nE" + "é" * 60,
        description="",
        address="https://x/",
    )
    text = calendar_of("Name", [event])
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert "SUMMARY:A\\;B\\,C\\\\D\\nE" in text
    assert "DTSTAMP:20260102T030405Z\r\nDTSTART;VALUE=DATE:20261231\r\n" in text
    assert "DTEND;VALUE=DATE:20270101" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "é" * 60 in text.replace("\r\n ", "")


@pytest.mark.parametrize(("length", "parts"), [(75, 1), (76, 2), (149, 2), (150, 3)])
def test_a_line_is_folded_at_75_octets(length, parts):
    assert len(list(folded("x" * length))) == parts
