"""What is guessed of files that nobody has seen: the right column, or why it is none.

All of it is invented. What is proposed is loaded as it stands, without an edit.
"""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from franchises.imports.datasets import DATASETS
from franchises.imports.guessing.likeness import likeness
from franchises.imports.guessing.wordings import fiscal_year_in
from franchises.models import Complaint, FeeCollection, Installation
from tests.factories import FranchiseeFactory, FranchiseFactory
from tests.imports.running import loaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def beacon():
    return FranchiseFactory(number="BW-1", franchisee=FranchiseeFactory(name="Beacon Wireless"))


@pytest.fixture
def guessed(tmp_path):
    """Return a function that writes a file and gives its path and the guess, in one text."""

    def guess(text: str, dataset: str = "installations", encoding: str = "utf-8") -> tuple:
        path, out = tmp_path / "city.csv", io.StringIO()
        path.write_bytes(text.encode(encoding))
        call_command("guess_profile", path, dataset=dataset, encoding=encoding, stdout=out)
        profile = path.with_suffix(".toml")
        profile.write_text(out.getvalue(), encoding="utf-8")
        return path, profile

    return guess


def notes_in(profile: Path) -> str:
    lines = profile.read_text("utf-8").splitlines()
    return " ".join(line.strip("# ") for line in lines if line.startswith("#"))


HUB = (
    "\ufeffX,Y,OBJECTID,PoleNumber,Carrier,AssetType,Status,InstallDate\n"
    "-74.0011,40.7101,1,SL-1001,Beacon Wireless,Small Cell,Active,2019/03/31 00:00:00+00\n"
    "-74.0012,40.7102,2,SL-1002,Beacon Wireless,Streetlight,Planned,\n"
)


def test_an_id_of_the_city_goes_before_the_row_number_of_a_program(guessed):
    path, profile = guessed(HUB)
    assert loaded("installations", path, profile=str(profile)) == (2, 0, 0)
    first = Installation.objects.get(asset_id="SL-1001")
    assert (first.kind, first.status, first.installed_on) == (
        "antenna",
        "installed",
        date(2019, 3, 31),
    )
    assert (first.latitude, first.longitude, first.extra["OBJECTID"]) == (40.7101, -74.0011, "1")


def test_a_row_number_is_taken_where_there_is_no_other_id(guessed):
    path, profile = guessed(HUB.replace("PoleNumber", "Colour"))
    assert '"OBJECTID" = "asset_id"  # a guess' in profile.read_text()
    assert loaded("installations", path, profile=str(profile)) == (2, 0, 0)


def test_moments_in_seconds_may_be_ids_and_are_left_and_that_is_said(guessed):
    _, profile = guessed(HUB.replace("2019/03/31 00:00:00+00", "1553990400"))
    assert (
        "InstallDate is not taken for installed_on, though its name says so: its dates cannot be"
        " read, such as “1553990400”" in notes_in(profile)
    )


def test_the_columns_that_a_portal_adds_are_no_ids_and_no_dates(guessed):
    path, profile = guessed(
        ":id,:created_at,Permit Number,Applicant,Facility Type,Permit Status,Location\n"
        "row-1,2019-05-01T10:11:12.000Z,W-1,Beacon Wireless,Antenna,Issued,"
        '"12 MAIN ST\nNEW YORK, NY\n(40.7401, -74.0041)"\n'
        "row-2,2019-05-01T10:11:12.000Z,W-2,Beacon Wireless,Antenna,Pending,\n"
    )
    assert ":created_at" not in notes_in(profile)
    assert "Location has an address above its coordinates, which is not kept" in notes_in(profile)
    assert loaded("installations", path, profile=str(profile)) == (2, 0, 0)
    stored = Installation.objects.order_by("asset_id").values_list("asset_id", "latitude", "status")
    assert [*stored] == [("W-1", 40.7401, "approved"), ("W-2", None, "proposed")]


def test_semicolons_are_proposed_and_their_decimal_commas(guessed):
    path, profile = guessed(
        "Nr;Company;Kind;Status;Breitengrad;Längengrad\n"
        "100;Beacon Wireless;kiosk;live;40,73;-74,01\n"
        "101;Beacon Wireless;kiosk;live;40,74;-74,02\n",
        encoding="latin-1",
    )
    assert 'separated_by = "semicolons"\ndecimal_comma = true' in profile.read_text("utf-8")
    options = {"profile": str(profile), "encoding": "latin-1"}
    assert loaded("installations", path, **options) == (2, 0, 0)
    assert [*Installation.objects.order_by("pk").values_list("latitude", "longitude")] == [
        (40.73, -74.01),
        (40.74, -74.02),
    ]


@pytest.mark.parametrize(
    ("heading", "cell", "told"),
    [
        ("Lat", "40°44'55", "“40°44'55” is not in degrees from -90 to 90, and minutes are"),
        ("X", "987654.2", "“987654.2” is not in degrees from -180 to 180"),
        ("the_geom", "0101000020E6", "“0101000020E6” is not a point such as (40.767358, -73.9"),
        ("Install Date", "Mar 2019", "its dates cannot be read, such as “Mar 2019”"),
        ("Address", '"12 Main St\nNew York"', "“12 Main St\\nNew York” has a control character"),
    ],
)
def test_a_column_that_its_name_places_and_its_cells_do_not_is_told_of(
    guessed, heading, cell, told
):
    path, profile = guessed(
        f"Asset ID,Company,Kind,Status,{heading}\n1,Beacon Wireless,kiosk,live,{cell}\n"
    )
    assert f"{heading} is not taken for " in notes_in(profile)
    assert f": {told}" in notes_in(profile)
    assert loaded("installations", path, profile=str(profile)) == (1, 0, 0)
    assert heading in Installation.objects.get().extra


