"""What a transfer does with what the old contract has open, and how it says so.

The terms of the contract go over: what it requires in security, in insurance and again and again,
and of audits. What was given or incurred under the old one stays: its instruments secure what its
franchisee owes, its notices and its clocks are the franchisee's, and so is its debt. What was
still to be done once goes over; what was to be done for later periods is made anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.text import capfirst

from franchises.contracts.obligations import generate_obligations
from franchises.contracts.open_matters import (
    OpenMatters,
    certificates_in_words,
    clocks_in_words,
    held_in_words,
    named,
    notices_in_words,
    obligations_in_words,
    unpaid_in_words,
)
from franchises.models import Franchise, Obligation
from franchises.rules.money import exact_cents, format_money
from franchises.rules.obligations import in_step_from
from franchises.rules.workings import NOTHING, day_in_words


@dataclass(frozen=True)
class Matter:
    """One thing that is open: what of it goes over, and what stays, a sentence each."""

    name: str
    goes_over: str
    stays: str

    def __str__(self) -> str:
        return f"{self.name}. Goes over: {self.goes_over} Stays: {self.stays}"


def matters_in_words(
    open_: OpenMatters, on: date, old_holder: str, new_holder: str
) -> tuple[Matter, ...]:
    """Return what becomes of each thing that is open, once *new_holder* has the franchise."""
    return tuple(_matters(open_, on, old_holder, new_holder))


def _matters(open_: OpenMatters, on: date, old: str, new: str) -> Iterator[Matter]:
    yield _securities(open_, on, old, new)
    required = named(each.get_kind_display() for each in open_.insurance_required)
    certificates = certificates_in_words(open_)
    yield Matter(
        "Insurance",
        f"{required}: {new} gives certificates of its own, from {day_in_words(on)} on."
        if open_.insurance_required
        else "None is required.",
        f"{certificates}: {old} is insured, not {new}." if open_.certificates else "None.",
    )
    yield _obligations(open_, on, new)
    yield Matter(
        "Terms of audits",
        "As they are." if open_.audit_terms else "None.",
        f"Audits of what {old} stated, and what they find.",
    )
    yield Matter(
        "Notices to be cured",
        f"None: where what is wrong goes on, {new} is given a notice of its own.",
        f"{notices_in_words(open_)}.",
    )
    yield Matter("Clocks that run", "None.", f"{clocks_in_words(open_)}.")
    whose = f", which {old} owes" if open_.unpaid > NOTHING else ""
    yield Matter("Unpaid fees", "None.", f"{capfirst(unpaid_in_words(open_))}{whose}.")


def _securities(open_: OpenMatters, on: date, old: str, new: str) -> Matter:
    required = named(
        f"{each.get_kind_display()} of {format_money(exact_cents(each.amount))}"
        for each in open_.securities_required
    )
    number = len(open_.securities)
    stay = f"{held_in_words(open_)}: {'it secures' if number == 1 else 'they secure'} what {old}"
    return Matter(
        "Securities",
        f"{required}, required: {new} gives its own, from {day_in_words(on)} on."
        if open_.securities_required
        else "None is required.",
        f"{stay} owes, until the City releases {'it' if number == 1 else 'them'}."
        if number
        else "None is held.",
    )


def _obligations(open_: OpenMatters, on: date, new: str) -> Matter:
    goes = [
        *([f"again and again: {named(each.what for each in open_.rules)}"] if open_.rules else []),
        *([f"due once: {obligations_in_words(open_.once)}"] if open_.once else []),
    ]
    ends = f" {len(open_.later)} for later periods end, and are made anew." if open_.later else ""
    return Matter(
        "Obligations",
        f"{capfirst('; '.join(goes))}.{ends}" if goes else "None.",
        f"{obligations_in_words(open_.staying)}."
        if open_.staying
        else f"None that began before {day_in_words(on)}.",
    )


def hand_over(
    open_: OpenMatters,
    new: Franchise,
    by: Any,
    why: str,
    today: date,
    first_month: int = 7,
) -> None:
    """Give *new*, which is saved, what goes over, and end what it ends of the old franchise.

    What ends is waived, which says why. The obligations of the years that were generated already
    are generated for *new*.
    """
    on = new.effective_on
    for security in open_.securities_required:
        _copy(security, new, by, why, required_from=max(security.required_from, on))
    for insurance in open_.insurance_required:
        _copy(insurance, new, by, why, required_from=max(insurance.required_from, on))
    for terms in open_.audit_terms:
        _copy(terms, new, by, why, effective_on=max(terms.effective_on, on))
    through = Obligation.objects.filter(rule__in=open_.rules).aggregate(last=Max("due_on"))["last"]
    for rule in open_.rules:
        begins = in_step_from(rule.as_recurring(None), on, first_month)
        _copy(rule, new, by, why, effective_on=begins)
    for each in open_.once:
        _give(each, new, by, why)
    for each in (*open_.once, *open_.later):
        each.waived_on = today
        each.waived_because = f"Falls to {new.franchisee} under {new.number}."
        _save(each, by, why)
    if through is not None:
        generate_obligations(through.year, first_month, franchise=new, by=by)


def _give(obligation: Obligation, new: Franchise, by: Any, why: str) -> None:
    """Make what is due once due from *new*. The old one keeps its documents."""
    given = Obligation(
        franchise=new,
        kind=obligation.kind,
        what=obligation.what,
        fiscal_year=obligation.fiscal_year,
        period=obligation.period,
        due_on=obligation.due_on,
        responsible_id=obligation.responsible_id,
        note=obligation.note,
    )
    _save(given, by, why)


def _copy(record: Any, new: Franchise, by: Any, why: str, **values: date) -> None:
    """Save *record* once more, of *new* and with other days; the old one stays as it is."""
    again = type(record)(
        **{
            field.attname: getattr(record, field.attname)
            for field in record._meta.concrete_fields
            if not field.primary_key
        }
    )
    again.franchise = new
    for name, value in values.items():
        setattr(again, name, value)
    _save(again, by, why)


def _save(record: Any, by: Any, why: str) -> None:
    record._history_user, record._change_reason = by, why
    record.save()
