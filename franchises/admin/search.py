"""One box over everything: what it finds, by model, as each list would find it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse

from franchises.admin.addresses import list_of, page_of
from franchises.models import (
    Document,
    FeeAssessment,
    FeeCollection,
    Franchise,
    Franchisee,
    FranchiseEvent,
    Installation,
)
from franchises.rules.money import format_money

SEARCHED: tuple[type[Model], ...] = (
    Franchisee,
    Franchise,
    Installation,
    FeeAssessment,
    FeeCollection,
    FranchiseEvent,
    Document,
)
# How many of each model the page shows.
SHOWN = 10
SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """The first records of a model: name, what tells it from the others of that name, and page.

    ``all_of_them`` is the list with the rest. It is empty where no more are found than are shown.
    """

    label: str
    records: tuple[tuple[str, str, str], ...]
    all_of_them: str


def search(site: AdminSite, request: HttpRequest) -> TemplateResponse:
    """Show what is found by the text in ``q``. A query for each model that the user may see."""
    text = request.GET.get("q", "").strip()
    found = [
        _found(site, request, model, text)
        for model in SEARCHED
        if len(text) >= SHORTEST and site.get_model_admin(model).has_view_permission(request)
    ]
    context: dict[str, Any] = site.each_context(request) | {
        "title": "Search",
        "text": text,
        "is_too_short": len(text) < SHORTEST,
        "shortest": SHORTEST,
        "found": [each for each in found if each.records],
    }
    return TemplateResponse(request, "admin/search.html", context)


def _found(site: AdminSite, request: HttpRequest, model: type[Model], text: str) -> Found:
    admin = site.get_model_admin(model)
    rows, may_repeat = admin.get_search_results(request, admin.get_queryset(request), text)
    rows = rows.order_by(*(admin.get_ordering(request) or ["pk"]))
    records = list((rows.distinct() if may_repeat else rows)[: SHOWN + 1])
    return Found(
        label=str(model._meta.verbose_name_plural).capitalize(),
        records=tuple(
            (str(each), _told_apart(each), page_of(model, each.pk)) for each in records[:SHOWN]
        ),
        all_of_them=list_of(model, q=text) if len(records) > SHOWN else "",
    )


def _told_apart(record: Model) -> str:
    """Return what tells *record* from others of its name; empty where the name does."""
    match record:
        case FeeAssessment():
            told = [format_money(Decimal(record.amount)), record.due_on and f"due {record.due_on}"]
        case FeeCollection():
            told = [
                format_money(Decimal(record.amount)),
                f"received {record.received_on}",
                record.reference,
            ]
        case Installation():
            told = [record.place, record.get_status_display().lower()]
        case _:
            told = []
    return ", ".join(each for each in told if each)
