"""What the schedules of franchises make due in a fiscal year: computed, and nothing kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from franchises.books.terms import terms_of
from franchises.books.use import CountedFrom, FranchiseUse, use_of
from franchises.models import FeeComponent, FeeSchedule, Franchise
from franchises.rules.fee_calendar import ONE_DAY, Days, Year
from franchises.rules.fee_checks import problems_of
from franchises.rules.fee_terms import Banded, Component, FeeTerms, Metered
from franchises.rules.fees import PeriodFee, fees_of_year
from franchises.rules.money import MoneyError
from franchises.rules.term import last_day
from franchises.rules.written_terms import TermsError


@dataclass(frozen=True)
class FranchiseFees:
    """What is due from a franchise in a fiscal year, on some day of which it is in force.

    ``fees`` has one fee for each period, in the order of their days: schedules that share a period
    share it. ``problems`` are terms that cannot be charged, a sentence each; ``uncovered`` are days
    of its term without a schedule.
    """

    franchise: Franchise
    days: Days
    fees: tuple[PeriodFee, ...]
    problems: tuple[str, ...]
    uncovered: tuple[Days, ...]
    use: FranchiseUse


def days_in_force(franchise: Franchise, year: Year) -> Days | None:
    """Return the days of *year* on which *franchise* is in force or in holdover; None if none."""
    end = last_day(franchise.expires_on, franchise.terminated_on, is_holdover=franchise.is_holdover)
    return year.days.within(franchise.effective_on, end)


def due_fees(franchises: QuerySet[Franchise], year: Year) -> tuple[FranchiseFees, ...]:
    """Return what is due from each of *franchises* that is in force in *year*, by number.

    Fifteen queries at most, whatever the number of franchises and installations.
    """
    in_force: dict[int, Days] = {}
    found: list[Franchise] = []
    for franchise in franchises.order_by("number"):
        days = days_in_force(franchise, year)
        if days is not None:
            in_force[franchise.pk] = days
            found.append(franchise)
    schedules = _schedules(franchises, year)
    counted_from = {
        component.counted_from
        for of_franchise in schedules.values()
        for schedule in of_franchise
        for component in schedule.components.all()
        if component.charge in (FeeComponent.Charge.METERED, FeeComponent.Charge.BANDED)
        and component.measure in (FeeComponent.Measure.INSTALLATIONS, FeeComponent.Measure.FEET)
    }
    used = use_of(franchises, in_force, year, [c for c in CountedFrom if c in counted_from])
    return tuple(
        fees_of(each, in_force[each.pk], schedules[each.pk], used.get(each.pk), year)
        for each in found
    )


def _schedules(franchises: QuerySet[Franchise], year: Year) -> dict[int, list[FeeSchedule]]:
    schedules: dict[int, list[FeeSchedule]] = defaultdict(list)
    components = Prefetch("components", FeeComponent.objects.order_by("pk"))
    for schedule in (
        FeeSchedule.objects.filter(
            Q(expires_on=None) | Q(expires_on__gte=year.days.first - ONE_DAY),
            franchise__in=franchises.order_by().values("pk"),
            effective_on__lte=year.days.last,
        )
        .order_by("effective_on", "pk")
        .prefetch_related(components)
    ):
        schedules[schedule.franchise_id].append(schedule)
    return schedules


def fees_of(
    franchise: Franchise,
    days: Days,
    schedules: Sequence[FeeSchedule],
    used: FranchiseUse | None,
    year: Year,
) -> FranchiseFees:
    """Return what *schedules* make due from a franchise in force on *days* of *year*. No query.

    They are in the order of their days, with their components at hand.
    """
    use = used or FranchiseUse()
    fees: list[PeriodFee] = []
    problems: list[str] = []
    covered: list[Days] = []
    for schedule in schedules:
        within = days.within(schedule.effective_on, schedule.expires_on)
        if within is None:
            continue
        covered.append(within)
        since = f"the schedule from {schedule.effective_on}"
        try:
            fees += _fees_under(schedule, within, schedules, use, year)
        except TermsError as error:
            problems += [f"{since}: {mistake}" for mistake in error.mistakes]
        except (MoneyError, ArithmeticError):
            problems.append(f"{since} comes to more than can be charged")
    return FranchiseFees(
        franchise=franchise,
        days=days,
        fees=tuple(_by_period(fees, year)),
        problems=tuple(problems),
        uncovered=tuple(_uncovered(days, covered)),
        use=use,
    )


def _fees_under(
    schedule: FeeSchedule,
    within: Days,
    schedules: Sequence[FeeSchedule],
    use: FranchiseUse,
    year: Year,
) -> Iterator[PeriodFee]:
    """Yield the fees of one schedule. Raises `TermsError` where its terms cannot be charged."""
    components = list(schedule.components.all())
    terms = terms_of(schedule, components)
    problems = problems_of(terms)
    if problems:
        raise TermsError(*problems)
    first = max(schedule.effective_on, within.first)
    terms = replace(
        terms,
        first_day=_beginning(schedule, within, year),
        last_day=within.last if within.last < year.days.last else None,
        components=tuple(_counted(terms, components)),
        continues=any(each.expires_on == first - ONE_DAY for each in schedules),
    )
    missing = use.missing_for(terms)
    for fee in fees_of_year(terms, use.as_use(), year.number, year.first_month):
        yield _lacking(fee, missing) if missing else fee


def _beginning(schedule: FeeSchedule, within: Days, year: Year) -> date:
    """Return the first day of the terms: where that is before the year, the schedule's own."""
    return within.first if within.first > year.days.first else schedule.effective_on


def _counted(terms: FeeTerms, components: Iterable[FeeComponent]) -> Iterator[Component]:
    for component, kept in zip(terms.components, components, strict=True):
        charge = component.charge
        if isinstance(charge, Metered | Banded):
            charge = replace(charge, counted_from=kept.counted_from)
        yield replace(component, charge=charge)


def _lacking(fee: PeriodFee, missing: Sequence[str]) -> PeriodFee:
    return replace(fee, lines=(), missing=tuple(dict.fromkeys([*fee.missing, *missing])))


def _by_period(fees: Iterable[PeriodFee], year: Year) -> Iterator[PeriodFee]:
    """Yield one fee for each period: that of several schedules has the lines of all of them.

    It is due when the last of them says.
    """
    by_period: dict[str, list[PeriodFee]] = defaultdict(list)
    for fee in fees:
        by_period[fee.period].append(fee)
    for period in sorted(by_period, key=lambda name: (year.period(name).last, name)):
        shared = by_period[period]
        missing = tuple(dict.fromkeys(word for fee in shared for word in fee.missing))
        yield PeriodFee(
            period=period,
            first_day=min(fee.first_day for fee in shared),
            last_day=max(fee.last_day for fee in shared),
            due_on=shared[-1].due_on,
            lines=() if missing else tuple(line for fee in shared for line in fee.lines),
            missing=missing,
        )


def _uncovered(days: Days, covered: Iterable[Days]) -> Iterator[Days]:
    """Yield the days that no schedule covers, in runs."""
    first = days.first
    for each in sorted(covered, key=lambda run: run.first):
        if each.first > first:
            yield Days(first, each.first - ONE_DAY)
        first = max(first, each.last + ONE_DAY)
    if first <= days.last:
        yield Days(first, days.last)
