"""Who is here: who holds what stands around a place or at an address, and until when."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from franchises.public.outlines import borough_paths, city_outlines
from franchises.public.pages import public_page
from franchises.public.query_string import LONGEST_VALUE, check_form
from franchises.reports.who_is_here import Here, around, at
from franchises.rules.places import Box, boxes_around, place_of
from franchises.rules.projection import Projection

USUAL_METRES, MOST_METRES = 100, 1_000
MAP_WIDTH = 480


@dataclass(frozen=True)
class SmallMap:
    """What was found around a place, in the units of the drawing."""

    width: int
    height: int
    paths: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    middle: tuple[float, float]
    attribution: str


class PlaceField(forms.CharField):
    def to_python(self, value: Any) -> tuple[float, float] | None:  # type: ignore[override]
        if not value:
            return None
        try:
            return place_of(value)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class HereForm(forms.Form):
    """A place in degrees or in words, and how far around it to look."""

    at = forms.CharField(
        label=_("Address, street or corner"),
        max_length=LONGEST_VALUE,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Broadway & West 66 Street")}
        ),
    )
    near = PlaceField(label=_("Or latitude, longitude"), max_length=50, required=False)
    within = forms.IntegerField(
        label=_("Within how many metres"),
        min_value=1,
        max_value=MOST_METRES,
        required=False,
        widget=forms.NumberInput(attrs={"placeholder": USUAL_METRES}),
    )

    def clean(self) -> None:
        if self.cleaned_data.get("at") and self.cleaned_data.get("near"):
            self.add_error("near", _("Give a place in words or in degrees, not both."))


@public_page("at", "near", "within")
def who_is_here(request: HttpRequest) -> HttpResponse:
    form = HereForm(request.GET)
    check_form(form)
    asked = form.cleaned_data
    within = asked["within"] or USUAL_METRES
    here = None
    if asked["near"]:
        latitude, longitude = asked["near"]
        here = around(latitude, longitude, within)
    elif asked["at"]:
        here = at(asked["at"], within)
    today = localdate()
    context = {
        "form": form,
        "within": within,
        "here": here,
        "found": [
            (each, each.installation.franchise.status_on(today).value)
            for each in (here.found if here else ())
        ],
        "map": _map_of(here, within) if here else None,
    }
    return render(request, "franchises/register.html", context)


def _map_of(here: Here, within: int) -> SmallMap | None:
    """Return a map of what was found; None along a street, or where a box has two halves."""
    boxes: list[Box] = boxes_around(*here.place, within) if here.place else []
    if len(boxes) != 1 or here.place is None:
        return None
    projection = Projection(boxes[0], MAP_WIDTH)
    return SmallMap(
        projection.width,
        projection.height,
        tuple(borough_paths(projection).values()),
        tuple(
            projection.point(each.installation.latitude, each.installation.longitude)
            for each in here.found
            if each.installation.latitude is not None and each.installation.longitude is not None
        ),
        projection.point(*here.place),
        city_outlines().attribution,
    )
