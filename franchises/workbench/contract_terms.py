"""What contracts themselves bring with the days: terms that end, holdovers, statutory clocks."""

from collections.abc import Iterator
from datetime import date, timedelta

from franchises.contracts.clocks import running_clocks
from franchises.models import Franchise, FranchiseEvent
from franchises.workbench.item import HORIZON, Action, Answer, Item, Kind


def ending_terms(today: date) -> Iterator[Item]:
    """Yield the franchises whose term ends within 90 days, and those in holdover. Two queries."""
    ending = Franchise.objects.expiring(today, today + timedelta(days=HORIZON))
    for words, franchises in (
        ("The term ends", ending),
        ("In holdover: the term is over", Franchise.objects.in_holdover_on(today)),
    ):
        for franchise in franchises.select_related("franchisee"):
            yield Item(
                kind=Kind.TERM,
                day=franchise.expires_on or today,
                title=words,
                model=Franchise,
                pk=franchise.pk,
                number=franchise.number,
                franchisee=franchise.franchisee.name,
                answer=Answer(Action.STEP, FranchiseEvent, {"franchise": franchise.pk}),
            )


def clocks(today: date) -> Iterator[Item]:
    """Yield the statutory clocks that run, whatever day they are due. Two queries."""
    for clock in running_clocks(today):
        yield Item(
            kind=Kind.CLOCK,
            day=clock.due_on,
            title=clock.rule,
            model=Franchise,
            pk=clock.franchise.pk,
            number=clock.franchise.number,
            franchisee=clock.franchise.franchisee.name,
            answer=Answer(
                Action.STEP,
                FranchiseEvent,
                {"franchise": clock.franchise.pk, "kind": clock.ended_with.value},
            ),
        )
