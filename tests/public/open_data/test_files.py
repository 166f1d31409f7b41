"""The CSV files: what every cell says, and that a spreadsheet runs none of it."""

import csv
import io
import json

import pytest

from franchises.models import Franchisee
from franchises.public.open_data.catalogue import DATASETS
from franchises.public.open_data.fields import Field, Kind

pytestmark = pytest.mark.django_db
CSVS = list(DATASETS.values())


def rows_of(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address).getvalue().decode(), newline="")))


def test_franchises_are_a_file(client, register):
    response = client.get("/franchises.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="franchises.csv"'
    assert response["Link"] == (
        '</franchises.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    )
    lines = response.content.decode().split("\r\n")
    assert lines[1:] == [
        "CT-01,Altice USA,altice-usa,Cable television,cable-television,Cable television,2010-07-01,"
        "2030-06-30,no,,no,in_force,,,,Astoria | Manhattan",
        "MT-01,Verizon,verizon,Mobile telecommunications,mobile-telecommunications,,2010-07-01,,"
        "yes,,no,in_force,,,,",
        "MT-02,Verizon,verizon,Cable television,cable-television,,2010-07-01,2020-06-30,no,,no,"
        "expired,,,,",
        "",
    ]


def test_a_file_has_the_rows_that_are_asked_for_in_their_order(client, register):
    rows = rows_of(client, "/franchises.csv?franchisee_slug=verizon&$order=number DESC")
    assert [row["number"] for row in rows] == ["MT-02", "MT-01"]


@pytest.mark.parametrize("name", ["$limit", "$offset"])
def test_a_file_is_whole(client, register, name):
    assert client.get(f"/franchises.csv?{name}=1").status_code == 400


def test_an_unknown_figure_is_marked_and_an_empty_word_is_empty(client, register):
    (row,) = rows_of(client, "/data/fees_by_franchise.csv?basis=cash&fiscal_year=2013")
    assert (row["assessed"], row["collected"], row["previous"]) == ("[x]", "8076099.00", "[x]")
    assert rows_of(client, "/franchisees.csv?slug=verizon")[0]["website"] == ""


@pytest.mark.parametrize("dataset", CSVS, ids=lambda each: each.name)
def test_a_file_and_its_endpoint_say_the_same(client, register, dataset):
    told = json.loads(client.get(dataset.api).content)["rows"]
    rows = rows_of(client, dataset.csv)
    assert len(rows) == len(told)
    for row, page_row in zip(rows, told, strict=True):
        for field in dataset.fields:
            value = page_row[field.name]
            if isinstance(value, list):
                value = " | ".join(value)
            elif value is None:
                value = "[x]" if field.kind.is_figure else ""
            elif isinstance(value, bool):
                value = "yes" if value else "no"
            assert row[field.name] == str(value)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_runs_no_name(client, register, start):
    Franchisee.objects.filter(slug="altice-usa").update(name=f"{start}cmd")
    (row,) = rows_of(client, "/franchisees.csv?slug=altice-usa")
    assert row["name"] == f"'{start}cmd"
    assert rows_of(client, "/data/fee_collections.csv?kind=refund")[0]["amount"] == "-10.00"


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (Kind.DEGREES, 0.00001, "0.00001"),
        (Kind.DEGREES, -73.9779, "-73.9779"),
        (Kind.DEGREES, None, ""),
        (Kind.MONEY, None, "[x]"),
        (Kind.COUNT, 0, "0"),
        (Kind.YES_NO, False, "no"),
        (Kind.TEXT, "-", "'-"),
        (Kind.NAMES, ("=a", "b"), "'=a | b"),
    ],
)
def test_how_a_cell_is_written(kind, value, written):
    assert Field("name", "Name", kind, "Help.").as_csv(value) == written


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda each: each.name)
def test_every_column_says_what_it_means(dataset):
    for field in dataset.fields:
        assert str(field.description).endswith("."), field.name
        assert len(str(field.description)) > 5, field.name
    assert set(dataset.key) <= {each.name for each in dataset.fields}
    assert len({each.name for each in dataset.fields}) == len(dataset.fields)


def test_no_column_is_for_staff_alone():
    names = {field.name for each in DATASETS.values() for field in each.fields}
    assert not names & {"notes", "note", "reference", "received_on", "extra", "email", "phone"}
