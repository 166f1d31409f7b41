"""The shape of the yearly fee figures: frozen, in US dollars, None where a figure is unknown."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from franchises.reports.narrowing import Narrowing
from franchises.reports.recorded import Basis


class Grouping(StrEnum):
    """What one row of a fiscal year's summary is."""

    TYPE = "type"
    FRANCHISEE = "franchisee"
    FRANCHISE = "franchise"


@dataclass(frozen=True)
class SummaryRow:
    """One row of a fiscal year, or its total, in US dollars; None is unknown.

    ``key`` is the type's code, the franchisee's slug or the franchise's number, empty in the total.
    ``franchisee`` is the name of the holder where the row is a franchise. ``share`` and
    ``change_percent`` are per cent with one decimal.
    """

    key: str
    label: str
    franchisee: str
    assessed: Decimal | None
    collected: Decimal | None
    refunds: Decimal | None
    interest_and_penalties: Decimal | None
    outstanding: Decimal | None
    share: Decimal | None
    previous: Decimal | None
    change: Decimal | None
    change_percent: Decimal | None


@dataclass(frozen=True)
class FeeSummary:
    """One fiscal year; the most collected first, the unknown last.

    ``franchisees`` is how many a collection is recorded from. Where it is narrowed, shares are
    still of the whole year.
    """

    fiscal_year: int
    first_day: date
    last_day: date
    basis: Basis
    grouping: Grouping
    narrowing: Narrowing
    franchisees: int
    rows: tuple[SummaryRow, ...]
    total: SummaryRow
    notes: tuple[str, ...]


@dataclass(frozen=True)
class SpanSummary:
    """All fiscal years added up, as `FeeSummary` has one; there is no year before."""

    first_year: int
    last_year: int
    basis: Basis
    grouping: Grouping
    narrowing: Narrowing
    franchisees: int
    rows: tuple[SummaryRow, ...]
    total: SummaryRow
    notes: tuple[str, ...]


@dataclass(frozen=True)
class YearRow:
    """One fiscal year, or the total of all (year 0), in US dollars; None is unknown."""

    fiscal_year: int
    assessed: Decimal | None
    collected: Decimal | None
    refunds: Decimal | None
    interest_and_penalties: Decimal | None
    outstanding: Decimal | None
    change: Decimal | None
    change_percent: Decimal | None
    franchisees: int


@dataclass(frozen=True)
class AllYears:
    """Every fiscal year from the first to the last with anything recorded, newest first."""

    basis: Basis
    rows: tuple[YearRow, ...]
    total: YearRow
    notes: tuple[str, ...]
