"""Imports that are killed, interrupted, starved and run into each other: all of it, or nothing.

The numbers are those of the list of faults. Imports are processes of their own here, in databases
of their own; `tests.imports.killing` kills as many of them as one likes.
"""

import json
import re
import signal
import subprocess

import pytest
from django.conf import settings

from tests.imports.cities import throw_away_city
from tests.imports.killing import cases, fees, installations, kills

IS_SQLITE = "sqlite" in settings.DATABASES["default"]["ENGINE"]
sqlite_only = pytest.mark.skipif(not IS_SQLITE, reason="what only a database in a file meets")
postgresql_only = pytest.mark.skipif(IS_SQLITE, reason="what only a database server meets")

# More than a batch, and enough for the indexes to be made afterwards.
MANY, FEW = 10_500, 600


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    with throw_away_city(tmp_path_factory.mktemp("cities")) as city:
        yield city


@pytest.fixture(scope="module")
def to_kill(first, tmp_path_factory):
    return cases(first, tmp_path_factory.mktemp("killed"), MANY)


@pytest.fixture
def city(first):
    return first.copy("city")


@pytest.fixture
def few(tmp_path):
    return installations(tmp_path / "few.csv", FEW)


@pytest.fixture
def full_disk(first, tmp_path):
    """A city on a disk that is nearly full, and how to make that one larger or read-only."""
    size = first.path.stat().st_size + 150_000
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", tmp_path]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a file system may not be mounted here")

    def remount(options):
        subprocess.run(["mount", "-o", f"remount,{options}", tmp_path], check=True)

    try:
        yield first.copy("full", tmp_path), remount
    finally:
        subprocess.run(["umount", "--lazy", tmp_path], check=True)


def runs(city):
    return city.rows("SELECT outcome, rows_created, rows_unchanged FROM franchises_importrun")


def holds_nothing(city, before):
    assert city.state() == before
    assert city.is_sound()


def failed(child, words):
    assert child.process.returncode == 1, child.err
    assert re.fullmatch(rf".*nothing was loaded: {words}.*\n", child.err), child.err


def completes(city, path, rows):
    again = city.run("import_installations", path)
    assert again.process.returncode == 0, again.err
    assert runs(city) == [("loaded", rows, 0)]
    assert city.state().torn == []


def test_e67_a_killed_import_leaves_all_or_nothing_and_the_next_one_completes(to_kill):
    findings = kills(to_kill, 4, 67, phases=("writing", "committing"))
    assert findings.wrong == []


def test_e67_an_import_that_commits_in_pieces_is_found_out(to_kill):
    """The negative control: what is looked for can be seen."""
    findings = kills(to_kill[:1], 2, 67, "--in-pieces", phases=("writing",))
    assert findings.wrong


