"""Assessing the fees of chosen franchises from their list, and what was computed on its page."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.utils.timezone import localdate

from franchises.books.assessing import assess
from franchises.models import FeeAssessment, FiscalYear, Franchise, RevenueStatement
from tests.factories import (
    FeeAssessmentFactory,
    FeeComponentFactory,
    FranchiseFactory,
    RevenueStatementFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/franchises/franchise/"


@pytest.fixture
def franchise():
    return charged(number="CT-1")


@pytest.fixture
def assessor(staff_client):
    return staff_client("view_franchise", "assess_fees")


def charged(**options):
    franchise = FranchiseFactory(**options)
    FeeComponentFactory(schedule__franchise=franchise)
    for quarter in ("Q1", "Q2", "Q3"):
        RevenueStatementFactory(franchise=franchise, period=quarter)
    return franchise


def chosen(*franchises, **more):
    return {
        "action": "assess_selected",
        "_selected_action": [franchise.pk for franchise in franchises],
        "year": "2013",
    } | more


def confirmed(client, *franchises):
    page = client.post(LIST, chosen(*franchises))
    return client.post(
        LIST, chosen(*franchises, confirm="yes", expected=page.context["result"].digest)
    )


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_preview_shows_what_would_be_assessed_and_writes_nothing(assessor, franchise):
    page = assessor.post(LIST, chosen(franchise))
    text = page.content.decode()
    assert page.status_code == 200
    assert "3 assessments would be made" in text
    assert "assessed at $50.00, due on 14 November 2012" in text
    assert "not assessed: no revenue statement for Q4" in text
    assert not FeeAssessment.objects.exists()


def test_the_confirmed_preview_is_carried_out_by_the_user(assessor, franchise):
    other = charged()
    response = confirmed(assessor, franchise)
    assert response.status_code == 302
    assert said(response) == [
        "FY2013: 3 assessments made, 0 changed, 0 removed, 0 as before: $150.00 in all."
        " 1 could not be computed."
    ]
    assert FeeAssessment.objects.filter(franchise=franchise).count() == 3
    assert not FeeAssessment.objects.filter(franchise=other).exists()
    assert {each.history_user.username for each in FeeAssessment.history.all()} == {"clerk"}


def test_sending_it_twice_assesses_once(assessor, franchise):
    page = assessor.post(LIST, chosen(franchise))
    sent = chosen(franchise, confirm="yes", expected=page.context["result"].digest)
    assessor.post(LIST, sent)
    again = assessor.post(LIST, sent)
    assert again.status_code == 409
    assert "has changed since the page was opened" in again.content.decode()
    assert FeeAssessment.history.count() == 3
    assert "Nothing is left to change" in assessor.post(LIST, chosen(franchise)).content.decode()


def test_what_changed_meanwhile_is_looked_at_again(assessor, franchise):
    page = assessor.post(LIST, chosen(franchise))
    RevenueStatement.objects.update(gross_revenue=Decimal("1.00"))
    sent = chosen(franchise, confirm="yes", expected=page.context["result"].digest)
    assert assessor.post(LIST, sent).status_code == 409
    assert not FeeAssessment.objects.exists()


def test_a_confirmation_without_a_preview_only_previews(assessor, franchise):
    assert assessor.post(LIST, chosen(franchise, confirm="yes")).status_code == 200
    assert not FeeAssessment.objects.exists()


def test_every_franchise_of_the_list_may_be_chosen_at_once(assessor, franchise):
    charged()
    page = assessor.post(LIST, chosen(franchise, select_across="1"))
    assert len(page.context["result"].changes) == 6


def test_the_year_is_this_one_unless_another_is_asked_for(assessor, franchise):
    sent = chosen(franchise)
    del sent["year"]
    page = assessor.post(LIST, sent)
    assert page.context["form"].data["year"] in (localdate().year, localdate().year + 1)
    for year in ("", "20x", "1899", "99999", "-1"):
        page = assessor.post(LIST, chosen(franchise, year=year))
        assert page.status_code == 200
        assert page.context["result"] is None
        assert page.context["form"].errors


def test_a_closed_year_is_refused(assessor, franchise, django_user_model):
    one, other = (django_user_model.objects.create_user(name) for name in ("one", "other"))
    FiscalYear.objects.filter(year=2013).update(
        state="closed", proposed_by=one, closed_by=other, closed_at="2014-01-01T00:00Z"
    )
    page = assessor.post(LIST, chosen(franchise))
    assert page.status_code == 409
    assert "FY2013 is closed" in page.content.decode()


def test_without_the_permission_it_is_neither_offered_nor_done(staff_client, franchise):
    clerk = staff_client("view_franchise", "change_franchise", "add_feeassessment")
    assert "assess_selected" not in clerk.get(LIST).content.decode()
    clerk.post(LIST, chosen(franchise, confirm="yes", expected="x"))
    assert not FeeAssessment.objects.exists()
    assert "result" not in (clerk.post(LIST, chosen(franchise)).context or {})


def test_with_the_permission_it_is_offered(assessor, franchise):
    assert "Assess the fees of the selected franchises" in assessor.get(LIST).content.decode()


@pytest.mark.parametrize("number", [1, 20])
def test_the_preview_takes_no_query_for_each_franchise(
    assessor, number, django_assert_max_num_queries
):
    franchises = [charged() for _ in range(number)]
    with django_assert_max_num_queries(20):
        assert assessor.post(LIST, chosen(*franchises)).status_code == 200


# The page of an assessment


def form_of(assessment, **changes):
    return {
        "franchise": assessment.franchise_id,
        "fiscal_year": "2013",
        "period": assessment.period,
        "amount": "1.00",
        "due_on": "",
        "notice_on": "2013-01-02",
        "origin": "manual",
        "reference": assessment.reference,
        "note": "seen",
        "change_reason": "as agreed",
    } | changes


def page_of(assessment):
    return f"/admin/franchises/feeassessment/{assessment.pk}/change/"


@pytest.fixture
def computed(franchise):
    assess(2013, Franchise.objects.filter(pk=franchise.pk), 7, date(2013, 7, 1))
    return FeeAssessment.objects.get(period="Q1")


def test_the_working_is_a_table(admin_client, computed):
    text = admin_client.get(page_of(computed)).content.decode()
    assert "How the amount came about" in text
    assert "5% of gross revenue" in text
    assert "1,000.00 $ of gross revenue" in text
    assert "Agreement, section 9.1" in text


def test_a_computed_amount_is_not_typed_over(admin_client, computed):
    text = admin_client.get(page_of(computed)).content.decode()
    assert 'name="amount"' not in text
    response = admin_client.post(page_of(computed), form_of(computed))
    assert response.status_code == 302
    computed.refresh_from_db()
    assert (str(computed.amount), computed.origin, computed.due_on) == (
        "50.00",
        "schedule",
        date(2012, 11, 14),
    )
    assert (computed.note, computed.notice_on) == ("seen", date(2013, 1, 2))


@pytest.mark.parametrize("origin", ["schedule", "lateness"])
def test_nothing_is_entered_as_if_it_were_computed(admin_client, franchise, origin):
    typed = FeeAssessmentFactory(franchise=franchise, period="Q4")
    for address in ("/admin/franchises/feeassessment/add/", page_of(typed)):
        sent = form_of(typed, origin=origin, reference="X")
        response = admin_client.post(address, sent)
        assert response.status_code == 200
        assert "is not one of the available choices" in response.content.decode()
    assert admin_client.post(page_of(typed), form_of(typed)).status_code == 302
    typed.refresh_from_db()
    assert str(typed.amount) == "1.00"


@pytest.mark.parametrize("working", [["<b>old</b>"], [{"what": "no amount"}], ["x", {"what": 1}]])
def test_a_working_of_plain_text_is_shown_as_it_is(admin_client, working):
    typed = FeeAssessmentFactory(working=working)
    text = admin_client.get(page_of(typed)).content.decode()
    assert '<ol class="problems"><li>' in text
    assert "<b>old</b>" not in text
