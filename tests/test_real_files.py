"""What cities publish, as they publish it, through the import commands. The files stay outside."""

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from franchises.models import ImportRun, Installation
from franchises.reports.fee_summary import Grouping, fee_summary
from tests.factories import FranchiseeFactory, FranchiseFactory, FranchiseTypeFactory
from tests.imports.running import content, csv_of, loaded, refused

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
DATA = Path(__file__).parent / "data"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (SHARED / "data").is_dir(), reason=f"the published files are not in {SHARED}"
    ),
]

POLETOPS = SHARED / "data" / "nyc-poletops-2020.csv"
LINKNYC = SHARED / "data" / "linknyc-2019.csv"


@pytest.fixture
def new_york():
    """The franchisees and franchises of New York, from files of our own."""
    assert loaded("franchisees", DATA / "nyc-franchisees.csv") == (6, 0, 0)
    assert loaded("franchises", DATA / "nyc-franchises.csv") == (6, 0, 0)


def test_poletops_of_unknown_franchisees_are_eight_problems_and_not_8203():
    for name in ("Crown Castle", "ExteNet Systems", "Mobilitie Management", "ZenFi"):
        FranchiseeFactory(name=name)
    ended = refused("installations", POLETOPS, profile="nyc-poletops", json=True)
    problems = ended.result["problems"]
    assert ended.result["problem_count"] == len(problems) == 8
    assert [(p["value"], p["line"], p["rows"]) for p in problems] == [
        ("Extenet Systems, INC. II", 2, 1485),
        ("Crown Castle NG East LLC", 41, 3000),
        ("Mobilitie2", 1694, 598),
        ("Crown Castle Solutions Corp.", 1698, 564),
        ("Mobilitie, LLC", 2397, 1101),
        ("ZenFi Networks, Inc.", 2635, 612),
        ("Crown Castle Fiber, LLC", 2984, 399),
        ("Extenet Systems, Inc.", 4330, 444),
    ]
    assert sum(problem["rows"] for problem in problems) == 8203
    assert ended.lines[:2] == [
        "nyc-poletops-2020.csv:2:Franchisee: Extenet Systems, INC. II: is not a franchisee on"
        " record (nearest: ExteNet Systems) (1,485 rows)",
        "nyc-poletops-2020.csv:41:Franchisee: Crown Castle NG East LLC: is not a franchisee on"
        " record (nearest: Crown Castle) (3,000 rows)",
    ]
    assert ended.lines[-1] == (
        "nyc-poletops-2020.csv: 8 problems in 8,203 of 8,203 rows; nothing was loaded."
    )


def test_poletops_load_and_load_again(new_york):
    assert loaded("installations", POLETOPS, profile="nyc-poletops") == (8203, 0, 0)
    poles = Installation.objects.filter(source="nyc-poletops", kind="pole_top")
    assert poles.count() == 8203
    assert Counter(poles.values_list("status", flat=True)) == {"installed": 5819, "approved": 2384}
    assert Counter(poles.values_list("fee_zone", flat=True)) == {"A": 1908, "B": 4722, "C": 1573}
    assert Installation.history.filter(import_run=ImportRun.objects.first()).count() == 8203
    first = poles.get(asset_id="2040")
    assert (first.franchise.number, str(first.reserved_on)) == ("M-3", "2005-06-16")
    assert (first.latitude, first.longitude) == (40.773776, -73.977875)
    assert (first.borough.name, first.host_structure) == ("Manhattan", "Streetlight Pole")
    assert first.extra == {
        "Historic Advisory": "This pole is located within the following historic area:"
        " Upper West Side/Central Park West Historic District",
        "X Coord.": "990378",
        "Y Coord.": "221185",
    }
    before, runs = content(), ImportRun.objects.count()
    assert loaded("installations", POLETOPS, profile="nyc-poletops") == (0, 0, 8203)
    assert content() == before
    assert ImportRun.objects.count() == runs + 1


def test_linknyc_loads(new_york):
    assert loaded("installations", LINKNYC, profile="linknyc", franchise="P-1") == (1868, 0, 0)
    kiosks = Installation.objects.filter(source="linknyc", kind="kiosk")
    live = kiosks.filter(status="installed", activated_on__isnull=False)
    assert (kiosks.count(), live.count()) == (1868, 1811)
    assert set(kiosks.values_list("franchise__number", flat=True)) == {"P-1"}
    first = kiosks.get(asset_id="mn-04-144139")
    assert (first.address, str(first.installed_on)) == ("989 8 AVENUE", "2016-07-20")
    assert str(first.activated_on) == "2016-08-03"


def test_a_page_saved_as_csv_is_refused_with_one_sentence_that_says_what_it_is():
    ended = refused("installations", SHARED / "data" / "negative-html-saved-as.csv")
    assert ended.lines == [
        "negative-html-saved-as.csv: is an HTML or XML page, not a table: perhaps an error page"
        " saved under the name of a CSV file; download it again",
        "negative-html-saved-as.csv: 1 problem; nothing was loaded.",
    ]


