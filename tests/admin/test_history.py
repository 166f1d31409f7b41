"""The history of a record: who, when, what, old and new, why, through which import."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.admin.history import Change, history_entries
from franchises.models import Borough, Franchise, FranchiseType
from tests.documents import NO_DOCUMENTS
from tests.factories import (
    BoroughFactory,
    FeeCollectionFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)

pytestmark = pytest.mark.django_db


def entries_of(record):
    return history_entries(list(record.history.order_by("-history_id")), None)


def franchise_form(franchise, **changes):
    """Return what the form of *franchise* posts when *changes* are made in it."""
    return {
        "number": franchise.number,
        "franchisee": franchise.franchisee_id,
        "franchise_type": franchise.franchise_type_id,
        "title": franchise.title,
        "effective_on": franchise.effective_on,
        "expires_on": franchise.expires_on or "",
        "is_published": "on",
        "boroughs": [borough.pk for borough in franchise.boroughs.all()],
        **NO_DOCUMENTS,
        **changes,
    }


def address(record, page="change"):
    return f"/admin/franchises/{record._meta.model_name}/{record.pk}/{page}/"


def test_a_change_in_the_form_is_kept_with_who_what_and_why(admin_client):
    franchise = FranchiseFactory(expires_on=date(2030, 6, 30))

    response = admin_client.post(
        address(franchise),
        franchise_form(
            franchise, expires_on="2031-06-30", change_reason="extended by Resolution 5"
        ),
    )

    assert response.status_code == 302
    newest, created = entries_of(franchise)
    assert (newest.who, newest.action, newest.reason) == (
        "admin",
        "Changed",
        "extended by Resolution 5",
    )
    assert newest.changes == (Change("Expires on", "June 30, 2030", "June 30, 2031"),)
    assert created.action == "Created"
    assert Change("Number", "-", franchise.number) in created.changes


def test_the_page_shows_the_old_and_the_new_value(admin_client):
    collection = FeeCollectionFactory(amount=Decimal("100.00"))
    collection.amount = Decimal("1250.50")
    collection._change_reason = "bank advice"
    collection.save()

    text = admin_client.get(address(collection, "history")).text

    assert "<del>$100.00</del>" in text
    assert "<ins>$1,250.50</ins>" in text
    assert "bank advice" in text
    assert "2 changes" in text


def test_related_records_and_choices_are_shown_by_name():
    franchise = FranchiseFactory(franchisee__name="Old Co")
    franchise.franchisee = FranchiseeFactory(name="New Co")
    franchise.franchise_type = FranchiseType.objects.get(code="mobile-telecommunications")
    franchise.is_holdover = True
    franchise.save()
    installation = InstallationFactory(status="installed")
    installation.status = "suspended"
    installation.save()

    assert entries_of(franchise)[0].changes == (
        Change("Franchisee", "Old Co", "New Co"),
        Change("Type", "Cable television", "Mobile telecommunications"),
        Change("Holdover", "-", "yes"),
    )
    assert entries_of(installation)[0].changes == (Change("Status", "Installed", "Suspended"),)


def test_boroughs_that_come_and_go_are_in_the_history():
    franchise = FranchiseFactory()
    manhattan, bronx = BoroughFactory(), Borough.objects.get(code="bronx")
    franchise.boroughs.set([manhattan])
    franchise.boroughs.set([manhattan, bronx])

    entries = entries_of(franchise)

    assert entries[0].changes == (Change("Boroughs", "Manhattan", "Bronx, Manhattan"),)
    assert entries[1].changes == (Change("Boroughs", "-", "Manhattan"),)


def test_boroughs_changed_in_the_form_leave_one_entry_with_the_reason(admin_client):
    franchise = FranchiseFactory()

    admin_client.post(
        address(franchise),
        franchise_form(franchise, boroughs=[BoroughFactory().pk], change_reason="forgotten"),
    )

    newest, _ = entries_of(franchise)
    assert (newest.who, newest.reason) == ("admin", "forgotten")
    assert newest.changes == (Change("Boroughs", "-", "Manhattan"),)


def test_a_save_that_changes_nothing_leaves_no_trace(admin_client):
    franchise = FranchiseFactory()

    response = admin_client.post(
        address(franchise), franchise_form(franchise, change_reason="no reason at all")
    )

    assert response.status_code == 302
    assert len(entries_of(franchise)) == 1


def test_a_change_by_an_import_names_the_run_and_who_ran_it(admin_client, import_run):
    franchise = FranchiseFactory()
    franchise.title = "Renewal"
    franchise.save()
    franchise.history.filter(history_type="~").update(import_run=import_run)

    entry = entries_of(franchise)[0]
    text = admin_client.get(address(franchise, "history")).text

    assert (entry.who, entry.import_run) == ("jdoe (command)", import_run)
    assert f'href="/admin/franchises/importrun/{import_run.pk}/change/"' in text


def test_the_history_of_a_deleted_record_can_still_be_read(admin_client):
    installation = InstallationFactory(asset_id="PT-1")
    pk = installation.pk
    admin_client.post(
        address(installation, "delete"), {"post": "yes", "change_reason": "entered by mistake"}
    )

    text = admin_client.get(f"/admin/franchises/installation/{pk}/history/").text

    assert "Deleted" in text
    assert "PT-1" in text
    assert f"/admin/franchises/installation/{pk}/change/" not in text


def test_a_record_named_after_a_deleted_one_has_a_history_all_the_same(admin_client):
    franchise = FranchiseFactory()
    pk, franchisee = franchise.pk, franchise.franchisee
    franchise.delete()
    franchisee.delete()

    text = admin_client.get(f"/admin/franchises/franchise/{pk}/history/").text

    assert f"franchise no. {pk}" in text
    assert "(since deleted)" in text


@pytest.mark.parametrize("pk", ["999999", "abc", "9" * 30])
def test_a_record_that_never_was_has_no_history(admin_client, pk):
    assert admin_client.get(f"/admin/franchises/franchise/{pk}/history/").status_code == 404


def test_a_record_without_history_says_so(admin_client):
    franchise = FranchiseFactory()
    Franchise.history.all().delete()

    text = admin_client.get(address(franchise, "history")).text

    assert "No change of this record is recorded." in text


def test_values_in_the_history_are_escaped(admin_client):
    franchise = FranchiseFactory(notes="<script>alert(1)</script>")

    text = admin_client.get(address(franchise, "history")).text

    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def saved_often(times):
    franchise = FranchiseFactory()
    users = [User.objects.create_user(f"user-{times}-{number}") for number in range(times)]
    for user in users:
        franchise.franchisee = FranchiseeFactory()
        franchise._history_user = user
        franchise.save()
    return franchise


def test_a_history_of_100_rows_takes_as_many_queries_as_one_of_10(admin_client):
    counts = []
    for times in (10, 100):
        franchise = saved_often(times)
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(address(franchise, "history")).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_the_last_entry_of_a_page_is_a_change_from_the_first_of_the_next(admin_client):
    franchise = saved_often(100)

    first = admin_client.get(address(franchise, "history"))
    second = admin_client.get(address(franchise, "history") + "?p=2")

    assert len(first.context["entries"]) == 100
    assert [change.label for change in first.context["entries"][-1].changes] == ["Franchisee"]
    assert [entry.action for entry in second.context["entries"]] == ["Created"]


def test_no_address_puts_an_old_version_back(admin_client):
    franchise = FranchiseFactory()
    version = franchise.history.get().pk

    response = admin_client.post(
        f"/admin/franchises/franchise/{franchise.pk}/history/{version}/",
        franchise_form(franchise),
    )

    assert response.status_code in (302, 404)
    assert franchise.history.count() == 1


def test_a_page_of_the_history_has_no_inline_style_or_script(admin_client):
    text = admin_client.get(address(FranchiseFactory(), "history")).text

    assert "style=" not in text
    assert "<script>" not in text
