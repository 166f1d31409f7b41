import pytest
from django.utils.formats import date_format
from django.utils.timezone import localdate
from factory import Sequence

from tests.factories import (
    BoroughFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
)
from tests.public.markup import read

pytestmark = pytest.mark.django_db


def found(client, search="", **query):
    """The slugs on the page that a search leads to."""
    response = client.get("/franchisees/", {"search": search, **query} if search else query)
    assert response.status_code == 200
    read(response)
    return [each.slug for each in response.context["page"].rows]


def test_the_list_shows_each_with_its_franchises_and_their_status_today(client, city):
    FranchiseFactory(number="CT-02", franchisee=city.franchisee, expired=True)
    text = read(client.get("/franchisees/")).text
    assert "1 franchisee." in text
    assert (
        "Altice USA CT-01 Cable television 1 July 2010 to 30 June 2030 In force"
        " CT-02 Cable television 1 July 2010 to 30 June 2020 Expired"
    ) in text


def test_a_franchisee_is_listed_once_however_many_franchises_it_has(client, city):
    FranchiseFactory.create_batch(3, franchisee=city.franchisee)
    page = read(client.get("/franchisees/"))
    assert page.links.count("/franchisees/altice-usa/") == 1
    assert "1 franchisee." in page.text


def test_without_a_published_franchise_it_is_neither_listed_nor_found(client, city):
    FranchiseeFactory(name="Nobody Inc.")
    assert "1 franchisee." in read(client.get("/franchisees/")).text
    assert found(client, "SECRET") == []
    assert found(client, "Nobody") == []


@pytest.mark.parametrize("slug", ["secret-holder", "nobody-inc", "absent"])
def test_without_a_published_franchise_its_page_is_that_of_nobody(client, city, slug):
    FranchiseeFactory(name="Nobody Inc.")
    response = client.get(f"/franchisees/{slug}/")
    assert response.status_code == 404
    assert response.content == client.get("/franchisees/never-was/").content


@pytest.mark.parametrize("search", ["altice", "ALTICE  usa", "  Altice", "Cablevision", "of nyc"])
def test_a_search_finds_a_part_of_a_name_or_of_another_name(client, city, search):
    FranchiseFactory(franchisee=FranchiseeFactory(name="Verizon"))
    assert found(client, search) == ["altice-usa"]


def test_a_search_finds_capitals_beyond_ascii(client, today):
    FranchiseFactory(franchisee=FranchiseeFactory(name="Élan Fiber"))
    assert found(client, "éLAN") == ["elan-fiber"]


def test_f95_percent_and_underscore_are_mere_characters(client, today):
    FranchiseFactory(franchisee=FranchiseeFactory(name="100% Fiber"))
    FranchiseFactory(franchisee=FranchiseeFactory(name="Under_score"))
    FranchiseFactory(franchisee=FranchiseeFactory(name="Neither"))
    assert found(client, "%") == ["100-fiber"]
    assert found(client, "_") == ["under_score"]
    assert found(client, "r_s") == ["under_score"]
    assert found(client, "\\") == []


def test_a_search_that_finds_nothing_says_so(client, city):
    page = read(client.get("/franchisees/?search=nobody"))
    assert (
        "No franchisees found. Nothing is left by: Name, or another name: nobody. Remove a filter"
        " to see more." in page.text
    )
    assert not page.all("table")


@pytest.fixture
def holders(city):
    """Beside Altice, a firm whose cable term is over and whose mobile one is not."""
    verizon = FranchiseeFactory(name="Verizon")
    mobile = FranchiseTypeFactory(code="mob", name="Mobile")
    FranchiseFactory(number="MT-01", franchisee=verizon, franchise_type=mobile)
    cable = FranchiseFactory(number="CT-09", franchisee=verizon, expired=True)
    cable.boroughs.add(BoroughFactory(code="queens", name="Queens"))
    FranchiseFactory(number="SECRET-03", franchisee=verizon, expired=True, draft=True)


