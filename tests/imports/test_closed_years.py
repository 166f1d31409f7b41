"""What belongs to a closed year is left alone; what is as it is on record may come again."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.imports.staging import CLOSED_MEANWHILE
from franchises.imports.undoing.undo import undo_run
from franchises.models import FeeAssessment, FeeCollection, ImportRun
from tests.closing import shut
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory
from tests.imports.running import content, csv_of, loaded, ran, refused

pytestmark = pytest.mark.django_db

WIRE = ["franchise", "fiscal_year", "amount", "reference", "received_on"]
CLOSED = "FY2013 is closed: record a correction in the open year"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


@pytest.fixture
def cable():
    return FranchiseFactory(number="CTV-1")


@pytest.mark.parametrize(("year", "is_closed"), [(2012, False), (2013, True), (2014, False)])
@pytest.mark.parametrize("dataset", ["fee_assessments", "fee_collections"])
def test_a_new_row_of_a_closed_year_is_refused(path, cable, dataset, year, is_closed):
    shut(2013)
    csv_of(path, WIRE[:4], ["CTV-1", year, 1, "W-1"])
    if is_closed:
        assert refused(dataset, path).lines == [
            f"a.csv:2:fiscal_year: 2013: {CLOSED}",
            "a.csv: 1 problem in 1 of 1 row; nothing was loaded.",
        ]
    else:
        assert loaded(dataset, path) == (1, 0, 0)


@pytest.mark.parametrize(
    ("day", "is_closed"),
    [("2012-06-30", False), ("2012-07-01", True), ("2013-06-30", True), ("2013-07-01", False)],
)
def test_what_was_received_in_a_closed_year_is_refused(path, cable, day, is_closed):
    shut(2013)
    csv_of(path, WIRE, ["CTV-1", 2014, 1, "W-1", day])
    if is_closed:
        assert refused("fee_collections", path).lines[0] == f"a.csv:2:received_on: {day}: {CLOSED}"
    else:
        assert loaded("fee_collections", path) == (1, 0, 0)


def test_every_row_of_closed_years_is_told_with_its_line_beside_what_else_is_wrong(path, cable):
    FeeCollectionFactory(franchise=cable, reference="W-0")
    shut(2013)
    shut(2015)
    rows = [
        ["CTV-1", 2013, 1, "W-1", "2013-01-01"],
        ["CTV-1", 2014, 1, "W-2", "2014-01-01"],
        ["CTV-1", 2014, "1.234", "W-3", ""],
        ["CTV-1", 2015, 1, "W-4", "2016-01-01"],
    ]
    assert refused("fee_collections", csv_of(path, WIRE, *rows)).lines == [
        f"a.csv:2:fiscal_year: 2013: {CLOSED}",
        "a.csv:4:amount: 1.234: is not an amount such as 1234.50, $1,234.50 or (1,234.50)",
        "a.csv:5:fiscal_year: 2015: FY2015 is closed: record a correction in the open year",
        "a.csv: 3 problems in 3 of 4 rows; nothing was loaded.",
    ]


def test_a_whole_file_comes_again_and_is_unchanged(path, cable):
    header = [*WIRE[:4], "due_on"]
    rows = [["CTV-1", 2013, 1, "B-1", "2013-08-01"], ["CTV-1", 2014, 2, "B-2", "2014-08-01"]]
    loaded("fee_assessments", csv_of(path, header, *rows))
    shut(2013)
    before = content()
    assert loaded("fee_assessments", path) == (0, 0, 2)
    assert content() == before
    rows[1][2] = 3
    assert loaded("fee_assessments", csv_of(path, header, *rows)) == (0, 1, 1)
    rows[0][4] = "2013-08-02"
    assert refused("fee_assessments", csv_of(path, header, *rows)).lines[0] == (
        f"a.csv:2:fiscal_year: 2013: {CLOSED}"
    )


def test_a_row_can_be_moved_neither_into_a_closed_year_nor_out_of_it(path, cable):
    FeeCollectionFactory(franchise=cable, reference="W-1")
    FeeCollectionFactory(
        franchise=cable, reference="W-2", fiscal_year=2014, received_on=date(2014, 1, 1)
    )
    FeeCollectionFactory(
        franchise=cable, reference="W-3", fiscal_year=2014, received_on=date(2013, 6, 30)
    )
    shut(2013)
    rows = [
        ["CTV-1", 2014, 100, "W-1", "2014-01-01"],
        ["CTV-1", 2014, 100, "W-2", "2013-06-30"],
        ["CTV-1", 2014, 100, "W-3", "2013-07-01"],
    ]
    assert refused("fee_collections", csv_of(path, WIRE, *rows)).lines[:-1] == [
        f"a.csv:2:fiscal_year: 2014: {CLOSED}",
        f"a.csv:3:received_on: 2013-06-30: {CLOSED}",
        f"a.csv:4:received_on: 2013-07-01: {CLOSED}",
    ]
    # The file says nothing of the day, and the row on record is of the closed year.
    csv_of(path, WIRE[:4], ["CTV-1", 2014, 101, "W-3"])
    assert refused("fee_collections", path).lines[0] == f"a.csv:2:received_on: {CLOSED}"


def test_rows_of_closed_years_can_be_left_out(path, cable, tmp_path):
    shut(2013)
    rows = [["CTV-1", year, 1, f"W-{year}", ""] for year in (2012, 2013, 2014)]
    errors = tmp_path / "bad.csv"
    ended = ran("fee_collections", csv_of(path, WIRE, *rows), on_error="skip", errors=errors)
    assert (ended.status, FeeCollection.objects.count()) == (0, 2)
    assert errors.read_text().splitlines()[1:] == [f"3,fiscal_year: {CLOSED},CTV-1,2013,1,W-2013,"]
    assert ImportRun.objects.values_list("rows_created", "rows_refused").get() == (2, 1)


def test_the_year_of_every_row_can_come_from_a_profile(path, cable, tmp_path):
    shut(2013)
    profile = tmp_path / "of-2013.toml"
    profile.write_text('dataset = "fee_collections"\n[constants]\nfiscal_year = "2013"\n')
    csv_of(path, ["franchise", "amount", "reference"], ["CTV-1", 1, "W-1"])
    ended = refused("fee_collections", path, profile=str(profile))
    assert ended.lines[0] == f"a.csv:2:fiscal_year: 2013: {CLOSED}"


def test_an_undo_of_a_run_that_touched_a_closed_year_is_refused(path, cable):
    rows = [["CTV-1", 2013, 1, "W-1", ""], ["CTV-1", 2014, 1, "W-2", "2013-01-01"]]
    rows += [["CTV-1", 2014, 1, "W-3", "2014-01-01"]]
    loaded("fee_collections", csv_of(path, WIRE, *rows))
    run = ImportRun.objects.first()
    shut(2013)
    before = content()
    result = undo_run(run.pk)
    assert [each.worded() for each in result.obstacles] == [
        f"fee collection CTV-1 FY2013 fee (W-1): {CLOSED}",
        f"fee collection CTV-1 FY2014 fee (W-2): {CLOSED}",
    ]
    assert content() == before


def test_an_undo_that_would_put_a_row_back_into_a_closed_year_is_refused(path, cable):
    FeeAssessmentFactory(franchise=cable, reference="B-1", fiscal_year=2013, origin="import")
    loaded("fee_assessments", csv_of(path, WIRE[:4], ["CTV-1", 2014, 100, "B-1"]))
    shut(2013)
    assert [each.worded() for each in undo_run(ImportRun.objects.first().pk).obstacles] == [
        f"fee assessment CTV-1 FY2014 (B-1): {CLOSED}"
    ]


@pytest.fixture
def closing_comes_after_the_check(monkeypatch):
    """As if the year had closed just after the import looked: only the database knows then."""
    monkeypatch.setattr("franchises.imports.run.protected", lambda *_: ())
    monkeypatch.setattr(
        "franchises.imports.undoing.checks._closed", lambda _: "SELECT 0, 0 LIMIT 0"
    )


@pytest.mark.usefixtures("closing_comes_after_the_check")
def test_a_year_that_closes_while_the_file_is_read_is_told_in_a_sentence(path, cable):
    FeeCollectionFactory(franchise=cable, reference="W-0")
    shut(2013)
    for amount, reference in ((1, "W-1"), (1, "W-0")):
        csv_of(path, WIRE[:4], ["CTV-1", 2013, amount, reference])
        ended = refused("fee_collections", path, accept="amount-changed")
        assert ended.lines[0] == f"a.csv: {CLOSED_MEANWHILE}"


@pytest.mark.usefixtures("closing_comes_after_the_check")
def test_so_is_one_that_closes_while_an_import_is_undone(path, cable):
    loaded("fee_collections", csv_of(path, WIRE[:4], ["CTV-1", 2013, 1, "W-1"]))
    shut(2013)
    before = content()
    result = undo_run(ImportRun.objects.first().pk)
    assert (result.refusal, result.undo) == (CLOSED_MEANWHILE, None)
    assert content() == before


MADE_BY_THE_BOOKS = "no import makes or changes them"


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        ("schedule", "assess_fees makes the assessments of a fee schedule"),
        ("lateness", "late charges are posted in the admin"),
        ("adjustment", "corrections are recorded in the admin, beside what they adjust"),
    ],
)
def test_no_import_makes_what_the_books_make(path, cable, origin, told):
    csv_of(path, ["franchise", "fiscal_year", "amount", "origin"], ["CTV-1", 2013, 1, origin])
    assert refused("fee_assessments", path).lines[0] == (
        f"a.csv:2:origin: {origin}: {told}: {MADE_BY_THE_BOOKS}"
    )


def test_no_import_changes_what_the_books_made(path, cable):
    FeeAssessmentFactory(franchise=cable, reference="S-1", origin="schedule")
    header = ["franchise", "fiscal_year", "amount", "reference", "origin"]
    told = f"assess_fees makes the assessments of a fee schedule: {MADE_BY_THE_BOOKS}"
    csv_of(path, header, ["CTV-1", 2013, 101, "S-1", "schedule"])
    assert refused("fee_assessments", path).lines[0] == f"a.csv:2:origin: schedule: {told}"
    csv_of(path, header, ["CTV-1", 2013, 100, "S-1", "import"])
    assert refused("fee_assessments", path).lines[0] == f"a.csv:2:origin: import: {told}"
    csv_of(path, header, ["CTV-1", 2013, 100, "S-1", "schedule"])
    assert loaded("fee_assessments", path) == (0, 0, 1)


def test_no_import_makes_or_changes_an_adjusting_collection(path, cable):
    paid = FeeCollectionFactory(franchise=cable)
    FeeCollectionFactory(
        franchise=cable,
        reference="ADJ-1",
        kind="adjustment",
        adjusts=paid,
        amount=Decimal("-1.00"),
        note="bank error",
    )
    header = ["franchise", "fiscal_year", "amount", "reference", "kind", "note"]
    for amount, reference in ((-1, "ADJ-2"), (-2, "ADJ-1")):
        csv_of(path, header, ["CTV-1", 2013, amount, reference, "adjustment", "bank error"])
        assert refused("fee_collections", path).lines[0] == (
            "a.csv:2:kind: adjustment: corrections are recorded in the admin, beside what they"
            f" adjust: {MADE_BY_THE_BOOKS}"
        )
    csv_of(
        path,
        [*header, "received_on"],
        ["CTV-1", 2013, -1, "ADJ-1", "adjustment", "bank error", "2013-01-15"],
    )
    assert loaded("fee_collections", path) == (0, 0, 1)


def test_an_assessment_has_a_kind_and_the_day_of_its_notice(path, cable):
    header = ["franchise", "fiscal_year", "amount", "reference", "kind", "notice_on"]
    rows = [["CTV-1", 2013, 1, "B-1", "", ""], ["CTV-1", 2013, 1, "B-2", "Interest", "2013-09-01"]]
    assert loaded("fee_assessments", csv_of(path, header, *rows)) == (2, 0, 0)
    assert [*FeeAssessment.objects.order_by("reference").values_list("kind", "notice_on")] == [
        ("fee", None),
        ("interest", date(2013, 9, 1)),
    ]
    csv_of(path, header, ["CTV-1", 2013, 1, "B-1", "refund", "2026-11-24"])
    assert refused("fee_assessments", path).lines[:2] == [
        "a.csv:2:kind: refund: is not one of fee, interest, penalty",
        "a.csv:2:notice_on: 2026-11-24: is in the future",
    ]
    # A column that is not in the file leaves what is stored.
    assert loaded("fee_assessments", csv_of(path, header[:4], ["CTV-1", 2013, 1, "B-2"])) == (
        0,
        0,
        1,
    )


def test_closed_years_cost_no_more_queries_for_more_rows(path, cable):
    FeeCollectionFactory(franchise=cable)
    for year in range(2012, 2016):
        shut(year)
    rows = [["CTV-1", 2016, 1, f"W-{n:02}", ""] for n in range(60)]
    with CaptureQueriesContext(connection) as few:
        loaded("fee_collections", csv_of(path, WIRE, rows[0]), dry_run=True)
    with CaptureQueriesContext(connection) as many:
        loaded("fee_collections", csv_of(path, WIRE, *rows), dry_run=True)
    assert len(many) == len(few) < 40
