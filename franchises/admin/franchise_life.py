"""What the page of a franchise shows of its life: the time line, the events, the clocks."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from franchises.admin.addresses import add_to, list_of, page_of
from franchises.contracts.clocks import ContractClock, clocks_of
from franchises.contracts.time_line import TimeLine, time_line
from franchises.models import Borough, Franchise, FranchiseEvent

# The longest table that the page shows; the drawing has as many.
MOST_EVENTS = 60


@dataclass(frozen=True)
class EventLine:
    """An event as the table has it, by the number it has in the drawing."""

    number: int
    event: FranchiseEvent
    address: str


@dataclass(frozen=True)
class FranchiseLife:
    """The life of a franchise so far; addresses are empty for what the user may not do."""

    line: TimeLine
    events: tuple[EventLine, ...]
    clocks: tuple[ContractClock, ...]
    has_more: bool
    everything: str
    add: str
    before: tuple[Franchise, str] | None
    after: tuple[Franchise, str] | None


def franchise_life(franchise: Franchise, today: date, *, may_add: bool) -> FranchiseLife:
    """Return what is on record of the life of *franchise* as of *today*. Eight queries at most."""
    newest = (
        franchise.events.select_related("answers", "fee_schedule", "recorded_by")
        .prefetch_related(
            Prefetch("boroughs_added", Borough.objects.all()),
            Prefetch("boroughs_removed", Borough.objects.all()),
        )
        .order_by("-happened_on", "-pk")[: MOST_EVENTS + 1]
    )
    events = list(newest)[:MOST_EVENTS][::-1]
    line = time_line(franchise, events, today)
    after = Franchise.objects.filter(succeeds=franchise).select_related("franchisee").first()
    return FranchiseLife(
        line=line,
        events=tuple(
            EventLine(each.number, each.event, page_of(FranchiseEvent, each.event.pk))
            for each in line.marks
        ),
        clocks=tuple(each for each in clocks_of(franchise, today) if each.is_running),
        has_more=len(newest) > MOST_EVENTS,
        everything=list_of(FranchiseEvent, franchise__id__exact=franchise.pk),
        add=add_to(FranchiseEvent, franchise=franchise.pk) if may_add else "",
        before=_linked(franchise.succeeds),
        after=_linked(after),
    )


def _linked(franchise: Franchise | None) -> tuple[Franchise, str] | None:
    return None if franchise is None else (franchise, page_of(Franchise, franchise.pk))
