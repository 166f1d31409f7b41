"""My day in the sample city, and in one a hundred times as large."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.management.sample_books import make_sample_books
from franchises.management.sample_duties import make_sample_duties
from franchises.management.sample_events import make_sample_events
from franchises.models import Franchise, Obligation
from franchises.workbench.day import my_day
from franchises.workbench.item import Bucket
from tests.multiplying import multiply_city
from tests.test_sample_city import ROWS, SAMPLE

TODAY = date(2026, 11, 28)
TIMES = 100
# What the page asks the database: who it is for, the sources of my day, the year's money, the rest.
QUERIES = 34


@pytest.fixture
def city(db):
    for dataset in ROWS:
        call_command(f"import_{dataset}", str(SAMPLE / f"{dataset}.csv"), stdout=StringIO())
    make_sample_books(SAMPLE / "books.toml", 7)
    make_sample_duties(SAMPLE / "duties.toml", 7)
    make_sample_events(SAMPLE / "events.toml")


def queries_of(client):
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/admin/").status_code == 200
    return len(queries)


def test_my_day_takes_the_same_queries_in_a_city_a_hundred_times_as_large(
    city, admin_client, monkeypatch
):
    monkeypatch.setattr("franchises.admin.my_day.localdate", lambda: TODAY)
    queries_of(admin_client)
    small = my_day(TODAY, 7, lambda model: True)
    franchises, obligations = Franchise.objects.count(), Obligation.objects.count()
    few = queries_of(admin_client)

    multiply_city(TIMES)

    assert Franchise.objects.count() == TIMES * franchises
    assert Obligation.objects.count() == TIMES * obligations
    large = my_day(TODAY, 7, lambda model: True)
    for bucket in (Bucket.WEEK, Bucket.MONTH, Bucket.QUARTER):
        assert len(large.pile(bucket).items) == TIMES * len(small.pile(bucket).items) > 0
    assert queries_of(admin_client) == few == QUERIES
