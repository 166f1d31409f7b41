"""A public page reads while somebody writes, sees one state, and writes nothing.

Seen only with a database in a file and connections of their own, so in processes of their own;
these are always SQLite.
"""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

GET_A_PAGE = """
from time import monotonic
from django.test import Client
begun = monotonic()
response = Client().get("/franchises/", headers={"host": "localhost"})
print(response.status_code, "In force" in response.content.decode(), monotonic() - begun < 5)
"""

LOOK_TWICE = """
import sqlite3
from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse
from franchises.models import Borough
from franchises.public.snapshot import reads_one_snapshot

@reads_one_snapshot
def page(request):
    before = Borough.objects.count()
    other = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    other.execute("INSERT INTO franchises_borough (code, name) VALUES ('new', 'New')")
    other.commit()
    return HttpResponse(f"{before, Borough.objects.count()}")

@reads_one_snapshot
def write(request):
    Borough.objects.using(settings.PUBLIC_DATABASE).create(code="newer", name="Newer")

print(page(None).content.decode(), Borough.objects.count())
try:
    write(None)
except OperationalError as error:
    print(error)
"""


def run(database: Path, *arguments: str) -> str:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DEBUG": "True"}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("snapshot") / "city.sqlite3"
    run(path, "migrate", "--verbosity=0")
    return path


def test_a_page_answers_while_another_process_holds_the_write_lock(database):
    writer = sqlite3.connect(database, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM franchises_borough")
    try:
        printed = run(database, "shell", "--no-imports", "-c", GET_A_PAGE)
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    assert printed == "200 True True\n"


def test_a_page_sees_one_state_and_cannot_write(database):
    printed = run(database, "shell", "--no-imports", "-c", LOOK_TWICE)
    assert printed.splitlines() == [
        "(5, 5) 6",
        "attempt to write a readonly database",
    ]
