"""The statement of account of a franchise for a fiscal year: a page, and the same as files.

References of collections, which name wires and checks, are for staff and left out.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from franchises.books.account import statement_from
from franchises.books.franchise_books import FranchiseBooks, books_of
from franchises.books.statement_table import statement_table
from franchises.models import Franchise
from franchises.public.files import csv_file, json_file
from franchises.public.pages import public_page
from franchises.reports.tables import Table


@public_page()
def franchise_account(request: HttpRequest, number: str, year: int) -> HttpResponse:
    """Show the account of one year; not found where nothing is on record for that year."""
    books = _books(number)
    years = books.years
    _check_recorded(books, year)
    here = years.index(year)
    context = {
        "statement": statement_from(books, year),
        "previous": years[here - 1] if here else None,
        "next": years[here + 1] if years[here + 1 :] else None,
    }
    return render(request, "franchises/franchise_account.html", context)


@public_page()
def franchise_account_csv(request: HttpRequest, number: str, year: int) -> HttpResponse:
    return csv_file(_table(number, year), f"account-{number}-fy{year}")


@public_page()
def franchise_account_json(request: HttpRequest, number: str, year: int) -> HttpResponse:
    return json_file(_table(number, year), f"account-{number}-fy{year}")


def _table(number: str, year: int) -> Table:
    books = _books(number)
    _check_recorded(books, year)
    return statement_table(statement_from(books, year), with_receipts=False)


def _books(number: str) -> FranchiseBooks:
    published = Franchise.objects.published().select_related("franchisee")
    franchise = get_object_or_404(published, number=number)
    return books_of(franchise, localdate(), settings.FISCAL_YEAR_START_MONTH)


def _check_recorded(books: FranchiseBooks, year: int) -> None:
    if year not in books.years:
        raise Http404("Nothing is recorded for this year.")
