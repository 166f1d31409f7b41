"""Files of cities that nobody has seen: guessed at, edited by an operator, and loaded or refused.

Each file in tests/data/drill has its own manners; all of it is invented.
"""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from franchises.models import FeeCollection, Franchise, FranchiseType, Installation
from tests.factories import FranchiseeAliasFactory, FranchiseeFactory, FranchiseFactory
from tests.imports.running import loaded, ran

pytestmark = pytest.mark.django_db

DRILL = Path(__file__).parent.parent / "data" / "drill"
SHARED = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(autouse=True)
def beacon():
    return FranchiseFactory(number="BW-1", franchisee=FranchiseeFactory(name="Beacon Wireless"))


@pytest.fixture
def profile_of(tmp_path):
    """Return a function that guesses a profile, edits it as an operator would, and keeps it."""

    def guess(
        path: Path, dataset: str = "installations", *edits: tuple[str, str], **options: str
    ) -> str:
        out = io.StringIO()
        call_command("guess_profile", path, dataset=dataset, stdout=out, **options)
        text = out.getvalue()
        for before, after in edits:
            assert text.count(before) == 1, (before, text)
            text = text.replace(before, after)
        kept = tmp_path / f"{path.stem}.toml"
        kept.write_text(text)
        return str(kept)

    return guess


def installed():
    rows = Installation.objects.order_by("asset_id")
    return [*rows.values_list("asset_id", "kind", "status", "installed_on")]


def test_a_byte_order_mark_camel_case_and_a_column_without_a_heading(profile_of):
    path = DRILL / "harbor-city-poles.csv"
    assert loaded("installations", path, profile=profile_of(path)) == (4, 0, 0)
    assert installed() == [
        ("HC-001", "pole_top", "installed", date(2019, 4, 2)),
        ("HC-002", "pole_top", "installed", date(2019, 5, 12)),
        ("HC-003", "pole_top", "proposed", None),
        ("HC-004", "pole_top", "removed", date(2018, 1, 15)),
    ]
    assert loaded("installations", path, profile=profile_of(path)) == (0, 0, 4)


def test_a_file_without_headings(profile_of):
    path = DRILL / "prairie-no-headings.csv"
    edits = [
        ('"column 6" = "extra"', '"column 6" = "installed_on"'),
        ("[constants]", '[date_formats]\ninstalled_on = "MM/DD/YYYY"\n[constants]\nkind = "kiosk"'),
    ]
    profile = profile_of(path, "installations", *edits)
    assert loaded("installations", path, profile=profile) == (4, 0, 0)
    assert installed()[0] == ("7001", "kiosk", "installed", date(2018, 6, 15))


def test_bad_rows_of_a_file_without_headings_load_once_mended(profile_of, tmp_path):
    path = tmp_path / "prairie-no-headings.csv"
    whole = (DRILL / path.name).read_text()
    path.write_text(whole.replace("40.7113", "north"))
    edit = ("[constants]", '[constants]\nkind = "kiosk"')
    profile = profile_of(DRILL / path.name, "installations", edit)
    bad = tmp_path / "bad.csv"
    options = {"profile": profile, "on_error": "skip", "errors": bad}
    assert loaded("installations", path, **options) == (3, 0, 0)
    bad.write_text(bad.read_text().replace("north", "40.7113"))
    assert loaded("installations", bad, profile=profile) == (1, 0, 0)


def test_swapped_coordinates_and_days_that_mean_nothing(profile_of):
    path = DRILL / "mesa-swapped.csv"
    assert loaded("installations", path, profile=profile_of(path)) == (4, 0, 0)
    assert [*Installation.objects.order_by("pk").values_list("latitude", "longitude")] == [
        (40.7201, -74.0021),
        (40.7202, -74.0022),
        (None, None),
        (40.7204, -74.0024),
    ]
    assert installed()[3] == ("M4", "antenna", "proposed", None)
    assert not Installation.objects.exclude(removed_on=None).exists()


