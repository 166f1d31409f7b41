"""The small map: each borough once, in the drawing; a city of other boroughs has none."""

import pytest

from franchises.models import Borough, Installation
from franchises.public.borough_map import map_of
from franchises.reports.installation_counts import BoroughCount
from tests.factories import InstallationFactory
from tests.public.markup import read


def count(code, number):
    return BoroughCount(code, code.title(), {Installation.Status.INSTALLED: number})


def test_the_boroughs_are_in_the_drawing_and_the_fullest_is_the_strongest():
    drawn = map_of([count("bronx", 0), count("manhattan", 100), count("queens", 50)])
    assert [(shape.name, shape.number, shape.shade) for shape in drawn.shapes] == [
        ("Bronx", 0, 0.08),
        ("Manhattan", 100, 0.6),
        ("Queens", 50, 0.34),
    ]
    for shape in drawn.shapes:
        assert 0 < shape.x < drawn.width
        assert 0 < shape.y < drawn.height
        assert shape.path.startswith("M")
    assert "City Planning" in drawn.attribution


def test_nothing_anywhere_is_the_faintest_everywhere():
    assert [shape.shade for shape in map_of([count("bronx", 0)]).shapes] == [0.08]


@pytest.mark.parametrize("counts", [[], [count("old-town", 5)], [BoroughCount("", "", {})]])
def test_boroughs_without_outlines_make_no_map(counts):
    assert map_of(counts) is None


def test_a_city_without_outlines_has_the_table_alone(client, city):
    Borough.objects.all().delete()
    Borough.objects.create(code="old-town", name="Old Town")
    page = read(client.get("/fees/2013/"))
    assert "Table 5. Installations by borough" in page.text
    assert "the more installations" not in page.text


def test_the_map_tells_its_numbers_to_those_who_cannot_see_it(client, city):
    manhattan = Borough.objects.get(code="manhattan")
    InstallationFactory.create_batch(3, franchise=city, borough=manhattan)
    text = read(client.get("/fees/2013/")).text
    assert "Bronx: 0; Brooklyn: 0; Manhattan: 3; Queens: 0; Staten Island: 0." in text
    assert "Borough Boundaries" in text
