"""What was published of a closed year: every revision beside the others, each as it was hashed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from franchises.models.fee import is_fiscal_year
from franchises.public.files import download
from franchises.public.pages import public_page
from franchises.reports.revisions import figures_text, revisions_of


@public_page()
def revisions(request: HttpRequest, year: int) -> HttpResponse:
    """Show every revision of a closed year, the newest first; not found while it is open."""
    published = revisions_of(_checked(year))
    if not published:
        raise Http404
    context = {"year": year, "revisions": published[::-1], "newest": published[-1]}
    return render(request, "franchises/revisions.html", context)


@public_page()
def revision_json(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Give the figures of a revision, byte for byte what its SHA-256 is of."""
    text = figures_text(_checked(year), number) if number <= MOST_REVISIONS else None
    if text is None:
        raise Http404
    return download(text, "application/json", f"fees-fy{year}-revision-{number}.json")


# What the column holds on any database.
MOST_REVISIONS = 32_767


def _checked(year: int) -> int:
    if not is_fiscal_year(year):
        raise Http404
    return year
