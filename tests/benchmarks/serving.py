"""How many requests a second the fee report and its JSON take, against a static file.

    python -m tests.benchmarks.serving [--requests 4000] [--database postgres://user@host/postgres]

Makes a scratch database (a temporary SQLite file, or one more database on the PostgreSQL server
given) with 36 franchises and ten fiscal years, and serves it by gunicorn with two workers on this
machine (with the extras `test` and `prod`). Two readers at a time, each request on a connection of
its own, take each address in turn in rounds: whole, and as a copy that is still good. Read the
ratios to the static file that the same server sends in the same run.
"""

import argparse
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import django

from tests.benchmarks.summary import scratch_database

FRANCHISES, YEARS, YEAR = 36, range(2015, 2025), 2024
WORKERS, READERS, ROUNDS = 2, 2, 4
STATIC = "/static/franchises/site.css"
ADDRESSES = {"static file": STATIC, "page": f"/fees/{YEAR}/", "JSON": f"/fees/{YEAR}.json"}


def fill() -> None:
    from django.core.management import call_command

    from franchises.models import FeeAssessment, FeeCollection
    from tests.factories import FranchiseFactory

    call_command("migrate", verbosity=0)
    franchises = [FranchiseFactory(effective_on="2014-07-01") for _ in range(FRANCHISES)]
    FeeAssessment.objects.bulk_create(
        FeeAssessment(franchise=each, fiscal_year=year, amount=50_000)
        for each in franchises
        for year in YEARS
    )
    FeeCollection.objects.bulk_create(
        FeeCollection(
            franchise=each,
            fiscal_year=year,
            kind="fee",
            amount=40_000 + each.pk,
            received_on=f"{year - 1}-10-01",
            reference=f"W-{year}-{each.pk}",
        )
        for each in franchises
        for year in YEARS
    )


@contextmanager
def served() -> Iterator[int]:
    """Give the port of a server of its own, which has answered once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--log-level", "error"]
    command += ["--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command) as server:
        try:
            _wait_for(port)
            yield port
        finally:
            server.send_signal(signal.SIGTERM)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            if answer(port, "/livez")[:12] == b"HTTP/1.1 200":
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server does not answer.")


def answer(port: int, address: str, *headers: str) -> bytes:
    """Return the whole answer, head and body; the server closes the connection after it."""
    lines = [f"GET {address} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def timed(port: int, address: str, expected: bytes, *headers: str) -> Callable[[int], float]:
    def ask(_: int) -> float:
        start = time.perf_counter()
        status = answer(port, address, *headers)[9:12]
        assert status == expected, status
        return time.perf_counter() - start

    return ask


def report(port: int, requests: int) -> None:
    asked = {}
    for name, address in ADDRESSES.items():
        etag = re.search(rb"\r\nETag: (\S+)", answer(port, address), re.IGNORECASE)
        modified = re.search(rb"\r\nLast-Modified: ([^\r]+)", answer(port, address))
        good = f"If-None-Match: {etag[1].decode()}" if etag else ""
        # WhiteNoise gives a file no ETag.
        good = good or f"If-Modified-Since: {modified[1].decode()}"
        asked[f"{name}, whole"] = timed(port, address, b"200")
        asked[f"{name}, copy is good"] = timed(port, address, b"304", good)
    rates: dict[str, list[float]] = {name: [] for name in asked}
    spent: dict[str, list[float]] = {name: [] for name in asked}
    with ThreadPoolExecutor(READERS) as readers:
        for ask in asked.values():
            # Each worker has made and kept its own.
            list(readers.map(ask, range(50)))
        for _ in range(ROUNDS):
            for name, ask in asked.items():
                start = time.perf_counter()
                spent[name] += readers.map(ask, range(requests // ROUNDS))
                rates[name].append(requests // ROUNDS / (time.perf_counter() - start))
    print(f"{'':22}{'requests/s':>12}{'p50':>10}{'p99':>10}{'of the static file':>20}")
    for name, each in spent.items():
        rate = statistics.median(rates[name])
        static = statistics.median(rates[f"static file,{name.partition(',')[2]}"])
        hundredths = statistics.quantiles(each, n=100)
        print(
            f"{name:22}{rate:>12,.0f}{hundredths[49] * 1000:>7.1f} ms"
            f"{hundredths[98] * 1000:>7.1f} ms{rate / static:>20.2f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--requests", type=int, default=4_000, help="of each kind, in all")
    parser.add_argument("--database", help="a PostgreSQL server; SQLite where it is omitted")
    options = parser.parse_args()
    with scratch_database(options.database) as url:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": url,
            "ALLOWED_HOSTS": "127.0.0.1",
            # Static files as they lie: nobody has collected them.
            "SAMPLE_DATA": "True",
        }
        import tests.environment  # noqa: F401

        django.setup()
        from django.db import connection, connections

        fill()
        print(f"{connection.vendor}: {options.requests:,} requests of each kind")
        connections.close_all()
        with served() as port:
            report(port, options.requests)


if __name__ == "__main__":
    main()
