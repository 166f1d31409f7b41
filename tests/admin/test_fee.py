"""The pages of money: what a form takes, what it refuses, what it warns of."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.utils.timezone import localdate

from franchises.models import FeeAssessment, FeeCollection
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db

ADD_COLLECTION = "/admin/franchises/feecollection/add/"
ADD_ASSESSMENT = "/admin/franchises/feeassessment/add/"


def collection_form(franchise, **changes):
    return {
        "franchise": franchise.pk,
        "fiscal_year": "2013",
        "period": "",
        "kind": "fee",
        "amount": "1250.50",
        "received_on": "2013-01-15",
        "reference": "",
        "note": "",
    } | changes


def assessment_form(franchise, **changes):
    return {
        "franchise": franchise.pk,
        "fiscal_year": "2013",
        "period": "Q1",
        "amount": "100",
        "due_on": "",
        "origin": "manual",
        "reference": "",
        "note": "",
    } | changes


def warnings_after(response):
    messages = get_messages(response.wsgi_request)
    return [str(message) for message in messages if message.level_tag == "warning"]


def test_a_collection_is_entered_to_the_cent(admin_client):
    response = admin_client.post(ADD_COLLECTION, collection_form(FranchiseFactory()))

    assert response.status_code == 302
    assert FeeCollection.objects.get().amount == Decimal("1250.50")
    assert FeeCollection.history.get().history_user.username == "admin"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"amount": "12.005"}, "no more than 2 decimal places"),
        ({"amount": "NaN"}, "Enter a number"),
        ({"amount": "1e400"}, "Ensure that there are no more than"),
        ({"amount": "-5"}, "A refund is negative; a fee, interest or a penalty is not."),
        ({"kind": "refund", "amount": "5", "note": "x"}, "A refund is negative"),
        ({"kind": "refund", "amount": "-5"}, "A refund or adjustment needs a note"),
        ({"fiscal_year": "1899"}, "A fiscal year is named by the year it ends in"),
        ({"fiscal_year": "99999"}, "A fiscal year is named by the year it ends in"),
        ({"kind": "bribe"}, "Select a valid choice"),
        ({"reference": "=cmd()"}, "spreadsheet would run as a formula"),
    ],
    ids=lambda value: value if isinstance(value, str) else "&".join(value),
)
def test_what_is_not_an_amount_is_refused_in_words(admin_client, changes, message):
    response = admin_client.post(ADD_COLLECTION, collection_form(FranchiseFactory(), **changes))

    assert response.status_code == 200
    assert message in response.text
    assert not FeeCollection.objects.exists()


@pytest.mark.parametrize(("days", "status"), [(0, 302), (1, 200)], ids=["today", "tomorrow"])
def test_money_cannot_be_received_in_the_future(admin_client, days, status):
    day = localdate() + timedelta(days=days)
    form = collection_form(FranchiseFactory(), received_on=str(day))

    response = admin_client.post(ADD_COLLECTION, form)

    assert response.status_code == status
    assert ("This day is in the future." in response.text) == (status == 200)


@pytest.mark.parametrize(
    ("fiscal_year", "status"),
    [("2010", 200), ("2011", 302), ("2020", 302), ("2021", 200)],
    ids=["before", "first", "last", "after"],
)
def test_a_fiscal_year_outside_the_term_is_refused(admin_client, fiscal_year, status):
    """The term runs from 1 July 2010 to 30 June 2020."""
    franchise = FranchiseFactory(expired=True)

    for address, form in (
        (ADD_COLLECTION, collection_form(franchise, fiscal_year=fiscal_year)),
        (ADD_ASSESSMENT, assessment_form(franchise, fiscal_year=fiscal_year)),
    ):
        assert admin_client.post(address, form).status_code == status


def test_a_fiscal_year_after_the_term_of_a_holdover_is_taken(admin_client):
    form = collection_form(FranchiseFactory(holdover=True), fiscal_year="2024")

    assert admin_client.post(ADD_COLLECTION, form).status_code == 302


def test_a_note_can_be_added_to_an_amount_that_a_later_termination_left_outside(admin_client):
    collection = FeeCollectionFactory(fiscal_year=2015, franchise__terminated_on="2012-01-01")
    form = collection_form(
        collection.franchise,
        fiscal_year="2015",
        amount="100.00",
        reference=collection.reference,
        note="see the settlement",
    )

    response = admin_client.post(f"/admin/franchises/feecollection/{collection.pk}/change/", form)

    assert response.status_code == 302


def test_money_on_a_draft_is_refused(admin_client):
    form = collection_form(FranchiseFactory(draft=True))

    response = admin_client.post(ADD_COLLECTION, form)

    assert "This franchise is a draft" in response.text


def test_a_second_collection_of_the_same_kind_and_period_is_refused_in_words(admin_client):
    collection = FeeCollectionFactory(reference="")

    response = admin_client.post(ADD_COLLECTION, collection_form(collection.franchise))

    assert "already has a collection of this kind for this period" in response.text


def test_more_collected_than_assessed_is_saved_with_a_warning(admin_client):
    franchise = FeeAssessmentFactory(amount=Decimal("1000.00")).franchise

    response = admin_client.post(ADD_COLLECTION, collection_form(franchise))

    assert warnings_after(response) == ["FY2013: $250.50 more is collected than assessed."]
    assert FeeCollection.objects.count() == 1


def test_the_exact_amount_is_saved_without_a_warning(admin_client):
    franchise = FeeAssessmentFactory(amount=Decimal("1250.50")).franchise

    response = admin_client.post(ADD_COLLECTION, collection_form(franchise))

    assert warnings_after(response) == []


def test_money_that_came_after_the_last_day_is_saved_with_a_warning(admin_client):
    franchise = FranchiseFactory(expired=True)

    on_time = admin_client.post(
        ADD_COLLECTION, collection_form(franchise, period="Q1", received_on="2020-06-30")
    )
    late = admin_client.post(
        ADD_COLLECTION, collection_form(franchise, period="Q2", received_on="2020-07-01")
    )

    assert warnings_after(on_time) == []
    assert warnings_after(late) == ["Received after the franchise's last day, June 30, 2020."]


def test_a_collection_begun_on_the_page_of_a_franchise_names_it(admin_client):
    franchise = FranchiseFactory(number="CT-2006-01")

    text = admin_client.get(f"{ADD_COLLECTION}?franchise={franchise.pk}").text

    assert f'<option value="{franchise.pk}" selected>CT-2006-01' in text


def test_the_franchises_to_choose_from_are_not_all_in_the_form(admin_client):
    FranchiseFactory.create_batch(3, title="one of many")

    for address in (ADD_COLLECTION, ADD_ASSESSMENT, "/admin/franchises/installation/add/"):
        assert admin_client.get(address).text.count('<option value="') < 30
        assert "F-0" not in admin_client.get(address).text


def test_the_working_of_an_assessment_is_shown_and_cannot_be_posted(admin_client):
    assessment = FeeAssessmentFactory(working=["5% of $2,000.00", "<b>"], period="Q1")
    address = f"/admin/franchises/feeassessment/{assessment.pk}/change/"

    text = admin_client.get(address).text
    admin_client.post(
        address, assessment_form(assessment.franchise, amount="100.00", working="[]", note="n")
    )

    assert "<li>5% of $2,000.00</li><li>&lt;b&gt;</li>" in text
    assessment.refresh_from_db()
    assert (assessment.note, assessment.working) == ("n", ["5% of $2,000.00", "<b>"])


def test_links_lead_to_the_franchise_the_franchisee_and_the_other_side_of_the_year(admin_client):
    collection = FeeCollectionFactory()
    franchise = collection.franchise

    response = admin_client.get(f"/admin/franchises/feecollection/{collection.pk}/change/")

    links = response.context["related_links"]
    assert [(link.label, link.address) for link in links] == [
        (
            "Account of FY2013",
            f"/admin/franchises/franchise/{franchise.pk}/account/?year=2013",
        ),
        (
            f"Franchise {franchise.number}",
            f"/admin/franchises/franchise/{franchise.pk}/change/",
        ),
        (
            str(franchise.franchisee),
            f"/admin/franchises/franchisee/{franchise.franchisee_id}/change/",
        ),
        (
            "Assessments of FY2013",
            "/admin/franchises/feeassessment/?franchise__id__exact="
            f"{franchise.pk}&fiscal_year=2013",
        ),
    ]


@pytest.mark.parametrize("factory", [FeeAssessmentFactory, FeeCollectionFactory])
def test_an_amount_entered_by_mistake_is_deleted_by_who_may_and_stays_in_the_history(
    staff_client, factory
):
    fee = factory()
    model = fee._meta.model_name
    address = f"/admin/franchises/{model}/{fee.pk}/delete/"
    changer = staff_client(f"change_{model}", f"view_{model}", username="changer")
    deleter = staff_client(f"delete_{model}", f"view_{model}", username="deleter")

    assert (
        changer.post(address, {"post": "yes", "change_reason": "entered by mistake"}).status_code
        == 403
    )
    assert type(fee).objects.count() == 1
    assert (
        deleter.post(address, {"post": "yes", "change_reason": "entered by mistake"}).status_code
        == 302
    )
    assert type(fee).objects.count() == 0
    deleted = type(fee).history.get(history_type="-")
    assert (deleted.amount, deleted.history_user.username) == (Decimal("100.00"), "deleter")


def test_an_assessment_may_be_zero_and_not_less(admin_client):
    franchise = FranchiseFactory()

    assert (
        admin_client.post(ADD_ASSESSMENT, assessment_form(franchise, amount="-0.01")).status_code
        == 200
    )
    assert (
        admin_client.post(ADD_ASSESSMENT, assessment_form(franchise, amount="0.00")).status_code
        == 302
    )
    assert FeeAssessment.objects.get().amount == Decimal("0.00")


def test_a_collection_can_name_what_it_pays(admin_client):
    bill = FeeAssessmentFactory()
    form = collection_form(bill.franchise, pays=bill.pk)

    assert admin_client.post(ADD_COLLECTION, form).status_code == 302
    assert FeeCollection.objects.get().pays == bill


def test_a_collection_cannot_pay_what_another_franchise_owes(admin_client):
    bill = FeeAssessmentFactory(franchise__number="OTHER-1")

    response = admin_client.post(ADD_COLLECTION, collection_form(FranchiseFactory(), pays=bill.pk))

    assert response.status_code == 200
    assert "This is an assessment of OTHER-1" in response.text
    assert not FeeCollection.objects.exists()


@pytest.mark.parametrize("many", [1, 15])
def test_what_can_be_paid_is_found_in_as_many_queries_however_much_it_is(
    admin_client, many, django_assert_max_num_queries
):
    FeeAssessmentFactory.create_batch(many)
    query = "app_label=franchises&model_name=feecollection&field_name=pays&term=F-"
    with django_assert_max_num_queries(5):
        found = admin_client.get(f"/admin/autocomplete/?{query}").json()["results"]
    assert len(found) == many


def test_the_notice_that_it_is_late_is_recorded_with_the_assessment(admin_client):
    form = assessment_form(FranchiseFactory(), due_on="2012-11-14", notice_on="2012-12-01")

    assert admin_client.post(ADD_ASSESSMENT, form).status_code == 302
    assert str(FeeAssessment.objects.get().notice_on) == "2012-12-01"


def test_the_page_of_an_amount_leads_to_the_account_of_its_year(admin_client):
    for fee in (FeeAssessmentFactory(), FeeCollectionFactory()):
        page = admin_client.get(
            f"/admin/franchises/{fee._meta.model_name}/{fee.pk}/change/"
        ).context
        address = f"/admin/franchises/franchise/{fee.franchise_id}/account/?year=2013"
        assert address in [link.address for link in page["related_links"]]
