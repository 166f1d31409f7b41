"""What holds for every public page: its markup, its manners, and what it never says."""

import gzip
import io
import re
import zipfile

import pytest
from django.urls import URLPattern, get_resolver, resolve

from franchises.models import Franchise, Franchisee
from tests.documents import fetched
from tests.factories import FranchiseEventFactory, FranchiseFactory, InstallationFactory
from tests.public.markup import Page, read

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/fees/",
    "/fees/?basis=cash",
    "/fees/2013/",
    "/fees/2013/?basis=cash",
    "/franchisees/",
    "/franchisees/altice-usa/",
    "/franchises/",
    "/franchises/CT-01/",
    "/franchises/CT-01/account/2013/",
    "/installations/",
    "/register/",
    "/complaints/",
    "/complaints/?by=installation",
    "/installations/map/",
    "/data/",
]
FILES = [
    "/complaints/counts.csv?by=installation",
    "/complaints/counts.json",
    "/fees.csv",
    "/fees.json",
    "/fees.svg",
    "/fees/2013.csv?by=franchise",
    "/fees/2013.json?by=franchisee",
    "/fees/2013.xlsx?by=franchisee",
    "/fees/2013.svg",
    "/franchises/CT-01/account/2013.csv",
    "/franchises/CT-01/account/2013.json",
]
FOR_CRAWLERS = ["/sitemap.xml", "/robots.txt"]
HEALTH = ["/livez", "/readyz"]
REFUSED = [
    ("/fees/2013/?bass=cash", 400),
    ("/installations/?kind=balloon", 400),
    ("/fees/99999/", 400),
    ("/fees/1999/", 404),
    ("/franchises/NONE/", 404),
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_valid_html(client, city, address):
    response = client.get(address)
    assert response.status_code == 200
    page = read(response)
    assert "Skip to the content" in page.text
    assert page.text.count("[x]") == 0 or "[x] means" in page.text


@pytest.mark.parametrize(("address", "status"), REFUSED)
def test_a_refusal_is_valid_html(client, city, address, status):
    response = client.get(address)
    assert response.status_code == status
    read(response)


def test_every_page_has_a_title_of_its_own(client, city):
    titles = [
        client.get(address).content.decode().partition("<title>")[2][:60] for address in PAGES
    ]
    assert len({title.partition("<")[0] for title in titles}) == 13


def test_no_public_address_is_left_out_of_these_tests():
    patterns = get_resolver("franchises.public.urls").url_patterns
    # The open data, an included list of addresses, have tests of their own; their page is here.
    named = {each.name for each in patterns if isinstance(each, URLPattern)}
    # Those of closed years, documents, and those that stream, are read in tests of their own.
    elsewhere = {"fees_latest", "revisions", "revision_json"}
    elsewhere |= {"document", "installations_csv", "installations_geojson"}
    addresses = [*PAGES, *FILES, *FOR_CRAWLERS, *HEALTH]
    tested = {resolve(address.partition("?")[0]).url_name for address in addresses}
    assert tested - {"data"} == named - elsewhere


def words_of(response):
    """What a response says, unpacked where it is a workbook."""
    if not response.content.startswith(b"PK"):
        return response.content.decode()
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        return " ".join(book.read(name).decode() for name in book.namelist())


@pytest.mark.parametrize("address", [*PAGES, *FILES, *HEALTH, "/fees/latest/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_f113_only_get_and_head_are_answered(city, address, method):
    from django.test import Client

    response = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_f102_a_page_sets_no_cookie_and_reads_no_session(client, city, address):
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_no_heavier_than_100_kb_compressed(client, city, address):
    assert len(gzip.compress(client.get(address).content)) <= 100_000


@pytest.mark.parametrize("address", PAGES)
def test_f110_a_page_allows_nothing_inline(client, city, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", [*PAGES, *FILES, *FOR_CRAWLERS, "/franchisees/?search=secret"])
def test_drafts_notes_and_contacts_are_nowhere(client, city, address):
    body = words_of(client.get(address))
    assert "SECRET" not in body


def without_moments(content):
    """Return *content* without when anything was last written, which pages say of the whole."""
    return re.sub(rb"\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[-+]\d\d:\d\d)|, \d\d:\d\d<", b"", content)


@pytest.mark.parametrize("address", [*PAGES, *FILES, *FOR_CRAWLERS])
def test_g17_an_answer_is_the_same_to_the_byte_whatever_is_a_draft(client, city, address):
    before = without_moments(client.get(address).content)
    holder = Franchise.objects.filter(is_published=True).first().franchisee
    draft = FranchiseFactory(draft=True, franchisee=holder)
    InstallationFactory(franchise=draft)
    FranchiseEventFactory(franchise=draft, is_published=True)
    FranchiseFactory(draft=True)
    assert without_moments(client.get(address).content) == before


@pytest.mark.parametrize("address", PAGES)
def test_a_page_writes_nothing(client, city, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(66 if address == "/data/" else 30) as asked:
        client.get(address)
    verbs = {query["sql"].lstrip("( ").split()[0] for query in asked.captured_queries}
    assert verbs <= {"SELECT", "DECLARE", "SAVEPOINT", "RELEASE"}


@pytest.mark.parametrize("address", PAGES)
def test_the_sample_banner_is_on_every_page_of_a_sample(client, city, settings, address):
    sentence = "Sample data: figures are invented"
    assert sentence not in client.get(address).content.decode()
    settings.SAMPLE_DATA = True
    assert sentence in client.get(address).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_the_city_is_named(client, city, settings, address):
    settings.CITY_NAME = "Grapevine"
    page = read(client.get(address))
    assert "Franchises of Grapevine" in page.text
    assert "New York" not in page.text


@pytest.mark.parametrize(
    ("address", "current"),
    [("/fees/", "page"), ("/fees/2013/", "true"), ("/franchises/CT-01/", "true")],
)
def test_the_navigation_says_where_one_is(client, city, address, current):
    page = read(client.get(address))
    section = f"/{address.split('/')[1]}/"
    marks = [link.get("aria-current") for link in page.all("a") if link["href"] == section]
    assert current in marks


def test_every_link_of_the_site_leads_somewhere(client, city):
    seen, waiting = set(), ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen or not address.startswith("/"):
            continue
        seen.add(address)
        response, body = fetched(client, address)
        assert response.status_code == 200, address
        assert body, address
        if response["Content-Type"].startswith("text/html"):
            here = address.partition("?")[0]
            waiting += [
                here + link if link.startswith("?") else link for link in read(response).links
            ]
    assert {
        "/fees/2013/?basis=cash",
        "/installations/?franchise=CT-01",
        "/fees.json?by=year&basis=cash",
    } <= seen


def test_f91_a_name_is_shown_as_text_and_never_as_markup(client, city):
    Franchisee.objects.update(name="<script>alert(1)</script>")
    for address in PAGES:
        assert b"<script>" not in client.get(address).content, address


def test_a_page_that_is_not_there_says_so_without_a_word_of_the_address(client, db):
    response = client.get("/nowhere/<b>/")
    assert response.status_code == 404
    assert "nowhere" not in read(response).text


@pytest.mark.parametrize("name", ["a\0b", "a" * 51, "../etc", "é"])
def test_what_is_no_franchise_number_is_not_found(client, db, name):
    assert client.get("/franchises/" + name + "/").status_code == 404


def test_f108_a_fault_shows_a_generic_page(client, city, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("SECRET")

    monkeypatch.setattr("franchises.public.fees.all_years", fail)
    client.raise_request_exception = False
    response = client.get("/fees/")
    assert response.status_code == 500
    page = Page(response.content.decode())
    assert page.faults == []
    assert "Something went wrong" in page.text
    assert "SECRET" not in page.text


def test_f101_an_unknown_host_is_refused(client, db):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil" not in read(response).text


def test_a_form_without_its_token_gets_a_page_of_the_site(db):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a"})
    assert response.status_code == 403
    assert "The form was not accepted" in read(response).text
