from datetime import date
from decimal import Decimal

import pytest

from franchises.imports.complaint_matching import match_complaints
from tests.documents import documented
from tests.factories import (
    ComplaintFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)


@pytest.fixture
def today(monkeypatch):
    """23 November 2026, on every page that asks what day it is."""
    day = date(2026, 11, 23)
    for page in ("accounts", "fees", "franchisees", "franchises", "home", "versions"):
        monkeypatch.setattr(f"franchises.public.{page}.localdate", lambda: day)
    return day


@pytest.fixture
def city(db, today, settings, tmp_path):
    """One franchise of everything public, and one draft whose words must never be seen."""
    settings.DOCUMENT_DIR = tmp_path / "documents"
    altice = FranchiseeFactory(
        name="Altice USA", notes="SECRET-note", website="https://altice.example/"
    )
    altice.contacts.create(name="SECRET-contact")
    FranchiseeAliasFactory(franchisee=altice, name="Cablevision of NYC")
    franchise = FranchiseFactory(
        number="CT-01", franchisee=altice, title="Cable television", notes="SECRET-note"
    )
    InstallationFactory(franchise=franchise, asset_id="P-1", on_street="BROADWAY", fee_zone="A")
    FeeAssessmentFactory(franchise=franchise, amount=Decimal("8076189.00"), note="SECRET-note")
    FeeCollectionFactory(franchise=franchise, amount=Decimal("8076099.00"), note="SECRET-note")
    FeeCollectionFactory(
        franchise=franchise, refund=True, received_on=date(2013, 8, 1), note="SECRET-note"
    )
    documented(franchise, title="Franchise agreement", is_public=True, file_name="SECRET.pdf")
    documented(franchise, b"SECRET", title="SECRET-letter")
    draft = FranchiseFactory(
        number="SECRET-01", franchisee=FranchiseeFactory(name="SECRET-holder"), draft=True
    )
    FranchiseeAliasFactory(franchisee=draft.franchisee, name="SECRET-alias")
    documented(draft, b"SECRET draft", title="SECRET-draft", is_public=True)
    InstallationFactory(franchise=draft, asset_id="SECRET-P", on_street="SECRET STREET")
    FranchiseFactory(number="SECRET-02", franchisee=altice, draft=True)
    ComplaintFactory(number="61528341", asset_id="P-1", closed_on=date(2025, 3, 21))
    ComplaintFactory(number="61528342", asset_id="SECRET-P", resolution="SECRET-words")
    match_complaints()
    return franchise
