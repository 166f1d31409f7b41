import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest

from franchises.reports.fee_summary import Basis, Grouping, all_years, fee_summary
from franchises.reports.formats import to_csv, to_json, to_text
from franchises.reports.tables import Cell, Column, Kind, Row, Table, summary_table, years_table
from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
)


@pytest.fixture
def ledger(db):
    """Two franchises in FY2013, one of them assessed, and a third that paid the year before."""
    verizon = FranchiseFactory(number="F-1", franchisee=FranchiseeFactory(name="Verizon, Inc."))
    zenfi = FranchiseFactory(number="F-2", franchisee=FranchiseeFactory(name="ZenFi"))
    gone = FranchiseFactory(number="F-3", franchisee=FranchiseeFactory(name="Gone"))
    FeeAssessmentFactory(franchise=verizon, amount=Decimal("9000000.00"))
    FeeCollectionFactory(franchise=verizon, amount=Decimal("8076089.00"))
    FeeCollectionFactory(franchise=verizon, fiscal_year=2012, received_on=date(2012, 1, 15))
    FeeCollectionFactory(franchise=verizon, refund=True)
    FeeCollectionFactory(franchise=zenfi, amount=Decimal("0.50"), kind="interest")
    FeeCollectionFactory(franchise=gone, fiscal_year=2012, received_on=date(2012, 1, 15))


def table_of(value, kind=Kind.TEXT):
    cells = (Cell(value, kind),)
    return Table("Headline", "Caption", (Column("name", "Name", kind),), (), Row("", cells), ())


def test_a_year_by_franchise_as_csv(ledger):
    assert to_csv(summary_table(fee_summary(2013, Grouping.FRANCHISE))) == (
        "franchise,franchisee,assessed,collected,refunds,interest_and_penalties,outstanding,share,"
        "previous,change,change_percent\r\n"
        'F-1,"Verizon, Inc.",9000000.00,8076079.00,-10.00,0.00,923921.00,100.0,'
        "100.00,8075979.00,8075979.0\r\n"
        "F-2,ZenFi,[x],0.50,0.00,0.50,[x],0.0,[x],[x],[x]\r\n"
        "F-3,Gone,[x],[x],[x],[x],[x],[x],100.00,[x],[x]\r\n"
        "Total,,9000000.00,8076079.50,-10.00,0.50,923921.00,100.0,"
        "200.00,8075879.50,4037939.8\r\n"
    )


def test_all_years_as_csv(ledger):
    assert to_csv(years_table(all_years())) == (
        "fiscal_year,assessed,collected,refunds,interest_and_penalties,outstanding,change,"
        "change_percent,franchisees\r\n"
        "2013,9000000.00,8076079.50,-10.00,0.50,923921.00,8075879.50,4037939.8,2\r\n"
        "2012,[x],200.00,0.00,0.00,[x],[x],[x],2\r\n"
        "Total,9000000.00,8076279.50,-10.00,0.50,923921.00,,,3\r\n"
    )


def test_the_cash_basis_leaves_out_what_does_not_apply(ledger):
    table = years_table(all_years(Basis.CASH))
    assert [column.key for column in table.columns] == [
        "fiscal_year",
        "collected",
        "refunds",
        "interest_and_penalties",
        "change",
        "change_percent",
        "franchisees",
    ]
    assert not any("Outstanding" in note for note in table.notes)


def test_a_year_by_franchisee_as_json(ledger):
    document = json.loads(to_json(summary_table(fee_summary(2013, Grouping.FRANCHISEE))))
    assert document["headline"] == (
        "FY2013 (1 July 2012 to 30 June 2013): $8,076,079.50 collected from 2 franchisees,"
        " accrual basis"
    )
    assert document["caption"] == "Fees of FY2013 by franchisee, accrual basis"
    assert document["columns"][1] == {"key": "assessed", "heading": "Assessed", "kind": "money"}
    assert document["rows"][1] == {
        "key": "zenfi",
        "franchisee": "ZenFi",
        "assessed": None,
        "collected": "0.50",
        "refunds": "0.00",
        "interest_and_penalties": "0.50",
        "outstanding": None,
        "share": "0.0",
        "previous": None,
        "change": None,
        "change_percent": None,
    }
    assert document["total"]["collected"] == "8076079.50"
    assert document["notes"][0].startswith("[x] means not recorded")


