"""The books of each fiscal year: what keeps it open, who closes it, and what was published."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from franchises.admin.addresses import page_of
from franchises.admin.record import BUSY, LookedAtAdmin
from franchises.books import closing, restating
from franchises.books.closing import ClosingRefused
from franchises.books.closing_checks import checks_before_closing
from franchises.books.freezing import freeze
from franchises.books.restating import RestatingRefused, restate
from franchises.models import FeeAssessment, FeeCollection, FiscalYear
from franchises.reports.restated import restatable_assessments, restatable_collections
from franchises.reports.revisions import revisions_of, totals_in_words
from franchises.rules.fiscal_year import fiscal_year_label

EXPLAIN = "explain-"
# How many adjustments are named before the rest is counted.
NAMED = 50
Context = dict[str, Any]


@admin.register(FiscalYear)
class FiscalYearAdmin(LookedAtAdmin):
    """Every year is there and stays; one is closed and restated, and not edited."""

    list_display = ["label", "first_day", "last_day", "standing", "closed_at"]
    list_filter = ["state"]
    list_display_links = ["label"]
    ordering = ["-year"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FiscalYear]:
        """Return the years with anything recorded for them, and those that are not open."""
        recorded = (
            Exists(rows.filter(fiscal_year=OuterRef("year")))
            for rows in (FeeAssessment.objects.all(), FeeCollection.objects.all())
        )
        years: Any = super().get_queryset(request)
        return years.filter(Q(*recorded, _connector=Q.OR) | ~Q(state=FiscalYear.State.OPEN))

    @admin.display(description="fiscal year", ordering="year")
    def label(self, year: FiscalYear) -> str:
        return str(year)

    @admin.display(description="books", ordering="state")
    def standing(self, year: FiscalYear) -> SafeString:
        return format_html(
            '<span class="status status-{}">{}</span>', year.state, year.get_state_display()
        )

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Return whether the user may look at years, close or restate them."""
        return super().has_view_permission(request, obj) or any(
            request.user.has_perm(each) for each in (closing.PERMISSION, restating.PERMISSION)
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Context | None = None,
    ) -> HttpResponse:
        """Show the books of a year; on POST propose, withdraw, close or restate it."""
        year = self.get_object(request, object_id)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if year is None:
            return cast(
                HttpResponse,
                self._get_obj_does_not_exist_redirect(request, self.opts, object_id),  # type: ignore[attr-defined]
            )
        if request.method != "POST":
            return self._page(request, year)
        act = ACTS.get(request.POST.get("act", ""))
        if act is None or not request.user.has_perm(act[0]):
            raise PermissionDenied
        return self._done(request, year, act[1])

    def _done(self, request: HttpRequest, year: FiscalYear, act: "Act") -> HttpResponse:
        """Do what was asked, and lead back to the page; show it again where that was refused."""
        try:
            shown = act(request, year.year)
        except (ClosingRefused, RestatingRefused) as refused:
            messages.error(request, str(refused))
            year.refresh_from_db()
            return self._page(request, year, status=409)
        except OperationalError:
            messages.error(request, BUSY)
            return self._page(request, year, status=409)
        if shown:
            return self._page(request, year, shown)
        return HttpResponseRedirect(page_of(FiscalYear, year.pk))

    def _page(
        self,
        request: HttpRequest,
        year: FiscalYear,
        shown: Context | None = None,
        status: int = 200,
    ) -> HttpResponse:
        label = fiscal_year_label(year.year)
        context = self.admin_site.each_context(request) | {
            "title": f"Books of {label}",
            "opts": self.opts,
            "year": year,
            "may_close": request.user.has_perm(closing.PERMISSION),
            "may_restate": request.user.has_perm(restating.PERMISSION),
            "explanations": year.explanations.select_related("franchise", "explained_by"),
            **(_closed(year) if year.state == FiscalYear.State.CLOSED else _open(request, year)),
            **(shown or {}),
        }
        return TemplateResponse(request, "admin/fiscal_year.html", context, status=status)


