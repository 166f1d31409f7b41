"""A city of as many installations as are asked for, made by the database itself."""

from tests.benchmarks.summary import SETTLE

FRANCHISES = 200
# One in fifty stands on the longest street; the others on 2,003, whose 97 crossings have some five
# each. As cities publish them, kiosks and cabinets have an address and poles have a corner. Every
# other one stands in the dense middle of the city; one in a hundred has no coordinates. A place is
# spread by steps of a prime, so that neighbours in the table are none in the street.
FILL = """INSERT INTO franchises_installation
    (source, asset_id, franchise_id, kind, status, address, on_street, cross_street_1,
    cross_street_2, borough_id, postcode, community_board, council_district, bin, bbl,
    latitude, longitude, fee_zone, host_structure, length_feet, reserved_on, installed_on,
    activated_on, removed_on, extra)
WITH RECURSIVE
    row (n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM row WHERE n + 1 < {rows}),
    spread AS (SELECT n, (n * 7919 % 1000003) / 1000003.0 AS north,
        (n * 104729 % 1000003) / 1000003.0 AS east, n % 10 AS part, n % 100 <> 7 AS is_placed,
        CASE WHEN n % 50 = 0 THEN 'BROADWAY' ELSE n * 31 % 2003 || ' STREET' END AS street
        FROM row)
SELECT 'poles', 'P-' || n, {franchise} + n % {franchises},
    CASE WHEN part < 8 THEN 'pole_top' WHEN part = 8 THEN 'kiosk' ELSE 'cabinet' END,
    CASE WHEN part = 3 THEN 'removed' WHEN part = 4 THEN 'proposed' ELSE 'installed' END,
    CASE WHEN part < 8 THEN '' ELSE n % 999 || ' ' || street END,
    CASE WHEN part < 8 THEN street ELSE '' END, n % 97 || ' AVENUE', '', borough.id,
    '' || (10001 + n % 300), '' || (101 + n % 12), '' || (1 + n % 51), '' || (1000000 + n), '',
    CASE WHEN is_placed THEN CASE WHEN n % 2 = 0 THEN 40.70 + north * 0.1
        ELSE 40.50 + north * 0.4 END END,
    CASE WHEN is_placed THEN CASE WHEN n % 2 = 0 THEN -74.02 + east * 0.08
        ELSE -74.25 + east * 0.55 END END,
    CASE n % 3 WHEN 0 THEN 'A' WHEN 1 THEN 'B' ELSE 'C' END, 'Streetlight pole', NULL, NULL,
    {installed_on}, NULL, CASE WHEN part = 3 THEN {removed_on} END, '{{}}'{json}
FROM spread
JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS number FROM franchises_borough) AS borough
    ON borough.number = n % 5"""
DAYS = {
    "sqlite": ("date('2015-01-01', '+' || (n % 3650) || ' days')", "'2025-06-30'"),
    "postgresql": ("DATE '2015-01-01' + (n % 3650)::int", "DATE '2025-06-30'"),
}


def fill(rows: int) -> None:
    """Migrate, then insert *rows* installations, and bring the planner up to date."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    insert(rows)
    with connection.cursor() as cursor:
        cursor.execute(SETTLE[connection.vendor])


def insert(rows: int) -> None:
    """Insert *rows* installations under published franchises, set-based."""
    from django.db import connection

    from tests.factories import FranchiseFactory

    first, *_ = (FranchiseFactory().pk for _ in range(FRANCHISES))
    installed_on, removed_on = DAYS[connection.vendor]
    statement = FILL.format(
        rows=rows,
        franchise=first,
        franchises=FRANCHISES,
        installed_on=installed_on,
        removed_on=removed_on,
        json="::jsonb" if connection.vendor == "postgresql" else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
