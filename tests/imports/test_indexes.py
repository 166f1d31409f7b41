"""A load into empty tables: their indexes go and come back, and every row has its history."""

import pytest
from django.db import connection

from franchises.models import FeeCollection, Franchise, Installation
from tests.factories import FeeCollectionFactory, FranchiseFactory, InstallationFactory
from tests.imports.running import csv_of, refused
from tests.imports.running import loaded as ran

pytestmark = pytest.mark.django_db

POLES = ["source", "asset_id", "franchise", "kind", "status"]


@pytest.fixture(autouse=True)
def _small_files_are_large(monkeypatch):
    monkeypatch.setattr("franchises.imports.indexes.WORTHWHILE", 2)


@pytest.fixture
def poles(tmp_path):
    FranchiseFactory(number="CTV-1")
    # A blank line: lines and rows do not count alike.
    rows = [["poles", name, "CTV-1", "pole_top", "installed"] for name in ("c", "a", "b")]
    return csv_of(tmp_path / "a.csv", POLES, rows[0], [], *rows[1:])


def loaded(dataset, path):
    # What the test itself wrote is checked at the end of its transaction: PostgreSQL does not let
    # its tables be altered before.
    connection.check_constraints()
    return ran(dataset, path)


def indexes_and_keys():
    with connection.cursor() as cursor:
        return [
            sorted(connection.introspection.get_constraints(cursor, model._meta.db_table).items())
            for model in (Installation, Installation.history.model, FeeCollection)
        ]


def ids_and_history():
    written = Installation.history.filter(history_type="+").order_by("history_id")
    return (
        list(Installation.objects.order_by("pk").values_list("asset_id", "pk")),
        list(written.values_list("asset_id", "id")),
    )


def test_a_first_load_numbers_rows_and_history_in_the_order_of_the_file(poles):
    before = indexes_and_keys()
    assert loaded("installations", poles) == (3, 0, 0)
    rows, history = ids_and_history()
    assert [name for name, _ in rows] == ["c", "a", "b"]
    assert history == rows
    assert indexes_and_keys() == before


def test_what_comes_after_a_first_load_has_numbers_of_its_own(poles):
    loaded("installations", poles)
    later = InstallationFactory(franchise=Franchise.objects.get(), asset_id="d")
    rows, history = ids_and_history()
    assert [name for name, _ in rows] == ["c", "a", "b", "d"]
    assert later.pk == rows[-1][1]
    assert history == rows


def test_numbers_that_were_given_once_are_not_given_again(poles):
    gone = InstallationFactory(franchise=Franchise.objects.get(), asset_id="z")
    number = gone.pk
    gone.delete()
    Installation.history.all().delete()
    loaded("installations", poles)
    rows, history = ids_and_history()
    assert min(pk for _, pk in rows) > number
    assert history == rows


def test_where_only_the_history_has_rows_they_stay_and_the_new_ones_follow(poles):
    InstallationFactory(franchise=Franchise.objects.get(), asset_id="z").delete()
    assert Installation.history.count() == 2
    loaded("installations", poles)
    rows, history = ids_and_history()
    assert history[1:] == rows
    assert Installation.history.count() == 5


def test_fees_are_numbered_likewise(tmp_path):
    FranchiseFactory(number="CTV-1")
    header = ["franchise", "fiscal_year", "amount", "reference"]
    path = csv_of(tmp_path / "f.csv", header, *(["CTV-1", 2013, n, f"W-{n}"] for n in (3, 1, 2)))
    assert loaded("fee_collections", path) == (3, 0, 0)
    FeeCollectionFactory(franchise=Franchise.objects.get(), reference="W-4")
    rows = list(FeeCollection.objects.order_by("pk").values_list("reference", "pk"))
    history = FeeCollection.history.order_by("history_id").values_list("reference", "id")
    assert [name for name, _ in rows] == ["W-3", "W-1", "W-2", "W-4"]
    assert list(history) == rows


def test_a_refused_load_leaves_every_index(tmp_path, poles):
    before = indexes_and_keys()
    poles.write_text(poles.read_text().replace("pole_top", "no_kind", 1))
    refused("installations", poles)
    assert indexes_and_keys() == before
