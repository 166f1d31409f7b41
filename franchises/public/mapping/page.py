"""The page of the map: the whole city at first, then a part of it, then each installation."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from franchises.models import Borough
from franchises.public.chips import chips_of
from franchises.public.filters import InstallationFilter
from franchises.public.installations import query_of_filters
from franchises.public.mapping.drawing import (
    DrawnPoint,
    drawn_cells,
    legend_of,
    moved,
    widened,
    written,
)
from franchises.public.mapping.grid import SIZES, cells_of, size_for
from franchises.public.outlines import borough_paths, city_box, city_outlines
from franchises.public.pages import public_page
from franchises.rules.places import Box
from franchises.rules.projection import Projection

# As few as this are drawn one by one.
FEW = 200
WAYS = (
    (_("North"), 0.5, 0),
    (_("South"), -0.5, 0),
    (_("West"), 0, -0.5),
    (_("East"), 0, 0.5),
)


@public_page(*InstallationFilter.base_filters)
def installation_map(request: HttpRequest) -> HttpResponse:
    chosen = InstallationFilter(request.GET, localdate())
    asked = chosen.form.cleaned_data["box"]
    box = asked or widened(city_box(), 0.02)
    found = chosen.qs if asked else chosen.qs.filter(latitude__isnull=False)
    size = size_for(box)
    cells = cells_of(found, size)
    count = sum(cell.count for cell in cells)
    is_fine = count <= FEW or size == SIZES[-1]
    projection, legend = Projection(box), legend_of(cells)
    context: dict[str, Any] = {
        "form": chosen.form,
        "chips": chips_of(chosen.form, request.GET),
        "query": query_of_filters(request.GET),
        "count": count,
        "few": FEW,
        "projection": projection,
        "drawn_box": written(box),
        "city_box": written(city_box()),
        "boroughs": _boroughs(projection),
        "attribution": city_outlines().attribution,
        "steps": _steps(request.GET, asked),
    }
    if is_fine:
        rows = found.select_related("franchise__franchisee", "borough").order_by("pk")[:FEW]
        context["points"] = [
            DrawnPoint(*projection.point(each.latitude, each.longitude), each) for each in rows
        ]
    else:
        context["legend"] = legend
        context["cells"] = drawn_cells(
            cells, projection, legend, lambda part: _at(request.GET, part)
        )
    return render(request, "franchises/installation_map.html", context)


def _at(query: QueryDict, box: Box) -> str:
    """Return the query string of the same filters at *box*."""
    filters = query_of_filters(query, "box")
    return f"{filters}&box={written(box)}" if filters else f"?box={written(box)}"


def _steps(query: QueryDict, box: Box | None) -> list[tuple[Any, str]]:
    """Return the ways on from a part of the city: out of it, and to each side."""
    if box is None:
        return []
    sides = [(name, moved(box, north, east)) for name, north, east in WAYS]
    whole = query_of_filters(query, "box")
    return [
        (_("Whole city"), whole),
        (_("Zoom out"), _at(query, widened(box, 0.5))),
        *((name, _at(query, side)) for name, side in sides if _is_on_the_globe(side)),
    ]


def _is_on_the_globe(box: Box) -> bool:
    return box.south >= -90 and box.north <= 90 and box.west >= -180 and box.east <= 180


def _boroughs(projection: Projection) -> list[tuple[str, str]]:
    """Return the name and the path of each borough that is seen."""
    paths = borough_paths(projection)
    names = dict(Borough.objects.values_list("code", "name"))
    return [(names.get(code, code), path) for code, path in paths.items()]
