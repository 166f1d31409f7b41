"""The fees: every fiscal year in a row, one fiscal year at a time, and both as files."""

from collections.abc import Callable, Iterable

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from franchises.models import Franchise, Franchisee, FranchiseType
from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR, is_fiscal_year
from franchises.public.files import csv_file, json_file
from franchises.public.pages import public_page
from franchises.public.query_string import BadQuery, check_form, shown
from franchises.public.recorded_years import recorded_years
from franchises.reports.fee_summary import (
    Basis,
    FeeSummary,
    Grouping,
    all_years,
    fee_summary,
    summaries_of_year,
)
from franchises.reports.revisions import closed_years, in_words, newest_revision
from franchises.reports.tables import Table, summary_table, years_table


class FeeQuery(forms.Form):
    """What a fee page may be asked: on which basis, and, of a file, one row a what."""

    basis = forms.ChoiceField(choices=[(each.value, each.name) for each in Basis], required=False)
    by = forms.ChoiceField(choices=[(each.value, each.name) for each in Grouping], required=False)


@public_page("basis")
def all_fiscal_years(request: HttpRequest) -> HttpResponse:
    basis, _ = _asked(request)
    table = _years(basis)
    shown, closed = {int(row.key) for row in table.rows}, closed_years()
    context = {
        "basis": basis,
        "basis_query": _basis_query(basis),
        "table": table,
        "final": in_words(closed & shown),
        "is_all_final": shown <= closed,
    }
    return render(request, "franchises/fees.html", context)


@public_page("basis")
def all_fiscal_years_csv(request: HttpRequest) -> HttpResponse:
    basis, _ = _asked(request)
    return csv_file(_years(basis), f"fees-{basis}")


@public_page("basis")
def all_fiscal_years_json(request: HttpRequest) -> HttpResponse:
    basis, _ = _asked(request)
    return json_file(_years(basis), f"fees-{basis}")


@public_page("basis")
def latest(request: HttpRequest) -> HttpResponse:
    """Lead to the latest fiscal year with anything recorded; to all of them where none has."""
    basis, _ = _asked(request)
    years = recorded_years(basis)
    page = reverse("fee_year", args=[years[-1]]) if years else reverse("fees")
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{page}?{query}" if query else page)


@public_page("basis")
def fiscal_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show one fiscal year; not found, with a sentence that says so, outside those recorded.

    A year recorded on one basis alone is found on the other too, so that a reader can turn to it.
    """
    basis, _ = _asked(request)
    _check_year(year)
    recorded = {each: recorded_years(each) for each in Basis}
    years = recorded[basis]
    if not any(year in each for each in recorded.values()):
        return _nothing_recorded(request, year, basis, years)
    summaries = summaries_of_year(year, basis, settings.FISCAL_YEAR_START_MONTH)
    common_notes = [note for note in summaries[0].notes if all(note in s.notes for s in summaries)]
    context = {
        "basis": basis,
        "basis_query": _basis_query(basis),
        "summary": summaries[0],
        "tables": [
            (
                each.grouping,
                summary_table(each),
                [note for note in each.notes if note not in common_notes],
                _gone(each),
            )
            for each in summaries
        ],
        "common_notes": common_notes,
        "revision": newest_revision(year),
        "previous": year - 1 if year - 1 in years else None,
        "next": year + 1 if year + 1 in years else None,
        "is_under_way": localdate() <= summaries[0].last_day,
    }
    return render(request, "franchises/fee_year.html", context)


@public_page("basis", "by")
def fiscal_year_csv(request: HttpRequest, year: int) -> HttpResponse:
    return _year_file(request, year, csv_file)


@public_page("basis", "by")
def fiscal_year_json(request: HttpRequest, year: int) -> HttpResponse:
    return _year_file(request, year, json_file)


def _gone(summary: FeeSummary) -> set[str]:
    """Return the keys of rows that have no page any more: a closed year keeps the names it had."""
    keys = {row.key for row in summary.rows}
    there: Iterable[str]
    match summary.grouping:
        case Grouping.TYPE:
            there = FranchiseType.objects.filter(code__in=keys).values_list("code", flat=True)
        case Grouping.FRANCHISEE:
            holders = Franchisee.objects.in_register().filter(slug__in=keys)
            there = holders.values_list("slug", flat=True)
        case Grouping.FRANCHISE:
            published = Franchise.objects.published().filter(number__in=keys)
            there = published.values_list("number", flat=True)
    return keys.difference(there)


def _asked(request: HttpRequest) -> tuple[Basis, Grouping]:
    form = FeeQuery(request.GET)
    check_form(form)
    return (
        Basis(form.cleaned_data["basis"] or Basis.ACCRUAL),
        Grouping(form.cleaned_data["by"] or Grouping.TYPE),
    )


def _basis_query(basis: Basis) -> str:
    """Return what keeps a link on the basis that the reader chose."""
    return f"?basis={basis}" if basis is Basis.CASH else ""


def _nothing_recorded(request: HttpRequest, year: int, basis: Basis, years: range) -> HttpResponse:
    context = {
        "year": year,
        "basis": basis,
        "basis_query": _basis_query(basis),
        "years": years,
    }
    return render(request, "franchises/no_fees.html", context, status=404)


def _check_year(year: int) -> None:
    if not is_fiscal_year(year):
        raise BadQuery(
            [
                f"“{shown(str(year))}” is not a fiscal year"
                f" from {FIRST_FISCAL_YEAR} to {LAST_FISCAL_YEAR}."
            ]
        )


def _years(basis: Basis) -> Table:
    return years_table(all_years(basis, settings.FISCAL_YEAR_START_MONTH))


def _summary(year: int, grouping: Grouping, basis: Basis) -> FeeSummary:
    return fee_summary(year, grouping, basis, settings.FISCAL_YEAR_START_MONTH)


def _year_file(
    request: HttpRequest, year: int, as_file: Callable[[Table, str], HttpResponse]
) -> HttpResponse:
    basis, grouping = _asked(request)
    _check_year(year)
    recorded = {each: recorded_years(each) for each in Basis}
    if not any(year in each for each in recorded.values()):
        return _nothing_recorded(request, year, basis, recorded[basis])
    table = summary_table(_summary(year, grouping, basis))
    return as_file(table, f"fees-fy{year}-by-{grouping}-{basis}")
