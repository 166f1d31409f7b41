"""One thing that somebody has to do, or to know of, whatever room it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import Model


class Kind(StrEnum):
    """What sort of thing wants attention: the value stands in addresses."""

    OBLIGATION = "obligation"
    CLOCK = "clock"
    TERM = "term"
    SECURITY = "security"
    INSURANCE = "insurance"
    NOTICE = "notice"
    UNDERPAYMENT = "underpayment"
    UNMATCHED = "unmatched"
    IMPORT = "import"
    YEAR = "year"


KIND_LABELS = {
    Kind.OBLIGATION: "Obligation",
    Kind.CLOCK: "Statutory clock",
    Kind.TERM: "Term",
    Kind.SECURITY: "Security",
    Kind.INSURANCE: "Insurance",
    Kind.NOTICE: "Notice",
    Kind.UNDERPAYMENT: "Underpayment",
    Kind.UNMATCHED: "Unmatched collection",
    Kind.IMPORT: "Refused import",
    Kind.YEAR: "Fiscal year",
}


class Action(StrEnum):
    """What is one click away from an item, as its link says."""

    ACCOUNT = "Open the account"
    BOOKS = "Open the books"
    RUN = "See what is wrong"
    RECORD = "Open"
    STEP = "Record what happened"
    SECURE = "Record a new one"


class Bucket(StrEnum):
    """When something is due, seen from today."""

    OVERDUE = "overdue"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    LATER = "later"
    WAITING = "waiting"


BUCKET_LABELS = {
    Bucket.OVERDUE: "Overdue",
    Bucket.WEEK: "Due within 7 days",
    Bucket.MONTH: "Due within 30 days",
    Bucket.QUARTER: "Due within 90 days",
    Bucket.WAITING: "Waiting for somebody",
}
# These have no day they are due on: ``day`` is when they came in.
WAITING_KINDS = frozenset({Kind.UNMATCHED, Kind.IMPORT})
# The last day of each bucket, in days from today.
DAYS_AHEAD = {Bucket.WEEK: 7, Bucket.MONTH: 30, Bucket.QUARTER: 90}
HORIZON = max(DAYS_AHEAD.values())


@dataclass(frozen=True)
class Answer:
    """A record whose adding deals with an item, and what is known of it already."""

    action: Action
    model: type[Model]
    initial: Mapping[str, str | int]


@dataclass(frozen=True)
class Item:
    """A thing that is due on ``day``, or came in then.

    ``model`` and ``pk`` name the record that it is of, where it is dealt with unless ``answer``
    says by which new one. ``person`` is the login name of who answers for it, empty where nobody
    does. ``number`` and ``franchisee`` are empty, and ``fiscal_year`` is None, where it is of none.
    """

    kind: Kind
    day: date
    title: str
    model: type[Model]
    pk: int
    action: Action = Action.RECORD
    number: str = ""
    franchisee: str = ""
    person: str = ""
    amount: Decimal | None = None
    fiscal_year: int | None = None
    answer: Answer | None = None

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def uid(self) -> str:
        """The same for the same thing on every day."""
        return f"{self.kind}-{self.model._meta.model_name}-{self.pk}-{self.day.isoformat()}"

    def bucket(self, today: date) -> Bucket:
        """Return when it is due, seen from *today*."""
        return Bucket.WAITING if self.kind in WAITING_KINDS else bucket_of(self.day, today)

    def days_late(self, today: date) -> int:
        """Return the days since it was due; negative where that is yet to come."""
        return (today - self.day).days


def bucket_of(day: date, today: date) -> Bucket:
    """Return when *day* is, seen from *today*: what is due today is not overdue.

    >>> today = date(2026, 11, 28)
    >>> [str(bucket_of(date(2026, 11, day), today)) for day in (27, 28)]
    ['overdue', 'week']
    >>> [str(bucket_of(date(2026, 12, day), today)) for day in (5, 6, 28, 29)]
    ['week', 'month', 'month', 'quarter']
    """
    if day < today:
        return Bucket.OVERDUE
    for bucket, ahead in DAYS_AHEAD.items():
        if day <= today + timedelta(days=ahead):
            return bucket
    return Bucket.LATER
