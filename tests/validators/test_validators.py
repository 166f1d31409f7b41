"""The open data by the judgement of others: each description by the validator of its own kind.

They are in the extra `validate`; what is not installed is skipped, with the word of how to get it.
"""

import importlib.metadata
import json
import re

import pytest

from franchises.public.open_data.catalogue import DATASETS
from tests.validators.installed import installed, not_installed

pytestmark = [
    pytest.mark.django_db,
    # What the validators warn of among themselves is not ours to mend.
    pytest.mark.filterwarnings("default"),
]
CSVS = [each for each in DATASETS.values() if each.has_csv]
SCHEMAS = "ckanext-datajson"


def dcat_us_schemas():
    """The published schemas, by name, from the package of data.gov that carries them."""
    try:
        files = importlib.metadata.files(SCHEMAS)
    except importlib.metadata.PackageNotFoundError:
        not_installed(SCHEMAS, f"pip install --no-deps {SCHEMAS}==0.1.29")
    return {
        path.name: json.loads(path.locate().read_text())
        for path in files
        if path.match("pod_schema/non-federal-v1.1/*.json")
    }


def dcat_us_validator():
    jsonschema = installed("jsonschema")
    referencing = installed("referencing")
    schemas = dcat_us_schemas()
    base = "https://project-open-data.cio.gov/v1.1/schema"
    registry = referencing.Registry().with_resources(
        (f"{base}/{name}", referencing.Resource.from_contents(schema))
        for name, schema in schemas.items()
    )
    return jsonschema.Draft4Validator(
        schemas["catalog.json"],
        registry=registry,
        format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER,
    )


def test_the_catalogue_is_dcat_us(document):
    catalogue = document("/data.json")
    faults = [
        f"{list(e.path)}: {e.message[:200]}" for e in dcat_us_validator().iter_errors(catalogue)
    ]
    assert faults == []
    assert len(catalogue["dataset"]) == 13


@pytest.mark.parametrize("missing", ["title", "publisher", "contactPoint", "accessLevel"])
def test_a_catalogue_without_what_it_needs_is_found_out(document, missing):
    catalogue = document("/data.json")
    del catalogue["dataset"][3][missing]
    assert not dcat_us_validator().is_valid(catalogue)


@pytest.mark.parametrize(
    ("key", "value"),
    [("modified", "yesterday"), ("keyword", []), ("license", 7), ("accessLevel", "open")],
)
def test_a_catalogue_that_says_nonsense_is_found_out(document, key, value):
    catalogue = document("/data.json")
    catalogue["dataset"][0][key] = value
    assert not dcat_us_validator().is_valid(catalogue)


def package_of(fetched):
    """The data package, with its files beside it."""
    path = fetched("/datapackage.json")
    for resource in json.loads(path.read_text())["resources"]:
        fetched(f"/{resource['path']}")
    return path


def test_the_data_package_and_every_file_in_it_are_frictionless(fetched):
    frictionless = installed("frictionless")
    path = package_of(fetched)
    report = frictionless.Package(str(path)).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    assert report.stats["tasks"] >= 9
    rows = {task.name: task.stats["rows"] for task in report.tasks}
    assert rows["franchises"] == 3
    assert rows["year_revisions"] == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"2010-07-01", b"01/07/2010"), (b"CT-01", b"MT-01"), (b"in_force", b"asleep")],
    ids=["a day", "a key twice", "a word"],
)
def test_a_file_that_is_not_what_the_package_says_is_found_out(fetched, old, new):
    frictionless = installed("frictionless")
    path = package_of(fetched)
    file = path.parent / "franchises.csv"
    assert old in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(old, new, 1))
    assert not frictionless.Package(str(path)).validate().valid


@pytest.mark.parametrize("dataset", CSVS, ids=lambda each: each.name)
def test_a_csv_is_what_its_metadata_beside_it_say(fetched, dataset):
    csvw = installed("csvw")
    fetched(dataset.csv)
    path = fetched(dataset.csvw)
    found = csvw.CSVW(str(path), validate=True)
    assert found.is_valid
    rows = found.to_json(minimal=True)
    assert rows, dataset.name
    assert set(rows[0]) <= {each.name for each in dataset.fields}


def test_csvw_reads_amounts_days_and_unknowns(fetched):
    csvw = installed("csvw")
    fetched("/data/fees_by_year.csv")
    found = csvw.CSVW(str(fetched("/data/fees_by_year.csv-metadata.json")), validate=True)
    rows = found.to_json(minimal=True)
    (cash,) = [row for row in rows if (row["basis"], row["fiscal_year"]) == ("cash", 2013)]
    assert "assessed" not in cash
    assert float(cash["collected"]) == 1999990.02


def test_a_csv_that_is_not_what_its_metadata_say_is_found_out(fetched):
    csvw = installed("csvw")
    file = fetched("/franchises.csv")
    path = fetched("/franchises.csv-metadata.json")
    file.write_text(file.read_text().replace("2010-07-01", "soon"))
    assert not csvw.CSVW(str(path), validate=True).is_valid


def test_the_openapi_document_is_valid(document):
    validator = installed("openapi_spec_validator")
    found = document("/api/openapi.json")
    assert found["openapi"] == "3.1.0"
    validator.validate(found)


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda each: each.name)
def test_what_an_endpoint_answers_is_what_openapi_says(document, dataset):
    jsonschema = installed("jsonschema")
    described = document("/api/openapi.json")
    responses = described["paths"][dataset.api]["get"]["responses"]
    schema = responses["200"]["content"]["application/json"]["schema"]
    validator = jsonschema.Draft202012Validator(
        {**schema, "components": described["components"]},
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    page = document(dataset.api)
    assert page["rows"], dataset.name
    validator.validate(page)
    page["rows"][0]["surprise"] = 1
    assert not validator.is_valid(page)


def test_the_feed_is_an_atom_feed(client, city):
    feedparser = installed("feedparser")
    feed = feedparser.parse(client.get("/changes.atom").content)
    assert feed.bozo is False
    assert feed.version == "atom10"
    titles = [entry.title for entry in feed.entries]
    assert "FY2012 is closed" in titles
    assert "FY2012 is restated" in titles
    assert len({entry.id for entry in feed.entries}) == len(titles) == 5
    assert "SECRET" not in str(feed)


def test_the_calendar_is_a_calendar(client, city):
    icalendar = installed("icalendar")
    calendar = icalendar.Calendar.from_ical(client.get("/expiries.ics").content)
    (event,) = calendar.walk("VEVENT")
    assert event.errors == []
    assert event.start.isoformat() == "2030-06-30"
    assert event.end.isoformat() == "2030-07-01"
    assert str(event["SUMMARY"]) == "Franchise CT-01 of Altice USA: last day"
    assert str(event["URL"]) == "http://testserver/franchises/CT-01/"


def test_json_ld_is_json_that_no_markup_can_leave(client, city):
    page = client.get("/data/").content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    found = json.loads(text)
    assert found["@type"] == "DataCatalog"
    assert all(50 <= len(each["description"]) <= 5000 for each in found["dataset"])
