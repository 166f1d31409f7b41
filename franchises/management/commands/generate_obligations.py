from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.timezone import localdate

from franchises.contracts.obligations import generate_obligations, last_year_ahead
from franchises.management.arguments import fiscal_year_from, franchise_from


class Command(BaseCommand):
    help = (
        "Make the obligations of the years ahead from what the contracts require again and again."
        " What is there stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--through",
            metavar="YEAR",
            help="what falls due through 31 December of it; two years ahead if omitted",
        )
        parser.add_argument("--franchise", metavar="NUMBER", help="of this franchise alone")

    def handle(self, *args: Any, **options: Any) -> None:
        through = last_year_ahead(localdate())
        if options["through"] is not None:
            through = fiscal_year_from(options["through"])
        franchise = None if options["franchise"] is None else franchise_from(options["franchise"])
        made = generate_obligations(through, settings.FISCAL_YEAR_START_MONTH, franchise)
        noun = "obligation" if len(made) == 1 else "obligations"
        self.stdout.write(f"{len(made)} {noun} made, through {through}.")
