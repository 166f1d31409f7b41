"""The undo of an import that a page cannot wait for: wished for, done by a worker, followed."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Permission, User
from django.db import DatabaseError, OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from franchises.admin import import_undo
from franchises.imports.problems import ImportBusyError
from franchises.imports.undoing import tasks
from franchises.imports.undoing.tasks import undo_file, undo_in_turn
from franchises.models import ImportRun, ImportUndo, Installation
from tests.admin.undoing import RIGHTS, page, undo_page
from tests.imports.running import content

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


@pytest.fixture(autouse=True)
def _pages_wait_for_one_row(monkeypatch):
    monkeypatch.setattr(import_undo, "MOST_ROWS", 1)


@pytest.fixture
def undoer(staff_client):
    return staff_client(*RIGHTS)


def told(client, run):
    """What the page that follows an undo is told."""
    return client.get(f"{undo_page(run)}progress.json").json()


def worked(run):
    """Have a worker do what is wished for."""
    undo_in_turn.call(run.pk)


def test_a_run_of_as_many_rows_as_a_page_waits_for_is_undone_at_once(undoer, run_of, nobody_works):
    small = run_of("A")

    undoer.post(undo_page(small))

    assert not Installation.objects.exists()
    assert not ImportUndo.objects.exists()


def test_looking_at_the_page_says_what_would_happen_and_wishes_for_nothing(undoer, run_of):
    run_of("A")
    run = run_of("B", "C")

    text = undoer.get(undo_page(run)).text

    assert "<li>1 that it created would be deleted</li>" in text
    assert "<li>1 that it changed would be put back</li>" in text
    assert 'value="Undo this import"' in text and "follow.js" not in text
    assert f"manage.py undo_import {run.pk} --dry-run" in text
    assert not ImportUndo.objects.exists()


def test_a_worker_undoes_what_is_wished_for_and_the_page_leads_to_the_undo(undoer, run_of):
    run = run_of("A", "B")

    response = undoer.post(undo_page(run), follow=True)

    undo = ImportRun.objects.first()
    assert (undo.undoes, undo.user.username, undo.rows_removed) == (run, "clerk", 2)
    assert not Installation.objects.exists() and not ImportUndo.objects.exists()
    assert response.redirect_chain == [(undo_page(run), 302), (page(undo), 302)]
    assert f"Import {run.pk} was undone, by import {undo.pk}." in response.text
    assert told(undoer, run) == {"state": "undone", "words": ""}
    assert not undo_file(run.pk).path.exists()


def test_while_no_worker_has_begun_nothing_is_undone_and_the_page_follows(
    undoer, run_of, nobody_works
):
    run = run_of("A", "B")
    undoer.post(undo_page(run))

    text = undoer.get(undo_page(run)).text

    assert Installation.objects.count() == 2
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in text
    assert "follow.js" in text and f'data-address="{undo_page(run)}progress.json"' in text
    assert 'value="Undo this import"' not in text and 'value="Try again"' not in text
    assert told(undoer, run) == {"state": "waiting", "words": "It begins in a moment."}


def test_a_wish_that_no_worker_takes_up_says_so_and_is_sent_again(undoer, run_of, nobody_works):
    run = run_of("A", "B")
    undoer.post(undo_page(run))
    ImportUndo.objects.update(changed_at=timezone.now() - timedelta(seconds=16))

    assert "manage.py import_worker" in undoer.get(undo_page(run)).text
    undoer.post(undo_page(run))
    assert told(undoer, run)["words"] == "It begins in a moment."


def test_81_a_wish_sent_twice_is_one_task(undoer, run_of, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    run = run_of("A", "B")
    for _ in range(2):
        undoer.post(undo_page(run))

    assert (ImportUndo.objects.count(), DBTaskResult.objects.count()) == (1, 1)


def test_81_a_task_that_comes_twice_or_without_a_wish_undoes_nothing_more(
    undoer, run_of, nobody_works
):
    run = run_of("A", "B")
    worked(run)
    assert Installation.objects.count() == 2
    undoer.post(undo_page(run))
    worked(run)
    before, runs = content(), ImportRun.objects.count()
    worked(run)
    assert (content(), ImportRun.objects.count()) == (before, runs)


def test_a_wish_that_is_withdrawn_before_a_worker_begins_is_not_fulfilled(
    undoer, run_of, nobody_works
):
    run = run_of("A", "B")
    undoer.post(undo_page(run))
    undoer.post(undo_page(run), {"withdraw": "Leave it as it is"})
    worked(run)

    assert Installation.objects.count() == 2
    assert told(undoer, run) == {"state": "unwished", "words": ""}


def test_a_wish_that_is_withdrawn_as_a_worker_begins_takes_all_of_the_undo_back(
    undoer, run_of, nobody_works, monkeypatch
):
    run = run_of("A", "B")
    undoer.post(undo_page(run))
    before = content()
    real = tasks.undo_run

    def overtaken(*args, **options):
        ImportUndo.objects.all().delete()
        return real(*args, **options)

    monkeypatch.setattr(tasks, "undo_run", overtaken)
    worked(run)

    assert content() == before
    assert ImportRun.objects.get() == run


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (0, "Step 1 of 3: What the import did is looked up."),
        (1, "Step 1 of 3: What the import did is looked up."),
        (2, "Step 2 of 3: What stands in the way is looked for."),
        (3, "Step 3 of 3: Every row is put back: all of them, or none."),
    ],
)
def test_an_undo_that_a_worker_is_at_is_followed_and_left_alone(
    undoer, run_of, nobody_works, step, words
):
    run = run_of("A", "B")
    undoer.post(undo_page(run))
    file = undo_file(run.pk)
    file.make()
    with file.held():
        ImportUndo.objects.update(state="undoing")
        if step:
            file.report(step)
        assert told(undoer, run) == {"state": "undoing", "words": words}
        for button in ({}, {"withdraw": "Leave it as it is"}):
            undoer.post(undo_page(run), button)
        assert ImportUndo.objects.get().state == "undoing"


def test_the_steps_are_reported_as_they_begin(undoer, run_of, nobody_works, monkeypatch):
    run = run_of("A", "B")
    undoer.post(undo_page(run))
    steps = []
    monkeypatch.setattr(tasks.WorkFile, "report", lambda file, step: steps.append(step))
    worked(run)

    assert steps == [1, 2, 3]


def test_a_worker_that_was_killed_is_seen_and_the_undo_can_be_tried_again(
    undoer, run_of, nobody_works
):
    run = run_of("A", "B")
    undoer.post(undo_page(run))
    ImportUndo.objects.update(state="undoing")
    text = undoer.get(undo_page(run)).text

    assert "The worker was stopped in the middle. Nothing was undone: try again." in text
    assert 'value="Try again"' in text
    undoer.post(undo_page(run))
    worked(run)
    assert not Installation.objects.exists()


def test_what_stands_in_the_way_is_listed_on_the_page_and_can_be_tried_again(undoer, run_of):
    run = run_of("A", "B")
    Installation.objects.filter(asset_id="1").update(fee_zone="C")
    undoer.post(undo_page(run))
    text = undoer.get(undo_page(run)).text

    assert f"Import {run.pk}: 1 thing stands in the way; nothing was undone." in text
    assert "<li>installation poles 1: was changed since, past its history</li>" in text
    assert Installation.objects.count() == 2
    Installation.objects.filter(asset_id="1").update(fee_zone="B")
    undoer.post(undo_page(run))
    assert not Installation.objects.exists()


def test_106_an_undo_does_nothing_that_its_user_may_not_do_row_by_row(staff_client, run_of):
    run = run_of("A", "B")
    client = staff_client("view_importrun", "undo_importrun")
    client.post(undo_page(run))

    assert "You may not delete installations." in client.get(undo_page(run)).text
    assert Installation.objects.count() == 2


def test_who_may_no_longer_undo_has_nothing_undone(undoer, run_of, nobody_works):
    run = run_of("A", "B")
    undoer.post(undo_page(run))
    clerk = User.objects.get(username="clerk")
    clerk.user_permissions.remove(Permission.objects.get(codename="undo_importrun"))
    worked(run)

    assert ImportUndo.objects.get().stopped_because == "You may no longer undo imports."
    assert Installation.objects.count() == 2


def test_another_person_who_tries_again_undoes_it_in_their_own_name(undoer, staff_client, run_of):
    run = run_of("A", "B")
    staff_client("view_importrun", "undo_importrun", username="other").post(undo_page(run))
    undoer.post(undo_page(run))

    assert ImportRun.objects.first().user.username == "clerk"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ImportBusyError(), "Another import is running: try again when it is done."),
        (
            DatabaseError("the disk is gone\nand more"),
            "Nothing was undone: try again, or show this to whoever keeps the server"
            " (the disk is gone).",
        ),
    ],
)
def test_an_undo_that_fails_is_told(undoer, run_of, monkeypatch, error, words):
    monkeypatch.setattr(tasks, "undo_run", Mock(side_effect=error))
    run = run_of("A", "B")
    undoer.post(undo_page(run))

    assert ImportUndo.objects.get().stopped_because == words
    assert Installation.objects.count() == 2


def test_73_a_wish_sent_while_an_import_keeps_the_database_is_answered_in_words(
    undoer, run_of, monkeypatch
):
    locked = Mock(side_effect=OperationalError("database is locked"))
    monkeypatch.setattr(ImportUndo.objects, "get_or_create", locked)

    response = undoer.post(undo_page(run_of("A", "B")), follow=True)

    assert "Another import is running: try again when it is done." in response.text


def test_a_run_that_cannot_be_undone_says_why_and_offers_no_button(undoer, run_of):
    run = run_of("A", "B")
    undoer.post(undo_page(run))
    undo = ImportRun.objects.first()
    undoer.post(undo_page(undo))

    text = undoer.get(undo_page(undo)).text
    assert f"Import {undo.pk} is itself the undo of import {run.pk}" in text
    assert 'value="Undo this import"' not in text
    assert not ImportUndo.objects.exists()


@pytest.mark.parametrize("rights", [("view_importrun",), ("undo_importrun",), ()])
def test_without_the_permission_neither_page_nor_progress_is_shown(staff_client, run_of, rights):
    run = run_of("A", "B")
    client = staff_client(*rights, "delete_installation")

    for address in (undo_page(run), f"{undo_page(run)}progress.json"):
        assert client.get(address).status_code == 403
    assert client.post(undo_page(run)).status_code == 403
    assert not ImportUndo.objects.exists()


def test_the_page_costs_as_much_for_a_large_run_as_for_a_small_one(
    undoer, run_of, nobody_works, django_assert_max_num_queries
):
    run = run_of(*["A"] * 60)
    undoer.post(undo_page(run))
    with django_assert_max_num_queries(10):
        undoer.get(undo_page(run))
