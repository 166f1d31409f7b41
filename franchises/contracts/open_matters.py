"""What a contract has open on the day it changes hands, or its franchisee does.

Read here, and put into words; what becomes of it in a transfer is in `handing_over`.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from franchises.contracts.clocks import ContractClock, clocks_of
from franchises.models import (
    AuditTerms,
    Franchise,
    InsuranceCertificate,
    InsuranceRequirement,
    Notice,
    Obligation,
    ObligationRule,
    Security,
    SecurityRequirement,
)
from franchises.reports.franchise_account import account_by_year
from franchises.rules.fiscal_year import period_bounds
from franchises.rules.money import exact_cents, format_money
from franchises.rules.obligations import first_day_of_period
from franchises.rules.workings import NOTHING, day_in_words

# How many of a kind are named; of more, the number is said.
MOST_NAMED = 5


@dataclass(frozen=True)
class OpenMatters:
    """What is open: terms that go on, what is held, what is still to be done, told or paid.

    Of open obligations, ``once`` are due once and from the day on, ``later`` are for periods that
    begin on it or after it, ``staying`` are all others. ``unpaid`` is what was assessed and not
    collected, in US dollars; negative where too much was. All of it as recorded on ``as_of``.
    """

    as_of: date
    securities_required: tuple[SecurityRequirement, ...]
    insurance_required: tuple[InsuranceRequirement, ...]
    audit_terms: tuple[AuditTerms, ...]
    rules: tuple[ObligationRule, ...]
    once: tuple[Obligation, ...]
    later: tuple[Obligation, ...]
    staying: tuple[Obligation, ...]
    securities: tuple[Security, ...]
    certificates: tuple[InsuranceCertificate, ...]
    notices: tuple[Notice, ...]
    clocks: tuple[ContractClock, ...]
    unpaid: Decimal


def open_matters(franchise: Franchise, on: date, today: date, first_month: int = 7) -> OpenMatters:
    """Return what *franchise* has open on *on*, as it is recorded *today*. Fourteen queries."""
    once, later, staying = _obligations(franchise, on, first_month)
    unlapsed = Q(expires_on=None) | Q(expires_on__gte=on)
    held = franchise.securities.filter(unlapsed, released_on=None)
    clocks = clocks_of(franchise, today)
    accounts = account_by_year(franchise)
    return OpenMatters(
        as_of=today,
        securities_required=tuple(_in_force(franchise.security_requirements, on)),
        insurance_required=tuple(_in_force(franchise.insurance_requirements, on)),
        audit_terms=tuple(_latest(franchise.audit_terms.order_by("effective_on"), on)),
        rules=tuple(franchise.obligation_rules.filter(unlapsed).order_by("pk")),
        once=once,
        later=later,
        staying=staying,
        securities=tuple(held.prefetch_related("draws__collection").order_by("pk")),
        certificates=tuple(
            franchise.insurance_certificates.filter(expires_on__gte=on).order_by("pk")
        ),
        notices=tuple(franchise.notices.uncured().filter(event=None).order_by("cure_by", "pk")),
        clocks=tuple(each for each in clocks if each.is_running),
        unpaid=sum((each.outstanding or NOTHING for each in accounts), NOTHING),
    )


def named(things: Iterable[Any], none: str = "None") -> str:
    """Return *things*, in a row; of very many, the first and how many more.

    >>> named(["a bond", "a letter"]), named([])
    ('a bond; a letter', 'None')
    """
    words = [str(each) for each in things]
    more = len(words) - MOST_NAMED
    if more > 0:
        words[MOST_NAMED:] = [f"and {more} more"]
    return "; ".join(words) or none


def held_in_words(open_: OpenMatters) -> str:
    """Return the securities that are held, each with what can still be drawn on it."""
    return named(
        f"{each.get_kind_display()} {each.number} of {format_money(each.left_on(open_.as_of))}"
        for each in open_.securities
    )


def certificates_in_words(open_: OpenMatters) -> str:
    return named(
        f"{each.get_kind_display()} {each.policy_number}, to {day_in_words(each.expires_on)}"
        for each in open_.certificates
    )


def obligations_in_words(obligations: Iterable[Obligation]) -> str:
    return named(f"{each.what}, due {day_in_words(each.due_on)}" for each in obligations)


def notices_in_words(open_: OpenMatters) -> str:
    return named(
        f"{each.get_kind_display()}, {each.subject}, to be cured by {day_in_words(each.cure_by)}"
        for each in open_.notices
        if each.cure_by
    )


def clocks_in_words(open_: OpenMatters) -> str:
    return named(f"{each.name}, due {day_in_words(each.due_on)}" for each in open_.clocks)


def unpaid_in_words(open_: OpenMatters) -> str:
    """Return what is owed of what was assessed, or was paid too much."""
    if open_.unpaid < NOTHING:
        return f"{format_money(-open_.unpaid)} more than was assessed is paid"
    return f"{format_money(exact_cents(open_.unpaid))} of what was assessed is not paid"


def said_of_control(open_: OpenMatters) -> str:
    """Return what a change of control leaves as it was: the franchisee is the same company."""
    waiting = sorted([*open_.once, *open_.later, *open_.staying], key=lambda each: each.due_on)
    return "\n".join(
        [
            "The franchisee is the same, and so is what is open; nothing of it ends or goes over.",
            f"Securities held: {held_in_words(open_)}.",
            f"Insurance: {certificates_in_words(open_)}.",
            f"Obligations open: {obligations_in_words(waiting)}.",
            f"Notices to be cured: {notices_in_words(open_)}.",
            f"Clocks that run: {clocks_in_words(open_)}.",
            f"Fees: {unpaid_in_words(open_)}.",
        ]
    )


def _obligations(
    franchise: Franchise, on: date, first_month: int
) -> tuple[tuple[Obligation, ...], tuple[Obligation, ...], tuple[Obligation, ...]]:
    """Return the open ones that are due once from *on*, those of later periods, and all others."""
    once, later, staying = [], [], []
    for each in franchise.obligations.open().select_related("rule").order_by("due_on", "pk"):
        if _begins_on(each, first_month) < on:
            staying.append(each)
        elif each.rule is None:
            once.append(each)
        else:
            later.append(each)
    return tuple(once), tuple(later), tuple(staying)


def _begins_on(obligation: Obligation, first_month: int) -> date:
    """Return the first day of what *obligation* is for; of what is for no period, its due day."""
    if obligation.rule is not None and obligation.period_ends_on is not None:
        terms = obligation.rule.as_recurring(None)
        return first_day_of_period(terms, obligation.period_ends_on, first_month)
    if obligation.fiscal_year is not None:
        return period_bounds(obligation.fiscal_year, obligation.period, first_month)[0]
    return obligation.due_on


def _in_force(requirements: Any, on: date) -> Iterator[Any]:
    """Yield, kind by kind, what is required on *on*, and what will be later."""
    unlapsed = Q(required_until=None) | Q(required_until__gte=on)
    by_kind: dict[str, list[Any]] = {}
    for each in requirements.filter(unlapsed).order_by("required_from", "pk"):
        by_kind.setdefault(each.kind, []).append(each)
    for rows in by_kind.values():
        yield from _latest(rows, on, "required_from")


def _latest(rows: Collection[Any], on: date, from_day: str = "effective_on") -> list[Any]:
    """Return the last of *rows*, in order, that began by *on*, and those that begin after it."""
    begun = [each for each in rows if getattr(each, from_day) <= on]
    return [*begun[-1:], *(each for each in rows if getattr(each, from_day) > on)]
