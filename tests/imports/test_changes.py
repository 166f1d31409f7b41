"""What would change, field by field, before it does."""

from decimal import Decimal

import pytest

from tests.factories import (
    BoroughFactory,
    FeeCollectionFactory,
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
