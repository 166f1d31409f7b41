from datetime import date

import pytest

from tests.factories import (
    BoroughFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
    InstallationFactory,
)
from tests.public.markup import read

pytestmark = pytest.mark.django_db


def found(client, **query):
    """The numbers on the page that *query* leads to."""
    response = client.get("/franchises/", query)
    assert response.status_code == 200
    read(response)
    return [each.number for each in response.context["page"].rows]


@pytest.fixture
def register(today):
    """A franchise of every status on 23 November 2026."""
    FranchiseFactory(number="A", effective_on=date(2027, 1, 1))
    FranchiseFactory(number="B", franchise_type=FranchiseTypeFactory(code="mob", name="Mobile"))
    FranchiseFactory(number="C", holdover=True)
    FranchiseFactory(number="D", expired=True, title="Pay telephones")
    FranchiseFactory(number="E", terminated=True).boroughs.add(
        BoroughFactory(), BoroughFactory(code="queens", name="Queens")
    )
    FranchiseFactory(number="F", perpetual=True)
    FranchiseFactory(number="G", draft=True, title="Pay telephones")


def test_the_list_is_by_number_and_without_drafts(client, register):
    assert found(client) == ["A", "B", "C", "D", "E", "F"]
    assert "6 franchises." in read(client.get("/franchises/")).text


@pytest.mark.parametrize(
    ("status", "numbers"),
    [
        ("pending", ["A"]),
        ("in_force", ["B", "F"]),
        ("holdover", ["C"]),
        ("expired", ["D"]),
        ("terminated", ["E"]),
    ],
)
def test_the_list_is_narrowed_by_the_status_today(client, register, status, numbers):
    assert found(client, status=status) == numbers


def test_a_status_changes_the_day_after_the_last_day(client, today):
    FranchiseFactory(number="LAST", expires_on=date(2026, 11, 23))
    FranchiseFactory(number="OVER", expires_on=date(2026, 11, 22))
    assert found(client, status="in_force") == ["LAST"]
    assert found(client, status="expired") == ["OVER"]


def test_the_list_is_narrowed_by_type_and_borough(client, register):
    assert found(client, type="mob") == ["B"]
    assert found(client, borough="queens") == ["E"]
    assert found(client, borough="queens", type="mob") == []


def test_a_search_finds_number_title_and_franchisee(client, register):
    altice = FranchiseeFactory(name="Altice USA")
    FranchiseeAliasFactory(franchisee=altice, name="Cablevision")
    FranchiseFactory(number="ZZ-9", franchisee=altice)
    assert found(client, search="zz-") == ["ZZ-9"]
    assert found(client, search="pay tele") == ["D"]
    assert found(client, search="ALTICE") == ["ZZ-9"]
    assert found(client, search="cablevis") == ["ZZ-9"]
    assert found(client, search="%") == []


def test_what_was_chosen_stays_chosen_in_the_form(client, register):
    page = read(client.get("/franchises/?status=holdover&search=c"))
    chosen = [each["value"] for each in page.all("option") if "selected" in each]
    assert "holdover" in chosen
    assert [each["value"] for each in page.all("input")] == ["c"]


def test_a_term_says_how_it_ends(client, register):
    text = read(client.get("/franchises/")).text
    assert "From 1 July 2010, perpetual" in text
    assert "1 July 2010 to 30 June 2020" in text
    assert "to 30 June 2030; ended early, last day 1 March 2018" in text


def test_a_page_has_all_that_is_public_of_the_contract(client, city):
    city.registered_on, city.registration_number = date(2010, 8, 2), "R-1"
    city.award_method = "request for proposals"
    city.save()
    city.boroughs.add(BoroughFactory())
    text = read(client.get("/franchises/CT-01/")).text
    for fact in (
        "Franchise CT-01 Cable television",
        "Franchisee Altice USA",
        "Granted by New York City",
        "Status today In force",
        "Term 1 July 2010 to 30 June 2030",
        "Boroughs Manhattan",
        "Registered with the Comptroller 2 August 2010, number R-1",
        "How it was awarded Request for proposals",
        "Pole top Installed 1 Total 1",
        "FY2013 $8,076,189.00 $8,076,089.00 $100.00",
    ):
        assert fact in text


def test_a_bare_franchise_has_a_page_too(client, today):
    FranchiseFactory(number="BARE")
    text = read(client.get("/franchises/BARE/")).text
    assert "Boroughs Not recorded" in text
    assert "Registered with the Comptroller Not recorded" in text
    assert "No installations are recorded." in text
    assert "No fees are recorded." in text


def test_installations_are_counted_by_kind_and_status_and_linked(client, city):
    InstallationFactory.create_batch(2, franchise=city, status="removed")
    InstallationFactory(franchise=city, kind="kiosk")
    page = read(client.get("/franchises/CT-01/"))
    assert "Pole top Installed 1 Pole top Removed 2 Kiosk Installed 1 Total 4" in page.text
    link = "/installations/?franchise=CT-01&kind=pole_top&status=removed"
    assert link in page.links
    assert "2 installations." in read(client.get(link)).text


@pytest.mark.parametrize("number", ["SECRET-01", "SECRET-02"])
def test_a_draft_is_not_found_and_looks_like_an_absent_one(client, city, number):
    response = client.get(f"/franchises/{number}/")
    assert response.status_code == 404
    assert response.content == client.get("/franchises/ABSENT-01/").content


def test_the_list_costs_the_same_however_many_rows(client, today, django_assert_num_queries):
    def asked():
        with django_assert_num_queries(7) as queries:
            client.get("/franchises/")
        return len(queries)

    FranchiseFactory.create_batch(60)
    few = asked()
    FranchiseFactory.create_batch(100)
    assert asked() == few


def test_a_page_costs_the_same_however_much_is_on_it(client, city, django_assert_num_queries):
    def asked():
        with django_assert_num_queries(11) as queries:
            client.get("/franchises/CT-01/")
        return len(queries)

    few = asked()
    InstallationFactory.create_batch(100, franchise=city)
    for year in range(1990, 2013):
        FeeCollectionFactory(franchise=city, fiscal_year=year)
    assert asked() == few
