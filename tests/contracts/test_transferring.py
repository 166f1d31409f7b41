"""A franchise goes to another franchisee: what goes over, what stays, and what it may not be."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from franchises.books.due_fees import due_fees
from franchises.contracts.transferring import Wish, preview, transfer
from franchises.models import FeeAssessment, Franchise, FranchiseEvent, Installation
from franchises.rules.fee_calendar import Year
from franchises.rules.term import Status
from tests.closing import shut
from tests.factories import (
    BoroughFactory,
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FeeComponentFactory,
    FeeScheduleFactory,
    FranchiseeFactory,
    FranchiseEventFactory,
    FranchiseFactory,
    InstallationFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
ON = date(2026, 10, 1)


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk")


@pytest.fixture
def old():
    """In Manhattan, to 30 June 2030, with two poles that stand and one that was removed."""
    franchise = FranchiseFactory(number="MT-1", title="Small cells")
    franchise.boroughs.add(BoroughFactory())
    for number in range(2):
        InstallationFactory(
            franchise=franchise, asset_id=f"P-{number}", installed_on=date(2015, 1, 1)
        )
    InstallationFactory(
        franchise=franchise, asset_id="P-9", status="removed", removed_on=date(2020, 1, 1)
    )
    return franchise


def wish(**values):
    asked = {"number": "MT-2", "on": ON}
    if "franchisee" not in values:
        asked["franchisee"] = FranchiseeFactory(name="New Poles LLC")
    return Wish(**asked | values)


def metered(franchise, **values):
    """$120.00 a year for each pole top that stands."""
    schedule = FeeScheduleFactory(franchise=franchise, **values)
    FeeComponentFactory(
        schedule=schedule,
        name="Poles",
        charge="metered",
        percent=None,
        measure="installations",
        rates="120.00",
        per="year",
    )
    return schedule


def test_the_old_franchise_ends_the_day_before_and_the_new_one_has_what_is_left(old, clerk):
    new = transfer(old, wish(), clerk, TODAY)

    old.refresh_from_db()
    assert old.terminated_on == date(2026, 9, 30)
    assert old.status_on(date(2026, 9, 30)) is Status.IN_FORCE
    assert old.status_on(ON) is Status.TERMINATED
    assert (new.number, new.franchisee.name, new.title) == ("MT-2", "New Poles LLC", "Small cells")
    assert (new.effective_on, new.expires_on) == (ON, date(2030, 6, 30))
    assert (new.franchise_type, new.is_published) == (old.franchise_type, True)
    assert list(new.boroughs.all()) == list(old.boroughs.all()) == [BoroughFactory()]
    assert (new.succeeds, old.succeeded_by) == (old, new)


def test_what_stands_goes_over_with_its_history_and_what_was_removed_stays(old, clerk):
    new = transfer(old, wish(), clerk, TODAY)

    assert {each.asset_id for each in new.installations.all()} == {"P-0", "P-1"}
    assert [each.asset_id for each in old.installations.all()] == ["P-9"]
    entry, first = Installation.objects.get(asset_id="P-0").history.all()
    assert (entry.franchise_id, first.franchise_id) == (new.pk, old.pk)
    assert (entry.history_type, entry.history_user) == ("~", clerk)
    assert entry.history_change_reason == "Transferred from MT-1 to MT-2 on 2026-10-01"
    assert entry.installed_on == date(2015, 1, 1)
    assert entry.history_date >= first.history_date
    assert Installation.objects.get(asset_id="P-9").history.count() == 1


def test_money_and_events_stay_with_the_old_franchise(old, clerk):
    assessment = FeeAssessmentFactory(franchise=old)
    collection = FeeCollectionFactory(franchise=old)
    event = FranchiseEventFactory(franchise=old)
    history = FeeAssessment.history.count()

    new = transfer(old, wish(is_published=True, reference="Res. 7"), clerk, TODAY)

    assert list(old.fee_assessments.all()) == [assessment]
    assert list(old.fee_collections.all()) == [collection]
    assert not new.has_money()
    assert FeeAssessment.history.count() == history
    first, second = old.events.in_order()
    assert first == event
    assert (second.kind, second.happened_on, second.recorded_by) == ("assignment", ON, clerk)
    assert (second.is_published, second.reference) == (True, "Res. 7")
    assert second.summary == "Transferred to New Poles LLC as franchise MT-2."
    assert not new.events.exists()


def test_the_schedules_that_still_apply_are_copied_from_the_day_on(old, clerk):
    metered(old, effective_on=date(2010, 7, 1), expires_on=date(2026, 9, 30))
    metered(old, effective_on=date(2015, 7, 1), source="Section 9")
    metered(old, effective_on=date(2027, 7, 1), source="Section 10")

    new = transfer(old, wish(), clerk, TODAY)

    assert [
        (each.source, each.effective_on, [x.rates for x in each.components.all()])
        for each in new.fee_schedules.all()
    ] == [("Section 9", ON, ["120.00"]), ("Section 10", date(2027, 7, 1), ["120.00"])]
    assert [each.effective_on for each in old.fee_schedules.all()] == [
        date(2010, 7, 1),
        date(2015, 7, 1),
        date(2027, 7, 1),
    ]
    assert new.fee_schedules.first().history.get().history_user == clerk


def fees_of(franchise):
    return [
        (fee.period, fee.amount)
        for due in due_fees(Franchise.objects.filter(pk=franchise.pk), Year(2027))
        for fee in due.fees
    ]


def test_the_fees_of_a_year_are_in_sum_what_they_were_and_each_pays_for_its_days(old, clerk):
    metered(old, frequency="quarter")
    before = fees_of(old)
    assert before == [
        ("Q1", Decimal("60.49")),
        ("Q2", Decimal("60.49")),
        ("Q3", Decimal("59.18")),
        ("Q4", Decimal("59.84")),
    ]

    new = transfer(old, wish(), clerk, TODAY)

    assert fees_of(old) == before[:1]
    assert fees_of(new) == before[1:]
    both = {
        due.franchise.number: len(due.fees) for due in due_fees(Franchise.objects.all(), Year(2027))
    }
    assert both == {"MT-1": 1, "MT-2": 3}


def test_of_two_transfers_in_a_year_each_franchise_pays_for_its_days(old, clerk):
    metered(old, frequency="quarter")
    before = fees_of(old)
    second = transfer(old, wish(on=date(2026, 10, 1)), clerk, TODAY)
    third = transfer(
        second,
        wish(franchisee=FranchiseeFactory(), number="MT-3", on=date(2027, 1, 1)),
        clerk,
        date(2027, 2, 1),
    )

    assert [fees_of(each) for each in (old, second)] == [before[:1], before[1:2]]
    # What is rounded is the year to date, which begins later here: a cent less in all.
    assert fees_of(third) == [("Q3", Decimal("59.18")), ("Q4", Decimal("59.83"))]


def test_a_pole_that_was_put_up_since_is_no_fee_of_the_old_franchise(old, clerk):
    metered(old, frequency="quarter")
    before = fees_of(old)
    new = transfer(old, wish(), clerk, TODAY)
    InstallationFactory(franchise=new, installed_on=date(2026, 10, 1))

    assert fees_of(old) == before[:1]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"number": "MT-1"}, {"number": ["This number is that of another franchise."]}),
        (
            {"on": date(2010, 7, 1)},
            {"on": ["The franchise begins later: it needs a day under its old franchisee."]},
        ),
        (
            {"on": date(2026, 11, 21)},
            {"on": ["This day is in the future: installations go over as the transfer is made."]},
        ),
    ],
)
def test_a_transfer_that_cannot_be_is_refused_and_nothing_is_changed(old, clerk, values, told):
    before = Franchise.history.count()
    for attempt in (
        lambda: preview(old, wish(franchisee=FranchiseeFactory(), **values), TODAY),
        lambda: transfer(old, wish(franchisee=FranchiseeFactory(), **values), clerk, TODAY),
    ):
        with pytest.raises(ValidationError) as refusal:
            attempt()
        assert refusal.value.message_dict == told
    assert Franchise.history.count() == before
    assert old.installations.count() == 3


def refusal_of(franchise, clerk, today=TODAY, **values):
    with pytest.raises(ValidationError) as refusal:
        transfer(franchise, wish(**values), clerk, today)
    assert not FranchiseEvent.objects.filter(franchise=franchise, kind="assignment").exists()
    return [reason for reasons in refusal.value.message_dict.values() for reason in reasons]


def test_its_own_franchisee_an_end_and_a_term_that_is_over_are_refused(old, clerk):
    assert refusal_of(old, clerk, franchisee=old.franchisee) == [
        "This franchisee holds the franchise already."
    ]
    ended = FranchiseFactory(terminated=True)
    assert refusal_of(ended, clerk, franchisee=old.franchisee) == [
        "The franchise ended on March 1, 2018."
    ]
    for over in (FranchiseFactory(holdover=True), FranchiseFactory(expired=True)):
        assert refusal_of(over, clerk, franchisee=old.franchisee) == [
            "The term is over by then: no term is left to go over."
        ]


def test_a_transfer_does_not_begin_in_a_closed_year(old, clerk):
    shut(2026)

    assert refusal_of(old, clerk, on=date(2026, 6, 30)) == [
        "FY2026 is closed: a transfer begins in an open year."
    ]
    assert transfer(old, wish(franchisee=FranchiseeFactory(), on=date(2026, 7, 1)), clerk, TODAY)


def test_a_franchise_is_transferred_once(old, clerk):
    transfer(old, wish(), clerk, TODAY)

    assert refusal_of_again(old, clerk) == ["The franchise ended on Sept. 30, 2026."]


def refusal_of_again(franchise, clerk):
    with pytest.raises(ValidationError) as refusal:
        transfer(franchise, wish(franchisee=FranchiseeFactory(), number="MT-9"), clerk, TODAY)
    return [reason for reasons in refusal.value.message_dict.values() for reason in reasons]


def test_the_last_day_of_the_term_may_go_over(old, clerk):
    new = transfer(old, wish(on=date(2030, 6, 30)), clerk, date(2030, 6, 30))
    assert (new.effective_on, new.expires_on) == (date(2030, 6, 30), date(2030, 6, 30))


def test_any_number_of_installations_goes_over_in_as_many_queries(
    old, clerk, django_assert_max_num_queries
):
    with django_assert_max_num_queries(90) as few:
        transfer(old, wish(), clerk, TODAY)
    other = FranchiseFactory(number="MT-5")
    other.boroughs.add(BoroughFactory())
    InstallationFactory.create_batch(50, franchise=other)
    asked = wish(franchisee=FranchiseeFactory(), number="MT-6")

    with django_assert_max_num_queries(len(few)):
        transfer(other, asked, clerk, TODAY)
    assert Franchise.objects.get(number="MT-6").installations.count() == 50


def test_a_preview_says_what_goes_and_what_stays_and_changes_nothing(old, clerk):
    metered(old)
    FeeCollectionFactory.create_batch(2, franchise=old)
    FranchiseEventFactory(franchise=old, default=True, cure_by=date(2026, 12, 1))
    before = Franchise.history.count()

    shown = preview(old, wish(), TODAY)

    assert (shown.ends_on, shown.expires_on) == (date(2026, 9, 30), date(2030, 6, 30))
    assert (shown.installations, shown.removed, len(shown.schedules)) == (2, 1, 1)
    assert (shown.assessments, shown.collections) == (0, 2)
    assert {each.name: each.stays for each in shown.matters}["Clocks that run"] == (
        "Cure of a default, due 1 December 2026."
    )
    assert Franchise.history.count() == before
