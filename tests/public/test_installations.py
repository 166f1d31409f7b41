from datetime import date

import pytest

from franchises.models import Installation
from franchises.public import paging
from tests.factories import (
    BoroughFactory,
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
    InstallationFactory,
    ZoneChangeFactory,
)
from tests.public.markup import read

pytestmark = pytest.mark.django_db


def found(client, **query):
    """The asset ids on the page that *query* leads to."""
    response = client.get("/installations/", query)
    assert response.status_code == 200
    read(response)
    return [each.asset_id for each in response.context["page"].rows]


@pytest.fixture
def street(city):
    mobile = FranchiseTypeFactory(code="mob", name="Mobile")
    verizon = FranchiseFactory(
        number="MT-01", franchise_type=mobile, franchisee=FranchiseeFactory(name="Verizon")
    )
    InstallationFactory(
        franchise=verizon,
        asset_id="K-7",
        kind="kiosk",
        status="removed",
        address="350 5 AVENUE",
        borough=BoroughFactory(),
        fee_zone="B",
    )


@pytest.mark.parametrize(
    "query",
    [
        {"type": "mob"},
        {"kind": "kiosk"},
        {"status": "removed"},
        {"borough": "manhattan"},
        {"franchisee": "verizon"},
        {"franchise": "MT-01"},
        {"zone": "B"},
        {"search": "k-"},
        {"search": "5 avenue"},
        {"kind": "kiosk", "zone": "B", "search": "350"},
    ],
)
def test_each_filter_narrows_the_list(client, street, query):
    assert found(client) == ["P-1", "K-7"]
    assert found(client, **query) == ["K-7"]


@pytest.mark.parametrize(
    ("search", "asset_ids"),
    [("broad", ["P-1"]), ("way", []), ("P-", ["P-1"]), ("-1", []), ("%", []), ("_-1", [])],
)
def test_a_search_takes_the_beginning_of_a_street_or_an_id(client, street, search, asset_ids):
    assert found(client, search=search) == asset_ids


def test_filters_that_fit_nothing_show_nothing(client, street):
    assert found(client, kind="kiosk", zone="A") == []
    assert "No installations found." in read(client.get("/installations/?zone=Z")).text


@pytest.mark.parametrize(
    ("first_day", "zone"), [(date(2026, 11, 23), "B"), (date(2026, 11, 24), "A")]
)
def test_a_rezoned_installation_is_shown_in_the_zone_of_today(
    client, city, monkeypatch, first_day, zone
):
    monkeypatch.setattr("franchises.public.installations.localdate", lambda: date(2026, 11, 23))
    pole = Installation.objects.get(asset_id="P-1")
    ZoneChangeFactory(installation=pole, effective_on=first_day)
    ZoneChangeFactory(installation=pole, old_zone="B", new_zone="C", effective_on=date(2027, 1, 1))
    for each in "ABC":
        assert found(client, zone=each) == ["P-1"] * (each == zone)
    assert f"<td>{zone}</td>" in client.get("/installations/").text


def test_installations_under_a_draft_are_neither_listed_nor_found(client, city):
    assert found(client) == ["P-1"]
    assert found(client, search="SECRET") == []


def test_only_published_franchisees_can_be_chosen(client, city):
    FranchiseeFactory(name="Nobody Inc.")
    values = {each["value"] for each in read(client.get("/installations/")).all("option")}
    assert "altice-usa" in values
    assert not values & {"secret-holder", "nobody-inc"}


def test_a_page_holds_fifty_and_the_next_the_rest(client, city):
    InstallationFactory.create_batch(50, franchise=city, kind="kiosk")
    assert len(found(client, kind="kiosk")) == 50
    assert "Page 1" not in read(client.get("/installations/?kind=kiosk")).text
    InstallationFactory(franchise=city, kind="kiosk", asset_id="LAST")
    page = read(client.get("/installations/?kind=kiosk"))
    assert "51 installations; 1 to 50 are shown." in page.text
    assert "Page 1 of 2" in page.text
    assert "?kind=kiosk&page=2" in page.links
    assert found(client, kind="kiosk", page=2) == ["LAST"]
    second = read(client.get("/installations/?kind=kiosk&page=2"))
    assert "51 installations; 51 to 51 are shown." in second.text
    assert "?kind=kiosk" in second.links