def test_years_of_two_figures_are_told_of_with_the_month_as_a_word_too(guessed):
    text = "Asset ID,Company,Kind,Status,Install Date\n1,Beacon Wireless,kiosk,live,14-MAR-19\n"
    assert "Install Date has dates with two figures for the year" in notes_in(guessed(text)[1])


def test_ids_that_a_program_has_made_fractions_or_that_are_all_but_alike_are_told_of(guessed):
    head, rest = "asset_id,company,kind,status,zip\n", "Beacon Wireless,kiosk,live,10001.0"
    notes = notes_in(guessed(f"{head}1001.0,{rest}\n1002.0,{rest}\n")[1])
    assert "asset_id: “1001.0” and the like are numbers to which a program has added .0" in notes
    assert "zip: “10001.0” and the like" in notes
    notes = notes_in(guessed(f"{head}Pole-1,{rest}\npole- 1,{rest}\nPole-2,{rest}\n")[1])
    assert "asset_id: “Pole-1”, “pole- 1” differ by capitals or spaces alone" in notes


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("FY13", "2013"),
        ("fy 1998", "1998"),
        ("FY98", "1998"),
        ("Fiscal Year 2013", "2013"),
        ("2012-13", "2013"),
        ("2012/2013", "2013"),
        ("FY 2012\u201313", "2013"),
        ("1999-00", "2000"),
        ("2012-14", None),
        ("2013", None),
        ("13", None),
        ("FY2013 Q1", None),
    ],
)
def test_a_fiscal_year_is_named_by_the_year_it_ends_in(text, year):
    assert fiscal_year_in(text) == year


def test_a_ledger_of_named_years_with_a_line_of_totals(guessed):
    path, profile = guessed(
        "Bill To,FY,Qtr,Payment Date,Check No,Fee Paid\n"
        'Beacon Wireless,FY19,1,11/14/2018,C-1," $12,345.60 "\n'
        "Beacon Wireless,2018-19,2,02/13/2019,C-2, $-   \n"
        'Total,,,,," $12,345.60 "\n',
        "fee_collections",
    )
    assert "line 4 is one of totals: take it out" in notes_in(profile)
    path.write_text(path.read_text().partition("Total")[0])
    assert loaded("fee_collections", path, profile=str(profile)) == (2, 0, 0)
    stored = FeeCollection.objects.order_by("reference")
    assert [*stored.values_list("reference", "fiscal_year", "period")] == [
        ("C-1", 2019, "Q1"),
        ("C-2", 2019, "Q2"),
    ]
    assert [str(each.amount) for each in stored] == ["12345.60", "0.00"]


def test_the_day_of_an_invoice_is_not_the_day_of_a_notice():
    assert likeness("Invoice Date", DATASETS["fee_assessments"].column("notice_on")) == 0


def test_complaints_of_another_city_with_the_zone_behind_the_hour(guessed):
    path, profile = guessed(
        "SR Number,Opened,Date Closed,Category,Case Status,Lat,Lng\n"
        "1,2025-03-14T23:00:00-04:00,2025-03-20 16:10:00+00,Kiosk broken,Closed,40.71,-74.01\n"
        "2,2025-01-14T10:00:00-05:00,,Kiosk broken,Open,40.72,-74.02\n",
        "complaints",
    )
    assert loaded("complaints", path, profile=str(profile)) == (2, 0, 0)
    first = Complaint.objects.get(number="1")
    assert (first.created_on, first.closed_on) == (date(2025, 3, 14), date(2025, 3, 20))
    assert (first.complaint_type, first.status) == ("Kiosk broken", "Closed")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("City of Riverton\nid,kind\n1,kiosk\n", "“City of Riverton” stands alone where"),
        ("City of Riverton,\nid,kind\n1,kiosk\n", "“City of Riverton” stands alone where"),
        ("id,kind\n1,kiosk,\n2,kiosk,\n", "has no row with as many cells as its headings, 2"),
        ('[{"id": 1, "kind": "kiosk"}]', "is JSON, not a table"),
    ],
)
def test_what_cannot_be_guessed_at_says_why(guessed, text, told):
    with pytest.raises(CommandError, match=told):
        guessed(text)


def test_dates_that_are_counted_in_milliseconds_are_found_and_ids_are_not_taken_for_them(guessed):
    path, profile = guessed(
        "pole_id,lat,lng,installed,kind,status,franchisee\n"
        "1557792000001,40.7588,-73.9851,1557792000000,pole top,installed,Beacon Wireless\n"
        "1557792000002,40.7518,-73.9751,1559433600000,pole top,installed,Beacon Wireless\n"
    )
    assert '"installed_on" = "milliseconds since 1970"' in profile.read_text(encoding="utf-8")
    assert "installed counts moments: the day is that of UTC" in notes_in(profile)
    assert loaded("installations", path, profile=str(profile)) == (2, 0, 0)
    pole = Installation.objects.get(asset_id="1557792000001")
    assert pole.installed_on == date(2019, 5, 14)