@pytest.mark.parametrize(
    ("query", "slugs", "numbers"),
    [
        ({}, ["altice-usa", "verizon"], {"CT-01", "CT-09", "MT-01"}),
        ({"type": "mob"}, ["verizon"], {"MT-01"}),
        ({"borough": "queens"}, ["verizon"], {"CT-09"}),
        ({"status": "expired"}, ["verizon"], {"CT-09"}),
        ({"status": "expired", "on": "2020-06-30"}, [], set()),
        ({"status": "expired", "on": "2020-07-01"}, ["verizon"], {"CT-09"}),
        ({"status": "expired", "type": "mob"}, [], set()),
        ({"expiring_before": "2020-06-30"}, [], set()),
        ({"expiring_before": "2020-07-01"}, ["verizon"], {"CT-09"}),
        ({"search": "alti", "status": "in_force"}, ["altice-usa"], {"CT-01"}),
    ],
)
def test_it_is_found_by_one_franchise_that_has_all_that_is_asked_for(
    client, holders, query, slugs, numbers
):
    assert found(client, **query) == slugs
    page = read(client.get("/franchisees/", query))
    linked = {link.split("/")[2] for link in page.links if link.startswith("/franchises/")}
    assert linked - {""} == numbers


def test_its_list_has_an_address_that_finds_the_same_on_a_later_day(client, holders):
    page = read(client.get("/franchisees/?status=expired"))
    assert "/franchisees/?status=expired&on=2026-11-23" in page.links
    assert "Status: Expired : remove this filter" in page.text


def test_a_page_has_names_franchises_and_fees(client, city):
    page = read(client.get("/franchisees/altice-usa/"))
    assert "Cablevision of NYC" in page.text
    assert "https://altice.example/" in page.links
    assert "CT-01 Cable television 1 July 2010 to 30 June 2030 In force" in page.text
    assert "FY2013 $8,076,189.00 $8,076,089.00 $100.00" in page.text
    assert "[x]" not in page.text


def test_former_names_are_apart_from_other_names_and_told_once(client, city):
    altice = city.franchisee
    altice.name = "Optimum"
    altice.save()
    FranchiseeAliasFactory(franchisee=altice, name="ALTICE usa")
    changed_on = date_format(localdate(altice.history.first().history_date), "j F Y")
    text = read(client.get("/franchisees/altice-usa/")).text
    assert f"Former names in this register Altice USA, until {changed_on} Other names" in text
    assert "Other names Cablevision of NYC Website" in text


def test_fees_of_all_its_franchises_are_added_up_and_owed_one_by_one(client, city):
    other = FranchiseFactory(franchisee=city.franchisee)
    FeeCollectionFactory(franchise=other, amount="40.00")
    assert (
        "FY2013 $8,076,189.00 $8,076,129.00 $100.00"
        in read(client.get("/franchisees/altice-usa/")).text
    )
    FeeAssessmentFactory(franchise=other, amount="45.00")
    assert (
        "FY2013 $8,076,234.00 $8,076,129.00 $105.00"
        in read(client.get("/franchisees/altice-usa/")).text
    )


def test_what_was_never_assessed_is_unknown_on_its_page(client, today):
    franchise = FranchiseFactory()
    FeeCollectionFactory(franchise=franchise)
    text = read(client.get(franchise.franchisee.get_absolute_url())).text
    assert "FY2013 [x] $100.00 [x]" in text
    assert "[x] means not recorded" in text


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 8), ("?search=l&type=cable-television&status=in_force&on=2026-11-23", 9)],
)
def test_the_list_costs_the_same_for_10_rows_and_for_1000(
    client, today, django_assert_num_queries, query, queries
):
    def asked(queries):
        with django_assert_num_queries(queries):  # the version and the choices among them
            return client.get(f"/franchisees/{query}").context["page"]

    def hold(number):
        for franchisee in FranchiseeFactory.create_batch(number, name=Sequence("Ltd. {}".format)):
            FranchiseFactory.create_batch(2, franchisee=franchisee, franchise_type=kind)

    kind = FranchiseTypeFactory()
    hold(10)
    assert asked(queries - 1).count == 10  # one page needs no count
    hold(490)
    page = asked(queries)
    assert (page.count, len(page.rows)) == (500, 50)
    assert len(page.rows[0].found_franchises) == 2


def test_a_page_costs_the_same_however_many_franchises(client, city, django_assert_num_queries):
    def asked():
        with django_assert_num_queries(11) as queries:
            client.get("/franchisees/altice-usa/")
        return len(queries)

    few = asked()
    for franchise in FranchiseFactory.create_batch(30, franchisee=city.franchisee):
        FeeCollectionFactory(franchise=franchise)
    assert asked() == few
