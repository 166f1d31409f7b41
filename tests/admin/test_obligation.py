"""Obligations in the admin: what stands where, and the years ahead made from the list."""

from datetime import date

import pytest

from franchises.models import Obligation
from tests.factories import (
    FranchiseFactory,
    ObligationFactory,
    ObligationRuleFactory,
    RevenueStatementFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/franchises/obligation/"
RULES = "/admin/franchises/obligationrule/"


@pytest.fixture
def one_of_each_standing():
    report = ObligationFactory(what="Arrived", kind="fee_report", fiscal_year=2013, period="Q1")
    RevenueStatementFactory(franchise=report.franchise)
    ObligationFactory(what="Late", due_on=date(2020, 1, 1))
    ObligationFactory(what="Ahead", due_on=date(2090, 1, 1))
    ObligationFactory(what="Waived", waived_on=date(2020, 1, 1), waived_because="No ducts")


@pytest.mark.parametrize(
    ("standing", "what"),
    [("done", "Arrived"), ("overdue", "Late"), ("open", "Ahead"), ("waived", "Waived")],
)
def test_obligations_are_filtered_by_their_standing_today(
    admin_client, one_of_each_standing, standing, what
):
    text = admin_client.get(f"{LIST}?standing={standing}").text

    shown = {each for each in ("Arrived", "Late", "Ahead", "Waived") if f'">{each}</td>' in text}
    assert shown == {what}


def test_a_list_says_how_many_days_each_is_late(admin_client, monkeypatch):
    ObligationFactory(due_on=date(2026, 11, 14))
    monkeypatch.setattr("franchises.admin.obligation.localdate", lambda: date(2026, 11, 28))

    assert '<td class="field-late">14</td>' in admin_client.get(LIST).text


def test_the_years_ahead_are_made_from_the_list_once(admin_client, monkeypatch):
    monkeypatch.setattr("franchises.admin.obligation.localdate", lambda: date(2026, 11, 28))
    rule = ObligationRuleFactory(effective_on=date(2026, 7, 1))
    ObligationRuleFactory(effective_on=date(2026, 7, 1))
    action = {"action": "generate_selected", "_selected_action": rule.pk}

    first = admin_client.post(RULES, action, follow=True).text
    again = admin_client.post(RULES, action, follow=True).text

    assert "9 obligations were made, through 2028." in first
    assert "0 obligations were made, through 2028." in again
    assert Obligation.objects.count() == 9


def test_who_may_not_add_obligations_is_not_offered_to_make_them(staff_client):
    rule = ObligationRuleFactory(effective_on=date(2026, 7, 1))
    client = staff_client("view_obligationrule", "change_obligationrule")

    assert "generate_selected" not in client.get(RULES).text
    client.post(RULES, {"action": "generate_selected", "_selected_action": rule.pk})
    assert not Obligation.objects.exists()


def test_what_was_generated_stays_what_it_is_for(admin_client):
    rule = ObligationRuleFactory()
    made = ObligationFactory(franchise=rule.franchise, rule=rule, period_ends_on=date(2026, 9, 30))

    text = admin_client.get(f"{LIST}{made.pk}/change/").text

    assert 'name="due_on"' in text
    assert 'name="fiscal_year"' not in text


def test_a_franchise_shows_what_is_open_the_earliest_first(admin_client):
    franchise = FranchiseFactory()
    ObligationFactory(franchise=franchise, what="Second", due_on=date(2090, 1, 2))
    ObligationFactory(franchise=franchise, what="First", due_on=date(2090, 1, 1))
    ObligationFactory(
        franchise=franchise, what="Over", done_on=date(2020, 1, 1), evidence="A letter"
    )

    text = admin_client.get(f"/admin/franchises/franchise/{franchise.pk}/change/").text

    assert text.index(">First</a>") < text.index(">Second</a>")
    assert ">Over</a>" not in text
