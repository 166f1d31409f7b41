"""What an upload and the worker that is sent to it make of what happens meanwhile."""

import re
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.utils import timezone

from franchises.imports.problems import ImportBusyError
from franchises.imports.uploads import tasks
from franchises.imports.uploads.files import UploadedFile
from franchises.models import Franchise, ImportRun, ImportUpload, Installation
from tests.admin.uploading import DIRTY, GOOD, address, confirm, kept_files, uploaded
from tests.factories import InstallationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


def test_a_flag_that_rises_after_the_check_stops_the_load_and_is_shown(clerk, nobody_works):
    one = uploaded(clerk)
    tasks.advance_upload.call(one.pk)
    one.refresh_from_db()
    assert one.preview["flags"] == []
    InstallationFactory(source="poles", asset_id="1", latitude=40.8, longitude=-73.9)
    confirm(clerk, one)
    tasks.advance_upload.call(one.pk)
    one.refresh_from_db()
    page = clerk.get(address(one)).text

    assert one.state == "checked"
    assert [flag["name"] for flag in one.preview["flags"]] == ["moved", "reassigned"]
    assert "the database was no longer as it was when the file was checked" in page
    assert list(Installation.objects.values_list("latitude", flat=True)) == [40.8]


def test_the_page_says_where_the_load_did_not_find_what_the_check_had(clerk, nobody_works):
    one = uploaded(clerk)
    tasks.advance_upload.call(one.pk)
    one.refresh_from_db()
    confirm(clerk, one)
    InstallationFactory(
        source="poles",
        asset_id="2",
        franchise=Franchise.objects.get(),
        kind="kiosk",
        status="installed",
    )
    tasks.advance_upload.call(one.pk)
    page = clerk.get(address(one)).text

    assert "The database had changed since the check" in page
    assert re.search(r"Created</th><td[^>]*>2</td><td[^>]*>1</td>", page)


def test_a_file_that_was_swapped_after_the_check_is_not_loaded(clerk, settings, nobody_works):
    one = uploaded(clerk)
    tasks.advance_upload.call(one.pk)
    one.refresh_from_db()
    confirm(clerk, one)
    UploadedFile(one.stored_as).path.write_text(GOOD.replace("poles,2", "poles,3"))
    tasks.advance_upload.call(one.pk)
    one.refresh_from_db()

    assert one.state == "stopped"
    assert one.stopped_because == "The file is not the one that was uploaded: upload it again."
    assert not Installation.objects.exists() and not ImportRun.objects.exists()


def test_81_a_load_confirmed_twice_is_loaded_once(clerk):
    one = uploaded(clerk)
    confirm(clerk, one)
    assert confirm(clerk, one).status_code == 302

    assert ImportRun.objects.count() == 1


def test_a_worker_that_was_killed_is_seen_and_the_file_can_be_tried_again(clerk, nobody_works):
    one = uploaded(clerk)
    ImportUpload.objects.update(state="checking")
    page = clerk.get(address(one)).text

    assert "The worker was stopped in the middle. Nothing was loaded" in page
    assert "Try again" in page
    clerk.post(address(one, "again"))
    one.refresh_from_db()
    assert one.state == "to_check"


@pytest.mark.parametrize(
    ("state", "rows", "problems", "words"),
    [
        ("checking", 0, 0, "0 rows read so far."),
        ("checking", 12_000, 3, "12,000 rows read so far, 3 problems found."),
        ("loading", 0, 0, "0 of 20,000 rows read so far. All of them are loaded, or none."),
        (
            "loading",
            19_999,
            0,
            "19,999 of 20,000 rows read so far. All of them are loaded, or none.",
        ),
        ("loading", 20_000, 0, "All 20,000 rows are read, and are being written."),
    ],
)
def test_an_upload_that_is_worked_on_is_followed_and_left_alone(
    clerk, nobody_works, state, rows, problems, words
):
    one = uploaded(clerk)
    file = UploadedFile(one.stored_as)
    with file.held():
        preview = {"counts": {"read": 20_000, "refused": 0}} if state == "loading" else {}
        ImportUpload.objects.update(state=state, preview=preview)
        file.report(rows, problems)
        page = clerk.get(address(one)).text
        told = clerk.get(address(one, "progress")).json()
        for name in ("again", "discard", "confirm"):
            clerk.post(address(one, name))

    one.refresh_from_db()
    assert one.state == state
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert "follow.js" in page and words in page
    assert told == {"state": state, "words": words}


def test_an_upload_that_no_worker_takes_says_so_and_can_be_sent_again(clerk, nobody_works):
    one = uploaded(clerk)
    assert "It begins in a moment." in clerk.get(address(one)).text
    ImportUpload.objects.update(changed_at=timezone.now() - timedelta(seconds=16))
    page = clerk.get(address(one)).text

    assert "manage.py import_worker" in page and "Try again" in page
    clerk.post(address(one, "again"))
    one.refresh_from_db()
    assert one.state == "to_check"
    assert "It begins in a moment." in clerk.get(address(one)).text


def test_a_task_that_comes_twice_is_done_once(clerk, nobody_works):
    one = uploaded(clerk)
    tasks.advance_upload.call(one.pk)
    tasks.advance_upload.call(one.pk)
    one.refresh_from_db()

    assert (one.state, one.checks) == ("checked", 1)


def test_a_file_that_is_gone_is_said_to_be(clerk, nobody_works):
    one = uploaded(clerk)
    UploadedFile(one.stored_as).delete_all()
    tasks.advance_upload.call(one.pk)
    one.refresh_from_db()

    assert one.stopped_because == "The file is no longer there: upload it again."


def test_an_import_that_fails_is_told_and_leaves_nothing(clerk, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tasks, "run_import", full)
    one = uploaded(clerk)

    assert one.state == "stopped"
    assert "No space left on device" in clerk.get(address(one)).text


def test_73_an_import_that_finds_another_running_says_when_to_try_again(clerk, monkeypatch):
    monkeypatch.setattr(tasks, "run_import", Mock(side_effect=ImportBusyError))
    one = uploaded(clerk)

    assert one.stopped_because == "Another import is running: try again when it is done."


def test_what_nobody_touched_for_a_week_is_deleted_and_nothing_younger(clerk, settings):
    _, young, held = (uploaded(clerk, DIRTY) for _ in range(3))
    week = timedelta(days=7)
    ImportUpload.objects.exclude(pk=young.pk).update(changed_at=timezone.now() - week)
    ImportUpload.objects.filter(pk=young.pk).update(
        changed_at=timezone.now() - week + timedelta(minutes=1)
    )
    with UploadedFile(held.stored_as).held():
        tasks.delete_abandoned()

    assert list(ImportUpload.objects.order_by("pk")) == [young, held]
    stems = {one.stored_as.split(".")[0] for one in (young, held)}
    assert {name.split(".")[0] for name in kept_files(settings)} == stems
