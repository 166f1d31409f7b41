"""Tidying up: what a crash left behind goes, what a record or the history names stays."""

import os
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command

from franchises.models.document_files import path_of, store
from tests.documents import documented
from tests.factories import FranchiseFactory
from tests.rules.files import JPEG, PDF, PNG

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(settings, tmp_path):
    """A document, one that was deleted, and a file that no record ever named; all old."""
    settings.DOCUMENT_DIR = tmp_path / "documents"
    franchise = FranchiseFactory()
    kept, deleted = documented(franchise, PDF), documented(franchise, PNG)
    deleted.delete()
    lost = store(BytesIO(JPEG), "lost.jpg")
    paths = {
        "kept": path_of(kept.sha256),
        "deleted": path_of(deleted.sha256),
        "lost": path_of(lost.sha256),
    }
    for path in paths.values():
        os.utime(path, (0, 0))
    return paths


def tidied(*options):
    said = StringIO()
    call_command("tidy_documents", *options, stdout=said)
    return said.getvalue().splitlines()


def there(files):
    return {name for name, path in files.items() if path.exists()}


def test_what_no_record_names_is_deleted(files):
    assert tidied() == [files["lost"].name, "1 file deleted."]
    assert there(files) == {"kept", "deleted"}
    assert tidied() == ["0 files deleted."]


def test_a_dry_run_deletes_nothing(files):
    assert tidied("--dry-run") == [files["lost"].name, "1 file would be deleted."]
    assert there(files) == {"kept", "deleted", "lost"}


def test_files_of_deleted_documents_go_where_they_are_asked_to(files):
    assert tidied("--with-deleted")[-1] == "2 files deleted."
    assert there(files) == {"kept"}


def test_a_file_that_may_be_of_a_record_being_saved_stays(files):
    os.utime(files["lost"])

    assert tidied() == ["0 files deleted."]
