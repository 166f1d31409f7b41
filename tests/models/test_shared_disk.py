"""A SQLite database on a network share is refused, on a disk of this machine it is not."""

from pathlib import Path

import pytest

from franchises.models import shared_disk
from franchises.models.shared_disk import check_shared_disk, kind_of_disk

MOUNTS = """/dev/sda1 / ext4 rw 0 0
nas:/city /srv nfs4 rw 0 0
/dev/sdb1 /srv/local ext4 rw 0 0
//nas/city /mnt/our\\040share cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/srv/db.sqlite3", "nfs4"),
        ("/srv/local/db.sqlite3", "ext4"),
        ("/srvx/db.sqlite3", "ext4"),
        ("/mnt/our share/db.sqlite3", "cifs"),
    ],
)
def test_a_file_is_on_the_disk_that_is_mounted_nearest_to_it(file, kind):
    assert kind_of_disk(Path(file), MOUNTS) == kind


@pytest.mark.parametrize(("mounts", "is_refused"), [(MOUNTS, True), ("/dev/a / ext4 rw", False)])
def test_e77_a_database_on_a_network_share_is_refused(tmp_path, monkeypatch, mounts, is_refused):
    listed = tmp_path / "mounts"
    listed.write_text(mounts)
    monkeypatch.setattr(shared_disk, "MOUNTS", listed)
    monkeypatch.setattr(shared_disk, "_files", lambda databases: [Path("/srv/db.sqlite3")])

    told = check_shared_disk(None, ["default"])
    assert [each.id for each in told] == ["franchises.E002"] * is_refused
    assert ["network share (nfs4)" in each.msg for each in told] == [True] * is_refused


def test_where_mounts_are_not_listed_nothing_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(shared_disk, "MOUNTS", tmp_path / "absent")
    assert check_shared_disk(None, ["default"]) == []
