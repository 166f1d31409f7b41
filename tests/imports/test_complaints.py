"""Service requests become complaints, each with the installation that it is about, if one is."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.imports.complaint_matching import about, match_complaints
from franchises.imports.undoing.undo import undo_run
from franchises.models import Complaint, ComplaintMatch, ImportRun, Installation
from tests.factories import BoroughFactory, ComplaintFactory, FranchiseFactory, InstallationFactory
from tests.imports.running import csv_of, loaded, refused

pytestmark = pytest.mark.django_db

# On a meridian, a metre is so much of a degree.
METRE = 1 / 111_195.08
PLACE = {"latitude": 40.75, "longitude": -73.99}
DAY = date(2025, 3, 14)
# As NYC Open Data prints them, with rows made up.
HEADINGS = [
    "Unique Key",
    "Created Date",
    "Closed Date",
    "Agency",
    "Complaint Type",
    "Descriptor",
    "Incident Zip",
    "Incident Address",
    "Community Board",
    "Borough",
    "Latitude",
    "Longitude",
    "BBL",
    "Location",
]
ROWS = [
    [
        "61528341",
        "03/14/2025 11:59:59 PM",
        "03/21/2025 12:00:00 AM",
        "OTI",
        "LinkNYC",
        "Wi-Fi",
        "10036",
        "1500 BROADWAY",
        "05 MANHATTAN",
        "MANHATTAN",
        "40.75",
        "-73.99",
        "1009950001",
        "(40.75, -73.99)",
    ],
    [
        "61528342",
        "03/15/2025 09:00:00 AM",
        "",
        "OTI",
        "LinkNYC",
        "Screen",
        "",
        "",
        "0 Unspecified",
        "Unspecified",
        "",
        "",
        "",
        "",
    ],
]


@pytest.fixture
def kiosk():
    return InstallationFactory(asset_id="K-1", kind="kiosk", installed_on=DAY, **PLACE)


def north(metres: float, **more: object) -> dict:
    return {"latitude": PLACE["latitude"] + metres * METRE, "longitude": -73.99, **more}


def found(complaint: Complaint) -> tuple[str, object, float | None]:
    match = ComplaintMatch.objects.select_related("installation").get(complaint=complaint)
    return match.how, match.installation and match.installation.asset_id, match.metres


def matched(**fields: object) -> tuple[str, object, float | None]:
    complaint = ComplaintFactory(**fields)
    match_complaints()
    return found(complaint)


def test_311_requests_are_read_as_the_city_publishes_them(tmp_path, kiosk):
    BoroughFactory()
    path = csv_of(tmp_path / "311.csv", HEADINGS, *ROWS)
    assert loaded("complaints", path, profile="nyc-311") == (2, 0, 0)

    first, second = Complaint.objects.order_by("number")
    assert (first.source, first.number, first.agency) == ("nyc-311", "61528341", "OTI")
    assert (first.created_on, first.closed_on) == (DAY, date(2025, 3, 21))
    assert (first.community_board, str(first.borough)) == ("105", "Manhattan")
    assert first.extra == {"BBL": "1009950001"}
    assert (second.closed_on, second.community_board, second.borough) == (None, "", None)
    assert found(first) == ("place", "K-1", 0.0)
    assert found(second) == ("no_place", None, None)

    assert loaded("complaints", path, profile="nyc-311") == (0, 0, 2)


def test_a_complaint_closed_before_it_was_made_is_refused(tmp_path):
    header = ["source", "number", "created_on", "closed_on", "complaint_type"]
    row = ["nyc-311", "1", "2025-03-14", "2025-03-13", "LinkNYC"]
    ended = refused("complaints", csv_of(tmp_path / "a.csv", header, row))
    assert ended.lines[0] == "a.csv:2:closed_on: 2025-03-13: is before created_on"
    row[3] = "2025-03-14"
    assert loaded("complaints", csv_of(tmp_path / "a.csv", header, row)) == (1, 0, 0)


def test_the_id_that_a_complaint_names_goes_before_its_place(kiosk):
    InstallationFactory(asset_id="K-2", **north(80))
    assert matched(asset_id="K-2", **PLACE) == ("id", "K-2", 80.0)
    assert matched(asset_id="K-2") == ("id", "K-2", None)


def test_an_id_that_nothing_has_leaves_it_to_the_place(kiosk):
    assert matched(asset_id="K-9", **PLACE) == ("place", "K-1", 0.0)


def test_an_id_that_is_in_two_lists_is_not_guessed(kiosk):
    InstallationFactory(source="other", asset_id="K-1")
    assert matched(asset_id="K-1", **PLACE) == ("several", None, None)


@pytest.mark.parametrize(
    ("metres", "answer"),
    [(0, ("place", "K-1", 0.0)), (24.9, ("place", "K-1", 24.9)), (25.1, ("none", None, None))],
)
def test_the_distance_is_recorded_and_beyond_25_metres_nothing_is_meant(kiosk, metres, answer):
    assert matched(**north(metres)) == answer


@pytest.mark.parametrize(
    ("metres", "answer"), [(24.9, ("several", None, None)), (25.1, ("place", "K-1", 0.0))]
)
def test_where_two_are_near_none_is_guessed(kiosk, metres, answer):
    InstallationFactory(**north(metres))
    assert matched(**PLACE) == answer


@pytest.mark.parametrize("east", [-24.9, 24.9])
def test_distances_east_and_west_count_as_much(kiosk, east):
    longitude = -73.99 + east * METRE / 0.757565
    assert matched(latitude=40.75, longitude=longitude) == ("place", "K-1", 24.9)


@pytest.mark.parametrize(
    ("fields", "is_there"),
    [
        ({"installed_on": DAY}, True),
        ({"installed_on": DAY + timedelta(1)}, False),
        ({"installed_on": None}, True),
        ({"status": "removed", "removed_on": DAY}, True),
        ({"status": "removed", "removed_on": DAY - timedelta(1)}, False),
        ({"status": "removed"}, False),
        ({"status": "suspended"}, True),
        ({"status": "approved"}, False),
        ({"status": "proposed"}, False),
    ],
)
def test_only_what_stood_there_on_its_day_is_meant_by_its_place(fields, is_there):
    InstallationFactory(asset_id="K-1", **PLACE, **fields)
    how = "place" if is_there else "none"
    assert matched(created_on=DAY, **PLACE)[0] == how


def test_what_staff_know_goes_before_all_else_and_stays(tmp_path, kiosk):
    other = InstallationFactory(asset_id="K-2", **north(80))
    complaint = ComplaintFactory(asset_id="K-1", installation=other, **PLACE)
    assert match_complaints() == 1
    assert found(complaint) == ("person", "K-2", 80.0)
    header = ["source", "number", "created_on", "complaint_type", "descriptor"]
    row = ["nyc-311", complaint.number, "2025-03-14", "LinkNYC", "Screen"]
    assert loaded("complaints", csv_of(tmp_path / "a.csv", header, row)) == (0, 1, 0)
    assert found(complaint) == ("person", "K-2", 80.0)


def test_a_match_that_stays_is_not_written_again(kiosk):
    complaint = ComplaintFactory(**PLACE)
    assert (match_complaints(), match_complaints()) == (1, 0)
    Installation.objects.update(latitude=None, longitude=None)
    assert match_complaints() == 1
    assert found(complaint) == ("none", None, None)


def test_an_import_of_installations_matches_again_and_its_undo_too(tmp_path):
    FranchiseFactory(number="CTV-1")
    complaint = ComplaintFactory(**PLACE)
    match_complaints()
    assert found(complaint) == ("none", None, None)

    header = ["source", "asset_id", "franchise", "kind", "status", "latitude", "longitude"]
    row = ["kiosks", "K-1", "CTV-1", "kiosk", "installed", "40.75", "-73.99"]
    loaded("installations", csv_of(tmp_path / "a.csv", header, row))
    assert found(complaint) == ("place", "K-1", 0.0)

    assert not undo_run(ImportRun.objects.latest("pk").pk).is_refused
    assert found(complaint) == ("none", None, None)


def test_an_undo_of_complaints_takes_their_matches_along(tmp_path, kiosk):
    path = csv_of(tmp_path / "311.csv", HEADINGS, *ROWS)
    BoroughFactory()
    loaded("complaints", path, profile="nyc-311")
    assert ComplaintMatch.objects.count() == 2
    assert not undo_run(ImportRun.objects.latest("pk").pk).is_refused
    assert (Complaint.objects.count(), ComplaintMatch.objects.count()) == (0, 0)
    connection.check_constraints()


def test_those_that_an_installation_may_be_about_are_found_again(kiosk):
    near, far = ComplaintFactory(**north(20)), ComplaintFactory(**north(500))
    named = ComplaintFactory(asset_id="K-1")
    assert set(about(kiosk)) == {near, named}
    match_complaints()
    # Moved away, it was about the one near its old place.
    kiosk.latitude += 500 * METRE
    assert set(about(kiosk)) == {near, far, named}


def test_matching_costs_the_same_queries_for_10_complaints_and_for_1000(kiosk):
    def cost(number: int) -> int:
        for n in range(number):
            ComplaintFactory(asset_id="K-1" if n % 2 else "", **north(n % 40))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            match_complaints()
        return len(queries)

    # A save point, the rows, what is near, what is named, places, what is known, what changed
    # (in batches of 500).
    assert cost(10) == 9
    assert cost(990) <= 14
