"""The JSON endpoints: which rows, in which order, how many; and what is refused, in which words."""

import json

import pytest

from franchises.models import FeeAssessment
from franchises.public.open_data.catalogue import DATASETS
from franchises.reports.fee_summary import Basis, Grouping, fee_summary
from tests.closing import closed, restated
from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseFactory,
    InstallationFactory,
)

pytestmark = pytest.mark.django_db


def asked(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def column(client, address, name):
    return [row[name] for row in asked(client, address)["rows"]]


def test_a_franchise_is_told_column_by_column(client, register):
    page = asked(client, "/api/franchises?number=CT-01")
    assert {name: page[name] for name in ("dataset", "count", "offset", "limit", "next")} == {
        "dataset": "franchises",
        "count": 1,
        "offset": 0,
        "limit": 100,
        "next": None,
    }
    assert page["rows"] == [
        {
            "number": "CT-01",
            "franchisee": "Altice USA",
            "franchisee_slug": "altice-usa",
            "franchise_type": "Cable television",
            "franchise_type_code": "cable-television",
            "title": "Cable television",
            "effective_on": "2010-07-01",
            "expires_on": "2030-06-30",
            "perpetual": False,
            "terminated_on": None,
            "holdover": False,
            "status": "in_force",
            "registered_on": None,
            "registration_number": None,
            "award_method": None,
            "boroughs": ["Astoria", "Manhattan"],
        }
    ]


def test_a_franchisee_is_told_with_its_other_names(client, register):
    (row,) = asked(client, "/api/franchisees?slug=altice-usa")["rows"]
    assert row == {
        "name": "Altice USA",
        "slug": "altice-usa",
        "other_names": ["Cablevision of NYC"],
        "website": "https://altice.example/",
        "franchises": 1,
    }


def test_figures_are_those_of_the_yearly_report_to_the_cent(client, register):
    for grouping in Grouping:
        rows = asked(client, f"/api/fees_by_{grouping}")["rows"]
        told = {(row["basis"], row["fiscal_year"], *list(row.values())[2:]) for row in rows}
        names = [each.name for each in DATASETS[f"fees_by_{grouping}"].fields[4:]]
        expected = set()
        for basis, years in ((Basis.ACCRUAL, (2013, 2014)), (Basis.CASH, (2013, 2014))):
            for year in years:
                for row in fee_summary(year, grouping, basis).rows:
                    figures = (getattr(row, name) for name in names)
                    label = row.franchisee if grouping is Grouping.FRANCHISE else row.label
                    expected.add(
                        (
                            basis.value,
                            year,
                            row.key,
                            label,
                            *(None if each is None else str(each) for each in figures),
                        )
                    )
        assert told == expected
        assert len(told) == {"type": 4, "franchisee": 5, "franchise": 5}[grouping]


def test_a_closed_year_has_the_figures_that_were_published(client, city):
    closed(2013)
    FeeAssessmentFactory(
        franchise=city,
        fiscal_year=2015,
        origin="adjustment",
        amount="-89.00",
        adjusts=FeeAssessment.objects.get(fiscal_year=2013),
        note="SECRET-note",
    )
    address = "/api/fees_by_franchise?basis=accrual&fiscal_year=2013"
    assert column(client, address, "assessed") == ["8076189.00"]
    restated(2013, "An audit found $89.00 too much.")
    assert column(client, address, "assessed") == ["8076100.00"]
    assert column(client, "/api/year_revisions", "reason") == [
        None,
        "An audit found $89.00 too much.",
    ]


def test_the_figures_of_fy2013(client, register):
    (row,) = asked(client, "/api/fees_by_year?basis=accrual&fiscal_year=2013")["rows"]
    assert (row["collected"], row["refunds"], row["franchisees"]) == ("8076089.00", "-10.00", 1)
    assert row["change"] is None


def test_what_was_collected_is_added_up_by_franchise_year_and_kind(client, register):
    FeeCollectionFactory(franchise=register, amount="0.01", reference="SECRET-wire")
    rows = asked(client, "/api/fee_collections")["rows"]
    assert [(row["kind"], row["amount"], row["entries"]) for row in rows] == [
        ("fee", "8076099.01", 2),
        ("refund", "-10.00", 1),
    ]
    rows = asked(client, "/api/fee_assessments?franchise=MT-02")["rows"]
    assert [(row["fiscal_year"], row["amount"]) for row in rows] == [(2014, "7.00")]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["CT-01", "MT-01", "MT-02"]),
        ("$order=number DESC", ["MT-02", "MT-01", "CT-01"]),
        ("$order=franchisee DESC, number DESC", ["MT-02", "MT-01", "CT-01"]),
        ("$order=expires_on", ["MT-02", "CT-01", "MT-01"]),
        ("$order=expires_on DESC", ["CT-01", "MT-02", "MT-01"]),
        ("$limit=2", ["CT-01", "MT-01"]),
        ("$limit=2&$offset=2", ["MT-02"]),
        ("$offset=3", []),
        ("$q=cablevision", ["CT-01"]),
        ("$q=mt-", ["MT-01", "MT-02"]),
        ("$q=%25", []),
        ("franchise_type_code=mobile-telecommunications", ["MT-01"]),
        ("status=expired", ["MT-02"]),
        ("perpetual=true", ["MT-01"]),
        ("expires_on=2030-06-30", ["CT-01"]),
        ("boroughs=Astoria", ["CT-01"]),
        ("boroughs=Astoria&perpetual=true", []),
        ("franchisee=Verizon&perpetual=false", ["MT-02"]),
    ],
)
def test_rows_are_had_as_they_are_asked_for(client, register, query, numbers):
    assert column(client, f"/api/franchises?{query}", "number") == numbers


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", ["altice-usa", "verizon"]),
        ("other_names=Cablevision of NYC", ["altice-usa"]),
        ("franchises=1", ["altice-usa"]),
        ("franchises=2", ["verizon"]),
        ("$order=franchises DESC", ["verizon", "altice-usa"]),
        ("$q=SECRET", []),
    ],
)
def test_franchisees_are_had_as_they_are_asked_for(client, register, query, keys):
    FranchiseeAliasFactory(franchisee=register.franchisee, name="Another name")
    assert column(client, f"/api/franchisees?{query}", "slug") == keys


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ("", [2014, 2013, 2014, 2013]),
        ("basis=cash", [2014, 2013]),
        ("$order=collected", [2014, 2014, 2013, 2013]),
        ("$order=assessed DESC", [2013, 2014, 2014, 2013]),
        ("collected=8076099.00", [2013]),
        ("$q=ACCR", [2014, 2013]),
        ("fiscal_year=2012", []),
    ],
)
def test_computed_rows_are_had_in_the_same_ways(client, register, query, years):
    assert column(client, f"/api/fees_by_year?{query}", "fiscal_year") == years


