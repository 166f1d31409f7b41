"""Staff see what each complaint is about, say so where they know better, and count them."""

from datetime import date

import pytest
from django.urls import reverse

from franchises.imports.complaint_matching import match_complaints
from franchises.models import Complaint, ComplaintMatch
from tests.factories import ComplaintFactory, FranchiseFactory, InstallationFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/franchises/complaint/"
COUNTS = f"{LIST}counts/"


@pytest.fixture
def kiosk():
    return InstallationFactory(
        franchise=FranchiseFactory(number="PC-1"), asset_id="K-1", latitude=40.75, longitude=-73.99
    )


def posted(complaint: Complaint, **changes: object) -> dict:
    fields = {
        name: getattr(complaint, name)
        for name in ("source", "number", "created_on", "complaint_type", "latitude", "longitude")
    }
    sent = fields | {"change_reason": "seen on site"} | changes
    return {name: "" if value is None else value for name, value in sent.items()}


def change(client, complaint, **changes):
    address = reverse("admin:franchises_complaint_change", args=[complaint.pk])
    opened = client.get(address).context["adminform"].form.initial
    response = client.post(address, posted(complaint, **changes) | _version(opened))
    assert response.status_code == 302, response.context["adminform"].form.errors


def _version(initial):
    return {name: value for name, value in initial.items() if name == "opened_at"}


def test_the_list_says_what_each_is_about_and_how_that_is_known(admin_client, kiosk):
    ComplaintFactory(number="7", asset_id="K-1")
    ComplaintFactory(number="8")
    match_complaints()
    text = admin_client.get(LIST).text
    assert "test K-1" in text
    assert "Named by the complaint" in text
    assert "It has no place" in text


def test_what_staff_say_is_kept_with_its_reason_and_matched_at_once(admin_client, kiosk):
    complaint = ComplaintFactory(number="8")
    match_complaints()
    change(admin_client, complaint, installation=kiosk.pk)
    match = ComplaintMatch.objects.get(complaint=complaint)
    assert (match.how, match.installation) == ("person", kiosk)
    latest = complaint.history.latest()
    assert (latest.history_change_reason, latest.installation_id) == ("seen on site", kiosk.pk)


def test_an_installation_that_is_moved_takes_no_complaint_along(admin_client, kiosk):
    complaint = ComplaintFactory(latitude=40.75, longitude=-73.99)
    match_complaints()
    address = reverse("admin:franchises_installation_change", args=[kiosk.pk])
    form = admin_client.get(address).context["adminform"].form
    sent = {name: "" if value is None else value for name, value in form.initial.items()}
    sent |= {"latitude": "40.80", "change_reason": "surveyed"}
    assert admin_client.post(address, sent).status_code == 302
    assert ComplaintMatch.objects.get(complaint=complaint).how == "none"


def test_the_counts_begin_with_what_draws_most_and_lead_to_it(admin_client, kiosk):
    other = InstallationFactory(franchise=kiosk.franchise, asset_id="K-2")
    for asset, number in (("K-1", 2), ("K-2", 3)):
        for _ in range(number):
            ComplaintFactory(asset_id=asset, closed_on=date(2025, 3, 20))
    match_complaints()
    response = admin_client.get(COUNTS)
    rows = response.context["table"].rows
    assert [(row.cells[0].text, row.cells[3].text) for row in rows] == [("K-2", "3"), ("K-1", "2")]
    assert reverse("admin:franchises_installation_change", args=[other.pk]) in response.text
    assert COUNTS in admin_client.get("/admin/").text
    assert COUNTS in admin_client.get(LIST).text


@pytest.mark.parametrize("by", ["installation", "franchisee", "type", "district", "year"])
def test_the_counts_are_by_whatever_is_asked_for(admin_client, kiosk, by):
    ComplaintFactory(asset_id="K-1", created_on=date(2025, 6, 30))
    ComplaintFactory(asset_id="K-1", created_on=date(2025, 7, 1))
    match_complaints()
    table = admin_client.get(COUNTS, {"by": by, "year": 2025}).context["table"]
    assert [row.cells[-5].text for row in table.rows] == ["1"]


@pytest.mark.parametrize("query", ["by=kiosk", "year=99999", "franchisee=nobody"])
def test_what_cannot_be_counted_is_told_on_the_form(admin_client, query):
    response = admin_client.get(f"{COUNTS}?{query}")
    assert response.status_code == 200
    assert response.context["table"] is None
    assert response.context["form"].errors


def test_counts_are_for_those_who_may_see_complaints(client, viewer, admin_client):
    assert viewer.get(COUNTS).status_code == 200
    client.logout()
    assert client.get(COUNTS).status_code == 302


@pytest.mark.parametrize("number", [10, 100])
def test_the_list_costs_the_same_queries_however_long_it_is(
    admin_client, kiosk, django_assert_max_num_queries, number
):
    for _ in range(number):
        ComplaintFactory(asset_id="K-1")
    match_complaints()
    with django_assert_max_num_queries(9):
        admin_client.get(LIST)
