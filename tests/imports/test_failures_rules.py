"""Rows that contradict each other or what is on record, by the numbers of the list of faults."""

from decimal import Decimal

import pytest

from franchises.models import FeeCollection, Franchisee, ImportRun, Installation
from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseFactory,
)
from tests.imports.running import content, csv_of, loaded, ran, refused

pytestmark = pytest.mark.django_db

WIRE = ["franchise", "fiscal_year", "amount", "reference"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


@pytest.fixture
def cable():
    """In force from 1 July 2010 to 30 June 2030: FY2011 to FY2030."""
    return FranchiseFactory(number="CTV-1", franchisee__name="Altice USA")


def test_d49_a_reference_twice_in_a_file_is_refused_and_both_lines_named(path, cable):
    rows = [["CTV-1", 2013, 1, "W-1"], ["CTV-1", 2013, 2, "W-2"], ["CTV-1", 2014, 1, "W-1"]]
    assert refused("fee_collections", csv_of(path, WIRE, *rows)).lines == [
        "a.csv:4:reference: W-1: is on line 2 already: which of the two is right?",
        "a.csv: 1 problem in 2 of 3 rows; nothing was loaded.",
    ]


def test_d49_so_is_a_row_that_is_there_twice_to_the_letter(path, cable):
    rows = [["CTV-1", 2013, 1, "W-1"]] * 3
    assert refused("fee_collections", csv_of(path, WIRE, *rows)).lines[:2] == [
        "a.csv:3:reference: W-1: is on line 2 already: which of the two is right?",
        "a.csv:4:reference: W-1: is on line 2 already: which of the two is right?",
    ]


def test_d49_without_references_a_period_is_there_once(path, cable):
    FranchiseeAliasFactory(franchisee=cable.franchisee, name="Optimum")
    header = ["franchisee", "fiscal_year", "period", "amount", "reference"]
    rows = [["Altice USA", 2013, "Q1", 1, ""], ["OPTIMUM", 2013, "q1", 2, ""]]
    assert refused("fee_collections", csv_of(path, header, *rows)).lines[0] == (
        "a.csv:3:franchisee + fiscal_year + period: OPTIMUM 2013 q1: is on line 2 already:"
        " which of the two is right?"
    )


@pytest.mark.parametrize(
    ("dataset", "header", "rows", "told"),
    [
        (
            "franchisees",
            ["Name"],
            [["Altice USA"], ["ALTICE\u00a0USA"]],
            "a.csv:3:Name: ALTICE\\xa0USA: is on line 2 already",
        ),
        (
            "installations",
            ["source", "asset_id", "franchise", "kind", "status"],
            [["p", "7", "CTV-1", "cabinet", "installed"], ["p", "7 ", "CTV-1", "kiosk", "removed"]],
            "a.csv:3:source + asset_id: p 7: is on line 2 already",
        ),
        (
            "franchises",
            ["number", "franchisee", "franchise_type", "effective_on", "expires_on"],
            [["N-1", "Altice USA", "cable-television", "2010-07-01", "perpetual"]] * 2,
            "a.csv:3:number: N-1: is on line 2 already",
        ),
    ],
)
def test_d49_the_key_of_each_data_set_is_there_once(path, cable, dataset, header, rows, told):
    assert refused(dataset, csv_of(path, header, *rows)).lines[0].startswith(told)


def test_d49_where_rows_are_left_out_both_are(path, cable, tmp_path):
    rows = [["CTV-1", 2013, 1, "W-1"], ["CTV-1", 2013, 2, "W-2"], ["CTV-1", 2013, 3, "W-1"]]
    errors = tmp_path / "bad.csv"
    ended = ran("fee_collections", csv_of(path, WIRE, *rows), on_error="skip", errors=errors)
    assert ended.status == 0
    assert [fee.reference for fee in FeeCollection.objects.all()] == ["W-2"]
    assert errors.read_text().splitlines()[1:] == [
        "2,reference: is on line 4 again: which of the two is right?,CTV-1,2013,1,W-1",
        "4,reference: is on line 2 already: which of the two is right?,CTV-1,2013,3,W-1",
    ]
    run = ImportRun.objects.get()
    assert (run.outcome, run.rows_read, run.rows_created) == ("partly_loaded", 3, 1)
    assert run.rows_refused == 2


def test_d50_a_reference_on_record_with_the_same_content_is_unchanged(path, cable):
    FeeCollectionFactory(franchise=cable, reference="W-1", amount=Decimal("12.50"))
    before = content()
    assert loaded("fee_collections", csv_of(path, WIRE, ["CTV-1", 2013, "$12.5", "W-1"])) == (
        0,
        0,
        1,
    )
    assert content() == before


def test_d51_a_reference_on_record_with_other_content_is_updated_and_the_old_value_kept(
    path, cable
):
    loaded("fee_collections", csv_of(path, WIRE, ["CTV-1", 2013, "1.00", "W-1"]))
    assert loaded("fee_collections", csv_of(path, WIRE, ["CTV-1", 2013, "2.00", "W-1"])) == (
        0,
        1,
        0,
    )
    fee = FeeCollection.objects.get()
    assert [str(each.amount) for each in fee.history.all()] == ["2.00", "1.00"]


def test_d52_an_unknown_franchisee_is_refused_with_the_nearest_and_never_created(path, cable):
    FranchiseeAliasFactory(franchisee=cable.franchisee, name="Altice of Brooklyn")
    header = ["franchisee", "fiscal_year", "amount"]
    rows = [["Altice US", year, 1] for year in (2013, 2014, 2015)]
    assert refused("fee_collections", csv_of(path, header, *rows)).lines == [
        "a.csv:2:franchisee: Altice US: is not a franchisee on record"
        " (nearest: Altice USA, Altice of Brooklyn) (3 rows)",
        "a.csv: 1 problem in 3 of 3 rows; nothing was loaded.",
    ]
    assert [*Franchisee.objects.values_list("name", flat=True)] == ["Altice USA"]


def test_d52_where_nothing_is_like_it_that_is_said(path, cable):
    header = ["franchisee", "fiscal_year", "amount"]
    told = refused("fee_collections", csv_of(path, header, ["Zzyzx", 2013, 1])).lines[0]
    assert told == (
        "a.csv:2:franchisee: Zzyzx: is not a franchisee on record"
        " (and nothing on record is like it)"
    )


def test_d52_where_nobody_is_on_record_that_is_said(path):
    header = ["franchisee", "fiscal_year", "amount"]
    told = refused("fee_collections", csv_of(path, header, ["Altice USA", 2013, 1])).lines[0]
    assert told == (
        "a.csv:2:franchisee: Altice USA: is not a franchisee on record: none is recorded yet"
    )


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("franchise_type", "cabel television", "Cable television"),
        ("boroughs", "Quens", "Queens"),
        ("franchisee", "Altise", "Altice USA"),
    ],
)
def test_d52_so_is_an_unknown_type_or_borough(path, cable, column, value, told):
    row = {
        "number": "N-1",
        "franchisee": "Altice USA",
        "franchise_type": "Cable television",
        "effective_on": "2010-07-01",
        "expires_on": "2030-06-30",
        "boroughs": "",
    } | {column: value}
    ended = refused("franchises", csv_of(path, [*row], [*row.values()]))
    assert ended.lines[0].startswith(f"a.csv:2:{column}: {value}: is not a ")
    assert f"(nearest: {told}" in ended.lines[0]


