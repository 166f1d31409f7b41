"""What an import writes: what is new, what differs, and nothing else."""

import random
from datetime import date
from decimal import Decimal

import pytest

from franchises.models import (
    FeeAssessment,
    FeeCollection,
    Franchise,
    Franchisee,
    FranchiseeAlias,
    ImportRun,
    Installation,
)
from tests.factories import (
    BoroughFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)
from tests.imports.running import content, csv_of, loaded, ran, refused
from tests.imports.workbooks import workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


@pytest.fixture
def cable():
    return FranchiseFactory(number="CTV-1", franchisee__name="Altice USA")


def wires(path, *rows, header=("franchise", "fiscal_year", "amount", "reference")):
    return csv_of(path, list(header), *rows)


def test_new_rows_are_created_with_the_defaults_of_the_columns_the_file_lacks(path, cable):
    assert loaded("fee_collections", wires(path, ["CTV-1", 2013, "$1,234.50", "W-1"])) == (1, 0, 0)
    fee = FeeCollection.objects.get()
    assert (fee.franchise, fee.fiscal_year, fee.amount) == (cable, 2013, Decimal("1234.50"))
    assert (fee.period, fee.kind, fee.received_on, fee.note) == ("", "fee", None, "")


def test_an_assessment_from_a_file_is_of_the_origin_import(path, cable):
    loaded("fee_assessments", wires(path, ["CTV-1", 2013, "12", "B-1"]))
    assert FeeAssessment.objects.get().origin == "import"


def test_only_the_rows_that_differ_are_updated(path, cable):
    loaded("fee_collections", wires(path, ["CTV-1", 2013, 1, "W-1"], ["CTV-1", 2014, 2, "W-2"]))
    rows = (["CTV-1", 2013, 1, "W-1"], ["CTV-1", 2014, 3, "W-2"], ["CTV-1", 2015, 4, "W-3"])
    assert loaded("fee_collections", wires(path, *rows)) == (1, 1, 1)
    assert [*FeeCollection.objects.order_by("reference").values_list("amount", flat=True)] == [
        Decimal("1.00"),
        Decimal("3.00"),
        Decimal("4.00"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "stored"),
    [
        ("fiscal_year", "2014", 2014),
        ("period", "Q2", "Q2"),
        ("kind", "interest", "interest"),
        ("franchise", "CTV-2", "CTV-2"),
        ("received_on", "2013-02-28", date(2013, 2, 28)),
        ("note", "corrected", "corrected"),
    ],
)
def test_a_reference_on_record_is_corrected_in_every_column(path, cable, column, value, stored):
    FranchiseFactory(number="CTV-2")
    row = {
        "franchise": "CTV-1",
        "fiscal_year": "2013",
        "period": "",
        "kind": "fee",
        "amount": "5",
        "received_on": "",
        "reference": "W-1",
        "note": "",
    }
    loaded("fee_collections", csv_of(path, [*row], [*row.values()]))
    row[column] = value
    assert loaded("fee_collections", csv_of(path, [*row], [*row.values()])) == (0, 1, 0)
    fee = FeeCollection.objects.get()
    assert (fee.franchise.number if column == "franchise" else getattr(fee, column)) == stored
    assert [each.history_type for each in fee.history.all()] == ["~", "+"]


def test_without_a_reference_a_fee_is_known_by_franchise_year_period_and_kind(path, cable):
    header = ("franchise", "fiscal_year", "period", "kind", "amount")
    rows = [
        ["CTV-1", 2013, "", "fee", 1],
        ["CTV-1", 2013, "Q1", "fee", 2],
        ["CTV-1", 2013, "", "interest", 3],
        ["CTV-1", 2014, "", "fee", 4],
    ]
    assert loaded("fee_collections", wires(path, *rows, header=header)) == (4, 0, 0)
    rows[1][-1] = 20
    assert loaded("fee_collections", wires(path, *rows, header=header)) == (0, 1, 3)
    assert FeeCollection.objects.get(period="Q1").amount == Decimal("20.00")


def test_a_fee_with_a_reference_and_one_without_are_two(path, cable):
    FeeCollectionFactory(franchise=cable, fiscal_year=2013, reference="W-1", received_on=None)
    assert loaded("fee_collections", wires(path, ["CTV-1", 2013, 100, ""])) == (1, 0, 0)
    assert FeeCollection.objects.count() == 2


def test_a_second_run_writes_nothing_but_the_run(path, cable, django_assert_num_queries):
    wires(path, ["CTV-1", 2013, 1, "W-1"], ["CTV-1", 2013, 2, ""])
    loaded("fee_collections", path)
    before = content()
    assert loaded("fee_collections", path) == (0, 0, 2)
    assert content() == before
    assert [run.outcome for run in ImportRun.objects.all()] == ["loaded", "loaded"]


