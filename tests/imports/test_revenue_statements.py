"""Revenue statements: a restated one is the next revision, and the one before stays as it was."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.imports.datasets import DATASETS
from franchises.imports.outcome import Options
from franchises.imports.run import run_import
from franchises.imports.undoing.undo import undo_run
from franchises.imports.watchdog import FLAGS
from franchises.models import ImportRun, RevenueStatement
from tests.closing import shut
from tests.factories import FranchiseFactory, RevenueStatementFactory
from tests.imports.running import content, csv_of, loaded, ran, refused

pytestmark = pytest.mark.django_db

HEADER = ["franchise", "fiscal_year", "period", "gross_revenue"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


@pytest.fixture
def cable():
    """In force from 1 July 2010 to 30 June 2030: FY2011 to FY2030."""
    return FranchiseFactory(number="CTV-1", franchisee__name="Altice USA")


def figures():
    return [*RevenueStatement.objects.order_by("pk").values_list("revision", "gross_revenue")]


def test_a_first_statement_is_revision_1_of_the_category_gross(path, cable):
    header = [*HEADER, "deductions", "received_on", "reference", "note"]
    row = ["CTV-1", 2013, "q1", "$1,000.50", "(0)", "2012-10-30", "R-1", "late"]
    assert loaded("revenue_statements", csv_of(path, header, row)) == (1, 0, 0)
    (statement,) = RevenueStatement.objects.values()
    assert statement == {
        "id": statement["id"],
        "franchise_id": cable.pk,
        "fiscal_year": 2013,
        "period": "Q1",
        "category": "gross",
        "revision": 1,
        "gross_revenue": Decimal("1000.50"),
        "deductions": Decimal("0.00"),
        "units": None,
        "received_on": date(2012, 10, 30),
        "reference": "R-1",
        "note": "late",
    }


def test_the_same_figures_are_unchanged(path, cable):
    rows = [["CTV-1", 2013, "Q1", 1000], ["CTV-1", 2013, "Q2", 2000]]
    assert loaded("revenue_statements", csv_of(path, HEADER, *rows)) == (2, 0, 0)
    before = content()
    assert loaded("revenue_statements", path) == (0, 0, 2)
    assert content() == before


def test_other_figures_are_the_next_revision_beside_the_one_before(path, cable):
    loaded("revenue_statements", csv_of(path, HEADER, ["CTV-1", 2013, "Q1", 1000]))
    rows = [["CTV-1", 2013, "Q1", "1000.01"], ["CTV-1", 2013, "Q2", 5]]
    ended = ran("revenue_statements", csv_of(path, HEADER, *rows), json=True, accept="restated")
    assert ended.result["rows"] == {
        "read": 2,
        "blank": 0,
        "created": 1,
        "restated": 1,
        "updated": 0,
        "unchanged": 0,
        "removed": 0,
        "refused": 0,
    }
    assert ImportRun.objects.first().rows_created == 2
    assert figures() == [(1, Decimal("1000.00")), (2, Decimal("1000.01")), (1, Decimal("5.00"))]
    in_force = RevenueStatement.objects.in_force().order_by("period")
    assert [each.gross_revenue for each in in_force] == [Decimal("1000.01"), Decimal("5.00")]
    assert loaded("revenue_statements", path) == (0, 0, 2)


@pytest.mark.parametrize(
    ("column", "value"), [("deductions", "0.01"), ("units", "1"), ("gross_revenue", "999.99")]
)
def test_each_figure_makes_another_statement(path, cable, column, value):
    RevenueStatementFactory(franchise=cable, gross_revenue=Decimal("1000.00"))
    row = {"franchise": "CTV-1", "fiscal_year": 2013, "period": "Q1", "gross_revenue": "1000"}
    row |= {column: value}
    loaded("revenue_statements", csv_of(path, [*row], [*row.values()]))
    assert sorted(RevenueStatement.objects.values_list("revision", flat=True)) == [1, 2]


def test_a_figure_that_the_file_has_no_column_for_is_that_in_force(path, cable):
    RevenueStatementFactory(
        franchise=cable, gross_revenue=Decimal("1000.00"), deductions=Decimal("50.00"), units=7
    )
    row = ["CTV-1", 2013, "Q1", 1000]
    assert loaded("revenue_statements", csv_of(path, HEADER, row)) == (0, 0, 1)
    loaded("revenue_statements", csv_of(path, HEADER, ["CTV-1", 2013, "Q1", 1100]))
    latest = RevenueStatement.objects.in_force().get()
    assert (latest.revision, latest.deductions, latest.units) == (2, Decimal("50.00"), 7)


def test_a_figure_whose_cell_is_empty_is_stated_no_more(path, cable):
    RevenueStatementFactory(
        franchise=cable, gross_revenue=Decimal("1000.00"), deductions=Decimal("50.00"), units=7
    )
    row = ["CTV-1", 2013, "Q1", 1000, "", ""]
    loaded("revenue_statements", csv_of(path, [*HEADER, "deductions", "units"], row))
    latest = RevenueStatement.objects.in_force().get()
    assert (latest.revision, latest.deductions, latest.units) == (2, Decimal("0.00"), None)


def test_what_is_no_figure_is_put_right_in_its_place(path, cable):
    RevenueStatementFactory(franchise=cable, gross_revenue=Decimal("1000.00"), reference="R-1")
    row = ["CTV-1", 2013, "Q1", 1000, "R-2"]
    assert loaded("revenue_statements", csv_of(path, [*HEADER, "reference"], row)) == (0, 1, 0)
    assert RevenueStatement.objects.values_list("revision", "reference").get() == (1, "R-2")
    assert RevenueStatement.history.count() == 2


def test_going_back_to_an_earlier_figure_is_a_revision_too(path, cable):
    RevenueStatementFactory(franchise=cable, gross_revenue=Decimal("1.00"))
    RevenueStatementFactory(franchise=cable, gross_revenue=Decimal("2.00"), revision=2)
    loaded("revenue_statements", csv_of(path, HEADER, ["CTV-1", 2013, "Q1", 1]))
    assert [number for number, _ in figures()] == [1, 2, 3]


def test_a_restatement_waits_for_a_persons_word_and_a_dry_run_shows_it(path, cable):
    RevenueStatementFactory(franchise=cable, gross_revenue=Decimal("1000.00"))
    csv_of(path, HEADER, ["CTV-1", 2013, "Q1", "1234.50"])
    ended = refused("revenue_statements", path)
    assert ended.lines == [
        "flag restated: 1 revenue statement: other figures than the statement in force, which a"
        " new revision supersedes (CTV-1 2013 Q1 gross)",
        "a.csv: flagged; where all of it is meant, import it again with --accept restated;"
        " nothing was loaded.",
    ]
    ended = ran("revenue_statements", path, dry_run=True, json=True)
    assert ended.result["changes"] == [
        {
            "line": 2,
            "key": "CTV-1 2013 Q1 gross",
            "field": "gross_revenue",
            "old": "$1,000.00",
            "new": "$1,234.50",
        }
    ]
    told = ran("revenue_statements", path, dry_run=True, accept="restated").out.splitlines()
    assert "             1 would be restated, beside what is on record" in told
    assert RevenueStatement.objects.count() == 1


def test_a_statement_that_is_there_twice_is_refused_and_both_lines_named(path, cable):
    header = [*HEADER, "category"]
    rows = [["CTV-1", 2013, "Q1", 1, ""], ["CTV-1", 2013, "Q1", 2, "gross"]]
    rows += [["CTV-1", 2013, "Q1", 3, "advertising"]]
    assert refused("revenue_statements", csv_of(path, header, *rows)).lines == [
        "a.csv:3:franchise + fiscal_year + period + category: CTV-1 2013 Q1 gross: is on line 2"
        " already: which of the two is right?",
        "a.csv: 1 problem in 2 of 3 rows; nothing was loaded.",
    ]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            {"gross_revenue": ""},
            "gross_revenue: is empty, and so is units: a statement states one of them",
        ),
        (
            {"deductions": "-0.01"},
            "deductions: -0.01: is negative: write what is taken off without a sign",
        ),
        ({"units": "1.5"}, "units: 1.5: is not a whole number from 0 to 2147483647"),
        ({"received_on": "2026-11-24"}, "received_on: 2026-11-24: is in the future"),
        (
            {"fiscal_year": "2010"},
            "fiscal_year: FY2010: has no day in the term of CTV-1 (2010-07-01 to 2030-06-30);"
            " where the franchisee still operates, mark the franchise as a holdover",
        ),
        ({"category": "x" * 51}, f"category: {'x' * 51}: is longer than 50 characters"),
    ],
)
def test_a_wrong_statement_is_refused(path, cable, cells, told):
    row = {"franchise": "CTV-1", "fiscal_year": "2013", "period": "Q1", "gross_revenue": "1"}
    row |= cells
    ended = refused("revenue_statements", csv_of(path, [*row], [*row.values()]))
    assert ended.lines[0] == f"a.csv:2:{told}"


def test_a_statement_may_state_a_number_alone_and_revenue_may_be_negative(path, cable):
    header = [*HEADER, "category", "units"]
    rows = [["CTV-1", 2013, "", "", "applications", 0], ["CTV-1", 2013, "Q1", "(5.00)", "", ""]]
    assert loaded("revenue_statements", csv_of(path, header, *rows)) == (2, 0, 0)
    assert figures() == [(1, None), (1, Decimal("-5.00"))]


def test_a_statement_finds_its_franchise_by_who_holds_it(path, cable):
    header = ["franchisee", "fiscal_year", "gross_revenue"]
    loaded("revenue_statements", csv_of(path, header, ["ALTICE USA", 2013, 1]))
    assert RevenueStatement.objects.get().franchise == cable


def test_a_statement_of_a_closed_year_may_come_and_is_warned_of(path, cable):
    shut(2013)
    rows = [["CTV-1", 2013, "Q1", 1], ["CTV-1", 2013, "Q2", 2], ["CTV-1", 2014, "Q1", 3]]
    ended = ran("revenue_statements", csv_of(path, HEADER, *rows))
    assert ended.status == 0
    assert ended.lines == [
        "warning: a.csv:2:fiscal_year: FY2013: is closed: what this changes there is a correction"
        " to record in the open year (2 rows)"
    ]
    assert ran("revenue_statements", path).lines == []


def test_an_undo_takes_away_the_revision_that_the_run_made(path, cable):
    runs = []
    for amount in (1, 2, 3):
        loaded("revenue_statements", csv_of(path, HEADER, ["CTV-1", 2013, "Q1", amount]))
        runs.append(ImportRun.objects.first())
    result = undo_run(runs[1].pk)
    assert [each.worded() for each in result.obstacles] == [
        "revenue statement CTV-1 FY2013 Q1 gross: revision 3 of it was recorded since"
    ]
    assert undo_run(runs[2].pk).counts.deleted == 1
    assert [number for number, _ in figures()] == [1, 2]
    assert undo_run(runs[1].pk).counts.deleted == 1
    assert RevenueStatement.objects.in_force().get().gross_revenue == Decimal("1.00")


def test_many_statements_cost_no_more_queries_than_one(path, cable):
    RevenueStatementFactory(franchise=cable, fiscal_year=2011)
    rows = [["CTV-1", year, f"Q{n}", 1] for year in range(2011, 2026) for n in range(1, 5)]
    with CaptureQueriesContext(connection) as few:
        loaded("revenue_statements", csv_of(path, HEADER, rows[0]), dry_run=True)
    with CaptureQueriesContext(connection) as many:
        loaded("revenue_statements", csv_of(path, HEADER, *rows), dry_run=True)
    assert len(many) == len(few) < 50


def test_eight_thousand_statements_are_restated_as_one_set(path, cable):
    header = [*HEADER, "category"]

    def rows(amount):
        return (
            ["CTV-1", year, f"Q{quarter}", amount, f"c{number}"]
            for year in range(2011, 2021)
            for quarter in range(1, 5)
            for number in range(200)
        )

    options = Options(today=date(2026, 11, 23), accepted=frozenset(FLAGS))
    dataset = DATASETS["revenue_statements"]
    run_import(dataset, csv_of(path, header, *rows(1)), options)
    with CaptureQueriesContext(connection) as queries:
        result = run_import(dataset, csv_of(path, header, *rows(2)), options)
    assert (result.counts.restated, result.counts.created) == (8_000, 0)
    assert len(queries) < 60
    assert RevenueStatement.objects.filter(revision=2).count() == 8_000
