"""What people type after a command, read in one way by all commands."""

from argparse import ArgumentParser
from datetime import date

from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.utils.timezone import localdate

from franchises.models import Franchise
from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR, is_fiscal_year
from franchises.reports.formats import FORMATS
from franchises.rules.fiscal_year import iso_day
from franchises.rules.names import nearest_names

# How a command ends, beside 0 for done and 1 for what nobody expected.
REFUSED, BUSY, FOUND_WRONG = 2, 3, 4


def add_year(parser: ArgumentParser) -> None:
    """Have a command take the fiscal year that it is for."""
    parser.add_argument("year", help="the year the fiscal year ends in, such as 2013")


def add_today(parser: ArgumentParser) -> None:
    """Have a command take a day to act as if it were."""
    parser.add_argument(
        "--today", metavar="YYYY-MM-DD", help="as if it were this day (default: today)"
    )


def add_format(parser: ArgumentParser) -> None:
    """Have a command that prints a table take the form to print it in."""
    parser.add_argument("--format", choices=list(FORMATS), default="table", help="default: table")


def fiscal_year_from(text: str) -> int:
    """Return the fiscal year that *text* names; raise `CommandError` where it names none."""
    is_written = text.isascii() and text.isdigit() and len(text) == 4
    if not is_written or not is_fiscal_year(int(text)):
        raise CommandError(
            f"{text[:80]!r} is not a fiscal year from {FIRST_FISCAL_YEAR} to {LAST_FISCAL_YEAR},"
            " named by the year it ends in.",
            returncode=REFUSED,
        )
    return int(text)


def day_from(text: str | None) -> date:
    """Return the day that *text* names, today where it is None; raise `CommandError` for none."""
    if text is None:
        return localdate()
    day = iso_day(text)
    if day is None:
        raise CommandError(f"{text[:80]!r} is not a day such as 2013-06-30.", returncode=REFUSED)
    return day


def franchise_from(number: str) -> Franchise:
    """Return the franchise with this number; raise `CommandError` with the nearest numbers."""
    found = Franchise.objects.filter(number=number).select_related("franchisee").first()
    if found is not None:
        return found
    nearest = nearest_names(number, Franchise.objects.values_list("number", flat=True))
    hint = f" (nearest: {', '.join(nearest)})" if nearest else ""
    raise CommandError(
        f"{number[:80]!r} is not the number of a franchise on record{hint}.", returncode=REFUSED
    )


def person_from(username: str, permission: str) -> User:
    """Return the user of this name; raise `CommandError` where there is none who may do it.

    *permission* is such as ``franchises.post_late_charges``.
    """
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise CommandError(f"{username[:80]!r} is not a user of this site.", returncode=REFUSED)
    if not person.has_perm(permission):
        words = permission.partition(".")[2].replace("_", " ")
        raise CommandError(f"{username} may not {words}.", returncode=REFUSED)
    return person
