"""Two people with one form: the second is told what the first changed, and overwrites nothing."""

import re
from datetime import date

import pytest
from django.contrib import admin

from franchises.admin.record import HistoryAdmin
from franchises.models import FranchiseeAlias
from tests.admin.test_fee_schedule import PERCENTAGE
from tests.admin.test_fee_schedule import form_of as schedule_form
from tests.admin.test_history import address, entries_of, franchise_form
from tests.factories import (
    FeeCollectionFactory,
    FeeComponentFactory,
    FranchiseeFactory,
    FranchiseFactory,
)
from tests.imports.cities import throw_away_city

pytestmark = pytest.mark.django_db


def version_in(text):
    return re.search(r'name="opened_at_version" value="([^"]+)"', text)[1]


def opened(client, record):
    return {"opened_at_version": version_in(client.get(address(record)).text)}


@pytest.fixture
def lee(staff_client):
    return staff_client("view_franchise", "change_franchise", "change_franchisee", username="lee")


def test_e82_a_save_upon_a_newer_version_is_refused_and_shows_who_changed_what(admin_client, lee):
    franchise = FranchiseFactory(expires_on=date(2030, 6, 30), title="Old")
    mine = opened(admin_client, franchise)
    extended = franchise_form(
        franchise, expires_on="2031-06-30", change_reason="Resolution 5", **opened(lee, franchise)
    )
    assert lee.post(address(franchise), extended).status_code == 302

    refused = admin_client.post(address(franchise), franchise_form(franchise, title="New", **mine))

    assert refused.status_code == 409
    assert "This record was changed since you opened it" in refused.text
    assert "lee" in refused.text and "Resolution 5" in refused.text
    assert "<del>June 30, 2030</del>" in refused.text
    assert "<ins>June 30, 2031</ins>" in refused.text
    assert 'value="New"' in refused.text
    franchise.refresh_from_db()
    assert (franchise.title, franchise.expires_on) == ("Old", date(2031, 6, 30))
    assert len(entries_of(franchise)) == 2


def test_what_was_shown_may_then_be_saved_upon(admin_client, lee):
    franchise = FranchiseFactory(title="Old")
    mine = opened(admin_client, franchise)
    lee.post(address(franchise), franchise_form(franchise, title="Theirs"))
    refused = admin_client.post(address(franchise), franchise_form(franchise, title="Mine", **mine))

    again = {"opened_at_version": version_in(refused.text)}
    saved = admin_client.post(address(franchise), franchise_form(franchise, title="Mine", **again))

    assert saved.status_code == 302
    assert [each.changes[0].new for each in entries_of(franchise)[:2]] == ["Mine", "Theirs"]


def test_a_form_that_has_another_mistake_stays_at_the_version_it_was_opened_at(admin_client, lee):
    franchise = FranchiseFactory(title="Old")
    mine = opened(admin_client, franchise)
    wrong = admin_client.post(address(franchise), franchise_form(franchise, number="", **mine))
    assert wrong.status_code == 200
    still = {"opened_at_version": version_in(wrong.text)}
    lee.post(address(franchise), franchise_form(franchise, title="Theirs"))

    response = admin_client.post(address(franchise), franchise_form(franchise, title="X", **still))

    assert response.status_code == 409


