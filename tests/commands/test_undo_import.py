"""The command that takes an import back: what it prints, and how it ends."""

import io
import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from franchises.imports.problems import ImportBusyError
from franchises.management.commands import undo_import
from franchises.models import ImportRun, Installation
from tests.factories import FranchiseFactory
from tests.imports.running import Ended, content, csv_of, loaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def run_of(tmp_path):
    """Return a function that imports poles of these zones and gives the run."""
    FranchiseFactory(number="CTV-1", franchisee__name="Altice USA")
    header = ["source", "asset_id", "franchise", "kind", "status", "fee_zone"]

    def imported(*zones: str) -> ImportRun:
        rows = [["poles", n, "CTV-1", "kiosk", "installed", zone] for n, zone in enumerate(zones)]
        loaded("installations", csv_of(tmp_path / "poles.csv", header, *rows))
        return ImportRun.objects.first()

    return imported


def undone(run, **options) -> Ended:
    out, err, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("undo_import", run, stdout=out, stderr=err, **options)
    except CommandError as error:
        status = error.returncode
        print(error, file=err)
    except SystemExit as ended:
        status = ended.code
    return Ended(status, out.getvalue(), err.getvalue())


def without_durations(text: str) -> str:
    return re.sub(r"\d+\.\d s", "0.0 s", text)


def test_it_says_how_much_it_took_back_and_where_that_is_kept(run_of):
    run_of("A", "A")
    run = run_of("B", "A", "C")

    ended = undone(run.pk)

    assert (ended.status, ended.err) == (0, "")
    assert without_durations(ended.out) == (
        f"Import {run.pk} (poles.csv): undone in 0.0 s\n"
        "             1 deleted, as it had created them\n"
        "             1 put back, as it had changed them\n"
        f"Kept as import run {run.pk + 1}.\n"
    )
    assert list(Installation.objects.values_list("fee_zone", flat=True)) == ["A", "A"]
    assert ImportRun.objects.first().operator


def test_a_dry_run_lists_what_would_happen_and_changes_nothing(run_of):
    run_of("A", "A")
    run = run_of("B", "A", "C")
    before = (content(), ImportRun.objects.count())

    ended = undone(run.pk, dry_run=True)

    assert ended.status == 0
    assert ended.out == (
        f"Import {run.pk} (poles.csv): what undoing it would do\n"
        "             1 would be deleted, as it had created them\n"
        "             1 would be put back, as it had changed them\n"
        "  put back installation poles 0 (fee_zone: B -> A)\n"
        "  delete installation poles 2\n"
        "Dry run: nothing was written.\n"
    )
    assert (content(), ImportRun.objects.count()) == before


def test_a_long_dry_run_lists_the_first_50_and_the_total(run_of):
    run = run_of(*["A"] * 52)

    lines = undone(run.pk, dry_run=True).out.splitlines()

    assert lines[2:4] == ["  delete installation poles 0", "  delete installation poles 1"]
    assert lines[-2:] == ["  … and 2 more", "Dry run: nothing was written."]
    assert len(lines) == 2 + 50 + 2


def test_what_stands_in_the_way_is_listed_and_the_status_is_2(run_of):
    run = run_of(*["A"] * 52)
    Installation.objects.update(fee_zone="C")
    before = (content(), ImportRun.objects.count())

    ended = undone(run.pk)

    assert (ended.status, ended.out) == (2, "")
    assert ended.lines[0] == "installation poles 0: was changed since, past its history"
    assert ended.lines[50:] == [
        "… and 2 more",
        f"Import {run.pk}: 52 things stand in the way; nothing was undone.",
    ]
    assert (content(), ImportRun.objects.count()) == before


def test_a_run_that_cannot_be_undone_is_refused_in_a_sentence(run_of):
    run = run_of("A")
    undone(run.pk)

    ended = undone(run.pk)

    assert ended.status == 2
    assert ended.err == f"Import {run.pk} was undone already, by import {run.pk + 1}.\n"


def test_a_number_that_is_no_run_is_refused(db):
    assert undone(404) == Ended(2, "", "there is no import run 404\n")


def test_a_run_that_changed_nothing_is_nothing_to_do(run_of):
    run_of("A")
    run = run_of("A")

    assert undone(run.pk) == Ended(
        0, f"Import {run.pk} (poles.csv) changed nothing: there is nothing to undo.\n", ""
    )


def test_the_json_has_all_of_it(run_of):
    run_of("A")
    run = run_of("B", "C")

    told = json.loads(undone(run.pk, json=True, dry_run=True).out)

    told.pop("seconds")
    assert told == {
        "run": run.pk,
        "dataset": "installations",
        "file": "poles.csv",
        "dry_run": True,
        "undone_by": None,
        "rows": {"deleted": 1, "restored": 1, "recreated": 0},
        "changes": [
            {
                "act": "put back",
                "record": "installation poles 0",
                "fields": [{"name": "fee_zone", "now": "B", "again": "A"}],
            },
            {"act": "delete", "record": "installation poles 1", "fields": []},
        ],
        "refusal": "",
        "obstacle_count": 0,
        "obstacles": [],
    }


def test_the_json_of_a_refusal_says_who_and_when(run_of):
    run = run_of("A")
    pole = Installation.objects.get()
    pole.save()

    ended = undone(run.pk, json=True)

    assert ended.status == 2
    (obstacle,) = ended.result["obstacles"]
    assert obstacle.pop("at")[:4] == str(pole.history.first().history_date.year)
    assert obstacle == {
        "record": "installation poles 0",
        "rule": "was changed",
        "who": "somebody who is not recorded",
    }


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (ImportBusyError(), 3, "another import is running: try again when it is done\n"),
        (OperationalError("disk full"), 1, "nothing was undone: disk full\n"),
        (KeyboardInterrupt(), 130, "Interrupted: nothing was undone.\n"),
    ],
)
def test_what_keeps_it_from_its_work_has_a_status_of_its_own(
    run_of, monkeypatch, error, status, words
):
    def fail(*arguments, **options):
        raise error

    monkeypatch.setattr(undo_import, "undo_run", fail)

    assert undone(run_of("A").pk) == Ended(status, "", words)
