"""An event is recorded, and changes its franchise with it, or neither happens."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from franchises.contracts.recording import record, term_without_renewals, warnings_about
from franchises.models import Franchise, FranchiseEvent
from franchises.rules.term import Status
from tests.factories import (
    BoroughFactory,
    FeeScheduleFactory,
    FranchiseEventFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk")


@pytest.fixture
def franchise():
    """From 1 July 2010 to 30 June 2030, in Manhattan."""
    franchise = FranchiseFactory()
    franchise.boroughs.add(BoroughFactory())
    return franchise


@pytest.fixture
def kept(franchise, clerk):
    """Return a function that records an event of the franchise, and gives it as it then is."""

    def keep(kind, day, why="", added=(), removed=(), **values):
        event = FranchiseEvent(franchise=franchise, kind=kind, happened_on=day, **values)
        return record(event, clerk, TODAY, why=why, added=added, removed=removed)

    return keep


@pytest.fixture
def refused(kept, franchise):
    """Return a function that records an event, and gives why it was refused, by field."""

    def keep(kind, day, **values):
        before = Franchise.history.count()
        with pytest.raises(ValidationError) as refusal:
            kept(kind, day, **values)
        assert not franchise.events.filter(kind=kind, happened_on=day).exists()
        assert Franchise.history.count() == before
        return refusal.value.message_dict

    return keep


def now(franchise):
    return Franchise.objects.get(pk=franchise.pk)


def test_an_amendment_of_the_term_moves_the_last_day_and_says_why(kept, franchise, clerk):
    event = kept(
        "amendment",
        date(2019, 6, 30),
        summary="Extended by two years.",
        new_expires_on=date(2032, 6, 30),
    )

    assert event.old_expires_on == date(2030, 6, 30)
    assert event.recorded_by == clerk
    assert now(franchise).expires_on == date(2032, 6, 30)
    entry = franchise.history.first()
    assert (entry.history_user, entry.history_change_reason) == (
        clerk,
        "Amendment, 2019-06-30: Extended by two years.",
    )
    assert entry.prev_record.expires_on == date(2030, 6, 30)
    assert event.history.first().history_user == clerk


def test_the_reason_that_a_person_gives_is_the_reason_in_both_histories(kept, franchise):
    event = kept("renewal", date(2026, 1, 2), why="Order 7", new_expires_on=date(2040, 6, 30))

    assert event.history.first().history_change_reason == "Order 7"
    assert franchise.history.first().history_change_reason == "Renewal, 2026-01-02: Order 7"


def test_an_amendment_of_the_territory_moves_the_boroughs(kept, franchise, clerk):
    manhattan, queens = BoroughFactory(), BoroughFactory(code="queens", name="Queens")

    event = kept("amendment", date(2019, 6, 30), added=[queens], removed=[manhattan])

    assert list(now(franchise).boroughs.all()) == [queens]
    assert (list(event.boroughs_added.all()), list(event.boroughs_removed.all())) == (
        [queens],
        [manhattan],
    )
    entry = franchise.history.first()
    assert [each.borough for each in entry.boroughs.all()] == [queens]
    assert entry.history_change_reason == "Amendment, 2019-06-30"


def test_an_amendment_may_bring_a_fee_schedule(kept, franchise):
    schedule = FeeScheduleFactory(franchise=franchise)
    event = kept("amendment", date(2019, 6, 30), fee_schedule=schedule)

    assert list(schedule.brought_by.all()) == [event]


def test_a_termination_ends_the_franchise_on_its_day(kept, franchise):
    kept("termination", date(2026, 12, 31))

    ended = now(franchise)
    assert ended.terminated_on == date(2026, 12, 31)
    assert ended.status_on(date(2026, 12, 31)) is Status.IN_FORCE
    assert ended.status_on(date(2027, 1, 1)) is Status.TERMINATED


def test_the_first_registration_is_entered_in_the_franchise_and_a_later_one_is_not(kept, franchise):
    kept("registration", date(2010, 6, 15), reference="R-2010-7")
    kept("registration", date(2019, 7, 1), reference="R-2019-9")

    registered = now(franchise)
    assert (registered.registered_on, registered.registration_number) == (
        date(2010, 6, 15),
        "R-2010-7",
    )


def test_a_renewal_in_holdover_ends_the_holdover(clerk):
    franchise = FranchiseFactory(holdover=True)
    event = FranchiseEvent(
        franchise=franchise,
        kind="renewal",
        happened_on=date(2026, 10, 1),
        new_expires_on=date(2035, 6, 30),
    )
    record(event, clerk, TODAY)

    renewed = now(franchise)
    assert renewed.status_on(TODAY) is Status.IN_FORCE
    assert renewed.status_on(date(2035, 7, 1)) is Status.EXPIRED


def test_what_changes_nothing_leaves_no_trace_in_the_franchise(kept, franchise):
    before = franchise.history.count()
    default = kept("notice_of_default", date(2026, 9, 1), cure_by=date(2026, 10, 1))
    kept("cure", date(2026, 9, 30), answers=default)
    kept("change_of_control", date(2026, 9, 30))
    kept("removal", date(2026, 9, 30))

    assert franchise.history.count() == before


@pytest.mark.parametrize(
    ("kind", "day", "values", "told"),
    [
        (
            "solicitation",
            date(2026, 11, 21),
            {},
            {"happened_on": ["This day is in the future."]},
        ),
        (
            "amendment",
            date(2019, 1, 1),
            {},
            {"summary": ["An amendment says what it changes, here or in the fields for it."]},
        ),
        (
            "amendment",
            date(2019, 1, 1),
            {"new_expires_on": date(2010, 6, 30)},
            {"new_expires_on": ["A franchise cannot expire before its effective date."]},
        ),
        (
            "amendment",
            date(2019, 1, 1),
            {"new_expires_on": date(2030, 6, 30)},
            {
                "__all__": [
                    "A renewal says the new last day of the term, an amendment may, and it is not"
                    " the old one."
                ]
            },
        ),
        (
            "renewal",
            date(2026, 1, 1),
            {"new_expires_on": date(2055, 7, 1)},
            {
                "new_expires_on": [
                    "The renewals come to more than 25 years in sum, which the City Charter,"
                    " section 363(h)(3), does not allow."
                ]
            },
        ),
        (
            "termination",
            date(2010, 6, 30),
            {},
            {"happened_on": ["A franchise cannot be terminated before its effective date."]},
        ),
        (
            "cure",
            date(2026, 1, 1),
            {},
            {
                "__all__": [
                    "A cure names the notice of default it answers; a forbearance or a termination"
                    " may, and nothing else."
                ]
            },
        ),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_changed(refused, kind, day, values, told):
    assert refused(kind, day, **values) == told


def test_a_vote_before_its_hearing_and_a_registration_before_the_approval_are_refused(
    kept, refused
):
    kept("committee_hearing", date(2026, 9, 28))
    assert refused("committee_vote", date(2026, 9, 27), votes_for=5, votes_against=1) == {
        "happened_on": [
            "It comes after a step that is on record for a later day: Review committee hearing,"
            " 2026-09-28."
        ]
    }
    kept("committee_vote", date(2026, 9, 28), votes_for=5, votes_against=1)
    kept("mayoral_approval", date(2026, 10, 5))
    assert "happened_on" in refused("registration", date(2026, 10, 4))
    kept("registration", date(2026, 10, 5))


def test_renewals_count_in_sum_also_those_before_a_transfer(kept, refused, franchise):
    before = FranchiseFactory(expires_on=date(2020, 6, 30))
    FranchiseEventFactory(
        franchise=before,
        kind="renewal",
        old_expires_on=date(2010, 6, 30),
        new_expires_on=date(2020, 6, 30),
    )
    Franchise.objects.filter(pk=franchise.pk).update(succeeds=before)

    assert "new_expires_on" in refused("renewal", date(2026, 1, 1), new_expires_on=date(2045, 7, 1))
    kept("renewal", date(2026, 1, 1), new_expires_on=date(2045, 6, 30))
    assert term_without_renewals(now(franchise)) == date(2030, 6, 30)


def test_a_default_is_cured_once(kept, refused):
    default = kept("notice_of_default", date(2026, 9, 1))
    kept("cure", date(2026, 9, 2), answers=default)

    assert refused("cure", date(2026, 9, 3), answers=default) == {
        "answers": ["This default is cured already."]
    }
    kept("forbearance", date(2026, 9, 3), answers=default)


def test_what_has_ended_is_not_ended_on_another_day_nor_renewed(kept, refused):
    kept("termination", date(2026, 10, 1))

    assert refused("termination", date(2026, 10, 2)) == {
        "happened_on": ["The franchise ended on Oct. 1, 2026 already."]
    }
    assert refused("renewal", date(2026, 10, 2), new_expires_on=date(2031, 6, 30)) == {
        "new_expires_on": ["The franchise ended on Oct. 1, 2026."]
    }


def test_territory_is_changed_by_an_amendment_and_as_it_is(refused, kept):
    manhattan, queens = BoroughFactory(), BoroughFactory(code="queens", name="Queens")

    assert refused("amendment", date(2019, 1, 1), added=[manhattan], removed=[queens]) == {
        "boroughs_added": ["The franchise is in Manhattan already."],
        "boroughs_removed": ["The franchise is not in Queens."],
    }
    assert refused("solicitation", date(2019, 1, 1), added=[queens]) == {
        "boroughs_added": ["An amendment, and nothing else, changes the territory."]
    }


def test_a_term_that_was_changed_meanwhile_is_what_the_amendment_says_it_was(kept, franchise):
    Franchise.objects.filter(pk=franchise.pk).update(expires_on=date(2031, 6, 30))
    event = kept("amendment", date(2019, 1, 1), new_expires_on=date(2032, 6, 30))

    assert event.old_expires_on == date(2031, 6, 30)


@pytest.mark.parametrize(
    ("kind", "day", "values", "told"),
    [
        (
            "amendment",
            date(2019, 1, 1),
            {"new_expires_on": date(2035, 7, 1)},
            [
                "The term is now longer than 25 years, which the City Charter, section 363(h)(2),"
                " does not allow."
            ],
        ),
        ("amendment", date(2019, 1, 1), {"new_expires_on": date(2035, 6, 30)}, []),
        (
            "amendment",
            date(2019, 1, 1),
            {"new_expires_on": date(2029, 6, 30)},
            ["The term is now shorter than it was."],
        ),
        (
            "registration",
            date(2010, 6, 15),
            {},
            ["No step before it is on record: Mayoral approval."],
        ),
        ("termination", date(2026, 10, 1), {}, []),
    ],
)
def test_what_is_unusual_is_taken_and_told_of(kept, kind, day, values, told):
    assert warnings_about(kept(kind, day, **values)) == told


def test_a_tunnel_railroad_is_not_told_that_fifty_years_are_too_long(clerk):
    tunnel = FranchiseTypeFactory(code="tunnel-railroad", name="Tunnel railroad")
    franchise = FranchiseFactory(franchise_type=tunnel)
    event = FranchiseEvent(
        franchise=franchise,
        kind="amendment",
        happened_on=date(2019, 1, 1),
        new_expires_on=date(2060, 6, 30),
    )
    assert warnings_about(record(event, clerk, TODAY)) == []


def test_a_step_after_its_clock_is_told_of_with_its_source(kept):
    kept("comptroller_filing", date(2026, 9, 1))

    assert warnings_about(kept("registration", date(2026, 10, 3))) == [
        "No step before it is on record: Mayoral approval.",
        "2 days after it was due, 2026-10-01. The Comptroller registers or objects within 30 days"
        " of the filing (Charter 328, by 375).",
    ]