def test_decimal_commas_and_the_words_of_another_language(profile_of):
    path = DRILL / "neustadt-dezimalkomma.csv"
    edits = [
        ('"Art" = "extra"', '"Art" = "kind"'),
        ('"Zustand" = "extra"', '"Zustand" = "status"'),
        ('"Straße" = "extra"', '"Straße" = "on_street"'),
        ('"Inbetriebnahme" = "extra"', '"Inbetriebnahme" = "activated_on"'),
        (
            "[constants]",
            '[date_formats]\nactivated_on = "DD.MM.YYYY"\n'
            '[values.kind]\nVerteilerkasten = "cabinet"\n"Litfaßsäule" = "other"\n'
            '[values.status]\n"in Betrieb" = "installed"\n"geplant" = "proposed"\n[constants]',
        ),
    ]
    profile = profile_of(path, "installations", *edits)
    assert loaded("installations", path, profile=profile) == (3, 0, 0)
    first = Installation.objects.get(asset_id="1")
    assert (first.latitude, first.longitude) == (40.730101, -74.003101)
    assert (first.on_street, first.activated_on) == ("Bahnhofstraße", date(2019, 3, 31))


def test_both_coordinates_in_one_cell_and_dates_with_a_time(profile_of):
    path = DRILL / "lakeside-points.csv"
    edits = [
        ('"issued_date" = "extra"', '"issued_date" = "reserved_on"'),
        ("[constants]", '[date_formats]\nreserved_on = "YYYY-MM-DDThh:mm:ss.fff"\n[constants]'),
    ]
    profile = profile_of(path, "installations", *edits)
    assert loaded("installations", path, profile=profile) == (3, 0, 0)
    rows = Installation.objects.order_by("asset_id")
    assert [*rows.values_list("latitude", "longitude", "reserved_on")] == [
        (40.7401, -74.0041, date(2019, 3, 31)),
        (40.7402, -74.0042, date(2019, 4, 15)),
        (None, None, None),
    ]
    assert rows[0].extra == {"note_text": 'say "when"'}


def test_capitals_null_and_times_with_am(profile_of):
    path = DRILL / "bayou-null-and-na.csv"
    assert loaded("installations", path, profile=profile_of(path)) == (3, 0, 0)
    assert installed() == [
        ("1", "kiosk", "installed", date(2019, 3, 14)),
        ("2", "kiosk", "installed", date(2019, 11, 2)),
        ("3", "kiosk", "suspended", None),
    ]
    second = Installation.objects.get(asset_id="2")
    assert (second.address, second.host_structure) == ("", "")


def test_a_comma_without_quotes_is_refused_with_its_line(profile_of):
    path = DRILL / "granite-unquoted-commas.csv"
    profile = profile_of(path)
    assert "1 row with more or fewer cells than the header, such as line 3" in told_in(profile)
    ended = ran("installations", path, profile=profile)
    assert ended.status == 2
    assert ended.lines[0].startswith("granite-unquoted-commas.csv:3: has 8 cells where the header")


def test_a_ledger_as_accountants_write_it(profile_of):
    path = DRILL / "summit-ledger.csv"
    profile = profile_of(path, "fee_collections", ('"Late Fee" = "penalty"', '"Late Fee" = "fee"'))
    assert loaded("fee_collections", path, profile=profile) == (4, 0, 0)
    rows = FeeCollection.objects.order_by("reference")
    assert [*rows.values_list("period", "kind", "amount", "received_on")] == [
        ("Q1", "fee", Decimal("12345.60"), date(2018, 11, 14)),
        ("Q2", "fee", Decimal("1000.00"), date(2019, 2, 13)),
        ("Q3", "fee", Decimal("0.00"), date(2019, 5, 20)),
        ("Q4", "refund", Decimal("-345.60"), date(2019, 8, 15)),
    ]


def test_a_register_with_perpetual_agreements(profile_of):
    path = DRILL / "old-town-register.csv"
    profile = profile_of(path, "franchises")
    assert loaded("franchises", path, profile=profile) == (3, 0, 0)
    rows = Franchise.objects.filter(number__startswith="OT").order_by("number")
    assert [*rows.values_list("effective_on", "expires_on", "award_method")] == [
        (date(2011, 7, 1), date(2041, 6, 30), "RFP"),
        (date(1905, 5, 16), None, "Board of Estimate"),
        (date(1994, 12, 28), date(2019, 12, 27), ""),
    ]


def test_another_encoding_is_named_and_then_read(profile_of):
    path = DRILL / "riviere-cp1252.csv"
    with pytest.raises(CommandError, match=r"is not utf-8 text at byte 93.*cp1252") as refusal:
        call_command("guess_profile", path, dataset="installations")
    assert refusal.value.returncode == 2
    profile = profile_of(path, encoding="cp1252")
    assert loaded("installations", path, profile=profile, encoding="cp1252") == (2, 0, 0)
    assert Installation.objects.filter(on_street="Rue de l\u2019Église").exists()


