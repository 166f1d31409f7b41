"""Statements, re-zonings and money of closed years, uploaded as files of poles are."""

from decimal import Decimal

import pytest

from franchises.models import Franchise, ImportRun, RevenueStatement, ZoneChange
from tests.admin.uploading import address, confirm, uploaded
from tests.closing import shut
from tests.factories import FeeCollectionFactory, InstallationFactory, RevenueStatementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]

STATEMENTS = "franchise,fiscal_year,period,gross_revenue\nF-1,2013,Q1,1234.50\nF-1,2013,Q2,5\n"


@pytest.fixture
def accountant(clerk, staff_client):
    """Who may import statements and money of the one franchise on record, F-1."""
    rights = ("revenuestatement", "feecollection")
    allowed = [f"{action}_{model}" for action in ("add", "change") for model in rights]
    return staff_client("import_data", "view_importrun", *allowed, username="accountant")


def test_a_restated_statement_is_shown_beside_the_one_in_force_and_accepted_by_name(accountant):
    franchise = Franchise.objects.get()
    RevenueStatementFactory(franchise=franchise, gross_revenue=Decimal("1000.00"))
    one = uploaded(accountant, STATEMENTS, dataset="revenue_statements")
    page = accountant.get(address(one)).text
    restated = 'Would be restated, beside what is on record</th><td class="figure">1</td>'
    assert restated in page
    assert "<td>F-1 2013 Q1 gross</td><td>gross_revenue</td>" in page
    assert "<del>$1,000.00</del>" in page and "<ins>$1,234.50</ins>" in page
    assert "to load the file, accept by name" in confirm(accountant, one).text.casefold()
    assert RevenueStatement.objects.count() == 1

    confirm(accountant, one, accepted=["restated"])

    one.refresh_from_db()
    assert (one.state, one.run.rows_created) == ("loaded", 2)
    assert "changed since the check" not in accountant.get(address(one)).text
    assert sorted(RevenueStatement.objects.values_list("period", "revision")) == [
        ("Q1", 1),
        ("Q1", 2),
        ("Q2", 1),
    ]


def test_who_may_not_add_statements_loads_none(clerk):
    one = uploaded(clerk, STATEMENTS, dataset="revenue_statements")
    page = clerk.get(address(one)).text
    assert (
        "The file would add 2 revenue statements, and you may not add revenue statements." in page
    )
    confirm(clerk, one)
    assert not RevenueStatement.objects.exists()


def test_a_rezoning_that_does_not_fit_is_shown_as_it_came(staff_client, clerk):
    rezoner = staff_client("import_data", "add_zonechange", username="rezoner")
    InstallationFactory(source="poles", asset_id="1", fee_zone="A")
    headings = "id,old zone,new zone,from\n"
    one = uploaded(rezoner, headings + "1,B,C,2013-01-01\n", dataset="rezonings")
    page = rezoner.get(address(one)).text
    assert "old zone: is not the zone of poles 1 before 2013-01-01, which is A" in page
    assert '<td class="bad-cell">B</td>' in page
    good = uploaded(rezoner, headings + "1,A,C,2013-01-01\n", dataset="rezonings")
    confirm(rezoner, good)
    assert ZoneChange.objects.get().new_zone == "C"


def test_rows_of_a_closed_year_are_shown_with_their_lines(accountant):
    FeeCollectionFactory(franchise=Franchise.objects.get(), reference="W-0")
    shut(2013)
    wires = "franchise,fiscal_year,amount,reference\nF-1,2014,1,W-1\nF-1,2013,1,W-2\n"
    one = uploaded(accountant, wires, dataset="fee_collections")
    page = accountant.get(address(one)).text
    assert "fiscal_year: FY2013 is closed: record a correction in the open year" in page
    assert '<td class="bad-cell">2013</td>' in page
    confirm(accountant, one)
    assert not ImportRun.objects.exists()
