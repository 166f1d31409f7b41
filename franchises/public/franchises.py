"""The register of franchises: the list, and a page each. A draft is not found."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from franchises.contracts.time_line import time_line
from franchises.models import Document, Franchise, Installation
from franchises.public.chips import chips_of
from franchises.public.filters import FranchiseFilter
from franchises.public.mapping.small import city_map_of
from franchises.public.pages import public_page
from franchises.public.paging import page_of
from franchises.public.query_string import page_number
from franchises.reports.franchise_account import account_by_year
from franchises.rules.steps import Step

# What the right to use the streets rests on, beside the contract itself.
LEGAL_BASIS = (Step.AUTHORIZING_RESOLUTION, Step.COMMITTEE_VOTE, Step.MAYORAL_APPROVAL)


@dataclass(frozen=True)
class InstallationCount:
    """How many installations of a kind have a status, under one franchise."""

    kind: Installation.Kind
    status: Installation.Status
    count: int


@public_page(*FranchiseFilter.base_filters, "page")
def franchises(request: HttpRequest) -> HttpResponse:
    chosen = FranchiseFilter(request.GET, localdate())
    listed = chosen.qs.select_related("franchisee", "franchise_type").order_by("number")
    context = {
        "chosen": chosen,
        "chips": chips_of(chosen.form, request.GET),
        "page": page_of(listed, page_number(request.GET)),
    }
    return render(request, "franchises/franchises.html", context)


@public_page()
def franchise(request: HttpRequest, number: str) -> HttpResponse:
    register = (
        Franchise.objects.published()
        .with_status_on(localdate())
        .select_related("franchisee", "franchise_type")
        .prefetch_related("boroughs")
    )
    found = get_object_or_404(register, number=number)
    counts = _installation_counts(found)
    documents = Prefetch(
        "documents", Document.objects.filter(is_public=True), to_attr="public_documents"
    )
    in_order = found.events.published().select_related("answers").in_order()
    events = list(in_order.prefetch_related("boroughs_added", "boroughs_removed", documents))
    years = account_by_year(found)
    context = {
        "franchise": found,
        "line": time_line(found, events, localdate()),
        "legal_basis": [event for event in events if event.kind in LEGAL_BASIS],
        "before": _published(found.succeeds_id),
        "after": Franchise.objects.published().filter(succeeds=found).first(),
        "installation_counts": counts,
        "installation_total": sum(each.count for each in counts),
        "city_map": city_map_of(found.installations.all()),
        "documents": Document.objects.published().of_franchise(found),
        "years": years,
        "has_unknown_fees": any(year.outstanding is None for year in years),
    }
    return render(request, "franchises/franchise.html", context)


def _published(pk: int | None) -> Franchise | None:
    """Return the franchise of that key, where the public may see it. One query, or none."""
    return None if pk is None else Franchise.objects.published().filter(pk=pk).first()


def _installation_counts(franchise: Franchise) -> list[InstallationCount]:
    """Return the counts in the order of the kinds and statuses, from one query."""
    grouped = franchise.installations.order_by().values_list("kind", "status")
    found = {(kind, status): count for kind, status, count in grouped.annotate(Count("pk"))}
    return [
        InstallationCount(kind, status, found[kind, status])
        for kind in Installation.Kind
        for status in Installation.Status
        if (kind, status) in found
    ]
