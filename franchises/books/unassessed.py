"""Franchises in force in a fiscal year that are not assessed for all of it, and not explained."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from franchises.books.due_fees import days_in_force
from franchises.models import FeeAssessment, FeeSchedule, FiscalYear, Franchise
from franchises.rules.fee_calendar import Days, Year
from franchises.rules.fee_terms import Frequency
from franchises.rules.fiscal_year import QUARTERS


@dataclass(frozen=True)
class Unassessed:
    """A franchise and the periods without an assessment; none where the year has none at all."""

    franchise_id: int
    number: str
    periods: tuple[str, ...]

    def worded(self) -> str:
        """Return that as a sentence."""
        periods = ", ".join(self.periods)
        return f"{self.number} is not assessed{f' for {periods}' if periods else ''}."


def unassessed(year: FiscalYear, first_month: int) -> tuple[Unassessed, ...]:
    """Return the published franchises of *year* that are not wholly assessed, by number.

    A franchise is to be assessed for each period of the schedules in force; where it has no
    schedule, once. An assessment of the year serves its quarters, and four quarters the year. Four
    queries.
    """
    explained = set(year.explanations.values_list("franchise", flat=True))
    assessed = _assessed_periods(year)
    schedules: dict[int, list[FeeSchedule]] = defaultdict(list)
    for schedule in FeeSchedule.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=year.first_day), effective_on__lte=year.last_day
    ):
        schedules[schedule.franchise_id].append(schedule)
    found = []
    fiscal_year = Year(year.year, first_month)
    published = Franchise.objects.published().filter(effective_on__lte=year.last_day)
    for franchise in published.order_by("number"):
        days = days_in_force(franchise, fiscal_year)
        if days is None or franchise.pk in explained:
            continue
        recorded = assessed[franchise.pk]
        due = _due_periods(schedules[franchise.pk], days, fiscal_year)
        missing = tuple(period for period in due if not _is_served(period, recorded))
        if missing or not recorded:
            named = missing if missing != ("",) and schedules[franchise.pk] else ()
            found.append(Unassessed(franchise.pk, franchise.number, named))
    return tuple(found)


def _assessed_periods(year: FiscalYear) -> dict[int, set[str]]:
    kinds = FeeAssessment.Origin
    fees = FeeAssessment.objects.filter(fiscal_year=year.year, kind=FeeAssessment.Kind.FEE).exclude(
        origin__in=(kinds.ADJUSTMENT, kinds.LATENESS)
    )
    assessed: dict[int, set[str]] = defaultdict(set)
    for franchise, period in fees.order_by().values_list("franchise", "period").distinct():
        assessed[franchise].add(period)
    return assessed


def _due_periods(schedules: Iterable[FeeSchedule], days: Days, year: Year) -> list[str]:
    return sorted(
        {
            period.name
            for schedule in schedules
            if (within := days.within(schedule.effective_on, schedule.expires_on))
            for period in year.periods(Frequency(schedule.frequency))
            if period.within(within.first, within.last)
        }
    )


def _is_served(period: str, recorded: set[str]) -> bool:
    return "" in recorded or period in recorded or (not period and recorded >= set(QUARTERS))
