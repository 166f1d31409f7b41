"""What a franchise's page says of what its contract requires, beside its account."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from franchises.admin.addresses import Link, list_of, page_of
from franchises.contracts.security import ContractSecurity, securities_on
from franchises.models import (
    Audit,
    AuditTerms,
    Franchise,
    InsuranceCertificate,
    InsuranceRequirement,
    Notice,
    Obligation,
    ObligationRule,
    Penalty,
    Security,
    SecurityDraw,
    SecurityRequirement,
)

SECURED = {SecurityRequirement, Security, InsuranceRequirement, InsuranceCertificate}
DUTIES = SECURED | {Obligation, Notice}
LINKS: tuple[tuple[str, type[Model]], ...] = (
    ("Obligations", Obligation),
    ("Recurring obligations", ObligationRule),
    ("Securities", Security),
    ("Securities required", SecurityRequirement),
    ("Certificates", InsuranceCertificate),
    ("Insurance required", InsuranceRequirement),
    ("Audits", Audit),
    ("Terms of audits", AuditTerms),
    ("Notices", Notice),
    ("Penalties", Penalty),
)
# How many open obligations the page shows; the list has the others.
NEXT = 8


@dataclass(frozen=True)
class OpenObligation:
    """An obligation that waits, how late it is, and the address of its page."""

    obligation: Obligation
    days_late: int
    address: str


@dataclass(frozen=True)
class Duties:
    """What the page shows; None for what the user may not see."""

    securities: tuple[ContractSecurity, ...] | None
    draws: tuple[SecurityDraw, ...]
    obligations: tuple[OpenObligation, ...] | None
    notices: tuple[tuple[Notice, int, str], ...] | None


def duties_of(franchise: Franchise, today: date, seen: set[type[Model]]) -> Duties:
    """Return what the contract of *franchise* requires *today*. Eight queries at most."""
    may_see = seen >= SECURED
    securities = tuple(securities_on(today, franchise)) if may_see else None
    unreplenished = SecurityDraw.objects.filter(
        security__franchise=franchise, replenished_on=None
    ).select_related("security__franchise", "collection")
    return Duties(
        securities,
        tuple(unreplenished) if may_see else (),
        tuple(_open(franchise, today)) if Obligation in seen else None,
        tuple(_uncured(franchise, today)) if Notice in seen else None,
    )


def _open(franchise: Franchise, today: date) -> Iterator[OpenObligation]:
    waiting = Obligation.objects.open().filter(franchise=franchise)
    for each in waiting.select_related("responsible").order_by("due_on", "pk")[:NEXT]:
        yield OpenObligation(each, each.days_late_on(today), page_of(Obligation, each.pk))


def _uncured(franchise: Franchise, today: date) -> Iterator[tuple[Notice, int, str]]:
    """Yield the notices to be cured, how many days late each is, and its address."""
    for each in Notice.objects.uncured().filter(franchise=franchise).order_by("cure_by", "pk"):
        yield each, each.days_late_on(today), page_of(Notice, each.pk)


def links_to_duties(franchise: Franchise) -> list[Link]:
    """Return the ways to the records of what the contract requires, and of what happened to it."""
    return [
        Link(label, list_of(model, franchise__id__exact=franchise.pk), model)
        for label, model in LINKS
    ]
