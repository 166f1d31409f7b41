"""The version of the data: another after every change, the same where nothing changed."""

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction

from franchises.models import Borough, FeeCollection, FiscalYear, FranchiseType, YearRevision
from franchises.public import versions
from franchises.public.versions import DataVersion, data_version, last_modified_of
from tests.factories import (
    BoroughFactory,
    DocumentFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseFactory,
    InstallationFactory,
)

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.fixture
def franchise(db):
    return FranchiseFactory(number="CT-01")


CHANGES = {
    "a document": lambda franchise: DocumentFactory(holder=franchise),
    "a franchise": lambda franchise: FranchiseFactory(),
    "a title": lambda franchise: _changed(franchise, title="Cable"),
    "a borough of a franchise": lambda franchise: franchise.boroughs.add(BoroughFactory()),
    "a name": lambda franchise: _changed(franchise.franchisee, name="Altice"),
    "another name": lambda franchise: FranchiseeAliasFactory(franchisee=franchise.franchisee),
    "an installation": lambda franchise: InstallationFactory(franchise=franchise),
    "an assessment": lambda franchise: FeeAssessmentFactory(franchise=franchise),
    "a collection": lambda franchise: FeeCollectionFactory(franchise=franchise),
    "the name of a type": lambda franchise: FranchiseType.objects.filter(
        code="cable-television"
    ).update(name="Television"),
    "the name of a borough": lambda franchise: Borough.objects.filter(code="manhattan").update(
        name="Elsewhere"
    ),
    "a year proposed": lambda franchise: FiscalYear.objects.update_or_create(
        year=2013,
        defaults={"state": "proposed", "first_day": "2012-07-01", "last_day": "2013-06-30"},
    ),
    "a revision": lambda franchise: YearRevision.objects.create(
        fiscal_year=FiscalYear.objects.get_or_create(
            year=2013, defaults={"first_day": "2012-07-01", "last_day": "2013-06-30"}
        )[0],
        number=1,
        figures="{}",
        sha256="0" * 64,
        published_at=NOON,
    ),
}


def _changed(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_of_what_is_published_makes_another_version(franchise, change):
    before = data_version()
    assert data_version() == before
    change(franchise)
    assert data_version().key != before.key


def test_what_is_taken_away_makes_another_version(franchise):
    collection = FeeCollectionFactory(franchise=franchise)
    before = data_version()
    collection.delete()
    assert data_version().key != before.key


def test_a_version_says_when_the_data_were_last_changed(franchise):
    old = data_version().changed_at
    assert datetime.now(UTC) - old < timedelta(minutes=1)
    FeeCollectionFactory(franchise=franchise)
    assert data_version().changed_at > old


def test_a_version_of_nothing_has_no_day(db):
    assert data_version().changed_at is None


def test_a_version_costs_one_query_however_much_is_recorded(franchise, django_assert_num_queries):
    InstallationFactory.create_batch(20, franchise=franchise)
    with django_assert_num_queries(1):
        data_version()


@pytest.mark.parametrize(
    ("now", "changed", "expected"),
    [
        (NOON, NOON - timedelta(seconds=1), NOON - timedelta(seconds=1)),
        (NOON, NOON, None),
        (NOON + timedelta(milliseconds=999), NOON, None),
        (NOON + timedelta(seconds=1), NOON, NOON),
        (NOON, NOON - timedelta(days=3), datetime(2026, 11, 23, 5, 0, tzinfo=UTC)),
        (NOON, None, datetime(2026, 11, 23, 5, 0, tzinfo=UTC)),
    ],
    ids=["before", "same moment", "same second", "next second", "another day", "never"],
)
def test_last_modified_never_hides_a_change_of_the_same_second(monkeypatch, now, changed, expected):
    monkeypatch.setattr(versions, "code_version", lambda: ("code", NOON - timedelta(days=9)))
    assert last_modified_of(DataVersion("key", changed), now) == expected


def test_while_somebody_writes_there_is_no_last_modified():
    an_hour_ago = NOON - timedelta(hours=1)
    assert last_modified_of(DataVersion("key", an_hour_ago, is_settled=False), NOON) is None


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")
@pytest.mark.django_db
@pytest.mark.parametrize(("user", "is_settled"), [("NULL", True), ("10", False)])
def test_the_server_that_keeps_its_own_house_is_nobody_who_writes(user, is_settled):
    # A vacuum that waits to give space back has a transaction for seconds, and no user.
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY VIEW pg_stat_activity AS SELECT current_database() AS datname,"
            f" '999999999'::xid AS backend_xid, 1 AS pid, {user}::oid AS usesysid"
        )
        cursor.execute("SET LOCAL search_path = pg_temp, pg_catalog, public")
    assert data_version().is_settled is is_settled


def test_another_program_is_not_older_than_its_files(monkeypatch):
    written = NOON - timedelta(minutes=5)
    monkeypatch.setattr(versions, "code_version", lambda: ("code", written))
    assert last_modified_of(DataVersion("key", None), NOON) == written


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_oldest", [True, False], ids=["begun first", "begun last"])
def test_a_change_that_comes_to_light_after_a_later_one_makes_another_version(is_oldest):
    franchise = FranchiseFactory(number="CT-01")
    has_written, may_commit = threading.Event(), threading.Event()

    def write_and_wait():
        try:
            with transaction.atomic():
                FeeCollectionFactory(franchise=franchise, amount=Decimal("1.00"))
                has_written.set()
                may_commit.wait(10)
        finally:
            connections.close_all()

    early = threading.Thread(target=write_and_wait)
    with transaction.atomic():
        if not is_oldest:
            # The transaction has its number before the other has one.
            Borough.objects.filter(code="queens").update(name="Queens")
        early.start()
        assert has_written.wait(10)
        FeeCollectionFactory(franchise=franchise, amount=Decimal("2.00"))
    seen = data_version()
    assert not seen.is_settled
    assert FeeCollection.objects.count() == 1
    may_commit.set()
    early.join()
    assert FeeCollection.objects.count() == 2
    assert data_version().key != seen.key
