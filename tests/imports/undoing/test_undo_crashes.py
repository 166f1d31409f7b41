"""Undoing that is killed, interrupted or finds damage: all of it is undone, or nothing.

An undo is a process of its own here, in a database of its own. The numbers are those of the list
of faults.
"""

import signal

import pytest
from django.conf import settings

from tests.imports.cities import throw_away_city
from tests.imports.killing import installations

IS_SQLITE = "sqlite" in settings.DATABASES["default"]["ENGINE"]
sqlite_only = pytest.mark.skipif(not IS_SQLITE, reason="what only a database in a file meets")
FIRST, SECOND = 600, 900


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A city with two imports: the second changed some rows of the first, and added others."""
    files = tmp_path_factory.mktemp("files")
    with throw_away_city(tmp_path_factory.mktemp("cities")) as city:
        city.run("import_installations", installations(files / "first.csv", FIRST))
        city.run("import_installations", installations(files / "second.csv", SECOND, every=3))
        assert counts(city) == [(FIRST, 0), (SECOND - FIRST, 400)]
        yield city


@pytest.fixture
def city(loaded):
    return loaded.copy("city")


def counts(city):
    return city.rows("SELECT rows_created, rows_updated FROM franchises_importrun ORDER BY id")


def holds_all(city, before):
    """Hold that nothing was undone, and that it can be: exactly to what was there."""
    assert city.state() == before
    assert city.is_sound()
    again = city.run("undo_import", 2)
    assert (again.process.returncode, again.err) == (0, "")
    assert city.rows("SELECT count(*) FROM franchises_installation") == [(FIRST,)]
    changed = "SELECT count(*) FROM franchises_installation WHERE length_feet <> 10"
    assert city.rows(changed) == [(0,)]


@pytest.mark.parametrize("phase", ["comparing", "writing", "committing"])
def test_e67_a_killed_undo_leaves_nothing_and_the_next_one_completes(city, phase):
    before = city.state()
    child = city.start("--wait-at", phase, "undo_import", 2)
    child.reach(phase)
    assert child.end(signal.SIGKILL) == -signal.SIGKILL
    city.settle()
    holds_all(city, before)


@sqlite_only
def test_e67_an_undo_that_commits_in_pieces_is_found_out(city):
    """The negative control: on a server its temporary table would not outlive the first piece."""
    before = city.state()
    child = city.start("--in-pieces", "--wait-at", "writing", "undo_import", 2)
    child.reach("writing")
    child.end(signal.SIGKILL)
    city.settle()
    assert city.state() != before


def test_e68_an_interrupted_undo_leaves_nothing(city):
    before = city.state()
    child = city.start("--wait-at", "writing", "undo_import", 2)
    child.reach("writing")
    assert (child.end(signal.SIGINT), child.err) == (130, "Interrupted: nothing was undone.\n")
    holds_all(city, before)


@pytest.mark.skipif(IS_SQLITE, reason="what only a database server meets")
def test_e71_a_terminated_backend_is_told_and_nothing_is_undone(city):
    before = city.state()
    child = city.start("--wait-at", "writing", "undo_import", 2)
    child.reach("writing")
    city.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert child.end() == 1
    assert child.err.startswith("Failed: nothing was undone: "), child.err
    assert "Traceback" not in child.err
    holds_all(city, before)


@sqlite_only
def test_e79_an_undo_finds_damage_that_it_would_not_meet(city):
    [(page,)] = city.rows("SELECT rootpage FROM sqlite_master WHERE name = 'django_admin_log'")
    with city.path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    for options in ([], ["--dry-run"]):
        child = city.run("undo_import", 2, *options)
        assert child.process.returncode == 1, child.out
        assert child.err.startswith(
            "Failed: nothing was undone: the database file is damaged, restore a copy of it ("
        )
    assert counts(city) == [(FIRST, 0), (SECOND - FIRST, 400)]
    assert city.rows("SELECT count(*) FROM franchises_installation") == [(SECOND,)]
