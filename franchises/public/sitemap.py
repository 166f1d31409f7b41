"""What search engines are told of: every public page that stands for itself."""

from typing import Any

from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from franchises.models import Franchise, Franchisee
from franchises.public.pages import public_page
from franchises.public.recorded_years import recorded_years
from franchises.reports.recorded import Basis

PAGES = (
    "home",
    "fees",
    "franchisees",
    "franchises",
    "installations",
    "installation_map",
    "register",
    "complaints",
    "data",
)


class Pages(Sitemap[str]):
    def items(self) -> list[str]:
        return list(PAGES)

    def location(self, item: str) -> str:
        return reverse(item)


class Years(Sitemap[int]):
    def items(self) -> list[int]:
        return list(recorded_years(Basis.ACCRUAL))

    def location(self, item: int) -> str:
        return reverse("fee_year", args=[item])


class Franchises(Sitemap[Franchise]):
    def items(self) -> list[Franchise]:
        return list(Franchise.objects.published().only("number").order_by("number"))


class Franchisees(Sitemap[Franchisee]):
    def items(self) -> list[Franchisee]:
        return list(Franchisee.objects.in_register().only("slug").order_by("slug"))


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "pages": Pages,
    "years": Years,
    "franchises": Franchises,
    "franchisees": Franchisees,
}


@public_page()
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with every page at once: a city has some thousands, and one file holds 50,000."""
    return views.sitemap(request, SITEMAPS).render()


@public_page()
def robots(request: HttpRequest) -> HttpResponse:
    """Answer what crawlers may read: all that is public, and nothing that asks for a login."""
    context = {"sitemap": request.build_absolute_uri(reverse("sitemap"))}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")
