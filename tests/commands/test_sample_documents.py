"""The documents of the sample city: real files, some of them public, kept as uploads are."""

from datetime import date
from pathlib import Path

import pytest

from franchises.management.sample_documents import has_sample_documents, make_sample_documents
from franchises.models import Document
from franchises.models.document_files import path_of
from tests.factories import (
    FranchiseeFactory,
    FranchiseEventFactory,
    FranchiseFactory,
    InsuranceCertificateFactory,
)

pytestmark = pytest.mark.django_db

LISTED = Path(__file__).parent.parent.parent / "franchises" / "sample" / "documents.toml"


@pytest.fixture
def city(settings, tmp_path):
    settings.DOCUMENT_DIR = tmp_path / "documents"
    for number in ("PC-2014-01", "PC-1999-01", "MT-2012-01", "MT-2004-01"):
        FranchiseFactory(number=number)
    FranchiseeFactory(name="Collect Pond Telecom")
    FranchiseEventFactory(
        franchise__number="CT-2013-01",
        kind="amendment",
        happened_on=date(2026, 9, 15),
        is_published=True,
    )
    InsuranceCertificateFactory(policy_number="GL-551-20")


def test_the_documents_are_made_once_with_their_files(city):
    assert not has_sample_documents()
    assert make_sample_documents(LISTED) == 9
    assert has_sample_documents()

    assert Document.objects.published().count() == 6
    by_whom = Document.history.values_list("history_user__username", flat=True)
    assert set(by_whom) == {"franchise-manager"}
    kinds = set(Document.objects.values_list("kind", flat=True))
    assert kinds == {"contract", "amendment", "resolution", "letter", "certificate"}
    # One resolution authorizes two franchises: two documents, one file.
    files = {path_of(each.sha256).read_bytes() for each in Document.objects.all()}
    assert len(files) == 8
    assert all(b"invented" in each for each in files)


def test_documents_that_were_deleted_are_not_made_again(city):
    make_sample_documents(LISTED)
    Document.objects.all().delete()

    assert has_sample_documents()