def test_d52_an_unknown_franchise_is_refused_with_the_nearest(path, cable):
    row = ["CTV-11", 2013, 1, "W-1"]
    assert refused("fee_collections", csv_of(path, WIRE, row)).lines[0] == (
        "a.csv:2:franchise: CTV-11: is not the number of a franchise on record (nearest: CTV-1)"
    )


def test_d57_more_than_is_due_is_loaded(path, cable):
    FeeAssessmentFactory(franchise=cable, fiscal_year=2013, amount=Decimal("1.00"))
    assert loaded("fee_collections", csv_of(path, WIRE, ["CTV-1", 2013, 5, "W-1"])) == (1, 0, 0)


@pytest.mark.parametrize("fiscal_year", [2011, 2030])
@pytest.mark.parametrize("dataset", ["fee_collections", "fee_assessments"])
def test_d61_a_fee_of_the_first_and_the_last_year_of_the_term_is_good(
    path, cable, dataset, fiscal_year
):
    row = ["CTV-1", fiscal_year, 1, "W-1"]
    assert loaded(dataset, csv_of(path, WIRE, row)) == (1, 0, 0)


@pytest.mark.parametrize("fiscal_year", [2010, 2031])
@pytest.mark.parametrize("dataset", ["fee_collections", "fee_assessments"])
def test_d61_a_fee_outside_the_term_is_refused(path, cable, dataset, fiscal_year):
    row = ["CTV-1", fiscal_year, 1, "W-1"]
    assert refused(dataset, csv_of(path, WIRE, row)).lines[0] == (
        f"a.csv:2:fiscal_year: FY{fiscal_year}: has no day in the term of CTV-1 (2010-07-01 to"
        " 2030-06-30); where the franchisee still operates, mark the franchise as a holdover"
    )


