"""A franchise goes to another franchisee: the old one ends, and another one continues it.

The old franchise keeps its number, its money, its statements and its events. The new one has a
number of its own, the same type, boroughs and remaining term, copies of the fee schedules that are
still to apply, the installations that stand, each with its history, and what the contract
requires, as `handing_over` has it.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from franchises.contracts.handing_over import Matter, hand_over, matters_in_words
from franchises.contracts.open_matters import OpenMatters, open_matters
from franchises.models import (
    FeeComponent,
    FeeSchedule,
    FiscalYear,
    Franchise,
    Franchisee,
    FranchiseEvent,
    Installation,
)
from franchises.rules.steps import Step
from franchises.rules.term import Status

PERMISSION = "franchises.transfer_franchise"


@dataclass(frozen=True)
class Wish:
    """To whom a franchise goes, as which number, and from which day on."""

    franchisee: Franchisee
    number: str
    on: date
    reference: str = ""
    summary: str = ""
    is_published: bool = False


@dataclass(frozen=True)
class Preview:
    """What a transfer would move and copy, and what would stay; ``matters`` say so of the rest."""

    ends_on: date
    expires_on: date | None
    schedules: tuple[FeeSchedule, ...]
    installations: int
    removed: int
    assessments: int
    collections: int
    matters: tuple[Matter, ...]

    def digest(self, wish: Wish) -> str:
        """Return a name of what is shown: the same for the same transfer to the same effect."""
        schedules = [each.pk for each in self.schedules]
        shown = (
            wish.franchisee.pk,
            wish.number,
            wish.on,
            self.expires_on,
            schedules,
            self.installations,
            self.assessments,
            self.collections,
            self.matters,
        )
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def preview(franchise: Franchise, wish: Wish, today: date, first_month: int = 7) -> Preview:
    """Return what the transfer that *wish* asks for would do; nothing is changed.

    Some twenty queries.

    Raises `ValidationError` where it cannot be.
    """
    _refuse(franchise, wish, today)
    standing = _standing(franchise).count()
    return Preview(
        ends_on=wish.on - timedelta(days=1),
        expires_on=franchise.expires_on,
        schedules=tuple(_schedules(franchise, wish.on)),
        installations=standing,
        removed=franchise.installations.count() - standing,
        assessments=franchise.fee_assessments.count(),
        collections=franchise.fee_collections.count(),
        matters=_matters(open_matters(franchise, wish.on, today, first_month), franchise, wish),
    )


@transaction.atomic
def transfer(
    franchise: Franchise, wish: Wish, by: Any, today: date, first_month: int = 7
) -> Franchise:
    """Carry the transfer out, all or nothing, and return the franchise that continues.

    What is left open, and with whom, is written in the note of its event.

    Raises `ValidationError` where it cannot be. Installations are moved as a set: their number
    makes no difference to the number of queries.
    """
    old = Franchise.objects.select_for_update().get(pk=franchise.pk)
    _refuse(old, wish, today)
    why = f"Transferred from {old.number} to {wish.number} on {wish.on}"
    open_ = open_matters(old, wish.on, today, first_month)
    said = _matters(open_, old, wish)
    old.terminated_on = wish.on - timedelta(days=1)
    _save(old, by, why)
    new = _successor(old, wish)
    _save(new, by, why)
    new.boroughs.set(old.boroughs.all())
    for schedule in _schedules(old, wish.on):
        _copy(schedule, new, wish.on, by, why)
    _move_installations(old, new, by, why)
    hand_over(open_, new, by, why, today, first_month)
    event = FranchiseEvent(
        franchise=old,
        kind=Step.ASSIGNMENT,
        happened_on=wish.on,
        reference=wish.reference,
        summary=wish.summary or f"Transferred to {wish.franchisee} as franchise {wish.number}.",
        is_published=wish.is_published,
        note="\n".join(str(each) for each in said),
        recorded_by=by,
    )
    event.full_clean()
    _save(event, by, why)
    return new


def _refuse(franchise: Franchise, wish: Wish, today: date) -> None:
    """Raise `ValidationError` by field with every reason why the transfer cannot be."""
    reasons: dict[str, list[str]] = {}

    def refuse(name: str, reason: str) -> None:
        reasons.setdefault(name, []).append(reason)

    if franchise.terminated_on is not None:
        refuse("on", f"The franchise ended on {date_format(franchise.terminated_on)}.")
    if wish.franchisee.pk == franchise.franchisee_id:
        refuse("franchisee", "This franchisee holds the franchise already.")
    if Franchise.objects.filter(number=wish.number).exists():
        refuse("number", "This number is that of another franchise.")
    if wish.on <= franchise.effective_on:
        refuse("on", "The franchise begins later: it needs a day under its old franchisee.")
    elif franchise.status_on(wish.on) in (Status.EXPIRED, Status.HOLDOVER):
        refuse("on", "The term is over by then: no term is left to go over.")
    if wish.on > today:
        refuse("on", "This day is in the future: installations go over as the transfer is made.")
    year = FiscalYear.objects.closed().filter(first_day__lte=wish.on, last_day__gte=wish.on).first()
    if year is not None:
        refuse("on", f"{year} is closed: a transfer begins in an open year.")
    if reasons:
        raise ValidationError(reasons)


def _matters(open_: OpenMatters, old: Franchise, wish: Wish) -> tuple[Matter, ...]:
    return matters_in_words(open_, wish.on, str(old.franchisee), str(wish.franchisee))


def _successor(old: Franchise, wish: Wish) -> Franchise:
    new = Franchise(
        number=wish.number,
        franchisee=wish.franchisee,
        franchise_type=old.franchise_type,
        title=old.title,
        effective_on=wish.on,
        expires_on=old.expires_on,
        is_perpetual=old.is_perpetual,
        award_method="assignment",
        is_published=old.is_published,
        succeeds=old,
    )
    new.full_clean(exclude=["succeeds"])
    return new


def _schedules(franchise: Franchise, on: date) -> QuerySet[FeeSchedule]:
    """Return the schedules that apply on *on* or later."""
    return franchise.fee_schedules.filter(Q(expires_on=None) | Q(expires_on__gte=on)).order_by(
        "effective_on", "pk"
    )


def _copy(schedule: FeeSchedule, new: Franchise, on: date, by: Any, why: str) -> None:
    components = list(FeeComponent.objects.filter(schedule=schedule).order_by("pk"))
    schedule.pk, schedule._state.adding = None, True
    schedule.franchise, schedule.effective_on = new, max(schedule.effective_on, on)
    _save(schedule, by, why)
    for component in components:
        component.pk, component._state.adding = None, True
        component.schedule = schedule
        _save(component, by, why)


def _standing(franchise: Franchise) -> QuerySet[Installation]:
    return franchise.installations.exclude(status=Installation.Status.REMOVED)


def _move_installations(old: Franchise, new: Franchise, by: Any, why: str) -> None:
    """Move what stands from *old* to *new*, and write its history: two statements in all."""
    _standing(old).update(franchise=new)
    history: Any = Installation.history.model
    quote = connection.ops.quote_name
    columns = ", ".join(quote(each.attname) for each in Installation._meta.concrete_fields)
    said = {
        "history_type": "~",
        "history_date": connection.ops.adapt_datetimefield_value(timezone.now()),
        "history_user": by.pk,
        "history_change_reason": why,
    }
    names = ", ".join(quote(history._meta.get_field(name).column) for name in said)
    to, source = quote(history._meta.db_table), quote(Installation._meta.db_table)
    # Every name is a table's or a column's own.
    statement = (
        f"INSERT INTO {to} ({columns}, {names}) SELECT {columns}, %s, %s, %s, %s"  # noqa: S608
        f" FROM {source} WHERE franchise_id = %s ORDER BY id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*said.values(), new.pk])


def _save(record: Any, by: Any, why: str) -> None:
    record._history_user, record._change_reason = by, why
    record.save()
