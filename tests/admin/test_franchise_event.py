"""Events in the admin: what a person records, what is refused, what stays as it was."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.admin.franchise_event import CHANGE, DEFAULT, VOTE
from franchises.models import Franchise, FranchiseEvent
from tests.documents import NO_DOCUMENTS
from tests.factories import (
    BoroughFactory,
    FeeScheduleFactory,
    FranchiseEventFactory,
    FranchiseFactory,
)

pytestmark = pytest.mark.django_db

WHY = {"change_reason": "As the minutes say"}
ADD = "/admin/franchises/franchiseevent/add/"
LIST = "/admin/franchises/franchiseevent/"


@pytest.fixture(autouse=True)
def _on_20_november_2026(monkeypatch):
    for module in ("franchise_event", "franchise"):
        monkeypatch.setattr(f"franchises.admin.{module}.localdate", lambda: date(2026, 11, 20))


def page_of(event):
    return f"{LIST}{event.pk}/change/"


def form_of(franchise, kind, day, **values):
    return {"franchise": franchise.pk, "kind": kind, "happened_on": day, **NO_DOCUMENTS, **values}


def test_an_amendment_changes_the_term_and_names_who_and_why(admin_client):
    franchise = FranchiseFactory()
    form = form_of(
        franchise,
        "amendment",
        "2019-06-30",
        summary="Extended by two years.",
        new_expires_on="2032-06-30",
        change_reason="Order 7",
    )

    assert admin_client.post(ADD, form).status_code == 302

    event = FranchiseEvent.objects.get()
    assert event.old_expires_on == date(2030, 6, 30)
    assert event.recorded_by.username == "admin"
    assert Franchise.objects.get().expires_on == date(2032, 6, 30)
    entry = franchise.history.first()
    assert (entry.history_user.username, entry.history_change_reason) == (
        "admin",
        "Amendment, 2019-06-30: Order 7",
    )


def test_an_amendment_moves_boroughs_and_brings_a_schedule(admin_client):
    schedule = FeeScheduleFactory()
    queens = BoroughFactory(code="queens", name="Queens")
    form = form_of(
        schedule.franchise,
        "amendment",
        "2019-06-30",
        boroughs_added=[queens.pk],
        fee_schedule=schedule.pk,
    )

    assert admin_client.post(ADD, form).status_code == 302

    event = FranchiseEvent.objects.get()
    assert list(schedule.franchise.boroughs.all()) == list(event.boroughs_added.all()) == [queens]
    assert event.fee_schedule == schedule
    # Nothing to delete where an event needs it.
    text = admin_client.get(f"/admin/franchises/feeschedule/{schedule.pk}/change/").text
    assert f"/admin/franchises/feeschedule/{schedule.pk}/delete/" not in text


@pytest.mark.parametrize(
    ("kind", "day", "values", "told"),
    [
        ("solicitation", "2026-11-21", {}, "This day is in the future."),
        ("committee_vote", "2026-09-27", {}, "A vote, and nothing else, has votes for and against"),
        (
            "committee_vote",
            "2026-09-27",
            {"votes_for": "5", "votes_against": "1"},
            "It comes after a step that is on record for a later day: Review committee hearing,"
            " 2026-09-28.",
        ),
        ("renewal", "2026-10-01", {"new_expires_on": "2055-07-01"}, "section 363(h)"),
        ("cure", "2026-10-01", {}, "A cure names the notice of default it answers"),
        ("amendment", "2026-10-01", {}, "An amendment says what it changes"),
        ("assignment", "2026-10-01", {}, "Select a valid choice. assignment is not one of the"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(admin_client, kind, day, values, told):
    hearing = FranchiseEventFactory(kind="committee_hearing", happened_on=date(2026, 9, 28))

    response = admin_client.post(ADD, form_of(hearing.franchise, kind, day, **values))

    assert response.status_code == 200
    assert told in response.text
    assert FranchiseEvent.objects.count() == 1


def test_what_is_unusual_is_saved_with_a_warning_that_its_page_keeps(admin_client):
    franchise = FranchiseFactory()
    FranchiseEventFactory(
        franchise=franchise, kind="comptroller_filing", happened_on=date(2026, 9, 1)
    )

    form = form_of(franchise, "registration", "2026-10-03")
    text = admin_client.post(ADD, form, follow=True).text

    late = "2 days after it was due, 2026-10-01. The Comptroller registers or objects within 30"
    assert late in text
    event = FranchiseEvent.objects.get(kind="registration")
    assert late in admin_client.get(page_of(event)).text


def test_a_default_is_offered_for_its_answer_and_those_of_others_are_not(admin_client):
    default = FranchiseEventFactory(default=True, happened_on=date(2026, 9, 1))
    elsewhere = FranchiseEventFactory(default=True)
    form = admin_client.get(f"{ADD}?franchise={default.franchise_id}").context["adminform"].form
    assert list(form.fields["answers"].queryset) == [default]
    plain = admin_client.get(ADD).context["adminform"].form
    assert list(plain.fields["answers"].queryset) == []

    cure = form_of(default.franchise, "cure", "2026-09-30")
    assert admin_client.post(ADD, cure | {"answers": elsewhere.pk}).status_code == 200
    assert admin_client.post(ADD, cure | {"answers": default.pk}).status_code == 302
    assert FranchiseEvent.objects.get(kind="cure").answers == default


def test_what_changed_the_franchise_stays_and_its_words_can_be_corrected(admin_client):
    franchise = FranchiseFactory()
    admin_client.post(
        ADD, form_of(franchise, "amendment", "2019-06-30", new_expires_on="2032-06-30")
    )
    event = FranchiseEvent.objects.get()
    text = admin_client.get(page_of(event)).text
    assert "Where it was wrong, record an amendment that puts it right." in text
    assert f"{LIST}{event.pk}/delete/" not in text
    assert admin_client.post(f"{LIST}{event.pk}/delete/", {"post": "yes", **WHY}).status_code == 403

    form = form_of(franchise, "termination", "2020-01-01", summary="Two more years.")
    admin_client.post(
        page_of(event), form | {"new_expires_on": "2040-01-01", "is_published": "on", **WHY}
    )

    event.refresh_from_db()
    assert (event.kind, event.happened_on, event.new_expires_on) == (
        "amendment",
        date(2019, 6, 30),
        date(2032, 6, 30),
    )
    assert (event.summary, event.is_published) == ("Two more years.", True)
    assert Franchise.objects.get().terminated_on is None


def test_a_day_that_was_mistyped_is_corrected_where_nothing_hangs_on_it(admin_client):
    event = FranchiseEventFactory(is_published=True)

    corrected = {"happened_on": "2012-01-15", **WHY, **NO_DOCUMENTS}
    assert admin_client.post(page_of(event), corrected).status_code == 302
    event.refresh_from_db()
    assert event.happened_on == date(2012, 1, 15)
    response = admin_client.post(page_of(event), corrected | {"happened_on": "2027-01-15"})
    assert "This day is in the future." in response.text
    assert admin_client.post(f"{LIST}{event.pk}/delete/", {"post": "yes", **WHY}).status_code == 302


def test_a_default_that_is_answered_is_not_deleted(admin_client):
    default = FranchiseEventFactory(default=True)
    FranchiseEventFactory(franchise=default.franchise, kind="cure", answers=default)

    assert (
        admin_client.post(f"{LIST}{default.pk}/delete/", {"post": "yes", **WHY}).status_code == 403
    )


def test_events_are_filtered_by_kind_publication_and_franchise(admin_client):
    default = FranchiseEventFactory(default=True, is_published=True, summary="Late fees.")
    FranchiseEventFactory()

    for query in (
        "kind__exact=notice_of_default",
        "publication=published",
        f"franchise__id__exact={default.franchise_id}",
        f"q={default.franchise.number}",
        "q=Late",
    ):
        found = admin_client.get(f"{LIST}?{query}").context["cl"].result_list
        assert list(found) == [default], query


def test_a_clerk_without_the_permission_records_nothing(staff_client):
    franchise = FranchiseFactory()
    client = staff_client("view_franchise", "view_franchiseevent")

    assert client.post(ADD, form_of(franchise, "solicitation", "2019-01-01")).status_code == 403
    text = client.get(f"/admin/franchises/franchise/{franchise.pk}/change/").text
    assert "Life of the contract" in text
    assert f"{ADD}?franchise={franchise.pk}" not in text


def test_the_page_of_a_franchise_draws_its_life_and_tells_its_clocks(admin_client, staff_client):
    franchise = FranchiseFactory()
    FranchiseEventFactory(
        franchise=franchise,
        kind="notice_of_default",
        happened_on=date(2026, 9, 1),
        cure_by=date(2026, 10, 1),
        summary="Quarterly report not received.",
    )
    address = f"/admin/franchises/franchise/{franchise.pk}/change/"

    text = admin_client.get(address).text

    assert "Time line of franchise" in text
    assert "1: Notice of default, 1 September 2026." in text
    assert "50 late" in text
    assert "Quarterly report not received." in text
    assert "To be cured by 1 October 2026." in text
    assert "style=" not in text[text.index("<svg") : text.index("</svg>")]
    assert f"{ADD}?franchise={franchise.pk}" in text
    assert "Life of the contract" not in staff_client("view_franchise").get(address).text


def test_the_page_of_a_franchise_takes_as_many_queries_for_twenty_events_as_for_one(admin_client):
    franchise = FranchiseFactory()
    address = f"/admin/franchises/franchise/{franchise.pk}/change/"
    FranchiseEventFactory(franchise=franchise)
    admin_client.get(address)
    with CaptureQueriesContext(connection) as one:
        admin_client.get(address)
    default = FranchiseEventFactory(franchise=franchise, default=True)
    for _ in range(20):
        FranchiseEventFactory(franchise=franchise, kind="forbearance", answers=default)

    with CaptureQueriesContext(connection) as many:
        text = admin_client.get(address).text

    assert text.count("Forbearance</a>") == 20
    assert len(many) == len(one)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("term", {"amendment", "termination", "assignment"}),
        ("territory", {"amendment"}),
        ("fees", set()),
        ("nothing", set()),
    ],
)
def test_events_are_found_by_what_they_change(admin_client, changes, expected):
    FranchiseEventFactory(
        kind="amendment", old_expires_on=date(2030, 6, 30), new_expires_on=date(2031, 6, 30)
    )
    for kind in ("termination", "assignment", "solicitation"):
        FranchiseEventFactory(kind=kind)
    moved = FranchiseEventFactory(kind="amendment")
    for code in ("queens", "bronx"):
        moved.boroughs_added.add(BoroughFactory(code=code, name=code))

    found = admin_client.get(f"{LIST}?changes={changes}").context["cl"].result_list

    assert sorted(each.kind for each in found) == sorted(expected)


def test_the_list_says_who_recorded_an_event_and_on_which_day(admin_client):
    event = FranchiseEventFactory(summary="Recorded late in the evening")
    event.history.update(history_date=datetime(2026, 11, 20, 3, 0, tzinfo=UTC))

    assert "Nov. 19, 2026" in admin_client.get(LIST).text


FOLDING = [
    ("", {VOTE, DEFAULT, CHANGE}),
    ("committee_hearing", {VOTE, DEFAULT, CHANGE}),
    ("committee_vote", {DEFAULT, CHANGE}),
    ("notice_of_default", {VOTE, CHANGE}),
    ("cure", {VOTE, CHANGE}),
    ("amendment", {VOTE, DEFAULT}),
]


@pytest.mark.parametrize(("kind", "folded"), FOLDING)
def test_what_another_kind_of_event_is_asked_is_folded(admin_client, kind, folded):
    page = admin_client.get("/admin/franchises/franchiseevent/add/", {"kind": kind}).text

    assert set(re.findall(r"<details><summary>\s*<h2[^>]*>([^<]*)</h2>", page)) == folded
