"""The fee schedules on record, as the plain terms that the rules of fees and lateness take."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import overload

from franchises.models import FeeComponent, FeeSchedule
from franchises.rules.fee_terms import (
    HUNDRED,
    Banded,
    Charge,
    Combination,
    Component,
    Escalator,
    FeeTerms,
    Flat,
    Frequency,
    Measure,
    Metered,
    Per,
    Percentage,
    Proration,
    Rate,
    Rounding,
)
from franchises.rules.late_terms import DayCount, LateTerms
from franchises.rules.money import exact_cents
from franchises.rules.written_terms import (
    TermsError,
    late_rates_from,
    multipliers_from,
    rates_from,
)


def terms_of(schedule: FeeSchedule, components: Sequence[FeeComponent]) -> FeeTerms:
    """Return the terms of *schedule*, whose charges are *components*; neither need be saved.

    Its days are those of the schedule, not yet clipped to the franchise's term. Raises `TermsError`
    where something written cannot be read, or a charge lacks its figure. No query.
    """
    return FeeTerms(
        first_day=schedule.effective_on,
        last_day=schedule.expires_on,
        components=tuple(component_of(each) for each in components),
        combination=Combination(schedule.combination),
        frequency=Frequency(schedule.frequency),
        minimum=_dollars(schedule.minimum),
        minimum_escalator=_escalator(
            schedule.minimum_escalator, schedule.minimum_escalates_on, HUNDRED
        ),
        cap=_dollars(schedule.cap),
        cap_percent=_plain(schedule.cap_percent),
        proration=Proration(schedule.proration),
        rounding=Rounding(schedule.rounding),
        days_until_due=schedule.days_until_due,
        source=schedule.source,
    )


def component_of(component: FeeComponent) -> Component:
    """Return the charge that *component* says. Raises `TermsError`, as `terms_of`."""
    try:
        return Component(
            name=component.name,
            charge=_charge(component),
            escalator=_escalator(
                component.escalator, component.escalates_on, component.escalator_share
            ),
            multipliers=multipliers_from(component.multipliers),
            source=component.source,
        )
    except TermsError as error:
        raise TermsError(*(f"{component.name}: {each}" for each in error.mistakes)) from error


def late_terms_of(schedule: FeeSchedule) -> LateTerms:
    """Return what lateness costs under *schedule*, which need not be saved. No query.

    Raises `TermsError` where a late rate cannot be read.
    """
    return LateTerms(
        rates=late_rates_from(schedule.late_rates),
        day_count=DayCount(schedule.day_count),
        grace_days=schedule.grace_days,
        grace_in_business_days=schedule.grace_in_business_days,
        runs_from_due=schedule.runs_from_due,
        needs_notice=schedule.needs_notice,
        surcharge_percent=_plain(schedule.surcharge_percent),
        surcharge_after_days=schedule.surcharge_after_days,
        source=schedule.source,
    )


def _charge(component: FeeComponent) -> Charge:
    match component.charge:
        case FeeComponent.Charge.PERCENTAGE:
            percent = _plain(component.percent)
            if percent is None:
                raise TermsError("per cent of revenue needs a per cent")
            return Percentage(
                percent,
                component.category,
                deducts=component.deducts,
                from_fee=component.deducts_from_fee,
            )
        case FeeComponent.Charge.FLAT:
            if component.amount is None:
                raise TermsError("a flat charge needs an amount")
            return Flat(exact_cents(component.amount), Per(component.per))
        case FeeComponent.Charge.METERED:
            return Metered(*_counted(component))
        case FeeComponent.Charge.BANDED:
            return Banded(*_counted(component))
        case _:
            raise TermsError(f"{component.charge} is not a kind of charge")


def _counted(component: FeeComponent) -> tuple[Measure, tuple[Rate, ...], Per, str, str, str]:
    """Return the values that metered and banded charges have, in their order."""
    measure = Measure(component.measure)
    if "%" in component.rates and measure != Measure.GROSS:
        raise TermsError("only gross revenue is charged by a percentage")
    return (
        measure,
        rates_from(component.rates),
        Per(component.per),
        component.kind,
        component.category,
        component.counted_from,
    )


def _escalator(
    percent: Decimal | None, first_step: date | None, share: Decimal
) -> Escalator | None:
    if percent is None or first_step is None:
        return None
    return Escalator(_plain(percent), first_step, share=_plain(share))


def _dollars(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else exact_cents(value)


@overload
def _plain(value: Decimal) -> Decimal: ...
@overload
def _plain(value: None) -> None: ...
def _plain(value: Decimal | None) -> Decimal | None:
    """Return *value* without the zeros that its column adds: 5, where it keeps 5.000000."""
    if value is None:
        return None
    plain = Decimal(value).normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain
