"""The pages of the books: a year is proposed by one person, closed by another, and restated."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from franchises.books.freezing import freeze
from franchises.models import FeeAssessment, FiscalYear, YearRevision
from tests.closing import closed, late_charge
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/franchises/fiscalyear/"
PAGE = reverse("admin:franchises_fiscalyear_change", args=[2013])


@pytest.fixture
def franchise():
    franchise = FranchiseFactory(number="F-1")
    FeeAssessmentFactory(franchise=franchise, amount=Decimal("100.00"), reference="A-1")
    FeeCollectionFactory(franchise=franchise, amount=Decimal("90.00"))
    return franchise


@pytest.fixture
def kim(staff_client):
    return staff_client("close_fiscalyear", "restate_fiscalyear", username="kim")


@pytest.fixture
def lee(staff_client):
    return staff_client("close_fiscalyear", username="lee")


def state():
    return FiscalYear.objects.get(year=2013).state


def adjust(franchise):
    return FeeAssessmentFactory(
        franchise=franchise,
        fiscal_year=2015,
        origin="adjustment",
        amount=Decimal("-20.00"),
        reference="ADJ-1",
        adjusts=FeeAssessment.objects.get(reference="A-1"),
    )


def test_the_list_has_the_years_with_anything_recorded_or_done(kim, franchise):
    FeeCollectionFactory(franchise=franchise, fiscal_year=2011, received_on=date(2011, 1, 1))
    FiscalYear.objects.filter(year=2009).update(state="proposed")
    text = kim.get(LIST).text
    shown = [year for year in range(1900, 2201) if f"FY{year}" in text]
    assert shown == [2009, 2011, 2013]


def test_a_year_shows_its_checks_its_figures_and_the_hash_to_be_frozen(kim, franchise):
    FranchiseFactory(number="F-2")
    FeeCollectionFactory(franchise=franchise, amount=Decimal("15.00"))
    text = kim.get(PAGE).text
    assert "1 thing stands in the way of closing FY2013." in text
    assert 'name="explain-F-2"' in text
    assert "1 franchise has paid $5.00 more than is assessed" in text
    assert "$105.00" in text
    assert freeze(2013, 7).sha256 in text


def test_one_person_proposes_and_another_closes_for_ever(kim, lee, franchise):
    assert "Propose to close FY2013" in kim.get(PAGE).text
    response = kim.post(PAGE, {"act": "propose"}, follow=True)
    assert "FY2013 is proposed for closing: another person confirms it." in response.text
    own = kim.get(PAGE).text
    assert "You proposed it: another person confirms it." in own
    assert "for ever" not in own
    text = lee.get(PAGE).text
    sha256 = freeze(2013, 7).sha256
    assert "Close FY2013 for ever" in text and f'value="{sha256}"' in text
    response = lee.post(PAGE, {"act": "close", "sha256": sha256}, follow=True)
    assert "FY2013 is closed: its figures are published as final." in response.text
    assert "Proposed by kim on" in response.text and "closed by lee on" in response.text
    assert (state(), YearRevision.objects.get().sha256) == ("closed", sha256)


def test_the_same_person_cannot_close_by_hand_either(kim, franchise):
    kim.post(PAGE, {"act": "propose"})
    response = kim.post(PAGE, {"act": "close", "sha256": freeze(2013, 7).sha256})
    assert response.status_code == 409
    assert "You proposed FY2013 for closing: another person confirms it." in response.text
    assert state() == "proposed"


def test_figures_that_changed_meanwhile_are_shown_again(kim, lee, franchise):
    kim.post(PAGE, {"act": "propose"})
    seen = freeze(2013, 7).sha256
    FeeCollectionFactory(franchise=franchise, amount=Decimal("1.00"))
    response = lee.post(PAGE, {"act": "close", "sha256": seen})
    assert response.status_code == 409
    assert "The figures of FY2013 have changed since you looked" in response.text
    assert freeze(2013, 7).sha256 in response.text
    assert state() == "proposed"


def test_what_stands_in_the_way_keeps_the_year_open(kim, franchise):
    FranchiseFactory(number="F-2")
    FranchiseFactory(number="F-3")
    response = kim.post(PAGE, {"act": "propose", "explain-F-2": "not built yet"})
    assert response.status_code == 409
    assert "FY2013 cannot be closed: 1 thing stands in the way." in response.text
    assert 'value="not built yet"' in response.text
    assert state() == "open"


def test_franchises_are_explained_on_the_page(kim, franchise):
    FranchiseFactory(number="F-2")
    kim.post(PAGE, {"act": "propose", "explain-F-2": "not <b>built</b> yet"})
    assert state() == "proposed"
    assert "F-2: not &lt;b&gt;built&lt;/b&gt; yet (kim," in kim.get(PAGE).text


def test_a_proposal_is_withdrawn(kim, lee, franchise):
    kim.post(PAGE, {"act": "propose"})
    response = lee.post(PAGE, {"act": "withdraw"}, follow=True)
    assert "The proposal to close FY2013 is withdrawn." in response.text
    assert state() == "open"


def test_a_second_press_of_the_button_tells_that_it_is_done(kim, lee, franchise):
    kim.post(PAGE, {"act": "propose"})
    sha256 = freeze(2013, 7).sha256
    lee.post(PAGE, {"act": "close", "sha256": sha256})
    response = lee.post(PAGE, {"act": "close", "sha256": sha256})
    assert response.status_code == 409
    assert "FY2013 is closed already." in response.text


@pytest.mark.parametrize("act", ["propose", "withdraw", "close", "try", "restate", "open", ""])
def test_who_may_only_look_does_nothing(staff_client, franchise, act):
    client = staff_client("view_fiscalyear")
    text = client.get(PAGE).text
    assert "<button" not in text.partition('id="content-main"')[2].partition("footer")[0]
    assert client.post(PAGE, {"act": act, "reason": "x"}).status_code == 403
    assert state() == "open"


def test_who_may_not_look_sees_nothing(staff_client, franchise):
    client = staff_client("view_feeassessment")
    assert client.get(PAGE).status_code == 403
    assert client.get(LIST).status_code == 403


def test_closing_does_not_give_the_right_to_restate(lee, franchise):
    closed(2013)
    adjust(franchise)
    assert "Restate FY2013" not in lee.get(PAGE).text
    assert lee.post(PAGE, {"act": "restate", "reason": "audit"}).status_code == 403
    assert YearRevision.objects.count() == 1


def test_a_year_is_restated_on_the_page_once_it_is_seen_what_changes(kim, franchise):
    closed(2013)
    adjust(franchise)
    text = kim.get(PAGE).text
    assert "1 posted in open years, and not yet counted in FY2013:" in text
    assert "F-1 FY2015, ADJ-1: -$20.00" in text
    tried = kim.post(PAGE, {"act": "try", "reason": "audit of 2015"})
    assert tried.status_code == 200
    assert "Assessed: $100.00 before, $80.00 then" in tried.text
    assert "audit of 2015</textarea>" in tried.text
    assert YearRevision.objects.count() == 1
    done = kim.post(PAGE, {"act": "restate", "reason": "audit of 2015"}, follow=True)
    assert "Published as FY2013 revision 2." in done.text
    assert "Assessed: -$20.00" in done.text and "audit of 2015" in done.text
    assert "None wait: there is nothing to restate." in done.text
    again = kim.post(PAGE, {"act": "restate", "reason": "audit of 2015"}, follow=True)
    assert "No adjustment of FY2013 waits" in again.text
    assert YearRevision.objects.count() == 2


def test_a_restatement_without_a_reason_is_refused(kim, franchise):
    closed(2013)
    adjust(franchise)
    response = kim.post(PAGE, {"act": "restate", "reason": " "})
    assert response.status_code == 409
    assert "A restatement says why." in response.text


@pytest.mark.parametrize("object_id", ["1850", "abc", "9" * 40, "2013.5"])
def test_what_is_no_year_is_not_there(kim, franchise, object_id):
    response = kim.get(f"{LIST}{object_id}/change/", follow=True)
    assert response.status_code in (200, 404)
    assert "Books of" not in response.text


def test_the_page_costs_the_same_however_many_rows(kim, franchise, django_assert_max_num_queries):
    for number in range(30):
        FeeAssessmentFactory(franchise=franchise, reference=f"B-{number}")
    with django_assert_max_num_queries(65) as first:
        kim.get(PAGE)
    for number in range(30):
        FeeCollectionFactory(franchise=franchise, reference=f"W-{number}")
    with django_assert_max_num_queries(len(first)):
        kim.get(PAGE)
    closed(2013)
    for number in range(60):
        FeeAssessmentFactory(
            franchise=franchise,
            fiscal_year=2015,
            origin="adjustment",
            adjusts=FeeAssessment.objects.get(reference="A-1"),
            reference=f"ADJ-{number}",
        )
    with django_assert_max_num_queries(15):
        assert "60 posted in open years, and not yet counted in FY2013; the first 50:" in (
            kim.get(PAGE).text
        )


def test_who_posted_late_charges_is_told_that_others_close_the_year(kim, lee, franchise):
    late_charge(FeeAssessment.objects.get(), User.objects.get(username="kim"))
    sentence = "FY2013 is closed by two people who posted no late charges in it, and kim did."

    proposed = kim.post(PAGE, {"act": "propose"})
    assert (proposed.status_code, state()) == (409, "open")
    assert sentence in proposed.text

    assert lee.post(PAGE, {"act": "propose"}).status_code == 302
    confirmed = kim.post(PAGE, {"act": "close", "sha256": freeze(2013, 7).sha256})
    assert (confirmed.status_code, state()) == (409, "proposed")
    assert sentence in confirmed.text
