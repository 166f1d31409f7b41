"""Everything on record of what one franchise owes and paid, matched, as it stood on a day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from django.db.models import F, OrderBy

from franchises.books.terms import late_terms_of
from franchises.models import FeeAssessment, FeeCollection, FeeSchedule, Franchise, Holiday
from franchises.rules.fiscal_year import period_bounds
from franchises.rules.late_terms import LateTerms
from franchises.rules.matching import ANY_KIND, Application, Due, Key, Matching, Receipt, match
from franchises.rules.money import exact_cents
from franchises.rules.workings import NOTHING
from franchises.rules.written_terms import TermsError

ASSESSMENT, COLLECTION = "assessment", "collection"
# A refund gives back money of any kind. An adjustment is of the kind of what it adjusts; where that
# is not in the books, it is of a fee.
KINDS = {FeeCollection.Kind.REFUND.value: ANY_KIND, FeeCollection.Kind.ADJUSTMENT.value: "fee"}
Recorded = FeeAssessment | FeeCollection
Row = TypeVar("Row", FeeAssessment, FeeCollection)


@dataclass
class FranchiseBooks:
    """The amounts of a franchise by fiscal year, and which collection paid which assessment.

    A collection received after ``as_of`` is in ``later`` alone. The books begin with the first year
    that has an assessment: what was collected for years before it, in ``before``, pays something
    that is not on record, and so nothing that is.
    """

    franchise: Franchise
    as_of: date
    first_month: int
    assessments: list[FeeAssessment]
    schedules: list[FeeSchedule]
    holidays: frozenset[date]
    collections: list[FeeCollection] = field(default_factory=list)
    before: list[FeeCollection] = field(default_factory=list)
    later: list[FeeCollection] = field(default_factory=list)
    dues: dict[int, Due] = field(default_factory=dict)
    matching: Matching = field(default_factory=lambda: Matching((), ()))

    @property
    def first_year(self) -> int | None:
        """The first fiscal year with an assessment; None where there is none."""
        return min((year_of(each) for each in self.assessments), default=None)

    @property
    def years(self) -> list[int]:
        """The fiscal years that an amount counts in, in order."""
        received = [*self.before, *self.collections, *self.later]
        rows: list[Recorded] = [*self.assessments, *received]
        return sorted({year_of(row) for row in rows})

    @cached_property
    def by_pk(self) -> dict[int, FeeAssessment]:
        return {assessment.pk: assessment for assessment in self.assessments}

    @cached_property
    def roots(self) -> dict[int, FeeAssessment]:
        """What each assessment adjusts in the end, by primary key; itself, if nothing."""
        return roots_of(self.assessments)

    @cached_property
    def paid(self) -> dict[Key, tuple[Application, ...]]:
        """What paid each due, in the order of the days; nothing by default."""
        found: dict[Key, tuple[Application, ...]] = defaultdict(tuple)
        for application in self.matching.applications:
            found[application.due] += (application,)
        return found

    def paid_of(self, assessment: FeeAssessment) -> Decimal:
        """Return what is paid of *assessment*, in US dollars."""
        return sum((each.amount for each in self.paid[key_of(assessment)]), NOTHING)

    def schedule_of(self, assessment: FeeAssessment) -> FeeSchedule | None:
        """Return the schedule whose late terms apply: the first, by its day, in its period.

        For an adjustment that is the period of what it adjusts. None where there is none.
        """
        is_for = self.roots[assessment.pk]
        first, last = period_bounds(is_for.fiscal_year, is_for.period, self.first_month)
        for schedule in self.schedules:
            if schedule.effective_on <= last and (schedule.expires_on or date.max) >= first:
                return schedule
        return None


def late_terms_for(schedule: FeeSchedule) -> LateTerms | None:
    """Return what lateness costs under *schedule*; None where nothing, or it cannot be read."""
    try:
        terms = late_terms_of(schedule)
    except TermsError:
        return None
    return terms if terms.rates or terms.surcharge_percent else None


def books_of(franchise: Franchise, as_of: date, first_month: int = 7) -> FranchiseBooks:
    """Return the books of *franchise* with what was received through *as_of*.

    Assessments have no day on which they were made: all on record are in. Three queries, and one
    more where days of grace are business days.
    """
    assessments = FeeAssessment.objects.filter(franchise=franchise).select_related(
        "restated_in", "late_for"
    )
    collections = FeeCollection.objects.filter(franchise=franchise).select_related("restated_in")
    schedules = list(FeeSchedule.objects.filter(franchise=franchise).order_by("effective_on", "pk"))
    holidays: frozenset[date] = frozenset()
    if any(schedule.grace_in_business_days for schedule in schedules):
        holidays = frozenset(Holiday.objects.values_list("day", flat=True))
    books = FranchiseBooks(
        franchise,
        as_of,
        first_month,
        list(assessments.order_by(*_by_day("due_on"))),
        schedules,
        holidays,
    )
    received = list(collections.order_by(*_by_day("received_on")))
    _place(books, received)
    for each in books.assessments:
        if not lessens(each):
            books.dues[each.pk] = _due(each, first_month)
    books.matching = match(books.dues.values(), _receipts(books))
    return books


def year_of(row: Recorded) -> int:
    """Return the fiscal year that *row* counts in: that of the restatement, where one took it up.

    No query where ``restated_in`` was selected with it.
    """
    return row.fiscal_year if row.restated_in is None else row.restated_in.fiscal_year_id


def key_of(row: Recorded) -> Key:
    """Return the key under which `rules.matching` knows *row*."""
    return (ASSESSMENT if isinstance(row, FeeAssessment) else COLLECTION, row.pk)


def lessens(assessment: FeeAssessment) -> bool:
    """Whether it takes from the assessment that it adjusts, and is not due by itself."""
    return exact_cents(assessment.amount) < NOTHING


def roots_of(rows: Sequence[Row]) -> dict[int, Row]:
    """Return for each row, by primary key, what it adjusts in the end; itself, if nothing."""
    by_pk = {row.pk: row for row in rows}
    roots = {}
    for row in rows:
        root = row
        # What it adjusts is older than itself, so that this ends.
        while root.adjusts_id is not None and root.adjusts_id in by_pk:
            root = by_pk[root.adjusts_id]
        roots[row.pk] = root
    return roots


def _by_day(column: str) -> tuple[str | OrderBy, ...]:
    """Return the order of a statement: what has no day comes last, on either database."""
    return "fiscal_year", F(column).asc(nulls_last=True), "period", "pk"


def _place(books: FranchiseBooks, received: Sequence[FeeCollection]) -> None:
    """Put each collection where it belongs; an adjustment goes with what it adjusts."""
    roots = roots_of(received)
    first_year = books.first_year
    for collection in received:
        root = roots[collection.pk]
        days = [day for day in (collection.received_on, root.received_on) if day is not None]
        if any(day > books.as_of for day in days):
            books.later.append(collection)
        elif root.pays_id is None and (first_year is None or year_of(collection) < first_year):
            books.before.append(collection)
        else:
            books.collections.append(collection)


def _due(assessment: FeeAssessment, first_month: int) -> Due:
    _, last = period_bounds(assessment.fiscal_year, assessment.period, first_month)
    amount = exact_cents(assessment.amount)
    return Due(key_of(assessment), assessment.kind, assessment.due_on or last, amount)


def _receipts(books: FranchiseBooks) -> Iterator[Receipt]:
    """Yield what pays the dues of *books*.

    A negative adjustment of an assessment pays what it adjusts, from the beginning. The adjustments
    of a collection change its amount, from its own day on.
    """
    for assessment in filter(lessens, books.assessments):
        adjusted = key_of(books.roots[assessment.pk])
        amount = -exact_cents(assessment.amount)
        yield Receipt(key_of(assessment), assessment.kind, None, amount, adjusted)
    amounts: dict[int, Decimal] = {}
    roots = roots_of(books.collections)
    for collection in books.collections:
        pk = roots[collection.pk].pk
        amounts[pk] = amounts.get(pk, NOTHING) + exact_cents(collection.amount)
    for root in books.collections:
        if root.pk in amounts:
            pays = None if root.pays_id is None else (ASSESSMENT, root.pays_id)
            kind = KINDS.get(root.kind, root.kind)
            yield Receipt(key_of(root), kind, root.received_on, amounts[root.pk], pays)