def test_dates_that_can_be_read_two_ways_are_for_a_person_to_decide(profile_of):
    path = DRILL / "either-way.csv"
    told = told_in(profile_of(path))
    assert "the dates of Installation Date can be MM/DD/YYYY or DD/MM/YYYY" in told
    edit = ('"installed_on" = "MM/DD/YYYY"', '"installed_on" = "DD/MM/YYYY"')
    profile = profile_of(path, "installations", edit)
    assert loaded("installations", path, profile=profile) == (2, 0, 0)
    assert installed()[0] == ("E1", "pole_top", "installed", date(2019, 4, 3))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("tundra-pointer", "is a Git LFS pointer, not the file itself: use git lfs pull"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(name, told):
    with pytest.raises(CommandError, match=told):
        call_command("guess_profile", DRILL / f"{name}.csv", dataset="installations")
    assert told in ran("installations", DRILL / f"{name}.csv").err


def test_two_columns_of_one_heading_are_told_before_the_import_is(profile_of):
    path = DRILL / "twin-headings.csv"
    assert "type is a heading twice" in told_in(profile_of(path))
    assert "Type: is in the header twice" in ran("installations", path).err


@pytest.mark.skipif(not SHARED.exists(), reason="the real files are not here")
def test_the_permits_of_san_francisco(profile_of, settings, beacon):
    settings.CITY_BOX = (37.70, -122.53, 37.84, -122.35)
    for name in (
        "ExteNet Systems, Inc.",
        "Omnipoint Communications, Inc. (T-Mobile)",
        "NextG Network, Inc",
        "NextG Networks of California, Inc",
        "Newpath Networks, LLC.",
        "Verizon Wireless",
    ):
        FranchiseeAliasFactory(franchisee=beacon.franchisee, name=name)
    path = SHARED / "sf-wireless-permits-sample.csv"
    profile = profile_of(path)
    # Permits of 2009 are older than the franchise that stands in for theirs.
    Franchise.objects.update(effective_on=date(2000, 1, 1))
    assert loaded("installations", path, profile=profile) == (10, 0, 0)
    first = Installation.objects.get(asset_id="15WR-0140")
    assert (first.kind, first.status, first.reserved_on) == (
        "antenna",
        "approved",
        date(2015, 12, 24),
    )
    assert (first.latitude, first.extra["x"]) == (37.7953384954351, "6006565.068")
    assert Installation.objects.get(asset_id="09WR-0044").status == "installed"


@pytest.mark.skipif(not SHARED.exists(), reason="the real files are not here")
def test_the_franchises_of_the_fcrc_that_have_a_number(profile_of, tmp_path):
    for name in (
        "PRIVATE TRANSPORTATION CORP.",
        "VEOLIA TRANSPORTATION SERVICES, INC.",
        "LIBERTY LINES TRANSIT",
        "PSE&G for LIPA",
        "CONSOLIDATED EDISON CO., INC.",
        "CEMUSA",
        "NATIONAL RAILROAD PASSENGER CORP (Amtrak)",
        "PORT AUTHORITY OF NY & NJ",
        "ROOSEVELT ISLAND OPERATING CORP.",
    ):
        FranchiseeFactory(name=name)
    for code, name in (
        ("transportation", "Transportation"),
        ("miscellaneous", "Miscellaneous Utilities"),
        ("street-furniture", "Street Furniture"),
    ):
        FranchiseType.objects.create(code=code, name=name)
    path = SHARED / "nyc-fcrc-franchises-fy2015-sample.csv"
    edits = [
        ('"franchise_type_specific_category" = "franchise_type"', '"specific" = "ignore"'),
        (
            '"franchise_type_general_category" = "ignore"',
            '"franchise_type_general_category" = "franchise_type"\n'
            '"franchise_type_specific_category" = "ignore"',
        ),
    ]
    profile = profile_of(path, "franchises", *edits)
    assert "is empty in 7 rows, and every row needs number" in told_in(profile)
    bad = tmp_path / "bad.csv"
    options = {"profile": profile, "on_error": "skip", "errors": bad}
    assert loaded("franchises", path, **options) == (3, 0, 0)
    assert bad.read_text().count("is empty, and every row needs it") == 7
    shelters = Franchise.objects.get(number="20060041570")
    assert (shelters.franchisee.name, shelters.expires_on) == ("CEMUSA", date(2026, 5, 18))


def told_in(profile):
    """The comments of a guessed profile, on one line."""
    lines = Path(profile).read_text().splitlines()
    return " ".join(line.strip("# ") for line in lines if line.startswith("#"))
