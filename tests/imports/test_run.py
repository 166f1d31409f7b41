"""One import from end to end: dry runs, rows left out, options, and what is kept of each run."""

import csv
import json
from decimal import Decimal

import pytest
from django.db import connection

from franchises.models import FeeCollection, Franchisee, ImportRun, Installation
from tests.factories import FeeCollectionFactory, FranchiseFactory
from tests.imports.running import content, csv_of, loaded, ran, refused, text_of
from tests.imports.workbooks import workbook_of

pytestmark = pytest.mark.django_db

WIRE = ["franchise", "fiscal_year", "amount", "reference"]
GOOD, BAD = ["CTV-1", "2013", "5.00", "W-1"], ["CTV-1", "2013", "5.005", "W-2"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


@pytest.fixture
def errors(tmp_path):
    return tmp_path / "bad.csv"


@pytest.fixture(autouse=True)
def cable():
    return FranchiseFactory(number="CTV-1", franchisee__name="Altice USA")


def sequences():
    """The last number that each table gave to a row."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
        else:
            cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY 1")
        return cursor.fetchall()


def test_g04_a_dry_run_changes_nothing_and_uses_up_no_number(path):
    FeeCollectionFactory(franchise__number="CTV-2", reference="W-2")
    csv_of(path, WIRE, GOOD, ["CTV-2", "2013", "7", "W-2"])
    before, numbers = content(), sequences()
    ended = ran("fee_collections", path, dry_run=True)
    assert ended.out.splitlines()[1:5] == [
        "             1 would be created",
        "             1 would be updated",
        "             0 would be unchanged",
        "        $12.00 in all",
    ]
    assert ended.out.splitlines()[-1] == "Dry run: nothing was written."
    assert (content(), sequences()) == (before, numbers)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [[GOOD], [GOOD, BAD], [GOOD, GOOD], [], [["CTV-1", "2031", "1", "W-3"]]],
    ids=["good", "bad", "twice", "none", "outside the term"],
)
def test_g04_a_dry_run_says_what_the_real_run_says(path, rows):
    csv_of(path, WIRE, *rows)
    before = content()
    dry = ran("fee_collections", path, dry_run=True, json=True)
    assert (content(), ImportRun.objects.count()) == (before, 0)
    real = ran("fee_collections", path, json=True)
    assert (dry.status, dry.err) == (real.status, real.err)
    assert dry.result.keys() == real.result.keys()
    told = {"dry_run", "run", "seconds"}
    assert {k: v for k, v in dry.result.items() if k not in told} == {
        k: v for k, v in real.result.items() if k not in told
    }


def test_the_good_rows_are_loaded_and_the_bad_ones_kept_with_their_reasons(path, errors):
    worse = ["CTV-9", "13", "", ""]
    ended = ran(
        "fee_collections", csv_of(path, WIRE, GOOD, BAD, worse), on_error="skip", errors=errors
    )
    assert ended.status == 0
    assert "             1 created" in ended.out
    assert "             2 refused" in ended.out
    assert [fee.reference for fee in FeeCollection.objects.all()] == ["W-1"]
    amount = "amount: is not an amount such as 1234.50, $1,234.50 or (1,234.50)"
    with errors.open(newline="") as file:
        assert [*csv.reader(file)] == [
            ["import_line", "import_problem", *WIRE],
            ["3", amount, *BAD],
            [
                "4",
                "fiscal_year: is not a whole number from 1900 to 2200;"
                " amount: is empty, and every row needs it",
                *worse,
            ],
        ]
    run = ImportRun.objects.get()
    assert (run.outcome, run.rows_created, run.rows_refused) == ("partly_loaded", 1, 2)
    assert run.problems[0] == f"a.csv:3:amount: 5.005: {amount.removeprefix('amount: ')}"
    assert run.options == {"on_error": "skip"}


def test_mended_rows_load_and_a_second_time_are_unchanged(path, errors):
    csv_of(path, WIRE, GOOD, BAD)
    ran("fee_collections", path, on_error="skip", errors=errors)
    text_of(errors, errors.read_text().replace("5.005", "5.05"))
    assert loaded("fee_collections", errors) == (1, 0, 0)
    assert loaded("fee_collections", errors) == (0, 0, 1)
    assert FeeCollection.objects.get(reference="W-2").amount == Decimal("5.05")


def test_rows_that_are_not_mended_are_refused_again_and_keep_their_shape(path, errors, tmp_path):
    text = "franchise,fiscal_year,amount,reference\nCTV-1,2013,1\nCTV-1,2013,1,000,W-2\n"
    ran("fee_collections", text_of(path, text), on_error="skip", errors=errors)
    once = errors.read_text()
    assert once.splitlines() == [
        "import_line,import_problem,franchise,fiscal_year,amount,reference",
        "2,has 3 cells where the header has 4,CTV-1,2013,1",
        "3,has 5 cells where the header has 4,CTV-1,2013,1,000,W-2",
    ]
    again = tmp_path / "again.csv"
    ended = ran("fee_collections", errors, on_error="skip", errors=again)
    assert (ended.status, ended.lines[0]) == (0, "bad.csv:2: has 5 cells where the header has 6")
    assert again.read_text().splitlines()[0] == once.splitlines()[0]
    assert again.read_text().splitlines()[1].endswith(",CTV-1,2013,1")
    assert not FeeCollection.objects.exists()


def test_rows_of_a_workbook_are_kept_as_csv(tmp_path, errors):
    book = workbook_of(tmp_path / "a.xlsx", WIRE, GOOD, ["CTV-1", 2013, "x", None])
    assert ran("fee_collections", book, on_error="skip", errors=errors).status == 0
    assert errors.read_text().splitlines()[1].startswith('3,"amount: is not an amount')


def test_bad_rows_are_kept_also_where_nothing_is_loaded(path, errors):
    ended = ran("fee_collections", csv_of(path, WIRE, GOOD, BAD), errors=errors)
    assert ended.status == 2
    assert len(errors.read_text().splitlines()) == 2
    assert not FeeCollection.objects.exists()


def test_a_dry_run_keeps_the_bad_rows_too(path, errors):
    ran("fee_collections", csv_of(path, WIRE, BAD), errors=errors, dry_run=True)
    assert len(errors.read_text().splitlines()) == 2


def test_where_every_row_is_bad_every_row_is_left_out(path, errors):
    ended = ran("fee_collections", csv_of(path, WIRE, BAD), on_error="skip", errors=errors)
    assert ended.status == 0
    assert ImportRun.objects.get().outcome == "partly_loaded"


def test_rows_are_not_left_out_without_a_place_for_them(path):
    ended = ran("fee_collections", csv_of(path, WIRE, GOOD), on_error="skip")
    assert (ended.status, ended.lines) == (
        2,
        ["--on-error skip needs --errors PATH, where the rows left out are kept"],
    )
    assert not ImportRun.objects.exists()


def test_the_file_itself_is_not_written_over_with_its_bad_rows(path, tmp_path):
    csv_of(path, WIRE, GOOD, BAD)
    text = path.read_text()
    (tmp_path / "b.csv").symlink_to(path)
    for errors in (path, tmp_path / "b.csv"):
        ended = refused("fee_collections", path, on_error="skip", errors=errors)
        assert ended.lines[0] == (
            "a.csv: is named by --errors as well: bad rows go to a file of their own"
        )
    assert path.read_text() == text


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_loaded(path, tmp_path):
    csv_of(path, WIRE, GOOD)
    absent = tmp_path / "absent" / "bad.csv"
    ended = refused("fee_collections", path, on_error="skip", errors=absent)
    assert ended.lines[0] == (
        f"a.csv: cannot leave its bad rows in {absent}, as --errors says: no such file or directory"
    )
    ended = refused("fee_collections", path, on_error="skip", errors=tmp_path)
    assert ended.lines[0].endswith(": --errors names a folder")
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


def test_a_file_that_cannot_be_read_to_its_end_leaves_no_bad_rows_behind(path, errors, tmp_path):
    text_of(path, ",".join(WIRE) + '\nCTV-1,2013,x,W-1\nCTV-1,2013,1,"W-2\n')
    refused("fee_collections", path, on_error="skip", errors=errors)
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


def test_g06_the_result_as_json_has_the_counts_and_the_problems(path):
    ended = ran("fee_collections", csv_of(path, WIRE, GOOD, BAD), json=True)
    result = ended.result
    assert result["rows"]["read"] == 2
    assert (result["dataset"], result["file"]) == ("fee_collections", "a.csv")
    assert (result["outcome"], result["problem_count"], result["dry_run"]) == ("refused", 1, False)
    assert (result["run"], result["size"]) == (ImportRun.objects.get().pk, path.stat().st_size)
    (problem,) = result["problems"]
    assert (problem["line"], problem["column"], problem["value"]) == (3, "amount", "5.005")


def test_the_sum_of_the_amounts_is_told(path):
    csv_of(path, WIRE, ["CTV-1", 2013, "$1,000.10", "W-1"], ["CTV-1", 2013, "0.20", "W-2"])
    assert "     $1,000.30 in all\n" in ran("fee_collections", path).out
    assert ran("fee_collections", path, json=True).result["total"] == "1000.30"


def test_a_heading_of_theirs_is_mapped_ignored_or_kept(path):
    header = ["List", "Id", "Contract", "Kind", "Status", "Color", "Phone"]
    row = ["poles", "7", "CTV-1", "cabinet", "installed", "grey", "555"]
    mapped = ["List=source", "id=asset_id", "CONTRACT=franchise", "Color=extra", "Phone=ignore"]
    assert loaded("installations", csv_of(path, header, row), map=mapped) == (1, 0, 0)
    pole = Installation.objects.get()
    assert (pole.source, pole.asset_id, pole.extra) == ("poles", "7", {"Color": "grey"})
    assert ImportRun.objects.get().options["map"] == {
        "List": "source",
        "id": "asset_id",
        "CONTRACT": "franchise",
        "Color": "extra",
        "Phone": "ignore",
    }


def test_a_heading_may_have_an_equals_sign(path):
    assert loaded("franchisees", csv_of(path, ["a=b"], ["A"]), map=["a=b=name"]) == (1, 0, 0)


@pytest.mark.parametrize("pair", ["name", "=name", "Firm=firm", "Firm=", "Firm=extra"])
def test_a_mapping_that_says_no_column_is_refused(path, pair):
    ended = ran("franchisees", csv_of(path, ["Firm"], ["A"]), map=[pair])
    assert ended.status == 2
    assert ended.lines[0].startswith(f'--map "{pair}": write "Their heading=column"')


def test_a_mapping_of_a_heading_that_is_not_there_is_refused(path):
    ended = refused("franchisees", csv_of(path, ["name"], ["A"]), map=["Firm=name"])
    assert ended.lines[0] == "a.csv:1:Firm: is in --map, and is not a heading of the file"


def test_a_sheet_is_read_by_its_name(tmp_path):
    path = workbook_of(tmp_path / "a.xlsx", ["name"], ["A"])
    assert loaded("franchisees", path, sheet="Sheet") == (1, 0, 0)
    assert refused("franchisees", path, sheet="Fees").lines[0] == (
        "a.xlsx: has no sheet “Fees”: its sheets are “Sheet”"
    )


def test_a_cell_of_a_workbook_that_is_refused_is_named(tmp_path):
    path = workbook_of(tmp_path / "a.xlsx", ["name"], ["A"], ["=1+1"])
    assert refused("franchisees", path).lines[0] == (
        "a.xlsx:3:A: cell A3 holds a formula without a value: paste values in its place"
    )


def test_a_profile_is_known_by_name_and_data_set(path):
    ended = ran("installations", path, profile="klingon")
    assert (ended.status, "klingon" in ended.lines[0], "linknyc" in ended.lines[0]) == (
        2,
        True,
        True,
    )
    ended = ran("franchisees", path, profile="linknyc")
    assert (ended.status, ended.lines) == (
        2,
        ["profile linknyc is for installations, not franchisees"],
    )


def test_a_profile_reads_their_headings_dates_and_words(path):
    header = ["Id", "Franchisee", "Submission date", "Equipment Installed? (Yes/No)", "X Coord."]
    mobile = FranchiseFactory(
        number="MT-1",
        franchisee__name="ExteNet",
        franchise_type__code="mobile-telecommunications",
        franchise_type__name="Mobile telecommunications",
    )
    rows = [["1", "EXTENET", "Jun-16-2015", "yes", "990378"], ["2", "ExteNet", "", "NO", ""]]
    assert loaded("installations", csv_of(path, header, *rows), profile="nyc-poletops") == (2, 0, 0)
    one, two = Installation.objects.order_by("asset_id")
    assert (one.source, one.kind, one.status) == ("nyc-poletops", "pole_top", "installed")
    assert (str(one.reserved_on), one.extra) == ("2015-06-16", {"X Coord.": "990378"})
    assert (two.status, two.reserved_on, two.extra, two.franchise) == ("approved", None, {}, mobile)


@pytest.mark.parametrize("day", ["2015-06-16", "Jun-16-15", "16-Jun-2015", "Juin-16-2015"])
def test_a_profile_declares_its_dates_and_takes_no_others(path, day):
    header = ["Id", "Franchisee", "Submission date", "Equipment Installed? (Yes/No)"]
    csv_of(path, header, ["1", "Altice USA", day, "Yes"])
    ended = refused("installations", path, profile="nyc-poletops")
    assert f":Submission date: {day}: is not a date written Mon-DD-YYYY" in ended.err


def test_names_are_kept_whole_whatever_the_language(path):
    loaded("franchisees", csv_of(path, ["name"], ["Société Générale"], ["東京"], ["Ростелеком"]))
    assert Franchisee.objects.filter(slug__startswith="franchisee").count() == 2


def test_a_refusal_is_kept_with_its_first_problems(path):
    refused("fee_collections", csv_of(path, WIRE, GOOD, BAD))
    run = ImportRun.objects.get()
    assert (run.rows_read, run.rows_refused, run.rows_created) == (2, 1, 0)
    assert run.problems == [
        "a.csv:3:amount: 5.005: is not an amount such as 1234.50, $1,234.50 or (1,234.50)"
    ]
    json.dumps(run.problems)
