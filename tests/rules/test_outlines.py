"""Outlines are read whole or refused in a sentence, and drawn where they lie."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from franchises.rules.outlines import read_outlines
from franchises.rules.places import Box
from franchises.rules.projection import Projection

NEW_YORK = Path(__file__).parents[2] / "franchises" / "outlines" / "new-york.geojson"
SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


def feature(code="north", kind="Polygon", coordinates=(SQUARE,)):
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*features, **others):
    told = {"type": "FeatureCollection", "attribution": "A city", "license": "Free"}
    return json.dumps(told | {"features": features} | others)


def area_of(ring):
    sides = pairwise(ring)
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in sides) / 2


def test_new_yorks_outlines_are_small_closed_right_handed_and_attributed():
    text = NEW_YORK.read_text()
    outlines = read_outlines(text)
    assert len(text) < 60_000
    assert "NYC Department of City Planning" in outlines.attribution
    assert "without warranty" in outlines.license
    assert list(outlines.boroughs) == ["manhattan", "bronx", "brooklyn", "queens", "staten-island"]
    for polygons in outlines.boroughs.values():
        for outer, *holes in polygons:
            assert area_of(outer) > 0
            assert all(area_of(hole) < 0 for hole in holes)


def test_both_kinds_of_geometry_are_read():
    outlines = read_outlines(
        collection(feature(), feature("south", "MultiPolygon", [[SQUARE], [SQUARE]]))
    )
    assert [len(polygons) for polygons in outlines.boroughs.values()] == [1, 2]
    assert outlines.boroughs["north"][0][0][1] == (1.0, 0.0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it is not JSON."),
        ("[]", "it is no GeoJSON FeatureCollection."),
        (json.dumps(feature()), "it is no GeoJSON FeatureCollection."),
        (collection(feature(), attribution=""), "whose outlines they are"),
        (collection(), "it has no feature."),
        (collection(feature(), feature()), "two features have the code 'north'"),
        (collection({"type": "Feature"}), "a feature has no code"),
        (collection(feature(kind="Point", coordinates=[0, 0])), "'Point' is neither"),
        (collection(feature(coordinates=[SQUARE[:4]])), "a ring is not closed"),
        (collection(feature(coordinates=[[[0, 0], [1, 0], [0, 0]]])), "fewer than four"),
        (
            collection(feature(coordinates=[[[0, 0], [0, 91], [1, 1], [0, 0]]])),
            "not longitude and latitude",
        ),
    ],
)
def test_what_is_no_such_file_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_outlines(text)


def test_a_drawing_has_the_corners_of_its_box_at_its_own():
    projection = Projection(Box(40.4, -74.3, 41.0, -73.6), 1000)
    assert projection.point(41.0, -74.3) == (0.0, 0.0)
    assert projection.point(40.4, -73.6) == (1000.0, pytest.approx(projection.height, abs=0.5))


def test_a_degree_north_is_drawn_longer_than_one_east_as_it_is_on_the_ground():
    projection = Projection(Box(59.5, 0, 60.5, 1), 100)
    assert projection.height == 200


def test_a_path_leaves_out_what_lies_beside_the_drawing():
    projection = Projection(Box(-1, 0, 1, 2), 100)
    far = (((10.0, 10.0), (11.0, 10.0), (11.0, 11.0), (10.0, 10.0)),)
    assert projection.path([far]) == ""