def test_e68_g05_an_import_that_is_interrupted_as_it_writes_leaves_nothing(city, few):
    before = city.state()
    child = city.start("--wait-at", "writing", "import_installations", few)
    child.reach("writing")
    assert (child.end(signal.SIGINT), child.err) == (130, "Interrupted: nothing was loaded.\n")
    holds_nothing(city, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_e68_an_import_that_commits_does_not_say_that_it_was_interrupted(city, few, number):
    child = city.start("--wait-at", "committing", "import_installations", few)
    child.reach("committing")
    assert (child.end(number), child.err) == (0, "")
    assert runs(city) == [("loaded", FEW, 0)]


def test_e68_nor_does_an_undo_that_commits(city, few):
    city.run("import_installations", few)
    child = city.start("--wait-at", "committing", "undo_import", 1)
    child.reach("committing")
    assert (child.end(signal.SIGINT), child.err) == (0, "")
    assert city.rows("SELECT count(*) FROM franchises_installation") == [(0,)]


@sqlite_only
@pytest.mark.parametrize("rows", [MANY, FEW])
def test_e69_a_full_disk_is_told_and_nothing_is_loaded(full_disk, tmp_path_factory, rows):
    city, remount = full_disk
    before = city.state()
    path = installations(tmp_path_factory.mktemp("files") / "a.csv", rows)
    child = city.run("import_installations", path)
    failed(child, "database or disk is full")
    # Few rows wait in memory, and meet the disk in the commit.
    assert "committing" in child.phases or rows == MANY
    holds_nothing(city, before)
    remount("size=100m")
    completes(city, path, rows)


@sqlite_only
@pytest.mark.parametrize("rows", [MANY, FEW])
def test_e70_a_limit_of_the_file_size_is_told_and_nothing_is_loaded(city, tmp_path, rows):
    before = city.state()
    path = installations(tmp_path / "a.csv", rows)
    child = city.run("--largest-file", 150_000, "import_installations", path)
    failed(child, "(disk I/O error|database or disk is full)")
    assert "committing" in child.phases or rows == MANY
    holds_nothing(city, before)
    completes(city, path, rows)


@sqlite_only
def test_e70_a_read_only_disk_is_told(full_disk, tmp_path_factory):
    city, remount = full_disk
    path = installations(tmp_path_factory.mktemp("files") / "a.csv", FEW)
    remount("ro")
    failed(city.run("import_installations", path), "(unable to open|attempt to write a readonly)")
    remount("rw,size=100m")
    completes(city, path, FEW)


@postgresql_only
@pytest.mark.parametrize(
    ("phase", "words"),
    [
        ("staging", "nothing was loaded: "),
        ("writing", "nothing was loaded: "),
        ("committing", "the database was lost as it committed: all of it is done, or nothing. "),
    ],
)
def test_e71_a_terminated_backend_is_told_and_nothing_is_loaded(city, few, phase, words):
    before = city.state()
    child = city.start("--wait-at", phase, "import_installations", few)
    child.reach(phase)
    city.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert child.end() == 1
    assert child.err.startswith(f"Failed: {words}")
    assert "Traceback" not in child.err
    holds_nothing(city, before)
    completes(city, few, FEW)


def test_e72_the_same_file_four_times_at_once_is_loaded_once(city, few):
    children = [city.start("--wait-at", "beginning", "import_installations", few) for _ in range(4)]
    for child in children:
        child.reach("beginning")
    for child in children:
        child.go_on()
    assert [child.end() for child in children] == [0, 0, 0, 0]
    assert sorted(runs(city)) == [("loaded", 0, FEW)] * 3 + [("loaded", FEW, 0)]
    assert city.rows("SELECT count(*) FROM franchises_historicalinstallation") == [(FEW,)]


def test_e73_different_files_at_once_are_loaded_one_after_the_other(city, tmp_path):
    paths = [installations(tmp_path / f"{n}.csv", FEW, source=f"list {n}") for n in range(3)]
    children = [city.start("--wait-at", "beginning", "import_installations", p) for p in paths]
    for child in children:
        child.reach("beginning")
    for child in children:
        child.go_on()
    assert [child.end() for child in children] == [0, 0, 0]
    spans = city.rows(
        "SELECT min(history_id), max(history_id), count(*)"
        " FROM franchises_historicalinstallation GROUP BY import_run_id"
    )
    assert [(last - first + 1, rows) for first, last, rows in spans] == [(FEW, FEW)] * 3


READ_AND_READ = """
import json, sys
from django.http import HttpResponse
from franchises.models import FeeCollection
from franchises.public.snapshot import reads_one_snapshot
from franchises.reports.fee_summary import all_years

@reads_one_snapshot
def page(request):
    first = str(all_years().total.collected)
    print("looked", 0, flush=True)
    sys.stdin.readline()
    return HttpResponse(json.dumps([first, FeeCollection.objects.count()]))

while True:
    print(page(None).content.decode(), flush=True)
"""


def test_e74_a_summary_that_is_read_while_an_import_runs_is_of_before_or_after(city, tmp_path):
    city.run("import_fee_collections", fees(tmp_path / "one.csv", 1))
    reader, seen = city.shell(READ_AND_READ), []

    def read_until(stop):
        while not stop():
            reader.reach("looked")
            reader.go_on()
            seen.append(tuple(json.loads(reader.process.stdout.readline())))

    path = fees(tmp_path / "many.csv", MANY)
    writer = city.start("--wait-at", "committing", "import_fee_collections", path)
    read_until(lambda: len(seen) >= 2)
    writer.reach("committing")
    read_until(lambda: len(seen) >= 6)
    writer.go_on()
    read_until(lambda: writer.process.poll() is not None)
    last = len(seen)
    read_until(lambda: len(seen) > last)
    reader.end(signal.SIGKILL)
    assert writer.end() == 0, writer.err
    assert set(seen) == {("1.00", 1), ("10500.00", 10_500)}
    assert (seen[5], seen[-1]) == (("1.00", 1), ("10500.00", 10_500))


def test_e75_two_queries_of_a_page_with_a_commit_between_them_see_one_state(city, tmp_path):
    city.run("import_fee_collections", fees(tmp_path / "one.csv", 1))
    reader = city.shell(READ_AND_READ)
    reader.reach("looked")
    assert city.run("import_fee_collections", fees(tmp_path / "two.csv", FEW)).err == ""
    reader.go_on()
    assert json.loads(reader.process.stdout.readline()) == ["1.00", 1]
    reader.reach("looked")
    reader.go_on()
    assert json.loads(reader.process.stdout.readline()) == ["600.00", 600]
    reader.end(signal.SIGKILL)


def spoil(city, page):
    with city.path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)


@sqlite_only
def test_e79_damage_that_an_import_would_not_meet_is_found(city, few):
    [(page,)] = city.rows(
        "SELECT rootpage FROM sqlite_master WHERE name = 'franchises_historicalborough'"
        " OR name = 'django_admin_log' ORDER BY name LIMIT 1"
    )
    spoil(city, page)
    failed(city.run("import_installations", few), "the database file is damaged, restore a copy")
    assert runs(city) == []


def test_e83_a_database_of_a_newer_version_is_refused(city, few):
    city.execute(
        "INSERT INTO django_migrations (app, name, applied)"
        " VALUES ('franchises', '9999_later', '2030-01-01')"
    )
    child = city.run("import_installations", few)
    assert child.process.returncode == 1
    assert "the database is of a newer version, which has 9999_later" in child.err
    assert runs(city) == []


def test_e85_what_a_killed_import_held_is_free_at_once(city, few):
    child = city.start("--wait-at", "writing", "import_installations", few)
    child.reach("writing")
    assert child.end(signal.SIGKILL) == -signal.SIGKILL
    again = city.run("--patience", "2", "import_installations", few)
    assert (again.process.returncode, again.err) == (0, "")
    assert runs(city) == [("loaded", FEW, 0)]
