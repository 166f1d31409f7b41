"""An event is recorded, and what it changes of its franchise is changed with it, at once.

An amendment or a renewal moves the last day of the term, an amendment the boroughs; a termination
ends the franchise, a registration is entered in it. Each change has the event as its reason in the
history. A change of control changes nothing, and its note says what it leaves open. An assignment
is a transfer, which has a file of its own.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format

from franchises.contracts.clocks import happened
from franchises.contracts.open_matters import open_matters, said_of_control
from franchises.models import Borough, Franchise, FranchiseEvent, Holiday
from franchises.rules.clocks import late_or_early
from franchises.rules.steps import CHANGES_TERM, Happened, Step, impossible, unusual
from franchises.rules.term import (
    LONGEST_RENEWALS_YEARS,
    Status,
    is_longer_than_allowed,
    longest_term_years,
    renewals_are_too_long,
)

LONGEST_REASON = 300
LONGEST_NUMBER = Franchise._meta.get_field("registration_number").max_length
# What may be decided before its day has come: the others have happened, or have not.
MAY_BE_AHEAD = frozenset({Step.TERMINATION, Step.ASSIGNMENT})
Boroughs = Collection[Borough]


@transaction.atomic
def record(
    event: FranchiseEvent,
    by: Any,
    today: date,
    *,
    why: str = "",
    added: Boroughs = (),
    removed: Boroughs = (),
) -> FranchiseEvent:
    """Save *event*, which is new, and change its franchise as it says; all or nothing.

    Raises `ValidationError` where it cannot be, as `check` does. The franchise is locked, so that
    of two who amend it at once the second is checked against what the first made of it.
    """
    event.franchise = Franchise.objects.select_for_update().get(pk=event.franchise_id)
    check(event, today, added=added, removed=removed)
    event.recorded_by = by
    if event.step is Step.CHANGE_OF_CONTROL:
        open_ = open_matters(event.franchise, event.happened_on, today)
        event.note = f"{event.note}\n\n{said_of_control(open_)}".strip()
    _note(event, by, why)
    event.save()
    event.boroughs_added.set(added)
    event.boroughs_removed.set(removed)
    _change_franchise(event, by, why, added, removed)
    return event


def check(
    event: FranchiseEvent, today: date, *, added: Boroughs = (), removed: Boroughs = ()
) -> None:
    """Raise `ValidationError` where *event* cannot be recorded, by field, with every reason.

    A new one is given the last day that its franchise has now. Up to eight queries.
    """
    if event._state.adding and event.new_expires_on is not None:
        event.old_expires_on = event.franchise.expires_on
    event.full_clean(exclude=["recorded_by"])
    reasons: dict[str, list[str]] = {}
    for name, reason in _refusals(event, today, added, removed):
        reasons.setdefault(name, []).append(reason)
    if reasons:
        raise ValidationError(reasons)


def warnings_about(event: FranchiseEvent) -> list[str]:
    """Return what is allowed and yet unusual about *event*, which is recorded. Four queries."""
    this, others = happened(event), _others(event)
    holidays = frozenset(Holiday.objects.values_list("day", flat=True))
    return [
        *unusual(this, others),
        *late_or_early(this, others, holidays),
        *_unusual_term(event),
    ]


def term_without_renewals(franchise: Franchise) -> date | None:
    """Return the last day that *franchise* would have if nothing had been renewed. One query.

    None where it is perpetual.
    """
    if franchise.expires_on is None:
        return None
    renewals = _renewals([franchise.pk])
    return franchise.expires_on - sum((new - old for old, new in renewals), timedelta())


def _refusals(
    event: FranchiseEvent, today: date, added: Boroughs, removed: Boroughs
) -> Iterator[tuple[str, str]]:
    """Yield the field that each reason is of, and the reason."""
    if event.happened_on > today and event.step not in MAY_BE_AHEAD:
        yield "happened_on", "This day is in the future."
    for reason in impossible(happened(event), _others(event)):
        yield "happened_on", reason
    if event._state.adding:
        yield from _refused_changes(event)
        yield from _refused_boroughs(event, added, removed)
        if event.step is Step.AMENDMENT and not _says_what_it_changes(event, added, removed):
            yield "summary", "An amendment says what it changes, here or in the fields for it."


def _refused_changes(event: FranchiseEvent) -> Iterator[tuple[str, str]]:
    franchise, step = event.franchise, event.step
    ended = franchise.terminated_on
    if step in CHANGES_TERM and event.new_expires_on is not None:
        if event.new_expires_on < franchise.effective_on:
            yield "new_expires_on", "A franchise cannot expire before its effective date."
        if ended is not None:
            yield "new_expires_on", f"The franchise ended on {date_format(ended)}."
    if step is Step.RENEWAL and event.old_expires_on and event.new_expires_on:
        renewals = [*_renewals(_chain(franchise)), (event.old_expires_on, event.new_expires_on)]
        if renewals_are_too_long(renewals):
            yield (
                "new_expires_on",
                f"The renewals come to more than {LONGEST_RENEWALS_YEARS} years in sum, which the"
                " City Charter, section 363(h)(3), does not allow.",
            )
    if step is Step.TERMINATION:
        if ended not in (None, event.happened_on):
            yield "happened_on", f"The franchise ended on {date_format(ended)} already."
        if event.happened_on < franchise.effective_on:
            yield "happened_on", "A franchise cannot be terminated before its effective date."
    if step is Step.CURE and event.answers and event.answers.answered_by.filter(kind=step).exists():
        yield "answers", "This default is cured already."


def _refused_boroughs(
    event: FranchiseEvent, added: Boroughs, removed: Boroughs
) -> Iterator[tuple[str, str]]:
    if not added and not removed:
        return
    if event.step is not Step.AMENDMENT:
        yield "boroughs_added", "An amendment, and nothing else, changes the territory."
        return
    has = {borough.pk for borough in event.franchise.boroughs.all()}
    for borough in added:
        if borough.pk in has:
            yield "boroughs_added", f"The franchise is in {borough} already."
    for borough in removed:
        if borough.pk not in has:
            yield "boroughs_removed", f"The franchise is not in {borough}."


def _says_what_it_changes(event: FranchiseEvent, added: Boroughs, removed: Boroughs) -> bool:
    return bool(
        event.new_expires_on or added or removed or event.fee_schedule_id or event.summary.strip()
    )


def _others(event: FranchiseEvent) -> list[Happened]:
    others = event.franchise.events.exclude(pk=event.pk)
    return [happened(each) for each in others.in_order()]


def _chain(franchise: Franchise) -> list[int]:
    """Return *franchise* and those that it continues, by primary key: a transfer renews nothing."""
    chain, each = [franchise.pk], franchise
    while each.succeeds is not None:
        each = each.succeeds
        chain.append(each.pk)
    return chain


def _renewals(franchises: list[int]) -> list[tuple[date, date]]:
    renewals = FranchiseEvent.objects.filter(franchise__in=franchises, kind=Step.RENEWAL)
    return [
        (each.old_expires_on, each.new_expires_on)
        for each in renewals.order_by()
        if each.old_expires_on and each.new_expires_on
    ]


def _unusual_term(event: FranchiseEvent) -> Iterator[str]:
    franchise, new = event.franchise, event.new_expires_on
    if event.step is Step.AMENDMENT and new is not None:
        is_tunnel = franchise.franchise_type.is_tunnel_railroad
        if is_longer_than_allowed(franchise.effective_on, new, is_tunnel_railroad=is_tunnel):
            yield (
                f"The term is now longer than {longest_term_years(is_tunnel_railroad=is_tunnel)}"
                " years, which the City Charter, section 363(h)(2), does not allow."
            )
        if event.old_expires_on is not None and new < event.old_expires_on:
            yield "The term is now shorter than it was."
    ended = franchise.status_on(event.happened_on)
    if event.step is Step.TERMINATION and ended is Status.EXPIRED:
        yield "The term was over by then."


def _change_franchise(
    event: FranchiseEvent, by: Any, why: str, added: Boroughs, removed: Boroughs
) -> None:
    """Change the locked franchise as *event* says, with the event as the reason."""
    franchise = event.franchise
    changes = _changes(event)
    said = why or event.summary
    _note(franchise, by, ": ".join(filter(None, (_named(event), said))))
    for name, value in changes.items():
        setattr(franchise, name, value)
    if changes:
        franchise.save()
    franchise.boroughs.add(*added)
    franchise.boroughs.remove(*removed)


def _changes(event: FranchiseEvent) -> dict[str, Any]:
    franchise = event.franchise
    changes: dict[str, Any] = {}
    if event.new_expires_on is not None:
        changes["expires_on"] = event.new_expires_on
        if franchise.is_holdover and event.new_expires_on >= event.happened_on:
            # The term goes on: what comes after its new end is not decided yet.
            changes["is_holdover"] = False
    if event.step is Step.TERMINATION and franchise.terminated_on is None:
        changes["terminated_on"] = event.happened_on
    if event.step is Step.REGISTRATION and franchise.registered_on is None:
        changes["registered_on"] = event.happened_on
        if event.reference and not franchise.registration_number:
            changes["registration_number"] = event.reference[:LONGEST_NUMBER]
    return changes


def _named(event: FranchiseEvent) -> str:
    return f"{event.get_kind_display()}, {event.happened_on}"


def _note(record: Any, by: Any, why: str) -> None:
    record._history_user, record._change_reason = by, why[:LONGEST_REASON] or None
