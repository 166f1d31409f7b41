"""Changing many records at once: previewed one by one, with a reason, all or none."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.models import Franchise, Installation, Obligation
from tests.factories import (
    FeeAssessmentFactory,
    FranchiseFactory,
    InstallationFactory,
    ObligationFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/franchises/installation/"
FRANCHISES = "/admin/franchises/franchise/"


@pytest.fixture
def poles():
    franchise = FranchiseFactory()
    return [
        InstallationFactory(franchise=franchise, asset_id=f"P-{number}", status=status)
        for number, status in enumerate(("installed", "installed", "suspended"))
    ]


def asked(client, records, action="change_status", address=LIST, **data):
    return client.post(
        address, {"action": action, "_selected_action": [each.pk for each in records], **data}
    )


def previewed(client, records, status="suspended", why="Storm of 27 November", **more):
    data = {"status": status, "change_reason": why}
    return asked(client, records, preview="Preview", **data, **more)


def confirmed(client, records, status="suspended", why="Storm of 27 November"):
    page = previewed(client, records, status, why).text
    expected = re.search(r'name="expected" value="(\w+)"', page)[1]
    data = {"status": status, "change_reason": why, "expected": expected}
    return asked(client, records, confirm="Change", **data)


def statuses():
    return list(Installation.objects.order_by("pk").values_list("status", flat=True))


def test_the_preview_shows_each_with_what_it_is_and_would_be_and_writes_nothing(
    admin_client, poles
):
    page = previewed(admin_client, poles).text

    assert "2 of 3 would be changed. Nothing is written yet." in page
    assert page.count("<td>Installed</td>") == 2
    assert "as it is" in page
    assert statuses() == ["installed", "installed", "suspended"]


def test_on_confirmation_all_are_changed_with_who_and_why(admin_client, admin_user, poles):
    response = confirmed(admin_client, poles)

    assert response.status_code == 302
    assert statuses() == ["suspended"] * 3
    newest = poles[0].history.first()
    assert (newest.history_user, newest.history_change_reason) == (
        admin_user,
        "Storm of 27 November",
    )
    assert poles[2].history.count() == 1  # it was suspended already


def test_without_a_reason_nothing_is_previewed(admin_client, poles):
    page = previewed(admin_client, poles, why="").text

    assert "This field is required." in page
    assert "would be changed" not in page


def test_what_changed_since_the_preview_is_shown_again(admin_client, poles):
    page = previewed(admin_client, poles).text
    expected = re.search(r'name="expected" value="(\w+)"', page)[1]
    Installation.objects.filter(pk=poles[0].pk).update(status="removed")

    response = asked(
        admin_client,
        poles,
        status="suspended",
        change_reason="Storm",
        expected=expected,
        confirm="Change",
    )

    assert response.status_code == 409
    assert "They changed since you looked" in response.text
    assert statuses() == ["removed", "installed", "suspended"]


def test_one_that_cannot_be_changed_keeps_all_from_being_changed(admin_client):
    free, charged = FranchiseFactory(number="F-1"), FranchiseFactory(number="F-2")
    FeeAssessmentFactory(franchise=charged)
    both = [free, charged]

    page = asked(
        admin_client,
        both,
        "change_is_published",
        FRANCHISES,
        change_reason="Entered too early",
        preview="Preview",
    ).text

    assert "1 of 2 cannot be changed so, and nothing is changed unless all can." in page
    assert "it cannot become a draft again" in page
    assert 'name="confirm"' not in page
    forced = asked(
        admin_client,
        both,
        "change_is_published",
        FRANCHISES,
        change_reason="Entered too early",
        expected="x",
        confirm="Change",
    )
    assert forced.status_code == 409
    assert Franchise.objects.filter(is_published=True).count() == 2


def test_who_may_only_look_is_not_offered_it_and_cannot_force_it(staff_client, poles):
    viewer = staff_client("view_installation")

    assert "change_status" not in viewer.get(LIST).text
    previewed(viewer, poles)
    asked(viewer, poles, status="removed", change_reason="x", expected="x", confirm="Change")
    assert statuses() == ["installed", "installed", "suspended"]


def test_more_than_five_hundred_are_left_to_an_import(admin_client, poles, monkeypatch):
    monkeypatch.setattr("franchises.admin.bulk_change.MOST", 2)

    response = admin_client.post(
        LIST,
        {"action": "change_status", "_selected_action": [each.pk for each in poles]},
        follow=True,
    )

    assert "At most 2 at once" in response.text


def test_the_preview_asks_a_dozen_queries_of_each_record(admin_client, poles):
    with CaptureQueriesContext(connection) as one:
        previewed(admin_client, poles[:1])
    with CaptureQueriesContext(connection) as three:
        previewed(admin_client, poles)

    assert len(three) - len(one) <= 2 * 14


def test_several_obligations_are_marked_as_done_with_what_shows_it(admin_client):
    duties = [ObligationFactory(), ObligationFactory()]
    address, action = "/admin/franchises/obligation/", "change_done_on_and_evidence"
    data = {"done_on": "2026-11-20", "evidence": "Letter 12", "change_reason": "All came at once"}

    page = asked(admin_client, duties, action, address, preview="Preview", **data).text
    expected = re.search(r'name="expected" value="(\w+)"', page)[1]
    asked(admin_client, duties, action, address, confirm="Change", expected=expected, **data)

    assert "2 of 2 would be changed." in page
    assert "Done on: 2026-11-20; Evidence: Letter 12" in page
    assert (
        list(Obligation.objects.values_list("done_on", "evidence"))
        == [(date(2026, 11, 20), "Letter 12")] * 2
    )


def test_where_none_can_be_changed_so_it_says_so_and_each_says_why(admin_client):
    records = [ObligationFactory(due_on=date(2026, 11, 1)) for _ in range(2)]

    page = asked(
        admin_client,
        records,
        action="change_done_on_and_evidence",
        address="/admin/franchises/obligation/",
        preview="Preview",
        done_on="2026-11-20",
        evidence="",
        change_reason="All came at once",
    ).text

    assert "None of them can be changed so; the last column says why." in page
    assert page.count("<td>What is done says what shows it.</td>") == 2
    assert '<input type="date" name="done_on" value="2026-11-20"' in page
    assert '<label for="id_change_reason" class="required">Why:</label>' in page
