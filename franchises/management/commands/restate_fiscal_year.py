"""Publish the figures of a closed fiscal year anew, with the adjustments posted since."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from franchises.books.restating import PERMISSION, Restatement, RestatingRefused, restate
from franchises.management.arguments import REFUSED, add_year, fiscal_year_from, person_from
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import format_money


class Command(BaseCommand):
    help = (
        "Publish the figures of a closed fiscal year anew, with the adjustments of it that were"
        " posted in years still open. The old figures and the reason stay beside the new ones."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_year(parser)
        parser.add_argument("--reason", required=True, help="why: published beside the figures")
        parser.add_argument(
            "--by", required=True, metavar="USERNAME", help="who restates it: may restate years"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        fiscal_year = fiscal_year_from(options["year"])
        by = person_from(options["by"], PERMISSION)
        first_month = settings.FISCAL_YEAR_START_MONTH
        try:
            done = restate(
                fiscal_year, options["reason"], by, first_month, is_dry_run=options["dry_run"]
            )
        except RestatingRefused as refused:
            raise CommandError(str(refused), returncode=REFUSED) from None
        self._tell(done, is_dry_run=options["dry_run"])

    def _tell(self, done: Restatement, *, is_dry_run: bool) -> None:
        label = fiscal_year_label(done.fiscal_year)
        if not done.adjustments:
            self.stdout.write(
                f"No adjustment of {label} waits to be counted: there is nothing to restate."
            )
            return
        noun = "adjustment" if done.adjustments == 1 else "adjustments"
        would = "would count" if is_dry_run else "counts"
        self.stdout.write(f"{label} {would} {done.adjustments} {noun} posted in later years.")
        for year, frozen in done.published.items():
            self.stdout.write(f"{fiscal_year_label(year)}, SHA-256 {frozen.sha256}:")
            for change in done.differences[year]:
                self.stdout.write(
                    f"  {change.words}: {format_money(change.before)} before,"
                    f" {format_money(change.after)} now"
                )
        if is_dry_run:
            self.stdout.write("Dry run: nothing was written.")
        for revision in done.revisions:
            self.stdout.write(f"Published as {revision}.")
