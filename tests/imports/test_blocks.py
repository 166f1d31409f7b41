"""A block of rows is taken at once, and never says anything else than its rows one by one."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from franchises.imports.checks import RowChecker
from franchises.imports.datasets import DATASETS
from franchises.imports.headings import lay_out
from franchises.imports.lookups import Unresolved
from franchises.imports.profiles import Profile
from franchises.imports.readers import BLOCK
from franchises.imports.shapes import shape_of
from tests.factories import FranchiseFactory
from tests.imports.running import ran

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)

# For each column good cells first, then what is wrong or must be put right.
CELLS = {
    "installations": {
        "source": ["poles", " poles ", "", "=poles", "po\x1fles", "x" * 51],
        "asset_id": ["A1", "1", "(2)", "é2", "A\x1f1", "-1", "A1 ", "A\n1", "x" * 100, "x" * 101],
        "franchise": ["M-1", "", "M-2", "m-1"],
        "kind": ["kiosk", "Pole top", "mast"],
        "status": ["installed", "removed", "Live"],
        "address": ["", "1 Main Street", "+1", "“1”", "1 Main Street ", "a\x1fb", "\x1f", "a\x00"],
        "latitude": ["40.7", "", "41", "-0.5", "90.1", "40,7", "4\x1f5", "40.7\x1f41.5", "nan"],
        "longitude": ["-73.9", "", "180.0", "180.5", "-73.9 ", "E74"],
        "length_feet": ["", "0", "12", "1.5", "\uff11"],
        "installed_on": ["", "2013-01-31", "2013-02-30", "31/01/2013", "1949-12-31"],
        "removed_on": ["", "2014-01-31", "2012-01-31"],
    },
    "fee_collections": {
        "franchise": ["M-1", "M-2"],
        "fiscal_year": ["2013", "13", "1999"],
        "period": ["", "Q1", "q2", "Q5"],
        "kind": ["fee", "refund", ""],
        "amount": [
            "125000.00",
            "-12.50",
            "$1,000",
            "(3.00)",
            "1.234",
            "",
            "0.00",
            "-0.00",
            "1" * 21,
        ],
        "received_on": ["", "2012-11-14", "2026-11-24", "2015-01-01"],
        "reference": ["", "W-1", "=W", "W\x1f1"],
        "note": ["", "paid twice", "two\nlines"],
    },
}


def checker_of(name: str, warn=None) -> RowChecker:
    dataset, profile = DATASETS[name], Profile(name="", dataset=name)
    layout, problems = lay_out([*CELLS[name]], dataset, profile, {}, {})
    assert not problems
    shape = shape_of(name, TODAY, 7, warn)
    return RowChecker(dataset, layout, shape, profile, TODAY, is_sheet=False)


def rows_of(name: str) -> st.SearchStrategy[list[list[str]]]:
    """Return blocks of rows; most cells of most of them are good."""
    cells = [st.one_of(st.just(each[0]), st.sampled_from(each)) for each in CELLS[name].values()]
    row = st.tuples(*cells).map(list)
    return st.lists(st.one_of(row, row.map(lambda row: row[:-1])), min_size=1, max_size=4)


def stored(records, checker: RowChecker) -> list[list]:
    """Return records as the table stores them: a coordinate, that comes as text, is a number."""
    names = ("line", *checker.columns)
    return [
        [
            float(value) if value and name in ("latitude", "longitude") else value
            for name, value in zip(names, record, strict=True)
        ]
        for record in records
    ]


@pytest.mark.parametrize("name", CELLS)
def test_a_block_gives_the_records_of_its_rows_or_nothing(name):
    FranchiseFactory(
        number="M-1", effective_on=date(2010, 7, 1), expires_on=date(2014, 6, 30), is_published=True
    )
    warned = []

    def refuse(*words):
        raise Unresolved(*words)

    by_block, by_row = (
        checker_of(name, refuse),
        checker_of(name, lambda *words: warned.append(words)),
    )
    taken = []

    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(rows_of(name))
    def hold(rows):
        warned.clear()
        lines = range(2, 2 + len(rows))
        records = by_block.check_block(lines, rows)
        one_by_one = [by_row.check(*row) for row in zip(lines, rows, strict=True)]
        if records is not None:
            assert stored(records, by_block) == stored(one_by_one, by_row)
            assert not warned
        taken.append(records is not None)

    hold()
    assert True in taken
    assert False in taken


@pytest.mark.parametrize("name", CELLS)
def test_a_block_of_good_rows_is_taken(name):
    FranchiseFactory(
        number="M-1", effective_on=date(2010, 7, 1), expires_on=date(2014, 6, 30), is_published=True
    )
    good = [cells[0] for cells in CELLS[name].values()]
    assert len(checker_of(name).check_block([2, 3], [good, good])) == 2


def test_rows_that_set_down_what_they_were_asked_are_checked_one_by_one():
    dataset, profile = DATASETS["franchisees"], Profile(name="", dataset="franchisees")
    layout, _ = lay_out(["name"], dataset, profile, {}, {})
    shape = shape_of("franchisees", TODAY, 7, None)
    checker = RowChecker(dataset, layout, shape, profile, TODAY, is_sheet=False)
    assert checker.check_block([2], [["Example Cable"]]) is None


@pytest.mark.parametrize("place", [0, BLOCK - 1, BLOCK, BLOCK + 1])
def test_a_blank_row_is_counted_and_no_more_wherever_it_stands(tmp_path, place):
    FranchiseFactory(number="M-1")
    rows = [f"poles,{number},M-1,kiosk,installed" for number in range(BLOCK + 1)]
    rows.insert(place, ",,,,")
    path = tmp_path / "poles.csv"
    path.write_text("\n".join(["source,asset_id,franchise,kind,status", *rows]), encoding="utf-8")
    rows = ran("installations", path, json=True).result["rows"]
    assert (rows["read"], rows["blank"], rows["created"]) == (BLOCK + 1, 1, BLOCK + 1)
