"""What is possible and yet unusual about a fee schedule, beside its franchise and its others.

A warning never refuses: two schedules in force on the same days are added up, and a schedule that
reaches out of the franchise's term is charged for the days within it.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.formats import date_format

from franchises.books.terms import terms_of
from franchises.models import FeeAssessment, FeeSchedule, FiscalYear, Franchise
from franchises.rules.federal_cap import FEDERAL_CAP, THE_RULE, percent_of_gross
from franchises.rules.fee_checks import warnings_of
from franchises.rules.fee_rates import plain
from franchises.rules.fee_terms import FeeTerms
from franchises.rules.fiscal_year import fiscal_year_label, fiscal_year_of
from franchises.rules.term import last_day
from franchises.rules.written_terms import TermsError


def schedule_warnings(schedule: FeeSchedule) -> list[str]:
    """Return what is unusual about the saved *schedule*, a sentence each. Four queries and more.

    One more query for each schedule of the franchise that is in force on the same days.
    """
    try:
        terms = terms_of(schedule, list(schedule.components.all()))
    except TermsError as error:
        return list(error.mistakes)
    return [
        *warnings_of_terms(terms, schedule.franchise),
        *_warnings_beside_others(terms, schedule),
        *_warnings_of_closed_years(schedule),
    ]


def warnings_of_terms(terms: FeeTerms, franchise: Franchise) -> Iterator[str]:
    """Yield what is unusual about *terms*, for *franchise* and its term. One query at most."""
    yield from warnings_of(
        terms,
        is_cable=franchise.franchise_type.is_cable,
        first_month=settings.FISCAL_YEAR_START_MONTH,
    )
    end = last_day(franchise.expires_on, franchise.terminated_on, is_holdover=franchise.is_holdover)
    if terms.first_day < franchise.effective_on:
        yield (
            f"These terms begin before the franchise, on {date_format(franchise.effective_on)}:"
            " nothing is charged for the days before it."
        )
    if end is not None and terms.first_day > end:
        yield f"These terms begin after the franchise's last day, {date_format(end)}."
    elif end is not None and terms.last_day is not None and terms.last_day > end:
        yield (
            f"These terms run past the franchise's last day, {date_format(end)}: nothing is"
            " charged for the days after it."
        )


def is_assessed(schedule: FeeSchedule) -> bool:
    """Return whether fees were assessed by schedule for a year that *schedule* is in force in."""
    return _assessments_under(schedule).exists()


def _warnings_beside_others(terms: FeeTerms, schedule: FeeSchedule) -> Iterator[str]:
    others = _in_force_with(schedule)
    for other in others:
        yield (
            f"The schedule {other} is in force on some of the same days: what is due is the sum"
            " of both."
        )
    if not others or not schedule.franchise.franchise_type.is_cable:
        return
    together = percent_of_gross(terms) + sum(
        (percent_of_gross(terms_of(each, list(each.components.all()))) for each in others),
        Decimal(0),
    )
    if together > FEDERAL_CAP >= percent_of_gross(terms):
        yield f"Together they come to {plain(together)}% of gross revenue. {THE_RULE}"


def _in_force_with(schedule: FeeSchedule) -> list[FeeSchedule]:
    others = FeeSchedule.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=schedule.effective_on),
        franchise=schedule.franchise_id,
        effective_on__lte=schedule.expires_on or date.max,
    ).exclude(pk=schedule.pk)
    return list(others.select_related("franchise").prefetch_related("components"))


def _assessments_under(schedule: FeeSchedule) -> QuerySet[FeeAssessment]:
    month = settings.FISCAL_YEAR_START_MONTH
    assessed = FeeAssessment.objects.filter(
        franchise=schedule.franchise_id,
        origin=FeeAssessment.Origin.SCHEDULE,
        fiscal_year__gte=fiscal_year_of(schedule.effective_on, month),
    )
    if schedule.expires_on is None:
        return assessed
    return assessed.filter(fiscal_year__lte=fiscal_year_of(schedule.expires_on, month))


def _warnings_of_closed_years(schedule: FeeSchedule) -> Iterator[str]:
    assessed = _assessments_under(schedule).order_by().values("fiscal_year")
    closed = FiscalYear.objects.closed().filter(year__in=assessed)
    years = [fiscal_year_label(year) for year in closed.values_list("year", flat=True)]
    if years:
        yield (
            f"Fees were assessed for {', '.join(years)} by schedule, and the books are closed. To"
            " amend terms, let this schedule end and add another one from the day of the change."
        )
