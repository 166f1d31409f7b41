"""What contracts require: obligations, and the securities and certificates that hold for them."""

from collections.abc import Iterator
from datetime import date, timedelta

from franchises.contracts.security import ContractSecurity, lapsing_within, wanting_on
from franchises.models import Franchise, InsuranceRequirement, Obligation
from franchises.workbench.item import HORIZON, Item, Kind


def obligations(today: date) -> Iterator[Item]:
    """Yield what is neither done nor waived and due within 90 days. One query."""
    due = Obligation.objects.open().due_by(today + timedelta(days=HORIZON))
    for each in due.select_related("franchise__franchisee", "responsible"):
        yield Item(
            kind=Kind.OBLIGATION,
            day=each.due_on,
            title=each.what,
            model=Obligation,
            pk=each.pk,
            number=each.franchise.number,
            franchisee=each.franchise.franchisee.name,
            person=each.responsible.get_username() if each.responsible else "",
        )


def securities(today: date) -> Iterator[Item]:
    """Yield what is short, lapsed or missing, and what lapses within 90 days. Ten queries at most.

    What lapsed is late since the day after its last; what was never enough, since it was required.
    """
    for each in wanting_on(today):
        since = each.lapsed_on + timedelta(days=1) if each.lapsed_on else None
        yield _item(each, since or each.requirement.required_from, f"{each.name}: {each.in_words}")
    for each in lapsing_within(HORIZON, today):
        yield _item(each, each.adequate_through or today, f"{each.name} lapses")


def _item(secured: ContractSecurity, day: date, title: str) -> Item:
    is_insurance = isinstance(secured.requirement, InsuranceRequirement)
    return Item(
        kind=Kind.INSURANCE if is_insurance else Kind.SECURITY,
        day=day,
        title=title,
        model=Franchise,
        pk=secured.franchise.pk,
        number=secured.franchise.number,
        franchisee=secured.franchise.franchisee.name,
    )
