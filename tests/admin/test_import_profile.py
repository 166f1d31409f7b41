"""Staff make profiles in the admin, imports find them, and a mistake is named by its line."""

import pytest

from franchises.imports.profiles import Profile, load_profile
from franchises.models import ImportProfile

pytestmark = pytest.mark.django_db

LIST = "/admin/franchises/importprofile/"
GOOD = {
    "name": "city-poles",
    "dataset": "installations",
    "description": "Poles of a city",
    "has_heading_row": "on",
    "separated_by": "commas",
    "headings": "Pole No. = asset_id\n\na=b = extra\r\nWhere = point\nNotes=ignore",
    "constants": "source: city-poles\nkind: pole_top\nhost_structure: a: b",
    "date_formats": "installed_on: MM/DD/YYYY",
    "values": "status: Live = installed\nstatus: In use = installed",
    "blanks": "installed_on: 09/09/9999\ninstalled_on: 01/01/1900\nbin: 0",
}


def posted(client, address=f"{LIST}add/", **changed):
    return client.post(address, GOOD | changed)


def errors_of(client, **changed):
    response = posted(client, **changed)
    assert response.status_code == 200
    assert not ImportProfile.objects.exists()
    form = response.context["adminform"].form
    return [f"{name}: {text}" for name, each in form.errors.items() for text in each]


def test_a_profile_that_staff_save_is_found_by_the_import(admin_client):
    assert posted(admin_client).status_code == 302
    assert load_profile("city-poles") == Profile(
        name="city-poles",
        dataset="installations",
        description="Poles of a city",
        headings={"Pole No.": "asset_id", "a=b": "extra", "Where": "point", "Notes": "ignore"},
        constants={"source": "city-poles", "kind": "pole_top", "host_structure": "a: b"},
        date_formats={"installed_on": "MM/DD/YYYY"},
        values={"status": {"Live": "installed", "In use": "installed"}},
        blanks={"installed_on": ["09/09/9999", "01/01/1900"], "bin": ["0"]},
    )


def test_the_form_shows_what_was_saved_line_by_line_in_order_of_the_alphabet(admin_client):
    posted(admin_client)
    saved = ImportProfile.objects.get()
    page = admin_client.get(f"{LIST}{saved.pk}/change/")
    form = page.context["adminform"].form
    assert form["headings"].value() == (
        "a=b = extra\nNotes = ignore\nPole No. = asset_id\nWhere = point"
    )
    assert form["values"].value() == "status: In use = installed\nstatus: Live = installed"
    assert form["blanks"].value().splitlines()[0] == "bin: 0"
    assert "installed_on: 01/01/1900\ninstalled_on: 09/09/9999" in page.text
    again = {name: form[name].value() for name in form.fields}
    again = {name: value for name, value in again.items() if value is not False}
    before = load_profile("city-poles")
    before.blanks["installed_on"].sort()
    assert posted(admin_client, f"{LIST}{saved.pk}/change/", **again).status_code == 302
    assert load_profile("city-poles") == before


def test_a_saved_profile_goes_before_the_one_that_comes_with_the_product(admin_client):
    assert load_profile("linknyc").constants["kind"] == "kiosk"
    posted(admin_client, name="linknyc")
    assert load_profile("linknyc").constants["kind"] == "pole_top"


@pytest.mark.parametrize(
    ("part", "lines", "told"),
    [
        (
            "headings",
            "Id = asset_id\nPole",
            "Line 2: “Pole” is not written Their heading = our_column.",
        ),
        ("headings", "Id = asset_id\nId = bin", "Line 2: Id is on line 1 already."),
        ("headings", "\nId = asset", "Line 2: asset is no column of installations: source, "),
        ("headings", "= asset_id", "Line 1: names no heading that is asset_id."),
        ("constants", "kind pole_top", "Line 1: “kind pole_top” is not written our_column: value."),
        ("constants", "kind: mast", "Line 1: kind: mast in every row is not one of pole_top, "),
        ("constants", "latitude: 95", "Line 1: latitude: 95 in every row is not in degrees from"),
        ("constants", "colour: red", "Line 1: colour is no column of installations: source, "),
        ("constants", "source:", "Line 1: source is nothing in every row: leave it away."),
        ("date_formats", "status: MM/DD/YYYY", "Line 1: status is no date."),
        (
            "date_formats",
            "installed_on: MM/DD/YY",
            "Line 1: installed_on: MM/DD/YY is no format of a date, such as MM/DD/YYYY: it needs"
            " one YYYY.",
        ),
        ("values", "status: Live = alive", "Line 1: status: alive for Live is not one of "),
        ("values", "status: = removed", "Line 1: status: names no word of theirs for removed."),
        ("values", "status = removed", "Line 1: “status = removed” is not written our_column: "),
        ("blanks", "removed: 0", "Line 1: removed is no column of installations: source, "),
        ("blanks", "bin:", "Line 1: bin: an empty cell means nothing already."),
    ],
)
def test_a_mistake_is_named_by_its_line(admin_client, part, lines, told):
    errors = errors_of(admin_client, **{part: lines})
    assert len(errors) == 1
    assert errors[0].startswith(f"{part}: {told}"), errors[0]


def test_every_line_that_is_wrong_is_named_at_once(admin_client):
    errors = errors_of(admin_client, headings="a = b\nc = d\ne = asset_id\nf = g")
    assert [error.split(":")[1] for error in errors] == [" Line 1", " Line 2", " Line 4"]


def test_what_is_the_same_in_every_row_is_no_heading_as_well(admin_client):
    errors = errors_of(admin_client, constants="source: a\nasset_id: 7")
    assert errors == [
        "__all__: asset_id is a heading of the file and the same in every row: only one is right."
    ]


def test_the_columns_are_those_of_the_data_set(admin_client):
    errors = errors_of(admin_client, dataset="fee_collections")
    assert "headings: Line 1: asset_id is no column of fee_collections: franchise, " in errors[0]


def test_a_name_is_one_word_and_taken_once(admin_client):
    assert errors_of(admin_client, name="two words")[0].startswith("name: Enter a valid “slug”")
    posted(admin_client)
    form = posted(admin_client).context["adminform"].form
    assert form.errors["name"] == ["Import profile with this Name already exists."]


def test_the_list_shows_what_each_is_for(admin_client, django_assert_max_num_queries):
    posted(admin_client)
    with django_assert_max_num_queries(12):
        text = admin_client.get(LIST).text
    assert "city-poles" in text
    assert "Installations" in text
    assert '<td class="field-headings_known">4</td>' in text


def test_only_those_who_may_make_profiles_make_one(staff_client):
    viewer = staff_client("view_importprofile")
    assert posted(viewer).status_code == 403
    maker = staff_client("view_importprofile", "add_importprofile", username="maker")
    assert posted(maker).status_code == 302
    saved = ImportProfile.objects.get()
    assert viewer.get(f"{LIST}{saved.pk}/change/").status_code == 200
    assert posted(maker, f"{LIST}{saved.pk}/change/").status_code == 403
    assert staff_client(username="other").get(LIST).status_code == 403
