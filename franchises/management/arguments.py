"""What people type after a command, read in one way by all commands."""

import re
from datetime import date

from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.utils.timezone import localdate

from franchises.models import Franchise
from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.rules.names import nearest_names

REFUSED = 2
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def fiscal_year_from(text: str) -> int:
    """Return the fiscal year that *text* names; raise `CommandError` where it names none."""
    is_year = text.isascii() and text.isdigit() and len(text) == 4
    if not is_year or not FIRST_FISCAL_YEAR <= int(text) <= LAST_FISCAL_YEAR:
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
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise CommandError(f"{text[:80]!r} is not a day such as 2013-06-30.", returncode=REFUSED)


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
