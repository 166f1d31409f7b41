"""Due against received: account by account, so that an overpayment hides nothing that is owed."""

from decimal import Decimal

import pytest

from franchises.reports.due import Sum, due_and_received
from franchises.reports.fee_report import report_of_all_years, report_of_year
from franchises.reports.recorded import Basis, Recorded
from franchises.reports.report_tables import due_table
from tests.factories import FranchiseFactory
from tests.reports.entries import assess, collect


def account(assessed, received):
    outstanding = None if assessed is None else assessed - (received or 0)
    return Recorded(assessed=assessed, received=received, outstanding=outstanding)


ACCOUNTS = [
    account(10_000, 7_500),
    account(5_000, 6_000),
    account(1_000, None),
    account(2_000, 2_000),
    account(None, 333),
]


def test_what_is_overpaid_is_set_apart_from_what_is_owed():
    due = due_and_received(ACCOUNTS)
    assert due.due == Sum(Decimal("180.00"), 4)
    assert due.paid == Sum(Decimal("155.00"), 3)
    assert due.owed == Sum(Decimal("35.00"), 2)
    assert due.overpaid == Sum(Decimal("-10.00"), 1)
    assert due.unassessed == Sum(Decimal("3.33"), 1)


def test_the_lines_add_up():
    due = due_and_received(ACCOUNTS)
    assert due.outstanding.amount == due.due.amount - due.paid.amount == Decimal("25.00")
    assert due.owed.amount + due.overpaid.amount == due.outstanding.amount
    assert due.paid.amount + due.unassessed.amount == due.received.amount == Decimal("158.33")


@pytest.mark.parametrize("accounts", [[], [account(None, 5)]])
def test_where_nothing_is_assessed_nothing_is_known_to_be_due(accounts):
    assert due_and_received(accounts) is None


def test_zero_assessed_is_known():
    assert due_and_received([account(0, 100)]).overpaid == Sum(Decimal("-1.00"), 1)


def test_the_table_has_a_line_for_each():
    table = due_table("FY2013", due_and_received(ACCOUNTS))
    assert table.headline == "FY2013: $180.00 due, $158.33 received"
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Due", "$180.00", "4"],
        ["Received where something is due", "$155.00", "3"],
        ["Outstanding", "$25.00", "3"],
        ["Of it: still owed", "$35.00", "2"],
        ["Of it: overpaid", "-$10.00", "1"],
        ["Received where nothing is assessed", "$3.33", "1"],
        ["Received in all", "$158.33", "4"],
    ]


@pytest.mark.django_db
def test_what_one_year_overpaid_pays_for_no_other():
    franchise = FranchiseFactory()
    assess(franchise, "100.00", 2012)
    collect(franchise, "150.00", 2012)
    assess(franchise, "100.00", 2013)
    due = report_of_all_years(Basis.ACCRUAL, 7).due
    assert (due.owed, due.overpaid) == (Sum(Decimal("100.00"), 1), Sum(Decimal("-50.00"), 1))
    assert report_of_year(2013, Basis.ACCRUAL, 7).due.owed == Sum(Decimal("100.00"), 1)
    assert report_of_year(2013, Basis.CASH, 7).due is None
