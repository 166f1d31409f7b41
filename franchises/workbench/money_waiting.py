"""Money that wants attention: fees unpaid past their day, payments of nothing on record, the books.

Each function gives the items in a number of queries that does not grow with what is on record.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils.timezone import localdate

from franchises.models import FeeAssessment, FeeCollection, FiscalYear, Franchise, ImportRun
from franchises.rules.fiscal_year import fiscal_year_bounds, fiscal_year_label, fiscal_year_of
from franchises.rules.workings import NOTHING
from franchises.workbench.item import Action, Item, Kind

# How long an import that was refused is worth going back to.
REFUSED_DAYS = 30
# A year's books wait this long for the last money of the year.
CLOSING_DAYS = 90


def underpayments(today: date, first_month: int) -> Iterator[Item]:
    """Yield each franchise and year of which more is due by *today* than came in. Four queries.

    It is as old as the first of its assessments that the year's payments, oldest first, do not
    cover; one that names no day is due at the year's end. The account tells what paid what.
    """
    this_year = fiscal_year_of(today, first_month)
    is_due = Q(due_on__lt=today) | Q(due_on=None, fiscal_year__lt=this_year)
    account = ("franchise", "fiscal_year")
    # Each is summed once: a sum of what was paid for every assessment takes thrice as long.
    received = FeeCollection.objects.order_by().values_list(*account).annotate(Sum("amount"))
    paid_for = {(pk, year): paid for pk, year, paid in received}
    owed = FeeAssessment.objects.filter(is_due).order_by().values_list(*account)
    rows = [
        (pk, year, due, paid)
        for pk, year, due in owed.annotate(Sum("amount"))
        if due > (paid := paid_for.get((pk, year), NOTHING))
    ]
    franchises = _franchises({pk for pk, *_ in rows})
    owing: dict[int, list[int]] = defaultdict(list)
    for pk, year, *_ in rows:
        owing[year].append(pk)
    of_them = Q(pk__in=())
    for year, pks in owing.items():
        of_them |= Q(fiscal_year=year, franchise__in=pks)
    parts: dict[tuple[int, int], list[tuple[date, Decimal]]] = defaultdict(list)
    for pk, year, due_on, amount in owed.filter(of_them).values_list(*account, "due_on", "amount"):
        parts[pk, year].append((due_on or fiscal_year_bounds(year, first_month)[1], amount))
    for pk, year, due, paid in rows:
        number, franchisee = franchises[pk]
        yield Item(
            kind=Kind.UNDERPAYMENT,
            day=_unpaid_since(parts[pk, year], paid) or fiscal_year_bounds(year, first_month)[1],
            title=f"Fees of {fiscal_year_label(year)} not paid in full",
            model=Franchise,
            pk=pk,
            action=Action.ACCOUNT,
            number=number,
            franchisee=franchisee,
            amount=due - paid,
            fiscal_year=year,
        )


def _unpaid_since(parts: list[tuple[date, Decimal]], paid: Decimal) -> date | None:
    """Return the day of the oldest of *parts* that *paid*, and what lessens them, do not cover.

    None where somebody put them right while they were read.
    """
    left = paid - sum((amount for _, amount in parts if amount < NOTHING), NOTHING)
    for day, amount in sorted(parts):
        left -= max(amount, NOTHING)
        if left < NOTHING:
            return day
    return None


def unmatched_collections(today: date) -> Iterator[Item]:
    """Yield what franchises paid beyond all that was ever assessed to them. Three queries."""
    paid, last = _sums(FeeCollection.objects.all(), "received_on")
    due, _ = _sums(FeeAssessment.objects.all(), "due_on")
    credits = {pk: amount - due.get(pk, NOTHING) for pk, amount in paid.items()}
    credits = {pk: amount for pk, amount in credits.items() if amount > 0}
    franchises = _franchises(set(credits))
    for pk, amount in credits.items():
        number, franchisee = franchises[pk]
        yield Item(
            kind=Kind.UNMATCHED,
            day=min(last[pk] or today, today),
            title="Collected beyond what is assessed",
            model=Franchise,
            pk=pk,
            action=Action.ACCOUNT,
            number=number,
            franchisee=franchisee,
            amount=amount,
        )


def refused_imports(today: date) -> Iterator[Item]:
    """Yield the files refused of late that have not been sent again since. One query."""
    sent_again = ImportRun.objects.filter(
        dataset=OuterRef("dataset"), file_name=OuterRef("file_name"), pk__gt=OuterRef("pk")
    )
    refused = (
        ImportRun.objects.filter(
            ~Exists(sent_again),
            outcome=ImportRun.Outcome.REFUSED,
            started_at__date__gt=today - timedelta(days=REFUSED_DAYS),
        )
        .select_related("user")
        .defer("problems", "options")
    )
    for run in refused:
        yield Item(
            kind=Kind.IMPORT,
            day=localdate(run.started_at),
            title=f"{run.file_name}: {run.rows_refused:,} of {run.rows_read:,} rows refused",
            model=ImportRun,
            pk=run.pk,
            action=Action.RUN,
            person=run.user.username if run.user else run.operator,
        )


def years_to_close(today: date) -> Iterator[Item]:
    """Yield what is over and not closed: each year proposed, and all the open ones in one item.

    One query.
    """
    recorded = (
        Exists(rows.filter(fiscal_year=OuterRef("year")))
        for rows in (FeeAssessment.objects.all(), FeeCollection.objects.all())
    )
    over = FiscalYear.objects.filter(
        Q(*recorded, _connector=Q.OR), ~Q(state=FiscalYear.State.CLOSED), last_day__lt=today
    )
    years = list(over.select_related("proposed_by").order_by("year"))
    proposed = [year for year in years if year.state == FiscalYear.State.PROPOSED]
    for year in proposed:
        words = f"{year} is proposed for closing: another person confirms it"
        yield _closing_item(year, words, year.proposed_by.username if year.proposed_by else "")
    still_open = [year for year in years if year not in proposed]
    if len(still_open) == 1:
        yield _closing_item(still_open[0], f"{still_open[0]} is over, and its books are open")
    elif still_open:
        words = f"{len(still_open)} years up to {still_open[-1]} are over, and their books are open"
        yield _closing_item(still_open[0], words)


def _closing_item(year: FiscalYear, words: str, person: str = "") -> Item:
    return Item(
        kind=Kind.YEAR,
        day=year.last_day + timedelta(days=CLOSING_DAYS),
        title=words,
        model=FiscalYear,
        pk=year.pk,
        action=Action.BOOKS,
        person=person,
    )


def _franchises(keys: set[int]) -> dict[int, tuple[str, str]]:
    """Return number and franchisee of each franchise of *keys*, by primary key."""
    rows = Franchise.objects.filter(pk__in=keys) if len(keys) < 500 else Franchise.objects.all()
    named = rows.order_by().values_list("pk", "number", "franchisee__name")
    return {pk: (number, name) for pk, number, name in named}


def _sums(rows: QuerySet[Any], day: str) -> tuple[dict[int, Decimal], dict[int, date | None]]:
    """Return what each franchise's *rows* come to, and the last day of each, by primary key."""
    amounts, last = {}, {}
    found = rows.order_by().values_list("franchise").annotate(Sum("amount"), Max(day))
    for pk, amount, latest in found:
        amounts[pk], last[pk] = amount, latest
    return amounts, last
