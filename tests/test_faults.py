"""Faults that are of no one room, and that each of the list of faults is named by some test.

A test is named after a fault by its letter and number, such as `test_d49_...`; of workbooks by the
number alone. The invariants are lettered g.
"""

import json
import logging
import re
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.db.models import F
from django.utils.timezone import localdate

from config.log_lines import JsonLines
from franchises.models import FeeCollection, Franchisee
from franchises.reports.fee_summary import fee_summary
from franchises.reports.figures import Grouping
from franchises.rules.fiscal_year import fiscal_year_of
from tests.factories import FeeCollectionFactory

ROOT = Path(__file__).parent.parent
FAULTS, INVARIANTS = range(1, 117), range(1, 21)


@pytest.mark.parametrize(
    ("letters", "numbers"), [("[a-f]?", FAULTS), ("g", INVARIANTS)], ids=["faults", "invariants"]
)
def test_every_number_is_in_the_name_of_a_test(letters, numbers):
    tests = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    named = {
        int(number)
        for text in tests
        for number in re.findall(rf"def test_(?:e\d+_)?{letters}(\d+)_", text)
    }
    assert [number for number in numbers if number not in named] == []


@pytest.mark.parametrize(
    ("moment", "day", "year"),
    [
        (datetime(2024, 7, 1, 3, 59, 59, tzinfo=UTC), date(2024, 6, 30), 2024),
        (datetime(2024, 7, 1, 4, 0, 0, tzinfo=UTC), date(2024, 7, 1), 2025),
    ],
)
def test_d63_a_day_is_the_citys_and_not_greenwichs(moment, day, year):
    assert localdate(moment) == day
    assert fiscal_year_of(localdate(moment)) == year


def test_e76_what_is_committed_is_on_the_disk(db):
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone() == (2,)
        else:
            # A server may be lenient for its own reasons, as one made for tests is: it is ours not
            # to ask for it.
            cursor.execute("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'")
            assert cursor.fetchone()[0] in ("default", "configuration file", "command line")


def test_e78_g18_a_copied_file_lacks_what_a_backup_has(tmp_path):
    """As the README has it: `VACUUM INTO`, and no copy of a live database."""
    assert "VACUUM INTO" in (ROOT / "README.md").read_text(encoding="utf-8")
    live, copy, backup = (tmp_path / name for name in ("live.db", "copy.db", "backup.db"))
    with sqlite3.connect(live) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE city (name)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with connection:
        connection.execute("INSERT INTO city VALUES ('Queens')")
    copy.write_bytes(live.read_bytes())
    connection.execute("VACUUM INTO ?", [str(backup)])
    connection.close()

    def names(path):
        reader = sqlite3.connect(path)
        try:
            return reader.execute("SELECT name FROM city").fetchall()
        finally:
            reader.close()

    assert (names(copy), names(backup)) == ([], [("Queens",)])


def test_g20_twice_the_amounts_are_twice_the_total_and_another_name_changes_none(db):
    first = FeeCollectionFactory(fiscal_year=2013, amount=Decimal("1234.57"))
    FeeCollectionFactory(fiscal_year=2013, franchise=first.franchise, amount=Decimal("0.01"))
    FeeCollectionFactory(fiscal_year=2013, amount=Decimal("99.99"))

    def collected():
        return fee_summary(2013, Grouping.TYPE).total.collected

    assert collected() == Decimal("1334.57")
    FeeCollection.objects.update(amount=F("amount") * 2)
    assert collected() == Decimal("2669.14")
    Franchisee.objects.filter(pk=first.franchise.franchisee_id).update(name="Another Name")
    assert collected() == Decimal("2669.14")


def test_f111_the_readme_wants_a_proxy_that_buffers():
    assert "behind a proxy that buffers requests" in (ROOT / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def gunicorn():
    """The address of our own server as it is run for real, on a database that is not asked."""
    if find_spec("gunicorn") is None:
        pytest.skip("gunicorn comes with the extra prod")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield "127.0.0.1", port
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.mark.parametrize(
    ("line", "header", "status"),
    [
        ("/livez", "x" * 8000, 200),
        ("/livez", "x" * 9000, 431),
        ("/livez?" + "x" * 4000, "", 200),
        ("/livez?" + "x" * 5000, "", 414),
    ],
    ids=["header", "long header", "address", "long address"],
)
def test_f112_an_address_or_header_too_long_is_refused(gunicorn, line, header, status):
    asked = f"GET {line} HTTP/1.1\r\nHost: localhost\r\nX-Long: {header}\r\nConnection: close\r\n"
    with socket.create_connection(gunicorn, timeout=20) as client:
        client.sendall((asked + "\r\n").encode())
        answer = client.makefile("rb").readline()
    assert int(answer.split()[1]) == status


@pytest.mark.parametrize(("fields", "status"), [(1_000, 200), (1_001, 400)])
def test_f114_a_form_of_very_many_fields_is_refused(client, db, fields, status):
    form = {f"field-{number}": "1" for number in range(fields)}
    assert client.post("/admin/login/", form).status_code == status


def test_f114_a_form_of_three_megabytes_is_refused(client, db):
    form = "username=" + "x" * 3_000_000
    answer = client.post("/admin/login/", form, "application/x-www-form-urlencoded")
    assert answer.status_code == 400


def test_f115_an_event_is_one_line_whatever_a_visitor_wrote():
    record = logging.LogRecord(
        "city", logging.WARNING, "a.py", 1, "login of %s", ("ada\n2026 ERROR forged",), None
    )
    line = JsonLines().format(record)

    assert "\n" not in line
    assert json.loads(line)["message"] == "login of ada\n2026 ERROR forged"
    assert json.loads(line)["level"] == "WARNING"


def test_f115_a_traceback_is_in_the_line_of_its_event():
    try:
        raise ValueError("no such year")
    except ValueError:
        record = logging.LogRecord("city", logging.ERROR, "a.py", 1, "Failed", (), sys.exc_info())

    line = JsonLines().format(record)
    assert "\n" not in line
    assert "ValueError: no such year" in json.loads(line)["exception"]
