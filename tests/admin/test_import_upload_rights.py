"""Whom the door for files lets in, and that no file does what its user may not do."""

import pytest
from django.contrib.auth.models import Permission

from franchises.imports.uploads import tasks
from franchises.models import Franchise, ImportRun, ImportUpload, Installation
from tests.admin.uploading import ADD, DIRTY, EVERYTHING, address, confirm, upload, uploaded
from tests.factories import FranchiseFactory, InstallationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


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
