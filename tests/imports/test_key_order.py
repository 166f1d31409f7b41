"""A file in the order of its key names no row twice; any other is asked about repeated keys."""

import pytest

from franchises.imports.datasets import DATASETS
from franchises.imports.key_order import KeyOrder
from franchises.models import FeeCollection, Installation
from tests.factories import FranchiseFactory
from tests.imports.running import loaded, ran

INSTALLATIONS = DATASETS["installations"]
COLUMNS = ("source", "status", "asset_id")


def is_kept(*blocks, columns=COLUMNS, dataset="installations"):
    order = KeyOrder(DATASETS[dataset], columns)
    for block in blocks:
        order.note([(line, *record) for line, record in enumerate(block, 2)])
    return order.is_kept


def poles(*ids, source="poles"):
    return [(source, "installed", each) for each in ids]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        pytest.param([], True, id="no rows"),
        pytest.param([poles("1")], True, id="one row"),
        pytest.param([poles("1", "2", "3")], True, id="in order"),
        pytest.param([poles("1", "3", "2")], False, id="out of order"),
        pytest.param([poles("1", "1")], False, id="the same key twice"),
        pytest.param([poles("1", "2"), poles("3")], True, id="blocks in order"),
        pytest.param([poles("1", "2"), poles("2", "3")], False, id="the same key in two blocks"),
        pytest.param([poles("3"), poles("2")], False, id="blocks out of order"),
        pytest.param([poles("1"), [], poles("1")], False, id="an empty block between"),
        pytest.param([poles("2", "1"), poles("3", "4")], False, id="never in order again"),
        pytest.param([poles("1") + poles("1", source="q")], True, id="another source"),
        pytest.param([poles("1", source="q") + poles("2")], False, id="an earlier source"),
    ],
)
def test_the_order_is_kept_while_each_key_is_above_the_one_before(blocks, expected):
    assert is_kept(*blocks) is expected


def test_a_file_that_lacks_a_part_of_the_key_is_in_no_order():
    assert not is_kept(columns=("source", "status"))


def test_references_in_order_are_enough_for_money():
    columns = ("reference", "amount")
    assert is_kept([("", 1), ("W-1", 1), ("W-2", 1)], columns=columns, dataset="fee_collections")
    assert not is_kept([("", 1), ("", 1)], columns=columns, dataset="fee_collections")
    assert not is_kept([("W-1", 1), ("", 1)], columns=columns, dataset="fee_collections")


def test_a_key_that_is_not_stored_as_it_is_written_is_in_no_order():
    assert not is_kept(columns=("name", "name_key"), dataset="franchisees")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ids", [("1", "2", "2"), ("2", "2", "1"), ("2", "1", "2")], ids=["sorted", "reversed", "mixed"]
)
def test_a_repeated_key_is_refused_in_whatever_order_the_rows_come(tmp_path, ids):
    FranchiseFactory(number="M-1")
    path = tmp_path / "poles.csv"
    rows = [f"poles,{each},M-1,pole_top,installed" for each in ids]
    path.write_text("\n".join(["source,asset_id,franchise,kind,status", *rows]))
    ended = ran("installations", path)
    assert ended.status == 2 and "already: which of the two is right?" in ended.err
    assert not Installation.objects.exists()


@pytest.mark.django_db
def test_a_repeated_key_is_found_across_what_is_staged_together(tmp_path):
    FranchiseFactory(number="M-1")
    path = tmp_path / "poles.csv"
    rows = [f"poles,{number:05},M-1,pole_top,installed" for number in [*range(2_500), 2_499]]
    path.write_text("\n".join(["source,asset_id,franchise,kind,status", *rows]))
    ended = ran("installations", path)
    assert ended.status == 2
    assert "poles.csv:2502:source + asset_id: poles 02499: is on line 2501 already" in ended.err


@pytest.mark.django_db
def test_sorted_references_do_not_hide_two_rows_without_one(tmp_path):
    FranchiseFactory(number="M-1", is_published=True)
    path = tmp_path / "wires.csv"
    path.write_text(
        "franchise,fiscal_year,amount,reference\nM-1,2024,1.00,\nM-1,2024,2.00,\nM-1,2024,3.00,W-1\n"
    )
    ended = ran("fee_collections", path)
    assert ended.status == 2 and "already: which of the two is right?" in ended.err
    assert not FeeCollection.objects.exists()


@pytest.mark.django_db
def test_the_same_key_under_two_sources_is_two_rows(tmp_path):
    FranchiseFactory(number="M-1")
    path = tmp_path / "poles.csv"
    rows = [f"{source},7,M-1,pole_top,installed" for source in ("kiosks", "poles")]
    path.write_text("\n".join(["source,asset_id,franchise,kind,status", *rows]))
    assert loaded("installations", path) == (2, 0, 0)
