"""Check that the ledger still says what it said."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from franchises.books.verifying import what_is_wrong
from franchises.management.arguments import FOUND_WRONG


class Command(BaseCommand):
    help = (
        "Check every invariant of the books. Silent, and ends with 0, where all is well; prints"
        " what is wrong, a line each, and ends with 4 where something is not."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for sentence in what_is_wrong(settings.FISCAL_YEAR_START_MONTH):
            self.stdout.write(sentence)
            found += 1
        if found:
            noun = "thing is" if found == 1 else "things are"
            raise CommandError(f"{found:,} {noun} wrong.", returncode=FOUND_WRONG)
