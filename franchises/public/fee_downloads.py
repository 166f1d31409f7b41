"""The files of the fee reports: every table as CSV, JSON and XLSX, and the chart as SVG."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from franchises.public.charts import chart_of_years
from franchises.public.fee_files import file_of
from franchises.public.fee_notes import notes_of_report, with_notes
from franchises.public.fee_page import due_table_of, table_of
from franchises.public.fee_query import Asked, Part, asked_of, in_order
from franchises.public.fees import (
    basis_query,
    boroughs_remembered,
    nothing_recorded,
    recorded_around,
    years_remembered,
)
from franchises.public.files import download
from franchises.public.pages import page_of_version
from franchises.public.query_string import BadQuery
from franchises.public.versions import DataVersion
from franchises.reports.fee_report import AnyReport, report_of_all_years, report_of_year
from franchises.reports.fee_summary import Grouping
from franchises.reports.narrowing import Narrowing
from franchises.reports.report_tables import borough_table
from franchises.reports.revisions import newest_revision
from franchises.reports.tables import Table, years_table

CHOSEN = ("basis", "by", "search", "type", "sort")


@page_of_version(*CHOSEN)
def fiscal_year_file(
    request: HttpRequest, version: DataVersion, year: int, ending: str
) -> HttpResponse:
    """Answer with one table of a year, by type unless another is asked for."""
    asked = asked_of(request)
    part = asked.part or Part.TYPE
    years, is_recorded = recorded_around(year, asked.basis)
    if not is_recorded:
        return nothing_recorded(request, year, asked.basis, years)
    if part is Part.YEAR:
        raise BadQuery([_("“by”: a fiscal year has no table by year.")])
    revision = newest_revision(year)
    report = report_of_year(
        year, asked.basis, settings.FISCAL_YEAR_START_MONTH, *_narrowed(asked, part)
    )
    table = in_order(_table_of(part, report, version), asked.sort)
    notes = notes_of_report(request, year, basis_query(asked.basis), revision, version)
    name = f"fees-fy{year}-by-{part}-{asked.basis}"
    return file_of(with_notes(table, notes), ending, name)


@page_of_version(*CHOSEN)
def all_fiscal_years_file(request: HttpRequest, version: DataVersion, ending: str) -> HttpResponse:
    """Answer with one table of all years, by year unless another is asked for."""
    asked = asked_of(request)
    part = asked.part or Part.YEAR
    if part is Part.YEAR:
        _check_whole(asked, part)
        table = years_table(years_remembered(version, asked.basis))
    else:
        report = report_of_all_years(
            asked.basis, settings.FISCAL_YEAR_START_MONTH, *_narrowed(asked, part)
        )
        if report is None:
            raise Http404
        table = _table_of(part, report, version)
    notes = notes_of_report(request, None, basis_query(asked.basis), None, version)
    name = f"fees-by-{part}-{asked.basis}"
    return file_of(with_notes(in_order(table, asked.sort), notes), ending, name)


@page_of_version("basis")
def fiscal_year_chart(request: HttpRequest, version: DataVersion, year: int) -> HttpResponse:
    """Answer with the bars of all years, this one marked, as a picture."""
    asked = asked_of(request)
    years, is_recorded = recorded_around(year, asked.basis)
    if not is_recorded:
        return nothing_recorded(request, year, asked.basis, years)
    return _chart(asked, version, year)


@page_of_version("basis")
def all_fiscal_years_chart(request: HttpRequest, version: DataVersion) -> HttpResponse:
    return _chart(asked_of(request), version, None)


def _chart(asked: Asked, version: DataVersion, year: int | None) -> HttpResponse:
    years = years_remembered(version, asked.basis)
    if not years.rows:
        raise Http404
    context = {"chart": chart_of_years(years.rows, year), "years": years, "year": year}
    text = render_to_string("franchises/bars.svg", context)
    name = f"fees-fy{year}-{asked.basis}.svg" if year else f"fees-{asked.basis}.svg"
    return download(text, "image/svg+xml", name)


def _narrowed(asked: Asked, part: Part) -> tuple[Grouping, Narrowing]:
    """Return what the table is grouped and narrowed by, as the reports take it."""
    if part.grouping is None:
        _check_whole(asked, part)
    return part.grouping or Grouping.TYPE, asked.narrowing


def _check_whole(asked: Asked, part: Part) -> None:
    if asked.narrowing:
        problem = _("“search” and “type” narrow no table by %(part)s.")
        raise BadQuery([problem % {"part": part}])


def _table_of(part: Part, report: AnyReport, version: DataVersion) -> Table:
    if part is Part.BOROUGH:
        return borough_table(boroughs_remembered(version))
    if part is not Part.DUE:
        return table_of(report.narrowed)
    table = due_table_of(report)
    if table is None:
        raise BadQuery([_("“by”: nothing is known to be due here, or not on this basis.")])
    return table
