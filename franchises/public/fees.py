"""The fee reports: a fiscal year, and all of them; their files are in `fee_downloads`."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR, is_fiscal_year
from franchises.public.borough_map import map_of
from franchises.public.charts import chart_of_due, chart_of_years
from franchises.public.fee_notes import notes_of_report
from franchises.public.fee_page import FeePage, due_table_of, shared_notes, table_of
from franchises.public.fee_query import Part, asked_of
from franchises.public.pages import page_of_version
from franchises.public.query_string import BadQuery, shown
from franchises.public.recorded_years import recorded_years
from franchises.public.remembered import remembered
from franchises.public.versions import DataVersion
from franchises.reports.fee_report import AnyReport, report_of_all_years, report_of_year
from franchises.reports.fee_summary import AllYears, Basis, Grouping, all_years
from franchises.reports.figures import SummaryRow, YearRow
from franchises.reports.installation_counts import BoroughCount, installations_by_borough
from franchises.reports.report_tables import borough_table
from franchises.reports.revisions import closed_years, in_words, newest_revision
from franchises.reports.tables import years_table
from franchises.rules.fiscal_year import fiscal_year_bounds

NO_PERCENT = Decimal("0.0")
CHOSEN = ("basis", "search", "type", "sort", "page")


@page_of_version(*CHOSEN)
def all_fiscal_years(request: HttpRequest, version: DataVersion) -> HttpResponse:
    asked = asked_of(request)
    years = years_remembered(version, asked.basis)
    table = years_table(years)
    report = report_of_all_years(
        asked.basis, settings.FISCAL_YEAR_START_MONTH, narrowing=asked.narrowing
    )
    context: dict[str, Any] = {"asked": asked, "basis_query": basis_query(asked.basis)}
    if not years.rows or report is None:
        counts = boroughs_remembered(version)
        context |= {
            "notes": table.notes,
            "borough_map": map_of(counts),
            "boroughs": borough_table(counts) if counts else None,
        }
        return render(request, "franchises/fees.html", context)
    recorded, closed = {row.fiscal_year for row in years.rows}, closed_years()
    newest = newest_received(years)
    notes = notes_of_report(request, None, basis_query(asked.basis), None, version)
    tables = [table, *(table_of(each) for each in report.summaries.values())]
    page = FeePage(request, None, asked, notes, shared_notes(tables))
    context |= {
        "version": version,
        "years": years,
        "newest": newest,
        **_change_of(newest.fiscal_year, newest),
        "bounds": fiscal_year_bounds(max(recorded), settings.FISCAL_YEAR_START_MONTH),
        "chart": chart_of_years(years.rows, None),
        "final": in_words(closed & recorded),
        "is_all_final": recorded <= closed,
        "by_year": page.shown(1, Part.YEAR, table),
        **_parts(page, report, version, first_number=2),
    }
    return render(request, "franchises/fees.html", context)


@page_of_version("basis")
def latest(request: HttpRequest, version: DataVersion) -> HttpResponse:
    """Lead to the latest fiscal year that anything was received for; to all where there is none.

    Where nothing was ever received, to the latest with anything recorded.
    """
    years = years_remembered(version, asked_of(request).basis)
    newest = newest_received(years) if years.rows else None
    page = reverse("fee_year", args=[newest.fiscal_year]) if newest else reverse("fees")
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{page}?{query}" if query else page)


@page_of_version(*CHOSEN)
def fiscal_year(request: HttpRequest, version: DataVersion, year: int) -> HttpResponse:
    """Show one fiscal year; not found, with a sentence that says so, outside those recorded.

    A year recorded on one basis alone is found on the other too, so that a reader can turn to it.
    """
    asked = asked_of(request)
    years, is_recorded = recorded_around(year, asked.basis)
    if not is_recorded:
        return nothing_recorded(request, year, asked.basis, years)
    revision = newest_revision(year)
    report = report_of_year(
        year, asked.basis, settings.FISCAL_YEAR_START_MONTH, narrowing=asked.narrowing
    )
    summary = report.summaries[Grouping.TYPE]
    notes = notes_of_report(request, year, basis_query(asked.basis), revision, version)
    page = FeePage(
        request,
        year,
        asked,
        notes,
        shared_notes(table_of(each) for each in report.summaries.values()),
    )
    all_of_them = years_remembered(version, asked.basis)
    context = {
        "asked": asked,
        "basis_query": basis_query(asked.basis),
        "version": version,
        "summary": summary,
        **_change_of(year, summary.total),
        "revision": revision,
        "previous": year - 1 if year - 1 in years else None,
        "next": year + 1 if year + 1 in years else None,
        "is_under_way": localdate() <= summary.last_day,
        "years": all_of_them,
        "chart": chart_of_years(all_of_them.rows, year) if all_of_them.rows else None,
        **_parts(page, report, version, first_number=1),
    }
    return render(request, "franchises/fee_year.html", context)


def _change_of(year: int, row: SummaryRow | YearRow) -> dict[str, Any]:
    """Return what a headline says of the change since the year before, its sign apart."""
    return {
        "before": year - 1,
        "change": abs(row.change or 0),
        "change_percent": abs(row.change_percent or NO_PERCENT),
    }


def years_remembered(version: DataVersion, basis: Basis) -> AllYears:
    """Return all fiscal years in a row, which the charts of every page show."""
    first_month = settings.FISCAL_YEAR_START_MONTH
    return remembered(version, f"years-{basis}", lambda: all_years(basis, first_month))


def newest_received(years: AllYears) -> YearRow:
    """Return the newest year that anything was received for, or else the newest; there is one.

    A year that has only just begun, with its first bills, is not what a reader came for.
    """
    return next((row for row in years.rows if row.franchisees), years.rows[0])


def boroughs_remembered(version: DataVersion) -> tuple[BoroughCount, ...]:
    """Return the installations by borough; counting them reads every one."""
    return remembered(version, "boroughs", installations_by_borough)


def basis_query(basis: Basis) -> str:
    """Return what keeps a link on the basis that the reader chose."""
    return f"?basis={basis}" if basis is Basis.CASH else ""


def recorded_around(year: int, basis: Basis) -> tuple[range, bool]:
    """Return the years recorded on *basis*, and whether *year* is recorded on any.

    Raises `BadQuery` for what is no fiscal year.
    """
    if not is_fiscal_year(year):
        words = _("“%(year)s” is not a fiscal year from %(first)s to %(last)s.")
        facts = {"year": shown(str(year)), "first": FIRST_FISCAL_YEAR, "last": LAST_FISCAL_YEAR}
        raise BadQuery([words % facts])
    recorded = {each: recorded_years(each) for each in Basis}
    return recorded[basis], any(year in each for each in recorded.values())


def nothing_recorded(request: HttpRequest, year: int, basis: Basis, years: range) -> HttpResponse:
    """Answer that *year* is not on record, and which years are."""
    context = {"year": year, "basis": basis, "basis_query": basis_query(basis), "years": years}
    return render(request, "franchises/no_fees.html", context, status=404)


def _parts(
    page: FeePage, report: AnyReport, version: DataVersion, first_number: int
) -> dict[str, Any]:
    """Return the tables that both reports have, numbered from *first_number* on."""
    summaries, number = report.summaries, first_number
    by_franchisee, choice = page.chosen(number + 1, report.narrowed)
    due, counts = due_table_of(report), boroughs_remembered(version)
    after = number + 3 + (due is not None)
    return {
        "by_type": page.shown(number, Part.TYPE, table_of(summaries[Grouping.TYPE])),
        "by_franchisee": by_franchisee,
        "choice": choice,
        "by_franchise": page.shown(
            number + 2, Part.FRANCHISE, table_of(summaries[Grouping.FRANCHISE])
        ),
        "due": page.shown(number + 3, Part.DUE, due) if due else None,
        "due_chart": chart_of_due(report.due) if report.due else None,
        "borough_map": map_of(counts),
        "boroughs": page.shown(after, Part.BOROUGH, borough_table(counts)) if counts else None,
        "common_notes": page.common_notes,
        "notes": page.notes,
    }
