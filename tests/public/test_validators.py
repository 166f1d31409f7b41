"""Pages of an unchanged version are answered from the reader's copy or from ours, and from neither
after the very next write, whichever door and process it came through."""

import re
import threading
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.db import connection, connections, transaction

from franchises.models import Franchise, FranchiseType
from franchises.public import validators
from franchises.public.versions import data_version, has_version
from tests.factories import FranchiseFactory
from tests.imports.running import loaded
from tests.public.open_data.test_answering import ADDRESSES
from tests.public.test_pages import FILES, PAGES
from tests.public.test_snapshot import database, run  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def an_hour_later(monkeypatch):
    """Every answer is given an hour after the last change."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(hours=1)

    monkeypatch.setattr(validators, "datetime", Clock)


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_a_copy_is_good_until_the_very_next_write(client, city, address, an_hour_later):
    first = client.get(address)
    etag, modified = first["ETag"], first["Last-Modified"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag)
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    # A proxy that compresses makes an ETag weak.
    assert client.get(address, headers={"if-none-match": f"W/{etag}"}).status_code == 304
    assert client.get(address, headers={"if-modified-since": modified}).status_code == 304
    FranchiseFactory(number="NEW-01")
    after = client.get(address, headers={"if-none-match": etag})
    assert after.status_code == 200
    assert after["ETag"] != etag


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_a_page_is_made_once_for_a_version_of_the_data(
    client, city, address, django_assert_num_queries
):
    first = client.get(address)
    with django_assert_num_queries(3):  # the version, in a transaction of its own
        second = client.get(address)
    assert second.content == first.content
    for name in ("ETag", "Content-Type", "Content-Length", "Content-Security-Policy"):
        assert second[name] == first[name]
    assert second.get("Content-Disposition") == first.get("Content-Disposition")


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_head_says_what_get_says_without_a_body(client, city, address):
    head, get = client.head(address), client.get(address)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length"):
        assert head[name] == get[name]


def test_two_addresses_and_two_hosts_have_each_a_page_of_their_own(client, city):
    asked = ["/franchises/", "/franchises/?status=expired", "/franchisees/"]
    assert len({client.get(address)["ETag"] for address in asked}) == 3
    elsewhere = client.get("/franchises/", headers={"host": "localhost"})
    assert elsewhere["ETag"] != client.get("/franchises/")["ETag"]
    assert b'href="http://localhost/' in elsewhere.content


@pytest.mark.parametrize("address", ["/franchises/NONE/", "/franchises/SECRET-01/", "/fees/1999/"])
@pytest.mark.parametrize(
    "headers",
    [{}, {"if-none-match": "*"}, {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}],
    ids=["plain", "any copy", "a late date"],
)
def test_what_is_not_there_is_not_found_whatever_copy_is_claimed(client, city, address, headers):
    for _ in range(2):
        response = client.get(address, headers=headers)
        assert response.status_code == 404
        assert "ETag" not in response


def test_a_refused_query_has_no_validators(client, city):
    response = client.get("/franchises/?status=gone")
    assert response.status_code == 400
    assert "ETag" not in response


def test_a_page_is_another_the_next_day(client, today, monkeypatch):
    FranchiseFactory(number="E-1", expires_on=today)
    before = client.get("/franchises/")
    assert b"In force" in before.content
    for module in ("franchises", "versions"):
        monkeypatch.setattr(
            f"franchises.public.{module}.localdate", lambda: today + timedelta(days=1)
        )
    after = client.get("/franchises/", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert b"Expired" in after.content


def test_staff_who_are_signed_in_get_what_everybody_gets_and_no_session_is_read(
    client, city, django_assert_num_queries
):
    everybody = client.get("/franchises/")
    client.force_login(User.objects.create_superuser("staff"))
    with django_assert_num_queries(3) as asked:
        theirs = client.get("/franchises/", headers={"if-none-match": "another"})
    assert not any("session" in each["sql"] for each in asked.captured_queries)
    assert theirs.content.count(b"<tr>") == everybody.content.count(b"<tr>") > 1
    assert "Vary" not in theirs


def test_an_import_is_seen_at_once(client, city, tmp_path):
    before = client.get("/franchises/")
    file = tmp_path / "franchises.csv"
    file.write_text(
        "number,franchisee,franchise_type,effective_on,expires_on,title\n"
        "CT-01,Altice USA,cable-television,2010-07-01,2030-06-30,Cable of the whole island\n"
    )
    assert loaded("franchises", file) == (0, 1, 0)
    page = client.get("/franchises/CT-01/").content.decode()
    assert "Cable of the whole island" in page
    after = client.get("/franchises/", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200


def test_what_staff_save_is_seen_at_once_and_dated(client, city, admin_client, monkeypatch):
    assert "Cable television" in client.get("/franchises/").content.decode()
    moment = data_version().changed_at
    kind = FranchiseType.objects.get(code="cable-television")
    saved = admin_client.post(
        f"/admin/franchises/franchisetype/{kind.pk}/change/",
        {"code": "cable-television", "name": "Television by cable", "description": ""},
    )
    assert saved.status_code == 302
    assert "Television by cable" in client.get("/franchises/").content.decode()
    # It has no history of its own, and Last-Modified knows of it all the same.
    assert data_version().changed_at > moment


def test_pages_may_be_kept_in_files_that_processes_share(client, city, settings, tmp_path):
    settings.CACHES = settings.CACHES | {
        "pages": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path,
            "OPTIONS": {"MAX_ENTRIES": 4},
        }
    }
    for address in PAGES:
        assert client.get(address).content == client.get(address).content
    assert 0 < len(list(tmp_path.glob("*.djcache"))) <= 4


def test_a_very_long_page_is_not_kept(client, city, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(validators, "LONGEST_KEPT", 1_000)
    etag = client.get("/franchises/")["ETag"]
    assert caches["pages"].get(etag) is None
    assert client.get("/franchises/")["ETag"] == etag


def test_every_table_that_public_pages_read_is_in_the_version(
    client, city, django_assert_max_num_queries
):
    with django_assert_max_num_queries(2_000) as asked:
        for address in [*PAGES, *FILES, *ADDRESSES]:
            assert client.get(address).status_code == 200, address
    read = {
        table
        for each in asked.captured_queries
        for table in re.findall(r'(?:FROM|JOIN) "(franchises_\w+)"', each["sql"])
    }
    assert {"franchises_franchise", "franchises_franchise_boroughs"} <= read
    assert sorted(table for table in read if not has_version(table)) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has a test of its own")
@pytest.mark.django_db(transaction=True)
def test_a_page_is_of_what_is_committed_and_of_that_at_once(client, an_hour_later):
    FranchiseFactory(number="CT-01", title="Before")
    has_written, may_commit = threading.Event(), threading.Event()

    def write_and_wait():
        try:
            with transaction.atomic():
                franchise = Franchise.objects.get()
                franchise.title = "After"
                franchise.save()
                has_written.set()
                may_commit.wait(10)
        finally:
            connections.close_all()

    assert "Last-Modified" in client.get("/franchises/CT-01/")
    writer = threading.Thread(target=write_and_wait)
    writer.start()
    assert has_written.wait(10)
    under_way = client.get("/franchises/CT-01/")
    assert b"Before" in under_way.content
    # What is being written may be dated before what was seen last.
    assert "Last-Modified" not in under_way
    may_commit.set()
    writer.join()
    after = client.get("/franchises/CT-01/", headers={"if-none-match": under_way["ETag"]})
    assert after.status_code == 200
    assert b"After" in after.content


WRITE_WHILE_READ = """
import subprocess
import sys
import threading
from django.db import connections, transaction
from django.test import Client
from franchises.models import Franchise, FranchiseType, Franchisee

