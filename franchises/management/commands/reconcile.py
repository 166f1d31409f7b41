"""Put our figures of a fiscal year beside those that others published."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from franchises.management.arguments import FOUND_WRONG, add_format, add_year, fiscal_year_from
from franchises.reports.formats import FORMATS
from franchises.reports.reconciliation import Verdict, reconciled
from franchises.reports.tables import reconciliation_table


class Command(BaseCommand):
    help = (
        "Put our figures of a fiscal year beside those that others published. Ends with 4 where"
        " one differs by more than rounding explains."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_year(parser)
        add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        year = fiscal_year_from(options["year"])
        rows = reconciled(year, settings.FISCAL_YEAR_START_MONTH)
        self.stdout.write(FORMATS[options["format"]](reconciliation_table(year, rows)), ending="")
        apart = sum(row.verdict in (Verdict.DIFFERS, Verdict.UNKNOWN) for row in rows)
        if apart:
            raise CommandError(
                f"{apart} of {len(rows)} published figures do not agree with ours.",
                returncode=FOUND_WRONG,
            )
