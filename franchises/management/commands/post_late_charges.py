from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from franchises.books.posting import (
    PERMISSION,
    PostingRefusedError,
    charges_to_post,
    franchises_with_late_terms,
    post_late_charges,
)
from franchises.management.arguments import REFUSED, day_from, franchise_from, person_from
from franchises.models import FeeAssessment, Franchise
from franchises.rules.money import exact_cents, format_money
from franchises.rules.workings import NOTHING


class Command(BaseCommand):
    help = (
        "Post what lateness costs through a day, in the name of a person who may. Posting again"
        " posts the days since, and no day twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who posts them")
        parser.add_argument("--franchise", metavar="NUMBER", help="of this franchise alone")
        parser.add_argument(
            "--through", metavar="YYYY-MM-DD", help="the last day to charge; today if omitted"
        )
        parser.add_argument(
            "--today",
            metavar="YYYY-MM-DD",
            help="the day of posting, whose fiscal year they are in",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be posted, and post nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person = person_from(options["by"], PERMISSION)
        today = day_from(options["today"])
        through = today if options["through"] is None else day_from(options["through"])
        franchises = franchises_with_late_terms()
        if options["franchise"] is not None:
            franchises = [franchise_from(options["franchise"])]
        posted: list[FeeAssessment] = []
        for franchise in franchises:
            try:
                charges = self._charges(
                    franchise, through, today, person, is_dry_run=options["dry_run"]
                )
            except PostingRefusedError as refusal:
                raise CommandError(str(refusal), returncode=REFUSED) from refusal
            self._tell(franchise, charges)
            posted += charges
        total = format_money(sum((exact_cents(each.amount) for each in posted), NOTHING))
        verb = "would be posted" if options["dry_run"] else "posted"
        noun = "late charge" if len(posted) == 1 else "late charges"
        self.stdout.write(f"{len(posted)} {noun} {verb} through {through}: {total}.")

    def _charges(
        self, franchise: Franchise, through: date, today: date, person: User, *, is_dry_run: bool
    ) -> Sequence[FeeAssessment]:
        first_month = settings.FISCAL_YEAR_START_MONTH
        if is_dry_run:
            return charges_to_post(franchise, through, today, first_month)
        return post_late_charges(franchise, through, today, person, first_month)

    def _tell(self, franchise: Franchise, charges: Sequence[FeeAssessment]) -> None:
        for charge in charges:
            amount = format_money(exact_cents(charge.amount))
            self.stdout.write(
                f"{franchise.number}: {charge.get_kind_display().lower()} {amount},"
                f" {charge.late_from} to {charge.late_through}, on assessment {charge.late_for}"
            )
