"""The page that transfers a franchise: shown first, carried out by who may, once."""

from datetime import date

import pytest

from franchises.models import Franchise
from tests.factories import FranchiseeFactory, FranchiseFactory, InstallationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_20_november_2026(monkeypatch):
    for module in ("franchise_transfer", "franchise"):
        monkeypatch.setattr(f"franchises.admin.{module}.localdate", lambda: date(2026, 11, 20))


@pytest.fixture
def franchise():
    franchise = FranchiseFactory(number="MT-1")
    InstallationFactory.create_batch(3, franchise=franchise)
    return franchise


def address_of(franchise):
    return f"/admin/franchises/franchise/{franchise.pk}/transfer/"


@pytest.fixture
def asked():
    return {
        "franchisee": FranchiseeFactory(name="New Poles LLC").pk,
        "number": "MT-2",
        "on": "2026-10-01",
    }


def expected(response):
    return response.context["form"]["expected"].value()


def test_a_transfer_is_shown_and_then_carried_out(admin_client, franchise, asked):
    shown = admin_client.post(address_of(franchise), asked | {"preview": "yes"})

    assert "Nothing is written yet." in shown.text
    assert "3 that stand" in shown.text
    assert Franchise.objects.count() == 1

    confirmed = asked | {"confirm": "yes", "expected": expected(shown)}
    response = admin_client.post(address_of(franchise), confirmed, follow=True)

    new = Franchise.objects.get(number="MT-2")
    assert "MT-1 is continued by MT-2." in response.text
    assert "It continues franchise" in response.text
    assert new.installations.count() == 3
    assert new.history.last().history_user.username == "admin"
    old_page = admin_client.get(f"/admin/franchises/franchise/{franchise.pk}/change/").text
    assert "It is continued, after a transfer, by franchise" in old_page
    assert address_of(franchise) not in old_page
    again = admin_client.post(address_of(franchise), confirmed | {"number": "MT-3"})
    assert "The franchise ended on Sept. 30, 2026." in again.text
    assert Franchise.objects.count() == 2


def test_what_has_changed_since_it_was_shown_is_shown_again(admin_client, franchise, asked):
    shown = admin_client.post(address_of(franchise), asked | {"preview": "yes"})
    InstallationFactory(franchise=franchise)

    confirmed = asked | {"confirm": "yes", "expected": expected(shown)}
    response = admin_client.post(address_of(franchise), confirmed)

    assert "It would do something else by now: look at it again." in response.text
    assert "4 that stand" in response.text
    assert Franchise.objects.count() == 1
    confirmed["expected"] = expected(response)
    assert admin_client.post(address_of(franchise), confirmed).status_code == 302


def test_what_was_never_shown_is_not_carried_out(admin_client, franchise, asked):
    admin_client.post(address_of(franchise), asked | {"confirm": "yes"})
    assert Franchise.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"number": "MT-1"}, "This number is that of another franchise."),
        ({"number": "a b"}, "Use letters, digits, dots, dashes and underscores"),
        ({"on": "2026-11-21"}, "This day is in the future"),
        ({"on": "2010-07-01"}, "it needs a day under its old franchisee"),
        ({"on": ""}, "This field is required."),
        ({"summary": "=cmd"}, "This text"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(admin_client, franchise, asked, values, told):
    response = admin_client.post(address_of(franchise), asked | values | {"preview": "yes"})

    assert response.status_code == 200
    assert told in response.text
    assert response.context["shown"] is None


def test_who_may_change_franchises_may_not_transfer_one_by_that(staff_client, franchise, asked):
    client = staff_client("view_franchise", "change_franchise", "view_franchiseevent")

    assert client.get(address_of(franchise)).status_code == 403
    assert client.post(address_of(franchise), asked | {"confirm": "yes"}).status_code == 403
    page = client.get(f"/admin/franchises/franchise/{franchise.pk}/change/").text
    assert "Transfer this franchise" not in page


def test_the_page_of_a_franchise_leads_there_for_who_may(staff_client, franchise):
    client = staff_client("view_franchise", "view_franchiseevent", "transfer_franchise")

    page = client.get(f"/admin/franchises/franchise/{franchise.pk}/change/").text
    assert f'href="{address_of(franchise)}"' in page
    assert client.get(address_of(franchise)).status_code == 200
    assert client.get("/admin/franchises/franchise/999/transfer/").status_code == 404
