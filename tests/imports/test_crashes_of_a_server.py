"""Imports whose PostgreSQL server has a full disk, or is restarted under them: nothing is loaded.

All of it is done to a server of the tests' own. The numbers are those of the list of faults.
"""

import pytest
from django.conf import settings

from tests.imports.killing import installations
from tests.imports.servers import NoServerError, ServerCity, own_server

pytestmark = pytest.mark.skipif(
    "sqlite" in settings.DATABASES["default"]["ENGINE"], reason="what only a database server meets"
)
LOST = "Failed: the database was lost as it committed: all of it is done, or nothing. "
MANY, FEW = 10_500, 600


@pytest.fixture(scope="module")
def server():
    try:
        with own_server() as server:
            yield server
    except NoServerError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def first(server, tmp_path_factory):
    city = ServerCity(tmp_path_factory.mktemp("cities"), "first", server.port)
    city.create()
    return city


@pytest.fixture
def city(first):
    return first.copy("city")


@pytest.fixture
def disk(server):
    """The server, whose disk can be made as small as one likes."""
    if not server.has_disk:
        pytest.skip("a file system may not be mounted here")
    yield server
    server.leave_room(300_000_000)


def holds_nothing(city, before):
    assert city.state() == before
    assert city.rows("SELECT count(*) FROM franchises_importrun") == [(0,)]


def completes(city, path, rows):
    again = city.run("import_installations", path)
    assert (again.process.returncode, again.err) == (0, "")
    assert city.rows("SELECT outcome, rows_created FROM franchises_importrun") == [("loaded", rows)]
    assert city.state().torn == []


@pytest.mark.parametrize("phase", ["staging", "writing"])
def test_e69_a_full_disk_is_told_and_nothing_is_loaded(city, disk, tmp_path, phase):
    before = city.state()
    path = installations(tmp_path / "many.csv", MANY)
    child = city.start("--wait-at", phase, "import_installations", path)
    child.reach(phase)
    disk.leave_room(100_000)
    assert child.end() == 1
    assert child.err.startswith("Failed: nothing was loaded: could not extend file "), child.err
    assert "Check free disk space." in child.err
    assert "Traceback" not in child.err
    disk.leave_room(300_000_000)
    holds_nothing(city, before)
    completes(city, path, MANY)


def test_e69_a_disk_that_is_full_at_the_commit_is_told_and_nothing_is_loaded(city, disk, tmp_path):
    """Without room for its log the server stops; what was not committed is not there later."""
    before = city.state()
    path = installations(tmp_path / "few.csv", FEW)
    child = city.start("--wait-at", "committing", "import_installations", path)
    child.reach("committing")
    # What comes next needs a new file of the log, of 16 MB.
    city.rows("SELECT pg_switch_wal()")
    disk.leave_room(1_000_000)
    assert child.end() == 1
    assert child.err.startswith(LOST), child.err
    assert "Traceback" not in child.err
    disk.stop()
    disk.leave_room(300_000_000)
    disk.start()
    holds_nothing(city, before)
    completes(city, path, FEW)


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        ("staging", "Failed: nothing was loaded: "),
        ("writing", "Failed: nothing was loaded: "),
        ("committing", LOST),
    ],
)
def test_e71_a_server_restarted_at_once_is_told_and_nothing_is_loaded(
    city, server, tmp_path, phase, words
):
    before = city.state()
    path = installations(tmp_path / "few.csv", FEW)
    child = city.start("--wait-at", phase, "import_installations", path)
    child.reach(phase)
    server.restart_at_once()
    assert child.end() == 1
    assert child.err.startswith(words), child.err
    assert "Traceback" not in child.err
    holds_nothing(city, before)
    completes(city, path, FEW)


def test_e71_what_was_committed_before_a_restart_is_there_after_it(city, server, tmp_path):
    city.run("import_installations", installations(tmp_path / "few.csv", FEW))
    loaded = city.state()
    server.restart_at_once()
    assert city.state() == loaded
    assert city.rows("SELECT count(*) FROM franchises_installation") == [(FEW,)]
