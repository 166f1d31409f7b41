"""What the public sees of the life of a contract: what is published, drawn and as a table."""

from datetime import date

import pytest

from franchises.public.versions import data_version
from tests.factories import BoroughFactory, FranchiseEventFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def franchise():
    return FranchiseFactory(number="F-1")


def page(client, franchise):
    return client.get(f"/franchises/{franchise.number}/")


def test_a_published_event_is_drawn_and_told(client, franchise):
    event = FranchiseEventFactory(
        franchise=franchise,
        kind="amendment",
        happened_on=date(2019, 6, 30),
        old_expires_on=date(2028, 6, 30),
        new_expires_on=date(2030, 6, 30),
        summary="Two more years.",
        reference="Amendment 1",
        is_published=True,
        note="For staff: asked for by the franchisee.",
    )
    event.boroughs_added.add(BoroughFactory(code="queens", name="Queens"))

    text = page(client, franchise).text

    assert "1: Amendment, 30 June 2019." in text
    assert "Last day of the term: 30 June 2030, before 30 June 2028." in text
    for told in ("Two more years.", "Amendment 1", "Added: Queens."):
        assert told in text
    assert "asked for by" not in text


def test_an_event_for_staff_is_not_there_nor_the_day_of_one_that_is_answered(client, franchise):
    default = FranchiseEventFactory(
        franchise=franchise, default=True, happened_on=date(2019, 2, 3), summary="Late reports."
    )
    FranchiseEventFactory(
        franchise=franchise,
        kind="cure",
        answers=default,
        happened_on=date(2019, 3, 4),
        is_published=True,
    )

    text = page(client, franchise).text

    assert "1: Cure, 4 March 2019." in text
    assert "Late reports." not in text
    assert "3 February 2019" not in text
    default.is_published = True
    default.save()
    assert "Answers the notice of 3 February 2019." in page(client, franchise).text


def test_a_franchise_without_published_events_shows_its_term(client, franchise):
    FranchiseEventFactory(franchise=franchise)
    text = page(client, franchise).text

    assert "No event is published." in text
    assert "stretch-term" in text


def publish(franchise, is_published):
    franchise.is_published = is_published
    franchise.save()


def test_both_sides_of_a_transfer_lead_to_each_other_unless_one_is_a_draft(client, franchise):
    after = FranchiseFactory(number="F-2", succeeds=franchise)

    assert "/franchises/F-2/" in page(client, franchise).text
    assert "/franchises/F-1/" in page(client, after).text
    publish(after, False)
    assert "F-2" not in page(client, franchise).text
    publish(after, True)
    publish(franchise, False)
    assert "F-1" not in page(client, after).text


def test_a_page_takes_as_many_queries_for_twenty_events_as_for_two(
    client, franchise, django_assert_max_num_queries
):
    for _ in range(20):
        FranchiseEventFactory(franchise=franchise, is_published=True)

    with django_assert_max_num_queries(30) as captured:
        page(client, franchise)
    many = len(captured)
    for event in franchise.events.all()[2:]:
        event.delete()
    with django_assert_max_num_queries(many):
        page(client, franchise)


def test_recording_an_event_changes_the_version_of_the_data(franchise):
    before = data_version().key
    FranchiseEventFactory(franchise=franchise, is_published=True)
    assert data_version().key != before
