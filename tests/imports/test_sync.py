"""A whole list marks as removed what it no longer names; nothing is deleted."""

from datetime import date

import pytest

from franchises.models import ImportRun, Installation
from tests.factories import FranchiseFactory, InstallationFactory
from tests.imports.running import ran, table

pytestmark = pytest.mark.django_db

HEADINGS = "source,asset_id,franchise,kind,status"


@pytest.fixture
def list_of_one(tmp_path):
    """Two poles and a kiosk on record, and a file that names the first pole alone."""
    franchise = FranchiseFactory(number="F-1")
    InstallationFactory(source="poles", asset_id="1", franchise=franchise)
    InstallationFactory(source="poles", asset_id="2", franchise=franchise)
    InstallationFactory(source="kiosks", asset_id="2", franchise=franchise)
    return table(tmp_path, HEADINGS, "poles,1,F-1,pole_top,installed")


def statuses():
    return list(
        Installation.objects.order_by("source", "asset_id").values_list(
            "source", "asset_id", "status", "removed_on"
        )
    )


def test_what_the_list_no_longer_names_is_marked_as_removed_today(list_of_one):
    ended = ran("installations", list_of_one, sync=True, accept="missing")
    assert ended.status == 0
    assert "1 marked as removed" in ended.out
    assert statuses() == [
        ("kiosks", "2", "installed", None),
        ("poles", "1", "installed", None),
        ("poles", "2", "removed", date(2026, 11, 23)),
    ]


def test_the_removal_is_in_the_history_with_its_run(list_of_one):
    ran("installations", list_of_one, sync=True, accept="missing")
    run = ImportRun.objects.get()
    change = Installation.objects.get(source="poles", asset_id="2").history.first()
    assert (change.history_type, change.status, change.import_run) == ("~", "removed", run)
    assert run.rows_removed == 1


def test_a_second_run_finds_nothing_more_to_remove(list_of_one):
    ran("installations", list_of_one, sync=True, accept="missing")
    ended = ran("installations", list_of_one, sync=True, json=True)
    assert ended.status == 0
    assert ended.result["rows"]["removed"] == 0


def test_without_sync_nothing_is_removed(list_of_one):
    ended = ran("installations", list_of_one, accept="missing", json=True)
    assert ended.result["rows"]["removed"] == 0
    assert {status for _, _, status, _ in statuses()} == {"installed"}


def test_a_dry_run_counts_what_would_be_removed_and_removes_nothing(list_of_one):
    ended = ran("installations", list_of_one, sync=True, accept="missing", dry_run=True)
    assert "1 would be marked as removed" in ended.out
    assert {status for _, _, status, _ in statuses()} == {"installed"}
