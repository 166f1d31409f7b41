"""What contracts require: obligations, what secures and insures them, notices to be cured."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from franchises.contracts.security import ContractSecurity, lapsing_of, securities_on
from franchises.models import (
    Franchise,
    InsuranceCertificate,
    InsuranceRequirement,
    Notice,
    Obligation,
    Security,
    SecurityDraw,
)
from franchises.workbench.item import HORIZON, Action, Answer, Item, Kind


def obligations(today: date) -> Iterator[Item]:
    """Yield what is neither done nor waived and due within 90 days. One query."""
    due = Obligation.objects.open().due_by(today + timedelta(days=HORIZON))
    columns = ("pk", "due_on", "what", "franchise__number", "franchise__franchisee__name")
    for pk, day, what, number, franchisee, person in due.values_list(
        *columns, "responsible__username"
    ):
        yield Item(
            kind=Kind.OBLIGATION,
            day=day,
            title=what,
            model=Obligation,
            pk=pk,
            number=number,
            franchisee=franchisee,
            person=person or "",
        )


def notices(today: date) -> Iterator[Item]:
    """Yield what notices give until within 90 days to cure, and was not cured. One query.

    One of a default is left out: its clock is told of by the life of its franchise.
    """
    uncured = Notice.objects.uncured().filter(
        event=None, cure_by__lte=today + timedelta(days=HORIZON)
    )
    for each in uncured.select_related("franchise__franchisee"):
        yield Item(
            kind=Kind.NOTICE,
            day=each.cure_by or today,
            title=f"{each.get_kind_display()}, to be cured: {each.subject}",
            model=Notice,
            pk=each.pk,
            number=each.franchise.number,
            franchisee=each.franchise.franchisee.name,
        )


def securities(today: date) -> Iterator[Item]:
    """Yield what is short, lapsed or missing, and what lapses within 90 days.

    Six queries at most. What was drawn on is due when it is to be whole again; all else is
    late since the first day on which too little was held, or on which it was required.
    """
    found = securities_on(today)
    for each in found:
        if each.is_adequate:
            continue
        item = _item(each, each.wanting_since, f"{each.name}: {each.in_words}")
        drawn = each.to_replenish
        if drawn is not None and drawn.key is not None:
            # It is made whole, and not given anew.
            day = drawn.replenish_by or item.day
            item = replace(item, day=day, model=SecurityDraw, pk=drawn.key, answer=None)
        yield item
    for each in lapsing_of(found, today + timedelta(days=HORIZON)):
        yield _item(each, each.adequate_through or today, f"{each.name} lapses")


def _item(secured: ContractSecurity, day: date, title: str) -> Item:
    is_insurance = isinstance(secured.requirement, InsuranceRequirement)
    initial: dict[str, str | int] = {
        "franchise": secured.franchise.pk,
        "kind": secured.requirement.kind,
    }
    instrument = InsuranceCertificate if is_insurance else Security
    return Item(
        kind=Kind.INSURANCE if is_insurance else Kind.SECURITY,
        day=day,
        title=title,
        model=Franchise,
        pk=secured.franchise.pk,
        number=secured.franchise.number,
        franchisee=secured.franchise.franchisee.name,
        answer=Answer(Action.SECURE, instrument, initial),
    )
