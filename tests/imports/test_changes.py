"""What would change, field by field, before it does."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.models import Borough, FranchiseeAlias
from tests.factories import (
    BoroughFactory,
    FeeCollectionFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)
from tests.imports.running import ran, table

pytestmark = pytest.mark.django_db

POLE = "source,asset_id,franchise,kind,status,borough,fee_zone"


def test_every_changed_field_is_told_with_what_it_is_and_would_be(tmp_path):
    InstallationFactory(
        source="poles",
        asset_id="7",
        franchise=FranchiseFactory(number="F-1"),
        borough=BoroughFactory(),
        fee_zone="A",
    )
    BoroughFactory(code="queens", name="Queens")
    path = table(tmp_path, POLE, "poles,7,F-1,pole_top,approved,Queens,")
    ended = ran("installations", path, dry_run=True)
    assert ended.out.splitlines()[5:9] == [
        "line  installation  field     is         would be",
        "2     poles 7       status    installed  approved",
        "2     poles 7       fee_zone  A          -",
        "2     poles 7       borough   Manhattan  Queens",
    ]


def test_amounts_are_told_in_dollars(tmp_path):
    FeeCollectionFactory(
        franchise=FranchiseFactory(number="F-1"), reference="W-1", amount=Decimal("100.00")
    )
    path = table(tmp_path, "franchise,fiscal_year,amount,reference", "F-1,2013,2500.00,W-1")
    changes = ran("fee_collections", path, dry_run=True, json=True).result["changes"]
    assert changes == [
        {"line": 2, "key": "W-1", "field": "amount", "old": "$100.00", "new": "$2,500.00"}
    ]


def test_the_terminal_shows_the_first_50_changes_and_json_all(tmp_path):
    franchise = FranchiseFactory(number="F-1")
    for number in range(60):
        InstallationFactory(source="poles", asset_id=f"{number:02}", franchise=franchise)
    rows = [f"poles,{number:02},F-1,pole_top,approved" for number in range(60)]
    path = table(tmp_path, "source,asset_id,franchise,kind,status", *rows)
    told = ran("installations", path, dry_run=True).out
    assert (told.count("installed"), "… and more: --json lists them all" in told) == (50, True)
    assert len(ran("installations", path, dry_run=True, json=True).result["changes"]) == 60


def test_a_row_that_is_new_or_unchanged_is_counted_and_not_listed(tmp_path):
    InstallationFactory(source="poles", asset_id="7", franchise=FranchiseFactory(number="F-1"))
    path = table(
        tmp_path,
        "source,asset_id,franchise,kind,status",
        "poles,7,F-1,pole_top,installed",
        "poles,8,F-1,pole_top,installed",
    )
    result = ran("installations", path, dry_run=True, json=True).result
    assert (result["rows"]["created"], result["rows"]["unchanged"], result["changes"]) == (1, 1, [])


TERM = "number,franchisee,franchise_type,effective_on,expires_on,published"
UNCHANGED = "F-1,Altice USA,cable-television,2010-07-01,2030-06-30,yes"


@pytest.fixture
def altice():
    franchise = FranchiseFactory(number="F-1", franchisee__name="Altice USA")
    for code in ("manhattan", "queens", "brooklyn"):
        BoroughFactory(code=code, name=code.title())
    franchise.boroughs.set(Borough.objects.filter(code__in=["queens", "manhattan"]))
    return franchise


@pytest.mark.parametrize(
    ("cell", "old", "new"),
    [
        ("queens | brooklyn", "Manhattan, Queens", "Brooklyn, Queens"),
        ("", "Manhattan, Queens", ""),
    ],
)
def test_the_boroughs_of_a_franchise_are_told_as_they_are_and_would_be(
    tmp_path, altice, cell, old, new
):
    path = table(tmp_path, f"{TERM},boroughs", f"{UNCHANGED},{cell}")
    result = ran("franchises", path, dry_run=True, json=True).result
    assert result["rows"]["updated"] == 1
    assert result["changes"] == [
        {"line": 2, "key": "F-1", "field": "boroughs", "old": old, "new": new}
    ]


def test_boroughs_are_told_on_the_terminal_after_the_other_fields_of_the_row(tmp_path, altice):
    row = UNCHANGED.replace("2030-06-30", "2035-06-30")
    path = table(tmp_path, f"{TERM},boroughs", f"{row},queens")
    assert ran("franchises", path, dry_run=True).out.splitlines()[5:8] == [
        "line  franchise  field       is                 would be",
        "2     F-1        expires_on  2030-06-30         2035-06-30",
        "2     F-1        boroughs    Manhattan, Queens  Queens",
    ]


@pytest.mark.parametrize("boroughs", [None, "Manhattan | Queens"])
def test_boroughs_that_stay_are_not_told(tmp_path, altice, boroughs):
    row = UNCHANGED.replace("2030-06-30", "2035-06-30")
    columns = [TERM, row] if boroughs is None else [f"{TERM},boroughs", f"{row},{boroughs}"]
    path = table(tmp_path, *columns)
    changes = ran("franchises", path, dry_run=True, json=True).result["changes"]
    assert [change["field"] for change in changes] == ["expires_on"]


def test_the_other_names_of_a_franchisee_are_told_with_those_it_keeps(tmp_path):
    altice = FranchiseeFactory(name="Altice USA")
    FranchiseeAlias.objects.create(franchisee=altice, name="Optimum")
    FranchiseeFactory(name="Verizon")
    path = table(
        tmp_path, "name,other_names", "Altice USA,Cablevision | optimum", "Verizon,", "RCN,Astound"
    )
    assert ran("franchisees", path, dry_run=True, json=True).result["changes"] == [
        {
            "line": 2,
            "key": "Altice USA",
            "field": "other_names",
            "old": "Optimum",
            "new": "Cablevision, Optimum",
        }
    ]


def test_telling_boroughs_costs_the_same_queries_for_one_franchise_and_for_many(tmp_path, altice):
    rows = [UNCHANGED]
    counted = []
    for number in range(10, 50):
        FranchiseFactory(number=f"F-{number}", franchisee=altice.franchisee)
        rows.append(UNCHANGED.replace("F-1,", f"F-{number},"))
    for some in (rows[:1], rows):
        path = table(tmp_path, f"{TERM},boroughs", *(f"{row},brooklyn" for row in some))
        with CaptureQueriesContext(connection) as queries:
            result = ran("franchises", path, dry_run=True, json=True).result
        assert len(result["changes"]) == len(some)
        counted.append(len(queries))
    assert counted[1] == counted[0] <= 45


def test_a_row_without_a_reference_is_named_by_what_it_is_for(tmp_path):
    franchise = FranchiseFactory(number="F-1")
    FeeCollectionFactory(
        franchise=franchise, fiscal_year=2013, reference="", amount=Decimal("100.00")
    )
    path = table(tmp_path, "franchise,fiscal_year,amount", "F-1,2013,2500.00")
    (change,) = ran("fee_collections", path, dry_run=True, json=True).result["changes"]
    assert change["key"] == "F-1 2013 fee"


def test_yes_and_no_are_told_as_such_on_either_database(tmp_path, altice):
    path = table(tmp_path, f"{TERM},holdover", f"{UNCHANGED},yes")
    (change,) = ran("franchises", path, dry_run=True, json=True).result["changes"]
    assert (change["field"], change["old"], change["new"]) == ("is_holdover", "no", "yes")
