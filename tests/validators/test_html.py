"""The public pages by the judgement of the HTML standard's own parser, which forgives nothing."""

import pytest

from tests.validators.installed import installed

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("default")]

PAGES = [
    "/",
    "/fees/",
    "/fees/2014/",
    "/fees/2014/?basis=cash",
    "/fees/2012/revisions/",
    "/franchisees/",
    "/franchisees/altice-usa/",
    "/franchises/",
    "/franchises/CT-01/",
    "/franchises/CT-01/account/2014/",
    "/installations/",
    "/data/",
    "/fees/1999/",
    "/installations/?kind=balloon",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_parse_error(client, city, address):
    parser = installed("html5lib").HTMLParser()
    parser.parse(client.get(address).content.decode())
    assert [(where, name) for where, name, _ in parser.errors] == []


def test_a_page_that_is_wrong_is_found():
    parser = installed("html5lib").HTMLParser()
    parser.parse("<!doctype html><title>x</title><p><table><p></table>")
    assert parser.errors
