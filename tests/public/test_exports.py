"""The installations as files: what a cell says, what never leaves, and one moment for all of it."""

import csv
import io
import json
from contextlib import contextmanager

import pytest
from django.db import connection

from franchises.models import Installation
from franchises.public.exports.writing import in_pieces
from franchises.public.open_data.registers import INSTALLATIONS
from tests.factories import BoroughFactory, InstallationFactory

pytestmark = pytest.mark.django_db

ODD = 'He said "no", over\r\nthere\\ \u00e9 \U0001f4a1 \u2028 %s {}'


def whole(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def rows_of(client, query=""):
    text = whole(client, f"/installations.csv{query}")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def features_of(client, query=""):
    return json.loads(whole(client, f"/installations.geojson{query}"))["features"]


@pytest.fixture
def corner(city):
    return InstallationFactory(
        franchise=city,
        asset_id="K-7",
        kind="kiosk",
        status="removed",
        on_street=ODD,
        borough=BoroughFactory(),
        latitude=40.773776,
        longitude=-73.9,
        length_feet=1200,
        installed_on="2011-02-03",
        removed_on="2014-05-06",
        council_district="6",
        community_board="107",
    )


def test_a_csv_is_what_its_dictionary_says_line_by_line(client, city):
    InstallationFactory(
        franchise=city, asset_id="K-7", kind="kiosk", on_street="W 73 ST, north", length_feet=1200,
        latitude=40.773776, longitude=-73.9, installed_on="2011-02-03", borough=BoroughFactory(),
    )  # fmt: skip
    assert whole(client, "/installations.csv").split("\r\n") == [
        "source,asset_id,franchise,franchisee,kind,status,address,on_street,cross_street_1,"
        "cross_street_2,borough,postcode,community_board,council_district,bin,bbl,latitude,"
        "longitude,fee_zone,host_structure,length_feet,reserved_on,installed_on,activated_on,"
        "removed_on",
        "test,P-1,CT-01,Altice USA,pole_top,installed,,BROADWAY,,,,,,,,,,,A,,[x],,,,",
        'test,K-7,CT-01,Altice USA,kiosk,installed,,"W 73 ST, north",,,Manhattan,,,,,,40.773776,'
        "-73.9,,,1200,,2011-02-03,,",
        "",
    ]


def test_a_file_is_sent_as_one(client, city):
    response = client.get("/installations.csv")
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="installations.csv"'
    assert "installations.csv-metadata.json" in response["Link"]
    assert response["Access-Control-Allow-Origin"] == "*"
    b"".join(response.streaming_content)
    response = client.get("/installations.geojson")
    assert response["Content-Type"] == "application/geo+json"
    b"".join(response.streaming_content)


def test_what_is_odd_is_quoted_and_comes_back_as_it_was(client, corner):
    (row,) = rows_of(client, "?kind=kiosk")
    assert row["on_street"] == ODD
    (feature,) = features_of(client, "?kind=kiosk")
    assert feature["properties"]["on_street"] == ODD


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
@pytest.mark.parametrize("rest", ["1+1", '","', ""])
def test_f99_a_spreadsheet_runs_no_cell_of_text(client, corner, start, rest):
    Installation.objects.filter(pk=corner.pk).update(on_street=start + rest)
    (row,) = rows_of(client, "?kind=kiosk")
    assert row["on_street"] == f"'{start}{rest}"
    assert row["longitude"] == "-73.9"
    (feature,) = features_of(client, "?kind=kiosk")
    assert feature["properties"]["on_street"] == start + rest


@pytest.mark.parametrize(
    "odd", ["null", ",null", "a,", '"', '"="', "\\", "\x1f", "[x]", "]", "'", " =1", "{}", "0.10"]
)
def test_an_odd_cell_changes_neither_itself_nor_its_neighbours(client, city, odd):
    places = ["BROADWAY", odd, "5 AVENUE"]
    for place in places:
        InstallationFactory(franchise=city, kind="kiosk", on_street=place, cross_street_2=place)
    found = rows_of(client, "?kind=kiosk")
    assert [row["on_street"] for row in found] == places
    assert [row["cross_street_2"] for row in found] == places
    assert {row["removed_on"] for row in found} == {""}


def test_geojson_has_longitude_first_and_names_what_is_not_known_null(client, corner):
    pole, kiosk = features_of(client)
    assert pole["geometry"] is None
    assert pole["properties"]["borough"] is None
    assert pole["properties"]["address"] is None
    assert kiosk["type"] == "Feature"
    assert kiosk["geometry"] == {"type": "Point", "coordinates": [-73.9, 40.773776]}
    assert kiosk["properties"]["length_feet"] == 1200
    assert kiosk["properties"]["removed_on"] == "2014-05-06"
    assert set(kiosk["properties"]) == {each.name for each in INSTALLATIONS.fields} - {
        "latitude",
        "longitude",
    }


@pytest.mark.parametrize(
    ("latitude", "written"), [(0.00001, 0.00001), (-0.5, -0.5), (40.12345678, 40.1234568), (90, 90)]
)
def test_a_coordinate_is_digits_to_a_centimetre(client, corner, latitude, written):
    Installation.objects.filter(pk=corner.pk).update(latitude=latitude)
    (row,) = rows_of(client, "?kind=kiosk")
    assert "e" not in row["latitude"]
    assert float(row["latitude"]) == written
    (feature,) = features_of(client, "?kind=kiosk")
    assert feature["geometry"]["coordinates"] == [-73.9, written]


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1), (985000, 212000)]
)
def test_coordinates_out_of_range_never_leave(client, corner, latitude, longitude):
    with connection.cursor() as cursor, without_constraint(cursor):
        Installation.objects.filter(pk=corner.pk).update(latitude=latitude, longitude=longitude)
        (row,) = rows_of(client, "?kind=kiosk")
        (feature,) = features_of(client, "?kind=kiosk")
    assert (row["latitude"], row["longitude"]) == ("", "")
    assert feature["geometry"] is None


