"""Everything dated as a calendar, for a person to follow in their own."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db.models import Model

from franchises.reports.icalendar import Event
from franchises.rules.money import format_money
from franchises.workbench.day import all_items
from franchises.workbench.item import Bucket, Item


def events(
    today: date,
    now: datetime,
    first_month: int,
    may_view: Callable[[type[Model]], bool],
    address_of: Callable[[Item], str],
) -> Iterable[Event]:
    """Yield what is overdue, or due within 90 days, of what one may see."""
    for item in all_items(today, first_month, may_view):
        if item.bucket(today) is not Bucket.WAITING:
            amount = format_money(item.amount) if item.amount is not None else ""
            yield Event(
                uid=item.uid,
                day=item.day,
                changed_at=now,
                summary=f"{item.number}: {item.title}" if item.number else item.title,
                description=", ".join(
                    part for part in (item.kind_label, item.franchisee, amount, item.person) if part
                ),
                address=address_of(item),
            )