def test_a_run_says_what_it_did(path, cable, monkeypatch):
    monkeypatch.setenv("LOGNAME", "a.clerk")
    wires(path, ["CTV-1", 2013, 1, "W-1"], ["", "", "", ""])
    assert loaded("fee_collections", path, accept="") == (1, 0, 0)
    run = ImportRun.objects.get()
    assert (run.dataset, run.outcome, run.file_name) == ("fee_collections", "loaded", "a.csv")
    assert run.sha256 == "1b1c14e1890f1644024508820271ad0f949c56dbd24268ab93c604369f496dc0"
    assert (run.size, run.operator, run.user) == (path.stat().st_size, "a.clerk", None)
    assert (run.rows_read, run.rows_blank, run.rows_created) == (1, 1, 1)
    assert (run.problems, run.options) == ([], {})


def test_history_is_of_the_changed_rows_alone_and_names_the_run(path, cable):
    loaded("fee_collections", wires(path, ["CTV-1", 2013, 1, "W-1"], ["CTV-1", 2014, 2, "W-2"]))
    loaded("fee_collections", wires(path, ["CTV-1", 2013, 9, "W-1"], ["CTV-1", 2014, 2, "W-2"]))
    first, second = ImportRun.objects.order_by("pk")
    assert [
        (row.reference, row.history_type, row.amount, row.import_run, row.history_change_reason)
        for row in FeeCollection.history.order_by("history_id")
    ] == [
        ("W-1", "+", Decimal("1.00"), first, f"Import {first.pk} of a.csv"),
        ("W-2", "+", Decimal("2.00"), first, f"Import {first.pk} of a.csv"),
        ("W-1", "~", Decimal("9.00"), second, f"Import {second.pk} of a.csv"),
    ]
    assert FeeCollection.history.latest().history_user is None


def test_a_blank_cell_clears_and_an_absent_column_leaves(path, cable):
    FeeCollectionFactory(franchise=cable, reference="W-1", note="by wire", amount=Decimal("1.00"))
    assert loaded("fee_collections", wires(path, ["CTV-1", 2013, 1, "W-1"])) == (0, 0, 1)
    header = ("franchise", "fiscal_year", "amount", "reference", "note", "received_on")
    row = ["CTV-1", 2013, 1, "W-1", "", " "]
    assert loaded("fee_collections", wires(path, row, header=header)) == (0, 1, 0)
    fee = FeeCollection.objects.get()
    assert (fee.note, fee.received_on) == ("", None)


def test_the_boroughs_of_a_franchise_are_replaced(path, cable):
    manhattan, queens = BoroughFactory(), BoroughFactory(code="queens", name="Queens")
    cable.boroughs.add(manhattan)
    header = ["number", "franchisee", "franchise_type", "effective_on", "expires_on", "published"]
    row = ["CTV-1", "Altice USA", "Cable television", "2010-07-01", "2030-06-30", "yes"]
    assert loaded("franchises", csv_of(path, header, row)) == (0, 0, 1)
    assert [*cable.boroughs.all()] == [manhattan]
    both = csv_of(path, [*header, "boroughs"], [*row, "queens |Manhattan| QUEENS"])
    assert loaded("franchises", both) == (0, 1, 0)
    assert {*cable.boroughs.all()} == {manhattan, queens}
    assert loaded("franchises", both) == (0, 0, 1)
    assert loaded("franchises", csv_of(path, [*header, "boroughs"], [*row, "Queens"])) == (0, 1, 0)
    assert [*cable.boroughs.all()] == [queens]
    assert loaded("franchises", csv_of(path, [*header, "boroughs"], [*row, ""])) == (0, 1, 0)
    assert [*cable.boroughs.all()] == []
    assert [
        {each.borough.name for each in row.boroughs.all()}
        for row in Franchise.history.filter(import_run__isnull=False).order_by("history_id")
    ] == [{"Manhattan", "Queens"}, {"Queens"}, set()]


def test_the_word_perpetual_makes_a_franchise_without_a_last_day(path):
    FranchiseeFactory(name="Empire City Subway")
    header = ["number", "franchisee", "franchise_type", "effective_on", "expires_on"]
    row = ["HC-1", "Empire City Subway", "cable-television", "1891-05-15", "Perpetual"]
    assert loaded("franchises", csv_of(path, header, row)) == (1, 0, 0)
    franchise = Franchise.objects.get()
    assert (franchise.expires_on, franchise.is_perpetual) == (None, True)
    assert (franchise.effective_on, franchise.is_published) == (date(1891, 5, 15), False)
    row[-1] = "2030-01-01"
    assert loaded("franchises", csv_of(path, header, row)) == (0, 1, 0)
    franchise.refresh_from_db()
    assert (franchise.expires_on, franchise.is_perpetual) == (date(2030, 1, 1), False)


