"""What the fee schedules in force will bring in a year to come."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from franchises.books.forecast_table import forecast_table
from franchises.books.forecasting import ForecastRefused, forecast_of
from franchises.management.arguments import REFUSED, day_from, fiscal_year_from
from franchises.reports.formats import to_csv, to_json, to_text

FORMATS = {"table": to_text, "csv": to_csv, "json": to_json}


class Command(BaseCommand):
    help = (
        "Print what the fee schedules in force will bring in this fiscal year or one to come, at"
        " least and at most, and on which assumptions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", help="the year the fiscal year ends in, such as 2028")
        parser.add_argument(
            "--format", choices=list(FORMATS), default="table", help="default: table"
        )
        parser.add_argument("--today", help="the day to look ahead from, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        year = fiscal_year_from(options["year"])
        try:
            forecast = forecast_of(
                year, day_from(options["today"]), settings.FISCAL_YEAR_START_MONTH
            )
        except ForecastRefused as refused:
            raise CommandError(str(refused), returncode=REFUSED) from refused
        self.stdout.write(FORMATS[options["format"]](forecast_table(forecast)), ending="")
