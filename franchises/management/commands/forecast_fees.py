"""What the fee schedules in force will bring in a year to come."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from franchises.books.forecast_table import forecast_table
from franchises.books.forecasting import ForecastRefused, forecast_of
from franchises.management.arguments import (
    REFUSED,
    add_format,
    add_today,
    add_year,
    day_from,
    fiscal_year_from,
)
from franchises.reports.formats import FORMATS


class Command(BaseCommand):
    help = (
        "Print what the fee schedules in force will bring in this fiscal year or one to come, at"
        " least and at most, and on which assumptions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_year(parser)
        add_format(parser)
        add_today(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        year = fiscal_year_from(options["year"])
        try:
            forecast = forecast_of(
                year, day_from(options["today"]), settings.FISCAL_YEAR_START_MONTH
            )
        except ForecastRefused as refused:
            raise CommandError(str(refused), returncode=REFUSED) from refused
        self.stdout.write(FORMATS[options["format"]](forecast_table(forecast)), ending="")
