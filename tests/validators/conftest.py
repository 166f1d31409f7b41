"""A small city of everything that is published, with words that are hard to write down."""

import json
from datetime import date
from decimal import Decimal

import pytest

from franchises.models import FeeAssessment
from tests.closing import closed, restated
from tests.factories import (
    BoroughFactory,
    ComplaintFactory,
    DocumentFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseEventFactory,
    FranchiseFactory,
    InstallationFactory,
)


@pytest.fixture
def city(db, settings):
    settings.CONTACT_EMAIL = "franchises@city.example.gov"
    altice = FranchiseeFactory(name="Altice USA", website="https://altice.example/")
    FranchiseeAliasFactory(franchisee=altice, name="Cablevision of NYC")
    FranchiseeAliasFactory(franchisee=altice, name="Café, “Télé”; Ünïon")
    cable = FranchiseFactory(
        number="CT-01",
        franchisee=altice,
        title='Cable, "all" boroughs\\islands; and more — '
        + "a title as long as a line of a calendar may be, and then some",
        registered_on=date(2010, 6, 1),
    )
    cable.boroughs.add(BoroughFactory(), BoroughFactory(code="x", name="Elsewhere"))
    FranchiseFactory(number="MT-01", perpetual=True, effective_on=date(2012, 7, 1))
    FranchiseFactory(number="MT-02", terminated=True, effective_on=date(2012, 7, 1))
    InstallationFactory(
        franchise=cable,
        latitude=40.7738,
        longitude=-73.9779,
        borough=BoroughFactory(),
        installed_on=date(2015, 3, 1),
        length_feet=12,
    )
    InstallationFactory(franchise=cable, kind="kiosk", status="proposed")
    for year in (2012, 2014):
        FeeAssessmentFactory(franchise=cable, fiscal_year=year, amount=Decimal("1234567.89"))
        FeeCollectionFactory(franchise=cable, fiscal_year=year, amount=Decimal("1000000.01"))
    FeeCollectionFactory(franchise=cable, refund=True)
    FeeCollectionFactory(franchise=cable, fiscal_year=2013, received_on=None)
    closed(2012)
    FeeAssessmentFactory(
        franchise=cable,
        fiscal_year=2014,
        origin="adjustment",
        amount=Decimal("-0.89"),
        adjusts=FeeAssessment.objects.get(fiscal_year=2012),
        note="SECRET-note",
    )
    restated(2012, "An audit,\nwith <a> reason & more")
    FranchiseFactory(number="SECRET-01", draft=True)
    FranchiseEventFactory(franchise=cable, is_published=True)
    DocumentFactory(holder=cable, is_public=True)
    ComplaintFactory()
    return cable


@pytest.fixture
def fetched(client, city, tmp_path):
    """A function that writes what an address answers into a folder like the site's."""

    def fetch(address):
        response = client.get(address)
        assert response.status_code == 200, address
        path = tmp_path / address.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(response) if response.streaming else response.content)
        return path

    return fetch


@pytest.fixture
def document(client, city):
    """A function that reads the JSON of an address."""

    def read(address):
        response = client.get(address)
        assert response.status_code == 200, address
        return json.loads(response.content)

    return read
