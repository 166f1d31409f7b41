"""What of a file is on record already: also where the file lies beside, or between, what is."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.models import FeeCollection, Franchise, Installation
from tests.factories import FeeCollectionFactory, FranchiseFactory, InstallationFactory
from tests.imports.running import csv_of, loaded, ran, refused

pytestmark = pytest.mark.django_db

POLES = ["source", "asset_id", "franchise", "kind", "status"]


@pytest.fixture
def on_record():
    """The poles 3 and 5 of the source ``poles``."""
    franchise = FranchiseFactory(number="CTV-1")
    for number in "35":
        InstallationFactory(source="poles", asset_id=number, franchise=franchise, kind="pole_top")


def listed(tmp_path, *keys):
    rows = [[*key.split(), "CTV-1", "pole_top", "installed"] for key in keys]
    return csv_of(tmp_path / "a.csv", POLES, *rows)


def rows_and_history():
    written = Installation.history.filter(history_type="+", import_run__isnull=False)
    rows = Installation.objects.filter(pk__in=written.values("id")).order_by("pk")
    return (
        list(rows.values_list("asset_id", "pk")),
        list(written.order_by("history_id").values_list("asset_id", "id")),
    )


@pytest.mark.parametrize(
    ("keys", "counts"),
    [
        (["poles 1", "poles 2"], (2, 0, 0)),
        (["poles 1", "poles 3"], (1, 0, 1)),
        (["poles 4"], (1, 0, 0)),
        (["poles 5", "poles 7"], (1, 0, 1)),
        (["poles 6", "poles 7"], (2, 0, 0)),
        (["poles 1", "poles 7"], (2, 0, 0)),
        (["kiosks 3", "kiosks 5"], (2, 0, 0)),
        (["kiosks 5", "towers 3"], (2, 0, 0)),
        (["towers 9", "kiosks 1", "poles 3"], (2, 0, 1)),
    ],
)
def test_a_pole_is_on_record_where_source_and_id_both_are(on_record, tmp_path, keys, counts):
    assert loaded("installations", listed(tmp_path, *keys)) == counts
    assert Installation.objects.count() == 2 + counts[0]
    rows, history = rows_and_history()
    assert len(rows) == counts[0]
    assert history == rows


@pytest.mark.parametrize(
    ("reference", "counts"),
    [("W-1", (1, 0, 0)), ("W-5", (0, 1, 0)), ("W-9", (1, 0, 0)), ("", (0, 1, 0))],
)
def test_a_fee_is_on_record_by_its_reference_or_else_by_its_period(tmp_path, reference, counts):
    cable = FranchiseFactory(number="CTV-1")
    for number in ("W-5", ""):
        FeeCollectionFactory(franchise=cable, fiscal_year=2013, reference=number)
    header = ["franchise", "fiscal_year", "amount", "reference"]
    path = csv_of(tmp_path / "a.csv", header, ["CTV-1", 2013, "7.50", reference])
    assert loaded("fee_collections", path) == counts
    assert FeeCollection.objects.get(reference=reference).amount == Decimal("7.50")


def test_a_list_of_which_nothing_is_on_record_is_not_compared_row_by_row(on_record, tmp_path):
    def comparisons(*keys):
        with CaptureQueriesContext(connection) as queries:
            loaded("installations", listed(tmp_path, *keys), dry_run=True)
        return sum("INSERT INTO import_differing" in each["sql"] for each in queries)

    assert comparisons("poles 6", "poles 7") == 0
    assert comparisons("poles 5", "poles 7") == 1


def test_beside_others_rows_are_numbered_in_the_order_of_the_file(on_record, tmp_path):
    path = listed(tmp_path, "poles 8", "poles 6", "poles 7")
    path.write_text(path.read_text().replace("poles,6", "\npoles,6"))
    assert loaded("installations", path) == (3, 0, 0)
    rows, history = rows_and_history()
    assert [name for name, _ in rows] == ["8", "6", "7"]
    assert history == rows
    later = InstallationFactory(franchise=Franchise.objects.get(), asset_id="9")
    assert later.pk > rows[-1][1]
    assert later.history.get().history_id > max(
        Installation.history.exclude(id=later.pk).values_list("history_id", flat=True)
    )


def test_rows_whose_numbers_do_not_follow_each_other_have_their_own_history(on_record, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite nobody else takes numbers meanwhile")
    with connection.cursor() as cursor:
        # As where somebody else takes every second number.
        cursor.execute("ALTER SEQUENCE franchises_installation_id_seq INCREMENT BY 2")
    assert loaded("installations", listed(tmp_path, "poles 8", "poles 6", "poles 7")) == (3, 0, 0)
    rows, history = rows_and_history()
    assert [name for name, _ in rows] == ["8", "6", "7"]
    assert [after - before for (_, before), (_, after) in pairwise(rows)] == [2, 2]
    assert history == rows


def test_a_list_with_ids_that_are_all_new_leaves_all_others_missing(on_record, tmp_path):
    path = listed(tmp_path, "poles 6", "poles 7")
    assert "flag missing: 2 installations" in refused("installations", path).err


def test_a_list_with_ids_that_are_all_new_removes_all_others_where_it_is_the_whole(
    on_record, tmp_path
):
    path = listed(tmp_path, "poles 6", "poles 7")
    ended = ran("installations", path, sync=True, accept="missing", json=True)
    assert ended.result["rows"]["removed"] == 2
    assert list(
        Installation.objects.order_by("asset_id").values_list("asset_id", "status", "removed_on")
    ) == [
        ("3", "removed", date(2026, 11, 23)),
        ("5", "removed", date(2026, 11, 23)),
        ("6", "installed", None),
        ("7", "installed", None),
    ]