def test_all_years_as_json_have_no_change_of_the_total(ledger):
    document = json.loads(to_json(years_table(all_years())))
    assert document["rows"][0]["fiscal_year"] == 2013
    assert document["total"] == {
        "fiscal_year": "Total",
        "assessed": "9000000.00",
        "collected": "8076279.50",
        "refunds": "-10.00",
        "interest_and_penalties": "0.50",
        "outstanding": "923921.00",
        "franchisees": 3,
    }


def test_text_aligns_the_figures_under_their_headings(ledger):
    assert to_text(years_table(all_years(Basis.CASH))).splitlines()[:8] == [
        "FY2012 to FY2013: $8,076,279.50 collected from 3 franchisees, cash basis",
        "",
        "Fiscal year      Collected  Refunds   Interest      Change on     Change, %  Franchisees",
        "                                           and    year before",
        "                                     penalties",
        "-" * 88,
        "FY2013       $8,076,079.50  -$10.00      $0.50  $8,075,879.50  4,037,939.8%            2",
        "FY2012             $200.00    $0.00      $0.00            [x]           [x]            2",
    ]


def test_text_stays_within_its_width_by_wrapping_names(ledger):
    table = summary_table(fee_summary(2013, Grouping.FRANCHISE, Basis.CASH))
    assert max(len(line) for line in to_text(table, width=100).splitlines()) <= 100
    assert "F-1 Verizon, Inc." in to_text(table, width=120)
    assert "F-1 Verizon,\n" not in to_text(table, width=100)
    assert any(line.startswith("  Inc.") for line in to_text(table, width=80).splitlines())


def test_a_year_with_nothing_recorded_says_so_and_has_no_table(db):
    text = to_text(summary_table(fee_summary(1990, Grouping.TYPE)))
    assert text.splitlines()[0] == (
        "FY1990 (1 July 1989 to 30 June 1990): nothing is recorded, accrual basis"
    )
    assert "---" not in text
    assert to_text(years_table(all_years())).startswith("All years: nothing is recorded")


@pytest.mark.parametrize("start", list("=+-@\t\r\0"))
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe_in_csv(start):
    written = to_csv(table_of(f"{start}cmd()"))
    assert next(csv.reader(io.StringIO(written.partition("\r\n")[2], newline=""))) == [
        f"'{start}cmd()"
    ]


def test_a_negative_number_stays_a_number_in_csv():
    assert to_csv(table_of(Decimal("-10.00"), Kind.MONEY)) == "name\r\n-10.00\r\n"


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (Decimal("8076089.00"), Kind.MONEY, "$8,076,089.00"),
        (Decimal("-0.50"), Kind.MONEY, "-$0.50"),
        (Decimal("250000000000.00"), Kind.MONEY, "$250,000,000,000.00"),
        (None, Kind.MONEY, "[x]"),
        (Decimal("-1234.5"), Kind.PERCENT, "-1,234.5%"),
        (Decimal("0.0"), Kind.PERCENT, "0.0%"),
        (2013, Kind.YEAR, "FY2013"),
        (1234, Kind.COUNT, "1,234"),
        (0, Kind.COUNT, "0"),
        ("ZenFi", Kind.TEXT, "ZenFi"),
        ("", Kind.MONEY, ""),
    ],
)
def test_a_cell_reads_as_people_write_it(value, kind, text):
    assert Cell(value, kind).text == text


def test_one_franchisee_is_not_put_in_the_plural(db):
    FeeCollectionFactory()
    assert "collected from 1 franchisee," in years_table(all_years()).headline


def test_a_long_word_of_a_name_is_not_broken_in_the_terminal(db):
    mobile = FranchiseTypeFactory(code="mobile", name="Mobile telecommunications of the city")
    FeeCollectionFactory(franchise=FranchiseFactory(franchise_type=mobile))
    text = to_text(summary_table(fee_summary(2013, Grouping.TYPE)), width=60)
    assert any(line.startswith("  telecommunications") for line in text.splitlines())
