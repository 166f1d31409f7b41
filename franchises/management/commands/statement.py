from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from franchises.books.account import Statement, statement_of_account
from franchises.books.statement_table import statement_table
from franchises.books.statement_text import statement_text
from franchises.management.arguments import add_year, day_from, fiscal_year_from, franchise_from
from franchises.reports.formats import to_json


class Command(BaseCommand):
    help = (
        "Print the statement of account of a franchise for a fiscal year: what it opened with,"
        " what was assessed and how that came about, what was collected, what lateness costs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("franchise", help="the number of the franchise")
        add_year(parser)
        parser.add_argument(
            "--today",
            metavar="YYYY-MM-DD",
            help="as it stands on this day: lateness runs to it, later payments are left out",
        )
        parser.add_argument(
            "--format", choices=["table", "json"], default="table", help="default: table"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        year = fiscal_year_from(options["year"])
        today: date = day_from(options["today"])
        franchise = franchise_from(options["franchise"])
        statement = statement_of_account(franchise, year, today, settings.FISCAL_YEAR_START_MONTH)
        self.stdout.write(_written(statement, options["format"]), ending="")


def _written(statement: Statement, form: str) -> str:
    if form == "json":
        return to_json(statement_table(statement, with_receipts=True))
    return statement_text(statement)
