"""Which franchise a row means: by its number, or by who held one of a type at the time."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.models import FeeCollection, Installation
from tests.factories import (
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
)
from tests.imports.running import csv_of, loaded, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


@pytest.fixture
def altice():
    return FranchiseeFactory(name="Altice USA")


@pytest.fixture
def first(altice):
    return FranchiseFactory(
        number="CTV-1", franchisee=altice, expires_on=date(2020, 6, 30), is_holdover=True
    )


def pole(path, **cells):
    row = {
        "source": "poles",
        "asset_id": "7",
        "franchisee": "Altice USA",
        "kind": "cabinet",
        "status": "installed",
    } | cells
    return csv_of(path, [*row], [*row.values()])


def fee(path, **cells):
    row = {"franchisee": "Altice USA", "fiscal_year": "2013", "amount": "1"} | cells
    return csv_of(path, [*row], [*row.values()])


def found(path):
    loaded("installations", path)
    return Installation.objects.get().franchise.number


def told(dataset, path):
    return refused(dataset, path).lines[0]


@pytest.mark.parametrize(
    ("day", "number"),
    [("2010-07-01", "CTV-1"), ("2020-06-30", "CTV-1"), ("2020-07-01", "CTV-2")],
)
def test_a_name_means_the_franchise_in_force_on_the_day(path, altice, first, day, number):
    FranchiseFactory(number="CTV-2", franchisee=altice, effective_on=date(2020, 7, 1))
    assert found(pole(path, installed_on=day)) == number


def test_before_the_first_franchise_nothing_is_found(path, first):
    assert told("installations", pole(path, installed_on="2010-06-30")) == (
        "a.csv:2:franchisee: Altice USA: held no franchise in force on 2010-06-30: it holds"
        " CTV-1 (2010-07-01 to open)"
    )


def test_after_the_term_a_holdover_is_found_where_nothing_is_in_force(path, first):
    assert found(pole(path, installed_on="2020-07-01")) == "CTV-1"


def test_after_the_term_an_expired_franchise_is_not_found(path, altice):
    FranchiseFactory(number="CTV-1", franchisee=altice, expired=True)
    assert found(pole(path, installed_on="2020-06-30")) == "CTV-1"
    assert told("installations", pole(path, installed_on="2020-07-01")) == (
        "a.csv:2:franchisee: Altice USA: held no franchise in force on 2020-07-01: it holds"
        " CTV-1 (2010-07-01 to 2020-06-30)"
    )


def test_a_terminated_franchise_is_found_up_to_the_day_it_ended(path, altice):
    FranchiseFactory(number="CTV-1", franchisee=altice, terminated=True)
    assert found(pole(path, installed_on="2018-03-01")) == "CTV-1"
    assert "held no franchise in force" in told(
        "installations", pole(path, installed_on="2018-03-02")
    )


def test_a_perpetual_franchise_is_found_on_any_later_day(path, altice):
    FranchiseFactory(number="CTV-1", franchisee=altice, perpetual=True)
    assert found(pole(path, installed_on="2076-11-23")) == "CTV-1"


def test_two_in_force_are_refused_with_both(path, altice, first):
    FranchiseFactory(number="CTV-2", franchisee=altice, effective_on=date(2020, 6, 30))
    assert told("installations", pole(path, installed_on="2020-06-30")) == (
        "a.csv:2:franchisee: Altice USA: held more than one franchise on 2020-06-30:"
        " CTV-1 (2010-07-01 to open), CTV-2 (2020-06-30 to 2030-06-30);"
        " say which in the column franchise, or with --franchise NUMBER"
    )


def test_two_holdovers_are_refused_with_both(path, altice, first):
    FranchiseFactory(number="CTV-2", franchisee=altice, holdover=True)
    assert "held more than one franchise on 2020-07-01" in told(
        "installations", pole(path, installed_on="2020-07-01")
    )


def test_the_type_tells_two_apart(path, altice, first):
    mobile = FranchiseTypeFactory(code="mobile-telecommunications", name="Mobile")
    FranchiseFactory(number="MT-1", franchisee=altice, franchise_type=mobile)
    where = {"installed_on": "2015-01-01"}
    assert found(pole(path, franchise_type="mobile-telecommunications", **where)) == "MT-1"
    assert found(pole(path, franchise_type="CABLE television", **where)) == "CTV-1"


def test_a_type_that_the_franchisee_has_none_of_is_refused(path, first):
    assert told("installations", pole(path, franchise_type="public-communications")) == (
        "a.csv:2:franchisee: Altice USA: held no public-communications franchise in force on"
        " 2026-11-23; it holds no public-communications franchise at all"
    )


def test_a_franchisee_without_a_franchise_is_refused(path, altice):
    assert told("installations", pole(path)) == (
        "a.csv:2:franchisee: Altice USA: held no franchise in force on 2026-11-23;"
        " it holds no franchise at all"
    )


@pytest.mark.parametrize(
    ("days", "number"),
    [
        ({"installed_on": "2015-01-01", "reserved_on": "2021-01-01"}, "CTV-1"),
        ({"installed_on": "", "reserved_on": "2015-01-01", "activated_on": "2021-01-01"}, "CTV-1"),
        ({"activated_on": "2015-01-01"}, "CTV-1"),
        ({}, "CTV-2"),
    ],
)
def test_an_installation_is_of_the_day_it_was_installed_or_reserved_or_activated_or_today(
    path, altice, first, days, number
):
    FranchiseFactory(number="CTV-2", franchisee=altice, effective_on=date(2020, 7, 1))
    assert found(pole(path, **days)) == number


def test_another_name_of_the_franchisee_means_the_same(path, first):
    FranchiseeAliasFactory(franchisee=first.franchisee, name="Optimum, Inc.")
    assert (
        found(pole(path, franchisee=" OPTIMUM,\u00a0INC. ", installed_on="2015-01-01")) == "CTV-1"
    )


def test_a_number_goes_before_the_day(path, first):
    assert found(pole(path, franchise="CTV-1", installed_on="1999-01-01")) == "CTV-1"


def test_a_number_is_of_the_franchisee_beside_it(path, first):
    FranchiseeFactory(name="Verizon")
    assert told("installations", pole(path, franchise="CTV-1", franchisee="Verizon")) == (
        "a.csv:2:franchisee: Verizon: does not hold franchise CTV-1"
    )


def test_a_number_is_of_the_type_beside_it(path, first):
    wrong = pole(path, franchise="CTV-1", franchise_type="public-communications")
    assert told("installations", wrong) == (
        "a.csv:2:franchise_type: public-communications: is not the type of CTV-1"
    )


def test_a_row_without_a_number_and_without_a_name_is_refused(path, first):
    assert told("installations", pole(path, franchisee="", franchise="")) == (
        "a.csv:2:franchise: is empty, and so is franchisee"
    )


def test_a_file_without_a_number_and_without_a_name_is_refused(path):
    csv_of(path, ["fiscal_year", "amount"], ["2013", "1"])
    assert told("fee_collections", path) == (
        "a.csv:1:franchise: is missing: every row needs its franchise, or its franchisee,"
        " or --franchise NUMBER for all of them"
    )


def test_the_option_franchise_is_of_every_row(path, first):
    csv_of(path, ["fiscal_year", "amount"], ["2013", "1"], ["2014", "1"])
    assert loaded("fee_collections", path, franchise="CTV-1") == (2, 0, 0)
    assert {each.franchise for each in FeeCollection.objects.all()} == {first}


def test_the_option_franchise_beside_a_column_of_franchises_is_refused(path, first):
    ended = refused("fee_collections", fee(path, franchise="CTV-1"), franchise="CTV-1")
    assert ended.lines[0] == "a.csv:1:franchise: is in the file, but CTV-1 is given for every row"


def test_an_unknown_number_in_the_option_is_told_once(path, first):
    csv_of(path, ["fiscal_year", "amount"], ["2013", "1"], ["2014", "1"])
    assert refused("fee_collections", path, franchise="CTV-2").lines == [
        "a.csv:2:franchise: CTV-2: is not the number of a franchise on record"
        " (nearest: CTV-1) (2 rows)",
        "a.csv: 1 problem in 2 of 2 rows; nothing was loaded.",
    ]


def test_the_option_franchise_must_be_of_the_franchisee_of_each_row(path, first):
    FranchiseeFactory(name="Verizon")
    ended = refused("fee_collections", fee(path, franchisee="Verizon"), franchise="CTV-1")
    assert ended.lines[0] == "a.csv:2:franchisee: Verizon: does not hold franchise CTV-1"


@pytest.mark.parametrize(
    ("cells", "number"),
    [
        ({"fiscal_year": "2020"}, "CTV-1"),
        ({"fiscal_year": "2021"}, "CTV-2"),
        ({"fiscal_year": "2020", "period": "Q4"}, "CTV-1"),
        ({"fiscal_year": "2021", "period": "Q1"}, "CTV-2"),
    ],
)
def test_a_fee_is_of_the_franchise_in_force_in_its_year_or_quarter(
    path, altice, first, cells, number
):
    FranchiseFactory(number="CTV-2", franchisee=altice, effective_on=date(2020, 7, 1))
    loaded("fee_collections", fee(path, **cells))
    assert FeeCollection.objects.get().franchise.number == number


def test_a_fee_of_a_year_in_which_one_franchise_followed_another_is_refused(path, altice):
    FranchiseFactory(number="CTV-1", franchisee=altice, expires_on=date(2019, 12, 31))
    FranchiseFactory(number="CTV-2", franchisee=altice, effective_on=date(2020, 1, 1))
    assert told("fee_collections", fee(path, fiscal_year="2020")) == (
        "a.csv:2:franchisee: Altice USA: held more than one franchise from 2019-07-01 to"
        " 2020-06-30: CTV-1 (2010-07-01 to 2019-12-31), CTV-2 (2020-01-01 to 2030-06-30);"
        " say which in the column franchise, or with --franchise NUMBER"
    )
    assert loaded("fee_collections", fee(path, fiscal_year="2020", period="Q2")) == (1, 0, 0)


def test_a_fee_of_the_year_a_term_ended_in_is_not_of_the_holdover_after_it(path, altice):
    FranchiseFactory(
        number="CTV-1", franchisee=altice, expires_on=date(2019, 12, 31), is_holdover=True
    )
    FranchiseFactory(number="CTV-2", franchisee=altice, effective_on=date(2020, 7, 1))
    loaded("fee_collections", fee(path, fiscal_year="2020"))
    assert FeeCollection.objects.get().franchise.number == "CTV-1"


def test_the_fiscal_year_begins_in_the_month_of_the_city(path, altice, first, settings):
    FranchiseFactory(number="CTV-2", franchisee=altice, effective_on=date(2020, 7, 1))
    settings.FISCAL_YEAR_START_MONTH = 1
    assert "from 2020-01-01 to 2020-12-31" in told("fee_collections", fee(path, fiscal_year="2020"))


def test_many_rows_cost_no_more_queries_than_one(path, first):
    rows = [["CTV-1", 2013, 1, f"W-{n:02}"] for n in range(60)]
    header = ["franchise", "fiscal_year", "amount", "reference"]
    with CaptureQueriesContext(connection) as few:
        loaded("fee_collections", csv_of(path, header, rows[0]), dry_run=True)
    with CaptureQueriesContext(connection) as many:
        loaded("fee_collections", csv_of(path, header, *rows), dry_run=True)
    assert len(many) == len(few) < 40
