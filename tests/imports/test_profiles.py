"""Profiles in files and saved: which is found, what is wrong with one, what its parts do."""

import pytest

from franchises.imports.profiles import (
    Profile,
    ProfileError,
    load_profile,
    profile_names,
    read_profile,
    shipped_profile_names,
)
from franchises.imports.profiles.written import FORMS, as_data, as_lines, as_toml, read_lines
from franchises.models import ImportProfile, Installation
from tests.factories import FranchiseFactory
from tests.imports.running import csv_of, loaded, ran, refused

pytestmark = pytest.mark.django_db

PROFILE = Profile(
    name="poles",
    dataset="installations",
    description='Poles, "as they are"',
    headings={"Pole\nNo.": "asset_id", "Größe = ?": "extra", "Back\\slash": "ignore"},
    constants={"source": "poles", "kind": "pole_top", "status": "installed", "franchise": "F-1"},
    date_formats={"installed_on": "MM/DD/YYYY"},
    values={"status": {"In use": "installed"}},
    blanks={"installed_on": ["09/09/9999", "0"]},
    decimal_comma=True,
    has_heading_row=False,
)


@pytest.fixture
def saved():
    parts = {part: getattr(PROFILE, part) for part in Profile.__dataclass_fields__}
    return ImportProfile.objects.create(**parts)


@pytest.fixture
def path(tmp_path):
    FranchiseFactory(number="F-1")
    return tmp_path / "poles.csv"


def toml_of(folder, text):
    file = folder / "mine.toml"
    file.write_text(text)
    return file


@pytest.mark.parametrize("name", shipped_profile_names())
def test_every_profile_that_comes_with_the_product_can_be_used(name):
    profile = load_profile(name)
    datasets = {"nyc-311": "complaints"}
    assert (profile.name, profile.dataset) == (name, datasets.get(name, "installations"))


def test_a_saved_profile_and_a_file_of_the_same_are_the_same(saved, tmp_path):
    file = tmp_path / "poles.toml"
    file.write_text(as_toml(PROFILE))
    assert load_profile("poles") == PROFILE == read_profile(file)


def test_profiles_are_listed_by_data_set(saved):
    assert profile_names() == ["linknyc", "nyc-311", "nyc-poletops", "poles"]
    assert profile_names("installations") == ["linknyc", "nyc-poletops", "poles"]
    assert profile_names("franchises") == []
    ImportProfile.objects.update(name="linknyc", dataset="franchises")
    assert profile_names("installations") == ["nyc-poletops"]


def test_a_profile_costs_one_query(saved, django_assert_num_queries):
    with django_assert_num_queries(1):
        load_profile("poles")
    with django_assert_num_queries(1):
        profile_names()


def test_an_unknown_profile_is_refused_with_those_there_are(saved, path):
    ended = ran("installations", csv_of(path, ["a"]), profile="pole")
    assert ended.status == 2
    assert "there is no profile 'pole': linknyc, nyc-311, nyc-poletops, poles\n" in ended.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "mine: names no data set"),
        ('dataset = "poles"', "mine: poles is not a data set: franchisees, franchises, "),
        ('dataset = "installations"\ncolour = "red"', "mine: has a part 'colour', and there are "),
        ('dataset = "installations"\nheadings = "Id"', "mine: headings maps headings to columns"),
        ('dataset = "installations"\n[values]\nstatus = "Live"', "mine: values maps columns to "),
        ('dataset = "installations"\n[blanks]\nbin = "0"', "mine: blanks maps columns to lists"),
        ('dataset = "installations"\nhas_heading_row = 0', "mine: has_heading_row is true or"),
        ('dataset = "installations"\n[headings]\n"Id" = 7', "mine: headings maps headings to "),
        ('dataset = "installations"\n[headings]\nId = "asset"', "mine: asset is no column of "),
        ('dataset = "installations"\n[constants]\nkind = "mast"', "mine: kind: mast in every row"),
        ('dataset = "installations', "mine.toml is not a TOML file: "),
    ],
)
def test_a_file_that_is_no_profile_is_refused_in_a_sentence(tmp_path, text, told):
    file = toml_of(tmp_path, text)
    with pytest.raises(ProfileError) as refusal:
        read_profile(file)
    assert told in str(refusal.value)
    ended = ran("installations", csv_of(tmp_path / "a.csv", ["a"]), profile=str(file))
    assert (ended.status, told in ended.err) == (2, True)


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(ProfileError, match=r"nowhere.toml cannot be read: no such file"):
        read_profile(tmp_path / "nowhere.toml")


