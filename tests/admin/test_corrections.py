"""Money of a closed year is looked at, and corrected in the open year."""

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse

from franchises.models import FeeAssessment, FeeCollection
from tests.closing import closed, restated, shut
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db
ADD = {
    FeeAssessment: reverse("admin:franchises_feeassessment_add"),
    FeeCollection: reverse("admin:franchises_feecollection_add"),
}


@pytest.fixture(autouse=True)
def _it_is_23_november_2026(monkeypatch):
    for module in ("corrections", "fee"):
        monkeypatch.setattr(f"franchises.admin.{module}.localdate", lambda: date(2026, 11, 23))


@pytest.fixture
def books():
    """An assessment and a collection of FY2013, which is closed."""
    franchise = FranchiseFactory(number="F-1", expires_on=date(2013, 6, 30))
    assessment = FeeAssessmentFactory(franchise=franchise, amount=Decimal("100.00"))
    collection = FeeCollectionFactory(franchise=franchise, amount=Decimal("90.00"))
    closed(2013)
    return assessment, collection


def page(fee, name="change"):
    return reverse(f"admin:franchises_{fee._meta.model_name}_{name}", args=[fee.pk])


def way(client, fee):
    """What the form behind the link "Correct this" is filled in with."""
    link = next(
        part.partition('"')[0]
        for part in client.get(page(fee)).text.split('href="')
        if "Correct this in FY2027" in part.partition("</a>")[0]
    )
    return link.replace("&amp;", "&")


def filled(client, fee, **fields):
    return dict(parse_qsl(urlsplit(way(client, fee)).query)) | {
        "period": "",
        "change_reason": "",
        **fields,
    }


def test_d60_a_record_of_a_closed_year_has_no_button_and_a_way_to_correct_it(admin_client, books):
    for fee in books:
        text = admin_client.get(page(fee)).text
        assert "FY2013 is closed:" in text
        assert 'name="_save"' not in text and "deletelink" not in text
        assert "Correct this in FY2027" in text


def test_who_may_not_add_is_shown_no_way(viewer, books):
    for fee in books:
        text = viewer.get(page(fee)).text
        assert "FY2013 is closed:" in text
        assert "Correct this" not in text


def test_neither_a_change_nor_a_deletion_is_taken(admin_client, books):
    for fee in books:
        assert admin_client.post(page(fee), {"amount": "1.00"}).status_code == 403
        assert admin_client.get(page(fee, "delete")).status_code == 403
        assert (
            admin_client.post(
                page(fee, "delete"), {"post": "yes", "change_reason": "entered by mistake"}
            ).status_code
            == 403
        )
    assert FeeAssessment.objects.get().amount == Decimal("100.00")


def test_a_record_of_an_open_year_is_changed_as_ever(admin_client):
    text = admin_client.get(page(FeeAssessmentFactory())).text
    assert 'name="_save"' in text and "is closed:" not in text


def test_what_was_received_in_a_closed_year_for_an_open_one_is_final_too(admin_client):
    early = FeeCollectionFactory(fiscal_year=2014, received_on=date(2013, 6, 30))
    shut(2013)
    assert "FY2013 is closed:" in admin_client.get(page(early)).text


def test_the_form_of_a_correction_is_filled_in(admin_client, books):
    assessment, collection = books
    assert dict(parse_qsl(urlsplit(way(admin_client, assessment)).query)) == {
        "franchise": str(assessment.franchise_id),
        "fiscal_year": "2027",
        "origin": "adjustment",
        "adjusts": str(assessment.pk),
        "reference": f"ADJ-{assessment.pk}-1",
    }
    assert dict(parse_qsl(urlsplit(way(admin_client, collection)).query))["kind"] == "adjustment"
    text = admin_client.get(way(admin_client, assessment)).text
    assert f'value="ADJ-{assessment.pk}-1"' in text


