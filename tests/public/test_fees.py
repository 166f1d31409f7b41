"""The fee pages and their files: literal figures, on both bases, and the ends of the years."""

import csv
import gzip
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import caches

from franchises.models import FeeAssessment, FeeCollection, Franchise, Franchisee
from tests.factories import (
    BoroughFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
    InstallationFactory,
)
from tests.public.markup import read

pytestmark = pytest.mark.django_db


def test_fy2013_comes_to_its_published_total(client, city):
    text = read(client.get("/fees/2013/")).text
    assert "Fiscal year 2013 is the one that ends in 2013: 1 July 2012 to 30 June 2013." in text
    assert (
        "$8,076,089.00 was collected from 1 franchisee in FY2013; what FY2012 came to is not"
        " recorded." in text
    )
    # Outstanding: in a row and a total of three tables, and twice among what was due.
    assert text.count("$100.00") == 8
    assert "-$10.00" in text


def test_the_figures_are_said_to_be_provisional(client, city):
    text = read(client.get("/fees/2013/")).text
    assert "Provisional. The figures are as recorded today; they change when" in text
    assert "runs until" not in text


def test_a_fiscal_year_under_way_says_until_when_it_runs(client, city):
    FeeAssessmentFactory(franchise=city, fiscal_year=2027)
    text = read(client.get("/fees/2027/")).text
    assert "Provisional. FY2027 runs until 30 June 2027." in text


def test_a_fiscal_year_is_under_way_on_its_last_day_and_not_after(client, city, monkeypatch):
    for day, is_under_way in ((date(2013, 6, 30), True), (date(2013, 7, 1), False)):
        for module in ("fees", "versions"):
            monkeypatch.setattr(f"franchises.public.{module}.localdate", lambda day=day: day)
        text = client.get("/fees/2013/").content.decode()
        assert ("FY2013 runs until" in text) is is_under_way


def test_the_cash_basis_counts_the_year_of_receipt(client, city):
    assert "$8,076,099.00 was collected" in read(client.get("/fees/2013/?basis=cash")).text
    text = read(client.get("/fees/2014/?basis=cash")).text
    assert (
        "-$10.00 was collected from 1 franchisee in FY2014, $8,076,109.00 (100.0%) less than in"
        " FY2013." in text
    )


def test_all_fiscal_years_are_in_one_table_newest_first(client, city):
    FeeCollectionFactory(franchise=city, fiscal_year=2015, amount=Decimal("5.00"))
    page = read(client.get("/fees/"))
    years = [link for link in page.links if link.startswith("/fees/20")]
    # The latest and the first, and then the rows.
    assert years == ["/fees/2015/", "/fees/2013/", "/fees/2015/", "/fees/2014/", "/fees/2013/"]
    sentence = "$8,076,094.00 was collected from 1 franchisee from FY2013 to FY2015."
    assert sentence in page.text


def test_the_years_before_and_after_are_one_link_away(client, city):
    FeeCollectionFactory(franchise=city, fiscal_year=2015)
    links = {
        year: [
            each["href"]
            for each in read(client.get(f"/fees/{year}/")).all("a")
            if each.get("rel") in ("prev", "next")
        ]
        for year in (2013, 2014, 2015)
    }
    assert links == {
        2013: ["/fees/2014/"],
        2014: ["/fees/2013/", "/fees/2015/"],
        2015: ["/fees/2014/"],
    }


def test_the_years_turn_on_the_basis_that_was_chosen(client, city):
    page = read(client.get("/fees/2013/?basis=cash"))
    assert "/fees/2014/?basis=cash" in page.links
    assert "/fees/?basis=cash" in page.links


@pytest.mark.parametrize("address", ["/fees/2012/", "/fees/2012.csv", "/fees/2012.json"])
def test_a_year_before_the_first_is_not_found_and_says_so(client, city, address):
    response = client.get(address)
    assert response.status_code == 404
    text = read(response).text
    assert "Nothing is recorded for FY2012" in text
    assert "Fees are recorded from FY2013 to FY2013" in text


def test_a_year_without_any_fees_at_all_is_not_found(client, today):
    response = client.get("/fees/2013/")
    assert response.status_code == 404
    assert "No fees are recorded yet." in read(response).text
    assert "No fees are recorded yet." in read(client.get("/fees/")).text


@pytest.mark.parametrize("year", [1899, 2201, 0, 99999, 10**30, 10**4000])
@pytest.mark.parametrize("ending", ["/", ".csv", ".json"])
def test_what_is_no_fiscal_year_is_refused_with_its_bounds(client, city, year, ending):
    response = client.get(f"/fees/{year}{ending}")
    assert response.status_code == 400
    assert "is not a fiscal year from 1900 to 2200." in read(response).text


@pytest.mark.parametrize("year", [1900, 2200])
def test_the_first_and_the_last_possible_year_are_years(client, city, year):
    FeeCollectionFactory(franchise=city, fiscal_year=year)
    assert client.get(f"/fees/{year}/").status_code == 200


@pytest.mark.parametrize("year", ["-1", "abc", "2013x", "1" * 5000])
def test_what_is_not_a_number_is_not_found(client, city, year):
    assert client.get(f"/fees/{year}/").status_code == 404


def test_latest_leads_to_the_latest_year_recorded_on_its_basis(client, city):
    assert client.get("/fees/latest/")["Location"] == "/fees/2013/"
    assert client.get("/fees/latest/?basis=cash")["Location"] == "/fees/2014/?basis=cash"


def test_a_year_with_nothing_but_bills_is_the_latest_only_where_nothing_came_in(client, city):
    FeeAssessmentFactory(franchise=city, fiscal_year=2020)
    assert client.get("/fees/latest/")["Location"] == "/fees/2013/"
    page = read(client.get("/fees/"))
    assert "Latest: FY2013" in page.text
    assert "FY2020 came to" not in page.text
    assert "from FY2013 to FY2020." in page.text
    FeeCollection.objects.all().delete()
    assert client.get("/fees/latest/")["Location"] == "/fees/2020/"