def test_a_page_beyond_the_last_is_not_found(client, city):
    assert client.get("/installations/?page=1").status_code == 200
    assert client.get("/installations/?page=2").status_code == 404
    assert client.get("/installations/?page=10000").status_code == 404
    assert client.get("/installations/?page=10001").status_code == 400


def test_a_list_too_long_to_count_says_so(client, city, monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 100)
    InstallationFactory.create_batch(99, franchise=city)
    assert "100 installations; 1 to 50 are shown." in read(client.get("/installations/")).text
    InstallationFactory(franchise=city)
    page = read(client.get("/installations/"))
    assert "More than 100 installations; 1 to 50 are shown." in page.text
    assert "Page 1 Next page" in page.text


def test_no_query_counts_the_whole_table(client, city, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(paging, "COUNTED", 60)
    InstallationFactory.create_batch(80, franchise=city)
    with django_assert_num_queries(8) as asked:
        client.get("/installations/")
    counts = [each["sql"] for each in asked.captured_queries if "COUNT(" in each["sql"]]
    assert len(counts) == 1
    assert "LIMIT 61" in counts[0]
    assert not any(
        "DISTINCT" in each["sql"] and "installation" in each["sql"].lower()
        for each in asked.captured_queries
    )


def test_the_list_costs_the_same_however_many_rows(client, city, django_assert_num_queries):
    def asked():
        with django_assert_num_queries(8) as queries:
            client.get("/installations/")
        return len(queries)

    InstallationFactory.create_batch(60, franchise=city)
    few = asked()
    for franchise in FranchiseFactory.create_batch(20):
        Installation.objects.bulk_create(
            InstallationFactory.build(franchise=franchise) for _ in range(50)
        )
    assert asked() == few


def test_each_filter_in_force_can_be_taken_off_by_a_link(client, street):
    page = read(client.get("/installations/?kind=kiosk&franchisee=verizon&box=-90,-180,90,180"))
    assert "Kind: Kiosk : remove this filter" in page.text
    assert "Franchisee: Verizon : remove this filter" in page.text
    assert "/installations/?kind=kiosk&box=-90%2C-180%2C90%2C180" in page.links
    assert "Nothing is left by: Kind: Kiosk; Franchisee: Verizon; Between latitudes" in page.text
    one = read(client.get("/installations/?kind=kiosk&page=1"))
    assert "/installations/" in one.links
    assert {"/installations.csv?kind=kiosk", "/installations.geojson?kind=kiosk"} <= set(one.links)


@pytest.mark.parametrize(
    ("query", "is_open"),
    [
        ("", False),
        ("kind=kiosk&search=5", False),
        ("zone=A", True),
        ("removed_to=2020-01-01", True),
        ("box=40.70,-74.02,40.72,-73.99", False),
    ],
)
@pytest.mark.parametrize("page", ["/installations/", "/installations/map/"])
def test_rare_filters_are_folded_away_until_one_is_in_use(client, city, page, query, is_open):
    details = read(client.get(f"{page}?{query}")).all("details")[0]
    assert ("open" in details) is is_open


def test_an_installation_is_found_by_the_whole_of_its_id_and_no_longer_one(client, city):
    InstallationFactory(franchise=city, source="poles", asset_id="P-7")
    InstallationFactory(franchise=city, source="poles", asset_id="P-77")
    InstallationFactory(franchise=city, source="kiosks", asset_id="P-7")
    assert found(client, search="P-7") == ["P-7", "P-77", "P-7"]
    assert found(client, source="poles", asset_id="P-7") == ["P-7"]
