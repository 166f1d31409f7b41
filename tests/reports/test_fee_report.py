"""All years added up, and what a narrowing leaves: its sums, and shares of the whole."""

from datetime import date
from decimal import Decimal

import pytest

from franchises.models import Franchisee
from franchises.reports.fee_report import report_of_all_years, report_of_year
from franchises.reports.fee_summary import all_years, fee_summary
from franchises.reports.figures import Grouping
from franchises.reports.installation_counts import installations_by_borough
from franchises.reports.narrowing import Narrowing
from franchises.reports.recorded import Basis
from franchises.reports.report_tables import borough_table
from franchises.reports.sorting import sorted_by
from franchises.reports.tables import Column, Kind, Row, Table, cells_of, span_table, summary_table
from tests.closing import closed
from tests.factories import (
    BoroughFactory,
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
    InstallationFactory,
)
from tests.reports.entries import assess, collect

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger():
    """Altice in two years and ZenFi, of another type, in the later one."""
    altice = FranchiseFactory(number="C-1", franchisee=FranchiseeFactory(name="Altice USA"))
    mobile = FranchiseTypeFactory(code="mobile", name="Mobile")
    zenfi = FranchiseFactory(
        number="M-1", franchisee=FranchiseeFactory(name="ZenFi"), franchise_type=mobile
    )
    collect(altice, "300.00", 2012, received_on=date(2012, 1, 15))
    collect(altice, "150.00")
    collect(zenfi, "50.00")
    for franchise, before, now in ((altice, "300.00", "150.00"), (zenfi, "0.00", "80.00")):
        assess(franchise, before, 2012)
        assess(franchise, now)


@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("grouping", Grouping)
def test_all_years_added_up_come_to_the_total_of_the_years_in_a_row(
    ledger, grouping, basis, is_closed
):
    if is_closed:
        closed(2013)
    summary = report_of_all_years(basis, 7).summaries[grouping]
    total = all_years(basis).total
    assert summary.total.collected == total.collected == Decimal("500.00")
    assert summary.total.outstanding == (total.outstanding if basis is Basis.ACCRUAL else None)
    assert summary.franchisees == total.franchisees == 2


def test_a_row_of_all_years_is_the_sum_of_its_years_and_has_no_change(ledger):
    table = span_table(report_of_all_years(Basis.ACCRUAL, 7).summaries[Grouping.FRANCHISEE])
    assert table.caption == "Fees of FY2012 to FY2013 by franchisee, accrual basis"
    assert [column.key for column in table.columns][-2:] == ["outstanding", "share"]
    assert [[row.cells[0].text, row.cells[2].text, row.cells[6].text] for row in table.rows] == [
        ["Altice USA", "$450.00", "90.0%"],
        ["ZenFi", "$50.00", "10.0%"],
    ]


def test_a_row_is_called_as_in_the_newest_year(ledger):
    closed(2012)
    Franchisee.objects.filter(name="Altice USA").update(name="Optimum", name_key="optimum")
    summary = report_of_all_years(Basis.ACCRUAL, 7).summaries[Grouping.FRANCHISEE]
    assert [row.label for row in summary.rows] == ["Optimum", "ZenFi"]


def test_nothing_recorded_is_no_report(db):
    assert report_of_all_years(Basis.ACCRUAL, 7) is None


@pytest.mark.parametrize(
    ("narrowing", "names"),
    [
        (Narrowing(), ["Altice USA", "ZenFi"]),
        (Narrowing(search="ALTICE "), ["Altice USA"]),
        (Narrowing(search="i"), ["Altice USA", "ZenFi"]),
        (Narrowing(type_code="mobile", type_name="Mobile"), ["ZenFi"]),
        (Narrowing("altice", "mobile", "Mobile"), []),
        (Narrowing(search="%"), []),
    ],
)
def test_a_narrowing_keeps_the_franchises_it_says(ledger, narrowing, names):
    report = report_of_year(2013, Basis.ACCRUAL, 7, Grouping.FRANCHISEE, narrowing)
    assert [row.label for row in report.narrowed.rows] == names
    assert report.summaries[Grouping.FRANCHISEE] == fee_summary(2013, Grouping.FRANCHISEE)


def test_a_narrowed_table_says_so_and_its_shares_are_of_the_whole(ledger):
    narrowing = Narrowing("zen", "mobile", "Mobile")
    narrowed = report_of_year(2013, Basis.ACCRUAL, 7, Grouping.FRANCHISE, narrowing).narrowed
    table = summary_table(narrowed)
    words = "franchise type “Mobile”, name with “zen”"
    assert table.caption == f"Fees of FY2013 by franchise, accrual basis, {words}"
    assert (narrowed.total.collected, narrowed.total.share) == (Decimal("50.00"), Decimal("25.0"))
    assert (
        f"Narrowed to {words}: totals are of these alone, shares of the whole year." in table.notes
    )


def test_a_report_costs_the_queries_of_one_summary(ledger, django_assert_num_queries):
    with django_assert_num_queries(4):
        report_of_year(2013, Basis.ACCRUAL, 7)
    with django_assert_num_queries(4):
        report_of_all_years(Basis.ACCRUAL, 7)


def test_installations_are_counted_by_borough_and_drafts_are_not(django_assert_num_queries):
    published = FranchiseFactory()
    InstallationFactory.create_batch(2, franchise=published, borough=BoroughFactory())
    InstallationFactory(franchise=published, borough=BoroughFactory(), status="removed")
    InstallationFactory(franchise=published)
    InstallationFactory(franchise=FranchiseFactory(draft=True), borough=BoroughFactory())
    with django_assert_num_queries(2):
        table = borough_table(installations_by_borough())
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert rows["Manhattan"] == ["0", "0", "2", "0", "1", "3"]
    assert rows["No borough on record"] == ["0", "0", "1", "0", "0", "1"]
    assert list(rows)[-1] == "No borough on record"
    assert [cell.text for cell in table.total.cells] == ["Total", "0", "0", "3", "0", "1", "4"]


def test_no_installations_are_no_rows():
    assert installations_by_borough() == ()


def test_rows_are_sorted_by_a_column_with_the_unknown_last_and_ties_as_they_were():
    columns = (Column("name", "Name", Kind.TEXT), Column("paid", "Paid", Kind.MONEY))
    values = [("b", Decimal(2)), ("a", None), ("É", Decimal(-1)), ("C", Decimal(2))]
    rows = tuple(Row(name, cells_of(columns, (name, paid))) for name, paid in values)
    table = Table("Headline", "Caption", columns, rows, None, ())

    def names(key, *, is_descending=False):
        return [row.key for row in sorted_by(table, key, is_descending=is_descending).rows]

    assert names("paid") == ["É", "b", "C", "a"]
    assert names("paid", is_descending=True) == ["b", "C", "É", "a"]
    assert names("name") == ["a", "b", "C", "É"]
    with pytest.raises(KeyError):
        sorted_by(table, "height")