def test_the_poletop_headings_of_2017_are_refused_by_what_they_lack(new_york):
    file = SHARED / "data" / "nyc-poletops-2017-sample.csv"
    ended = refused("installations", file, profile="nyc-poletops")
    assert [line.removeprefix("warning: ").split(":", 1)[1] for line in ended.lines] == [
        "Latitude: is not in the file: latitude stays as it is, or empty",
        "Longitude: is not in the file: longitude stays as it is, or empty",
        "1:Equipment Installed? (Yes/No): is missing: every row needs status",
        "1:Franchisee: is missing: every row needs its franchise, or its franchisee,"
        " or --franchise NUMBER for all of them",
        " 2 problems; nothing was loaded.",
    ]


def test_the_linknyc_headings_of_2017_are_refused_by_name(new_york):
    file = SHARED / "data" / "linknyc-2017-sample.csv"
    ended = refused("installations", file, profile="linknyc", franchise="P-1")
    told = [line for line in ended.lines if not line.startswith("warning: ")]
    assert [line.split(":")[2] for line in told[:-1]] == [
        "boro",
        "link_installation_status",
        "kiosk_bearing",
        "boro_id",
        "link_smoke_tested_and_activated_a",
        "link_installation",
        "Project Status",
    ]
    assert told[0].endswith(
        ":boro: is not a heading of installations: say what it is, such as --map"
        ' "boro=borough", or leave it out with --map "boro=ignore"'
    )
    assert told[-2].endswith(":Project Status: is missing: every row needs status")


@pytest.mark.parametrize(
    ("dataset", "name"),
    [
        ("franchises", "nyc-fcrc-franchises-fy2015-sample.csv"),
        ("fee_collections", "nyc-fcrc-franchises-fy2015-sample.csv"),
        ("installations", "sf-wireless-permits-sample.csv"),
        ("franchisees", "sf-wireless-permits-sample.csv"),
    ],
)
def test_a_file_of_other_headings_is_refused_heading_by_heading(dataset, name):
    file = SHARED / "data" / name
    ended = refused(dataset, file)
    assert len(ended.lines) > 10
    assert all(line.startswith(f"{name}:") for line in ended.lines)


@pytest.mark.parametrize(
    ("fiscal_year", "total", "printed"),
    [
        (2014, "6785150.00", "6785150"),
        (2015, "6824482.00", "6824481"),
        (2016, "6661525.00", "6661525"),
        (2017, "6602482.00", "6602482"),
    ],
)
def test_the_fees_of_grapevine_come_to_what_is_printed_or_to_the_dollar_it_is_off(
    tmp_path, fiscal_year, total, printed
):
    with (SHARED / "cases" / "published-yearly-fees.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["publisher"] == "Grapevine TX"]
    for category in sorted({row["category"] for row in rows} - {"TOTAL"}):
        kind = FranchiseTypeFactory(code=f"grapevine-{category.lower()}", name=category)
        FranchiseFactory(number=category, franchisee__name=category, franchise_type=kind)
    path = csv_of(
        tmp_path / "grapevine.csv",
        ["franchise", "fiscal_year", "amount"],
        *[
            [row["category"], row["fiscal_year"], row["amount"]]
            for row in rows
            if row["category"] != "TOTAL"
        ],
    )
    assert loaded("fee_collections", path) == (20, 0, 0)
    summary = fee_summary(fiscal_year, Grouping.TYPE)
    assert summary.total.collected == Decimal(total)
    assert sum(row.collected for row in summary.rows) == Decimal(total)
    (theirs,) = [
        row["amount"]
        for row in rows
        if row["category"] == "TOTAL" and row["fiscal_year"] == str(fiscal_year)
    ]
    assert theirs == printed
    assert (Decimal(theirs) == summary.total.collected) is (fiscal_year != 2015)


def test_the_public_finds_who_stands_at_a_place_of_new_york(new_york, client):
    loaded("installations", POLETOPS, profile="nyc-poletops")
    near = client.get("/register/", {"near": "40.7738,-73.9779"}).context["here"]
    nearest = near.found[0]
    assert nearest.installation.asset_id == "2040"
    assert nearest.installation.franchise.number == "M-3"
    assert round(nearest.metres, 1) == 3.4
    for words in ("Central Park West & W 68th St", "CENTRAL PK W at WEST 69 STREET"):
        corner = client.get("/register/", {"at": words}).context["here"]
        assert "2040" in [each.installation.asset_id for each in corner.found]
    assert "8,203 installations" in client.get("/installations/").content.decode()
    assert client.get("/installations/map/").context["count"] == 8203
    lines = b"".join(client.get("/installations.csv").streaming_content).decode().split("\r\n")
    assert len(lines) == 8205 and sum(line.startswith("nyc-poletops,") for line in lines) == 8203
    whole = b"".join(client.get("/installations.geojson").streaming_content)
    assert len(json.loads(whole)["features"]) == 8203
