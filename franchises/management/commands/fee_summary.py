"""Print the yearly fee summary."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from franchises.management.arguments import REFUSED, add_format, fiscal_year_from
from franchises.reports.fee_summary import Basis, Grouping, all_years, fee_summary
from franchises.reports.formats import FORMATS
from franchises.reports.tables import Table, summary_table, years_table


class Command(BaseCommand):
    help = "Print what was assessed and collected in a fiscal year or, without a year, in each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "year", nargs="?", help="the year the fiscal year ends in, such as 2013; all if omitted"
        )
        parser.add_argument(
            "--by",
            choices=[grouping.value for grouping in Grouping],
            help="one row for each (default: type); needs a year",
        )
        parser.add_argument(
            "--basis",
            choices=[basis.value for basis in Basis],
            default=Basis.ACCRUAL.value,
            help="count a collection in the year it is for (accrual, the default) or the year it"
            " was received in (cash)",
        )
        add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        table = self._table(options["year"], options["by"], Basis(options["basis"]))
        self.stdout.write(FORMATS[options["format"]](table), ending="")

    def _table(self, year: str | None, by: str | None, basis: Basis) -> Table:
        first_month = settings.FISCAL_YEAR_START_MONTH
        if year is None:
            if by is not None:
                raise CommandError(
                    "--by needs a year, as in: fee_summary 2013 --by franchisee",
                    returncode=REFUSED,
                )
            return years_table(all_years(basis, first_month))
        grouping = Grouping(by or Grouping.TYPE)
        return summary_table(fee_summary(fiscal_year_from(year), grouping, basis, first_month))
