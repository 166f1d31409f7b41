"""Lists: a fixed number of queries, a count with a bound, search, filters, nothing that fails."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.admin.change_list import BoundedPaginator
from franchises.admin.installation import InstallationAdmin
from franchises.models import Borough, Contact, FranchiseType, Holiday, ImportRun, PenaltyRule
from tests.factories import (
    AuditFindingFactory,
    AuditTermsFactory,
    DocumentFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FeeComponentFactory,
    FranchiseeAliasFactory,
    FranchiseeFactory,
    FranchiseEventFactory,
    FranchiseFactory,
    InstallationFactory,
    InsuranceCertificateFactory,
    InsuranceRequirementFactory,
    NoticeFactory,
    ObligationFactory,
    ObligationRuleFactory,
    PenaltyFactory,
    PenaltyRuleFactory,
    RevenueStatementFactory,
    SecurityDrawFactory,
    SecurityRequirementFactory,
    ZoneChangeFactory,
)

pytestmark = pytest.mark.django_db


def imported(number):
    return ImportRun.objects.create(
        dataset="installations",
        outcome=ImportRun.Outcome.LOADED,
        file_name=f"{number}.csv",
        sha256="0" * 64,
        size=1,
        user=User.objects.create_user(f"importer-{number}"),
        started_at="2026-11-20T12:00Z",
        seconds=Decimal("0.10"),
    )


ROWS = {
    "borough": lambda n: Borough.objects.create(code=f"b-{n}", name=f"Borough {n}"),
    "contact": lambda n: Contact.objects.create(franchisee=FranchiseeFactory(), name=f"Desk {n}"),
    "document": lambda n: DocumentFactory(holder=(FranchiseFactory, FranchiseeFactory)[n % 2]()),
    "feeassessment": lambda n: FeeAssessmentFactory(due_on=date(2012, 9, 1)),
    "feecollection": lambda n: FeeCollectionFactory(),
    "feecomponent": lambda n: FeeComponentFactory(),
    "feeschedule": lambda n: FeeComponentFactory(),
    "franchise": lambda n: FranchiseFactory(
        franchise_type=FranchiseType.objects.create(code=f"t-{n}", name=f"Type {n}")
    ),
    "franchisee": lambda n: FranchiseeAliasFactory(),
    "franchiseealias": lambda n: FranchiseeAliasFactory(),
    "franchiseevent": lambda n: FranchiseEventFactory(
        recorded_by=User.objects.create_user(f"clerk-{n}")
    ),
    "franchisetype": lambda n: FranchiseType.objects.create(code=f"t-{n}", name=f"Type {n}"),
    "holiday": lambda n: Holiday.objects.create(day=date(2020, 1, 1) + timedelta(n), name="Day"),
    "importrun": imported,
    "installation": lambda n: InstallationFactory(
        borough=Borough.objects.create(code=f"b-{n}", name=f"Borough {n}")
    ),
    "insurancecertificate": lambda n: InsuranceCertificateFactory(),
    "insurancerequirement": lambda n: InsuranceRequirementFactory(),
    "audit": lambda n: AuditFindingFactory(),
    "auditterms": lambda n: AuditTermsFactory(),
    "notice": lambda n: NoticeFactory(),
    "penalty": lambda n: PenaltyFactory(rule=PenaltyRule.objects.first()),
    "penaltyrule": lambda n: PenaltyRuleFactory(),
    "obligation": lambda n: ObligationFactory(),
    "obligationrule": lambda n: ObligationRuleFactory(),
    "security": lambda n: SecurityDrawFactory().security,
    "securitydraw": lambda n: SecurityDrawFactory(),
    "securityrequirement": lambda n: SecurityRequirementFactory(),
    "revenuestatement": lambda n: RevenueStatementFactory(),
    "zonechange": lambda n: ZoneChangeFactory(),
}


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return response, [query["sql"] for query in queries]


@pytest.mark.parametrize("model", ROWS)
def test_a_list_of_100_rows_takes_as_many_queries_as_one_of_10(admin_client, model):
    address = f"/admin/franchises/{model}/"
    for number in range(10):
        ROWS[model](number)
    _, few = queries_of(admin_client, address)
    for number in range(10, 100):
        ROWS[model](number)
    response, many = queries_of(admin_client, address)

    assert response.text.count('class="field-') + response.text.count("<th class") >= 100
    assert len(many) == len(few) <= 12, many


@pytest.mark.parametrize("app_model", ["auth/user", "auth/group"])
def test_the_lists_of_accounts_take_a_fixed_number_of_queries(admin_client, app_model):
    for number in range(10):
        User.objects.create_user(f"user-{number}")
        Group.objects.create(name=f"group-{number}")
    _, few = queries_of(admin_client, f"/admin/{app_model}/")
    for number in range(10, 60):
        User.objects.create_user(f"user-{number}")
        Group.objects.create(name=f"group-{number}")

    assert len(queries_of(admin_client, f"/admin/{app_model}/")[1]) == len(few)


def test_the_installations_are_counted_no_further_than_the_bound(admin_client):
    InstallationFactory.create_batch(3)

    _, queries = queries_of(admin_client, "/admin/franchises/installation/")
    counts = [sql for sql in queries if "COUNT(" in sql and "franchises_installation" in sql]

    assert len(counts) == 1
    assert "LIMIT 10001" in counts[0]
    assert not any("DISTINCT" in sql for sql in queries)


def test_a_list_within_the_bound_says_how_many_rows_there_are(admin_client, monkeypatch):
    monkeypatch.setattr(BoundedPaginator, "most", 3)
    InstallationFactory.create_batch(3)

    text = admin_client.get("/admin/franchises/installation/").text

    assert "3 installations" in text
    assert "Search or filter to reach the rest" not in text


def test_a_list_past_the_bound_says_that_there_are_more_and_pages_over_the_first(
    admin_client, monkeypatch
):
    monkeypatch.setattr(BoundedPaginator, "most", 20)
    monkeypatch.setattr(InstallationAdmin, "list_per_page", 10)
    InstallationFactory.create_batch(21, franchise=FranchiseFactory())

    text = admin_client.get("/admin/franchises/installation/").text

    assert "20+ installations" in text
    assert "Search or filter to reach the rest" in text
    assert text.count('class="field-asset_id') == 10
    assert ("?p=2" in text, "?p=3" in text) == (True, False)


def test_numbers_beside_the_filters_are_not_counted_even_when_asked_for(admin_client):
    InstallationFactory()

    _, plain = queries_of(admin_client, "/admin/franchises/installation/")
    _, asked = queries_of(admin_client, "/admin/franchises/installation/?_facets=True")

    assert len(plain) == len(asked)


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("PT-1", ["PT-1", "PT-11"]),
        ("pt-11", ["PT-11"]),
        ("5 avenue", ["PT-2"]),
        ("avenue", []),
        ("%", []),
        ("P_", []),
        ("  ", ["PT-1", "PT-11", "PT-2"]),
    ],
)
def test_installations_are_found_by_the_beginning_of_an_id_or_a_street(admin_client, term, found):
    InstallationFactory(asset_id="PT-1")
    InstallationFactory(asset_id="PT-11")
    InstallationFactory(asset_id="PT-2", on_street="5 Avenue")

    response = admin_client.get("/admin/franchises/installation/", {"q": term})

    assert sorted(row.asset_id for row in response.context["cl"].result_list) == found


def test_the_list_of_a_franchise_holds_its_installations_alone(admin_client):
    other, mine = InstallationFactory(), InstallationFactory()

    for query in (
        f"franchise__id__exact={mine.franchise_id}",
        f"franchise__franchisee__id__exact={mine.franchise.franchisee_id}",
    ):
        response = admin_client.get(f"/admin/franchises/installation/?{query}")
        rows = list(response.context["cl"].result_list)
        assert (mine in rows, other in rows) == (True, False)


def test_a_money_list_shows_dollars_and_adds_up_the_rows_that_are_asked_for(admin_client):
    FeeCollectionFactory(fiscal_year=2013, amount=Decimal("1234567.50"))
    FeeCollectionFactory(fiscal_year=2013, refund=True, amount=Decimal("-1000.00"))
    FeeCollectionFactory(fiscal_year=2014, amount=Decimal("5.00"))

    text = admin_client.get("/admin/franchises/feecollection/?fiscal_year=2013").text

    assert '<span class="money">$1,234,567.50</span>' in text
    assert '<span class="money negative">-$1,000.00</span>' in text
    assert 'Total: <span class="money">$1,233,567.50</span>' in text
    assert "2 fee collections" in text


def test_a_money_list_past_the_bound_has_no_total(admin_client, monkeypatch):
    monkeypatch.setattr(BoundedPaginator, "most", 1)
    FeeAssessmentFactory.create_batch(2)

    response, queries = queries_of(admin_client, "/admin/franchises/feeassessment/")

    assert "Total:" not in response.text
    assert not any("SUM(" in sql for sql in queries)


def test_an_empty_money_list_has_no_total(admin_client):
    assert "Total:" not in admin_client.get("/admin/franchises/feeassessment/").text


def test_the_years_of_the_filter_run_from_the_last_to_the_first(admin_client):
    FeeAssessmentFactory(fiscal_year=2012)
    FeeAssessmentFactory(fiscal_year=2015)

    response = admin_client.get("/admin/franchises/feeassessment/")

    assert [label for _, label in response.context["cl"].filter_specs[0].lookup_choices] == [
        "FY2015",
        "FY2014",
        "FY2013",
        "FY2012",
    ]


def test_a_franchise_is_found_by_another_name_of_its_franchisee_and_once(admin_client):
    alias = FranchiseeAliasFactory(name="Cablevision of Brooklyn")
    FranchiseeAliasFactory(franchisee=alias.franchisee, name="Cablevision of the Bronx")
    franchise = FranchiseFactory(franchisee=alias.franchisee)
    FranchiseFactory()

    response = admin_client.get("/admin/franchises/franchise/?q=cablevision")

    assert list(response.context["cl"].result_list) == [franchise]


def test_no_list_offers_to_delete_many_records_at_once(admin_client):
    franchise = FranchiseFactory()
    for model in ROWS:
        text = admin_client.get(f"/admin/franchises/{model}/").text
        assert "delete_selected" not in text

    admin_client.post(
        "/admin/franchises/franchise/",
        {"action": "delete_selected", "_selected_action": [franchise.pk], "post": "yes"},
    )
    franchise.refresh_from_db()


def test_a_clerk_finds_franchises_by_typing_in_a_form(admin_client):
    franchise = FranchiseFactory(number="CT-2006-01", franchisee__name="Altice USA")

    response = admin_client.get(
        "/admin/autocomplete/",
        {
            "app_label": "franchises",
            "model_name": "installation",
            "field_name": "franchise",
            "term": "altice",
        },
    )

    assert response.json() == {
        "results": [{"id": str(franchise.pk), "text": "CT-2006-01 · Altice USA"}],
        "pagination": {"more": False},
    }
