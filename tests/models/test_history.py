"""Every change is in one history: who, when, before, after and why."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, update_change_reason

from franchises.models import Franchise, Franchisee, ImportRun, Installation
from tests.factories import (
    BoroughFactory,
    DocumentFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("factory", "field", "old", "new"),
    [
        (FranchiseeFactory, "website", "", "https://example.org"),
        (FranchiseeAliasFactory, "name", "Cablevision", "Cablevision of NYC"),
        (FranchiseFactory, "expires_on", date(2030, 6, 30), date(2031, 6, 30)),
        (InstallationFactory, "status", "approved", "installed"),
        (DocumentFactory, "is_public", False, True),
        (FeeAssessmentFactory, "amount", Decimal("100.00"), Decimal("100.01")),
        (FeeCollectionFactory, "amount", Decimal("100.00"), Decimal("100.01")),
    ],
)
def test_g10_a_change_keeps_who_what_before_and_after(factory, field, old, new):
    clerk = get_user_model().objects.create_user("clerk")
    record = factory(**{field: old})
    setattr(record, field, new)
    record._history_user = clerk
    record._change_reason = "corrected from the contract"
    record.save()
    key = record.pk
    after, before = record.history.all()
    assert (before.history_type, getattr(before, field)) == ("+", old)
    assert (after.history_type, getattr(after, field)) == ("~", new)
    assert (after.history_user, after.history_change_reason) == (
        clerk,
        "corrected from the contract",
    )
    assert after.import_run is None
    changes = {
        change.field: (change.old, change.new) for change in after.diff_against(before).changes
    }
    assert changes[field] == (old, new)
    manager = type(record).history
    record.delete()
    gone = manager.filter(id=key).first()
    assert (gone.history_type, getattr(gone, field)) == ("-", new)


def test_the_boroughs_of_a_franchise_are_in_its_history():
    franchise = FranchiseFactory()
    franchise.boroughs.add(BoroughFactory(code="manhattan"), BoroughFactory(code="queens"))
    franchise.boroughs.remove(BoroughFactory(code="queens"))
    named = [
        sorted(entry.borough.code for entry in record.boroughs.all())
        for record in franchise.history.all()
    ]
    assert named == [["manhattan"], ["manhattan", "queens"], []]


def test_a_franchise_can_be_seen_as_it_was():
    franchise = FranchiseFactory(title="Before")
    then = timezone.now()
    franchise.title = "After"
    franchise.save()
    assert franchise.history.as_of(then).title == "Before"


def test_a_change_that_an_import_made_names_its_run():
    run = ImportRun.objects.create(
        dataset="installations",
        outcome=ImportRun.Outcome.LOADED,
        file_name="poletops.csv",
        sha256="0" * 64,
        size=1,
        started_at=timezone.now(),
        seconds=Decimal("0.10"),
    )
    franchise = FranchiseFactory()
    rows = [InstallationFactory.build(franchise=franchise, asset_id=str(n)) for n in range(3)]
    bulk_create_with_history(rows, Installation, custom_historical_attrs={"import_run": run})
    assert {entry.import_run for entry in Installation.history.all()} == {run}


def test_a_reason_of_300_characters_is_kept_whole():
    franchisee = FranchiseeFactory()
    update_change_reason(franchisee, "x" * 300)
    assert franchisee.history.get().history_change_reason == "x" * 300


def test_a_franchisee_that_is_gone_keeps_its_history():
    franchisee = FranchiseeFactory(name="Altice USA")
    franchisee.delete()
    assert [entry.name for entry in Franchisee.history.all()] == ["Altice USA", "Altice USA"]


def test_what_is_written_in_bulk_without_history_is_not_in_it():
    """So an import must write its history itself; this is the trap it would fall into."""
    FranchiseFactory(number="F-1")
    Franchise.objects.filter(number="F-1").update(title="New")
    assert [entry.title for entry in Franchise.history.all()] == [""]