franchise = Franchise.objects.create(
    number="CT-01", title="Before", is_published=True, effective_on="2010-07-01",
    expires_on="2030-06-30", franchisee=Franchisee.objects.create(name="Altice"),
    franchise_type=FranchiseType.objects.first(),
)
has_written, may_commit = threading.Event(), threading.Event()

def write_and_wait():
    with transaction.atomic():
        franchise.title = "After"
        franchise.save()
        has_written.set()
        may_commit.wait(10)
    connections.close_all()

def read(etag=""):
    headers = {"host": "localhost", "if-none-match": etag}
    response = Client().get("/franchises/CT-01/", headers=headers)
    print(response.status_code, b"Before" in response.content, b"After" in response.content)
    return response["ETag"]

etag = read()
writer = threading.Thread(target=write_and_wait)
writer.start()
has_written.wait(10)
read(etag)
may_commit.set()
writer.join()
etag = read(etag)
read(etag)
save = (
    "from franchises.models import Franchise;"
    "franchise = Franchise.objects.get(); franchise.title = 'Before'; franchise.save()"
)
subprocess.run([sys.executable, "manage.py", "shell", "--no-imports", "-c", save], check=True)
read(etag)
"""


def test_a_page_on_sqlite_is_of_what_is_committed_and_of_that_at_once(database):  # noqa: F811
    printed = run(database, "shell", "--no-imports", "-c", WRITE_WHILE_READ)
    assert printed.splitlines() == [
        "200 True False",
        "304 False False",
        "200 False True",
        "304 False False",
        # Another process has written.
        "200 True False",
    ]
