"""Assessing the fees of chosen franchises: a preview of what would change, then one button."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.timezone import localdate

from franchises.admin.record import BUSY
from franchises.books.assessed import Assessing, Outcome
from franchises.books.assessing import PERMISSION, AssessingRefusedError, assess
from franchises.models import Franchise
from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.rules.fiscal_year import fiscal_year_label, fiscal_year_of

# How many rows of a kind are shown before the rest is counted.
SHOWN = 300
PARTS = (
    ("To be assessed", (Outcome.CREATED,)),
    ("To be changed", (Outcome.UPDATED, Outcome.REMOVED)),
    ("Cannot be computed", (Outcome.MISSING,)),
    ("Assessed already, or no longer due", (Outcome.ALREADY, Outcome.KEPT)),
    ("Without a fee schedule, or not in force", (Outcome.NO_SCHEDULE, Outcome.NOT_IN_FORCE)),
    ("Periods that are not over", (Outcome.NOT_ENDED,)),
)


class YearForm(forms.Form):
    year = forms.IntegerField(
        label="Fiscal year",
        min_value=FIRST_FISCAL_YEAR,
        max_value=LAST_FISCAL_YEAR,
        help_text="By the year it ends in.",
    )


@admin.action(permissions=["assess"], description="Assess the fees of the selected franchises")
def assess_selected(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Franchise]
) -> HttpResponse:
    """Show what assessing a year would do; on confirmation do it, if that is still the same."""
    chosen = Franchise.objects.filter(pk__in=queryset.order_by().values("pk"))
    today, first_month = localdate(), settings.FISCAL_YEAR_START_MONTH
    data = request.POST if "year" in request.POST else {"year": fiscal_year_of(today, first_month)}
    form = YearForm(data)
    if not form.is_valid():
        return _page(model_admin, request, queryset, form, None)
    year = form.cleaned_data["year"]
    expected = request.POST.get("expected") if "confirm" in request.POST else None
    try:
        if expected:
            user = cast(User, request.user)
            result = assess(year, chosen, first_month, today, user, expected=expected)
            messages.success(request, result.summary(is_dry_run=False))
            return HttpResponseRedirect(request.get_full_path())
        result = assess(year, chosen, first_month, today, dry_run=True)
    except AssessingRefusedError as refusal:
        messages.error(request, str(refusal))
    except OperationalError:
        messages.error(request, BUSY)
    else:
        return _page(model_admin, request, queryset, form, result)
    return _page(model_admin, request, queryset, form, None, status=409)


def may_assess(request: HttpRequest) -> bool:
    return request.user.has_perm(PERMISSION)


def _page(
    model_admin: Any,
    request: HttpRequest,
    queryset: QuerySet[Franchise],
    form: YearForm,
    result: Assessing | None,
    status: int = 200,
) -> HttpResponse:
    year = form.cleaned_data.get("year") if form.is_valid() else None
    context = model_admin.admin_site.each_context(request) | {
        "title": f"Assess the fees of {fiscal_year_label(year)}" if year else "Assess fees",
        "opts": model_admin.opts,
        "form": form,
        "result": result,
        "summary": result.summary(is_dry_run=True) if result else "",
        "parts": list(_parts(result)) if result else [],
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "checkbox": ACTION_CHECKBOX_NAME,
        "select_across": request.POST.get("select_across", "0"),
        "number": queryset.count(),
    }
    return TemplateResponse(request, "admin/assess_fees.html", context, status=status)


def _parts(result: Assessing) -> Any:
    """Yield the rows in the parts of the page, and how many more there are of each."""
    for heading, outcomes in PARTS:
        rows = result.having(*outcomes)
        if rows:
            yield heading, rows[:SHOWN], max(len(rows) - SHOWN, 0)