def test_a_year_beyond_the_last_has_no_rows_though_the_year_before_has(client, register):
    assert asked(client, "/api/fees_by_franchise?fiscal_year=2015")["rows"] == []


def test_next_leads_through_all_rows_and_ends(client, register):
    InstallationFactory.create_batch(5, franchise=register)
    seen, address = [], "/api/installations?$limit=3&franchise=CT-01"
    while address:
        page = asked(client, address)
        assert page["count"] == 6
        seen += [row["asset_id"] for row in page["rows"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 6


def test_rows_too_many_to_count_are_not_counted(client, register, monkeypatch):
    monkeypatch.setattr("franchises.public.open_data.api.COUNTED", 2)
    page = asked(client, "/api/franchises?$limit=2")
    assert page["count"] is None
    assert page["next"] == "http://testserver/api/franchises?$limit=2&$offset=2"
    assert asked(client, "/api/installations?$limit=2")["count"] == 2


def test_a_place_is_told_in_degrees(client, register):
    (row,) = asked(client, "/api/installations?kind=kiosk")["rows"]
    assert (row["latitude"], row["longitude"]) == (40.5, -73.00001)


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [
        ("bad=1", "bad", "is not something this address can be asked for"),
        ("notes=x", "notes", "is not something this address can be asked for"),
        ("latitude=1", "latitude", "is not something this address can be asked for"),
        ("$limit=0", "$limit", "“0” is not a whole number from 1 to 1000"),
        ("$limit=1001", "$limit", "“1001” is not a whole number from 1 to 1000"),
        ("$limit=-1", "$limit", "“-1” is not a whole number from 1 to 1000"),
        ("$limit=\u0661", "$limit", "“\u0661” is not a whole number from 1 to 1000"),
        ("$offset=10000001", "$offset", "“10000001” is not a whole number from 0 to 10000000"),
        ("$limit=1&$limit=2", "$limit", "is given 2 times: give it once"),
        ("status=", "status", "is empty"),
        ("status=open", "status", "“open” is not one of proposed, approved, installed, suspended,"),
        ("reserved_on=2013-02-30", "reserved_on", "“2013-02-30” is not a day such as 2013-06-30"),
        ("reserved_on=20130203", "reserved_on", "“20130203” is not a day such as 2013-06-30"),
        ("length_feet=1e3", "length_feet", "“1e3” is not a whole number from 0 to 999999999"),
        ("$q=" + "x" * 101, "$q", "is longer than 100 characters"),
        ("$q=%00", "$q", "has a character that cannot be searched for"),
        ("$order=notes", "$order", "“notes” is not the names of up to 3 columns"),
        ("$order=kind desc", "$order", "“kind desc” is not the names of up to 3 columns"),
        ("$order=kind,kind,kind,kind", "$order", "“kind,kind,kind,kind” is not the names of up"),
        ("$order=kind%0a", "$order", "“kind\n” is not the names of up to 3 columns"),
    ],
)
def test_what_cannot_be_asked_is_named_with_its_rule(client, register, query, name, words):
    response = client.get(f"/api/installations?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert (problem["type"], problem["title"]) == ("about:blank", "Bad Request")
    assert (problem["status"], problem["instance"]) == (400, "/api/installations")
    (error,) = problem["errors"]
    assert error["parameter"] == name
    assert error["detail"].startswith(words)
    assert error["detail"] in problem["detail"]


def test_all_that_is_wrong_is_told_at_once(client, register):
    problem = json.loads(client.get("/api/franchises?a=1&$limit=x&perpetual=yes").content)
    assert [each["parameter"] for each in problem["errors"]] == ["a", "$limit", "perpetual"]


@pytest.mark.parametrize("value", ["1", "1.5", "1.005", "NaN", "1e5", "1_000.00"])
def test_an_amount_is_asked_for_to_the_cent(client, register, value):
    assert client.get(f"/api/fees_by_year?collected={value}").status_code == 400


@pytest.mark.parametrize("name", ["contacts", "fees_by_year.csv", "fees-by-year", "x" * 500])
def test_what_is_no_data_set_is_a_problem_of_its_own(client, db, name):
    response = client.get(f"/api/{name}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["title"] == "Not Found"


@pytest.mark.parametrize("name", DATASETS)
def test_drafts_notes_and_references_are_in_no_data_set(client, register, name):
    FeeCollectionFactory(franchise=register, reference="SECRET-wire", note="SECRET-note")
    page = client.get(f"/api/{name}?$limit=1000").content.decode()
    assert "SECRET" not in page


@pytest.mark.parametrize("name", DATASETS)
def test_an_endpoint_costs_the_same_however_many_rows(
    client, register, name, django_assert_max_num_queries
):
    def queries(number):
        for each in range(number):
            franchise = FranchiseFactory(number=f"N{number}-{each}")
            FeeCollectionFactory(franchise=franchise)
            InstallationFactory(franchise=franchise)
        with django_assert_max_num_queries(18) as found:
            asked(client, f"/api/{name}?$limit=1000")
        return len(found)

    assert queries(10) == queries(300)
