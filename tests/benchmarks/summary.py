"""How fast the yearly fee summary is, against hand-written SQL measured in the same run.

    python -m tests.benchmarks.summary [--rows 2000000] [--database postgres://user@host/postgres]

Makes a scratch database (a temporary SQLite file, or one more database on the PostgreSQL server
given), fills it, and alternates three ways to the same figures: ours; hand-written SQL, which sums
a covering index by foreign key and joins after; and the plain join. Read the ratios, not the
seconds.
"""

import argparse
import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django

FRANCHISES, FIRST_YEAR, YEARS, YEAR = 800, 2004, 20, 2013
REPETITIONS = 15

SUMS = """SUM(amount) AS received,
    SUM(amount) FILTER (WHERE kind = 'refund') AS refunds,
    SUM(amount) FILTER (WHERE kind IN ('interest', 'penalty')) AS interest_and_penalties"""
HAND_WRITTEN_YEARS = (
    f"""SELECT fiscal_year, SUM(received), SUM(refunds), SUM(interest_and_penalties),
        COUNT(DISTINCT franchisee_id)
    FROM (SELECT fiscal_year, franchise_id, {SUMS} FROM franchises_feecollection
        GROUP BY fiscal_year, franchise_id) AS summed
    JOIN franchises_franchise AS franchise ON franchise.id = franchise_id AND is_published
    GROUP BY fiscal_year ORDER BY fiscal_year DESC""",
    """SELECT fiscal_year, SUM(assessed)
    FROM (SELECT fiscal_year, franchise_id, SUM(amount) AS assessed
        FROM franchises_feeassessment GROUP BY fiscal_year, franchise_id) AS summed
    JOIN franchises_franchise AS franchise ON franchise.id = franchise_id AND is_published
    GROUP BY fiscal_year ORDER BY fiscal_year DESC""",
)
HAND_WRITTEN_YEAR = (
    f"""SELECT fiscal_year, number, name, received, refunds, interest_and_penalties
    FROM (SELECT fiscal_year, franchise_id, {SUMS} FROM franchises_feecollection
        WHERE fiscal_year BETWEEN {YEAR - 1} AND {YEAR}
        GROUP BY fiscal_year, franchise_id) AS summed
    JOIN franchises_franchise AS franchise ON franchise.id = franchise_id AND is_published
    JOIN franchises_franchisee AS franchisee ON franchisee.id = franchisee_id
    ORDER BY received DESC""",
    f"""SELECT fiscal_year, number, assessed
    FROM (SELECT fiscal_year, franchise_id, SUM(amount) AS assessed
        FROM franchises_feeassessment WHERE fiscal_year BETWEEN {YEAR - 1} AND {YEAR}
        GROUP BY fiscal_year, franchise_id) AS summed
    JOIN franchises_franchise AS franchise ON franchise.id = franchise_id AND is_published""",
)
JOINED = """FROM {table}
    JOIN franchises_franchise AS franchise ON franchise.id = franchise_id AND is_published
    JOIN franchises_franchisee AS franchisee ON franchisee.id = franchisee_id"""
COLLECTIONS = JOINED.format(table="franchises_feecollection")
ASSESSMENTS = JOINED.format(table="franchises_feeassessment")
PLAIN_YEARS = (
    f"SELECT fiscal_year, {SUMS}, COUNT(DISTINCT franchisee_id) {COLLECTIONS}"
    " GROUP BY fiscal_year ORDER BY fiscal_year DESC",
    f"SELECT fiscal_year, SUM(amount) {ASSESSMENTS} GROUP BY fiscal_year ORDER BY fiscal_year DESC",
)
PLAIN_YEAR = (
    f"SELECT fiscal_year, number, name, {SUMS} {COLLECTIONS}"
    f" WHERE fiscal_year BETWEEN {YEAR - 1} AND {YEAR}"
    " GROUP BY fiscal_year, number, name ORDER BY received DESC",
    f"SELECT fiscal_year, number, SUM(amount) {ASSESSMENTS}"
    f" WHERE fiscal_year BETWEEN {YEAR - 1} AND {YEAR} GROUP BY fiscal_year, number",
)

