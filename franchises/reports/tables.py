"""A report as a table: what is shown, in which columns and under which words.

The page, the command and the downloads all render the same `Table`, so that a figure cannot differ
from one form to another. Nothing here computes; `reports.formats` writes tables out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from franchises.reports.figures import (
    AllYears,
    FeeSummary,
    Grouping,
    SpanSummary,
    SummaryRow,
    YearRow,
)
from franchises.reports.notes import ACCRUAL_ONLY, BASIS_WORDS, UNKNOWN
from franchises.reports.reconciliation import Reconciled, headline
from franchises.reports.recorded import Basis
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import format_money

Value = str | int | Decimal | None
# Words of ours, put in the reader's language when they are shown.
Words = str | Promise
DAY = "j F Y"


class Kind(StrEnum):
    """What the cells of a column are, and so how they are written and aligned."""

    TEXT = "text"
    YEAR = "year"
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DAYS = "days"
    WORDS = "words"


@dataclass(frozen=True)
class Column:
    """A column: its name in CSV and JSON, its heading for people, what its cells are.

    A narrow table may leave a column of detail out.
    """

    key: str
    heading: Words
    kind: Kind
    is_detail: bool = False

    @property
    def is_text(self) -> bool:
        """Whether its cells name the row, where all others are figures."""
        return self.kind in (Kind.TEXT, Kind.YEAR)


@dataclass(frozen=True)
class Cell:
    """A value and its kind; None is unknown, the empty text is a place without a meaning."""

    value: Value
    kind: Kind

    @property
    def text(self) -> str:
        """The value as people read it: ``$1,234.50``, ``-3.2%``, ``FY2013`` or ``[x]``."""
        match self.value:
            case None:
                return UNKNOWN
            case Decimal() if self.kind is Kind.MONEY:
                return format_money(self.value)
            case Decimal() if self.kind is Kind.DAYS:
                return f"{self.value:,.1f}"
            case Decimal():
                return f"{self.value:,.1f}%"
            case int() if self.kind is Kind.YEAR:
                return fiscal_year_label(self.value)
            case int():
                return f"{self.value:,}"
            case _:
                return self.value


@dataclass(frozen=True)
class Row:
    """One row; ``key`` is what a link to it is made of, empty in the total."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A headline sentence, a caption, columns, rows (there may be none), their total, notes.

    The total is None where the rows are not to be added up.
    """

    headline: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None
    notes: tuple[str, ...]


def cells_of(columns: Sequence[Column], values: Sequence[Value]) -> tuple[Cell, ...]:
    """Return *values* as the cells of a row under *columns*."""
    return tuple(Cell(value, column.kind) for column, value in zip(columns, values, strict=True))


NAME_COLUMNS = {
    Grouping.TYPE: (Column("franchise_type", gettext_lazy("Franchise type"), Kind.TEXT),),
    Grouping.FRANCHISEE: (Column("franchisee", gettext_lazy("Franchisee"), Kind.TEXT),),
    Grouping.FRANCHISE: (
        Column("franchise", gettext_lazy("Franchise"), Kind.TEXT),
        Column("franchisee", gettext_lazy("Franchisee"), Kind.TEXT),
    ),
}
YEAR_COLUMN = Column("fiscal_year", gettext_lazy("Fiscal year"), Kind.YEAR)
FIGURE_COLUMNS = (
    Column("assessed", gettext_lazy("Assessed"), Kind.MONEY),
    Column("collected", gettext_lazy("Collected"), Kind.MONEY),
    Column("refunds", gettext_lazy("Refunds"), Kind.MONEY),
    Column("interest_and_penalties", gettext_lazy("Interest and penalties"), Kind.MONEY),
    Column("outstanding", gettext_lazy("Outstanding"), Kind.MONEY),
)
CHANGE_COLUMNS = (
    Column("change", gettext_lazy("Change on year before"), Kind.MONEY),
    Column("change_percent", gettext_lazy("Change, %"), Kind.PERCENT),
)
SUMMARY_COLUMNS = (
    *FIGURE_COLUMNS,
    Column("share", gettext_lazy("Share of year"), Kind.PERCENT),
    Column("previous", gettext_lazy("Year before"), Kind.MONEY, is_detail=True),
    *CHANGE_COLUMNS,
)
SPAN_COLUMNS = (*FIGURE_COLUMNS, Column("share", gettext_lazy("Share of all years"), Kind.PERCENT))
YEARS_COLUMNS = (
    *FIGURE_COLUMNS,
    *CHANGE_COLUMNS,
    Column("franchisees", gettext_lazy("Franchisees"), Kind.COUNT),
)
CAPTIONS = {
    Grouping.TYPE: gettext_lazy("Fees of %(years)s by franchise type, %(basis)s"),
    Grouping.FRANCHISEE: gettext_lazy("Fees of %(years)s by franchisee, %(basis)s"),
    Grouping.FRANCHISE: gettext_lazy("Fees of %(years)s by franchise, %(basis)s"),
}


def summary_table(summary: FeeSummary) -> Table:
    """Return one fiscal year as a table."""
    label = fiscal_year_label(summary.fiscal_year)
    title = _("%(year)s (%(first)s to %(last)s)") % {
        "year": label,
        "first": date_format(summary.first_day, DAY),
        "last": date_format(summary.last_day, DAY),
    }
    return _grouped_table(summary, title, label, SUMMARY_COLUMNS)


def span_table(summary: SpanSummary) -> Table:
    """Return all fiscal years added up as a table."""
    span = _span(summary.first_year, summary.last_year)
    return _grouped_table(summary, span, span, SPAN_COLUMNS)


def _grouped_table(
    summary: FeeSummary | SpanSummary, title: str, label: str, columns: tuple[Column, ...]
) -> Table:
    names = NAME_COLUMNS[summary.grouping]
    figures = _on_basis(columns, summary.basis)

    def row(figure_row: SummaryRow) -> Row:
        labels = (figure_row.label, figure_row.franchisee)[: len(names)]
        return Row(figure_row.key, cells_of(names, labels) + _figure_cells(figures, figure_row))

    basis = _(BASIS_WORDS[summary.basis])
    if summary.narrowing:
        basis += f", {summary.narrowing.words}"
    return Table(
        headline=f"{title}: {_collected(summary.total.collected, summary.franchisees)}, {basis}",
        caption=CAPTIONS[summary.grouping] % {"years": label, "basis": basis},
        columns=names + figures,
        rows=tuple(row(each) for each in summary.rows),
        total=row(summary.total),
        notes=summary.notes,
    )


def years_table(years: AllYears) -> Table:
    """Return all years in a row as a table; a total has no change."""
    figures = _on_basis(YEARS_COLUMNS, years.basis)
    meaningless = {column.key for column in CHANGE_COLUMNS}
    total = (
        Cell(_("Total"), Kind.TEXT),
        *(
            Cell("", column.kind) if column.key in meaningless else cell
            for column, cell in zip(figures, _figure_cells(figures, years.total), strict=True)
        ),
    )
    basis = _(BASIS_WORDS[years.basis])
    span = _("All years")
    if years.rows:
        span = _span(years.rows[-1].fiscal_year, years.rows[0].fiscal_year)
    collected = _collected(years.total.collected, years.total.franchisees)
    return Table(
        headline=f"{span}: {collected}, {basis}",
        caption=_("Fees of all fiscal years, %(basis)s") % {"basis": basis},
        columns=(YEAR_COLUMN, *figures),
        rows=tuple(
            Row(
                str(year.fiscal_year),
                (Cell(year.fiscal_year, Kind.YEAR), *_figure_cells(figures, year)),
            )
            for year in years.rows
        ),
        total=Row("", total),
        notes=years.notes,
    )


def reconciliation_table(fiscal_year: int, rows: Sequence[Reconciled]) -> Table:
    """Return published figures beside ours as a table, which has no total."""
    columns = (
        Column("source", gettext_lazy("Published by"), Kind.TEXT),
        Column("scope", gettext_lazy("for"), Kind.TEXT),
        Column("figure", gettext_lazy("Figure"), Kind.WORDS),
        Column("published", gettext_lazy("Published"), Kind.MONEY),
        Column("ours", gettext_lazy("Ours"), Kind.MONEY),
        Column("difference", gettext_lazy("Difference"), Kind.MONEY),
        Column("verdict", gettext_lazy("Verdict"), Kind.WORDS),
    )

    def row(each: Reconciled) -> Row:
        figure = each.figure
        values = (
            figure.source,
            each.scope,
            f"{figure.get_measure_display().lower()}, {figure.basis}",
            figure.amount,
            each.ours,
            each.difference,
            each.words,
        )
        return Row(str(figure.pk), cells_of(columns, values))

    label = fiscal_year_label(fiscal_year)
    notes = [_("Difference is ours less the published figure.")]
    if any(each.ours is None for each in rows):
        notes.append(_("%(unknown)s means that nothing is recorded.") % {"unknown": UNKNOWN})
    return Table(
        headline=headline(fiscal_year, rows),
        caption=_("Published figures of %(year)s beside ours") % {"year": label},
        columns=columns,
        rows=tuple(row(each) for each in rows),
        total=None,
        notes=tuple(notes) if rows else (),
    )


def _on_basis(columns: tuple[Column, ...], basis: Basis) -> tuple[Column, ...]:
    hidden = ACCRUAL_ONLY if basis is Basis.CASH else ()
    return tuple(column for column in columns if column.key not in hidden)


def _figure_cells(columns: tuple[Column, ...], row: SummaryRow | YearRow) -> tuple[Cell, ...]:
    return tuple(Cell(getattr(row, column.key), column.kind) for column in columns)


def _span(first_year: int, last_year: int) -> str:
    """Return the fiscal years from one to another in words; one alone by its own name."""
    first, last = fiscal_year_label(first_year), fiscal_year_label(last_year)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _collected(amount: Decimal | None, franchisees: int) -> str:
    if amount is None:
        return _("nothing is recorded")
    if not franchisees:
        return _("%(amount)s collected from no franchisees") % {"amount": format_money(amount)}
    words = ngettext(
        "%(amount)s collected from %(number)s franchisee",
        "%(amount)s collected from %(number)s franchisees",
        franchisees,
    )
    return words % {"amount": format_money(amount), "number": franchisees}