@pytest.mark.parametrize(("period", "is_good"), [("Q3", True), ("Q4", False), ("", True)])
def test_d61_a_quarter_outside_the_term_is_refused_though_its_year_is_not(path, period, is_good):
    FranchiseFactory(number="CTV-2", terminated=True)  # On 1 March 2018, in the third quarter.
    header = ["franchise", "fiscal_year", "period", "amount"]
    csv_of(path, header, ["CTV-2", 2018, period, 1])
    if is_good:
        assert loaded("fee_collections", path) == (1, 0, 0)
    else:
        assert "has no day in the term of CTV-2" in refused("fee_collections", path).lines[0]


def test_d61_a_holdover_pays_on(path):
    FranchiseFactory(number="CTV-2", holdover=True)
    row = ["CTV-2", 2026, 1, "W-1"]
    assert loaded("fee_collections", csv_of(path, WIRE, row)) == (1, 0, 0)


def test_d61_a_terminated_holdover_does_not(path):
    FranchiseFactory(number="CTV-2", terminated=True, holdover=True)
    row = ["CTV-2", 2019, 1, "W-1"]
    assert "has no day in the term" in refused("fee_collections", csv_of(path, WIRE, row)).err


@pytest.mark.parametrize(("day", "warned"), [("2020-06-30", False), ("2020-07-01", True)])
def test_d61_money_that_comes_after_the_term_is_loaded_with_a_warning(path, day, warned):
    FranchiseFactory(number="CTV-2", expired=True)
    header = [*WIRE, "received_on"]
    ended = ran("fee_collections", csv_of(path, header, ["CTV-2", 2020, 1, "W-1", day]))
    assert ended.status == 0
    assert (
        ended.lines
        == [
            f"warning: a.csv:2:received_on: {day}: is after the last day of CTV-2"
            " (2010-07-01 to 2020-06-30)"
        ]
        * warned
    )


@pytest.mark.parametrize("dataset", ["fee_collections", "fee_assessments"])
def test_a_fee_on_a_draft_is_refused(path, dataset):
    FranchiseFactory(number="CTV-2", draft=True)
    assert refused(dataset, csv_of(path, WIRE, ["CTV-2", 2013, 1, "W-1"])).lines[0] == (
        "a.csv:2:franchise: CTV-2: is a draft: publish the franchise before recording fees for it"
    )


def test_an_installation_under_a_draft_is_good(path):
    FranchiseFactory(number="CTV-2", draft=True)
    header = ["source", "asset_id", "franchise", "kind", "status"]
    row = ["p", "7", "CTV-2", "cabinet", "installed"]
    assert loaded("installations", csv_of(path, header, row)) == (1, 0, 0)


def test_d66_a_new_name_of_a_franchisee_leaves_its_fees_alone(path, cable, tmp_path):
    header = ["franchisee", "fiscal_year", "amount"]
    old = csv_of(path, header, ["Altice USA", 2013, 1])
    loaded("fee_collections", old)
    fees = [*FeeCollection.objects.values_list()]
    names = csv_of(tmp_path / "names.csv", ["name", "other_names"], ["Altice USA", "Optimum"])
    assert loaded("franchisees", names) == (0, 1, 0)
    assert [*FeeCollection.objects.values_list()] == fees
    assert loaded("fee_collections", csv_of(path, header, ["OPTIMUM", 2013, 1])) == (0, 0, 1)