def test_the_same_form_sent_twice_is_saved_once_and_is_no_conflict(admin_client):
    franchise = FranchiseFactory(title="Old")
    form = franchise_form(franchise, title="New", **opened(admin_client, franchise))

    statuses = [admin_client.post(address(franchise), form).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert len(entries_of(franchise)) == 2


def test_a_name_that_was_added_beside_the_record_is_a_change_of_it(admin_client):
    franchisee = FranchiseeFactory(name="Altice")
    mine = opened(admin_client, franchisee)
    FranchiseeAlias.objects.create(franchisee=franchisee, name="Cablevision")
    form = {"name": "Altice USA", "slug": franchisee.slug} | {
        f"{part}-{kind}_FORMS": "0"
        for part in ("aliases", "contacts")
        for kind in ("TOTAL", "INITIAL")
    }

    refused = admin_client.post(address(franchisee), form | mine)

    assert refused.status_code == 409
    assert "Cablevision" in refused.text
    franchisee.refresh_from_db()
    assert franchisee.name == "Altice"


def test_every_page_of_a_record_with_a_history_carries_its_version(admin_client):
    component = FeeComponentFactory()
    franchise = component.schedule.franchise
    for record in (component.schedule, franchise, franchise.franchisee, FeeCollectionFactory()):
        assert version_in(admin_client.get(address(record)).text), record
    kept = [each for each in admin.site._registry.values() if isinstance(each, HistoryAdmin)]
    assert len(kept) > 8
    for each in kept:
        # Both read what the form was opened at: a page that replaces one calls it.
        assert type(each).get_object is HistoryAdmin.get_object, each


def test_a_change_of_a_term_says_why(admin_client):
    franchise = FranchiseFactory(expires_on=date(2030, 6, 30))

    refused = admin_client.post(
        address(franchise), franchise_form(franchise, expires_on="2031-06-30")
    )

    assert refused.status_code == 200
    assert "Say why. A change of expires on is kept with its reason." in refused.text
    franchise.refresh_from_db()
    assert franchise.expires_on == date(2030, 6, 30)
    assert admin_client.post(address(franchise), franchise_form(franchise, notes="a call"))
    assert entries_of(franchise)[0].changes[0].new == "a call"


def test_a_charge_is_changed_with_a_reason_alone(admin_client):
    component = FeeComponentFactory()
    form = schedule_form(
        PERCENTAGE | {"percent": "4"},
        components=[component],
        franchise=component.schedule.franchise_id,
    )
    page = address(component.schedule)

    refused = admin_client.post(page, form | {"change_reason": " "})
    assert "Say why: a change of the charges is kept with its reason." in refused.text
    assert admin_client.post(page, form).status_code == 302


def test_money_is_deleted_with_a_reason_alone(admin_client):
    collection = FeeCollectionFactory()
    page = address(collection, "delete")

    assert "Why it is deleted" in admin_client.get(page).text
    refused = admin_client.post(page, {"post": "yes"}, follow=True)
    assert "Nothing was deleted: say why." in refused.text
    admin_client.post(page, {"post": "yes", "change_reason": "booked twice"})

    newest = type(collection).history.order_by("-history_id").first()
    assert (newest.history_type, newest.history_change_reason) == ("-", "booked twice")
    assert newest.history_user.username == "admin"


def test_the_fields_that_need_a_reason_are_fields_of_the_form():
    for each in admin.site._registry.values():
        for name in getattr(each, "reasoned_fields", ()):
            assert each.model._meta.get_field(name), each


SAVE = """
import re, time
from pathlib import Path
from django.contrib.auth.models import User
from django.test import Client
from franchises.models import Franchise
franchise = Franchise.objects.get(number="CTV-1")
user, _ = User.objects.get_or_create(username="{me}", is_staff=True, is_superuser=True)
client = Client(HTTP_HOST="localhost")
client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
page = f"/admin/franchises/franchise/{{franchise.pk}}/change/"
version = re.search(r'name="opened_at_version" value="([^"]+)"', client.get(page).text)[1]
Path("{directory}/{me}").touch()
while not (Path("{directory}/kim").exists() and Path("{directory}/lee").exists()):
    time.sleep(0.001)
form = {{
    "number": "CTV-1",
    "franchisee": franchise.franchisee_id,
    "franchise_type": franchise.franchise_type_id,
    "title": "{me}",
    "effective_on": franchise.effective_on,
    "expires_on": franchise.expires_on or "",
    "is_published": "on",
    "boroughs": [each.pk for each in franchise.boroughs.all()],
    "opened_at_version": version,
    "franchises-document-holder_type-holder_id-TOTAL_FORMS": "0",
    "franchises-document-holder_type-holder_id-INITIAL_FORMS": "0",
}}
print(client.post(page, form).status_code)
franchise.refresh_from_db()
print(franchise.title, franchise.history.filter(history_type="~").count())
"""


def test_of_two_who_save_at_the_same_moment_one_is_refused(tmp_path):
    with throw_away_city(tmp_path) as city:
        people = [city.shell(SAVE.format(me=name, directory=tmp_path)) for name in ("kim", "lee")]
        for child in people:
            assert child.end() == 0, child.err

    told = {
        name: child.out.splitlines() for name, child in zip(("kim", "lee"), people, strict=True)
    }
    assert sorted(lines[0] for lines in told.values()) == ["302", "409"]
    saved = next(name for name, lines in told.items() if lines[0] == "302")
    assert [lines[1] for lines in told.values()] == [f"{saved} 1"] * 2