def test_all_mistakes_are_told_at_once(tmp_path):
    file = toml_of(
        tmp_path,
        'dataset = "installations"\n[headings]\na = "b"\nc = "asset_id"\n'
        '[constants]\nasset_id = "7"\n[date_formats]\nstatus = "MM/DD/YYYY"',
    )
    with pytest.raises(ProfileError) as refusal:
        read_profile(file)
    assert str(refusal.value).count(";") == 2


def test_lines_and_data_say_the_same():
    for part in FORMS:
        data = getattr(PROFILE, part)
        entries, mistakes = read_lines(part, as_lines(part, data))
        assert mistakes == []
        assert as_data(part, entries) == {" ".join(key.split()): each for key, each in data.items()}


def test_blanks_constants_and_formats_do_what_they_say(path, tmp_path):
    file = toml_of(
        tmp_path,
        """
        dataset = "installations"
        [headings]
        "Pole No." = "asset_id"
        "Since" = "installed_on"
        "Where" = "point"
        "Building" = "bin"
        [constants]
        source = "poles"
        kind = "pole_top"
        status = "installed"
        franchise = "F-1"
        [date_formats]
        installed_on = "MM/DD/YYYY"
        [blanks]
        installed_on = ["09/09/9999"]
        bin = ["0"]
        latitude = ["POINT EMPTY"]
        longitude = ["POINT EMPTY"]
        """,
    )
    header = ["Pole No.", "Since", "Where", "Building"]
    rows = [
        ["1", "03/31/2019", "POINT (-74.01 40.71)", "1026054"],
        ["2", "09/09/9999", "POINT EMPTY", "0"],
    ]
    assert loaded("installations", csv_of(path, header, *rows), profile=str(file)) == (2, 0, 0)
    stored = Installation.objects.order_by("asset_id")
    assert [*stored.values_list("latitude", "longitude", "bin")] == [
        (40.71, -74.01, "1026054"),
        (None, None, ""),
    ]
    assert stored[1].installed_on is None
    bad = csv_of(path, header, ["3", "9/9/9999", "POINT (-74.01)", "00"])
    ended = refused("installations", bad, profile=str(file))
    assert [line.partition(": ")[0] for line in ended.lines[:2]] == [
        "poles.csv:2:Where",
        "poles.csv:2:Since",
    ]
    assert "poles.csv:2:Since: 9/9/9999: is not a date written MM/DD/YYYY" in ended.err


def test_a_column_without_a_heading_is_known_by_its_place(path):
    FranchiseFactory(number="F-2")
    header = ["source", "asset_id", "franchise", "kind", "status", ""]
    file = csv_of(path, header, ["poles", "7", "F-2", "cabinet", "installed", "x"])
    assert "poles.csv:1:column 6: has no heading" in refused("installations", file).err
    assert loaded("installations", file, map=["column 6=ignore"]) == (1, 0, 0)


def test_a_point_takes_the_place_of_both_coordinates(path):
    header = ["source", "asset_id", "franchise", "kind", "status", "latitude", "where"]
    row = ["poles", "7", "F-1", "cabinet", "installed", "40.7", "(40.7, -74.0)"]
    ended = refused("installations", csv_of(path, header, row), map=["where=point"])
    assert "poles.csv:1:where: means latitude, as the heading latitude does" in ended.err


def test_a_heading_extra_is_the_column_of_an_export_unless_it_is_mapped(path):
    header = ["source", "asset_id", "franchise", "kind", "status", "Extra"]
    row = ["poles", "7", "F-1", "cabinet", "installed", "Clinton"]
    file = csv_of(path, header, row)
    told = "poles.csv:2:Extra: Clinton: is not a JSON object of texts"
    assert told in refused("installations", file).err
    assert loaded("installations", file, map=["Extra=extra"]) == (1, 0, 0)
    assert Installation.objects.get().extra == {"Extra": "Clinton"}
    both = csv_of(path, [*header, "NTA"], [*row[:-1], "{}", "x"])
    ended = refused("installations", both, map=["NTA=extra"])
    assert "NTA: cannot be kept beside a column extra" in ended.err