# A row in a hundred is a refund, two are interest; a received_on lies inside its fiscal year.
FILL_COLLECTIONS = """INSERT INTO franchises_feecollection
    (franchise_id, fiscal_year, period, kind, amount, received_on, reference, note)
WITH RECURSIVE
    row (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM row WHERE number + 1 < {rows}),
    spread AS (SELECT number, {first_franchise} + number % {franchises} AS franchise,
        {first_year} + (number / {franchises}) % {years} AS year, number % 100 AS part FROM row)
SELECT franchise, year, '', CASE WHEN part = 0 THEN 'refund' WHEN part < 3 THEN 'interest'
    ELSE 'fee' END, CASE WHEN part = 0 THEN -12345 ELSE 100000 + number % 9973 END, {received_on},
    'W-' || number, CASE WHEN part = 0 THEN 'paid twice' ELSE '' END
FROM spread"""
FILL_ASSESSMENTS = """INSERT INTO franchises_feeassessment
    (franchise_id, fiscal_year, period, origin, amount, reference, working, note)
SELECT DISTINCT franchise_id, fiscal_year, quarter, 'import', 2500000, '', '[]'{json}, ''
FROM (SELECT DISTINCT franchise_id, fiscal_year FROM franchises_feecollection) AS pair
CROSS JOIN (SELECT 'Q1' AS quarter UNION SELECT 'Q2' UNION SELECT 'Q3' UNION SELECT 'Q4') AS q"""
RECEIVED_ON = {
    "sqlite": "date((year - 1) || '-07-01', '+' || (number % 365) || ' days')",
    "postgresql": "make_date(year - 1, 7, 1) + number % 365",
}
SETTLE = {"sqlite": "ANALYZE", "postgresql": "VACUUM ANALYZE"}


@contextmanager
def scratch_database(server: str | None) -> Iterator[str]:
    """Yield the URL of an empty database, gone afterwards."""
    if server is None:
        with tempfile.TemporaryDirectory() as directory:
            yield f"sqlite:///{Path(directory) / 'benchmark.sqlite3'}"
        return
    import psycopg

    # Of this process alone: two benchmarks may run on one server.
    name = f"franchises_benchmark_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def fill(rows: int) -> None:
    """Migrate, then insert *rows* collections and their assessments, set-based."""
    from django.core.management import call_command
    from django.db import connection

    from tests.factories import FranchiseFactory

    call_command("migrate", verbosity=0)
    first, *_ = (FranchiseFactory().pk for _ in range(FRANCHISES))
    vendor = connection.vendor
    collections = FILL_COLLECTIONS.format(
        rows=rows,
        first_franchise=first,
        franchises=FRANCHISES,
        first_year=FIRST_YEAR,
        years=YEARS,
        received_on=RECEIVED_ON[vendor],
    )
    assessments = FILL_ASSESSMENTS.format(json="::jsonb" if vendor == "postgresql" else "")
    with connection.cursor() as cursor:
        for statement in (collections, assessments, SETTLE[vendor]):
            cursor.execute(statement)


def rows_of(statements: tuple[str, ...]) -> list[list[tuple]]:
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            found.append(cursor.fetchall())
    return found


def measured(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the median seconds of each way; they take turns, after one round to warm up."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for repetition in range(REPETITIONS + 1):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            if repetition:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(each) for name, each in times.items()}


def report() -> None:
    from franchises.reports.fee_summary import Basis, Grouping, all_years, fee_summary

    assert [row.collected for row in all_years().rows] == [
        Decimal(row[1]) / 100 for row in rows_of(HAND_WRITTEN_YEARS)[0]
    ], "ours and the hand-written SQL do not agree"
    questions = {
        "all years": (all_years, HAND_WRITTEN_YEARS, PLAIN_YEARS),
        f"FY{YEAR} by franchise": (
            lambda: fee_summary(YEAR, Grouping.FRANCHISE),
            HAND_WRITTEN_YEAR,
            PLAIN_YEAR,
        ),
    }
    print(f"{'':24}{'ours':>10}{'hand-written':>14}{'plain join':>12}{'ours / hand-written':>21}")
    for question, (ours, hand_written, plain) in questions.items():
        medians = measured(
            {
                "ours": ours,
                "hand-written": lambda statements=hand_written: rows_of(statements),
                "plain": lambda statements=plain: rows_of(statements),
            }
        )
        own, by_hand, joined = medians.values()
        print(
            f"{question:24}{own * 1000:>7.0f} ms{by_hand * 1000:>11.0f} ms"
            f"{joined * 1000:>9.0f} ms{own / by_hand:>21.2f}"
        )
    cash = measured({"ours": lambda: all_years(Basis.CASH)})["ours"]
    print(f"{'all years, cash basis':24}{cash * 1000:>7.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--database", help="a PostgreSQL server; SQLite where it is omitted")
    options = parser.parse_args()
    with scratch_database(options.database) as url:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url}
        import tests.environment  # noqa: F401

        django.setup()
        from django.db import connection, connections

        start = time.perf_counter()
        fill(options.rows)
        filled = time.perf_counter() - start
        print(f"{connection.vendor}: {options.rows:,} collections, filled in {filled:.0f} s")
        report()
        connections.close_all()


if __name__ == "__main__":
    main()
