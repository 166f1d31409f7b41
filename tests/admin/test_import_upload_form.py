"""The form of an upload: which files it takes, how they are kept, and that once is once."""

import html
import re
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import OperationalError

from franchises.admin import import_upload
from franchises.imports.uploads.files import UploadedFile
from franchises.models import ImportProfile, ImportRun, ImportUpload, Installation
from tests.admin.uploading import (
    ADD,
    DIRTY,
    GOOD,
    HEADINGS,
    address,
    confirm,
    file_of,
    kept_files,
    upload,
    uploaded,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


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


def test_73_a_form_sent_while_an_import_keeps_the_database_is_answered_in_words(
    clerk, settings, monkeypatch
):
    locked = Mock(side_effect=OperationalError("database is locked"))
    monkeypatch.setattr(ImportUpload.objects, "create", locked)

    assert "Another import is writing to the database" in upload(clerk).text
    assert kept_files(settings) == []


THEIRS = GOOD.replace("asset_id", "Pole No.").replace("kind", "What = it is")
HEADINGS_OF_THEIRS = "pole no. = asset_id\n\nWhat = it is = kind\r\n"


def test_headings_are_mapped_line_by_line_and_remembered_with_the_upload(clerk):
    one = uploaded(clerk, THEIRS, mapped=HEADINGS_OF_THEIRS)
    page = clerk.get(address(one)).text
    confirm(clerk, one)

    assert one.mapped == {"pole no.": "asset_id", "What = it is": "kind"}
    assert "<dd><div>pole no. = asset_id</div><div>What = it is = kind</div></dd>" in page
    assert list(Installation.objects.values_list("asset_id", "kind").order_by("asset_id")) == [
        ("1", "pole_top"),
        ("2", "kiosk"),
    ]
    assert ImportRun.objects.get().options["map"] == one.mapped


def test_headings_go_before_those_of_the_profile(clerk):
    ImportProfile.objects.create(
        name="theirs",
        dataset="installations",
        headings={"Pole No.": "address", "What = it is": "kind"},
    )
    one = uploaded(clerk, THEIRS, profile="theirs", mapped="Pole No. = asset_id")

    assert one.preview["problems"] == []
    assert one.preview["counts"]["created"] == 2


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("Pole No. asset_id", "Line 1: “Pole No. asset_id” is not written Their heading"),
        ("\nPole No. = pole", "Line 2: pole is no column of installations: source, "),
        ("= kind", "Line 1: names no heading that is kind."),
        ("A = kind\nA = status", "Line 2: A is on line 1 already."),
    ],
)
def test_a_line_of_headings_that_makes_no_sense_is_named(clerk, lines, words):
    response = upload(clerk, THEIRS, mapped=lines)

    assert words in html.unescape(response.text)
    assert html.escape(lines.strip()) in response.text
    assert not ImportUpload.objects.exists()


def test_a_heading_that_is_mapped_and_not_in_the_file_is_a_problem_of_the_file(clerk):
    one = uploaded(clerk, GOOD, mapped="Pole No. = asset_id")

    assert [problem["column"] for problem in one.preview["problems"]] == ["Pole No."]
    assert not one.preview["may_load"]


def test_a_file_without_rows_is_loaded_only_where_that_is_said_to_be_right(clerk):
    refused = uploaded(clerk, HEADINGS)
    allowed = uploaded(clerk, HEADINGS, allows_empty="on")
    page = clerk.get(address(allowed)).text
    confirm(clerk, refused)
    confirm(clerk, allowed)

    assert "say --allow-empty" in clerk.get(address(refused)).text
    assert 'value="Load 0 rows"' in page and "<dt>No rows</dt><dd>Allowed</dd>" in page
    assert "<dt>No rows</dt>" not in clerk.get(address(refused)).text
    run = ImportRun.objects.get()
    assert (run.rows_read, run.options["allow_empty"]) == (0, True)
