from decimal import Decimal

import pytest

from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeFactory,
    FranchiseFactory,
    InstallationFactory,
)
from tests.public.markup import read

pytestmark = pytest.mark.django_db


def test_an_empty_city_has_a_first_page(client, today):
    page = read(client.get("/"))
    assert "No fees are recorded yet." in page.text
    assert "0 companies and bodies that hold a franchise, or held one." in page.text
    assert "0 contracts, of which 0 are in force today." in page.text
    assert not any(link.startswith("/fees/2") for link in page.links)


def test_the_headline_is_the_total_of_the_latest_fiscal_year(client, city):
    FeeCollectionFactory(franchise=city, fiscal_year=2014, amount=Decimal("7.50"))
    FeeAssessmentFactory(franchise=city, fiscal_year=2014, amount=Decimal("10.00"))
    page = read(client.get("/"))
    assert (
        "Fees of FY2014 $7.50 was collected from 1 franchisee in the fiscal year"
        " from 1 July 2013 to 30 June 2014; $2.50 is outstanding." in page.text
    )
    assert "/fees/2014/" in page.links


def test_a_year_that_has_only_just_begun_is_not_the_headline(client, city):
    FeeAssessmentFactory(franchise=city, fiscal_year=2014, amount=Decimal("10.00"))
    page = read(client.get("/"))
    assert "Fees of FY2013 $8,076,089.00 was collected" in page.text
    assert "FY2013 to FY2014." in page.text


def test_everything_public_is_one_link_away(client, city):
    assert {
        "/fees/",
        "/franchisees/",
        "/franchises/",
        "/installations/",
        "/register/",
        "/complaints/",
        "/data/",
    } <= set(read(client.get("/")).links)


def test_the_counts_leave_drafts_out(client, city):
    FranchiseFactory(number="CT-02", franchisee=city.franchisee, expired=True)
    InstallationFactory.create_batch(2, franchise=city)
    text = read(client.get("/")).text
    assert "1 company or body that holds a franchise, or held one." in text
    assert "2 contracts, of which 1 is in force today." in text
    assert "3 things on, over or under a street" in text


def test_the_first_page_costs_the_same_however_much_there_is(
    client, city, django_assert_num_queries
):
    def asked():
        with django_assert_num_queries(20) as queries:
            client.get("/")
        return len(queries)

    few = asked()
    for franchisee in FranchiseeFactory.create_batch(100):
        franchise = FranchiseFactory(franchisee=franchisee)
        FeeCollectionFactory(franchise=franchise)
    assert asked() == few
