"""The statement of account: what a franchise owed before a year, in it, paid, and owes after it.

The balance is what is on record alone. Lateness that nobody has posted is beside it, never in it.
Nothing here is for staff alone, but ``warnings``; notes and reasons are never read.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from franchises.books.franchise_books import (
    FranchiseBooks,
    Recorded,
    books_of,
    key_of,
    lessens,
    year_of,
)
from franchises.books.late_charges import Late, unposted
from franchises.books.statement_words import (
    collection_title,
    label,
    notes_of,
    remark,
    title,
    warnings_of,
)
from franchises.models import FeeAssessment, FeeCollection, Franchise
from franchises.rules.fiscal_year import fiscal_year_bounds
from franchises.rules.matching import Key
from franchises.rules.money import exact_cents
from franchises.rules.workings import NOTHING, Line


@dataclass(frozen=True)
class Assessed:
    """One assessment. ``words`` are a working without figures.

    ``paid`` is by the day of the statement, adjustments that lessen it included; None for such an
    adjustment. ``remark`` says why it stands in this year, where that is not its own.
    """

    pk: int
    title: str
    due_on: date | None
    amount: Decimal
    paid: Decimal | None
    lines: tuple[Line, ...]
    words: tuple[str, ...]
    reference: str
    remark: str


@dataclass(frozen=True)
class Paid:
    """What a collection paid of something; below zero where it was given back."""

    what: str
    amount: Decimal


@dataclass(frozen=True)
class Collected:
    """One collection and what it paid; ``credit`` is what it paid nothing with."""

    pk: int
    title: str
    received_on: date | None
    amount: Decimal
    paid: tuple[Paid, ...]
    credit: Decimal
    reference: str
    remark: str


@dataclass(frozen=True)
class NotPosted:
    """What lateness of an assessment costs by the day of the statement, with its working."""

    what: str
    amount: Decimal
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Statement:
    """The account of one franchise for one fiscal year, in US dollars, as of a day.

    ``opening``, ``assessed`` and ``closing`` are None where no assessment is on record up to then:
    what is owed is not known. ``credit`` is what came in by the day and pays nothing on record.
    ``notes`` are for everybody, ``warnings`` for staff.
    """

    number: str
    title: str
    franchisee: str
    fiscal_year: int
    first_day: date
    last_day: date
    as_of: date
    opening: Decimal | None
    assessments: tuple[Assessed, ...]
    assessed: Decimal | None
    collections: tuple[Collected, ...]
    collected: Decimal
    closing: Decimal | None
    late: tuple[NotPosted, ...]
    late_amount: Decimal
    credit: Decimal
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


def statement_of_account(
    franchise: Franchise, fiscal_year: int, as_of: date, first_month: int = 7
) -> Statement:
    """Return the account of *franchise* for *fiscal_year* with what was received through *as_of*.

    An amount counts in its fiscal year, or in the one whose restatement took it up. ``closing`` is
    ``opening`` and what is assessed, less what is collected. The queries of `books_of`, and one for
    the franchisee where it is not at hand.
    """
    return statement_from(books_of(franchise, as_of, first_month), fiscal_year)


def statement_from(books: FranchiseBooks, fiscal_year: int) -> Statement:
    """Return the account for *fiscal_year* from books that are read already. No query but one."""
    first_day, last_day = fiscal_year_bounds(fiscal_year, books.first_month)
    late = tuple(
        each for each in unposted(books, books.as_of) if year_of(each.assessment) <= fiscal_year
    )
    assessments = [each for each in books.assessments if year_of(each) == fiscal_year]
    collections = [
        each for each in (*books.before, *books.collections) if year_of(each) == fiscal_year
    ]
    assessed, collected = _sum(assessments), _sum(collections)
    is_known = books.first_year is not None and books.first_year <= fiscal_year
    return Statement(
        number=books.franchise.number,
        title=books.franchise.title,
        franchisee=str(books.franchise.franchisee),
        fiscal_year=fiscal_year,
        first_day=first_day,
        last_day=last_day,
        as_of=books.as_of,
        opening=_balance(books, fiscal_year) if is_known else None,
        assessments=tuple(_assessed(books, each) for each in assessments),
        assessed=assessed if is_known else None,
        collections=tuple(_collected(books, collections)),
        collected=collected,
        closing=_balance(books, fiscal_year + 1) if is_known else None,
        late=tuple(_not_posted(books, each) for each in late),
        late_amount=sum((each.amount for each in late), NOTHING),
        credit=books.matching.credit,
        notes=tuple(notes_of(books, fiscal_year, has_late=bool(late))),
        warnings=tuple(warnings_of(books, fiscal_year)),
    )


def _assessed(books: FranchiseBooks, assessment: FeeAssessment) -> Assessed:
    kept = assessment.working
    return Assessed(
        pk=assessment.pk,
        title=title(books, assessment),
        due_on=assessment.due_on,
        amount=exact_cents(assessment.amount),
        paid=None if lessens(assessment) else books.paid_of(assessment),
        lines=tuple(Line.from_kept(line) for line in kept if isinstance(line, dict)),
        words=tuple(str(line) for line in kept if not isinstance(line, dict)),
        reference=assessment.reference,
        remark=remark(assessment),
    )


def _collected(books: FranchiseBooks, collections: Iterable[FeeCollection]) -> Iterator[Collected]:
    assessments = {key_of(each): each for each in books.assessments}
    paid: dict[Key, list[Paid]] = defaultdict(list)
    for application in books.matching.applications:
        what = label(assessments[application.due])
        paid[application.receipt].append(Paid(what, application.amount))
    credits: dict[Key, Decimal] = defaultdict(lambda: NOTHING)
    for credit in books.matching.credits:
        credits[credit.receipt] += credit.amount
    for collection in collections:
        yield Collected(
            pk=collection.pk,
            title=collection_title(collection),
            received_on=collection.received_on,
            amount=exact_cents(collection.amount),
            paid=tuple(paid[key_of(collection)]),
            credit=credits[key_of(collection)],
            reference=collection.reference,
            remark=remark(collection),
        )


def _not_posted(books: FranchiseBooks, late: Late) -> NotPosted:
    return NotPosted(
        _("Lateness of the %(what)s") % {"what": label(late.assessment)}, late.amount, late.lines
    )


def _balance(books: FranchiseBooks, before_year: int) -> Decimal:
    """Return what is owed when *before_year* begins."""
    assessed = _sum(row for row in books.assessments if year_of(row) < before_year)
    return assessed - _sum(row for row in books.collections if year_of(row) < before_year)


def _sum(rows: Iterable[Recorded]) -> Decimal:
    return sum((exact_cents(row.amount) for row in rows), NOTHING)