def _open(request: HttpRequest, year: FiscalYear) -> Context:
    """Return what stands in the way of closing the year, and the figures that would be frozen."""
    first_month = settings.FISCAL_YEAR_START_MONTH
    checks = checks_before_closing(year, localdate(), first_month)
    unassessed = {each.worded() for each in checks.unassessed}
    frozen = freeze(year.year, first_month)
    return {
        "checks": checks,
        "problems": [each for each in checks.problems if each not in unassessed],
        "to_explain": [
            (each, request.POST.get(f"{EXPLAIN}{each.number}", "")) for each in checks.unassessed
        ],
        "frozen": frozen,
        "totals": totals_in_words(frozen.figures),
        "is_mine": year.proposed_by_id == request.user.pk,
    }


def _closed(year: FiscalYear) -> Context:
    """Return what was published of the year, and how many adjustments of it wait to be counted."""
    waiting = restatable_assessments(year.year), restatable_collections(year.year)
    named = [each for rows in waiting for each in rows.select_related("franchise")[:NAMED]]
    return {
        "revisions": revisions_of(year.year)[::-1],
        "waiting": named[:NAMED],
        "waiting_count": sum(rows.count() for rows in waiting),
    }


def _propose(request: HttpRequest, fiscal_year: int) -> None:
    explanations = {
        name.removeprefix(EXPLAIN): str(reason)
        for name, reason in request.POST.items()
        if name.startswith(EXPLAIN) and str(reason).strip()
    }
    closing.propose_closing(
        fiscal_year,
        cast(User, request.user),
        localdate(),
        settings.FISCAL_YEAR_START_MONTH,
        explanations,
    )
    messages.success(
        request,
        f"{fiscal_year_label(fiscal_year)} is proposed for closing: another person confirms it.",
    )


def _withdraw(request: HttpRequest, fiscal_year: int) -> None:
    closing.withdraw_proposal(fiscal_year, cast(User, request.user))
    messages.success(
        request, f"The proposal to close {fiscal_year_label(fiscal_year)} is withdrawn."
    )


def _close(request: HttpRequest, fiscal_year: int) -> None:
    closing.close(
        fiscal_year,
        cast(User, request.user),
        localdate(),
        settings.FISCAL_YEAR_START_MONTH,
        request.POST.get("sha256", ""),
    )
    messages.success(
        request, f"{fiscal_year_label(fiscal_year)} is closed: its figures are published as final."
    )


def _try_restating(request: HttpRequest, fiscal_year: int) -> Context:
    """Return what a restatement would publish, for the page to show; nothing is written."""
    reason = request.POST.get("reason", "")
    tried = restate(
        fiscal_year,
        reason,
        cast(User, request.user),
        settings.FISCAL_YEAR_START_MONTH,
        is_dry_run=True,
    )
    return {
        "reason": reason,
        "tried": [
            (fiscal_year_label(year), frozen.sha256, tried.differences[year])
            for year, frozen in tried.published.items()
        ],
    }


def _restate(request: HttpRequest, fiscal_year: int) -> None:
    done = restate(
        fiscal_year,
        request.POST.get("reason", ""),
        cast(User, request.user),
        settings.FISCAL_YEAR_START_MONTH,
    )
    label = fiscal_year_label(fiscal_year)
    if not done.revisions:
        messages.info(request, f"No adjustment of {label} waits: there is nothing to restate.")
    for revision in done.revisions:
        messages.success(request, f"Published as {revision}.")


Act = Callable[[HttpRequest, int], Context | None]
ACTS: dict[str, tuple[str, Act]] = {
    "propose": (closing.PERMISSION, _propose),
    "withdraw": (closing.PERMISSION, _withdraw),
    "close": (closing.PERMISSION, _close),
    "try": (restating.PERMISSION, _try_restating),
    "restate": (restating.PERMISSION, _restate),
}
