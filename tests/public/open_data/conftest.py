from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    BoroughFactory,
    FeeAssessmentFactory,
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
    InstallationFactory,
)

TODAY = date(2026, 11, 23)


@pytest.fixture
def register(city, monkeypatch):
    """The city, and beside it a perpetual franchise of another type, and one that has expired."""
    for module in ("api", "documents", "files"):
        monkeypatch.setattr(f"franchises.public.open_data.{module}.localdate", lambda: TODAY)
    city.boroughs.add(BoroughFactory(), BoroughFactory(code="a-borough", name="Astoria"))
    mobile = FranchiseTypeFactory(
        code="mobile-telecommunications", name="Mobile telecommunications"
    )
    verizon = FranchiseeFactory(name="Verizon")
    FranchiseFactory(number="MT-01", franchisee=verizon, franchise_type=mobile, perpetual=True)
    expired = FranchiseFactory(number="MT-02", franchisee=verizon, expired=True)
    FeeAssessmentFactory(franchise=expired, fiscal_year=2014, amount=Decimal("7.00"))
    InstallationFactory(
        franchise=expired, asset_id="P-2", kind="kiosk", latitude=40.5, longitude=-73.00001
    )
    return city
