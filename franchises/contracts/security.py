"""How what secures the contracts stands on a day: what is short, what has lapsed, what lapses soon.

The comparing is in the rules; here requirements and what is held are read, and put into words.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from franchises.models import (
    Franchise,
    InsuranceCertificate,
    InsuranceRequirement,
    Security,
    SecurityRequirement,
)
from franchises.models.security import RequirementQuerySet
from franchises.rules.money import exact_cents, format_money
from franchises.rules.security import (
    Drawn,
    Insured,
    Secured,
    Standing,
    insured_on,
    secured_on,
)
from franchises.rules.term import ONE_DAY, Status
from franchises.rules.workings import day_in_words

Requirement = SecurityRequirement | InsuranceRequirement
OPERATING = (Status.IN_FORCE.value, Status.HOLDOVER.value)


@dataclass(frozen=True)
class ContractSecurity:
    """One thing that a contract requires to be secured or insured, and how it stands on a day."""

    requirement: Requirement
    compared: Secured | Insured

    @property
    def franchise(self) -> Franchise:
        return self.requirement.franchise

    @property
    def name(self) -> str:
        return self.requirement.get_kind_display()

    @property
    def standing(self) -> Standing:
        return self.compared.standing

    @property
    def is_adequate(self) -> bool:
        return self.standing == Standing.ADEQUATE

    @property
    def adequate_through(self) -> date | None:
        """The last day on which what is held is enough; None where it has no end, or is not."""
        return self.compared.adequate_through

    @property
    def lapsed_on(self) -> date | None:
        return self.compared.lapsed_on

    @property
    def to_replenish(self) -> Drawn | None:
        """The draw to be made good first, where nothing is missing but what was drawn."""
        return self.compared.to_replenish if isinstance(self.compared, Secured) else None

    @property
    def wanting_since(self) -> date:
        """The first day on which too little was held, not before it was required."""
        after = self.lapsed_on + ONE_DAY if self.lapsed_on else self.compared.short_since
        return max(after or date.min, self.requirement.required_from)

    @property
    def required(self) -> str:
        """What is required, in words."""
        if isinstance(self.requirement, SecurityRequirement):
            return format_money(exact_cents(self.requirement.amount))
        limits = [
            f"{format_money(exact_cents(amount))} {name}"
            for amount, name in (
                (self.requirement.per_occurrence, "per occurrence"),
                (self.requirement.aggregate, "in all"),
            )
            if amount
        ]
        return ", ".join([*limits, *(["the City insured"] if self.requirement.names_city else [])])

    @property
    def in_words(self) -> str:
        """How it stands, in a few words."""
        if self.standing == Standing.MISSING:
            return "none on record"
        if self.lapsed_on is not None:
            return f"lapsed: its last day was {day_in_words(self.lapsed_on)}"
        if self.standing == Standing.SHORT:
            return ", ".join([*_shortfalls(self.compared), *self._to_be_replenished()])
        if self.adequate_through is None:
            return "adequate"
        return f"adequate through {day_in_words(self.adequate_through)}"

    def _to_be_replenished(self) -> Iterator[str]:
        if self.to_replenish is not None and self.to_replenish.replenish_by is not None:
            yield f"to be replenished by {day_in_words(self.to_replenish.replenish_by)}"


def securities_on(day: date, franchise: Franchise | None = None) -> list[ContractSecurity]:
    """Return how all that is required on *day* stands, by franchise number.

    Of every franchise in force or in holdover, drafts too, or of one. Six queries at most.
    """
    found = [*_secured(day, franchise), *_insured(day, franchise)]
    return sorted(found, key=lambda each: each.franchise.number)


def wanting_on(day: date) -> list[ContractSecurity]:
    """Return what is short, lapsed or missing on *day*, of all franchises. Six queries at most."""
    return [each for each in securities_on(day) if not each.is_adequate]


def lapsing_within(days: int, today: date) -> list[ContractSecurity]:
    """Return what is enough *today* and will not be within so many days, the earliest first.

    Of all franchises. Six queries at most.
    """
    return lapsing_of(securities_on(today), today + timedelta(days=days))


def lapsing_of(securities: Iterable[ContractSecurity], until: date) -> list[ContractSecurity]:
    """Return those of *securities* that are enough through *until* at most, the earliest first."""
    ends = [
        (each.adequate_through, each)
        for each in securities
        if each.adequate_through is not None and each.adequate_through <= until
    ]
    return [each for _, each in sorted(ends, key=lambda x: (x[0], x[1].franchise.number))]


def _secured(day: date, franchise: Franchise | None) -> Iterator[ContractSecurity]:
    required = _required(SecurityRequirement.objects.all(), day, franchise)
    held = Security.objects.filter(franchise__in={each.franchise_id for each in required})
    by_key = _by_key(held.prefetch_related("draws__collection")) if required else {}
    for each in required:
        instruments = [x.as_held() for x in by_key.get((each.franchise_id, each.kind), ())]
        yield ContractSecurity(each, secured_on(day, exact_cents(each.amount), instruments))


def _insured(day: date, franchise: Franchise | None) -> Iterator[ContractSecurity]:
    required = _required(InsuranceRequirement.objects.all(), day, franchise)
    certificates = InsuranceCertificate.objects.filter(
        franchise__in={each.franchise_id for each in required}
    )
    by_key = _by_key(certificates) if required else {}
    for each in required:
        covers = [x.as_cover() for x in by_key.get((each.franchise_id, each.kind), ())]
        yield ContractSecurity(each, insured_on(day, each.as_limits(), covers))


def _required(
    requirements: RequirementQuerySet, day: date, franchise: Franchise | None
) -> list[Any]:
    """Return the latest requirement of each franchise and kind on *day*."""
    of = Franchise.objects.with_status_on(day).filter(Q(status__in=OPERATING))
    if franchise is not None:
        of = of.filter(pk=franchise.pk)
    found = requirements.in_force_on(day).filter(franchise__in=of.values("pk"))
    latest = {
        (each.franchise_id, each.kind): each
        for each in found.select_related("franchise__franchisee").order_by("required_from")
    }
    return sorted(latest.values(), key=lambda each: each.kind)


def _by_key(rows: Iterable[Any]) -> dict[tuple[int, str], list[Any]]:
    by_key = defaultdict(list)
    for row in rows:
        by_key[row.franchise_id, row.kind].append(row)
    return by_key


def _shortfalls(compared: Secured | Insured) -> Iterator[str]:
    if isinstance(compared, Secured):
        yield f"short of {format_money(compared.shortfall)}"
        return
    for amount, name in (
        (compared.short_per_occurrence, "per occurrence"),
        (compared.short_aggregate, "in all"),
    ):
        if amount:
            yield f"short of {format_money(amount)} {name}"
    if compared.lacks_city:
        yield "the City is not an additional insured"
