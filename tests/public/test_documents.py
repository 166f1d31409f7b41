"""Published documents: who gets which, in what wrapping; the rest is as if it were not there."""

import hashlib

import pytest

from franchises.models import Franchise
from franchises.models.document_files import path_of
from tests.documents import documented, fetched
from tests.factories import (
    FranchiseEventFactory,
    FranchiseFactory,
    InsuranceCertificateFactory,
)
from tests.public.markup import read
from tests.rules.files import PDF

pytestmark = pytest.mark.django_db

SHA256 = hashlib.sha256(PDF).hexdigest()
ADDRESS = f"/documents/{SHA256}"


@pytest.fixture
def franchise(settings, tmp_path):
    settings.DOCUMENT_DIR = tmp_path / "documents"
    return FranchiseFactory(number="F-1")


def test_a_public_document_is_sent_as_a_file_that_no_browser_runs(client, franchise):
    documented(franchise, title="Franchise agreement", is_public=True)

    response, content = fetched(client, ADDRESS)

    assert (response.status_code, content) == (200, PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="franchise-agreement.pdf"'
    assert response["Content-Length"] == str(len(PDF))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["ETag"] == f'"{SHA256}"'
    assert response["Cache-Control"] == "public, no-cache"


def test_who_has_it_already_is_told_so(client, franchise):
    documented(franchise, is_public=True)

    for known, status in ((f'"{SHA256}"', 304), ('"other"', 200)):
        response, _ = fetched(client, ADDRESS, headers={"if-none-match": known})
        assert response.status_code == status


def absent(client):
    return client.get("/documents/" + "0" * 64).content


def test_what_is_not_public_is_as_if_it_were_not_there(client, franchise):
    documented(franchise)

    response = client.get(ADDRESS)

    assert (response.status_code, response.content) == (404, absent(client))


def test_what_is_on_a_draft_is_as_if_it_were_not_there(client, franchise):
    document = documented(franchise, is_public=True)
    documented(franchise.franchisee, is_public=True)
    Franchise.objects.update(is_published=False)

    response = client.get(ADDRESS, headers={"if-none-match": f'"{SHA256}"'})

    assert (response.status_code, response.content) == (404, absent(client))
    Franchise.objects.update(is_published=True)
    assert fetched(client, document.get_absolute_url())[0].status_code == 200


def test_one_content_on_two_things_is_sent_where_either_is_published(client, franchise):
    documented(FranchiseFactory(draft=True), is_public=True, title="SECRET")
    documented(franchise, is_public=True, title="Resolution")

    response, _ = fetched(client, ADDRESS)

    assert 'filename="resolution.pdf"' in response["Content-Disposition"]


def test_a_file_that_is_lost_is_not_found(client, franchise):
    document = documented(franchise, is_public=True)
    path_of(document.sha256).unlink()

    assert client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize("name", ["1", "0" * 63, "0" * 65, "G" * 64, "../settings.py", "A" * 64])
def test_what_is_no_hash_is_not_found(client, db, name):
    assert client.get(f"/documents/{name}").status_code == 404


def test_published_documents_are_on_the_pages_of_what_they_are_about(client, franchise):
    documented(franchise, title="Agreement", is_public=True, dated_on="2020-02-29")
    documented(franchise, b"not this", title="SECRET")
    documented(franchise.franchisee, title="Certificate", is_public=True)

    page = read(client.get("/franchises/F-1/"))
    assert ADDRESS in page.links
    assert "Agreement Contract 29 February 2020 PDF" in " ".join(page.text.split())
    assert "Certificate" not in page.text
    assert "SECRET" not in page.text
    of_holder = read(client.get(franchise.franchisee.get_absolute_url()))
    assert ADDRESS in of_holder.links
    assert "Certificate" in of_holder.text
    assert "Agreement" not in of_holder.text


def test_documents_of_an_event_are_beside_it_once_it_is_published(client, franchise):
    event = FranchiseEventFactory(franchise=franchise, is_published=True, summary="Two years more.")
    documented(event, title="Amendment 1", is_public=True)
    documented(event, b"not this", title="SECRET")

    page = read(client.get("/franchises/F-1/"))
    assert page.links.count(ADDRESS) == 2
    assert "Two years more. Amendment 1 (PDF)" in " ".join(page.text.split())
    assert "SECRET" not in page.text
    assert fetched(client, ADDRESS)[0].status_code == 200
    event.is_published = False
    event.save()
    assert "Amendment 1" not in read(client.get("/franchises/F-1/")).text
    assert client.get(ADDRESS).content == absent(client)


def test_documents_of_a_certificate_are_listed_with_its_franchise(client, franchise):
    certificate = InsuranceCertificateFactory(franchise=franchise)
    documented(certificate, title="Certificate of insurance", is_public=True)

    page = read(client.get("/franchises/F-1/"))
    assert "Certificate of insurance" in page.text
    (row,) = client.get("/api/documents?about=certificate").json()["rows"]
    assert (row["franchise"], row["about"]) == ("F-1", "certificate")
    assert client.get("/api/documents?about=event").json()["rows"] == []
    assert client.get("/api/documents?about=insurancecertificate").status_code == 400


def test_a_page_without_documents_says_nothing_of_them(client, franchise):
    assert "Documents" not in read(client.get("/franchises/F-1/")).text


def test_published_documents_are_open_data(client, franchise):
    documented(franchise, title="Agreement", is_public=True)
    documented(franchise, b"not this", title="SECRET")

    (row,) = client.get("/api/documents").json()["rows"]

    assert (row["title"], row["about"], row["franchise"]) == ("Agreement", "franchise", "F-1")
    assert (row["address"], row["sha256"]) == (ADDRESS, SHA256)
    assert "SECRET" not in client.get("/documents.csv").text
