"""Documents in the admin: put on a record by its page, looked into, handed out by permission."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from franchises.models import Document
from franchises.models.document_files import path_of
from tests.admin.test_franchisee import franchisee_form, page_of
from tests.documents import PREFIX, documented, fetched
from tests.factories import (
    AuditFactory,
    DocumentFactory,
    FranchiseeFactory,
    FranchiseEventFactory,
    FranchiseFactory,
    InsuranceCertificateFactory,
    NoticeFactory,
    ObligationFactory,
    SecurityFactory,
)
from tests.rules.files import PDF, PNG, office

pytestmark = pytest.mark.django_db


@pytest.fixture
def franchisee(settings, tmp_path):
    settings.DOCUMENT_DIR = tmp_path / "documents"
    return FranchiseeFactory(name="Altice USA")


def form_of(franchisee, *documents):
    """The form of a franchisee with new documents: each a file name, its content, its title."""
    form = franchisee_form(franchisee)
    form[f"{PREFIX}-TOTAL_FORMS"] = str(len(documents))
    for number, (name, content, title) in enumerate(documents):
        each = f"{PREFIX}-{number}"
        form |= {f"{each}-kind": "letter", f"{each}-title": title, f"{each}-is_public": "on"}
        if content is not None:
            form[f"{each}-file"] = SimpleUploadedFile(name, content, "text/html")
    return form


def file_of(document):
    return f"/admin/franchises/document/{document.pk}/file/"


def test_a_document_is_put_on_a_record_by_its_page(admin_client, admin_user, franchisee):
    sent = form_of(franchisee, ("signed letter.exe", PDF, "Letter of 2020"))

    assert admin_client.post(page_of(franchisee), sent).status_code == 302

    document = Document.objects.get()
    assert (document.holder, document.title, document.kind) == (
        franchisee,
        "Letter of 2020",
        "letter",
    )
    assert (document.file_name, document.media_type, document.size) == (
        "signed letter.exe",
        "application/pdf",
        len(PDF),
    )
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert document.uploaded_by == admin_user
    assert path_of(document.sha256).read_bytes() == PDF
    assert Document.history.get().history_user == admin_user
    text = admin_client.get(page_of(franchisee)).text
    assert file_of(document) in text
    assert 'enctype="multipart/form-data"' in text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><script>alert(1)</script>", "The file is a page of HTML or a program"),
        (b"MZ\x90\0", "The file is none of the kinds taken"),
        (office("word/document.xml", "word/vbaProject.bin"), "The file holds macros"),
        (b"", "The submitted file is empty."),
        (None, "Choose a file."),
    ],
)
def test_what_is_no_document_is_refused_with_a_sentence(admin_client, franchisee, content, words):
    sent = form_of(franchisee, ("contract.pdf", content, "Contract"))

    response = admin_client.post(page_of(franchisee), sent)

    assert response.status_code == 200
    assert words in response.text
    assert not Document.objects.exists()
    assert not list(path_of("0" * 64).parent.parent.glob("*/*"))


def test_a_file_larger_than_the_setting_is_refused(admin_client, franchisee, settings):
    settings.DOCUMENT_MEGABYTES = 1
    sent = form_of(franchisee, ("long.txt", b"a" * 1_000_001, "Long"))

    assert "The file is larger than 1 MB." in admin_client.post(page_of(franchisee), sent).text


def test_a_file_that_was_left_unread_for_its_size_is_not_said_to_be_missing(
    admin_client, franchisee, monkeypatch
):
    monkeypatch.setattr("franchises.admin.upload_handler.LARGEST", 10)
    sent = form_of(franchisee, ("long.pdf", PDF, "Long"))

    response = admin_client.post(page_of(franchisee), sent)

    assert "The file is larger than 200 MB." in response.text
    assert "Choose a file." not in response.text


def test_a_file_is_on_a_record_once(admin_client, franchisee):
    twice = form_of(franchisee, ("a.pdf", PDF, "One"), ("b.pdf", PDF, "Two"))
    assert "This file is on it already." in admin_client.post(page_of(franchisee), twice).text
    documented(franchisee)
    again = form_of(franchisee, ("a.pdf", PDF, "One"))
    assert "This file is on it already." in admin_client.post(page_of(franchisee), again).text
    assert Document.objects.count() == 1


def test_the_words_of_a_document_change_and_its_content_does_not(admin_client, franchisee):
    document = documented(franchisee)
    address = f"/admin/franchises/document/{document.pk}/change/"
    form = {"kind": "letter", "title": "New", "dated_on": "2020-02-29", "sha256": "0" * 64}

    assert admin_client.post(address, form | {"change_reason": "typing"}).status_code == 302

    changed = Document.objects.get()
    assert (changed.title, changed.kind, changed.sha256) == ("New", "letter", document.sha256)
    history = admin_client.get(f"/admin/franchises/document/{document.pk}/history/").text
    assert "typing" in history
    assert document.sha256 in history


def test_a_file_sent_for_a_document_on_record_is_left_alone(admin_client, franchisee):
    document = documented(franchisee, title="Old")
    sent = form_of(franchisee, ("other.png", PNG, "New"))
    sent |= {f"{PREFIX}-INITIAL_FORMS": "1", f"{PREFIX}-0-id": str(document.pk)}

    assert admin_client.post(page_of(franchisee), sent).status_code == 302

    changed = Document.objects.get()
    assert (changed.title, changed.sha256) == ("New", document.sha256)
    assert changed.file_name == document.file_name


def test_nobody_makes_a_document_that_is_on_nothing(admin_client):
    assert admin_client.get("/admin/franchises/document/add/").status_code == 403


def test_a_record_with_documents_is_not_offered_for_deletion(admin_client, franchisee):
    assert "deletelink" in admin_client.get(page_of(franchisee)).text
    documented(franchisee)
    assert "deletelink" not in admin_client.get(page_of(franchisee)).text


def test_a_file_is_handed_out_as_one_that_no_browser_runs(admin_client, franchisee):
    document = documented(franchisee, title="Letter")

    response, content = fetched(admin_client, file_of(document))

    assert content == PDF
    assert response["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("permissions", "status"),
    [
        ((), 403),
        (("view_document",), 403),
        (("view_franchisee",), 403),
        (("view_document", "view_franchise"), 403),
        (("view_document", "view_franchisee"), 200),
    ],
)
def test_who_may_see_documents_and_the_record_gets_the_file(
    staff_client, franchisee, permissions, status
):
    document = documented(franchisee)

    response, _ = fetched(staff_client(*permissions), file_of(document))

    assert response.status_code == status


def test_a_visitor_is_sent_to_the_login(client, franchisee):
    response = client.get(file_of(documented(franchisee, is_public=True)))

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_a_viewer_sees_the_documents_of_a_record_and_adds_none(viewer, franchisee):
    document = documented(franchisee)

    text = viewer.get(page_of(franchisee)).text

    assert file_of(document) in text
    assert 'type="file"' not in text


def test_who_may_not_see_documents_sees_none_on_a_record(staff_client, franchisee):
    documented(franchisee, title="Letter of credit")

    assert "Letter of credit" not in staff_client("view_franchisee").get(page_of(franchisee)).text


def test_a_lost_file_is_not_found(admin_client, franchisee):
    assert admin_client.get(file_of(DocumentFactory())).status_code == 404
    assert admin_client.get("/admin/franchises/document/999/file/").status_code == 404


def test_the_list_filters_by_what_documents_are_about(admin_client, franchisee):
    DocumentFactory(holder=franchisee, title="Of a company")
    DocumentFactory(holder=FranchiseFactory(), title="Of a contract")

    text = admin_client.get("/admin/franchises/document/?about=franchisee").text

    assert "Of a company" in text
    assert "Of a contract" not in text


def test_a_document_whose_record_is_gone_says_so(admin_client, franchisee):
    document = DocumentFactory(holder=franchisee)
    # Past the page, which does not offer it.
    type(franchisee).objects.filter(pk=franchisee.pk)._raw_delete("default")

    text = admin_client.get(f"/admin/franchises/document/{document.pk}/change/").text

    assert "a franchisee that was deleted" in text


@pytest.mark.parametrize(
    "factory",
    [
        FranchiseEventFactory,
        SecurityFactory,
        InsuranceCertificateFactory,
        ObligationFactory,
        AuditFactory,
        NoticeFactory,
    ],
)
def test_what_stands_under_a_franchise_shows_its_documents_and_is_kept_by_them(
    admin_client, staff_client, franchisee, factory
):
    holder = factory()
    address = f"/admin/franchises/{holder._meta.model_name}/{holder.pk}/change/"
    assert "deletelink" in admin_client.get(address).text
    document = documented(holder)

    text = admin_client.get(address).text

    assert file_of(document) in text
    assert 'enctype="multipart/form-data"' in text
    assert "deletelink" not in text
    assert fetched(admin_client, file_of(document))[1] == PDF
    assert fetched(staff_client("view_document"), file_of(document))[0].status_code == 403


def test_a_document_comes_with_a_new_certificate(admin_client, franchisee):
    franchise = FranchiseFactory()
    form = {
        "franchise": franchise.pk,
        "kind": "liability",
        "insurer": "Example Insurance",
        "policy_number": "P-1",
        "per_occurrence": "1000000.00",
        "aggregate": "2000000.00",
        "effective_on": "2026-07-01",
        "expires_on": "2027-06-30",
        f"{PREFIX}-TOTAL_FORMS": "1",
        f"{PREFIX}-INITIAL_FORMS": "0",
        f"{PREFIX}-0-kind": "certificate",
        f"{PREFIX}-0-title": "Certificate of insurance",
        f"{PREFIX}-0-file": SimpleUploadedFile("acord.pdf", PDF),
    }

    response = admin_client.post("/admin/franchises/insurancecertificate/add/", form)

    assert response.status_code == 302
    document = Document.objects.get()
    assert (document.holder.policy_number, document.is_public) == ("P-1", False)