def test_a_correction_is_posted_into_the_open_year_though_the_franchise_has_ended(
    admin_client, books
):
    assessment, collection = books
    for fee, amount in ((assessment, "-20.00"), (collection, "-5.00")):
        data = filled(admin_client, fee, amount=amount, note="a digit was read wrongly")
        response = admin_client.post(ADD[type(fee)], data, follow=True)
        assert response.redirect_chain, response.context["adminform"].form.errors
        made = type(fee).objects.get(adjusts=fee)
        assert (made.fiscal_year, made.amount) == (2027, Decimal(amount))
    assert way(admin_client, assessment).endswith(f"reference=ADJ-{assessment.pk}-2")


def test_a_correction_of_interest_is_interest(admin_client):
    fee = FeeAssessmentFactory(kind="interest")
    shut(2013)
    data = filled(admin_client, fee, amount="-1.00", note="days were counted twice")
    admin_client.post(ADD[FeeAssessment], data)
    assert FeeAssessment.objects.get(adjusts=fee).kind == "interest"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"note": " "}, "note", "An adjustment says why."),
        ({"fiscal_year": "2013"}, "fiscal_year", "FY2013 is closed: record it in an open year."),
        ({"adjusts": ""}, "__all__", "An adjustment, and nothing else, names what it adjusts."),
        ({"franchise": "other"}, "adjusts", "This is of another franchise."),
        ({"adjusts": "open"}, "adjusts", "Its year is still open: change it there."),
    ],
)
def test_a_correction_that_corrects_nothing_is_refused(admin_client, books, change, field, words):
    assessment, _ = books
    others = {
        "other": FranchiseFactory().pk,
        "open": FeeAssessmentFactory(franchise=assessment.franchise, fiscal_year=2012).pk,
    }
    change = {name: others.get(value, value) for name, value in change.items()}
    data = filled(admin_client, assessment, amount="-20.00", note="audit") | change
    response = admin_client.post(ADD[FeeAssessment], data)
    assert response.status_code == 200
    assert words in response.context["adminform"].form.errors[field]
    assert not FeeAssessment.objects.filter(origin="adjustment").exists()


def test_a_collection_is_not_received_in_a_closed_year(admin_client):
    franchise = FranchiseFactory()
    shut(2013)
    data = {
        "franchise": franchise.pk,
        "fiscal_year": "2014",
        "period": "",
        "kind": "fee",
        "amount": "5.00",
        "received_on": "2013-06-30",
    }
    response = admin_client.post(ADD[FeeCollection], data)
    errors = response.context["adminform"].form.errors
    assert errors["received_on"] == ["FY2013 is closed: record it in an open year."]


def test_a_restated_adjustment_is_corrected_by_another_of_what_it_adjusts(admin_client, books):
    assessment, _ = books
    adjustment = FeeAssessmentFactory(
        franchise=assessment.franchise,
        fiscal_year=2026,
        origin="adjustment",
        amount=Decimal("-20.00"),
        adjusts=assessment,
    )
    restated(2013)
    shut(2026)
    query = dict(parse_qsl(urlsplit(way(admin_client, adjustment)).query))
    assert (query["adjusts"], query["reference"]) == (
        str(assessment.pk),
        f"ADJ-{assessment.pk}-2",
    )
    data = filled(admin_client, assessment, amount="1.00", note="x", adjusts=adjustment.pk)
    errors = admin_client.post(ADD[FeeAssessment], data).context["adminform"].form.errors
    assert errors["adjusts"] == ["This adjustment is restated: adjust what it adjusts."]


@pytest.mark.parametrize("name", ["change", "delete"])
def test_a_year_that_closes_as_a_form_is_saved_is_told_of(admin_client, monkeypatch, name):
    fee = FeeAssessmentFactory()
    data = {
        "franchise": fee.franchise_id,
        "fiscal_year": "2013",
        "period": "",
        "amount": "7.00",
        "origin": "manual",
        "reference": fee.reference,
        "post": "yes",
        "change_reason": "as agreed",
    }
    shut(2013)
    monkeypatch.setattr("franchises.admin.corrections.closed_year_of", lambda *years: None)
    response = admin_client.post(page(fee, name), data, follow=True)
    assert response.status_code == 200
    assert "Nothing was saved: this fiscal year is closed: record an adjustment" in response.text
    fee.refresh_from_db()
    assert fee.amount == Decimal("100.00")