def test_other_names_are_added_and_never_taken_away(path):
    altice = FranchiseeFactory(name="Altice USA")
    FranchiseeAliasFactory(franchisee=altice, name="Cablevision")
    header = ["name", "other_names"]
    both = csv_of(path, header, ["Altice USA", "Optimum | OPTIMUM | Altice usa"])
    assert loaded("franchisees", both) == (0, 1, 0)
    assert loaded("franchisees", both) == (0, 0, 1)
    assert loaded("franchisees", csv_of(path, header, ["Altice USA", ""])) == (0, 0, 1)
    names = FranchiseeAlias.objects.filter(franchisee=altice).values_list("name", flat=True)
    assert [*names] == ["Cablevision", "Optimum"]
    assert FranchiseeAlias.history.latest().import_run is not None


def test_a_franchisee_is_known_by_its_name_whatever_its_case_and_keeps_its_address(path):
    altice = FranchiseeFactory(name="Altice USA")
    assert loaded("franchisees", csv_of(path, ["name"], ["ALTICE  USA"])) == (0, 1, 0)
    assert [*Franchisee.objects.values_list("pk", "name", "name_key", "slug")] == [
        (altice.pk, "ALTICE  USA", "altice usa", "altice-usa")
    ]


def test_columns_without_a_place_are_kept_as_they_came(path, cable):
    header = ["source", "asset_id", "franchise", "kind", "status", "Census Tract", "NTA", "Who"]
    row = ["poles", "7", "CTV-1", "cabinet", "Installed", "1013900", " Clinton", ""]
    mapped = ["Census tract=extra", "NTA=extra", "Who=extra"]
    assert loaded("installations", csv_of(path, header, row), map=mapped) == (1, 0, 0)
    assert Installation.objects.get().extra == {"Census Tract": "1013900", "NTA": " Clinton"}
    moved = csv_of(path, header[::-1], row[::-1])
    assert loaded("installations", moved, map=mapped) == (0, 0, 1)
    bare = csv_of(path, header[:5], row[:5])
    assert loaded("installations", bare) == (0, 0, 1)


def test_permuted_rows_give_the_same_state(path, cable):
    rows = [["CTV-1", 2011 + n % 5, n, f"W-{n}"] for n in range(40)]
    loaded("fee_collections", wires(path, *rows))
    random.Random(7).shuffle(rows)
    assert loaded("fee_collections", wires(path, *rows)) == (0, 0, 40)


def test_a_workbook_gives_what_the_csv_gives(path, cable, tmp_path):
    header = ("franchise", "fiscal_year", "amount", "received_on", "reference")
    rows = [["CTV-1", 2013, 1234.5, date(2013, 1, 15), "W-1"], ["CTV-1", 2014, 0.3, None, "W-2"]]
    loaded("fee_collections", wires(path, *rows, header=header))
    book = workbook_of(tmp_path / "a.xlsx", list(header), *rows)
    assert loaded("fee_collections", book) == (0, 0, 2)


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_only_the_database_can_refuse_is_refused_in_its_words(path, cable, dry_run):
    InstallationFactory(
        source="poles", asset_id="7", franchise=cable, kind="cabinet", installed_on=date(2020, 5, 2)
    )
    header = ["source", "asset_id", "franchise", "kind", "status", "removed_on"]
    row = ["poles", "7", "CTV-1", "cabinet", "removed", "2020-05-02"]
    assert loaded("installations", csv_of(path, header, row), dry_run=True) == (0, 1, 0)
    row[-1] = "2020-05-01"
    before, runs = content(), ImportRun.objects.count()
    ended = ran("installations", csv_of(path, header, row), dry_run=dry_run)
    assert ended.status == 2
    assert "a.csv: An installation cannot be removed before it is installed." in ended.err
    assert (content(), ImportRun.objects.count()) == (before, runs + (not dry_run))
    if not dry_run:
        run = ImportRun.objects.get()
        assert (run.rows_read, run.rows_updated, run.outcome) == (1, 0, "refused")


def test_a_franchise_with_fees_cannot_become_a_draft_again(path, cable):
    FeeAssessmentFactory(franchise=cable)
    header = ["number", "franchisee", "franchise_type", "effective_on", "expires_on", "published"]
    row = ["CTV-1", "Altice USA", "cable-television", "2010-07-01", "2030-06-30", "no"]
    ended = refused("franchises", csv_of(path, header, row))
    assert (
        "a.csv:2:published: no: would make CTV-1 a draft again, and the fee reports name it\n"
    ) in ended.err
    without = csv_of(path, header[:-1], row[:-1])
    assert loaded("franchises", without) == (0, 0, 1)
