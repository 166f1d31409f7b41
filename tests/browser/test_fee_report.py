"""A reader of a fee report sorts, narrows, shares and downloads it: on a desk, on a phone, without
JavaScript, in the dark."""

import csv
import io
import json

import openpyxl
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READERS = {
    "desk": {"width": 1280},
    "phone": {"width": 390},
    "without JavaScript": {"java_script_enabled": False},
    "dark": {"color_scheme": "dark"},
}


@pytest.fixture(params=READERS.values(), ids=READERS)
def reader(request, open_page):
    """A function that opens a page as this reader does."""
    return lambda address: open_page(address, **request.param)


def names(page):
    return page.locator("#franchisee tbody th").all_inner_texts()


def test_a_reader_sorts_by_a_heading_and_back(city, reader):
    page = reader("/fees/2013/")
    assert names(page) == ["Altice USA", "Verizon"]
    page.locator("#franchisee thead").get_by_role("link", name="Collected").click()
    page.wait_for_url("**/fees/2013/?sort=collected#franchisee")
    assert names(page) == ["Verizon", "Altice USA"]
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    page.locator("#franchisee thead").get_by_role("link", name="Collected").click()
    page.wait_for_url("**/fees/2013/?sort=-collected#franchisee")
    assert names(page) == ["Altice USA", "Verizon"]


def test_a_reader_narrows_shares_and_takes_the_filter_away(city, reader):
    page = reader("/fees/2013/?sort=franchisee")
    page.get_by_label("Name of the franchisee has").fill("veri")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/fees/2013/?**search=veri**")
    assert names(page) == ["Verizon"]
    assert "$76,089.00" in page.inner_text("#franchisee tfoot")
    friend = reader(page.url)
    assert names(friend) == ["Verizon"]
    assert friend.inner_text("#franchisee .found") == "1 franchisee."
    friend.get_by_role("list", name="Filters in force").get_by_role("link").click()
    friend.wait_for_url("**/fees/2013/?sort=franchisee#franchisee")
    assert names(friend) == ["Altice USA", "Verizon"]


def test_a_filter_that_leaves_nothing_is_named(city, reader):
    page = reader("/fees/2013/?search=nobody")
    assert "Name has “nobody”" in page.inner_text("#franchisee .found")
    assert page.locator("#franchisee table").count() == 0


def test_a_reader_downloads_what_is_on_the_page(city, reader):
    page = reader("/fees/2013/?search=veri")
    shown = page.locator("#franchisee tbody tr").first.locator("td").all_inner_texts()
    files = {}
    for name in ("CSV", "JSON", "XLSX"):
        with page.expect_download() as download:
            page.locator("#franchisee .downloads").get_by_role("link", name=name).click()
        files[name] = download.value.path().read_bytes()
        assert download.value.suggested_filename.endswith(f".{name.lower()}")
    collected = shown[1].replace("$", "").replace(",", "")
    (row, _) = csv.DictReader(io.StringIO(files["CSV"].decode()))
    assert row["collected"] == collected == "76089.00"
    assert json.loads(files["JSON"])["rows"][0]["collected"] == collected
    book = openpyxl.load_workbook(io.BytesIO(files["XLSX"]))
    assert book["Figures"]["C2"].value == float(collected)


def test_the_year_of_the_page_is_marked_by_colour_and_by_label(city, open_page):
    for scheme in ("light", "dark"):
        page = open_page("/fees/2013/", color_scheme=scheme)
        fill = "(bar) => getComputedStyle(bar).fill"
        here = page.locator(".bars .bar.here").first.evaluate(fill)
        others = {each.evaluate(fill) for each in page.locator(".chart .bar:not(.here)").all()}
        assert here not in others
        assert page.locator(".chart .bar").count() == 3
        labels = page.locator(".chart text.marked").all_text_contents()
        assert labels == ["FY2013", "$8,076,089.00"]


def test_the_picture_is_a_file_on_white(city, open_page):
    page = open_page("/fees/2013/", color_scheme="dark")
    with page.expect_download() as download:
        page.get_by_role("link", name="SVG").click()
    assert download.value.suggested_filename == "fees-fy2013-accrual.svg"
    text = download.value.path().read_text()
    assert '<rect class="ground" width="480" height="230" fill="#ffffff"/>' in text
