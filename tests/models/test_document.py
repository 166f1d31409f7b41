"""Documents: who sees which, whose they are, and their files on disk."""

import os
import stat
from io import BytesIO

import pytest
from django.contrib.contenttypes.fields import GenericRelation

from franchises.admin.document import DocumentInline
from franchises.models import Document
from franchises.models.document import HOLDERS, holder_models
from franchises.models.document_files import left_behind, path_of, store
from franchises.rules.file_content import ContentRefusedError
from tests.documents import documented
from tests.factories import (
    AuditFactory,
    DocumentFactory,
    FranchiseeFactory,
    FranchiseEventFactory,
    FranchiseFactory,
    InsuranceCertificateFactory,
    NoticeFactory,
    ObligationFactory,
    PenaltyFactory,
    SecurityFactory,
)
from tests.rules.files import PDF, PNG

A_DAY = 86_400
# What a contract requires and what came of it, each with the word that the open data has for it.
UNDER_A_FRANCHISE = {
    "security": SecurityFactory,
    "certificate": InsuranceCertificateFactory,
    "obligation": ObligationFactory,
    "audit": AuditFactory,
    "notice": NoticeFactory,
    "penalty": PenaltyFactory,
}


@pytest.fixture
def directory(settings, tmp_path):
    settings.DOCUMENT_DIR = tmp_path / "documents"
    return settings.DOCUMENT_DIR


def files_of(directory):
    return sorted(path.name for path in directory.rglob("*") if path.is_file())


def test_a_file_is_kept_under_its_hash_where_only_we_may_enter(directory):
    kept = store(BytesIO(PDF), "anything.exe")

    path = path_of(kept.sha256)
    assert path.read_bytes() == PDF
    assert path == directory / kept.sha256[:2] / kept.sha256
    assert (kept.size, kept.media_type) == (len(PDF), "application/pdf")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_content_twice_is_one_file(directory):
    assert store(BytesIO(PDF), "a.pdf") == store(BytesIO(PDF), "b.pdf")
    assert len(files_of(directory)) == 1


def test_nothing_is_kept_of_a_file_that_is_refused(directory):
    with pytest.raises(ContentRefusedError, match="is a page of HTML"):
        store(BytesIO(b"<html>"), "contract.pdf")
    assert not directory.exists()


