"""A collection names the assessment it pays: by its reference or, where it has none, its period."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.models import FeeCollection
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory
from tests.imports.running import csv_of, loaded, ran, refused

pytestmark = pytest.mark.django_db

WIRE = ["franchise", "fiscal_year", "amount", "reference", "pays"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


@pytest.fixture
def cable():
    return FranchiseFactory(number="CTV-1")


@pytest.fixture
def bill(cable):
    return FeeAssessmentFactory(franchise=cable, reference="B-1")


def wire(path, pays, reference="W-1"):
    return csv_of(path, WIRE, ["CTV-1", 2014, 1, reference, pays])


def test_the_reference_of_an_assessment_is_what_it_pays(path, bill):
    assert loaded("fee_collections", wire(path, "B-1")) == (1, 0, 0)
    assert FeeCollection.objects.get().pays == bill
    assert loaded("fee_collections", path) == (0, 0, 1)


def test_an_empty_cell_names_none_and_a_missing_column_leaves_it(path, bill):
    loaded("fee_collections", wire(path, "B-1"))
    assert loaded("fee_collections", csv_of(path, WIRE[:4], ["CTV-1", 2014, 1, "W-1"])) == (0, 0, 1)
    assert loaded("fee_collections", wire(path, "")) == (0, 1, 0)
    assert FeeCollection.objects.get().pays is None


@pytest.mark.parametrize(
    ("period", "origin", "written"),
    [("Q1", "schedule", "FY2013 Q1 schedule"), ("", "manual", "FY2013 manual")],
)
def test_an_assessment_without_a_reference_goes_by_its_period(path, cable, period, origin, written):
    paid = FeeAssessmentFactory(franchise=cable, reference="", period=period, origin=origin)
    loaded("fee_collections", wire(path, written))
    assert FeeCollection.objects.get().pays == paid


def test_what_no_assessment_of_the_franchise_is_called_is_refused(path, bill):
    other = FranchiseFactory(number="CTV-2")
    FeeAssessmentFactory(franchise=other, reference="B-2")
    FeeAssessmentFactory(franchise=other, reference="", period="Q1", origin="schedule")
    names = ["B-1", "b-1", "B-2", "FY2013 Q1 schedule", "FY2013"]
    rows = [["CTV-1", 2014, 1, f"W-{n}", pays] for n, pays in enumerate(names)]
    assert refused("fee_collections", csv_of(path, WIRE, *rows)).lines == [
        "a.csv:3:pays: b-1: is not an assessment of CTV-1 on record",
        "a.csv:4:pays: B-2: is an assessment of CTV-2, not of CTV-1",
        "a.csv:5:pays: FY2013 Q1 schedule: is not an assessment of CTV-1 on record",
        "a.csv:6:pays: FY2013: is not an assessment of CTV-1 on record",
        "a.csv: 4 problems in 4 of 5 rows; nothing was loaded.",
    ]


def test_rows_that_pay_what_is_not_there_can_be_left_out(path, bill, tmp_path):
    rows = [["CTV-1", 2014, 1, "W-1", "B-1"], ["CTV-1", 2014, 1, "W-2", "B-9"]]
    errors = tmp_path / "bad.csv"
    ended = ran("fee_collections", csv_of(path, WIRE, *rows), on_error="skip", errors=errors)
    assert (ended.status, FeeCollection.objects.get().reference) == (0, "W-1")
    assert errors.read_text().splitlines()[1:] == [
        "3,pays: is not an assessment of CTV-1 on record,CTV-1,2014,1,W-2,B-9"
    ]


def test_a_dry_run_names_what_was_paid_and_what_would_be(path, bill, cable):
    new = FeeAssessmentFactory(franchise=cable, reference="", period="Q1", origin="schedule")
    FeeCollectionFactory(
        franchise=cable,
        reference="W-1",
        fiscal_year=2014,
        amount=1,
        received_on=date(2014, 1, 1),
        pays=bill,
    )
    wire(path, "FY2013 Q1 schedule")
    (change,) = ran("fee_collections", path, dry_run=True, json=True).result["changes"]
    assert (change["field"], change["old"], change["new"]) == ("pays", "B-1", "FY2013 Q1 schedule")
    loaded("fee_collections", path)
    assert FeeCollection.objects.get().pays == new


def test_many_payments_cost_no_more_queries_than_one(path, cable):
    FeeCollectionFactory(franchise=cable)
    bills = [FeeAssessmentFactory(franchise=cable, reference=f"B-{n}") for n in range(60)]
    rows = [["CTV-1", 2014, 1, f"W-{n:02}", each.reference] for n, each in enumerate(bills)]
    with CaptureQueriesContext(connection) as few:
        loaded("fee_collections", csv_of(path, WIRE, rows[0]), dry_run=True)
    with CaptureQueriesContext(connection) as many:
        loaded("fee_collections", csv_of(path, WIRE, *rows), dry_run=True)
    assert len(many) == len(few) < 40
