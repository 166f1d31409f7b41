"""The digest: my day as an e-mail, to each person as often as they chose, once a day at most."""

from collections.abc import Iterator
from datetime import date

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q

from franchises.models import Subscription
from franchises.rules.money import format_money
from franchises.workbench.day import Day, my_day, viewing
from franchises.workbench.item import Bucket, Item

MONDAY = 0
# How many items of a pile an e-mail names before it counts the rest.
NAMED = 20
DIGESTED = (Bucket.OVERDUE, Bucket.WEEK, Bucket.MONTH, Bucket.WAITING)


def due_subscriptions(today: date) -> list[Subscription]:
    """Return whom to write to on *today*, by login name. One query.

    Who was written to today already is not among them, nor who has no address or no desk here.
    """
    wanted = Q(digest=Subscription.Digest.DAILY)
    if today.weekday() == MONDAY:
        wanted |= Q(digest=Subscription.Digest.WEEKLY)
    return list(
        Subscription.objects.filter(
            wanted,
            Q(sent_on=None) | Q(sent_on__lt=today),
            user__is_active=True,
            user__is_staff=True,
        )
        .exclude(user__email="")
        .select_related("user")
        .order_by("user__username")
    )


def send_digest(
    subscription: Subscription, today: date, first_month: int, site_name: str, address: str
) -> bool:
    """Send one person their day; return False where another process just did.

    The day is kept in the transaction that sends: an e-mail that fails is sent by the next run.
    """
    with transaction.atomic():
        waiting = Subscription.objects.filter(
            Q(sent_on=None) | Q(sent_on__lt=today), pk=subscription.pk
        )
        if not waiting.update(sent_on=today):
            return False
        user = subscription.user
        day = my_day(today, first_month, viewing(user))
        EmailMessage(
            subject=subject_of(day),
            body=text_of(day, user.get_username(), site_name, address),
            to=[user.email],
        ).send()
    return True


def subject_of(day: Day) -> str:
    """Return how much there is, as a mailbox shows it."""
    overdue, week = (len(day.pile(each).items) for each in (Bucket.OVERDUE, Bucket.WEEK))
    return f"{overdue:,} overdue, {week:,} due within 7 days"


def text_of(day: Day, username: str, site_name: str, address: str) -> str:
    """Return the e-mail: a person's own items first in each pile."""
    lines = [site_name, f"{day.today:%A}, {day.today.day} {day.today:%B %Y}", ""]
    for pile in (day.pile(bucket) for bucket in DIGESTED):
        lines += [f"{pile.label}: {len(pile.items):,}"]
        items = sorted(pile.items, key=lambda item: item.person != username)
        lines += [f"  {line}" for item in items[:NAMED] for line in _lines(item, day, username)]
        if len(items) > NAMED:
            lines.append(f"  and {len(items) - NAMED:,} more")
        lines.append("")
    return "\n".join([*lines, f"My day: {address}", ""])


def _lines(item: Item, day: Day, username: str) -> Iterator[str]:
    late = item.days_late(day.today)
    when = (
        f", {late:,} day{'s' * (late != 1)} late"
        if item.bucket(day.today) is Bucket.OVERDUE
        else ""
    )
    yield f"{item.day.isoformat()}{when}  {item.title}"
    whose = "yours" if item.person == username else item.person
    amount = format_money(item.amount) if item.amount is not None else ""
    about = [part for part in (item.number, item.franchisee, amount, whose) if part]
    if about:
        yield f"            {' · '.join(about)}"
