"""What a schedule would come to in a fiscal year, on sample figures, before it is saved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from django import forms
from django.conf import settings

from franchises.admin.fee_schedule_warnings import warnings_of_terms
from franchises.admin.money import DollarsInput
from franchises.books.terms import late_terms_of, terms_of
from franchises.models import FeeComponent, FeeSchedule, Holiday
from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.rules.fee_calendar import ONE_DAY
from franchises.rules.fee_terms import (
    Banded,
    FeeTerms,
    Frequency,
    Held,
    Measure,
    Metered,
    Percentage,
    Revenue,
    Use,
)
from franchises.rules.fees import PeriodFee, fees_of_year
from franchises.rules.fiscal_year import (
    QUARTERS,
    fiscal_year_label,
    fiscal_year_of,
)
from franchises.rules.late_terms import LateTerms, Owed
from franchises.rules.lateness import LateCharges, late_charges
from franchises.rules.money import round_cents
from franchises.rules.term import last_day
from franchises.rules.workings import NOTHING, Line

PLACES = (Measure.INSTALLATIONS, Measure.FEET)
MOST_UNITS = 10_000_000


class DollarsField(forms.DecimalField):
    """An amount of a sample: zero or more, whole cents."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=0, max_digits=13, decimal_places=2, widget=DollarsInput(), **options
        )


class CountField(forms.IntegerField):
    def __init__(self, most: int = MOST_UNITS, **options: Any) -> None:
        box = forms.TextInput(attrs={"inputmode": "numeric", "class": "count-input"})
        super().__init__(min_value=0, max_value=most, widget=box, **options)


class PreviewForm(forms.Form):
    """The figures of a year to preview a schedule with. They are kept nowhere."""

    prefix = "sample"
    fiscal_year = forms.IntegerField(
        min_value=FIRST_FISCAL_YEAR,
        max_value=LAST_FISCAL_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "count-input"}),
        help_text="By the year it ends in.",
    )
    gross = DollarsField(
        label="Gross revenue",
        initial=Decimal("1000000.00"),
        help_text="US dollars in the whole year, in each statement category.",
    )
    deductions = DollarsField(initial=Decimal("0.00"), help_text="US dollars in the whole year.")
    units = CountField(
        label="Reported", initial=0, help_text="How many, such as applications, in each quarter."
    )
    installations = CountField(
        initial=0, help_text="In force all year, of each kind and in each zone that is named."
    )
    feet = CountField(initial=0, help_text="The length of all of them, in each zone.")
    days_late = CountField(
        label="Days late", most=3650, initial=40, help_text="Of the first amount that is due."
    )

    def __init__(self, data: Any | None = None, *, today: date) -> None:
        super().__init__(data)
        this_year = fiscal_year_of(today, settings.FISCAL_YEAR_START_MONTH)
        self.fields["fiscal_year"].initial = this_year


@dataclass(frozen=True)
class Preview:
    """What the terms come to in a fiscal year, on sample figures."""

    year: str
    periods: tuple[PeriodFee, ...]
    total: Decimal
    lateness: "LateExample | None"
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class LateExample:
    """What it would cost to pay the *amount* of a period *days* days after it was due."""

    period: str
    amount: Decimal
    due_on: date
    paid_on: date
    days: int
    needs_notice: bool
    charges: LateCharges

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.charges.lines


def preview_of(
    schedule: FeeSchedule, components: Sequence[FeeComponent], sample: dict[str, Any]
) -> Preview:
    """Return what *schedule* with *components*, none of them saved, comes to on *sample*.

    One query at most, for the holidays that grace in business days is counted by.
    """
    said = terms_of(schedule, components)
    terms = _within_term(said, schedule)
    fiscal_year = sample["fiscal_year"]
    periods = fees_of_year(
        terms, sample_use(terms, sample), fiscal_year, settings.FISCAL_YEAR_START_MONTH
    )
    return Preview(
        year=fiscal_year_label(fiscal_year),
        periods=periods,
        total=sum((each.amount for each in periods if not each.missing), NOTHING),
        lateness=_late_example(late_terms_of(schedule), periods, sample["days_late"]),
        warnings=tuple(warnings_of_terms(said, schedule.franchise)),
    )


def sample_use(terms: FeeTerms, sample: dict[str, Any]) -> Use:
    """Return what a franchisee earned and held, by *sample*, as far as *terms* ask for it."""
    return Use(revenue=tuple(_revenue(terms, sample)), held=tuple(_held(terms, sample)))


def _within_term(terms: FeeTerms, schedule: FeeSchedule) -> FeeTerms:
    franchise = schedule.franchise
    ends = [
        terms.last_day,
        last_day(franchise.expires_on, franchise.terminated_on, is_holdover=franchise.is_holdover),
    ]
    return replace(
        terms,
        first_day=max(terms.first_day, franchise.effective_on),
        last_day=min((day for day in ends if day is not None), default=None),
    )


def _revenue(terms: FeeTerms, sample: dict[str, Any]) -> Iterator[Revenue]:
    """Yield a statement for each period and category: quarters that add up to the year."""
    periods = QUARTERS if terms.frequency == Frequency.QUARTER else ("",)
    categories = {
        charge.category
        for charge in (component.charge for component in terms.components)
        if isinstance(charge, Percentage)
        or (isinstance(charge, Metered | Banded) and charge.measure not in PLACES)
    }
    for category in sorted(categories | {"gross"}):
        gross = _in_parts(sample["gross"], len(periods))
        deductions = _in_parts(sample["deductions"], len(periods))
        for number, period in enumerate(periods):
            yield Revenue(
                period, category, gross[number], deductions[number], Decimal(sample["units"])
            )


def _in_parts(amount: Decimal, number: int) -> list[Decimal]:
    """Return *amount* in equal parts that add up to it exactly."""
    part = round_cents(amount / number)
    return [*[part] * (number - 1), amount - part * (number - 1)]


def _held(terms: FeeTerms, sample: dict[str, Any]) -> Iterator[Held]:
    charges = [component.charge for component in terms.components]
    counted = [
        each for each in charges if isinstance(each, Metered | Banded) and each.measure in PLACES
    ]
    kinds = {each.kind for each in counted}
    zones = {rate.zone for each in counted for rate in each.rates}
    # Each is named, but for a place or kind that stands for all where none is.
    places = product(
        sorted(kinds - {""}) or [""],
        sorted(zones - {""}) or [""],
        sorted({each.counted_from for each in counted}),
    )
    for kind, zone, counted_from in places:
        yield Held(
            kind,
            zone,
            date.min,
            None,
            number=sample["installations"],
            feet=sample["feet"],
            counted_from=counted_from,
        )


def _late_example(terms: LateTerms, periods: Sequence[PeriodFee], days: int) -> LateExample | None:
    """Return what lateness would cost; None where nothing is due, or paid late."""
    late = next((each for each in periods if not each.missing and each.amount > 0), None)
    if late is None or not days:
        return None
    paid_on = late.due_on + days * ONE_DAY
    holidays = (
        frozenset(Holiday.objects.filter(day__gt=late.due_on).values_list("day", flat=True))
        if terms.grace_in_business_days
        else frozenset()
    )
    charges = late_charges(
        terms,
        late.due_on,
        [Owed(late.due_on, late.amount)],
        late.due_on + ONE_DAY,
        paid_on,
        holidays,
        late.due_on if terms.needs_notice else None,
    )
    return LateExample(
        late.period, late.amount, late.due_on, paid_on, days, terms.needs_notice, charges
    )
