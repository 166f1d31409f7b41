"""The admin's door for files: what it asks and shows, whom it lets in, and that once is once."""

import re
from datetime import timedelta
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from franchises.admin import import_upload
from franchises.imports.problems import ImportBusyError
from franchises.imports.uploads import tasks
from franchises.imports.uploads.files import UploadedFile
from franchises.models import Franchise, ImportRun, ImportUpload, Installation
from tests.factories import FranchiseFactory, InstallationFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/franchises/importupload/add/"
HEADINGS = "source,asset_id,franchise,kind,status,latitude,longitude\n"
GOOD = HEADINGS + "poles,1,F-1,pole_top,installed,40.7,-73.9\npoles,2,F-1,kiosk,installed,,\n"
DIRTY = HEADINGS + "poles,1,F-1,mast,installed,40.7,-73.9\npoles,2,F-9,kiosk,installed,,\n"
EVERYTHING = ("import_data", "view_importrun", "add_installation", "change_installation")


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    # The work is done while the form is sent.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def nobody_works(settings):
    """Tasks are sent, and no worker takes them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def clerk(staff_client):
    FranchiseFactory(number="F-1")
    return staff_client(*EVERYTHING)


def file_of(content, name="poles.csv"):
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def upload(client, content=GOOD, name="poles.csv", **fields):
    form = {"token": uuid4(), "dataset": "installations", "encoding": "utf-8-sig"}
    return client.post(ADD, form | fields | {"file": file_of(content, name)})


def uploaded(client, *args, **fields):
    response = upload(client, *args, **fields)
    assert response.status_code == 302, re.findall(r"errorlist.*", response.text)
    return ImportUpload.objects.get(pk=response["Location"].split("/")[-3])


def address(one, name="change"):
    return reverse(f"admin:franchises_importupload_{name}", args=[one.pk])


def confirm(client, one, **fields):
    return client.post(address(one, "confirm"), {"checks": one.checks} | fields)


def kept_files(settings):
    return sorted(path.name for path in settings.UPLOAD_DIR.iterdir())


def test_a_good_file_is_checked_and_nothing_is_written_before_it_is_confirmed(clerk):
    one = uploaded(clerk)
    page = clerk.get(address(one)).text

    assert one.state == "checked"
    assert "Nothing is loaded yet" in page
    assert "Would be created" in page and 'value="Load 2 rows"' in page
    assert not Installation.objects.exists() and not ImportRun.objects.exists()


def test_a_confirmed_file_is_loaded_and_its_run_is_the_users(clerk, settings):
    one = uploaded(clerk)
    response = confirm(clerk, one)
    one.refresh_from_db()
    run = ImportRun.objects.get()

    assert response["Location"] == address(one)
    assert (one.state, one.run) == ("loaded", run)
    assert (run.file_name, run.user.username, run.rows_created) == ("poles.csv", "clerk", 2)
    assert Installation.history.first().history_user.username == "clerk"
    assert (
        reverse("admin:franchises_importrun_change", args=[run.pk]) in clerk.get(address(one)).text
    )
    assert kept_files(settings) == []


def test_a_bad_row_is_shown_as_it_came_with_its_reasons(clerk):
    one = uploaded(clerk, DIRTY)
    page = clerk.get(address(one)).text

    assert "2 problems" in page and 'value="Load' not in page
    assert '<td class="bad-cell">mast</td>' in page
    assert "<div>franchise: is not the number of a franchise" in page
    assert confirm(clerk, one).status_code == 302
    assert not Installation.objects.exists()


def test_the_bad_rows_can_be_downloaded_and_loaded_once_mended(clerk):
    one = uploaded(clerk, DIRTY)
    response = clerk.get(address(one, "bad_rows"))
    rows = b"".join(response.streaming_content).decode()

    assert response["Content-Disposition"] == 'attachment; filename="poles-bad-rows.csv"'
    assert rows.startswith("import_line,import_problem,source,")
    again = uploaded(clerk, rows.replace("mast", "kiosk").replace("F-9", "F-1"))
    confirm(clerk, again)
    assert Installation.objects.count() == 2


def test_the_good_rows_alone_are_loaded_where_that_is_asked_and_the_bad_ones_stay(clerk):
    bad = "poles,3,F-1,mast,installed,,\n"
    one = uploaded(clerk, GOOD + bad, skips_bad_rows="on")
    confirm(clerk, one)

    assert Installation.objects.count() == 2
    assert ImportRun.objects.get().outcome == "partly_loaded"
    assert "Download the bad rows" in clerk.get(address(one)).text
    assert b"mast" in b"".join(clerk.get(address(one, "bad_rows")).streaming_content)


def test_every_change_is_listed_field_by_field(clerk):
    InstallationFactory(
        source="poles",
        asset_id="2",
        franchise=Franchise.objects.get(),
        kind="kiosk",
        status="proposed",
    )
    page = clerk.get(address(uploaded(clerk))).text

    assert "Changes, field by field" in page
    assert re.search(r"<td>status</td><td><del>proposed</del></td><td><ins>installed</ins>", page)


def test_what_is_flagged_is_loaded_only_when_it_is_accepted_by_name(clerk):
    one = uploaded(clerk, GOOD.replace("40.7,-73.9", "51.5,-0.1"))
    assert [flag["name"] for flag in one.preview["flags"]] == ["outside"]

    refused = confirm(clerk, one)
    assert "To load the file, accept by name what was flagged: outside." in refused.text
    assert not Installation.objects.exists()

    confirm(clerk, one, accepted=["outside"])
    assert Installation.objects.count() == 2
    assert ImportRun.objects.get().options["accept"] == ["outside"]


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


def test_what_was_refused_for_want_of_a_record_can_be_checked_again(clerk):
    one = uploaded(clerk, GOOD.replace("F-1", "F-7"))
    assert not one.preview["may_load"]
    FranchiseFactory(number="F-7")
    clerk.post(address(one, "again"))
    one.refresh_from_db()

    assert one.preview["may_load"] and one.checks == 2


def test_a_preview_that_is_no_longer_the_last_cannot_be_confirmed(clerk):
    one = uploaded(clerk)
    clerk.post(address(one, "again"))
    response = clerk.post(address(one, "confirm"), {"checks": 1}, follow=True)

    assert "It was checked anew meanwhile" in response.text
    assert not Installation.objects.exists()


def test_a_discarded_file_leaves_nothing(clerk, settings):
    one = uploaded(clerk, DIRTY)
    clerk.post(address(one, "discard"))

    assert not ImportUpload.objects.exists()
    assert kept_files(settings) == []


def test_81_a_form_sent_twice_makes_one_upload(clerk, settings):
    token = uuid4()
    first, second = upload(clerk, token=token), upload(clerk, token=token)

    assert first["Location"] == second["Location"]
    assert ImportUpload.objects.count() == 1
    assert len([name for name in kept_files(settings) if ".errors" not in name]) == 1


def test_81_of_two_forms_sent_in_the_same_moment_the_second_keeps_no_file(clerk, monkeypatch):
    token, real, first = uuid4(), import_upload.store, []

    def overtaken(chunks, name):
        monkeypatch.setattr(import_upload, "store", real)
        first.append(uploaded(clerk, DIRTY, token=token))
        return real(chunks, name)

    monkeypatch.setattr(import_upload, "store", overtaken)
    second = uploaded(clerk, token=token)

    assert [second] == first == list(ImportUpload.objects.all())
    assert second.size == len(DIRTY)
    stored = UploadedFile(second.stored_as).path
    assert set(stored.parent.iterdir()) == {stored, UploadedFile(second.stored_as).errors}


def test_81_a_load_confirmed_twice_is_loaded_once(clerk):
    one = uploaded(clerk)
    confirm(clerk, one)
    assert confirm(clerk, one).status_code == 302

    assert ImportRun.objects.count() == 1


def test_88_the_upload_of_another_person_is_not_found(clerk, staff_client, admin_client):
    one = uploaded(clerk, DIRTY)
    other = staff_client(*EVERYTHING, username="other")

    for name in ("bad_rows", "progress"):
        assert other.get(address(one, name)).status_code == 404
    for name in ("confirm", "again", "discard"):
        assert other.post(address(one, name)).status_code == 404
    assert other.get(address(one)).status_code == 404
    assert "poles.csv" not in other.get("/admin/franchises/importupload/").text
    assert "poles.csv" in admin_client.get("/admin/franchises/importupload/").text
    assert b"mast" in b"".join(admin_client.get(address(one, "bad_rows")).streaming_content)


def test_another_persons_form_cannot_be_sent_again(clerk, staff_client):
    one = uploaded(clerk)
    other = staff_client(*EVERYTHING, username="other")

    assert upload(other, token=one.token).status_code == 403
    assert ImportUpload.objects.count() == 1


def test_without_the_permission_to_import_every_page_is_forbidden(clerk, staff_client):
    one = uploaded(clerk)
    viewer = staff_client("view_importrun", "add_installation", username="viewer")

    for page in (ADD, "/admin/franchises/importupload/", address(one), address(one, "bad_rows")):
        assert viewer.get(page).status_code == 403, page
    assert viewer.get("/admin/franchises/importupload/template/franchises.csv").status_code == 403
    for name in ("confirm", "again", "discard"):
        assert viewer.post(address(one, name)).status_code == 403
    assert upload(viewer).status_code == 403
    assert "importupload" not in viewer.get("/admin/").text


def test_what_a_button_does_is_not_done_by_looking(clerk):
    one = uploaded(clerk)
    for name in ("confirm", "again", "discard"):
        assert clerk.get(address(one, name)).status_code == 405


def test_106_a_file_that_would_change_rows_is_refused_to_who_may_only_add(staff_client):
    franchise = FranchiseFactory(number="F-1")
    InstallationFactory(source="poles", asset_id="2", franchise=franchise, status="proposed")
    adder = staff_client("import_data", "add_installation")
    one = uploaded(adder)
    page = adder.get(address(one)).text

    assert "The file would change 1 installation, and you may not change installations." in page
    assert 'value="Load' not in page
    confirm(adder, one)
    assert Installation.objects.count() == 1


def test_106_a_right_that_is_lost_before_the_load_takes_all_of_it_back(clerk, nobody_works):
    InstallationFactory(
        source="poles", asset_id="2", franchise=Franchise.objects.get(), status="proposed"
    )
    one = uploaded(clerk)
    tasks.advance_upload.call(one.pk)
    one.refresh_from_db()
    confirm(clerk, one)
    one.user.user_permissions.remove(Permission.objects.get(codename="change_installation"))
    tasks.advance_upload.call(one.pk)
    one.refresh_from_db()

    assert one.state == "stopped"
    assert one.stopped_because == (
        "The file would change installations, and you may not. Nothing was loaded."
    )
    assert Installation.objects.get().status == "proposed"
    assert not ImportRun.objects.exists()


def test_106_other_names_are_added_only_by_who_may_add_them(staff_client):
    client = staff_client("import_data", "add_franchisee", "change_franchisee")
    content = "name,other_names\nExample Cable LLC,Example of Queens\n"
    one = uploaded(client, content, dataset="franchisees")
    confirm(client, one)
    one.refresh_from_db()

    assert one.state == "stopped"
    assert one.stopped_because == (
        "The file would add other names, and you may not. Nothing was loaded."
    )


def test_who_may_no_longer_import_has_nothing_loaded(clerk, nobody_works):
    one = uploaded(clerk)
    tasks.advance_upload.call(one.pk)
    one.refresh_from_db()
    confirm(clerk, one)
    one.user.user_permissions.clear()
    tasks.advance_upload.call(one.pk)
    one.refresh_from_db()

    assert (one.state, one.stopped_because) == ("stopped", "You may no longer import files.")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("poles.csv", b"\xff\xfea\x00", "--encoding"),
        ("poles.csv", b"%PDF-1.7", "is a PDF"),
        ("poles.xlsx", GOOD.encode(), "Checked"),
        ("poles.ods", b"PK\x03\x04 a sheet", "OpenDocument"),
    ],
    ids=["utf-16", "pdf", "csv named xlsx", "ods"],
)
def test_the_content_decides_what_a_file_is(clerk, name, content, words):
    assert words in clerk.get(address(uploaded(clerk, content, name))).text


def test_a_workbook_is_taken_in_whatever_its_name(clerk):
    template = clerk.get("/admin/franchises/importupload/template/installations.xlsx")
    content = b"".join(template.streaming_content)
    one = uploaded(clerk, content, "poles.csv")

    assert one.stored_as.endswith(".xlsx")
    assert "CTV-2011-01" in clerk.get(address(one)).text


def test_a_template_is_what_the_command_writes(clerk):
    response = clerk.get("/admin/franchises/importupload/template/franchisees.csv")

    assert b"".join(response.streaming_content).startswith(b"name,other_names,website,notes\n")
    assert response["Content-Disposition"] == 'attachment; filename="franchisees.csv"'
    for name in ("nothing.csv", "franchisees.exe"):
        assert clerk.get(f"/admin/franchises/importupload/template/{name}").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"dataset": "nothing"}, "Select a valid choice"),
        ({"dataset": "franchisees", "profile": "linknyc"}, "This profile is not for franchisees."),
        ({"dataset": "franchisees", "franchise": "F-1"}, "is of no franchise"),
        ({"dataset": "franchisees", "syncs": "on"}, "Only installations are marked as removed."),
        ({"encoding": "rot13"}, "Select a valid choice"),
        ({"token": "1"}, "Enter a valid UUID."),
    ],
)
def test_a_form_that_makes_no_sense_is_answered_in_words(clerk, fields, words):
    response = upload(clerk, **fields)

    assert words in response.text
    assert not ImportUpload.objects.exists()


def test_a_form_without_a_file_or_with_an_empty_one_is_answered_in_words(clerk):
    assert "The file is empty." in upload(clerk, "").text
    assert "Choose a file." in clerk.post(ADD, {"dataset": "installations"}).text


def test_a_file_over_the_limit_is_refused_and_left_nowhere(clerk, settings, monkeypatch):
    monkeypatch.setattr("franchises.admin.upload_handler.LARGEST", 100)
    response = upload(clerk, GOOD)

    assert "The file is larger than 200 MB: split it" in response.text
    assert not settings.UPLOAD_DIR.exists()
    assert uploaded(clerk, HEADINGS).size == len(HEADINGS)


def test_a_file_that_a_visitor_sends_is_left_unread(clerk, client, monkeypatch):
    kept = []

    class Spied(TemporaryUploadedFile):
        def __init__(self, *args):
            super().__init__(*args)
            kept.append(self.name)

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", Spied)
    page = {"username": "nobody", "password": "none"}
    assert client.post("/admin/login/", page | {"file": file_of(GOOD)}).status_code == 200
    assert kept == []
    clerk.post(ADD, {"file": file_of(GOOD)})
    assert kept == ["poles.csv"]


def test_files_are_private_and_named_by_us(clerk, settings, nobody_works):
    one = uploaded(clerk, name="../../etc/passwd.csv")
    path = UploadedFile(one.stored_as).path

    assert re.fullmatch(r"[0-9a-f]{32}\.csv", one.stored_as)
    assert one.file_name == "passwd.csv"
    assert (path.stat().st_mode & 0o777, settings.UPLOAD_DIR.stat().st_mode & 0o777) == (
        0o600,
        0o700,
    )


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


def test_73_a_form_sent_while_an_import_keeps_the_database_is_answered_in_words(
    clerk, settings, monkeypatch
):
    locked = Mock(side_effect=OperationalError("database is locked"))
    monkeypatch.setattr(ImportUpload.objects, "create", locked)

    assert "Another import is writing to the database" in upload(clerk).text
    assert kept_files(settings) == []


def test_the_list_of_imports_leads_to_the_form_for_who_may_import(clerk, viewer):
    assert ADD in clerk.get("/admin/franchises/importrun/").text
    assert ADD not in viewer.get("/admin/franchises/importrun/").text


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


def test_a_run_stays_when_its_upload_goes(clerk):
    one = uploaded(clerk)
    confirm(clerk, one)
    ImportUpload.objects.all().delete()

    assert ImportRun.objects.count() == 1


def test_the_list_of_uploads_costs_as_much_for_twenty_as_for_one(
    admin_client, clerk, django_assert_max_num_queries
):
    for _ in range(20):
        uploaded(clerk)
    with django_assert_max_num_queries(6):
        assert admin_client.get("/admin/franchises/importupload/").text.count("poles.csv") == 20


def test_the_pages_of_an_upload_are_not_cached_and_escape_what_a_file_says(clerk):
    bad = HEADINGS + "poles,1,F-1,<b>mast</b>,installed,,\n"
    response = clerk.get(address(uploaded(clerk, bad, "<i>.csv")))

    assert "no-store" in response["Cache-Control"]
    assert "&lt;b&gt;mast" in response.text and "<b>mast" not in response.text
    assert "&lt;i&gt;" in response.text


def test_a_user_without_a_file_sees_no_task_of_the_library(admin_client):
    assert User.objects.get().is_superuser
    assert "Task" not in admin_client.get("/admin/").text
