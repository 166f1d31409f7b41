"""The button that undoes an import: a page that says what would happen, and one confirmation."""

from unittest.mock import Mock

import pytest
from django.db import DatabaseError
from django.test import Client

from franchises.admin import import_undo
from franchises.imports.problems import ImportBusyError
from franchises.models import ImportRun, Installation
from tests.admin.undoing import RIGHTS, page, undo_page
from tests.imports.running import content

pytestmark = pytest.mark.django_db


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


def test_a_database_that_fails_is_told_of(admin_client, run_of, monkeypatch):
    damaged = Mock(side_effect=DatabaseError("the database file is damaged"))
    monkeypatch.setattr(import_undo, "undo_run", damaged)
    run = run_of("A")

    response = admin_client.post(undo_page(run), follow=True)

    assert response.redirect_chain == [(page(run), 302)]
    assert "Nothing was undone: try again" in response.text
    assert "(the database file is damaged)" in response.text
