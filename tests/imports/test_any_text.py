"""Whatever a cell says, an import ends in a result; and the order of the rows does not matter."""

import csv
import random
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from franchises.imports.datasets import DATASETS
from franchises.imports.outcome import Options
from franchises.imports.run import run_import
from franchises.imports.watchdog import FLAGS
from franchises.models import FeeCollection, Franchise, ImportRun, Installation
from tests.factories import FranchiseFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
QUICK = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
WORDS = [
    *("", "yes", "2013", "Q1", "-1", "$1,000.00", "2020-02-30", "perpetual", "CTV-1", "refund"),
    *("Altice USA", "cable-television", "40.7", "ﷺ" * 40, "ß" * 150, "|", "A | a", "removed"),
]
TEXT = st.text(max_size=60) | st.sampled_from(WORDS)


@pytest.fixture(autouse=True)
def cable():
    return FranchiseFactory(number="CTV-1", franchisee__name="Altice USA")


def written(path, rows):
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.mark.parametrize("name", DATASETS)
@QUICK
@given(data=st.data())
def test_any_text_in_any_column_ends_in_a_result(tmp_path, name, data):
    columns = DATASETS[name].columns
    if name == "rezonings":
        # The one that the example moves.
        Installation.objects.get_or_create(
            source="city-poles", asset_id="2040", fee_zone="A", franchise=Franchise.objects.get()
        )
    rows = [[column.name for column in columns], [column.example for column in columns]]
    for position in data.draw(st.sets(st.integers(0, len(columns) - 1), max_size=4)):
        rows[1][position] = data.draw(TEXT)
    path = written(tmp_path / "a.csv", rows)
    with transaction.atomic():
        dry = run_import(DATASETS[name], path, Options(TODAY, is_dry_run=True))
        real = run_import(DATASETS[name], path, Options(TODAY))
        transaction.set_rollback(True)
    assert dry.outcome in ImportRun.Outcome.values
    assert (dry.outcome, dry.counts) == (real.outcome, real.counts)
    told = [problem.worded("a.csv") for problem in real.problems]
    assert all(line.isprintable() for line in told)
    assert bool(told) is (real.outcome == "refused")


@QUICK
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_end_in_a_result(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert run_import(DATASETS["franchisees"], path, Options(TODAY, is_dry_run=True)).problems.count


AMOUNT = st.integers(0, 10**13).map(lambda cents: f"{cents // 100}.{cents % 100:02}")
WIRES = st.lists(
    st.tuples(
        st.just("CTV-1"),
        st.integers(2011, 2030),
        AMOUNT,
        st.integers(1, 30).map(lambda number: f"W-{number}"),
    ),
    max_size=12,
    unique_by=lambda wire: wire[3],
)


@QUICK
@given(before=WIRES, rows=WIRES, seed=st.integers(0, 9))
def test_g03_rows_in_any_order_and_a_second_time_give_the_same(tmp_path, before, rows, seed):
    header = ["franchise", "fiscal_year", "amount", "reference"]
    dataset, options = (
        DATASETS["fee_collections"],
        Options(TODAY, allows_empty=True, accepted=frozenset(FLAGS)),
    )
    shuffled = random.Random(seed).sample(rows, len(rows))
    states = []
    for order in (rows, shuffled):
        with transaction.atomic():
            run_import(dataset, written(tmp_path / "a.csv", [header, *before]), options)
            run_import(dataset, written(tmp_path / "a.csv", [header, *order]), options)
            again = run_import(dataset, tmp_path / "a.csv", options)
            assert (again.counts.created, again.counts.updated) == (0, 0)
            assert again.counts.unchanged == len(rows)
            states.append(
                [
                    *FeeCollection.objects.order_by("reference").values_list(
                        "reference", "fiscal_year", "amount"
                    )
                ]
            )
            transaction.set_rollback(True)
    expected = {wire[3]: wire for wire in [*before, *rows]}
    assert states[0] == states[1]
    assert [(r, y, str(a)) for r, y, a in states[0]] == [
        (wire[3], wire[1], wire[2]) for wire in sorted(expected.values(), key=lambda w: w[3])
    ]
