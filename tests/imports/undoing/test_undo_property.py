"""Every sequence of imports, undone in reverse order, gives back the first state exactly.

All of it: ids, links and other names; all but the histories and the runs, which only ever grow.
"""

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from franchises.imports.datasets import DATASETS
from franchises.imports.outcome import Options
from franchises.imports.run import run_import
from franchises.imports.undoing.reversal import Reversal
from franchises.imports.undoing.undo import undo_run
from franchises.imports.watchdog import FLAGS
from franchises.models import ImportRun
from tests.factories import BoroughFactory, FranchiseFactory
from tests.imports.running import content, csv_of

pytestmark = pytest.mark.django_db


def state():
    return {
        table: rows
        for table, rows in content().items()
        if not table.removeprefix("franchises_").startswith("historical")
    }


def files(dataset, key, *others):
    """Files of one data set: up to four rows of different keys, and any of the other columns."""
    columns = dict(others)
    row = st.fixed_dictionaries({**columns, **dict(key)})
    keys = [name for name, _ in key]
    rows = st.lists(row, min_size=1, max_size=4, unique_by=lambda r: tuple(r[k] for k in keys))
    kept = st.sets(st.sampled_from(sorted(columns)))
    is_whole = st.booleans() if dataset == "installations" else st.just(False)
    header = kept.map(lambda names: [*keys, *sorted(names)])
    return st.tuples(st.just(dataset), rows, header, is_whole)


def one_of(*values):
    return st.sampled_from(values)


HOLDER = ("franchisee", one_of("Altice USA", "Verizon", "Stealth"))
FRANCHISEES = files(
    "franchisees",
    [("name", one_of("Altice USA", "Verizon", "Stealth", "VERIZON"))],
    ("other_names", one_of("", "Optimum", "Bell Atlantic", "FiOS | Bell Atlantic")),
    ("website", one_of("", "https://a.example", "https://b.example")),
)
FRANCHISES = files(
    "franchises",
    [("number", one_of("F-1", "F-2", "F-3"))],
    HOLDER,
    ("franchise_type", one_of("cable-television")),
    ("effective_on", one_of("2010-07-01", "2011-07-01")),
    ("expires_on", one_of("2030-06-30", "perpetual")),
    ("boroughs", one_of("", "Manhattan", "Queens | Brooklyn", "Brooklyn | Queens | Manhattan")),
    ("title", one_of("", "Old", "New")),
    ("published", one_of("yes", "no")),
)
INSTALLATIONS = files(
    "installations",
    [("source", one_of("poles")), ("asset_id", one_of("1", "2", "3"))],
    ("franchise", one_of("F-1", "F-2")),
    ("kind", one_of("pole_top", "kiosk")),
    ("status", one_of("installed", "approved")),
    ("borough", one_of("", "Queens")),
    ("fee_zone", one_of("", "A")),
)
FEES = files(
    "fee_collections",
    [("fiscal_year", one_of("2013", "2014")), ("reference", one_of("", "W-1", "W-2"))],
    ("franchise", one_of("F-1", "F-2")),
    ("amount", one_of("10.00", "12.34")),
    ("note", one_of("", "checked")),
)
# What every file needs, so that most are good.
NEEDED = {
    "franchisees": (),
    "franchises": ("franchisee", "franchise_type", "effective_on", "expires_on", "published"),
    "installations": ("franchise", "kind", "status"),
    "fee_collections": ("franchise", "amount"),
}
UNDO = "undo the last"
STEPS = st.lists(
    st.one_of(FRANCHISEES, FRANCHISES, INSTALLATIONS, FEES, st.just(UNDO)), min_size=1, max_size=7
)


def undo_the_last():
    """Undo the newest run that changed anything and stands; whether there was one."""
    run = (
        ImportRun.objects.filter(undoes=None, undone_by=None)
        .exclude(rows_created=0, rows_updated=0, rows_removed=0)
        .first()
    )
    if run is None:
        return False
    result = undo_run(run.pk)
    assert not result.is_refused, (result.refusal, list(result.obstacles))
    return True


def imported(path, dataset, rows, columns, is_whole=False):
    header = [*columns, *(name for name in NEEDED[dataset] if name not in columns)]
    csv_of(path, header, *([row[name] for name in header] for row in rows))
    options = Options(today=date(2026, 11, 23), accepted=frozenset(FLAGS), syncs=is_whole)
    run_import(DATASETS[dataset], path, options)


def play(path: Path, steps) -> int:
    """Take *steps*, undo all that stands, and compare; return how many imports changed a thing."""
    for borough in ("Manhattan", "Queens", "Brooklyn"):
        BoroughFactory(code=borough.lower(), name=borough)
    first = FranchiseFactory(number="F-1", franchisee__name="Altice USA")
    first.boroughs.add(BoroughFactory(code="queens"))
    states, changes = [state()], 0
    for step in [*steps, *(UNDO for _ in steps)]:
        if step == UNDO:
            if undo_the_last():
                states.pop()
            assert state() == states[-1]
        else:
            imported(path, *step)
            if state() != states[-1]:
                states.append(state())
                changes += 1
    assert len(states) == 1
    connection.check_constraints()
    return changes


class _TakenBack(Exception):
    """The end of one example: its rows go."""


def played_and_forgotten(path, steps):
    with pytest.raises(_TakenBack), transaction.atomic():
        play(path, steps)
        raise _TakenBack


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_imports_undone_in_reverse_order_give_back_the_first_state(tmp_path, steps):
    played_and_forgotten(tmp_path / "a.csv", steps)


def pole(franchise, status):
    key = {"source": "poles", "asset_id": "1"}
    return {**key, "franchise": franchise, "kind": "kiosk", "status": status}


A_STORY = [
    ("franchisees", [{"name": "Verizon", "other_names": "FiOS"}], ["name", "other_names"]),
    (
        "franchises",
        [
            {
                "number": number,
                "franchisee": "FiOS",
                "franchise_type": "cable-television",
                "effective_on": "2010-07-01",
                "expires_on": "2030-06-30",
                "boroughs": "Manhattan | Brooklyn",
                "published": "yes",
            }
            for number in ("F-1", "F-2")
        ],
        ["number", "boroughs"],
    ),
    (
        "installations",
        [pole("F-2", "approved")],
        ["source", "asset_id"],
    ),
    (
        "installations",
        [pole("F-1", "installed")],
        ["source", "asset_id"],
    ),
]


def test_the_story_is_loaded_whole_and_undone_whole(tmp_path):
    assert play(tmp_path / "a.csv", A_STORY) == 4


@pytest.mark.parametrize("forgotten", ["_clear", "_fill", "_put_back", "_delete"])
def test_an_undo_that_forgot_something_would_be_noticed(tmp_path, monkeypatch, forgotten):
    monkeypatch.setattr(Reversal, forgotten, lambda *arguments: None)

    with pytest.raises((AssertionError, IntegrityError)), transaction.atomic():
        play(tmp_path / "a.csv", A_STORY)
