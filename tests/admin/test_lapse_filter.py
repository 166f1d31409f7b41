"""What is held until a day is found by when it lapses, the last day of each range in it."""

from datetime import date

import pytest

from franchises.admin import lapse_filter
from tests.factories import InsuranceCertificateFactory, SecurityFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 29)
DAYS = {
    "2026-09-30": {"past"},
    "2026-10-01": {"past", "quarter"},
    "2026-11-28": {"past", "quarter"},
    "2026-11-29": {"quarter", "soon"},
    "2026-12-31": {"quarter", "soon"},
    "2027-01-01": {"soon"},
    "2027-02-27": {"soon"},
    "2027-02-28": {"later"},
}


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(lapse_filter, "localdate", lambda: TODAY)


def listed(client, model, lapse):
    page = client.get(f"/admin/franchises/{model}/?lapse={lapse}")
    return {str(each.expires_on) for each in page.context["cl"].result_list}


@pytest.mark.parametrize("lapse", ["past", "quarter", "soon", "later"])
@pytest.mark.parametrize(
    ("model", "make"),
    [("security", SecurityFactory), ("insurancecertificate", InsuranceCertificateFactory)],
)
def test_what_lapses_when_is_found_and_nothing_else(admin_client, model, make, lapse):
    for day in DAYS:
        make(expires_on=date.fromisoformat(day))

    assert listed(admin_client, model, lapse) == {day for day in DAYS if lapse in DAYS[day]}


def test_a_security_without_a_last_day_lapses_later_or_never(admin_client):
    SecurityFactory(expires_on=None)

    assert listed(admin_client, "security", "later") == {"None"}
    assert listed(admin_client, "security", "past") == set()


def test_a_security_that_was_released_does_not_lapse(admin_client):
    SecurityFactory(expires_on=date(2026, 12, 1), released_on=TODAY)
    SecurityFactory(expires_on=date(2026, 12, 2), released_on=date(2026, 11, 30))

    assert listed(admin_client, "security", "quarter") == {"2026-12-02"}


def test_an_unknown_time_finds_nothing(admin_client):
    SecurityFactory(expires_on=TODAY)

    assert listed(admin_client, "security", "soon") == {"2026-11-29"}
    assert listed(admin_client, "security", "never") == set()


@pytest.mark.parametrize(
    ("first_month", "first", "last"),
    [(7, "2026-10-01", "2026-12-31"), (6, "2026-09-01", "2026-11-30")],
)
def test_a_quarter_is_one_of_the_citys_fiscal_year(first_month, first, last):
    bounds = lapse_filter.quarter_of(TODAY, first_month)

    assert [str(day) for day in bounds] == [first, last]
