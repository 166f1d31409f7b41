"""Who is here: the installations around a place, an address or a corner, and who holds them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.streets import insert
from tests.factories import FranchiseeFactory, FranchiseFactory, InstallationFactory
from tests.public.markup import read

pytestmark = pytest.mark.django_db
# A degree of latitude is 111,195 metres: 0.0009 of one is 100.08.
PLACE = "40.7738,-73.9779"


def pole(franchise, asset_id, latitude=40.7738, longitude=-73.9779, **more):
    return InstallationFactory(
        franchise=franchise, asset_id=asset_id, latitude=latitude, longitude=longitude, **more
    )


def found(client, **query):
    """The asset ids that the page lists, in its order."""
    response = client.get("/register/", query)
    assert response.status_code == 200
    read(response)
    return [each.installation.asset_id for each, _ in response.context["found"]]


def test_without_a_question_there_is_a_form_and_no_answer(client, city):
    page = read(client.get("/register/"))
    assert {"at", "near", "within"} == {each["name"] for each in page.all("input")}
    assert not page.all("table")


def test_it_says_who_holds_what_under_which_franchise_until_when_and_how_far(client, city):
    pole(city, "P-9", 40.7743)
    text = read(client.get("/register/", {"near": PLACE})).text
    assert "56 Altice USA CT-01 Cable television 30 June 2030 In force" in text
    assert "1 installation within 100 metres, the nearest first." in text


def test_the_nearest_comes_first_and_the_distance_is_a_limit_on_both_sides(client, city):
    pole(city, "near", 40.7739)
    pole(city, "nearest")
    pole(city, "just within", 40.7738 + 0.000899)
    pole(city, "just outside", 40.7738 + 0.0009)
    assert found(client, near=PLACE) == ["nearest", "near", "just within"]
    assert found(client, near=PLACE, within=101)[-1] == "just outside"
    assert found(client, near=PLACE, within=1) == ["nearest"]


def test_a_corner_of_the_box_is_farther_than_its_edge(client, city):
    pole(city, "east", longitude=-73.9779 + 0.00115)
    pole(city, "corner", 40.7738 + 0.00085, -73.9779 + 0.00115)
    assert found(client, near=PLACE) == ["east"]


def test_it_reaches_across_the_180th_meridian_and_around_a_pole(client, city):
    pole(city, "east of it", 0.0, -179.9999)
    assert found(client, near="0,179.9999") == ["east of it"]
    pole(city, "beyond the pole", 89.9999, 180.0)
    assert found(client, near="89.9999,0") == ["beyond the pole"]


def test_a_corner_is_found_whichever_street_is_named_first(client, city):
    at_corner = {"on_street": "BROADWAY", "cross_street_1": "WEST 66 STREET"}
    pole(city, "corner", **at_corner)
    pole(city, "elsewhere", 40.9, on_street="BROADWAY", cross_street_1="WEST 230 STREET")
    pole(city, "around the corner", 40.77385, on_street="WEST 66 STREET")
    expected = ["corner", "around the corner"]
    assert found(client, at="Broadway & West 66 Street") == expected
    assert found(client, at="west  66 street @ broadway") == expected
    assert found(client, at="BROADWAY & WEST 66 STREET", within=1) == ["corner"]


def test_an_address_is_found_and_what_stands_around_it(client, city):
    pole(city, "kiosk", address="350 5 AVENUE", kind="kiosk")
    pole(city, "next to it", 40.7739)
    assert found(client, at="350 5 Avenue") == ["kiosk", "next to it"]


@pytest.mark.parametrize(
    "words",
    [
        "989 8th Ave",
        "989 Eighth Avenue, New York",
        "8 av & w 57th st",
        "West 57 Street at Eighth Avenue",
        "8 Avenue between W 57 Street and W 58 Street",
        "8TH AVENUE",
    ],
)
def test_a_street_is_found_however_it_is_written_and_so_is_that_of_an_address(client, city, words):
    kiosk = {"cross_street_1": "WEST 57 STREET", "cross_street_2": "WEST 58 STREET"}
    pole(city, "kiosk", address="989 8 AVENUE", kind="kiosk", **kiosk)
    pole(city, "elsewhere", 40.9, address="989 8 STREET", kind="kiosk", **kiosk)
    assert found(client, at=words) == ["kiosk"]


def test_an_address_without_a_house_number_is_found(client, city):
    pole(city, "terminal", address="Grand Central Terminal", on_street="E 42 ST")
    pole(city, "ferry", 40.9, address="Ferry")
    assert found(client, at="grand central terminal") == ["terminal"]
    assert found(client, at="ferry") == ["ferry"]


def test_what_has_no_coordinates_is_listed_with_what_has(client, city):
    at_corner = {"on_street": "5 AVENUE", "cross_street_1": "E 9 STREET"}
    pole(city, "placed", **at_corner)
    pole(city, "unplaced", latitude=None, longitude=None, **at_corner)
    assert found(client, at="5 Avenue & E 9 Street") == ["placed", "unplaced"]


def test_a_street_whose_name_has_a_word_of_a_corner_is_found(client, city):
    pole(city, "lot", on_street="Park and Ride")
    assert found(client, at="PARK AND RIDE") == ["lot"]


def test_of_a_very_long_street_no_more_are_counted_than_it_says(client, city, monkeypatch):
    monkeypatch.setattr("franchises.reports.who_is_here.COUNTED", 2)
    pole(city, "second", on_street="Broadway")
    assert "2 installations." in read(client.get("/register/", {"at": "BROADWAY"})).text
    pole(city, "third", 40.9, on_street="Broadway")
    text = read(client.get("/register/", {"at": "BROADWAY"})).text
    assert "More than 2 installations; 3 are shown." in text


def test_a_long_street_is_listed_with_a_way_to_each_place(client, city):
    pole(city, "south", on_street="BROADWAY", cross_street_1="A STREET")
    pole(city, "north", 40.9, on_street="BROADWAY", cross_street_1="B STREET")
    InstallationFactory(franchise=city, asset_id="nowhere", on_street="BROADWAY")
    assert found(client, at="broadway") == ["P-1", "nowhere", "south", "north"]
    page = read(client.get("/register/", {"at": "broadway"}))
    assert "?near=40.9,-73.9779" in page.links


def test_drafts_and_what_was_removed_are_not_here(client, city):
    pole(FranchiseFactory(number="SECRET-9", draft=True), "SECRET-9", address="1 STREET")
    pole(city, "removed", address="1 STREET", status="removed")
    assert found(client, near=PLACE) == []
    assert found(client, at="1 STREET") == []
    page = read(client.get("/register/", {"near": PLACE}))
    assert "No installation is recorded within 100 metres of this place." in page.text


def test_what_is_not_found_is_named_in_words(client, city):
    page = read(client.get("/register/", {"at": "<b>NOWHERE"}))
    assert "No installation is recorded at “<b>NOWHERE”." in page.text


@pytest.mark.parametrize(
    "query",
    [
        {"near": "40.7738"},
        {"near": "91,0"},
        {"near": "0,181"},
        {"near": "nan,0"},
        {"near": "1e1,0"},
        {"near": PLACE, "within": "0"},
        {"near": PLACE, "within": "1001"},
        {"near": PLACE, "within": "a"},
        {"near": PLACE, "at": "BROADWAY"},
        {"near": PLACE, "radius": "5"},
    ],
)
def test_what_it_cannot_be_asked_is_refused(client, city, query):
    assert client.get("/register/", query).status_code == 400


@pytest.mark.parametrize("query", [{"near": PLACE}, {"at": "BROADWAY & 1 STREET"}])
@pytest.mark.parametrize("many", [10, 1000])
def test_it_costs_the_same_for_10_rows_and_for_1000(
    client, city, query, many, django_assert_max_num_queries
):
    for number in range(10):
        holder = FranchiseeFactory(name=f"Company {number}")
        franchise = FranchiseFactory(franchisee=holder)
        for each in InstallationFactory.build_batch(
            many // 10,
            franchise=franchise,
            latitude=40.7738,
            longitude=-73.9779,
            on_street="BROADWAY",
            cross_street_1="1 STREET",
        ):
            each.save()
    with django_assert_max_num_queries(7):  # the version and a savepoint among them
        response = client.get("/register/", query)
    assert response.context["here"].count == many
    assert len(response.context["found"]) == min(many, 100)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({"near": PLACE}, "installation_by_place"),
        ({"at": "BROADWAY"}, "installation_by_street"),
        ({"at": "66th Av & Broadway"}, "installation_by_street"),
        ({"at": "989 W 31st Street"}, "installation_by_street"),
    ],
)
def test_it_reads_an_index_and_never_the_whole_table(client, query, index):
    insert(10_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/register/", query).status_code == 200
    plans = [plan_of(each["sql"]) for each in asked if '"franchises_installation"' in each["sql"]]
    assert index in plans[0]
    for plan in plans:
        assert "SCAN franchises_installation" not in plan
        assert "Seq Scan on franchises_installation" not in plan


def plan_of(statement):
    """What the database would do for *statement*; one that is read piece by piece is a cursor's."""
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    declared, _, question = statement.partition(" CURSOR FOR ")
    with connection.cursor() as cursor:
        cursor.execute(explain + (question or declared).replace("%", "%%"))
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
