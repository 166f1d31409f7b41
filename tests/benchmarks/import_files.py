"""Synthetic files for the import benchmark, and what a hand-written load must know of them."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FRANCHISES = tuple(f"M-{number}" for number in range(1, 6))
BOROUGHS = ("Manhattan", "Bronx", "Brooklyn", "Queens", "Staten Island")
DAYS = tuple((date(2011, 1, 1) + timedelta(days=number)).isoformat() for number in range(3000))


@dataclass(frozen=True)
class Table:
    """One data set: the columns of its file, and the table that they become."""

    dataset: str
    name: str
    headings: tuple[str, ...]
    # Columns that the file lacks and the table wants, each with its value as SQL.
    others: dict[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table in the order of the headings."""
        references = ("franchise", "borough")
        return tuple(f"{name}_id" if name in references else name for name in self.headings)

    @property
    def model(self) -> Any:
        """The model of the table, for the ways that start Django."""
        from django.apps import apps

        return next(model for model in apps.get_models() if model._meta.db_table == self.name)


INSTALLATIONS = Table(
    "installations",
    "franchises_installation",
    (
        *("source", "asset_id", "franchise", "kind", "status", "address", "borough", "postcode"),
        *("community_board", "latitude", "longitude", "fee_zone", "host_structure"),
        *("reserved_on", "installed_on", "length_feet"),
    ),
    {
        **dict.fromkeys(("on_street", "cross_street_1", "cross_street_2"), "''"),
        **dict.fromkeys(("council_district", "bin", "bbl"), "''"),
        "extra": "'{}'",
    },
)
FEE_COLLECTIONS = Table(
    "fee_collections",
    "franchises_feecollection",
    ("franchise", "fiscal_year", "period", "kind", "amount", "received_on", "reference"),
    {"note": "''"},
)
FEE_ASSESSMENTS = Table(
    "fee_assessments",
    "franchises_feeassessment",
    ("franchise", "fiscal_year", "period", "kind", "amount", "due_on", "reference"),
    {"note": "''", "origin": "'import'", "working": "'[]'"},
)
TABLES = {table.dataset: table for table in (INSTALLATIONS, FEE_COLLECTIONS, FEE_ASSESSMENTS)}


def write_file(
    path: Path, table: Table, rows: int, *, source: str = "bench", edition: int = 1
) -> None:
    """Write *rows* rows; a second *edition* has another day or address in one of a hundred."""
    make = _installations if table is INSTALLATIONS else _fees
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.headings)
        writer.writerows(make(rows, source, edition))


def _installations(rows: int, source: str, edition: int) -> Iterator[tuple[str, ...]]:
    kinds = ("pole_top", "kiosk", "antenna", "cable")
    statuses = ("proposed", "approved", "installed")
    chance = random.Random(1)
    for n in range(rows):
        moved = edition if n % 100 == 0 else 1
        yield (
            source,
            f"A{n:08}",
            FRANCHISES[n % 5],
            kinds[n % 4],
            statuses[n % 3],
            f"{n % 4000 + moved} {n % 211} Street",
            BOROUGHS[n % 5],
            f"1{n % 9000:04}",
            str(100 + n % 12),
            f"{40.5 + chance.random() * 0.4:.6f}",
            f"{-74.2 + chance.random() * 0.4:.6f}",
            "ABC"[n % 3],
            "Streetlight Pole",
            DAYS[n % 3000],
            DAYS[(n + 7) % 3000],
            "",
        )


def _fees(rows: int, source: str, edition: int) -> Iterator[tuple[str, ...]]:
    for n in range(rows):
        year = 2012 + n % 12
        paid = date(year - 1, 7, edition if n % 100 == 0 else 1) + timedelta(days=n % 360)
        cents = 100_000 + n % 999_983
        yield (
            FRANCHISES[n % 5],
            str(year),
            f"Q{1 + n % 4}",
            ("fee", "fee", "interest")[n % 3],
            f"{cents // 100}.{cents % 100:02}",
            paid.isoformat(),
            f"{source}-{n:08}",
        )