def test_d66_a_name_cannot_be_of_two_franchisees(path, cable):
    FranchiseeAliasFactory(franchisee=cable.franchisee, name="Optimum")
    FranchiseeFactory(name="Verizon")
    header = ["name", "other_names"]
    rows = [["Verizon", "Optimum"], ["Spectrum", "Altice USA"], ["optimum", ""], ["New", "Newer"]]
    rows += [["Newer", ""], ["Other", "newer"], ["Verizon New York", "Other"]]
    assert refused("franchisees", csv_of(path, header, *rows)).lines[:-1] == [
        "a.csv:2:other_names: Optimum: is a name of another franchisee",
        "a.csv:3:other_names: Altice USA: is a name of another franchisee",
        "a.csv:4:name: optimum: is recorded as another name of a franchisee",
        "a.csv:6:name: Newer: is recorded as another name of a franchisee",
        "a.csv:7:other_names: newer: is a name of another franchisee",
        "a.csv:8:other_names: Other: is a name of another franchisee",
    ]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"expires_on": "2010-06-30"}, "expires_on: 2010-06-30: is before effective_on"),
        ({"terminated_on": "2010-06-30"}, "terminated_on: 2010-06-30: is before effective_on"),
        (
            {"expires_on": "perpetual", "holdover": "yes"},
            "holdover: yes: is yes, but a perpetual franchise has no term to hold over",
        ),
    ],
)
def test_the_dates_of_a_franchise_are_in_order(path, cable, cells, told):
    row = {
        "number": "N-1",
        "franchisee": "Altice USA",
        "franchise_type": "Cable television",
        "effective_on": "2010-07-01",
        "expires_on": "2030-06-30",
    } | cells
    ended = refused("franchises", csv_of(path, [*row], [*row.values()]))
    assert ended.lines[0] == f"a.csv:2:{told}"


def test_a_franchise_may_end_on_the_day_it_begins(path, cable):
    header = ["number", "franchisee", "franchise_type", "effective_on", "expires_on"]
    row = ["N-1", "Altice USA", "Cable television", "2010-07-01", "2010-07-01"]
    assert loaded("franchises", csv_of(path, header, row)) == (1, 0, 0)


@pytest.mark.parametrize(("expires_on", "warned"), [("2035-06-30", False), ("2035-07-01", True)])
def test_a_term_over_25_years_is_warned_of(path, cable, expires_on, warned):
    header = ["number", "franchisee", "franchise_type", "effective_on", "expires_on"]
    row = ["N-1", "Altice USA", "Cable television", "2010-07-01", expires_on]
    ended = ran("franchises", csv_of(path, header, row))
    assert ended.status == 0
    told = f"a.csv:2:expires_on: {expires_on}: makes a term over 25 years (Charter 363(h)(2))"
    assert ended.lines == [f"warning: {told}"] * warned


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            {"installed_on": "2020-05-02", "removed_on": "2020-05-01", "status": "removed"},
            "removed_on: 2020-05-01: is before installed_on",
        ),
        (
            {"installed_on": "", "removed_on": "2020-05-01", "status": "installed"},
            "removed_on: 2020-05-01: is given, but the status is not removed",
        ),
    ],
)
def test_the_dates_of_an_installation_are_in_order(path, cable, cells, told):
    row = {"source": "p", "asset_id": "7", "franchise": "CTV-1", "kind": "cabinet"} | cells
    ended = refused("installations", csv_of(path, [*row], [*row.values()]))
    assert ended.lines[0] == f"a.csv:2:{told}"


def test_an_installation_may_be_removed_on_the_day_it_was_installed(path, cable):
    row = {"source": "p", "asset_id": "7", "franchise": "CTV-1", "kind": "cabinet"}
    row |= {"installed_on": "2020-05-01", "removed_on": "2020-05-01", "status": "removed"}
    assert loaded("installations", csv_of(path, [*row], [*row.values()])) == (1, 0, 0)
    assert Installation.objects.get().removed_on == Installation.objects.get().installed_on
