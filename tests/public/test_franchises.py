from datetime import date

import pytest

from franchises.rules.steps import Step
from tests.factories import (
    BoroughFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseEventFactory,
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


@pytest.mark.parametrize(
    ("day", "numbers"),
    [
        ("2010-06-30", []),
        ("2010-07-01", ["B", "C", "D", "E", "F"]),
        ("2018-03-01", ["B", "C", "D", "E", "F"]),
        ("2018-03-02", ["B", "C", "D", "F"]),
        ("2020-06-30", ["B", "C", "D", "F"]),
        ("2020-07-01", ["B", "F"]),
        ("2027-01-01", ["A", "B", "F"]),
    ],
)
def test_the_list_is_narrowed_by_the_status_on_any_day(client, register, day, numbers):
    assert found(client, status="in_force", on=day) == numbers


def test_a_day_alone_shows_every_franchise_with_its_status_then(client, register):
    text = read(client.get("/franchises/?on=2012-06-30")).text
    assert "Franchises, with the status on 30 June 2012" in text
    assert "Status on the day: 30 June 2012" in text
    assert text.count("Not yet in force") == 2  # the choice, and franchise A
    assert text.count("In force") == 6  # the choice, and the others
    assert "Status today" not in text
    assert "Status today" in read(client.get("/franchises/")).text


@pytest.mark.parametrize(
    ("day", "numbers"),
    [
        ("2020-06-30", []),
        ("2020-07-01", ["C", "D"]),
        ("2030-06-30", ["C", "D"]),
        ("2030-07-01", ["A", "B", "C", "D", "E"]),
    ],
)
def test_the_list_is_narrowed_to_terms_that_end_before_a_day(client, register, day, numbers):
    assert found(client, expiring_before=day) == numbers


def test_each_filter_is_a_chip_that_removes_it_and_turns_back_to_the_first_page(client, register):
    query = "?search=a&type=mob&status=in_force&on=2012-06-30&borough=queens"
    page = read(client.get(f"/franchises/{query}&expiring_before=2030-01-01&page=1"))
    chips = page.text.partition("Clear")[2].partition("No franchises")[0]
    assert chips == (
        " Number, title or franchisee: a : remove this filter Type: Mobile : remove this filter"
        " Status: In force : remove this filter Status on the day: 30 June 2012"
        " : remove this filter Borough: Queens : remove this filter"
        " Term ends before: 1 January 2030 : remove this filter "
    )
    assert f"/franchises/{query}" in page.links


def test_a_list_of_nothing_names_the_filters_that_left_nothing(client, register):
    page = read(client.get("/franchises/?status=expired&borough=queens"))
    assert "No franchises found. Nothing is left by: Status: Expired; Borough: Queens." in page.text
    assert not page.all("table")


def test_a_list_has_an_address_that_finds_the_same_on_a_later_day(client, register):
    assert "/franchises/?on=2026-11-23" in read(client.get("/franchises/")).links
    page = read(client.get("/franchises/?status=expired&search=pay"))
    permalink = "/franchises/?search=pay&status=expired&on=2026-11-23"
    assert permalink in page.links
    assert found(client, status="expired", search="pay", on="2026-11-23") == ["D"]
    assert permalink in read(client.get(permalink)).links


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "draft"),
        ("on", "30.6.2012"),
        ("on", "2012-02-30"),
        ("on", "today"),
        ("expiring_before", "2030"),
        ("borough", "nowhere"),
        ("type", "1"),
        ("expires_before", "2030-01-01"),
    ],
)
@pytest.mark.parametrize("register_of", ["franchises", "franchisees"])
def test_what_a_list_cannot_be_narrowed_by_is_refused_by_name(
    client, today, register_of, name, value
):
    response = client.get(f"/{register_of}/", {name: value})
    assert response.status_code == 400
    assert f"“{name}”" in read(response).text


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
    assert [each.get("value") for each in page.all("input")] == ["c", None, None]


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
    assert "How it was awarded Not recorded" in text
    assert "Authorized by Not recorded" in text
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


def test_what_it_rests_on_is_told_where_it_is_published(client, city):
    for kind, on, more in (
        (Step.AUTHORIZING_RESOLUTION, date(2009, 5, 14), {"reference": "Resolution 191"}),
        (Step.COMMITTEE_VOTE, date(2010, 4, 1), {"votes_for": 5, "votes_against": 1}),
        (Step.MAYORAL_APPROVAL, date(2010, 4, 9), {}),
        (Step.SOLICITATION, date(2010, 3, 1), {}),
    ):
        FranchiseEventFactory(franchise=city, kind=kind, happened_on=on, is_published=True, **more)
    FranchiseEventFactory(
        franchise=city, kind=Step.MAYORAL_APPROVAL, happened_on=date(2010, 5, 1), reference="SECRET"
    )
    text = read(client.get("/franchises/CT-01/")).text
    assert (
        "Authorized by Authorizing resolution, Resolution 191, 14 May 2009 Review committee vote,"
        " 1 April 2010: 5 for, 1 against Mayoral approval, 9 April 2010 Registered"
    ) in text
    assert "SECRET" not in text


def test_a_small_map_shows_where_its_installations_stand(client, city):
    assert "Where its installations stand" not in read(client.get("/franchises/CT-01/")).text
    place = {"franchise": city, "latitude": 40.7738, "longitude": -73.9779}
    InstallationFactory.create_batch(3, **place)
    InstallationFactory(**place, status="removed")
    InstallationFactory(franchise=city, latitude=40.6, longitude=-74.1)
    response = client.get("/franchises/CT-01/")
    page = read(response)
    assert "Where its installations stand 4 installations that have a place" in page.text
    cells = response.context["city_map"].cells
    assert [(cell.count, cell.shade) for cell in cells] == [(3, 3), (1, 1)]
    assert "/installations/map/?franchise=CT-01" in page.links


@pytest.mark.parametrize("number", ["SECRET-01", "SECRET-02"])
def test_f87_a_draft_is_not_found_and_looks_like_an_absent_one(client, city, number):
    response = client.get(f"/franchises/{number}/")
    assert response.status_code == 404
    assert response.content == client.get("/franchises/ABSENT-01/").content


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 7), ("?search=l&type=cable-television&status=in_force&on=2026-11-23", 8)],
)
def test_the_list_costs_the_same_for_10_rows_and_for_1000(
    client, today, django_assert_num_queries, query, queries
):
    def asked(queries):
        with django_assert_num_queries(queries):  # the version and the choices among them
            return client.get(f"/franchises/{query}").context["page"]

    kind = FranchiseTypeFactory()
    FranchiseFactory.create_batch(10, title="Cable", franchise_type=kind)
    assert asked(queries - 1).count == 10  # one page needs no count
    FranchiseFactory.create_batch(990, title="Cable", franchise_type=kind)
    page = asked(queries)
    assert (page.count, len(page.rows)) == (1000, 50)


def test_a_page_costs_the_same_however_much_is_on_it(client, city, django_assert_num_queries):
    def asked():
        with django_assert_num_queries(12) as queries:
            client.get("/franchises/CT-01/")
        return len(queries)

    few = asked()
    InstallationFactory.create_batch(100, franchise=city)
    for year in range(1990, 2013):
        FeeCollectionFactory(franchise=city, fiscal_year=year)
    assert asked() == few
