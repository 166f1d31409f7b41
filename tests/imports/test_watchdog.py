"""What is allowed in a file and seldom meant stops the load until a person accepts it by name."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.models import Franchise, ImportRun, Installation
from tests.factories import (
    FeeCollectionFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)
from tests.imports.running import loaded, ran, refused, table

pytestmark = pytest.mark.django_db

POLE = "source,asset_id,franchise,kind,status,latitude,longitude"


@pytest.fixture
def pole():
    """One pole at a corner of Manhattan, under franchise F-1."""
    return InstallationFactory(
        source="poles",
        asset_id="7",
        franchise=FranchiseFactory(number="F-1"),
        latitude=40.7738,
        longitude=-73.9779,
    )


def flagged(dataset, path, name, **options):
    """Hold that a file is refused for one flag, told in one line, and return that line."""
    ended = refused(dataset, path, **options)
    assert ended.lines[-1].endswith(f"import it again with --accept {name}; nothing was loaded."), (
        ended.err
    )
    (line,) = [line for line in ended.lines if line.startswith("flag ")]
    assert loaded(dataset, path, accept=name, **options) is not None
    return line


def test_a_pole_that_moves_more_than_25_metres_is_flagged(pole, tmp_path):
    path = table(tmp_path, POLE, "poles,7,F-1,pole_top,installed,40.7741,-73.9779")
    assert flagged("installations", path, "moved") == (
        "flag moved: 1 installation: moved more than 25 m (poles 7)"
    )


def test_a_pole_that_moves_less_than_25_metres_is_not(pole, tmp_path):
    path = table(tmp_path, POLE, "poles,7,F-1,pole_top,installed,40.77401,-73.9779")
    assert loaded("installations", path) == (0, 1, 0)


def test_a_pole_that_loses_its_coordinates_is_flagged(pole, tmp_path):
    path = table(tmp_path, POLE, "poles,7,F-1,pole_top,installed,,")
    assert flagged("installations", path, "lost-coordinates") == (
        "flag lost-coordinates: 1 installation: no coordinates any more (poles 7)"
    )


def test_a_pole_that_goes_to_another_franchisee_is_flagged(pole, tmp_path):
    FranchiseFactory(number="F-2")
    path = table(tmp_path, POLE, "poles,7,F-2,pole_top,installed,40.7738,-73.9779")
    assert flagged("installations", path, "reassigned") == (
        "flag reassigned: 1 installation: another franchisee than before (poles 7)"
    )


def test_a_pole_that_goes_to_another_franchise_of_its_franchisee_is_not(pole, tmp_path):
    FranchiseFactory(number="F-2", franchisee=pole.franchise.franchisee)
    path = table(tmp_path, POLE, "poles,7,F-2,pole_top,installed,40.7738,-73.9779")
    assert loaded("installations", path) == (0, 1, 0)


def test_a_removed_pole_that_stands_again_is_flagged_and_loses_its_removal_date(pole, tmp_path):
    Installation.objects.update(status="removed", removed_on=date(2020, 1, 1))
    path = table(tmp_path, POLE, "poles,7,F-1,pole_top,installed,40.7738,-73.9779")
    assert flagged("installations", path, "reinstalled") == (
        "flag reinstalled: 1 installation: from removed back to installed (poles 7)"
    )
    assert Installation.objects.values_list("status", "removed_on").get() == ("installed", None)


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [
        ("34.05", "-118.24", "outside"),
        ("-73.9779", "40.7738", "swapped"),
    ],
)
def test_a_new_pole_that_is_not_in_the_city_is_flagged(latitude, longitude, name, tmp_path):
    FranchiseFactory(number="F-1")
    path = table(tmp_path, POLE, f"poles,8,F-1,pole_top,installed,{latitude},{longitude}")
    assert flagged("installations", path, name).startswith(f"flag {name}: 1 installation: ")


def test_a_pole_known_to_lie_outside_is_not_flagged_again(pole, tmp_path):
    Installation.objects.update(latitude=34.05, longitude=-118.24)
    path = table(tmp_path, POLE, "poles,7,F-1,pole_top,installed,34.05,-118.24")
    assert loaded("installations", path) == (0, 0, 1)


@pytest.mark.parametrize(("known", "is_flagged"), [(10, False), (9, True)])
def test_more_than_a_tenth_missing_from_the_file_is_flagged(known, is_flagged, tmp_path):
    franchise = FranchiseFactory(number="F-1")
    for number in range(known):
        InstallationFactory(source="poles", asset_id=str(number), franchise=franchise)
    rows = [f"poles,{number},F-1,pole_top,installed" for number in range(1, known)]
    path = table(tmp_path, "source,asset_id,franchise,kind,status", *rows)
    if is_flagged:
        assert flagged("installations", path, "missing") == (
            "flag missing: 1 installation: on record and not in the file, more than a tenth of"
            " all (poles 0)"
        )
    else:
        assert loaded("installations", path) == (0, 0, 9)


def test_a_file_of_mended_rows_is_not_taken_for_the_whole_list(tmp_path):
    franchise = FranchiseFactory(number="F-1")
    for number in range(5):
        InstallationFactory(source="poles", asset_id=str(number), franchise=franchise)
    path = table(
        tmp_path,
        "source,asset_id,franchise,kind,status,import_line,import_problem",
        "poles,9,F-1,pole_top,installed,10,status: is empty",
    )
    assert loaded("installations", path) == (1, 0, 0)


def test_a_term_that_shrinks_is_flagged_and_one_that_grows_is_not(tmp_path):
    holder = FranchiseeFactory(name="Altice USA")
    FranchiseFactory(number="F-1", franchisee=holder)
    heading = "number,franchisee,franchise_type,effective_on,expires_on,published"
    row = "F-1,Altice USA,cable-television,2010-07-01,{},yes"
    longer = table(tmp_path, heading, row.format("2031-06-30"))
    assert loaded("franchises", longer) == (0, 1, 0)
    shorter = table(tmp_path, heading, row.format("2031-06-29"))
    assert flagged("franchises", shorter, "shortened") == (
        "flag shortened: 1 franchise: a shorter term than before (F-1)"
    )
    assert Franchise.objects.get().expires_on == date(2031, 6, 29)


def test_a_collection_whose_amount_changes_is_flagged(tmp_path):
    FeeCollectionFactory(
        franchise=FranchiseFactory(number="F-1"), reference="W-1", amount=Decimal("100.00")
    )
    path = table(tmp_path, "franchise,fiscal_year,amount,reference", "F-1,2013,100.01,W-1")
    assert flagged("fee_collections", path, "amount-changed") == (
        "flag amount-changed: 1 fee collection: another amount than before (W-1)"
    )


def test_accepting_one_flag_does_not_accept_another(pole, tmp_path):
    FranchiseFactory(number="F-2")
    path = table(tmp_path, POLE, "poles,7,F-2,pole_top,installed,40.7841,-73.9779")
    ended = refused("installations", path, accept="moved")
    assert "--accept moved,reassigned;" in ended.lines[-1]
    assert loaded("installations", path, accept="moved,reassigned") == (0, 1, 0)
    assert ImportRun.objects.first().options["accept"] == ["moved", "reassigned"]


def test_an_unknown_flag_is_refused(tmp_path):
    ended = ran("installations", tmp_path / "none.csv", accept="moved,everything")
    assert (ended.status, ended.lines[-1].split(":")[0]) == (2, "--accept everything")


def test_a_dry_run_raises_the_same_flags_and_still_says_what_would_happen(pole, tmp_path):
    path = table(tmp_path, POLE, "poles,7,F-1,pole_top,installed,40.7841,-73.9779")
    ended = ran("installations", path, dry_run=True)
    assert ended.status == 2
    assert "1 would be updated" in ended.out
    assert ended.lines[0] == "flag moved: 1 installation: moved more than 25 m (poles 7)"
    assert ran("installations", path, dry_run=True, accept="moved").status == 0


def test_a_file_that_changes_nothing_costs_no_more_queries_for_more_rows(
    tmp_path, django_assert_max_num_queries
):
    franchise = FranchiseFactory(number="F-1")
    for number in range(100):
        InstallationFactory(source="poles", asset_id=str(number), franchise=franchise)
    rows = [f"poles,{number},F-1,pole_top,installed" for number in range(100)]
    path = table(tmp_path, "source,asset_id,franchise,kind,status", *rows)
    with django_assert_max_num_queries(60):
        assert loaded("installations", path) == (0, 0, 100)
