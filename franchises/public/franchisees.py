"""Who holds franchises: the list, and a page each. Without a published franchise: not found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from franchises.models import Document, Franchise, Franchisee
from franchises.models.franchise import FranchiseQuerySet
from franchises.public.chips import chips_of
from franchises.public.filters import FranchiseeFilter
from franchises.public.pages import public_page
from franchises.public.paging import page_of
from franchises.public.query_string import page_number
from franchises.reports.former_names import former_names
from franchises.reports.franchise_account import franchisee_account_by_year
from franchises.rules.names import name_key


@public_page(*FranchiseeFilter.base_filters, "page")
def franchisees(request: HttpRequest) -> HttpResponse:
    chosen = FranchiseeFilter(request.GET, localdate())
    context = {
        "chosen": chosen,
        "chips": chips_of(chosen.form, request.GET),
        "page": page_of(chosen.franchisees(), page_number(request.GET)),
    }
    return render(request, "franchises/franchisees.html", context)


@public_page()
def franchisee(request: HttpRequest, slug: str) -> HttpResponse:
    held = get_object_or_404(Franchisee.objects.in_register(), slug=slug)
    years, formerly = franchisee_account_by_year(held), former_names(held)
    told = {name_key(each.name) for each in formerly}
    context = {
        "franchisee": held,
        "former_names": formerly,
        "other_names": [alias for alias in held.aliases.all() if alias.name_key not in told],
        "franchises": _published_today().filter(franchisee=held),
        "documents": Document.objects.published().of_franchisee(held),
        "years": years,
        "has_unknown_fees": any(year.outstanding is None for year in years),
    }
    return render(request, "franchises/franchisee.html", context)


def _published_today() -> FranchiseQuerySet:
    published = Franchise.objects.published().with_status_on(localdate())
    return published.select_related("franchise_type")
