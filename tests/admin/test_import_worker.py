"""Uploads and the processes that work on them: once is once, and a killed worker leaves nothing."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import psycopg
import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import OperationalError

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """The address of a database of our own, migrated, of the kind that the tests run on."""
    given = project.DATABASES["default"]
    folder = tmp_path_factory.mktemp("city")
    if given["ENGINE"] == "django.db.backends.sqlite3":
        yield migrated(folder, f"sqlite:///{folder / 'city.sqlite3'}")
        return
    server = os.environ["DATABASE_URL"]
    name = f"workers_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield migrated(folder, f"{server.rpartition('/')[0]}/{name}")
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def migrated(folder, address):
    run(folder, address, ROOT / "manage.py", "migrate", "-v0")
    return address


def run(folder, address, *arguments):
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": address, "UPLOAD_DIR": str(folder / "uploads")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture
def scenario(tmp_path, database):
    """A function that runs one scenario of tests/admin/workers.py and gives what came of it."""
    return lambda name: json.loads(run(tmp_path, database, "-m", "tests.admin.workers", name))


def test_a_worker_checks_a_file_and_loads_it_once_it_is_confirmed(scenario, tmp_path):
    checked, loaded = scenario("worked")

    assert checked == {"state": "checked", "checks": 1, "runs": 0, "installations": 0}
    assert loaded == {"state": "loaded", "checks": 1, "runs": 1, "installations": 20}
    assert list((tmp_path / "uploads").iterdir()) == []


def test_67_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_loads_it_all(scenario):
    left, loaded = scenario("killed")

    assert left["standing"] == ["loading", "stopped"]
    assert (left["runs"], left["installations"]) == (0, 0)
    assert loaded == {"state": "loaded", "checks": 2, "runs": 1, "installations": 40_000}


def test_67_a_worker_killed_in_an_undo_leaves_nothing_undone_and_the_next_undoes_it_all(scenario):
    left, undone = scenario("undo_killed")

    assert left["standing"] == ["undoing", "stopped"]
    assert (left["runs"], left["installations"]) == (1, 40_000)
    assert undone["standing"] == "undone"
    assert (undone["runs"], undone["installations"]) == (2, 0)


@pytest.mark.parametrize("name", ["raced", "raced_without_the_lock"])
def test_72_four_workers_sent_to_one_upload_load_it_once(scenario, name):
    (came,) = scenario(name)

    assert came == {"state": "loaded", "checks": 1, "runs": 1, "installations": 50}


def test_workers_that_look_before_they_write_load_it_several_times(scenario):
    (came,) = scenario("raced_by_looking_first")

    assert came["runs"] > 1


def test_71_a_database_lost_before_it_committed_is_told_and_nothing_is_loaded(scenario):
    left, loaded = scenario("lost_before_the_commit")

    assert (left["state"], left["runs"], left["installations"]) == ("stopped", 0, 0)
    assert left["has_file"]
    assert re.fullmatch(
        r"Nothing was loaded: try again, or show this to whoever keeps the server"
        r" \((terminating connection due to administrator command|disk I/O error)\)\.",
        left["words"],
    )
    assert loaded == {"state": "loaded", "checks": 2, "runs": 1, "installations": 50}


def test_71_a_load_whose_commit_was_made_and_its_answer_lost_is_known_to_be_loaded(scenario):
    left, again = scenario("lost_after_the_commit")

    assert left == again | {"words": "", "has_file": False}
    assert again == {"state": "loaded", "checks": 1, "runs": 1, "installations": 50}


def test_a_worker_outlives_an_import_that_keeps_the_database_for_long(monkeypatch):
    ends = [OperationalError("database is locked"), OperationalError("database is locked"), None]
    monkeypatch.setattr(
        "django_tasks_db.management.commands.db_worker.Command.handle", Mock(side_effect=ends)
    )
    call_command("import_worker")


def test_a_worker_does_not_outlive_what_is_no_lock(monkeypatch):
    monkeypatch.setattr(
        "django_tasks_db.management.commands.db_worker.Command.handle",
        Mock(side_effect=OperationalError("the disk is gone")),
    )
    with pytest.raises(OperationalError, match="the disk is gone"):
        call_command("import_worker")
