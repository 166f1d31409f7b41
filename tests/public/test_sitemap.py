"""What search engines read: descriptions, one address a page, and the list of all pages."""

import re

import pytest

from tests.factories import FranchiseFactory
from tests.public.markup import read

pytestmark = pytest.mark.django_db

DESCRIBED = [
    "/",
    "/fees/",
    "/fees/2013/",
    "/franchisees/",
    "/franchisees/altice-usa/",
    "/franchises/",
    "/franchises/CT-01/",
    "/franchises/CT-01/account/2013/",
    "/installations/",
    "/complaints/",
    "/data/",
]


def locations(client):
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    return re.findall(r"<loc>http://testserver([^<]*)</loc>", response.content.decode())


def descriptions(page):
    return [each["content"] for each in page.all("meta") if each.get("name") == "description"]


def canonical(page):
    return [each["href"] for each in page.all("link") if each.get("rel") == "canonical"]


def test_every_page_says_in_a_sentence_of_its_own_what_it_is(client, city):
    said = [descriptions(read(client.get(address))) for address in DESCRIBED]
    assert all(len(each) == 1 and 50 <= len(each[0]) <= 200 for each in said), said
    assert len({each[0] for each in said}) == len(DESCRIBED)


def test_the_description_of_a_franchise_names_it_and_its_franchisee(client, city):
    (said,) = descriptions(read(client.get("/franchises/CT-01/")))
    assert said.startswith("Franchise CT-01 of Altice USA: ")


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("/", "/"),
        ("/fees/2013/", "/fees/2013/"),
        ("/fees/2013/?basis=cash", "/fees/2013/?basis=cash"),
        ("/installations/?kind=pole_top", "/installations/"),
        ("/installations/?kind=pole_top&page=1", "/installations/?page=1"),
    ],
)
def test_a_page_has_one_address_whatever_it_is_filtered_by(client, city, address, one):
    assert canonical(read(client.get(address))) == [f"http://testserver{one}"]


@pytest.mark.parametrize("address", ["/nowhere/", "/fees/1999/", "/fees/?bass=cash"])
def test_a_page_that_is_not_there_asks_not_to_be_kept(client, city, address):
    page = read(client.get(address))
    assert {"name": "robots", "content": "noindex"} in page.all("meta")
    assert canonical(page) == []


def test_the_sitemap_lists_every_page_that_stands_for_itself(client, city):
    assert locations(client) == [
        "/",
        "/fees/",
        "/franchisees/",
        "/franchises/",
        "/installations/",
        "/installations/map/",
        "/register/",
        "/complaints/",
        "/data/",
        "/fees/2013/",
        "/franchises/CT-01/",
        "/franchisees/altice-usa/",
    ]


def test_the_sitemap_costs_the_same_queries_however_long_it_is(
    client, city, django_assert_max_num_queries
):
    FranchiseFactory.create_batch(20)
    with django_assert_max_num_queries(10):
        assert len(locations(client)) == 12 + 40


def test_crawlers_are_led_to_the_sitemap_and_not_to_the_login(client, db):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