@contextmanager
def without_constraint(cursor):
    """Let in what another program might write beside the model, until the test is over."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        name = "installation_has_both_coordinates_or_none"
        cursor.execute(f"ALTER TABLE franchises_installation DROP CONSTRAINT {name}")
        yield
    else:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        yield
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.parametrize(
    "query",
    [
        "kind=kiosk", "status=removed", "borough=manhattan", "search=K-",
        "franchise=CT-01&kind=kiosk", "council_district=6", "community_board=107",
        "installed_from=2011-02-03", "installed_to=2011-02-03", "removed_from=2014-05-06",
        "removed_to=2014-05-06",
        "box=40.773776,-73.9,40.8,-73", "box=40,-74,40.773776,-73.9",
    ],
)  # fmt: skip
def test_files_have_the_rows_of_the_list(client, corner, query):
    page = client.get(f"/installations/?{query}").context["page"]
    assert [each.asset_id for each in page.rows] == ["K-7"]
    assert [row["asset_id"] for row in rows_of(client, f"?{query}")] == ["K-7"]
    ids = [each["properties"]["asset_id"] for each in features_of(client, f"?{query}")]
    assert ids == ["K-7"]


@pytest.mark.parametrize(
    "query",
    ["installed_from=2011-02-04", "installed_to=2011-02-02", "removed_from=2014-05-07",
     "box=40.78,-74,41,-73", "box=40,-73.89,41,-73", "zone=C", "search=%25"],
)  # fmt: skip
def test_a_step_beyond_there_is_nothing(client, corner, query):
    assert rows_of(client, f"?{query}") == []
    assert features_of(client, f"?{query}") == []


def test_no_draft_leaves(client, city):
    assert "SECRET" not in whole(client, "/installations.csv")
    assert "SECRET" not in whole(client, "/installations.geojson")
    assert client.get("/installations.csv?franchise=SECRET-01").status_code == 400


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("page=2", "“page” is not something"),
        ("box=1,2,3", "“box”: “1,2,3” is refused. It is not south,west,north,east"),
        ("box=41,-74,40,-73", "South must be less than north"),
        ("box=nan,-74,41,-73", "It is not south,west,north,east"),
        ("box=40,-74,91,-73", "in degrees"),
        ("installed_from=02/03/2011", "It is not a day such as 2013-06-30."),
        ("installed_from=2011-02-30", "It is not a day such as 2013-06-30."),
        ("kind=balloon", "is not one of its choices"),
        ("search=a%00", "cannot be searched for"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(client, city, query, said):
    response = client.get(f"/installations.geojson?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert said in json.loads(response.content)["detail"]


def test_f116_an_unchanged_file_is_not_sent_twice(client, city):
    response = client.get("/installations.csv")
    b"".join(response.streaming_content)
    again = client.get("/installations.csv", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    InstallationFactory(franchise=city)
    changed = client.get("/installations.csv", headers={"If-None-Match": response["ETag"]})
    assert len(b"".join(changed.streaming_content).decode().splitlines()) == 3


@pytest.mark.parametrize("address", ["/installations.csv", "/installations.geojson"])
def test_a_file_is_one_query_however_many_rows(
    client, city, django_assert_max_num_queries, address
):
    Installation.objects.bulk_create(InstallationFactory.build_batch(10, franchise=city))
    with django_assert_max_num_queries(12) as few:
        whole(client, address)
    Installation.objects.bulk_create(InstallationFactory.build_batch(990, franchise=city))
    with django_assert_max_num_queries(12) as many:
        whole(client, address)
    assert len(few) == len(many)


def test_pieces_are_sent_as_they_fill_up():
    rows = iter([b"a" * 40_000, b"b" * 40_000, b"c"])
    pieces = in_pieces(rows, b"[", b",", b"]")
    assert next(pieces) == b"["
    assert next(pieces) == b"a" * 40_000 + b"," + b"b" * 40_000
    assert list(pieces) == [b",c]"]
    assert b"".join(in_pieces([], b"[", b",", b"]")) == b"[]"


@pytest.mark.django_db(transaction=True, databases=["default", "public"])
def test_a_reader_who_goes_away_leaves_the_connection_fit_for_the_next(client, city):
    Installation.objects.bulk_create(InstallationFactory.build_batch(3000, franchise=city))
    response = client.get("/installations.csv")
    pieces = iter(response.streaming_content)
    next(pieces), next(pieces)
    response.close()
    pieces.close() if hasattr(pieces, "close") else None
    assert len(rows_of(client)) == 3001
