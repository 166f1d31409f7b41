"""The page that puts our figures of a year beside the published ones."""

from decimal import Decimal

import pytest

from tests.factories import FeeCollectionFactory, PublishedFigureFactory

pytestmark = pytest.mark.django_db

PAGE = "/admin/franchises/publishedfigure/reconcile/2013/"


@pytest.fixture
def figure():
    FeeCollectionFactory(fiscal_year=2013, amount=Decimal("100.00"))
    return PublishedFigureFactory(fiscal_year=2013, amount=Decimal("99.00"), source="The budget")


def test_the_page_says_how_far_apart_we_are(admin_client, figure):
    page = admin_client.get(PAGE)
    assert "FY2013: 0 of 1 published figure agrees with the ledger." in page.text
    assert "$1.00 apart" in page.text
    assert f"/admin/franchises/publishedfigure/{figure.pk}/change/" in page.text


def test_list_and_record_lead_to_the_page(admin_client, figure):
    for address in ("", f"{figure.pk}/change/"):
        assert PAGE in admin_client.get(f"/admin/franchises/publishedfigure/{address}").text


def test_a_year_without_figures_says_what_to_do(admin_client):
    page = admin_client.get(PAGE)
    assert "No published figure is recorded for FY2013." in page.text
    assert "Record what a budget" in page.text


@pytest.mark.parametrize("year", ["1899", "2201"])
def test_what_is_no_fiscal_year_is_not_found(admin_client, year):
    address = PAGE.replace("2013", year)
    assert admin_client.get(address).status_code == 404


def test_who_may_not_see_money_does_not_see_it_here(staff_client, figure):
    assert staff_client("view_publishedfigure").get(PAGE).status_code == 403
    clerk = staff_client(
        "view_publishedfigure", "view_feeassessment", "view_feecollection", username="auditor"
    )
    assert clerk.get(PAGE).status_code == 200


def test_a_figure_has_one_scope(admin_client, figure):
    franchise = FeeCollectionFactory().franchise
    response = admin_client.post(
        "/admin/franchises/publishedfigure/add/",
        {
            "source": "Audit",
            "fiscal_year": "2013",
            "amount": "1.00",
            "rounded_to": "1",
            "measure": "collected",
            "basis": "accrual",
            "franchise": franchise.pk,
            "franchisee": franchise.franchisee.pk,
        },
    )
    assert "Give a franchise, a franchisee or a type, or none." in response.text


def test_more_figures_take_no_more_queries(admin_client, figure, django_assert_max_num_queries):
    PublishedFigureFactory.create_batch(30, fiscal_year=2013)
    with django_assert_max_num_queries(9):
        admin_client.get(PAGE)
    with django_assert_max_num_queries(9):
        admin_client.get("/admin/franchises/publishedfigure/")
