"""The button that undoes an import: a page that says what would happen, and one confirmation."""

from datetime import date

import pytest
from django.test import Client

from franchises.admin import import_undo
from franchises.imports.datasets import DATASETS
from franchises.imports.outcome import Options
from franchises.imports.problems import ImportBusyError
from franchises.imports.run import run_import
from franchises.imports.watchdog import FLAGS
from franchises.models import ImportRun, Installation
from tests.factories import FranchiseFactory
from tests.imports.running import content, csv_of

pytestmark = pytest.mark.django_db

RIGHTS = ("view_importrun", "undo_importrun", "delete_installation", "change_installation")


@pytest.fixture
def run_of(tmp_path):
    FranchiseFactory(number="CTV-1", franchisee__name="Altice USA")
    header = ["source", "asset_id", "franchise", "kind", "status", "fee_zone"]

    def imported(*zones: str) -> ImportRun:
        rows = [["poles", n, "CTV-1", "kiosk", "installed", zone] for n, zone in enumerate(zones)]
        path = csv_of(tmp_path / "poles.csv", header, *rows)
        options = Options(today=date(2026, 11, 23), accepted=frozenset(FLAGS))
        return run_import(DATASETS["installations"], path, options).run

    return imported


def page(run):
    return f"/admin/franchises/importrun/{run.pk}/change/"


def undo_page(run):
    return f"/admin/franchises/importrun/{run.pk}/undo/"


def test_the_page_of_a_run_has_a_button_for_who_may_undo(staff_client, run_of):
    run = run_of("A")
    link = f'<a href="{undo_page(run)}">Undo this import</a>'

    assert link in staff_client(*RIGHTS).get(page(run)).text
    assert link not in staff_client("view_importrun", username="viewer").get(page(run)).text


def test_a_run_that_cannot_be_undone_has_no_button(admin_client, run_of, import_run):
    run_of("A")
    changed_nothing = run_of("A")

    for run in (import_run, changed_nothing):
        assert "Undo this import" not in admin_client.get(page(run)).text


def test_the_confirmation_shows_what_would_happen_and_changes_nothing(staff_client, run_of):
    run_of("A")
    run = run_of("B", "C")
    before = (content(), ImportRun.objects.count())

    text = staff_client(*RIGHTS).get(undo_page(run)).text

    assert "<li>1 that it created would be deleted</li>" in text
    assert "<li>1 that it changed would be put back</li>" in text
    assert "<del>B</del>" in text
    assert "<ins>A</ins>" in text
    assert '<th scope="row">installation poles 1</th>' in text
    assert (content(), ImportRun.objects.count()) == before


def test_confirming_undoes_the_run_and_shows_the_undo(staff_client, run_of):
    run = run_of("A", "B")
    client = staff_client(*RIGHTS)

    response = client.post(undo_page(run), follow=True)

    undo = ImportRun.objects.first()
    assert not Installation.objects.exists()
    assert (undo.undoes, undo.user.username, undo.rows_removed) == (run, "clerk", 2)
    assert response.redirect_chain == [(page(undo), 302)]
    assert f"Import {run.pk} was undone." in response.text
    assert f"Undone by import {undo.pk}" in client.get(page(run)).text


def test_a_second_confirmation_does_nothing_and_shows_the_first_undo(staff_client, run_of):
    run = run_of("A")
    client = staff_client(*RIGHTS)
    client.post(undo_page(run))
    before, undo = (content(), ImportRun.objects.count()), ImportRun.objects.first()

    for again in (client.post, client.get):
        response = again(undo_page(run), follow=True)
        assert response.redirect_chain == [(page(undo), 302)]
        assert f"Import {run.pk} was undone already, by import {undo.pk}." in response.text
    assert (content(), ImportRun.objects.count()) == before


def test_what_stands_in_the_way_is_listed_and_there_is_no_button(staff_client, run_of):
    run = run_of("A")
    Installation.objects.update(fee_zone="C")
    before = (content(), ImportRun.objects.count())
    client = staff_client(*RIGHTS)

    for response, status in ((client.get(undo_page(run)), 200), (client.post(undo_page(run)), 409)):
        assert response.status_code == status
        assert "1 thing stands in the way" in response.text
        assert "installation poles 0: was changed since, past its history" in response.text
        assert 'type="submit" value="Undo' not in response.text
    assert (content(), ImportRun.objects.count()) == before


@pytest.mark.parametrize("rights", [("view_importrun",), ("undo_importrun",), ()])
def test_without_the_permission_the_page_is_forbidden(staff_client, run_of, rights):
    run = run_of("A")
    client = staff_client(*rights, "delete_installation")

    assert client.get(undo_page(run)).status_code == 403
    assert client.post(undo_page(run)).status_code == 403
    assert Installation.objects.count() == 1


def test_an_undo_does_nothing_that_its_user_may_not_do_row_by_row(staff_client, run_of):
    run = run_of("A")

    response = staff_client("view_importrun", "undo_importrun").post(undo_page(run))

    assert response.status_code == 409
    assert "You may not delete installations." in response.text
    assert Installation.objects.count() == 1


def test_a_visitor_is_sent_to_the_login(client, run_of):
    run = run_of("A")

    assert client.post(undo_page(run)).status_code == 302
    assert Installation.objects.count() == 1


def test_a_confirmation_from_elsewhere_is_refused(admin_user, run_of):
    run = run_of("A")
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post(undo_page(run)).status_code == 403
    assert Installation.objects.count() == 1


def test_a_run_that_is_not_there_is_not_found(admin_client):
    assert admin_client.get("/admin/franchises/importrun/404/undo/").status_code == 404


def test_a_busy_database_is_told_of(admin_client, run_of, monkeypatch):
    def busy(*arguments, **options):
        raise ImportBusyError

    monkeypatch.setattr(import_undo, "undo_run", busy)
    run = run_of("A")

    response = admin_client.post(undo_page(run), follow=True)

    assert response.redirect_chain == [(page(run), 302)]
    assert "Another import is running" in response.text


def test_a_run_too_large_for_a_page_names_the_command(admin_client, run_of, monkeypatch):
    monkeypatch.setattr(import_undo, "MOST_ROWS", 1)
    small, large = run_of("A"), run_of("B", "C")

    text = admin_client.post(undo_page(large)).text

    assert f"manage.py undo_import {large.pk}" in text
    assert Installation.objects.count() == 2
    monkeypatch.setattr(import_undo, "MOST_ROWS", 2)
    assert "would be deleted" in admin_client.get(undo_page(large)).text
    assert "stands in the way" in admin_client.get(undo_page(small)).text
