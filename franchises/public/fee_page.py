"""The tables of a fee report as its page shows them: numbered, cut to a page, with their files."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from franchises.models import Franchise, Franchisee, FranchiseType
from franchises.public.chips import Chip, chips_of
from franchises.public.fee_files import FileLink, links_of
from franchises.public.fee_notes import Note, with_notes
from franchises.public.fee_query import (
    Asked,
    Heading,
    NarrowingForm,
    Part,
    headings_of,
    in_order,
)
from franchises.public.paging import PAGE_SIZE, Page, page_of_list
from franchises.public.query_string import check_form, page_number
from franchises.reports.fee_report import AnyReport
from franchises.reports.figures import FeeSummary, Grouping, SpanSummary
from franchises.reports.notes import BASIS_MEANS, UNKNOWN_MEANS
from franchises.reports.report_tables import due_table
from franchises.reports.tables import Table, span_table, summary_table
from franchises.rules.fiscal_year import fiscal_year_label

EXPLAINED = (UNKNOWN_MEANS, *BASIS_MEANS.values())
LINKS = {
    Part.YEAR: "fee_year",
    Part.TYPE: "type",
    Part.FRANCHISEE: "franchisee",
    Part.FRANCHISE: "franchise",
    Part.BOROUGH: "borough",
}


@dataclass(frozen=True)
class ShownTable:
    """A table of the page: the rows that are shown of it, and what its files have.

    ``notes`` are those that no other table shares; ``gone`` the keys of rows without a page.
    """

    number: int
    part: Part
    table: Table
    rows: int
    notes: tuple[str, ...]
    gone: frozenset[str]
    link: str
    files: list[FileLink]

    @property
    def is_cut(self) -> bool:
        return self.rows > len(self.table.rows)


@dataclass(frozen=True)
class Choice:
    """What the reader may choose of the table by franchisee, and has chosen."""

    form: NarrowingForm
    headings: list[Heading]
    chips: list[Chip]
    page: Page


def table_of(summary: FeeSummary | SpanSummary) -> Table:
    """Return *summary* as a table, whether of a year or of all."""
    return summary_table(summary) if isinstance(summary, FeeSummary) else span_table(summary)


def due_table_of(report: AnyReport) -> Table | None:
    """Return what was due against what was received; None where nothing is known to be due."""
    summary = report.summaries[Grouping.TYPE]
    if report.due is None:
        return None
    if isinstance(summary, FeeSummary):
        return due_table(fiscal_year_label(summary.fiscal_year), report.due)
    return due_table(_("all fiscal years"), report.due)


def shared_notes(tables: Iterable[Table]) -> list[str]:
    """Return the notes that all *tables* have, which are then told once."""
    first, *others = tables
    return [note for note in first.notes if all(note in table.notes for table in others)]


@dataclass(frozen=True)
class FeePage:
    """What all tables of one page have in common."""

    request: HttpRequest
    year: int | None
    asked: Asked
    notes: tuple[Note, ...]
    shared: list[str]

    @property
    def common_notes(self) -> list[str]:
        """The notes that all tables have, less those that the page explains at length."""
        return [note for note in self.shared if note not in EXPLAINED]

    def shown(self, number: int, part: Part, table: Table, page: Page | None = None) -> ShownTable:
        """Return *table* as it is shown: its first rows, or those of *page*."""
        rows = table.rows[:PAGE_SIZE] if page is None else tuple(page.rows)
        asked = self.asked if part is Part.FRANCHISEE else Asked(self.asked.basis)
        return ShownTable(
            number,
            part,
            replace(table, rows=rows),
            len(table.rows),
            tuple(note for note in table.notes if note not in self.shared),
            _gone(part, {row.key for row in rows}),
            LINKS.get(part, ""),
            links_of(with_notes(table, self.notes), self.year, part, asked),
        )

    def chosen(self, number: int, summary: FeeSummary | SpanSummary) -> tuple[ShownTable, Choice]:
        """Return the table by franchisee as the reader has narrowed, sorted and paged it."""
        query = self.request.GET
        table = in_order(table_of(summary), self.asked.sort)
        page = page_of_list(table.rows, page_number(query))
        form = NarrowingForm(query)
        check_form(form)
        choice = Choice(form, headings_of(table, query), chips_of(form, query), page)
        return self.shown(number, Part.FRANCHISEE, table, page), choice


def _gone(part: Part, keys: set[str]) -> frozenset[str]:
    """Return the keys of rows that have no page any more: a closed year keeps the names it had."""
    there: Iterable[str]
    match part:
        case Part.TYPE:
            there = FranchiseType.objects.filter(code__in=keys).values_list("code", flat=True)
        case Part.FRANCHISEE:
            holders = Franchisee.objects.in_register().filter(slug__in=keys)
            there = holders.values_list("slug", flat=True)
        case Part.FRANCHISE:
            published = Franchise.objects.published().filter(number__in=keys)
            there = published.values_list("number", flat=True)
        case _:
            return frozenset()
    return frozenset(keys.difference(there))
