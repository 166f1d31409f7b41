from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from franchises.books.assessed import Assessed, Assessing, Outcome
from franchises.books.assessing import PERMISSION, AssessingRefusedError, assess
from franchises.management.arguments import (
    BUSY,
    FOUND_WRONG,
    REFUSED,
    add_today,
    add_year,
    day_from,
    fiscal_year_from,
    franchise_from,
    person_from,
)
from franchises.models import Franchise


class Command(BaseCommand):
    help = (
        "Assess the fees of a fiscal year from the fee schedules, for the periods that are over."
        " Again after a statement is restated, it changes what differs. Ends with 4 where something"
        " could not be computed, and lists what is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_year(parser)
        parser.add_argument("--franchise", metavar="NUMBER", help="of this franchise alone")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be assessed, and write nothing"
        )
        add_today(parser)
        parser.add_argument("--by", metavar="USERNAME", help="who assesses, for the history")

    def handle(self, *args: Any, **options: Any) -> None:
        fiscal_year = fiscal_year_from(options["year"])
        today = day_from(options["today"])
        user = person_from(options["by"], PERMISSION) if options["by"] else None
        franchises = None
        if options["franchise"] is not None:
            franchise = franchise_from(options["franchise"])
            franchises = Franchise.objects.filter(pk=franchise.pk)
        try:
            result = assess(
                fiscal_year,
                franchises,
                settings.FISCAL_YEAR_START_MONTH,
                today,
                user,
                dry_run=options["dry_run"],
            )
        except AssessingRefusedError as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        except OperationalError as error:
            raise CommandError(
                f"The database is busy ({error}): try again when it is done.", returncode=BUSY
            ) from error
        self._tell(result, is_dry_run=options["dry_run"])
        if not result.is_complete:
            raise CommandError(
                "Not everything could be computed: what is missing is listed above.",
                returncode=FOUND_WRONG,
            )

    def _tell(self, result: Assessing, *, is_dry_run: bool) -> None:
        for row in result.rows:
            if row.outcome != Outcome.UNCHANGED:
                self.stdout.write(f"{_place(row)}: {row.worded()}")
        self.stdout.write(result.summary(is_dry_run=is_dry_run))


def _place(row: Assessed) -> str:
    period = {None: "", "": " whole year"}.get(row.period, f" {row.period}")
    return f"{row.franchise.number}{period}"
