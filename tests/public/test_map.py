"""The map as the server draws it: what is where, down to each installation, and no other host."""

import gzip
import hashlib
from base64 import b64encode
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.models import Installation
from franchises.public.mapping.drawing import legend_of
from franchises.public.mapping.grid import Cell, cells_of, size_for
from franchises.rules.places import Box
from tests.factories import FranchiseFactory, InstallationFactory
from tests.public.markup import read

pytestmark = pytest.mark.django_db
MAP = "/installations/map/"


def poles(franchise, count, latitude=40.75, longitude=-73.98, apart=0.0):
    Installation.objects.bulk_create(
        InstallationFactory.build(
            franchise=franchise,
            latitude=latitude + number * apart,
            longitude=longitude + number * apart,
        )
        for number in range(count)
    )


def test_a_few_are_drawn_one_by_one_and_listed_with_links(client, city):
    poles(city, 200)
    response = client.get(MAP)
    page = read(response)
    assert len(page.all("circle")) == len(response.context["points"]) == 200
    assert "200 installations have a place here." in page.text
    assert "/franchises/CT-01/" in page.links


def test_one_more_and_they_are_counted_by_square(client, city):
    poles(city, 200)
    poles(city, 1, latitude=40.6, longitude=-74.1)
    response = client.get(MAP)
    cells = response.context["cells"]
    assert [(cell.count, cell.box) for cell in cells] == [
        (200, Box(40.74, -73.98, 40.76, -73.96)),
        (1, Box(40.6, -74.1, 40.62, -74.08)),
    ]
    page = read(response)
    assert len(page.all("circle")) == 0
    assert "40.74 to 40.76" in page.text
    assert "/installations/map/?box=40.74,-73.98,40.76,-73.96" in page.links


def test_squares_lead_down_to_single_points(client, city):
    poles(city, 1000, apart=0.0000001)
    address, depth = MAP, 0
    while "points" not in (response := client.get(address)).context:
        address = MAP + response.context["cells"][0].query
        depth += 1
    assert 1 <= depth <= 6
    assert len(response.context["points"]) == 200
    assert "The first 200 on the map" in read(response).text


def test_filters_hold_on_the_way_down_and_in_the_list(client, city):
    poles(city, 201)
    InstallationFactory(franchise=city, kind="kiosk", latitude=40.75, longitude=-73.98)
    page = read(client.get(f"{MAP}?kind=pole_top"))
    assert "/installations/map/?kind=pole_top&box=40.74,-73.98,40.76,-73.96" in page.links
    assert "/installations/?kind=pole_top" in page.links
    assert len(client.get(f"{MAP}?kind=kiosk").context["points"]) == 1


def test_no_draft_is_on_the_map(client, city):
    draft = FranchiseFactory(draft=True)
    poles(draft, 300)
    assert "Nothing that is asked for has a place here." in read(client.get(MAP)).text


def test_a_part_of_the_city_has_ways_on(client, city):
    page = read(client.get(f"{MAP}?kind=kiosk&box=40.7,-74,40.8,-73.9"))
    assert "Whole city Zoom out North South West East" in page.text
    assert "/installations/map/?kind=kiosk&box=40.75,-74,40.85,-73.9" in page.links
    assert "/installations/map/?kind=kiosk&box=40.65,-74.05,40.85,-73.85" in page.links
    assert "North" not in read(client.get(f"{MAP}?box=89,0,90,1")).text


@pytest.mark.parametrize(
    ("box", "size"),
    [
        (Box(40.49, -74.26, 40.92, -73.7), 0.02),
        (Box(40, -74, 40.3, -73.7), 0.01),
        (Box(40, -74, 40.02, -73.98), 0.001),
        (Box(40, -74, 40.0001, -73.9999), 0.0001),
        (Box(-90, -180, 90, 180), 0.1),
    ],
)
def test_the_nearer_one_looks_the_smaller_the_squares(box, size):
    assert size_for(box) == size


@pytest.mark.parametrize(
    ("latitude", "longitude", "box"),
    [
        (-33.861, 151.209, Box(-33.87, 151.2, -33.86, 151.21)),
        (40.759999, -73.970001, Box(40.75, -73.98, 40.76, -73.97)),
        (0.0, 0.0, Box(0, 0, 0.01, 0.01)),
    ],
)
def test_a_place_is_in_its_square_on_all_sides_of_the_globe(city, latitude, longitude, box):
    poles(city, 3, latitude, longitude)
    found = Installation.objects.filter(latitude__isnull=False)
    assert cells_of(found, 0.01) == [Cell(box, 3)]


def test_a_legend_stands_for_every_count():
    box = Box(0, 0, 1, 1)
    legend = legend_of([Cell(box, count) for count in (1, 7, 100_000)])
    assert [(each.least, each.most) for each in legend] == [
        (1, 10), (11, 100), (101, 1000), (1001, 10_000), (10_001, 100_000),
    ]  # fmt: skip
    assert [(each.least, each.most) for each in legend_of([Cell(box, 1)])] == [(1, 1)]
    assert legend_of([]) == []


def test_the_map_costs_the_same_however_much_is_on_it(client, city):
    def asked(query):
        with CaptureQueriesContext(connection) as queries:
            client.get(MAP + query)
        return len(queries)

    poles(city, 10)
    few = asked("?kind=pole_top")
    poles(city, 990)
    # Squares are read in one query, points in one more.
    assert asked("?status=installed") == few - 1
    assert few <= 14


def test_a_map_full_of_squares_is_a_light_page(client, city):
    Installation.objects.bulk_create(
        InstallationFactory.build(
            franchise=city,
            latitude=40.5 + number // 30 * 0.02,
            longitude=-74.25 + number % 30 * 0.02,
        )
        for number in range(600)
    )
    content = client.get(MAP).content
    assert content.count(b"<rect") > 500
    assert len(gzip.compress(content)) < 40_000


def test_leaflet_is_as_its_authors_published_it():
    published = {
        "leaflet.js": "20nQCchB9co0qIjJZRGuk2/Z9VM+kNiyxNV1lvTlZBo=",
        "leaflet.css": "p4NxAoJBhIIN+hmNHrzRCf9tD/miZyoHS5obTRR9BMY=",
    }
    for name, expected in published.items():
        content = Path(finders.find(f"js_lib_leaflet/{name}")).read_bytes()
        assert b64encode(hashlib.sha256(content).digest()).decode() == expected


def test_a_dot_leads_to_the_one_installation_that_it_is(client, city):
    poles(city, 1)
    pole = Installation.objects.get(latitude__isnull=False)
    InstallationFactory(franchise=city, source=pole.source, asset_id=f"{pole.asset_id}1")
    page = read(client.get(MAP))
    (link,) = {link for link in page.links if "asset_id=" in link}
    assert [each.pk for each in client.get(link).context["page"].rows] == [pole.pk]
