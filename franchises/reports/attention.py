"""What wants somebody's attention today: terms that run out, holdovers, unpaid years, imports.

Every list is cut at a number of rows and says how many there are in all.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from franchises.models import Franchise, ImportRun
from franchises.models.fee import FIRST_FISCAL_YEAR
from franchises.reports.ledger import ledger
from franchises.reports.recorded import Basis
from franchises.rules.money import CENT

DAYS_AHEAD = 180


@dataclass(frozen=True)
class EndingTerm:
    """A franchise and the last day of its term; ``days`` from today, negative where it is past."""

    franchise_id: int
    number: str
    franchisee: str
    is_published: bool
    expires_on: date
    days: int

    @property
    def days_over(self) -> int:
        """Days since the last day; negative where it is yet to come."""
        return -self.days


@dataclass(frozen=True)
class EndingTerms:
    """The first rows, and how many franchises there are in all."""

    rows: tuple[EndingTerm, ...]
    count: int


@dataclass(frozen=True)
class UnpaidYear:
    """A franchise's fiscal year with less collected than assessed, in US dollars."""

    franchise_id: int
    number: str
    franchisee: str
    fiscal_year: int
    assessed: Decimal
    collected: Decimal
    outstanding: Decimal


@dataclass(frozen=True)
class UnpaidYears:
    """The largest rows, how many there are in all, and what all of them come to."""

    rows: tuple[UnpaidYear, ...]
    count: int
    total: Decimal


@dataclass(frozen=True)
class LastImport:
    """One import run."""

    import_run_id: int
    dataset: str
    file_name: str
    started_at: datetime
    outcome: str
    rows_read: int
    rows_refused: int


def expiring_terms(today: date, limit: int = 10) -> EndingTerms:
    """Return franchises whose last day is today or within 180 days, the earliest first.

    Two queries.
    """
    last = today + timedelta(days=DAYS_AHEAD)
    return _ending_terms(Franchise.objects.expiring(today, last), today, limit)


def holdovers(today: date, limit: int = 10) -> EndingTerms:
    """Return franchises in holdover, the longest over first. Two queries."""
    in_holdover = Franchise.objects.in_holdover_on(today).order_by("expires_on", "number")
    return _ending_terms(in_holdover, today, limit)


def unpaid_years(before: int, limit: int = 10) -> UnpaidYears:
    """Return what is outstanding for fiscal years earlier than *before*, the largest first.

    A year with nothing assessed is not known to owe anything, and what was overpaid for one year
    pays for no other. Five queries.
    """
    # Accrued: the month that a fiscal year begins in plays no part.
    recorded = ledger(Basis.ACCRUAL, 1, [(FIRST_FISCAL_YEAR, before - 1)])
    owed = {
        (franchise_id, year): entry
        for year, entries in recorded.items()
        for franchise_id, entry in entries.items()
        if entry.outstanding is not None and entry.outstanding > 0
    }
    unpaid = sorted(owed, key=lambda key: (-(owed[key].outstanding or 0), key))
    shown = unpaid[:limit]
    franchises = Franchise.objects.select_related("franchisee").in_bulk(
        {franchise_id for franchise_id, _ in shown}
    )
    rows = tuple(
        UnpaidYear(
            franchise_id=franchise_id,
            number=franchises[franchise_id].number,
            franchisee=franchises[franchise_id].franchisee.name,
            fiscal_year=fiscal_year,
            assessed=_known(owed[franchise_id, fiscal_year].assessed),
            collected=_known(owed[franchise_id, fiscal_year].collected),
            outstanding=_known(owed[franchise_id, fiscal_year].outstanding),
        )
        for franchise_id, fiscal_year in shown
    )
    whole = sum(entry.outstanding or 0 for entry in owed.values())
    return UnpaidYears(rows, len(unpaid), _known(whole))


def last_imports(limit: int = 5) -> tuple[LastImport, ...]:
    """Return the last import runs, the newest first. One query."""
    runs = ImportRun.objects.defer("problems", "options").order_by("-pk")[:limit]
    return tuple(
        LastImport(
            import_run_id=run.pk,
            dataset=run.dataset.replace("_", " "),
            file_name=run.file_name,
            started_at=run.started_at,
            outcome=run.get_outcome_display(),
            rows_read=run.rows_read,
            rows_refused=run.rows_refused,
        )
        for run in runs
    )


def _ending_terms(franchises: QuerySet[Franchise], today: date, limit: int) -> EndingTerms:
    rows = franchises.values_list(
        "pk", "number", "franchisee__name", "is_published", "expires_on", named=True
    )[:limit]
    return EndingTerms(
        tuple(
            EndingTerm(
                franchise_id=row.pk,
                number=row.number,
                franchisee=row.franchisee__name,
                is_published=row.is_published,
                expires_on=row.expires_on,
                days=(row.expires_on - today).days,
            )
            for row in rows
            if row.expires_on
        ),
        franchises.count(),
    )


def _known(cents: int | None) -> Decimal:
    return (cents or 0) * CENT
