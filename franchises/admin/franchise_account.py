"""The statement of account of a franchise, and the page that posts what its lateness costs."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localdate

from franchises.books.account import Statement, statement_from
from franchises.books.franchise_books import books_of
from franchises.books.posting import (
    PERMISSION,
    PostingRefusedError,
    charges_to_post,
    post_late_charges,
)
from franchises.books.statement_words import title_of_charge
from franchises.models import FeeAssessment, FeeCollection, Franchise
from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.rules.fiscal_year import fiscal_year_of
from franchises.rules.money import exact_cents, format_money
from franchises.rules.workings import NOTHING, Line

FIRST_DAY, LAST_DAY = date(FIRST_FISCAL_YEAR, 1, 1), date(LAST_FISCAL_YEAR, 12, 31)


def day_box(label: str, *, required: bool) -> forms.DateField:
    """Return a box for a day within the years that an amount can be for."""
    return forms.DateField(
        label=label,
        required=required,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )


class AccountQuery(forms.Form):
    """Which year of the account, and as it stands on which day; this one and today if empty."""

    year = forms.IntegerField(
        label="Fiscal year",
        required=False,
        min_value=FIRST_FISCAL_YEAR,
        max_value=LAST_FISCAL_YEAR,
    )
    as_of = day_box("As of", required=False)


class PostingForm(forms.Form):
    """Through which day to post, and what that came to when it was shown."""

    through = day_box("Through", required=True)
    expected = forms.DecimalField(required=False, decimal_places=2, max_digits=14)


def account_urls() -> list[URLPattern]:
    """Return the addresses of the pages, below that of a franchise."""
    view = admin.site.admin_view
    return [
        path("<int:pk>/account/", view(account_view), name="franchise_account"),
        path("<int:pk>/account/post/", view(posting_view), name="post_late_charges"),
    ]


def account_address(franchise_pk: int, year: int | None = None) -> str:
    """Return where the account of a franchise is, for a fiscal year or the one of today."""
    address = reverse("admin:franchise_account", args=[franchise_pk])
    return address if year is None else f"{address}?{urlencode({'year': year})}"


def account_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the account of one year, with what lateness costs by the day that is asked for."""
    franchise = _franchise(request, pk)
    query = AccountQuery(request.GET)
    context: dict[str, Any] = {"title": f"Account of {franchise.number}", "query": query}
    if not query.is_valid():
        return _page(request, "admin/franchise_statement.html", franchise, context, status=400)
    today = localdate()
    first_month = settings.FISCAL_YEAR_START_MONTH
    as_of = query.cleaned_data["as_of"] or today
    year = query.cleaned_data["year"] or fiscal_year_of(as_of, first_month)
    books = books_of(franchise, as_of, first_month)
    statement = statement_from(books, year)
    chosen = {"year": year, "as_of": as_of.isoformat()}
    context |= {
        "query": AccountQuery(initial=chosen),
        "statement": statement,
        # What is owed of all years together, whichever is looked at.
        "in_all": statement_from(books, max(books.years, default=year)),
        "years": [(each, account_address(pk, each)) for each in reversed(books.years)],
        "post_address": _post_address(request, franchise, statement, today),
    }
    return _page(request, "admin/franchise_statement.html", franchise, context)


def posting_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show exactly what would be posted through a day; on POST, post that and nothing else."""
    franchise = _franchise(request, pk)
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    form = PostingForm(request.POST if request.method == "POST" else request.GET)
    context: dict[str, Any] = {"title": f"Post late charges of {franchise.number}", "form": form}
    if not form.is_valid():
        return _page(request, "admin/post_late_charges.html", franchise, context, status=400)
    through, today = form.cleaned_data["through"], localdate()
    first_month = settings.FISCAL_YEAR_START_MONTH
    context["through"] = through
    try:
        if request.method == "POST":
            expected = form.cleaned_data["expected"] or NOTHING
            user = cast(User, request.user)
            posted = post_late_charges(franchise, through, today, user, first_month, expected)
            return _posted(request, franchise, posted, through)
        context["charges"] = charges_to_post(franchise, through, today, first_month)
    except PostingRefusedError as refusal:
        context["refusal"] = str(refusal)
        status = 409 if request.method == "POST" else 200
        return _page(request, "admin/post_late_charges.html", franchise, context, status=status)
    context["rows"] = [
        (title_of_charge(charge), exact_cents(charge.amount), _lines(charge))
        for charge in context["charges"]
    ]
    context["total"] = _total(context["charges"])
    return _page(request, "admin/post_late_charges.html", franchise, context)


def _franchise(request: HttpRequest, pk: int) -> Franchise:
    """Return the franchise; raise `PermissionDenied` for who may not see its money."""
    for model in (Franchise, FeeAssessment, FeeCollection):
        if not admin.site.get_model_admin(model).has_view_permission(request):
            raise PermissionDenied
    return get_object_or_404(Franchise.objects.select_related("franchisee"), pk=pk)


def _post_address(
    request: HttpRequest, franchise: Franchise, statement: Statement, today: date
) -> str:
    """Return where what is late can be posted; empty where nothing is, or not by this user."""
    if not request.user.has_perm(PERMISSION) or not franchise.is_published:
        return ""
    if not statement.late or statement.as_of > today:
        return ""
    query = urlencode({"through": statement.as_of.isoformat()})
    return f"{reverse('admin:post_late_charges', args=[franchise.pk])}?{query}"


def _posted(
    request: HttpRequest, franchise: Franchise, charges: tuple[FeeAssessment, ...], through: date
) -> HttpResponse:
    day = date_format(through)
    if charges:
        amount = format_money(_total(charges))
        messages.success(request, f"Late charges through {day} were posted: {amount}.")
    else:
        messages.info(request, f"No late charge through {day} is left to post.")
    return redirect(account_address(franchise.pk))


def _total(charges: tuple[FeeAssessment, ...]) -> Decimal:
    return sum((exact_cents(charge.amount) for charge in charges), NOTHING)


def _lines(charge: FeeAssessment) -> list[Line]:
    return [Line.from_kept(line) for line in charge.working]


def _page(
    request: HttpRequest,
    template: str,
    franchise: Franchise,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "opts": Franchise._meta,
        "franchise": franchise,
        "account_address": account_address(franchise.pk),
        **context,
    }
    return TemplateResponse(request, template, context, status=status)
