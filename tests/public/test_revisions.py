"""The public sees what a year's figures are worth, every revision of them, and can check a hash."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from franchises.models import FeeAssessment, FeeCollection, Franchise, Franchisee, YearRevision
from franchises.reports.revisions import in_words
from tests.closing import closed, restated
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory
from tests.public.markup import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def final(city):
    """FY2013 of the city is closed; FY2014, in which $10 were given back, is not."""
    return closed(2013)


@pytest.fixture
def revised(final, city):
    """FY2013 of the city is restated: $89 less are assessed."""
    FeeAssessmentFactory(
        franchise=city,
        fiscal_year=2015,
        origin="adjustment",
        amount=Decimal("-89.00"),
        adjusts=FeeAssessment.objects.get(),
        note="SECRET-note",
    )
    return restated(2013, "An audit found <b>$89</b> too much.").revisions[0]


def day(revision):
    return f"{timezone.localtime(revision.published_at):%-d %B %Y}"


def test_a_closed_year_says_that_it_is_final_and_its_hash(client, final):
    text = read(client.get("/fees/2013/")).text
    assert f"Final: closed on {day(final)}, revision 1 , SHA-256 {final.sha256}" in text.replace(
        "revision 1,", "revision 1 ,"
    )
    assert "Provisional" not in text


def test_the_years_around_it_are_provisional(client, city, final):
    FeeCollectionFactory(franchise=city, fiscal_year=2014, received_on=date(2014, 1, 15))
    text = read(client.get("/fees/2014/")).text
    assert "Provisional. The figures are as recorded today" in text
    assert "Final" not in text


def test_a_restated_year_says_why_and_what_differs(client, revised):
    text = read(client.get("/fees/2013/")).text
    assert (
        f"Restated on {day(revised)}: “An audit found <b>$89</b> too much.” Assessed: -$89.00."
        " Outstanding: -$89.00. Revision 2, and those before it ." in text.replace("it.", "it .")
    )
    assert revised.sha256 in text


def test_the_list_of_years_says_which_are_final(client, city, final):
    FeeCollectionFactory(franchise=city, fiscal_year=2014, received_on=date(2014, 1, 15))
    text = read(client.get("/fees/")).text
    assert "Final for FY2013. Provisional for the other years: these figures are as" in text
    FeeCollection.objects.filter(fiscal_year=2014).delete()
    text = read(client.get("/fees/")).text
    assert "Final for FY2013." in text
    assert "Provisional" not in text


def test_years_are_listed_as_people_list_them():
    assert in_words([]) == ""
    assert in_words([2013]) == "FY2013"
    assert in_words([2013, 2012]) == "FY2012 and FY2013"
    assert in_words([2013, 2012, 2011, 2009]) == "FY2009 and FY2011 to FY2013"
    assert in_words([2009, 2011, 2013]) == "FY2009, FY2011 and FY2013"


def test_d65_every_revision_is_shown_beside_the_others_for_ever(client, revised, final):
    response = client.get("/fees/2013/revisions/")
    assert response.status_code == 200
    page = read(response)
    assert "FY2013 was restated once: revision 2 is in force, and those before it stay" in page.text
    assert "Why: An audit found <b>$89</b> too much." in page.text
    assert "Assessed: -$89.00, to $8,076,100.00" in page.text
    assert "$8,076,189.00" in page.text
    assert final.sha256 in page.text and revised.sha256 in page.text
    assert {"/fees/2013/revisions/1.json", "/fees/2013/revisions/2.json"} <= set(page.links)
    assert "<b>" not in response.content.decode()


def test_the_first_revision_is_final(client, final):
    text = read(client.get("/fees/2013/revisions/")).text
    assert "FY2013 is closed: its figures are final." in text
    assert "The first publication, as the year was closed." in text


@pytest.mark.parametrize("number", [1, 2])
def test_the_file_of_a_revision_has_the_hash_that_is_published(client, revised, number):
    response = client.get(f"/fees/2013/revisions/{number}.json")
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == (
        f'attachment; filename="fees-fy2013-revision-{number}.json"'
    )
    kept = YearRevision.objects.get(number=number)
    assert hashlib.sha256(response.content).hexdigest() == kept.sha256
    assert str(response.json()["accrual"]["total"]["assessed"]) == (
        "807618900" if number == 1 else "807610000"
    )


@pytest.mark.parametrize(
    "address",
    [
        "/fees/2014/revisions/",
        "/fees/2013/revisions/3.json",
        "/fees/2013/revisions/0.json",
        "/fees/2014/revisions/1.json",
        "/fees/1000000000000000000000/revisions/",
        "/fees/1000000000000000000000/revisions/1.json",
        "/fees/2013/revisions/1000000000000000000000.json",
        "/fees/2201/revisions/",
    ],
)
def test_what_was_never_published_is_not_found(client, revised, address):
    response = client.get(address)
    assert response.status_code == 404
    read(response)


def test_notes_of_staff_and_drafts_are_nowhere(client, revised):
    for address in (
        "/fees/2013/",
        "/fees/2013/revisions/",
        "/fees/2013/revisions/1.json",
        "/fees/2013/revisions/2.json",
    ):
        assert b"SECRET" not in client.get(address).content


def test_only_get_is_answered_and_no_question_is_taken(client, revised):
    for address in ("/fees/2013/revisions/", "/fees/2013/revisions/1.json"):
        assert client.post(address).status_code == 405
        assert client.get(f"{address}?basis=cash").status_code == 400
        assert not client.get(address).cookies


def test_links_of_a_closed_year_lead_somewhere_though_names_have_changed(client, final):
    Franchisee.objects.update(name="Altice")
    Franchise.objects.filter(number="CT-01").update(number="CT-02")
    links = read(client.get("/fees/2013/")).links
    assert "/franchisees/altice-usa/" in links
    assert "/franchises/CT-01/" not in links
    for link in links:
        if link.startswith("/") and "?" not in link:
            assert client.get(link).status_code == 200, link


def test_a_closed_year_is_found_though_its_franchises_are_published_no_more(client, final):
    Franchise.objects.update(is_published=False)
    assert client.get("/fees/2013/").status_code == 200


def test_the_pages_cost_the_same_however_many_revisions(
    client, revised, city, django_assert_num_queries
):
    for _ in range(2):
        with django_assert_num_queries(4):
            client.get("/fees/2013/revisions/")
        FeeAssessmentFactory(
            franchise=city,
            fiscal_year=2015,
            origin="adjustment",
            amount=Decimal("1.00"),
            adjusts=FeeAssessment.objects.get(fiscal_year=2013),
        )
        restated(2013, "once more")
