"""A fiscal year whose books are closed."""

from datetime import UTC, date, datetime

from django.contrib.auth.models import User

from franchises.models import FiscalYear


def close(year: int) -> FiscalYear:
    """Close *year*, which begins on 1 July, as two people would."""
    proposer, _ = User.objects.get_or_create(username="proposer")
    closer, _ = User.objects.get_or_create(username="closer")
    at = datetime(2026, 11, 1, tzinfo=UTC)
    closed, _ = FiscalYear.objects.update_or_create(
        year=year,
        defaults={
            "first_day": date(year - 1, 7, 1),
            "last_day": date(year, 6, 30),
            "state": FiscalYear.State.CLOSED,
            "proposed_by": proposer,
            "proposed_at": at,
            "closed_by": closer,
            "closed_at": at,
        },
    )
    return closed
