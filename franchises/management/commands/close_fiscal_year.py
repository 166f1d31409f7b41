"""Propose to close a fiscal year; another person confirms it in the admin."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from franchises.books.closing import PERMISSION, ClosingRefused, propose_closing
from franchises.books.closing_checks import Checks
from franchises.books.freezing import freeze
from franchises.management.arguments import (
    FOUND_WRONG,
    REFUSED,
    add_today,
    add_year,
    day_from,
    fiscal_year_from,
    person_from,
)
from franchises.models import FiscalYear
from franchises.rules.fiscal_year import fiscal_year_label


class Command(BaseCommand):
    help = (
        "Check a fiscal year and propose to close it; another person confirms that in the admin."
        " Ends with 4 where a check finds what stands in the way."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_year(parser)
        parser.add_argument(
            "--by", required=True, metavar="USERNAME", help="who proposes it: may close years"
        )
        parser.add_argument(
            "--explain",
            action="append",
            default=[],
            metavar="NUMBER:REASON",
            help="why the franchise of this number is not assessed (repeat as needed)",
        )
        add_today(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        fiscal_year = fiscal_year_from(options["year"])
        today = day_from(options["today"])
        by = person_from(options["by"], PERMISSION)
        label = fiscal_year_label(fiscal_year)
        year = FiscalYear.objects.select_related("proposed_by").get(year=fiscal_year)
        if year.state != FiscalYear.State.OPEN:
            self.stdout.write(
                f"{label} is closed already."
                if year.state == FiscalYear.State.CLOSED
                else f"{label} is proposed for closing already, by {year.proposed_by}: another"
                " person confirms it in the admin."
            )
            return
        first_month = settings.FISCAL_YEAR_START_MONTH
        try:
            checks = propose_closing(
                fiscal_year, by, today, first_month, _explanations(options["explain"])
            )
        except ClosingRefused as refused:
            self._print(refused.checks)
            status = FOUND_WRONG if refused.checks else REFUSED
            raise CommandError(refused.words, returncode=status) from None
        self._print(checks)
        self.stdout.write(
            f"{label} is proposed for closing by {by}. Its figures as they stand have the SHA-256"
            f" {freeze(fiscal_year, first_month).sha256}.\nAnother person who may close fiscal"
            " years confirms it in the admin, under Fiscal years."
        )

    def _print(self, checks: Checks | None) -> None:
        if checks is None:
            return
        for problem in checks.problems:
            self.stderr.write(self.style.ERROR(problem))
        for warning in checks.warnings:
            self.stderr.write(self.style.WARNING(f"warning: {warning}"))


def _explanations(written: list[str]) -> dict[str, str]:
    explanations = {}
    for each in written:
        number, colon, reason = each.partition(":")
        if not colon or not number.strip() or not reason.strip():
            raise CommandError(
                f'--explain {each[:80]!r}: write "NUMBER: reason", as in --explain "CTV-2011-01:'
                ' nothing was built yet".',
                returncode=REFUSED,
            )
        explanations[number.strip()] = reason.strip()
    return explanations
