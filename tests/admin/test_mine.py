"""What one sets for oneself: e-mail, a calendar with a private address, saved filters."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from franchises.models import SavedFilter, Subscription
from tests.factories import FranchiseFactory

pytestmark = pytest.mark.django_db


def post(client, act, **more):
    return client.post("/admin/mine/", {"act": act, **more}, follow=True)


def calendar_of(client):
    """Make a calendar, and return its address within the site."""
    text = post(client, "calendar").text
    return re.search(r'value="http://testserver(/admin/calendar/[\w-]{43}\.ics)"', text)[1]


def test_one_chooses_how_often_to_be_written_to(admin_client, admin_user):
    assert "E-mail: every monday." in post(admin_client, "digest", digest="weekly").text
    assert Subscription.objects.get(user=admin_user).digest == "weekly"

    post(admin_client, "digest", digest="never")
    assert Subscription.objects.get(user=admin_user).digest == "never"


def test_a_frequency_that_is_none_is_refused(admin_client):
    post(admin_client, "digest", digest="hourly")

    assert not Subscription.objects.exists()


def test_a_calendar_is_read_by_its_address_alone(admin_client, monkeypatch):
    monkeypatch.setattr("franchises.admin.mine.localdate", lambda: date(2026, 11, 28))
    FranchiseFactory(number="E-1", expires_on=date(2026, 12, 24))
    address = calendar_of(admin_client)

    response = Client().get(address)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert "SUMMARY:E-1: The term ends" in response.text
    assert "DTSTART;VALUE=DATE:20261224" in response.text


def test_the_address_is_shown_once_and_a_new_one_replaces_it(admin_client):
    old = calendar_of(admin_client)
    assert "/admin/calendar/" not in admin_client.get("/admin/mine/").text
    new = calendar_of(admin_client)

    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200

    post(admin_client, "no_calendar")
    assert Client().get(new).status_code == 404


def test_the_token_itself_is_not_in_the_database(admin_client):
    token = calendar_of(admin_client).split("/")[-1].removesuffix(".ics")

    assert token not in str(Subscription.objects.values_list().get())


@pytest.mark.parametrize("changed", [{"is_active": False}, {"is_staff": False}])
def test_the_calendar_of_who_has_left_is_not_found(admin_client, changed):
    address = calendar_of(admin_client)
    User.objects.update(**changed)

    assert Client().get(address).status_code == 404


def test_a_calendar_holds_what_its_person_may_see(staff_client, monkeypatch):
    monkeypatch.setattr("franchises.admin.mine.localdate", lambda: date(2026, 11, 28))
    FranchiseFactory(number="E-1", expires_on=date(2026, 12, 24))
    address = calendar_of(staff_client("view_installation"))

    assert "E-1" not in Client().get(address).text


@pytest.mark.parametrize("token", ["x", "A" * 43, "a" * 4000])
def test_a_token_that_is_nobodys_is_not_found(client, db, token):
    assert client.get(f"/admin/calendar/{token}.ics").status_code == 404


def save(client, name, list_="franchises/franchise/", filter_="?status=holdover", **more):
    return client.post(
        f"/admin/filters/save/?list={list_}&filter={filter_.replace('=', '%3D')}",
        {"name": name, **more},
    )


def test_a_filter_is_saved_from_its_list_and_leads_back_to_it(admin_client):
    FranchiseFactory(number="H-1", holdover=True)
    page = admin_client.get("/admin/franchises/franchise/?status=holdover").text
    link = re.search(r'class="save-filter" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert "status" in admin_client.get(link).text

    saved = admin_client.post(link, {"name": "Holdovers"})
    lead = admin_client.get(saved["Location"])

    assert lead["Location"] == "/admin/franchises/franchise/?status=holdover"
    assert "Holdovers</a>" in admin_client.get("/admin/").text


def test_a_shared_filter_is_found_by_others_and_a_private_one_is_not(admin_client, staff_client):
    save(admin_client, "For everybody", is_shared="on")
    save(admin_client, "For me")
    shared, own = SavedFilter.objects.order_by("name")
    colleague = staff_client("view_franchise")

    assert colleague.get(f"/admin/filters/{shared.pk}/").status_code == 302
    assert colleague.get(f"/admin/filters/{own.pk}/").status_code == 404
    assert "For me" not in colleague.get("/admin/").text


def test_a_shared_filter_shows_nobody_a_list_they_may_not_see(admin_client, staff_client):
    save(admin_client, "For everybody", is_shared="on")
    shared = SavedFilter.objects.get()

    assert staff_client("view_borough").get(f"/admin/filters/{shared.pk}/").status_code == 404


def test_only_its_owner_deletes_a_filter(admin_client, staff_client):
    save(admin_client, "For everybody", is_shared="on")
    address = f"/admin/filters/{SavedFilter.objects.get().pk}/"

    assert staff_client("view_franchise").post(address).status_code == 404
    assert admin_client.post(address).status_code == 302
    assert not SavedFilter.objects.exists()


def test_a_name_is_given_once(admin_client):
    save(admin_client, "Holdovers")
    again = save(admin_client, "Holdovers")

    assert "You have a saved filter of this name already." in again.text
    assert SavedFilter.objects.count() == 1


@pytest.mark.parametrize(
    "list_",
    [
        "",
        "mine/",
        "franchises/franchise/1/change/",
        "https://evil.example/",
        "../fees/",
        "nowhere/",
    ],
)
def test_only_a_list_can_be_saved(admin_client, list_):
    assert save(admin_client, "Elsewhere", list_).status_code == 404
    assert not SavedFilter.objects.exists()


def test_the_day_of_a_calendar_is_the_citys(admin_client):
    """A term that ended yesterday has left the calendar; one that ends today is in it."""
    from django.utils.timezone import localdate

    FranchiseFactory(number="Y-1", expires_on=localdate() - timedelta(days=1))
    FranchiseFactory(number="T-1", expires_on=localdate())

    text = Client().get(calendar_of(admin_client)).text

    assert ("Y-1" in text, "T-1" in text) == (False, True)
