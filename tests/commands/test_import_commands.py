"""How the import commands end (refused, busy, interrupted, failed) and what they print."""

import getpass
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from franchises.imports import turns
from franchises.imports.datasets import DATASETS
from franchises.management.import_command import ImportCommand
from franchises.models import FeeCollection, Franchisee, ImportRun
from tests.factories import FranchiseFactory
from tests.imports.running import content, csv_of, loaded, ran, text_of

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """An empty database in a file of its own, as a second process needs it."""
    file = tmp_path_factory.mktemp("city") / "city.sqlite3"
    assert manage(file, "migrate", "--verbosity", "0").returncode == 0
    return file


def manage(database, *arguments, before="pass"):
    """Run manage.py in a process of its own on the SQLite database in a file."""
    program = (
        f"import sys, django; django.setup(); {before};"
        "from django.core.management import execute_from_command_line;"
        "execute_from_command_line(['manage.py', *sys.argv[1:]])"
    )
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("dataset", DATASETS)
def test_there_is_a_command_for_every_data_set(dataset, path):
    ended = ran(dataset, text_of(path, ""))
    assert (ended.status, ended.lines[0]) == (2, "a.csv: is empty")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_e68_an_import_that_is_ended_undoes_what_it_began(path, monkeypatch, number):
    monkeypatch.setattr(ImportCommand, "_progress", lambda *_: os.kill(os.getpid(), number))
    before = content()
    ended = ran("franchisees", csv_of(path, ["name"], ["A"]))
    assert (ended.status, ended.lines) == (130, ["Interrupted: nothing was loaded."])
    assert (content(), ImportRun.objects.count()) == (before, 0)
    monkeypatch.undo()
    assert loaded("franchisees", path) == (1, 0, 0)


def test_e68_afterwards_the_signal_means_what_it_meant(path):
    before = signal.getsignal(signal.SIGTERM)
    loaded("franchisees", csv_of(path, ["name"], ["A"]))
    assert signal.getsignal(signal.SIGTERM) is before


def test_e68_so_does_one_in_a_process_of_its_own(city, tmp_path):
    path = csv_of(tmp_path / "a.csv", ["name"], ["Interrupted"])
    kill = (
        "import os, signal; from franchises.management.import_command import ImportCommand;"
        "ImportCommand._progress = lambda *_: os.kill(os.getpid(), signal.SIGTERM)"
    )
    ended = manage(city, "import_franchisees", path, before=kill)
    assert (ended.returncode, ended.stderr) == (130, "Interrupted: nothing was loaded.\n")
    with sqlite3.connect(city) as database:
        assert database.execute(
            "SELECT COUNT(*) FROM franchises_franchisee WHERE name = 'Interrupted'"
        ).fetchone() == (0,)
        assert database.execute("SELECT COUNT(*) FROM franchises_importrun").fetchone() == (0,)
    database.close()


def test_e73_while_another_writes_an_import_waits_and_then_says_that_it_is_busy(city, tmp_path):
    path = csv_of(tmp_path / "a.csv", ["name"], ["A"])
    writer = sqlite3.connect(city, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    impatient = (
        "from django.db import connections;"
        "connections.databases['default']['OPTIONS']['timeout'] = 0.2"
    )
    ended = manage(city, "import_franchisees", path, before=impatient)
    writer.execute("ROLLBACK")
    writer.close()
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.endswith("another import is running: try again when it is done\n")
    ended = manage(city, "import_franchisees", path, "--dry-run")
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has a lock of its own")
def test_e73_on_postgresql_imports_take_turns_by_a_lock_of_their_own(path, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.2)
    held, done = threading.Event(), threading.Event()

    def hold():
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [turns.LOCK])
            held.set()
            done.wait(20)
        other.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(20)
    csv_of(path, ["name"], ["A"])
    try:
        ended = ran("franchisees", path)
        assert (ended.status, ImportRun.objects.count()) == (3, 0)
        assert ended.lines == ["another import is running: try again when it is done"]
    finally:
        done.set()
        holder.join()
    assert loaded("franchisees", path) == (1, 0, 0)


def test_e69_a_database_that_fails_is_an_unexpected_end_with_its_words(path, monkeypatch):
    def fail(*_):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr("franchises.imports.loading.Loader.write", fail)
    before = content()
    ended = ran("franchisees", csv_of(path, ["name"], ["A"]))
    assert (ended.status, ended.lines) == (1, ["nothing was loaded: database or disk is full"])
    assert content() == before


def test_e83_an_old_database_is_not_written(tmp_path):
    path = csv_of(tmp_path / "a.csv", ["name"], ["A"])
    ended = manage(tmp_path / "new.sqlite3", "import_franchisees", path)
    assert ended.returncode == 1
    assert "the database is not up to date: run manage.py migrate first" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_e79_what_is_no_database_is_told_without_a_traceback(tmp_path):
    path = csv_of(tmp_path / "a.csv", ["name"], ["A"])
    database = text_of(tmp_path / "old.sqlite3", "this is a text\n" * 1_000)
    ended = manage(database, "import_franchisees", path)
    assert ended.returncode == 1
    assert "file is not a database" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_user_without_a_name_imports_all_the_same(path, monkeypatch):
    def nobody():
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert loaded("franchisees", csv_of(path, ["name"], ["A"])) == (1, 0, 0)
    assert ImportRun.objects.get().operator == ""


def test_in_a_pipe_there_is_no_progress_line(path, capsys):
    call_command("import_franchisees", csv_of(path, ["name"], ["A"]))
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.startswith("a.csv: 1 row read in ")
    assert told.out.endswith(f"Kept as import run {ImportRun.objects.get().pk}.\n")


def test_on_a_terminal_there_is_one_that_is_gone_at_the_end(path, capsys, monkeypatch):
    monkeypatch.setattr("django.core.management.base.OutputWrapper.isatty", lambda _: True)
    call_command("import_franchisees", csv_of(path, ["name"], ["A"]), no_color=True)
    assert capsys.readouterr().err == "\r1 row read, 0 problems\r\x1b[K"


def test_the_seven_files_of_a_city_load_one_after_the_other(tmp_path):
    """As `import_template` gives them, row for row."""
    for dataset in DATASETS:
        call_command("import_template", dataset, output=tmp_path / f"{dataset}.csv")
        assert loaded(dataset, tmp_path / f"{dataset}.csv") == (1, 0, 0)
    assert FeeCollection.objects.get().franchise.franchisee == Franchisee.objects.get()


def test_a_run_that_is_refused_ends_with_one_sentence(path):
    FranchiseFactory(number="CTV-1")
    csv_of(path, ["franchise", "fiscal_year", "amount"], ["CTV-1", "13", "1"])
    ended = ran("fee_collections", path)
    assert ended.out.splitlines()[1:] == [
        "             1 refused",
        f"Kept as import run {ImportRun.objects.get().pk}.",
    ]
    assert ended.lines[-1] == "a.csv: 1 problem in 1 of 1 row; nothing was loaded."
