"""A fiscal year is closed: proposed by one person, confirmed by another, and final from then on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from franchises.books.closing_checks import Checks, checks_before_closing
from franchises.books.freezing import freeze, publish
from franchises.models import (
    FeeAssessment,
    FiscalYear,
    Franchise,
    YearExplanation,
    YearRevision,
)
from franchises.rules.fiscal_year import fiscal_year_label

PERMISSION = "franchises.close_fiscalyear"


class ClosingRefused(Exception):
    """A year is not to be proposed or closed; ``words`` say why, ``checks`` what was found."""

    def __init__(self, words: str, checks: Checks | None = None) -> None:
        super().__init__(words)
        self.words, self.checks = words, checks


def propose_closing(
    fiscal_year: int,
    by: User,
    today: date,
    first_month: int,
    explanations: Mapping[str, str] | None = None,
) -> Checks:
    """Propose to close *fiscal_year*, and return its checks, which may still have warnings.

    *explanations* say, by the number of a franchise, why it is not assessed; they are kept. Raises
    `ClosingRefused` where *by* may not or posted late charges in the year, it is closed or
    proposed, or a check finds something: then nothing is kept.
    """
    label = fiscal_year_label(fiscal_year)
    _refuse_without_permission(by)
    with transaction.atomic():
        year = _locked(fiscal_year)
        if year.state == FiscalYear.State.PROPOSED:
            raise ClosingRefused(f"{label} is proposed for closing already, by {year.proposed_by}.")
        _refuse_who_posted(year, by)
        _explain(year, by, explanations or {})
        checks = _checked(year, today, first_month)
        year.state, year.proposed_by, year.proposed_at = year.State.PROPOSED, by, timezone.now()
        year.save(update_fields=["state", "proposed_by", "proposed_at"])
    return checks


def withdraw_proposal(fiscal_year: int, by: User) -> None:
    """Take a proposal back; raise `ClosingRefused` where there is none, or *by* may not."""
    _refuse_without_permission(by)
    with transaction.atomic():
        year = _locked(fiscal_year)
        if year.state != FiscalYear.State.PROPOSED:
            raise ClosingRefused(f"{fiscal_year_label(fiscal_year)} is not proposed for closing.")
        year.state, year.proposed_by, year.proposed_at = year.State.OPEN, None, None
        year.save(update_fields=["state", "proposed_by", "proposed_at"])


def close(
    fiscal_year: int, by: User, today: date, first_month: int, expected_sha256: str
) -> YearRevision:
    """Close a year that another person proposed, and return what was published of it.

    The checks are run again, in the transaction that closes: nobody writes to the year meanwhile.
    Raises `ClosingRefused` where that finds something, *by* proposed it or may not close, one of
    the two posted late charges in it, or the figures are not those that *by* saw, which
    *expected_sha256* is of.
    """
    label = fiscal_year_label(fiscal_year)
    _refuse_without_permission(by)
    with transaction.atomic():
        year = _locked(fiscal_year)
        if year.state != FiscalYear.State.PROPOSED:
            raise ClosingRefused(f"{label} is not proposed for closing.")
        if year.proposed_by_id == by.pk:
            raise ClosingRefused(f"You proposed {label} for closing: another person confirms it.")
        _refuse_who_posted(year, by)
        # It may be that the year was proposed first, and charged with lateness since.
        _refuse_who_posted(year, year.proposed_by)
        _checked(year, today, first_month)
        frozen = freeze(fiscal_year, first_month)
        if frozen.sha256 != expected_sha256:
            raise ClosingRefused(
                f"The figures of {label} have changed since you looked: look at them again."
            )
        year.state, year.closed_by, year.closed_at = year.State.CLOSED, by, timezone.now()
        year.save(update_fields=["state", "closed_by", "closed_at"])
        return publish(frozen, 1, by, year.closed_at)


def _refuse_without_permission(by: User) -> None:
    if not by.is_active or not by.has_perm(PERMISSION):
        raise ClosingRefused(f"{by.get_username()} may not close fiscal years.")


def _refuse_who_posted(year: FiscalYear, person: User | None) -> None:
    """Raise `ClosingRefused` where *person* posted late charges that stand in *year*.

    Who makes figures of a year does not make them final. One query.
    """
    charges = FeeAssessment.objects.filter(
        fiscal_year=year.year, origin=FeeAssessment.Origin.LATENESS
    )
    history: Any = FeeAssessment.history
    posted = history.filter(
        id__in=charges.order_by().values("pk"), history_type="+", history_user=person
    )
    if person is not None and posted.exists():
        raise ClosingRefused(
            f"{fiscal_year_label(year.year)} is closed by two people who posted no late charges in"
            f" it, and {person.get_username()} did."
        )


def _locked(fiscal_year: int) -> FiscalYear:
    """Return the year, kept from all who write to it until the transaction ends.

    Raises `ClosingRefused` where it is closed.
    """
    year = FiscalYear.objects.select_for_update().get(year=fiscal_year)
    if year.state == FiscalYear.State.CLOSED:
        raise ClosingRefused(f"{fiscal_year_label(fiscal_year)} is closed already.")
    return year


def _checked(year: FiscalYear, today: date, first_month: int) -> Checks:
    checks = checks_before_closing(year, today, first_month)
    if checks.problems:
        count = len(checks.problems)
        stands = "1 thing stands" if count == 1 else f"{count} things stand"
        label = fiscal_year_label(year.year)
        raise ClosingRefused(f"{label} cannot be closed: {stands} in the way.", checks)
    return checks


def _explain(year: FiscalYear, by: User, explanations: Mapping[str, str]) -> None:
    franchises = Franchise.objects.in_bulk(explanations, field_name="number")
    for number, reason in explanations.items():
        if number not in franchises:
            raise ClosingRefused(f"{number} is not the number of a franchise on record.")
        if not reason.strip():
            raise ClosingRefused(f"Say why {number} is not assessed.")
        YearExplanation.objects.update_or_create(
            fiscal_year=year,
            franchise=franchises[number],
            defaults={
                "reason": reason.strip()[:300],
                "explained_by": by,
                "explained_at": timezone.now(),
            },
        )
