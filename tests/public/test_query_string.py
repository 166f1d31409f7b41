"""A query string is taken whole or refused in words: it is never partly ignored."""

import pytest

from tests.public.markup import read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/?utm=1", "“utm” is not something this page can be asked for."),
        ("/franchisees/?serch=a", "“serch” is not something this page can be asked for."),
        ("/franchisees/?serch=", "“serch” is not something this page can be asked for."),
        ("/franchises/CT-01/?basis=cash", "“basis” is not something"),
        ("/franchises/?type=a&type=b", "“type” is given 2 times. Give it once."),
        ("/franchises/?type=none", "“type”: “none” is not one of its choices."),
        ("/franchises/?status=pendng", "“status”: “pendng” is not one of its choices."),
        ("/franchises/?search=a%00b", "“search” has a character that cannot be searched for."),
        ("/installations/?borough=%00", "“borough” has a character that cannot be searched for."),
        (
            "/installations/?franchise=SECRET-01",
            "“franchise”: “SECRET-01” is not one of its choices.",
        ),
        (
            "/installations/?franchise=ABSENT-01",
            "“franchise”: “ABSENT-01” is not one of its choices.",
        ),
        (
            "/installations/?franchisee=secret-holder",
            "“franchisee”: “secret-holder” is not one of its choices.",
        ),
        ("/installations/?search=" + "a" * 101, "“search” is longer than 100 characters."),
        ("/installations/?zone=" + "a" * 21, "has at most 20 characters"),
        ("/installations/?page=0", "“page”: “0” is not a page from 1 to 10,000."),
        ("/installations/?page=-5", "“page”: “-5” is not a page"),
        ("/installations/?page=10001", "“page”: “10001” is not a page"),
        ("/installations/?page=1" + 30 * "0", "is not a page"),
        ("/installations/?page=\u0661", "“page”: “\u0661” is not a page"),
        ("/fees/?basis=crash", "“basis”: “crash” is not one of its choices."),
        ("/fees/2013.csv?by=street", "“by”: “street” is not one of its choices."),
    ],
)
def test_f94_what_a_page_does_not_take_is_named(client, city, address, sentence):
    response = client.get(address)
    assert response.status_code == 400
    assert sentence in read(response).text


def test_every_problem_is_named_at_once(client, city):
    text = read(client.get("/installations/?kid=kiosk&zone=A&zone=B")).text
    assert "“kid” is not something" in text
    assert "“zone” is given 2 times" in text
    assert "search, type, kind" in text.replace(" ,", ",")


def test_f97_the_longest_search_is_taken_and_a_longer_one_is_not(client, city):
    assert client.get("/installations/?search=" + "a" * 100).status_code == 200
    assert client.get("/installations/?search=" + "a" * 101).status_code == 400


def test_f87_a_refusal_of_a_draft_is_that_of_an_absent_franchise(client, city):
    draft = client.get("/installations/?franchise=SECRET-01").content
    absent = client.get("/installations/?franchise=ABSENT-01").content
    assert draft.replace(b"SECRET-01", b"ABSENT-01") == absent


def test_parameters_left_empty_are_dropped_from_the_address(client, city):
    response = client.get("/installations/?search=&kind=pole_top&zone=&status=")
    assert response.status_code == 302
    assert response["Location"] == "/installations/?kind=pole_top"
    assert client.get("/installations/?search=")["Location"] == "/installations/"


def test_a_refused_value_is_cut_and_escaped(client, city):
    response = client.get("/fees/?basis=<script>" + "x" * 90)
    assert response.status_code == 400
    assert b"<script>" not in response.content
    assert "x" * 72 in read(response).text
    assert "x" * 73 not in read(response).text
