"""The database refuses to change a closed year: from anywhere, and only that."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from franchises.models import FeeAssessment, FeeCollection, FiscalYear, YearRevision
from franchises.models.guards import (
    IS_CLOSED,
    STAYS_CLOSED,
    STAYS_PUBLISHED,
    missing_guards,
    put_up_guards,
    refusal_in,
    take_down_guards,
)
from tests.closing import person, shut
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db
sqlite_only = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a way to write that SQLite alone has"
)
postgresql_only = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="a way to write that PostgreSQL alone has"
)
ASSESSMENTS, COLLECTIONS = "franchises_feeassessment", "franchises_feecollection"


@pytest.fixture
def books():
    """An assessment and a collection of FY2013, which is closed, and the same of FY2014."""
    franchise = FranchiseFactory()
    for year in (2013, 2014):
        FeeAssessmentFactory(franchise=franchise, fiscal_year=year, reference=f"A-{year}")
        FeeCollectionFactory(
            franchise=franchise,
            fiscal_year=year,
            reference=f"C-{year}",
            received_on=date(year, 1, 15),
        )
    shut(2013)
    return franchise


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused(write, words=IS_CLOSED):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    assert refusal_in(error.value) == words


def content():
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (FeeAssessment, FeeCollection, FiscalYear)
    ]


WRITES = {
    "save": lambda: FeeAssessment.objects.get(reference="A-2013").save(),
    "delete": lambda: FeeCollection.objects.get(reference="C-2013").delete(),
    "update": lambda: FeeCollection.objects.filter(fiscal_year=2013).update(note="changed"),
    "update that changes nothing": lambda: execute(
        f"UPDATE {ASSESSMENTS} SET amount = amount WHERE fiscal_year = 2013"
    ),
    "update of open and closed years": lambda: FeeAssessment.objects.update(note="changed"),
    "into the year": lambda: FeeAssessment.objects.filter(reference="A-2014").update(
        fiscal_year=2013
    ),
    "out of the year": lambda: FeeAssessment.objects.filter(reference="A-2013").update(
        fiscal_year=2014
    ),
    "bulk delete": lambda: FeeAssessment.objects.all()._raw_delete("default"),
    "insert of an assessment": lambda: FeeAssessmentFactory(fiscal_year=2013),
    "insert of a collection": lambda: FeeCollectionFactory(
        fiscal_year=2013, received_on=date(2014, 1, 15)
    ),
    "insert of an undated collection": lambda: FeeCollectionFactory(
        fiscal_year=2013, received_on=None
    ),
    "insert of one received in the year": lambda: FeeCollectionFactory(
        fiscal_year=2014, received_on=date(2013, 1, 15)
    ),
    "a day of receipt in the year": lambda: FeeCollection.objects.filter(reference="C-2014").update(
        received_on=date(2013, 6, 30)
    ),
    "bulk insert": lambda: FeeAssessment.objects.bulk_create(
        FeeAssessmentFactory.build(franchise=FranchiseFactory(), fiscal_year=year)
        for year in (2012, 2013)
    ),
    "INSERT": lambda: execute(
        f"INSERT INTO {ASSESSMENTS} (franchise_id, fiscal_year, period, origin, kind, amount,"
        " reference, working, note) SELECT franchise_id, fiscal_year, 'Q1', 'audit', kind, 5,"
        f" '', working, '' FROM {ASSESSMENTS}"
    ),
    "UPDATE": lambda: execute(f"UPDATE {COLLECTIONS} SET amount = amount + 1"),
    "DELETE": lambda: execute(f"DELETE FROM {COLLECTIONS}"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_d53_a_closed_year_refuses_every_write_and_keeps_what_it_has(books, write):
    before = content()
    refused(write)
    assert content() == before


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_without_its_guards_the_same_write_goes_through(books, write):
    """The negative control: it is the guards that refuse, and nothing else."""
    take_down_guards(connection)
    before = content()
    write()
    if write is not WRITES["save"] and write is not WRITES["update that changes nothing"]:
        assert content() != before


@sqlite_only
@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT OR IGNORE INTO {ASSESSMENTS} (franchise_id, fiscal_year, period, origin, kind,"
        " amount, reference, working, note) SELECT franchise_id, fiscal_year, 'Q1', 'audit', kind,"
        f" 5, '', working, '' FROM {ASSESSMENTS}",
        f"UPDATE OR IGNORE {ASSESSMENTS} SET amount = 5",
        f"UPDATE OR REPLACE {ASSESSMENTS} SET amount = 5",
        f"UPDATE OR REPLACE {ASSESSMENTS} SET id = (SELECT id FROM {ASSESSMENTS} WHERE"
        " fiscal_year = 2013) WHERE fiscal_year = 2014",
        f"UPDATE OR REPLACE {ASSESSMENTS} SET reference = 'A-2013' WHERE fiscal_year = 2014",
        f"REPLACE INTO {ASSESSMENTS} SELECT * FROM {ASSESSMENTS} WHERE fiscal_year = 2013",
        f"REPLACE INTO {ASSESSMENTS} (id, franchise_id, fiscal_year, period, origin, kind, amount,"
        " reference, working, note) SELECT id, franchise_id, 2014, 'Q1', 'audit', kind, 5, '',"
        f" working, '' FROM {ASSESSMENTS} WHERE fiscal_year = 2013",
        f"REPLACE INTO {ASSESSMENTS} (franchise_id, fiscal_year, period, origin, kind, amount,"
        " reference, working, note) SELECT franchise_id, 2014, 'Q1', 'audit', kind, 5, reference,"
        f" working, '' FROM {ASSESSMENTS} WHERE fiscal_year = 2013",
        "REPLACE INTO franchises_fiscalyear (year, first_day, last_day, state)"
        " VALUES (2013, '2012-07-01', '2013-06-30', 'open')",
    ],
)
def test_no_spelling_of_sqlite_slips_past_the_guards(books, statement):
    before = content()
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(statement)
    assert content() == before


@postgresql_only
@pytest.mark.parametrize(
    "statement",
    [
        f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {COLLECTIONS} CASCADE",
        f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {ASSESSMENTS} CASCADE",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE franchises_fiscalyear CASCADE",
        f"UPDATE ONLY {COLLECTIONS} SET amount = 5",
        f"INSERT INTO {COLLECTIONS} SELECT * FROM {COLLECTIONS} ON CONFLICT (id)"
        " DO UPDATE SET amount = 5",
        f"WITH gone AS (DELETE FROM {COLLECTIONS} RETURNING *) SELECT count(*) FROM gone",
        f"MERGE INTO {COLLECTIONS} c USING franchises_franchise f ON f.id = c.franchise_id"
        " WHEN MATCHED THEN UPDATE SET amount = 5",
        f"SET LOCAL session_replication_role = replica; DELETE FROM {COLLECTIONS}",
    ],
)
def test_no_spelling_of_postgresql_slips_past_the_guards(books, statement):
    before = content()
    refused(lambda: execute(statement))
    assert content() == before


@postgresql_only
def test_copy_is_refused_as_well(books):
    def copy():
        with connection.cursor() as cursor, connection.wrap_database_errors:
            columns = "franchise_id, fiscal_year, period, origin, kind, amount, reference, note"
            with cursor.copy(f"COPY {ASSESSMENTS} ({columns}, working) FROM STDIN") as rows:
                rows.write_row((books.pk, 2013, "Q1", "import", "fee", 5, "", "", "[]"))

    refused(copy)


def test_open_years_are_written_as_ever(books):
    FeeAssessment.objects.get(reference="A-2014").save()
    FeeAssessmentFactory(franchise=books, fiscal_year=2012)
    FeeCollectionFactory(franchise=books, fiscal_year=2012, received_on=date(2012, 6, 30))
    FeeCollectionFactory(franchise=books, fiscal_year=2014, received_on=date(2013, 7, 1))
    FeeCollectionFactory(franchise=books, fiscal_year=2014, received_on=None)
    FeeCollection.objects.get(reference="C-2014").delete()


def test_a_proposed_year_is_not_closed_yet(books):
    FiscalYear.objects.filter(year=2014).update(state="proposed", proposed_by=person("a"))
    FeeAssessmentFactory(franchise=books, fiscal_year=2014)


def test_arrears_of_a_closed_year_are_recorded_in_an_open_one(books):
    FeeCollectionFactory(
        franchise=books,
        fiscal_year=2014,
        received_on=date(2014, 2, 1),
        pays=FeeAssessment.objects.get(reference="A-2013"),
    )


@pytest.mark.parametrize(
    "write",
    [
        lambda: FiscalYear.objects.filter(year=2013).update(state="open"),
        lambda: FiscalYear.objects.filter(year=2013).update(last_day=date(2013, 6, 29)),
        lambda: FiscalYear.objects.get(year=2013).delete(),
    ],
)
def test_d55_a_closed_year_is_not_opened_again(books, write):
    refused(write, STAYS_CLOSED)
    assert FiscalYear.objects.get(year=2013).state == "closed"


def test_a_year_is_closed_by_two_people(db):
    one = person("one")
    with pytest.raises(IntegrityError, match="fiscalyear_is_closed_by_two_people"):
        FiscalYear.objects.filter(year=2013).update(
            state="closed", proposed_by=one, closed_by=one, closed_at=timezone.now()
        )


def test_a_published_revision_is_never_changed_nor_deleted(books):
    revision = YearRevision.objects.create(
        fiscal_year_id=2013, number=1, figures="{}", sha256="0" * 64, published_at=timezone.now()
    )
    refused(revision.save, STAYS_PUBLISHED)
    refused(revision.delete, STAYS_PUBLISHED)
    YearRevision.objects.create(
        fiscal_year_id=2013,
        number=2,
        reason="audit",
        figures="{}",
        sha256="0" * 64,
        published_at=timezone.now(),
    )


def test_another_refusal_is_not_taken_for_that_of_a_guard(books):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        FeeAssessmentFactory(fiscal_year=1899)
    assert refusal_in(error.value) is None
    assert refusal_in(DatabaseError(IS_CLOSED)) is None


def test_a_guard_that_is_missing_or_changed_is_named_and_made_again(db):
    assert missing_guards(connection) == []
    name = f"{COLLECTIONS}_guard_delete"
    table = f" ON {COLLECTIONS}" if connection.vendor == "postgresql" else ""
    execute(f"DROP TRIGGER {name}{table}")
    assert missing_guards(connection) == [name]
    put_up_guards(connection)
    assert missing_guards(connection) == []
    if connection.vendor == "sqlite":
        execute(f"DROP TRIGGER {name}")
        execute(f"CREATE TRIGGER {name} BEFORE DELETE ON {COLLECTIONS} BEGIN SELECT 1; END")
    else:
        execute(f"ALTER TABLE {COLLECTIONS} DISABLE TRIGGER {name}")
    assert missing_guards(connection) == [name]
    put_up_guards(connection)
    assert missing_guards(connection) == []


@postgresql_only
def test_a_guard_whose_function_was_emptied_is_named(db):
    execute(
        f"CREATE OR REPLACE FUNCTION {ASSESSMENTS}_guard() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RETURN NULL; END$$"
    )
    assert missing_guards(connection) == [
        f"{ASSESSMENTS}_guard_{event}" for event in ("delete", "insert", "update")
    ]
