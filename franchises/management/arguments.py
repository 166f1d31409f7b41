"""What people type after a command, read in one way by all commands."""

from django.core.management.base import CommandError

from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR

REFUSED = 2


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
