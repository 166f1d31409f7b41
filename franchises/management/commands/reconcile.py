"""Put our figures of a fiscal year beside those that others published."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from franchises.management.arguments import fiscal_year_from
from franchises.reports.formats import to_csv, to_json, to_text
from franchises.reports.reconciliation import Verdict, reconciled
from franchises.reports.tables import reconciliation_table

FORMATS = {"table": to_text, "csv": to_csv, "json": to_json}
DOES_NOT_MATCH = 4


class Command(BaseCommand):
    help = (
        "Put our figures of a fiscal year beside those that others published. Ends with 4 where"
        " one differs by more than rounding explains."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", help="the year the fiscal year ends in, such as 2013")
        parser.add_argument(
            "--format", choices=list(FORMATS), default="table", help="default: table"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        year = fiscal_year_from(options["year"])
        rows = reconciled(year, settings.FISCAL_YEAR_START_MONTH)
        self.stdout.write(FORMATS[options["format"]](reconciliation_table(year, rows)), ending="")
        apart = sum(row.verdict in (Verdict.DIFFERS, Verdict.UNKNOWN) for row in rows)
        if apart:
            raise CommandError(
                f"{apart} of {len(rows)} published figures do not agree with ours.",
                returncode=DOES_NOT_MATCH,
            )
