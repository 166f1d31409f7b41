"""The page of the data, and the catalogues: that they tell of all there is and of nothing else."""

import gzip
import json

import pytest

from franchises.public.open_data.catalogue import DATASETS
from tests.factories import FeeCollectionFactory, FranchiseFactory, InstallationFactory
from tests.public.markup import read

pytestmark = pytest.mark.django_db


def test_the_page_names_every_data_set_with_its_rows_and_columns(client, register):
    text = read(client.get("/data/")).text
    for dataset in DATASETS.values():
        assert str(dataset.title) in text
        for field in dataset.fields:
            assert str(field.description) in text
    assert "3 rows, each a franchise." in text
    assert "2 rows, each an installation." in text
    assert "4 rows, each a fiscal year, on one basis." in text
    assert "0 rows, each a publication" in text


def test_the_page_says_when_by_whom_and_under_which_licence(client, register, settings):
    page = read(client.get("/data/"))
    assert "https://creativecommons.org/publicdomain/zero/1.0/" in page.links
    assert not [link for link in page.links if link.startswith("mailto:")]
    settings.CONTACT_EMAIL = "data@city.example.gov"
    settings.DATA_LICENSE = "https://city.example.gov/terms"
    page = read(client.get("/data/"))
    assert {"mailto:data@city.example.gov", "https://city.example.gov/terms"} <= set(page.links)


def test_the_rows_are_counted_anew_after_the_very_next_write(client, register):
    assert "3 rows, each a franchise." in read(client.get("/data/")).text
    FranchiseFactory()
    assert "4 rows, each a franchise." in read(client.get("/data/")).text


def test_an_empty_register_says_so(client, db):
    assert "Nothing is recorded yet." in read(client.get("/data/")).text


def test_the_page_is_light(client, register):
    assert len(gzip.compress(client.get("/data/").content)) < 30_000


def test_the_page_costs_the_same_however_many_rows_and_little_the_second_time(
    client, register, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(66) as found:
            client.get("/data/")
        return len(found)

    few = queries()
    for number in range(50):
        franchise = FranchiseFactory(number=f"N-{number}")
        FeeCollectionFactory(franchise=franchise)
        InstallationFactory(franchise=franchise)
    assert queries() == few
    assert queries() == 3


@pytest.mark.parametrize("address", ["/data.json", "/datapackage.json", "/data/"])
def test_invented_figures_are_said_to_be(client, register, settings, address):
    assert b"figures are invented" not in client.get(address).content
    settings.SAMPLE_DATA = True
    assert b"figures are invented" in client.get(address).content


def test_the_catalogue_leads_to_nothing_that_is_not_there(client, register):
    catalogue = json.loads(client.get("/data.json").content)
    for dataset in catalogue["dataset"]:
        for file in dataset["distribution"]:
            address = file.get("downloadURL") or file["accessURL"]
            response = client.get(address.removeprefix("http://testserver"))
            assert response.status_code == 200
            assert response.getvalue()


def test_the_catalogue_has_a_contact_where_there_is_one(client, register, settings):
    def contact():
        return json.loads(client.get("/data.json").content)["dataset"][0]["contactPoint"]

    assert contact() == {"@type": "vcard:Contact", "fn": "Franchises of New York City"}
    settings.CONTACT_EMAIL = "data@city.example.gov"
    assert contact()["hasEmail"] == "mailto:data@city.example.gov"


def test_no_name_can_end_the_description_for_search_engines(client, register, settings):
    settings.CITY_NAME = "</script><script>alert(1)</script>"
    page = client.get("/data/").content.decode()
    assert "<script>" not in page
    assert page.count("</script>") == 1
