"""The manners of the open data: any site may read them, and nobody reads the same bytes twice."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from franchises.public import validators
from franchises.public.open_data.catalogue import DATASETS
from tests.factories import FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/data.json",
    "/datapackage.json",
    "/changes.atom",
    "/expiries.ics",
    "/api/openapi.json",
    "/api/franchises?$limit=1",
    *(each.api for each in DATASETS.values()),
    *(each.csv for each in DATASETS.values() if each.name != "installations"),
    *(each.csvw for each in DATASETS.values()),
]


@pytest.fixture
def an_hour_later(monkeypatch):
    """Every answer is given an hour after the last change."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(hours=1)

    monkeypatch.setattr(validators, "datetime", Clock)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_may_be_read_by_any_site_and_is_for_everybody(client, register, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert "Vary" not in response
    assert "SECRET" not in response.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_copy_is_good_until_the_very_next_write(client, register, address, an_hour_later):
    first = client.get(address)
    etag, modified = first["ETag"], first["Last-Modified"]
    assert not etag.startswith("W/")
    again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, headers={"if-modified-since": modified}).status_code == 304
    FranchiseFactory(number="NEW-01")
    after = client.get(address, headers={"if-none-match": etag})
    assert after.status_code == 200
    assert after["ETag"] != etag


def test_a_copy_that_is_good_costs_no_row(client, register, django_assert_num_queries):
    etag = client.get("/api/fees_by_franchise")["ETag"]
    with django_assert_num_queries(3):  # the version, in a transaction of its own
        response = client.get("/api/fees_by_franchise", headers={"if-none-match": etag})
    assert response.status_code == 304


def test_the_very_next_read_has_what_was_written(client, register):
    address = "/api/fee_collections?kind=interest"
    first = client.get(address)
    assert json.loads(first.content)["rows"] == []
    FeeCollectionFactory(franchise=register, kind="interest", amount="0.05")
    after = client.get(address, headers={"if-none-match": first["ETag"]})
    assert [row["amount"] for row in json.loads(after.content)["rows"]] == ["0.05"]


def test_two_answers_have_two_etags_and_one_answer_has_one(client, register, settings):
    def etag(address, **extra):
        return client.get(address, **extra)["ETag"]

    assert etag("/api/franchises") == etag("/api/franchises")
    different = {
        etag("/api/franchises"),
        etag("/api/franchises?$limit=1"),
        etag("/api/franchisees"),
        etag("/api/franchises", headers={"host": "localhost"}),
    }
    assert len(different) == 4
    before = etag("/data.json")
    settings.CITY_NAME = "Grapevine"
    assert etag("/data.json") != before


def test_a_status_is_of_its_day_and_so_is_the_etag(client, register, monkeypatch):
    before = client.get("/api/franchises")["ETag"]
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    monkeypatch.setattr("franchises.public.versions.localdate", lambda: tomorrow)
    assert client.get("/api/franchises")["ETag"] != before


def test_just_after_a_change_there_is_no_last_modified(client, register):
    assert "Last-Modified" not in client.get("/api/franchises")


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_says_what_get_says_without_a_body(client, register, address):
    get, head = client.get(address), client.head(address)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("ETag", "Content-Type", "Content-Length"):
        assert head[name] == get[name]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_browser_is_told_what_another_site_may_do(client, db, address):
    response = client.options(address)
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_nothing_is_written(db, address, method):
    from django.test import Client

    response = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("address", [each for each in ADDRESSES if "api/f" not in each])
def test_an_address_refuses_what_it_cannot_be_asked(client, db, address):
    response = client.get(f"{address}{'&' if '?' in address else '?'}surprise=1")
    assert response.status_code == 400
    assert json.loads(response.content)["errors"][0]["parameter"] == "surprise"
    assert "ETag" not in response