def test_nothing_is_left_of_a_file_that_the_disk_has_no_room_for(directory, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("franchises.models.document_files.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store(BytesIO(PDF), "contract.pdf")
    assert files_of(directory) == []


def test_a_file_may_be_as_large_as_the_setting_and_no_larger(directory, settings):
    settings.DOCUMENT_MEGABYTES = 1

    assert store(BytesIO(b"a" * 1_000_000), "a.txt").size == 1_000_000
    with pytest.raises(ContentRefusedError, match="is larger than 1 MB"):
        store(BytesIO(b"a" * 1_000_001), "a.txt")


def test_a_file_without_a_record_is_left_behind_once_it_is_old(directory):
    named, lost = store(BytesIO(PDF), "a"), store(BytesIO(PNG), "b")
    half = directory / "abc.part"
    half.write_bytes(b"%PDF")
    for path in (path_of(named.sha256), path_of(lost.sha256), half):
        os.utime(path, (A_DAY, A_DAY))

    assert list(left_behind({named.sha256}, A_DAY)) == []
    assert [path.name for path in left_behind({named.sha256}, A_DAY + 1)] == sorted(
        [lost.sha256, "abc.part"], reverse=lost.sha256 > "abc.part"
    )


@pytest.mark.django_db
def test_the_public_sees_a_public_document_of_what_is_published():
    published, draft = FranchiseFactory(), FranchiseFactory(draft=True)
    for holder in (published, published.franchisee, draft, draft.franchisee, FranchiseeFactory()):
        DocumentFactory(holder=holder, is_public=True)
        DocumentFactory(holder=holder)

    seen = Document.objects.published()

    assert {each.holder for each in seen} == {published, published.franchisee}
    assert all(each.is_public for each in seen)


@pytest.mark.django_db
@pytest.mark.parametrize("factory", UNDER_A_FRANCHISE.values(), ids=list(UNDER_A_FRANCHISE))
def test_a_document_under_a_franchise_is_public_where_it_says_so_and_the_franchise_is(factory):
    holder = factory()
    shown = DocumentFactory(holder=holder, is_public=True)
    DocumentFactory(holder=holder)
    DocumentFactory(holder=factory(franchise__draft=True), is_public=True)

    assert list(Document.objects.published()) == [shown]
    holder.franchise.is_published = False
    holder.franchise.save()
    assert not Document.objects.published().exists()


@pytest.mark.django_db
def test_a_document_on_an_event_is_public_where_event_and_franchise_are_published():
    event = FranchiseEventFactory(is_published=True)
    shown = DocumentFactory(holder=event, is_public=True)
    DocumentFactory(holder=event)
    for other in (
        FranchiseEventFactory(),
        FranchiseEventFactory(is_published=True, franchise__draft=True),
    ):
        DocumentFactory(holder=other, is_public=True)
    # Of a thing that has no drafts, and the number of an event that is one.
    hidden = FranchiseEventFactory(franchise=event.franchise)
    security = SecurityFactory(pk=hidden.pk, franchise=event.franchise)
    also_shown = DocumentFactory(holder=security, is_public=True)

    assert set(Document.objects.published()) == {shown, also_shown}
    event.is_published = False
    event.save()
    assert list(Document.objects.published()) == [also_shown]


@pytest.mark.django_db
def test_documents_of_a_franchise_are_those_of_all_that_stands_under_it():
    franchise = FranchiseFactory()
    factories = [FranchiseEventFactory, *UNDER_A_FRANCHISE.values()]
    own = {DocumentFactory(holder=factory(franchise=franchise)) for factory in factories}
    for factory in factories:
        DocumentFactory(holder=factory())

    assert set(Document.objects.of_franchise(franchise)) == own
    assert not Document.objects.of_franchisee(franchise.franchisee).exists()


@pytest.mark.django_db
def test_documents_of_a_franchise_are_not_those_of_its_franchisee():
    franchise = FranchiseFactory()
    own = DocumentFactory(holder=franchise)
    of_holder = DocumentFactory(holder=franchise.franchisee)
    # Another thing with the same number.
    DocumentFactory(holder=FranchiseFactory())

    assert list(Document.objects.of_franchise(franchise)) == [own]
    assert list(Document.objects.of_franchisee(franchise.franchisee)) == [of_holder]


@pytest.mark.django_db
def test_a_document_says_whose_it_is(django_assert_num_queries):
    franchise = FranchiseFactory(number="F-1", franchisee__name="Altice USA")
    DocumentFactory(holder=franchise)
    DocumentFactory(holder=franchise.franchisee)
    for factory in (FranchiseEventFactory, *UNDER_A_FRANCHISE.values()):
        DocumentFactory(holder=factory(franchise=franchise))

    with django_assert_num_queries(1):
        named = Document.objects.with_names().order_by("pk")
        told = [(each.about, each.franchise, each.franchisee) for each in named]

    assert told == [
        ("franchise", "F-1", "Altice USA"),
        ("franchisee", "", "Altice USA"),
        *((word, "F-1", "Altice USA") for word in ("event", *UNDER_A_FRANCHISE)),
    ]


@pytest.mark.django_db
def test_the_newest_document_comes_first_and_one_without_a_day_last():
    franchise = FranchiseFactory()
    for day in ("2020-01-01", None, "2021-01-01"):
        DocumentFactory(holder=franchise, dated_on=day)

    days = [str(each.dated_on) for each in franchise.documents.all()]

    assert days == ["2021-01-01", "2020-01-01", "None"]


@pytest.mark.parametrize("model", holder_models(), ids=list(HOLDERS))
def test_every_holder_knows_its_documents_and_takes_them_on_its_page(model):
    from django.contrib import admin

    page = admin.site.get_model_admin(model)

    assert [type(each) for each in model._meta.private_fields] == [GenericRelation]
    assert DocumentInline in page.inlines
    assert "documents" in page.kept_by


@pytest.mark.django_db
def test_the_name_of_a_download_is_made_of_the_title_and_the_content(directory):
    franchise = FranchiseFactory()

    named = documented(franchise, title="Amendment № 3 / “final”.exe", file_name="x.exe")
    unnamed = documented(franchise, PNG, title="…", kind="letter")

    assert named.download_name == "amendment-no-3-finalexe.pdf"
    assert unnamed.download_name == "letter.png"