def test_latest_leads_to_all_years_where_there_is_none(client, today):
    assert client.get("/fees/latest/")["Location"] == "/fees/"


def test_the_csv_file_has_the_figures_of_the_page(client, city):
    response = client.get("/fees/2013.csv?by=franchise")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    disposition = 'attachment; filename="fees-fy2013-by-franchise-accrual.csv"'
    assert response["Content-Disposition"] == disposition
    first, total = csv.DictReader(io.StringIO(response.content.decode()))
    assert (first["franchise"], first["franchisee"]) == ("CT-01", "Altice USA")
    assert (first["collected"], first["outstanding"]) == ("8076089.00", "100.00")
    assert (total["franchise"], total["collected"]) == ("Total", "8076089.00")


def test_the_json_file_has_the_figures_of_the_page(client, city):
    response = client.get("/fees/2013.json?by=franchisee&basis=cash")
    assert response["Content-Type"] == "application/json"
    assert "fees-fy2013-by-franchisee-cash.json" in response["Content-Disposition"]
    document = json.loads(response.content)
    assert document["rows"][0]["collected"] == "8076099.00"
    assert document["total"]["collected"] == "8076099.00"


def test_a_file_is_by_type_unless_asked_otherwise(client, city):
    response = client.get("/fees/2013.csv")
    assert response.content.startswith(b"franchise_type,assessed,collected")
    assert b"Cable television,8076189.00,8076089.00" in response.content


def test_all_years_are_files_too(client, city):
    assert b"\r\n2013,8076189.00,8076089.00" in client.get("/fees.csv").content
    document = json.loads(client.get("/fees.json?basis=cash").content)
    assert [row["fiscal_year"] for row in document["rows"]] == [2014, 2013]


def test_every_table_of_a_year_links_to_its_files(client, city):
    links = read(client.get("/fees/2013/?basis=cash")).links
    for by in ("type", "franchisee", "franchise"):
        for ending in ("csv", "json", "xlsx"):
            assert f"/fees/2013.{ending}?by={by}&basis=cash" in links


def test_rows_link_to_what_they_are_about(client, city):
    links = read(client.get("/fees/2013/")).links
    assert "/franchises/?type=cable-television" in links
    assert "/franchisees/altice-usa/" in links
    assert "/franchises/CT-01/" in links


def test_what_is_not_known_is_marked_and_never_zero(client, city):
    FeeCollectionFactory(franchise=city, fiscal_year=2014, amount=Decimal("5.00"))
    text = read(client.get("/fees/2014/")).text
    assert "[x]" in text
    assert "[x] means not recorded" in text


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/fees/", 18),
        ("/fees/?basis=cash", 20),
        ("/fees/2013/", 26),
        ("/fees/2013/?search=f&type=cable-television&sort=franchisee", 28),
        ("/fees/2013.xlsx?by=franchise", 16),
    ],
)
def test_a_fee_report_costs_the_same_queries_for_10_rows_and_for_1000(
    client, city, address, most, django_assert_num_queries
):
    franchises = FranchiseFactory.create_batch(9)
    for franchise in franchises:
        FeeCollectionFactory(franchise=franchise)
    with django_assert_num_queries(most):
        client.get(address)
    add_franchises(990)
    # They went past the history, which tells one version of the data from another.
    for each in caches.all():
        each.clear()
    with django_assert_num_queries(most):
        response = client.get(address)
    if response["Content-Type"].startswith("text/html"):
        assert len(gzip.compress(response.content)) < 100_000


def add_franchises(number):
    """Record as many franchises more, each of a franchisee of its own that owes and pays."""
    holders = Franchisee.objects.bulk_create(
        FranchiseeFactory.build(name=f"Company {n}", name_key=f"company {n}", slug=f"company-{n}")
        for n in range(number)
    )
    kind = FranchiseTypeFactory()
    franchises = Franchise.objects.bulk_create(
        FranchiseFactory.build(number=f"N-{n}", franchisee=holder, franchise_type=kind)
        for n, holder in enumerate(holders)
    )
    for model, make in (
        (FeeAssessment, FeeAssessmentFactory),
        (FeeCollection, FeeCollectionFactory),
    ):
        model.objects.bulk_create(
            make.build(franchise=franchise, amount=Decimal(1000_00 + n * 7919) / 100)
            for n, franchise in enumerate(franchises)
        )


@pytest.mark.parametrize(
    ("latest", "words"),
    [
        ("150.00", "FY2014 came to $150.00: $50.00 more than FY2013 (50.0%)."),
        ("75.00", "FY2014 came to $75.00: $25.00 less than FY2013 (25.0%)."),
        ("100.00", "FY2014 came to $100.00, as much as FY2013."),
    ],
)
def test_the_headline_of_all_years_says_how_the_latest_differs(client, today, latest, words):
    franchise = FranchiseFactory()
    FeeCollectionFactory(franchise=franchise, fiscal_year=2013)
    assert "came to" not in read(client.get("/fees/")).text
    FeeCollectionFactory(franchise=franchise, fiscal_year=2014, amount=latest)
    assert words in read(client.get("/fees/")).text


def test_a_city_without_fees_shows_its_installations_by_borough(client, today):
    manhattan = BoroughFactory()
    InstallationFactory.create_batch(3, borough=manhattan)
    page = read(client.get("/fees/"))
    assert "No fees are recorded yet." in page.text
    assert "Manhattan: 3; Queens: 0" in page.text
    assert "/installations/?borough=manhattan" in page.links
