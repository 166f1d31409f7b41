"""What the fee pages cost with 15 closed years, against the same years open: none is added up.

    python -m tests.benchmarks.closed_years [--rows 100000] [--database postgres://user@host/postgres]

*rows* are collections a year. Makes a scratch database with two open years and a closed one, and
asks for the fee pages; then adds fourteen years before them, asks again while those are open, and
again once two people have closed them. Read the ratios, not the milliseconds.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable

import django

from tests.benchmarks.summary import RECEIVED_ON, SETTLE, measured, scratch_database

FRANCHISES, FIRST_CLOSED, LAST_CLOSED, LAST_YEAR = 200, 2008, 2022, 2024
PAGES = ("/fees/", "/fees/?basis=cash", "/fees/2024/", "/fees/2022/")
FILL = """INSERT INTO franchises_feecollection
    (franchise_id, fiscal_year, period, kind, amount, received_on, reference, note)
WITH RECURSIVE
    row (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM row WHERE number + 1 < {rows}),
    spread AS (SELECT number, {first_franchise} + number % {franchises} AS franchise, {year} AS year
        FROM row)
SELECT franchise, year, '', 'fee', 100000 + number % 9973, {received_on},
    'W-' || year || '-' || number, '' FROM spread"""


def fill(rows: int, first: int, years: range) -> None:
    """Insert the collections and the assessments of *years*, set-based."""
    from django.db import connection

    from franchises.models import FeeAssessment

    with connection.cursor() as cursor:
        for year in years:
            received_on = RECEIVED_ON[connection.vendor]
            cursor.execute(
                FILL.format(
                    rows=rows,
                    first_franchise=first,
                    franchises=FRANCHISES,
                    year=year,
                    received_on=received_on,
                )
            )
        FeeAssessment.objects.bulk_create(
            FeeAssessment(franchise_id=franchise, fiscal_year=year, amount=50_000_000)
            for year in years
            for franchise in range(first, first + FRANCHISES)
        )
        cursor.execute(SETTLE[connection.vendor])


def asked() -> dict[str, tuple[float, float]]:
    """Return the milliseconds of the queries and of the whole of each page, medians of many."""
    from django.core.cache import caches
    from django.db import connections
    from django.test import Client

    client, spent, times = Client(), [], {}

    def timed(execute: Callable, *arguments: object) -> object:
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent.append(time.perf_counter() - start)

    for page in PAGES:
        in_queries = []

        def get(page: str = page, in_queries: list[float] = in_queries) -> None:
            spent.clear()
            # Made anew each time: an answer that was kept costs nothing however long the history.
            caches["default"].clear()
            caches["pages"].clear()
            with connections["public"].execute_wrapper(timed):
                response = client.get(page)
            assert response.status_code == 200, response.status_code
            in_queries.append(sum(spent))

        whole = measured({page: get})[page]
        times[page] = statistics.median(in_queries) * 1000, whole * 1000
    return times


def report(rows: int) -> None:
    from django.core.management import call_command

    from tests.closing import closed
    from tests.factories import FranchiseFactory

    call_command("migrate", verbosity=0)
    first, *_ = (FranchiseFactory(effective_on="2007-07-01").pk for _ in range(FRANCHISES))
    fill(rows, first, range(LAST_CLOSED, LAST_YEAR + 1))
    closed(LAST_CLOSED)
    found = {"1 closed": asked()}
    before = range(FIRST_CLOSED, LAST_CLOSED)
    fill(rows, first, before)
    found["1 closed, 14 not"] = asked()
    for year in before:
        start = time.perf_counter()
        closed(year)
        seconds = time.perf_counter() - start
    found["15 closed"] = asked()
    print(f"Proposing, checking and closing the last of them took {seconds:.1f} s.")
    print(f"{'':20}" + "".join(f"{number:>22}" for number in found) + f"{'closed / not':>14}")
    for page in PAGES:
        cells = "".join(
            f"{f'{times[page][0]:.1f} / {times[page][1]:.0f} ms':>22}" for times in found.values()
        )
        closed_time, open_time = (
            found[name][page][1] for name in ("15 closed", "1 closed, 14 not")
        )
        ratio = closed_time / open_time
        print(f"{page:20}{cells}{ratio:>14.2f}")
    print("A cell is the time of the queries and that of the page; the ratio is of the pages.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000, help="collections a year")
    parser.add_argument("--database", help="a PostgreSQL server; SQLite where it is omitted")
    options = parser.parse_args()
    with scratch_database(options.database) as url:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": url,
            "ALLOWED_HOSTS": "testserver",
            # Static files as they lie: nobody has collected them.
            "SAMPLE_DATA": "True",
        }
        import tests.environment  # noqa: F401

        django.setup()
        from django.db import connection, connections

        print(f"{connection.vendor}: {options.rows:,} collections a year")
        report(options.rows)
        connections.close_all()


if __name__ == "__main__":
    main()
