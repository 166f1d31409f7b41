"""The demo, run as a stranger runs it: a process of its own, in an empty directory."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

MANAGE = Path(__file__).parent.parent.parent / "manage.py"
PASSWORD = re.compile(r"Password +([a-z2-9]{16})   \(shown this once\)")


def environment(**more):
    ours = ("DATABASE_URL", "SECRET_KEY", "HTTPS", "DEBUG", "ALLOWED_HOSTS", "SAMPLE_DATA")
    return {name: text for name, text in os.environ.items() if name not in ours} | more


def demo(directory, *options, **more):
    return subprocess.run(
        [sys.executable, MANAGE, "demo", *options],
        cwd=directory,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def counts(directory):
    tables = ("franchisee", "franchise", "installation", "feeassessment", "feecollection")
    with closing(sqlite3.connect(directory / "demo.sqlite3")) as database:
        return [
            database.execute(f"SELECT COUNT(*) FROM franchises_{table}").fetchone()[0]
            for table in tables
        ]


def execute(directory, sql):
    with closing(sqlite3.connect(directory / "demo.sqlite3")) as database, database:
        return database.execute(sql).fetchall()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A directory with a demo in it, and what making it printed."""
    # A name that would break an address that is not quoted.
    directory = tmp_path_factory.mktemp("a city 100% new #1 ")
    return directory, demo(directory, "--no-serve")


@contextmanager
def serving(directory, *options):
    """A demo that serves; what it printed until then; ended as Ctrl-C ends it."""
    process = subprocess.Popen(
        [sys.executable, MANAGE, "demo", *options],
        cwd=directory,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        printed = ""
        for line in process.stdout:
            printed += line
            if "Ctrl-C" in line:
                break
        yield process, printed
    finally:
        process.kill()
        process.communicate()


def address_of(printed):
    return re.search(r"Site +(http://127\.0\.0\.1:\d+)/", printed)[1]


@contextmanager
def a_port_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_it_makes_a_city_through_the_imports_and_one_login(made):
    directory, first = made
    assert (first.returncode, first.stderr) == (0, "")
    assert "Sample data: figures are invented." in first.stdout
    assert "installations        2,000" in first.stdout
    assert len(PASSWORD.findall(first.stdout)) == 1
    assert counts(directory) == [20, 25, 2000, 886, 887]
    assert execute(directory, "SELECT username, is_superuser FROM auth_user ORDER BY 1") == [
        ("admin", 1),
        ("controller", 0),
        ("deputy-controller", 0),
        ("fee-clerk", 0),
        ("franchise-manager", 0),
    ]
    assert execute(directory, "SELECT COUNT(*) FROM franchises_importrun") == [(7,)]


def test_a_second_run_keeps_what_was_changed_and_shows_no_password(made):
    directory, first = made
    execute(directory, "UPDATE franchises_franchisee SET website = 'https://new.example' WHERE 1")
    second = demo(directory, "--no-serve")
    assert (second.returncode, second.stderr) == (0, "")
    assert "the password shown when the city was made" in second.stdout
    assert PASSWORD.search(first.stdout)[1] not in second.stdout
    assert execute(directory, "SELECT DISTINCT website FROM franchises_franchisee") == [
        ("https://new.example",)
    ]
    assert execute(directory, "SELECT COUNT(*) FROM franchises_importrun") == [(7,)]


def test_it_serves_pages_and_styles_on_the_next_free_port_until_ctrl_c(made):
    directory, _ = made
    with a_port_in_use() as taken, serving(directory, "--port", str(taken)) as (process, printed):
        address = address_of(printed)
        assert address != f"http://127.0.0.1:{taken}"
        assert f"(port {taken} is taken)" in printed
        with urlopen(f"{address}/") as page:
            assert "figures are invented" in page.read().decode()
        with urlopen(f"{address}/admin/login/") as page:
            style = re.search(r'href="(/static/[^"]+\.css)"', page.read().decode())[1]
        with urlopen(f"{address}{style}") as sheet:
            assert sheet.headers.get_content_type() == "text/css"
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{address}/nothing/")

        reset = demo(directory, "--no-serve", "--reset")
        assert reset.returncode == 3
        assert "Another demo is using demo.sqlite3 here: stop it first" in reset.stderr
        assert counts(directory) == [20, 25, 2000, 886, 887]

        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
        assert rest.strip() == "Stopped. The city stays in demo.sqlite3."
        assert process.returncode == 0


def test_a_half_made_city_is_finished(made):
    directory, _ = made
    execute(directory, "DELETE FROM franchises_historicalrevenuestatement")
    execute(directory, "DELETE FROM franchises_revenuestatement")
    execute(directory, "DELETE FROM franchises_importrun WHERE dataset = 'revenue_statements'")
    execute(directory, "DELETE FROM auth_user WHERE username = 'admin'")
    again = demo(directory, "--no-serve")
    assert (again.returncode, again.stderr) == (0, "")
    assert "Going on with the sample city" in again.stdout
    assert PASSWORD.search(again.stdout)
    assert execute(directory, "SELECT COUNT(*) FROM franchises_revenuestatement") == [(44,)]
    assert counts(directory) == [20, 25, 2000, 886, 887]


def test_reset_makes_a_new_city_even_of_a_spoiled_file(made):
    directory, first = made
    for path in directory.glob("demo.sqlite3*"):
        path.unlink()
    (directory / "demo.sqlite3").write_text("This is no database, and long enough to be read.")
    spoiled = demo(directory, "--no-serve")
    assert spoiled.returncode == 1
    assert "--reset deletes it and makes a new city" in spoiled.stderr
    new = demo(directory, "--no-serve", "--reset")
    assert (new.returncode, new.stderr) == (0, "")
    assert PASSWORD.search(new.stdout)[1] != PASSWORD.search(first.stdout)[1]
    assert counts(directory) == [20, 25, 2000, 886, 887]


UPLOADED = """
from tests.admin.workers import django, uploaded, wait_for
django.setup()
wait_for(uploaded(5), "checked")
"""


def test_it_works_itself_on_what_is_uploaded_in_the_admin(made):
    directory, _ = made
    where = environment(
        DATABASE_URL=f"sqlite:///{quote(str(directory / 'demo.sqlite3'))}",
        UPLOAD_DIR=str(directory / "uploads"),
        PYTHONPATH=str(MANAGE.parent),
    )
    with serving(directory) as (process, _):
        done = subprocess.run(
            [sys.executable, "-c", UPLOADED],
            env=where,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
        assert rest.strip() == "Stopped. The city stays in demo.sqlite3."


def test_it_refuses_where_another_database_is_named(tmp_path):
    refused = demo(tmp_path, "--no-serve", DATABASE_URL="sqlite:///city.sqlite3")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("The demo runs on a database of its own, demo.sqlite3,")
    assert refused.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_it_refuses_to_run_on_the_database_of_the_settings():
    with pytest.raises(CommandError, match="start it with manage") as refused:
        call_command("demo", "--no-serve")
    assert refused.value.returncode == 2


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_it_refuses_what_is_no_port(tmp_path, port):
    refused = demo(tmp_path, "--no-serve", "--port", port)
    assert refused.returncode == 2
    assert "--port" in refused.stderr and "Traceback" not in refused.stderr
    assert list(tmp_path.iterdir()) == []
