"""A statement on record is restated by a new revision, and never overwritten."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.utils.timezone import localdate

from franchises.models import FiscalYear, RevenueStatement
from tests.factories import (
    FeeAssessmentFactory,
    FeeComponentFactory,
    FranchiseFactory,
    RevenueStatementFactory,
)

pytestmark = pytest.mark.django_db

ADD = "/admin/franchises/revenuestatement/add/"


def form_of(franchise, **changes):
    return {
        "franchise": franchise.pk,
        "fiscal_year": "2013",
        "period": "Q1",
        "category": "gross",
        "gross_revenue": "1000.00",
        "deductions": "0",
        "units": "",
        "received_on": "2012-11-01",
        "reference": "",
        "note": "",
        "change_reason": "as agreed",
    } | changes


def page(statement, name="change"):
    return f"/admin/franchises/revenuestatement/{statement.pk}/{name}/"


def restatement(of="1", **changes):
    return {
        "of": of,
        "gross_revenue": "1,100.00".replace(",", ""),
        "deductions": "0.00",
        "units": "",
        "received_on": "2012-12-01",
        "reference": "L-2",
        "note": "",
        "change_reason": "the franchisee's letter of 1 December",
    } | changes


def warnings_after(response):
    messages = get_messages(response.wsgi_request)
    return [str(message) for message in messages if message.level_tag == "warning"]


@pytest.fixture
def charged():
    """A franchise that is charged on its gross revenue."""
    return FeeComponentFactory().schedule.franchise


def test_a_statement_is_entered_to_the_cent(admin_client, charged):
    response = admin_client.post(ADD, form_of(charged, gross_revenue="385700000.55"))

    assert response.status_code == 302
    statement = RevenueStatement.objects.get()
    assert (statement.gross_revenue, statement.revision) == (Decimal("385700000.55"), 1)
    assert RevenueStatement.history.get().history_user.username == "admin"
    assert warnings_after(response) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"gross_revenue": ""}, "A statement states gross revenue, or a number of things."),
        ({"gross_revenue": "12.005"}, "no more than 2 decimal places"),
        ({"deductions": "-1"}, "Deductions are between $0.00 and $100,000,000,000.00."),
        ({"fiscal_year": "1899"}, "A fiscal year is named by the year it ends in"),
        ({"fiscal_year": "2009"}, "FY2009 is over before the franchise begins"),
        ({"received_on": str(localdate() + timedelta(1))}, "This day is in the future."),
        ({"category": "=cmd()"}, "spreadsheet would run as a formula"),
    ],
    ids=lambda value: value if isinstance(value, str) else "&".join(value),
)
def test_what_is_no_statement_is_refused_in_words(admin_client, charged, changes, message):
    response = admin_client.post(ADD, form_of(charged, **changes))

    assert response.status_code == 200
    assert message in response.text
    assert not RevenueStatement.objects.exists()


def test_a_statement_that_only_reports_a_number_is_taken(admin_client, charged):
    form = form_of(charged, gross_revenue="", units="12", category="applications")

    response = admin_client.post(ADD, form)

    assert RevenueStatement.objects.get().units == 12
    assert warnings_after(response) == [
        "No fee schedule of this franchise charges on applications: is the category spelled as the"
        " schedule spells it?"
    ]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 200),
        ({"period": "Q2"}, 302),
        ({"fiscal_year": "2014"}, 302),
        ({"category": "advertising"}, 302),
    ],
)
def test_a_statement_on_record_is_not_entered_again(admin_client, charged, changes, status):
    RevenueStatementFactory(franchise=charged)

    response = admin_client.post(ADD, form_of(charged, **changes))

    assert response.status_code == status
    assert ("This statement is on record." in response.text) == (status == 200)


def test_the_figures_of_a_statement_on_record_are_not_changed_by_its_form(admin_client):
    statement = RevenueStatementFactory()
    form = form_of(FranchiseFactory(), gross_revenue="5", period="Q4", reference="L-1")

    assert admin_client.post(page(statement), form).status_code == 302

    kept = RevenueStatement.objects.get()
    assert (kept.gross_revenue, kept.period) == (Decimal("1000.00"), "Q1")
    assert (kept.franchise_id, kept.reference) == (statement.franchise_id, "L-1")


def test_a_restatement_is_the_next_revision_and_keeps_the_one_before(admin_client, charged):
    first = RevenueStatementFactory(franchise=charged)
    assert page(first, "restate") in admin_client.get(page(first)).text
    assert 'value="1000.00"' in admin_client.get(page(first, "restate")).text

    response = admin_client.post(page(first, "restate"), restatement())

    second = RevenueStatement.objects.in_force().get()
    assert response["Location"] == page(second)
    assert (second.revision, second.gross_revenue) == (2, Decimal("1100.00"))
    assert (second.period, second.category, second.fiscal_year) == ("Q1", "gross", 2013)
    history = RevenueStatement.history.get(id=second.pk)
    assert history.history_user.username == "admin"
    assert history.history_change_reason == "the franchisee's letter of 1 December"
    first.refresh_from_db()
    assert (first.revision, first.gross_revenue) == (1, Decimal("1000.00"))
    text = admin_client.get(page(first)).text
    assert "2, in force" in text and "1, superseded" in text
    assert page(first, "restate") not in text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"gross_revenue": "1000", "units": ""},
            "These are the figures on record: nothing is restated.",
        ),
        ({"gross_revenue": ""}, "A statement states gross revenue, or a number of things."),
        ({"gross_revenue": "12.005"}, "no more than 2 decimal places"),
        ({"received_on": str(localdate() + timedelta(1))}, "This day is in the future."),
        ({"of": "2"}, "It was restated meanwhile: look at the figures in force first."),
        ({"of": ""}, "This field is required."),
    ],
    ids=lambda value: value if isinstance(value, str) else "&".join(value),
)
def test_what_is_no_restatement_is_refused_in_words(admin_client, charged, changes, message):
    statement = RevenueStatementFactory(franchise=charged)

    response = admin_client.post(page(statement, "restate"), restatement(**changes))

    assert response.status_code == 200
    assert message in response.text
    assert RevenueStatement.objects.count() == 1


def test_the_same_restatement_sent_twice_is_kept_once(admin_client, charged):
    statement = RevenueStatementFactory(franchise=charged)

    admin_client.post(page(statement, "restate"), restatement())
    again = admin_client.post(page(statement, "restate"), restatement(gross_revenue="1200"))

    assert "It was restated meanwhile" in again.text
    assert RevenueStatement.objects.count() == 2


def test_who_may_not_add_statements_may_not_restate_one(staff_client):
    statement = RevenueStatementFactory()
    viewer = staff_client("view_revenuestatement", "change_revenuestatement")

    assert "Restate" not in viewer.get(page(statement)).text
    assert viewer.get(page(statement, "restate")).status_code == 403
    assert viewer.post(page(statement, "restate"), restatement()).status_code == 403
    assert RevenueStatement.objects.count() == 1


def test_the_page_that_restates_no_statement_is_not_found(admin_client):
    assert admin_client.get(page(RevenueStatement(pk=7), "restate")).status_code == 404


def test_a_statement_of_a_closed_year_is_taken_and_warned_of(admin_client, charged):
    people = [User.objects.create_user(name) for name in ("ann", "bob")]
    FiscalYear.objects.update_or_create(
        year=2013,
        defaults={
            "first_day": date(2012, 7, 1),
            "last_day": date(2013, 6, 30),
            "state": "closed",
            "proposed_by": people[0],
            "closed_by": people[1],
            "closed_at": datetime(2013, 9, 1, tzinfo=UTC),
        },
    )

    assert warnings_after(admin_client.post(ADD, form_of(charged))) == [
        "The books of FY2013 are closed: what this changes is corrected by an adjustment in the"
        " open year."
    ]


def test_the_list_tells_superseded_revisions_from_those_in_force(admin_client):
    first = RevenueStatementFactory()
    second = RevenueStatementFactory(
        franchise=first.franchise, revision=2, gross_revenue=Decimal("1100.00")
    )
    other = RevenueStatementFactory(franchise=first.franchise, category="advertising")

    def listed(query=""):
        response = admin_client.get(f"/admin/franchises/revenuestatement/{query}")
        return response, set(response.context["cl"].result_list)

    response, rows = listed()
    assert rows == {first, second, other}
    assert response.text.count("status-expired") == 1
    assert listed("?standing=in_force")[1] == {second, other}
    assert listed("?standing=superseded")[1] == {first}
    assert listed("?fiscal_year=2013&q=advert")[1] == {other}


def test_a_statement_is_deleted_only_where_nothing_stands_on_it(admin_client):
    first = RevenueStatementFactory()
    second = RevenueStatementFactory(franchise=first.franchise, revision=2)

    assert "deletelink" not in admin_client.get(page(first)).text
    assert "deletelink" in admin_client.get(page(second)).text
    FeeAssessmentFactory(franchise=first.franchise, fiscal_year=2013, origin="schedule")
    assert "deletelink" not in admin_client.get(page(second)).text
    assert (
        admin_client.post(
            page(second, "delete"), {"post": "yes", "change_reason": "entered by mistake"}
        ).status_code
        == 403
    )
