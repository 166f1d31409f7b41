"""The page of a fiscal year, in its order; its table by franchisee, sorted, narrowed, paged."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    FeeCollectionFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
)
from tests.public.markup import read
from tests.public.test_fee_files import Tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def payers(city):
    """Beside Altice, two who paid for mobile poles in FY2013, one of them also before."""
    mobile = FranchiseTypeFactory(code="mobile", name="Mobile poles")
    crown = FranchiseFactory(number="M-1", franchisee__name="Crown Castle", franchise_type=mobile)
    zenfi = FranchiseFactory(number="M-2", franchisee__name="ZenFi", franchise_type=mobile)
    FeeCollectionFactory(franchise=crown, amount=Decimal("50.00"))
    FeeCollectionFactory(franchise=zenfi, amount=Decimal("70.00"))
    FeeCollectionFactory(
        franchise=zenfi, fiscal_year=2012, amount=Decimal("100.00"), received_on=date(2012, 1, 5)
    )


def by_franchisee(response):
    """The names and the collected amounts of the table by franchisee, its total last."""
    table = Tables(response.content.decode()).tables[1]
    return [(row[0], row[2]) for row in table["rows"][1:]]


def test_the_page_tells_its_parts_in_their_order(client, payers):
    text = read(client.get("/fees/2013/")).text
    parts = [
        "Fees of FY2013",
        "FY2012",
        "Fiscal year 2013 is the one that ends in 2013",
        "was collected from 3 franchisees in FY2013",
        "Provisional.",
        "Data last updated on",
        "Accrual basis: a collection counts",
        "Collected in each fiscal year, accrual basis",
        "Table 1. Fees of FY2013 by franchise type",
        "Table 2. Fees of FY2013 by franchisee",
        "Table 3. Fees of FY2013 by franchise,",
        "Table 4. Due against received, FY2013",
        "Table 5. Installations by borough",
        "Source",
        "Method",
        "Rounding",
        "Negative figures",
        "[x] means not recorded",
        "How to cite",
        "Licence",
    ]
    place = text.index("Data Fees of FY2013")
    for part in parts:
        place = text.index(part, place)


def test_the_headline_says_by_how_much_and_how_many_per_cent(client, payers):
    text = read(client.get("/fees/2013/")).text
    assert (
        "$8,076,209.00 was collected from 3 franchisees in FY2013, $8,076,109.00 (8076109.0%) more"
        " than in FY2012." in text
    )


def test_as_much_as_the_year_before_is_said_so(client, payers):
    FeeCollectionFactory(franchise__number="M-3", fiscal_year=2014, amount=Decimal("8076209.00"))
    text = read(client.get("/fees/2014/")).text
    assert "in FY2014 , as much as in FY2013." in text or "in FY2014, as much as in FY2013." in text


def test_a_heading_sorts_by_its_column_and_then_the_other_way(client, payers):
    page = client.get("/fees/2013/?sort=-collected")
    assert [name for name, _ in by_franchisee(page)] == [
        "Altice USA",
        "ZenFi",
        "Crown Castle",
        "Total",
    ]
    assert "?sort=collected#franchisee" in read(page).links
    page = client.get("/fees/2013/?sort=collected")
    assert [name for name, _ in by_franchisee(page)] == [
        "Crown Castle",
        "ZenFi",
        "Altice USA",
        "Total",
    ]
    assert "?sort=-collected#franchisee" in read(page).links
    sorted_by = [each["aria-sort"] for each in read(page).all("th") if "aria-sort" in each]
    assert sorted_by == ["ascending"]


def test_what_is_unknown_is_last_in_either_order(client, payers):
    for sort in ("change", "-change"):
        names = [name for name, _ in by_franchisee(client.get(f"/fees/2013/?sort={sort}"))]
        assert names == ["ZenFi", "Altice USA", "Crown Castle", "Total"]


def test_a_filter_narrows_the_table_its_total_and_nothing_else(client, payers):
    response = client.get("/fees/2013/?type=mobile&search=EN")
    assert by_franchisee(response) == [("ZenFi", "$70.00"), ("Total", "$70.00")]
    text = read(response).text
    assert "$8,076,209.00 was collected from 3 franchisees" in text
    assert "1 franchisee." in text
    assert "Narrowed to franchise type “Mobile poles”, name with “EN”" in text


def test_each_filter_is_a_chip_that_removes_it(client, payers):
    links = read(client.get("/fees/2013/?type=mobile&search=zen&basis=cash")).links
    assert "?type=mobile&basis=cash#franchisee" in links
    assert "?search=zen&basis=cash#franchisee" in links


def test_an_empty_table_names_its_filters(client, payers):
    text = read(client.get("/fees/2013/?type=mobile&search=altice")).text
    assert "No franchisee is left by: Name has “altice”; Type: Mobile poles." in text


def test_the_files_of_the_table_are_of_the_rows_that_are_left(client, payers):
    links = read(client.get("/fees/2013/?type=mobile&sort=franchisee")).links
    assert "/fees/2013.csv?by=franchisee&basis=accrual&type=mobile&sort=franchisee" in links
    assert "/fees/2013.csv?by=franchise&basis=accrual" in links


def test_more_than_fifty_franchisees_are_on_pages_and_the_total_is_of_all(client, city):
    for number in range(50):
        FeeCollectionFactory(franchise__number=f"N-{number}", amount=Decimal("1.00"))
    first, second = client.get("/fees/2013/"), client.get("/fees/2013/?page=2")
    assert len(by_franchisee(first)) == 51
    assert len(by_franchisee(second)) == 2
    assert by_franchisee(first)[-1] == by_franchisee(second)[-1] == ("Total", "$8,076,139.00")
    assert "51 franchisees; 1 to 50 are shown, and the total is of all." in read(first).text
    assert "The first 50 are shown here; the total is of all." in read(first).text
    assert client.get("/fees/2013/?page=3").status_code == 404


def test_all_years_have_the_same_parts_and_add_up(client, payers):
    text = read(client.get("/fees/")).text
    assert "Table 1. Fees of all fiscal years, accrual basis" in text
    assert "Table 3. Fees of FY2012 to FY2013 by franchisee, accrual basis" in text
    assert "Table 5. Due against received, all fiscal years" in text
    tables = Tables(client.get("/fees/").content.decode()).tables
    assert [row[2] for row in tables[0]["rows"]][-1] == "$8,076,309.00"
    assert all(table["rows"][-1][-5] for table in tables[:3])
    zenfi = next(row for row in tables[2]["rows"] if row[0] == "ZenFi")
    assert zenfi[2] == "$170.00"


def test_the_cash_basis_leads_to_what_was_due(client, payers):
    page = read(client.get("/fees/2013/?basis=cash"))
    assert "On the cash basis it is not known what was due" in page.text
    assert "Table 4. Installations by borough" in page.text
