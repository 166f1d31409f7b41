"""Every figure of a fee page is in its files, to the cent: HTML, CSV, JSON and XLSX compared."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import openpyxl
import pytest
from django.template.defaultfilters import filesizeformat

from franchises.models import Franchisee
from tests.closing import closed
from tests.factories import (
    BoroughFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseFactory,
    InstallationFactory,
)
from tests.public.markup import read

pytestmark = pytest.mark.django_db

# Each with the number of its tables: by year, type, franchisee, franchise, what was due, boroughs.
ADDRESSES = {
    "/fees/": 6,
    "/fees/?basis=cash": 5,
    "/fees/2013/": 5,
    "/fees/2013/?basis=cash": 4,
    "/fees/2013/?sort=franchisee&search=o": 5,
    "/fees/2012/?type=cable-television&sort=-change": 4,
}


class Tables(HTMLParser):
    """The tables of a page, each a list of rows of texts, with the links that follow it."""

    def __init__(self, html):
        super().__init__()
        self.tables, self._text, self._links = [], None, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "table":
            self.tables.append({"rows": [], "links": []})
        elif tag == "tr":
            self.tables[-1]["rows"].append([])
        elif tag in ("th", "td"):
            self._text = ""
        elif tag == "p":
            self._links = attributes.get("class") == "downloads"
        elif tag == "a" and self._links and self.tables:
            self.tables[-1]["links"].append(attributes["href"])

    def handle_data(self, data):
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag):
        if tag == "p":
            self._links = False
        if tag in ("th", "td"):
            self.tables[-1]["rows"][-1].append(" ".join(self._text.split()))
            self._text = None


def figure(text):
    """A cell as the page has it, as a number where it is one: an amount in cents is exact."""
    bare = text.replace("$", "").replace(",", "").removesuffix("%").removeprefix("FY")
    try:
        return Decimal(bare)
    except ArithmeticError:
        return text


def plain(value):
    """A cell of a file: a number where it is one, unknown as the page has it."""
    if value is None:
        return "[x]"
    if isinstance(value, float):
        return Decimal(repr(value))
    return figure(str(value))


def csv_rows(client, address):
    text = client.get(address).content.decode()
    return [[plain(cell) for cell in row] for row in list(csv.reader(io.StringIO(text)))[1:]]


def json_rows(client, address):
    document = json.loads(client.get(address).content)
    keys = [column["key"] for column in document["columns"]]
    rows = [*document["rows"], *([document["total"]] if document["total"] else [])]
    return [[plain(row.get(key, "")) for key in keys] for row in rows]


def xlsx_rows(client, address):
    book = openpyxl.load_workbook(io.BytesIO(client.get(address).content))
    rows = list(book["Figures"].iter_rows(values_only=True))[1:]
    return [["" if cell is None else plain(cell) for cell in row] for row in rows]


@pytest.fixture
def ledger(city):
    """Two years, three franchisees, a refund, a penalty, what is unknown, cents that do not round,
    and installations in two boroughs and in none."""
    zenfi = FranchiseFactory(number="MT-01", franchisee__name="ZenFi Networks")
    pole = FranchiseFactory(number="MT-02", franchisee__name="Mobilitie, LLC")
    for franchise, year, amount in (
        (city, 2012, "7999999.99"),
        (zenfi, 2012, "0.01"),
        (zenfi, 2013, "76099.07"),
        (pole, 2013, "1234.50"),
    ):
        FeeCollectionFactory(
            franchise=franchise,
            fiscal_year=year,
            amount=Decimal(amount),
            received_on=date(year, 3, 1),
        )
    FeeCollectionFactory(franchise=pole, amount=Decimal("12.34"), kind="penalty")
    FeeAssessmentFactory(franchise=pole, amount=Decimal("1000.00"))
    FeeAssessmentFactory(franchise=zenfi, amount=Decimal("80000.10"))
    InstallationFactory.create_batch(3, franchise=pole, borough=BoroughFactory())
    InstallationFactory(franchise=zenfi, status="approved")


@pytest.mark.parametrize("address", ADDRESSES)
def test_g02_every_figure_on_the_page_is_in_its_files_to_the_cent(client, ledger, address):
    tables = Tables(client.get(address).content.decode()).tables
    assert len(tables) == ADDRESSES[address]
    for table in tables:
        shown = [[figure(cell) for cell in row] for row in table["rows"][1:]]
        as_csv, as_json, as_xlsx = table["links"]
        assert csv_rows(client, as_csv) == shown
        assert json_rows(client, as_json) == shown
        assert xlsx_rows(client, as_xlsx) == shown
        assert sum(isinstance(cell, Decimal) for row in shown for cell in row) > 0


def test_the_figures_of_a_closed_year_are_in_its_files_too(client, ledger):
    closed(2013)
    for table in Tables(client.get("/fees/2013/").content.decode()).tables:
        shown = [[figure(cell) for cell in row] for row in table["rows"][1:]]
        assert csv_rows(client, table["links"][0]) == shown
        assert xlsx_rows(client, table["links"][2]) == shown


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_link_says_the_size_that_its_file_has(client, ledger, address):
    response = client.get(address)
    page, text = read(response), read(response).text.replace("\xa0", " ")
    files = [link for link in page.links if "by=" in link]
    assert len(files) == 3 * ADDRESSES[address]
    for link in files:
        size = filesizeformat(len(client.get(link).content)).replace("\xa0", " ")
        assert f"{link.partition('?')[0].rpartition('.')[2].upper()} ({size})" in text


def test_a_size_follows_the_very_next_write(client, ledger):
    client.get("/fees/2013/")
    FeeCollectionFactory(franchise__number="NEW-1", amount=Decimal("123456789.12"))
    page = client.get("/fees/2013/").content.decode().replace("\xa0", " ")
    size = len(client.get("/fees/2013.csv?by=franchise&basis=accrual").content)
    assert f'by=franchise&amp;basis=accrual">CSV</a> ({size} bytes)' in page


def test_a_workbook_has_the_dictionary_and_the_notes_on_their_own_sheets(client, ledger):
    response = client.get("/fees/2013.xlsx?by=franchisee")
    assert response["Content-Disposition"] == (
        'attachment; filename="fees-fy2013-by-franchisee-accrual.xlsx"'
    )
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Figures", "Dictionary", "Notes"]
    heading, first, *_ = book["Dictionary"].iter_rows(values_only=True)
    assert heading == ("Column", "Name in CSV and JSON", "Kind", "Meaning")
    assert first == (
        "Franchisee",
        "franchisee",
        "text",
        "The company or body that holds the franchise.",
    )
    assert book["Dictionary"].max_row == 1 + book["Figures"].max_column
    notes = [row[0] for row in book["Notes"].iter_rows(values_only=True)]
    titles = ("Source", "Method", "Basis", "Rounding", "Negative figures", "Unknown figures")
    for title in (*titles, "Revisions", "How to cite", "Licence"):
        assert any(note.startswith(f"{title}: ") for note in notes), title


def test_a_workbook_shows_amounts_to_the_cent_and_is_the_same_bytes_each_time(client, ledger):
    first = client.get("/fees/2013.xlsx?by=type").content
    assert client.get("/fees/2013.xlsx?by=type").content == first
    cell = openpyxl.load_workbook(io.BytesIO(first))["Figures"]["C2"]
    assert (cell.value, cell.number_format) == (8153434.91, '"$"#,##0.00;-"$"#,##0.00')


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_workbook_takes_no_name_for_a_formula(client, ledger, start):
    Franchisee.objects.filter(slug="altice-usa").update(name=f"{start}1+1")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/fees/2013.xlsx?by=franchisee").content))
    cell = book["Figures"]["A2"]
    assert (cell.value, cell.data_type) == (f"{start}1+1", "s")


def test_a_file_has_the_rows_of_the_page_in_their_order(client, ledger):
    text = client.get("/fees/2013.csv?by=franchisee&search=Z&sort=franchisee").content.decode()
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["ZenFi Networks", "Total"]
    text = client.get("/fees/2013.csv?by=franchisee&sort=collected").content.decode()
    names = [row[0] for row in list(csv.reader(io.StringIO(text)))[1:]]
    assert names == ["Mobilitie, LLC", "ZenFi Networks", "Altice USA", "Total"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/fees/2013.csv?by=year", "a fiscal year has no table by year"),
        ("/fees/2013.csv?by=due&basis=cash", "nothing is known to be due here"),
        ("/fees/2013.csv?by=borough&search=z", "narrow no table by borough"),
        ("/fees.csv?search=z", "narrow no table by year"),
        ("/fees/2013.csv?sort=height", "“height” is not a column of this table: franchise_type"),
        ("/fees/2013/?sort=-assessed&basis=cash", "“-assessed” is not a column"),
        ("/fees/2013/?by=franchise", "“by” is not something this page can be asked for"),
        ("/fees/2013/?type=balloons", "“type”: “balloons”"),
    ],
)
def test_what_a_table_cannot_be_asked_is_refused_by_name(client, ledger, address, words):
    response = client.get(address)
    assert response.status_code == 400
    assert words in read(response).text


def test_the_chart_is_a_file_that_stands_alone(client, ledger):
    response = client.get("/fees/2013.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert 'filename="fees-fy2013-accrual.svg"' in response["Content-Disposition"]
    text = response.content.decode()
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "style" not in text
    assert "FY2012: $8,000,000.00; FY2013: $8,153,434.91 (marked)." in text
    assert client.get("/fees/1999.svg").status_code == 404
    assert "marked" not in client.get("/fees.svg").content.decode().partition("<rect")[0]
