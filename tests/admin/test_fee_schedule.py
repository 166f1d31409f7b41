"""Schedules as people who read contracts enter them: refused in words, warned of, kept."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages

from franchises.models import FeeComponent, FeeSchedule, FiscalYear
from tests.factories import (
    FeeAssessmentFactory,
    FeeComponentFactory,
    FeeScheduleFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
)

pytestmark = pytest.mark.django_db

ADD = "/admin/franchises/feeschedule/add/"
PERCENTAGE = {"name": "5% of gross revenue", "charge": "percentage", "percent": "5"}
POLES = {"name": "Poles", "charge": "metered", "rates": "zone A: 150.00\nzone B: 75.00"}
FLAT = {"name": "Flat", "charge": "flat", "amount": "200000"}


def form_of(*charges, components=(), **changes):
    """What a browser sends: a quarterly schedule from 1 July 2010 on, with these charges."""
    data = {
        "source": "Agreement, section 9.1",
        "effective_on": "2010-07-01",
        "expires_on": "",
        "combination": "sum",
        "minimum": "",
        "minimum_escalator": "",
        "minimum_escalates_on": "",
        "cap": "",
        "cap_percent": "",
        "proration": "days",
        "rounding": "line",
        "frequency": "quarter",
        "days_until_due": "45",
        "late_rates": "",
        "day_count": "365",
        "grace_days": "0",
        "runs_from_due": "on",
        "surcharge_percent": "",
        "surcharge_after_days": "",
        "note": "",
        "change_reason": "as agreed",
        "components-TOTAL_FORMS": str(len(charges)),
        "components-INITIAL_FORMS": str(len(components)),
        "components-MIN_NUM_FORMS": "0",
        "components-MAX_NUM_FORMS": "1000",
    }
    for number, charge in enumerate(charges):
        said = {
            "category": "gross",
            "measure": "installations",
            "counted_from": "installed_on",
            "per": "year",
            "escalator_share": "100",
        } | charge
        if number < len(components):
            said["id"] = components[number].pk
        data |= {f"components-{number}-{name}": value for name, value in said.items()}
    return data | {name: value for name, value in changes.items() if value is not None}


def warnings_after(response):
    messages = get_messages(response.wsgi_request)
    return [str(message) for message in messages if message.level_tag == "warning"]


def page(schedule, name="change"):
    return f"/admin/franchises/feeschedule/{schedule.pk}/{name}/"


@pytest.fixture
def franchise():
    other = FranchiseTypeFactory(code="mobile", name="Mobile")
    return FranchiseFactory(number="MT-01", franchise_type=other)


@pytest.fixture
def cable():
    return FranchiseFactory(number="CT-01")


def test_a_schedule_is_entered_with_its_charges(admin_client, franchise):
    form = form_of(
        PERCENTAGE | {"deducts": "on", "source": "9.1(a)"},
        POLES | {"per": "month", "multipliers": "x 0.60 through 2011-06-30"},
        franchise=franchise.pk,
        minimum="17500000",
        late_rates="9%\n8% from 2012-07-01",
        change_reason="signed today",
    )

    response = admin_client.post(ADD, form)

    assert response.status_code == 302, response.context["errors"]
    schedule = FeeSchedule.objects.get()
    assert schedule.minimum == Decimal("17500000.00")
    assert [str(each) for each in schedule.components.all()] == ["5% of gross revenue", "Poles"]
    for history in (FeeSchedule.history.get(), *FeeComponent.history.all()):
        assert history.history_user.username == "admin"
        assert history.history_change_reason == "signed today"
    assert warnings_after(response) == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"expires_on": "2010-06-30"}, "expires_on", "The terms end before they begin."),
        ({"minimum": "5.01", "cap": "5"}, "minimum", "The minimum is above the cap."),
        ({"cap_percent": "101"}, "cap_percent", "A cap is 0% to 100% of gross revenue."),
        (
            {"minimum": "5", "minimum_escalator": "3"},
            "minimum_escalator",
            "Give by how much the minimum grows and from which day.",
        ),
        (
            {
                "minimum": "5",
                "minimum_escalator": "3",
                "minimum_escalates_on": "2021-01-01",
                "expires_on": "2020-12-31",
            },
            "minimum_escalator",
            "The minimum first grows after the last day of these terms.",
        ),
        (
            {"late_rates": "9"},
            "late_rates",
            "9: is not a yearly rate such as 9% or 8% from 2010-07-01",
        ),
        ({"late_rates": "101%"}, "late_rates", "Late interest is 0% to 100% a year."),
        (
            {"surcharge_percent": "5"},
            "surcharge_after_days",
            "A surcharge needs its per cent and its days, or neither.",
        ),
        ({"source": ""}, "source", "This field is required."),
        ({"minimum": "12.005"}, "minimum", "Ensure that there are no more than 2 decimal places."),
    ],
    ids=lambda value: "&".join(value) if isinstance(value, dict) else None,
)
def test_impossible_terms_are_refused_at_their_field(
    admin_client, franchise, changes, field, message
):
    response = admin_client.post(ADD, form_of(PERCENTAGE, franchise=franchise.pk, **changes))

    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {field: [message]}
    assert message.replace("'", "&#x27;") in response.text
    assert not FeeSchedule.objects.exists()


NEEDS_PERCENT = "Per cent of revenue needs a per cent, from 0 to 100."


@pytest.mark.parametrize(
    ("charge", "field", "message"),
    [
        (PERCENTAGE | {"percent": ""}, "percent", NEEDS_PERCENT),
        (PERCENTAGE | {"percent": "100.01"}, "percent", "A percentage is 0 to 100."),
        (PERCENTAGE | {"rates": "5"}, "rates", "Per cent of revenue has none: leave it empty."),
        (PERCENTAGE | {"amount": "5"}, "amount", "Per cent of revenue has none: leave it empty."),
        (FLAT | {"amount": ""}, "amount", "A flat charge needs an amount, zero or more."),
        (FLAT | {"amount": "-1"}, "amount", "A flat amount is not negative."),
        (FLAT | {"percent": "5"}, "percent", "A flat amount has none: leave it empty."),
        (
            FLAT | {"deducts": "on"},
            "deducts",
            "Only per cent of revenue has deductions.",
        ),
        (
            PERCENTAGE | {"deducts_from_fee": "on"},
            "deducts_from_fee",
            "Say first that deductions are taken off at all.",
        ),
        (POLES | {"rates": ""}, "rates", "A charge by quantity needs its rates."),
        (POLES | {"rates": "cheap"}, "rates", "cheap: cheap is not a number"),
        (
            POLES | {"rates": "5%"},
            "rates",
            "Poles: only gross revenue is charged by a percentage",
        ),
        (
            POLES | {"rates": "up to 5: 1"},
            "rates",
            "Nothing says what is charged above 5: end with above.",
        ),
        (
            POLES | {"charge": "banded"},
            "rates",
            "A band has one amount for its whole range, written as in: up to 5: fixed 500.00."
            " A rate for each unit is metered.",
        ),
        (
            POLES | {"measure": "gross", "rates": "5%", "per": "month"},
            "per",
            "What is reported or earned is charged as it is, not by the month.",
        ),
        (POLES | {"multipliers": "x"}, "multipliers", "x: is not a multiplier such as "),
        (
            POLES | {"multipliers": "x 0 on 101%"},
            "multipliers",
            "A multiplier is on more than 0%, and on 100% at most.",
        ),
        (
            FLAT | {"escalator": "3"},
            "escalator",
            "Give by how much the rate grows and from which day.",
        ),
        (
            FLAT | {"escalator": "3", "escalates_on": "2031-01-01"},
            "escalator",
            "The rate first grows after the last day of these terms.",
        ),
    ],
)
def test_an_impossible_charge_is_refused_at_its_field(
    admin_client, franchise, charge, field, message
):
    form = form_of(charge, franchise=franchise.pk, expires_on="2030-12-31")

    response = admin_client.post(ADD, form)

    errors = response.context["inline_admin_formsets"][0].formset.errors[0]
    assert list(errors) == [field]
    assert errors[field][0].startswith(message)
    assert not FeeSchedule.objects.exists()


@pytest.mark.parametrize(
    ("charges", "message"),
    [
        ([], "A schedule has at least one charge."),
        ([PERCENTAGE, PERCENTAGE], "Two charges are called 5% of gross revenue."),
    ],
)
def test_charges_that_make_no_sense_together_are_refused(admin_client, franchise, charges, message):
    response = admin_client.post(ADD, form_of(*charges, franchise=franchise.pk))

    assert response.context["inline_admin_formsets"][0].formset.non_form_errors() == [message]
    assert message in response.text
    assert not FeeSchedule.objects.exists()


def test_the_last_charge_cannot_be_deleted(admin_client):
    component = FeeComponentFactory()
    form = form_of(
        PERCENTAGE | {"DELETE": "on"},
        components=[component],
        franchise=component.schedule.franchise_id,
    )

    response = admin_client.post(page(component.schedule), form)

    assert "A schedule has at least one charge." in response.text
    assert FeeComponent.objects.exists()


def test_a_charge_that_is_changed_or_deleted_keeps_its_history_with_who_and_why(admin_client):
    schedule = FeeScheduleFactory()
    kept = FeeComponentFactory(schedule=schedule, name="Kept")
    gone = FeeComponentFactory(schedule=schedule, name="Gone")
    form = form_of(
        PERCENTAGE | {"name": "Kept", "percent": "4.5"},
        PERCENTAGE | {"name": "Gone", "DELETE": "on"},
        components=[kept, gone],
        franchise=schedule.franchise_id,
        change_reason="amended",
    )

    assert admin_client.post(page(schedule), form).status_code == 302

    for component, action in ((kept, "~"), (gone, "-")):
        newest = FeeComponent.history.filter(id=component.pk).first()
        assert newest.history_type == action
        assert (newest.history_user.username, newest.history_change_reason) == (
            "admin",
            "amended",
        )
    # Nothing of the schedule itself was changed.
    assert FeeSchedule.history.count() == 1
    text = admin_client.get(f"/admin/franchises/feecomponent/{kept.pk}/history/").text
    assert "4.5" in text and "amended" in text
    assert "Gone" in admin_client.get(f"/admin/franchises/feecomponent/{gone.pk}/history/").text
    assert "Gone" in admin_client.get(page(schedule, "history")).text


def test_a_schedule_saved_unchanged_leaves_no_trace(admin_client):
    component = FeeComponentFactory(percent=Decimal("4.5"), escalator_share=Decimal(100))
    form = form_of(
        PERCENTAGE | {"percent": "4.5"},
        components=[component],
        franchise=component.schedule.franchise_id,
    )

    assert admin_client.post(page(component.schedule), form).status_code == 302

    assert FeeSchedule.history.count() == FeeComponent.history.count() == 1


def test_percentages_are_shown_as_they_were_typed(admin_client):
    component = FeeComponentFactory(percent=Decimal("4.5"))

    text = admin_client.get(page(component.schedule)).text

    assert 'value="4.5"' in text
    assert 'value="100"' in text
    assert "4.500000" not in text and "100.000000" not in text


def test_a_cable_schedule_above_the_federal_cap_is_saved_and_warned_of(admin_client, cable):
    form = form_of(PERCENTAGE | {"percent": "6"}, franchise=cable.pk)

    response = admin_client.post(ADD, form)

    assert response.status_code == 302
    [warning] = warnings_after(response)
    assert warning.startswith("These terms come to 6% of gross revenue.")
    assert "47 USC 542(b)" in warning
    assert warning in admin_client.get(page(FeeSchedule.objects.get())).text


@pytest.mark.parametrize("percent", ["5", "6"])
def test_the_federal_cap_is_no_concern_of_other_franchises(admin_client, franchise, percent):
    form = form_of(PERCENTAGE | {"percent": percent}, franchise=franchise.pk)

    assert warnings_after(admin_client.post(ADD, form)) == []


def test_schedules_in_force_at_once_are_added_up_and_warned_of(admin_client, cable):
    before = FeeComponentFactory(
        schedule__franchise=cable, schedule__expires_on=date(2010, 12, 31), percent=Decimal(1)
    )
    form = form_of(PERCENTAGE, franchise=cable.pk)

    within = admin_client.post(ADD, form | {"effective_on": "2010-12-31"})
    admin_client.get("/admin/")  # which shows the warnings so far
    after = admin_client.post(
        ADD, form | {"effective_on": "2012-01-01", "expires_on": "2012-12-31"}
    )

    both, together = warnings_after(within)
    assert both == (
        f"The schedule {before.schedule} is in force on some of the same days: what is due is the"
        " sum of both."
    )
    assert together.startswith("Together they come to 6% of gross revenue. A cable operator")
    assert f"The schedule {before.schedule} is" not in "".join(warnings_after(after))


@pytest.mark.parametrize(
    ("days", "warning"),
    [
        ({"effective_on": "2010-07-01", "expires_on": "2030-06-30"}, None),
        (
            {"effective_on": "2010-06-30"},
            "These terms begin before the franchise, on July 1, 2010: nothing is charged for the"
            " days before it.",
        ),
        (
            {"expires_on": "2030-07-01"},
            "These terms run past the franchise's last day, June 30, 2030: nothing is charged for"
            " the days after it.",
        ),
        (
            {"effective_on": "2030-07-01"},
            "These terms begin after the franchise's last day, June 30, 2030.",
        ),
    ],
)
def test_terms_outside_the_term_of_the_franchise_are_warned_of(
    admin_client, franchise, days, warning
):
    response = admin_client.post(ADD, form_of(PERCENTAGE, franchise=franchise.pk, **days))

    assert response.status_code == 302
    assert warnings_after(response) == ([warning] if warning else [])


def close_2013():
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


CLOSED = "Fees were assessed for FY2013 by schedule, and the books are closed."


@pytest.mark.parametrize(
    ("origin", "days", "is_warned"),
    [
        ("schedule", {}, True),
        ("schedule", {"expires_on": date(2012, 7, 1)}, True),
        ("schedule", {"expires_on": date(2012, 6, 30)}, False),
        ("schedule", {"effective_on": date(2013, 6, 30)}, True),
        ("schedule", {"effective_on": date(2013, 7, 1)}, False),
        ("manual", {}, False),
    ],
)
def test_a_schedule_that_a_closed_year_was_assessed_by_is_amended_by_another(
    admin_client, origin, days, is_warned
):
    schedule = FeeComponentFactory(schedule=FeeScheduleFactory(**days)).schedule
    FeeAssessmentFactory(franchise=schedule.franchise, fiscal_year=2013, origin=origin)
    assert CLOSED not in admin_client.get(page(schedule)).text
    close_2013()

    text = admin_client.get(page(schedule)).text

    assert (CLOSED in text) == is_warned


def test_a_schedule_that_fees_were_assessed_by_is_not_deleted(admin_client):
    schedule = FeeComponentFactory().schedule
    assert "deletelink" in admin_client.get(page(schedule)).text

    FeeAssessmentFactory(franchise=schedule.franchise, origin="schedule")

    assert "deletelink" not in admin_client.get(page(schedule)).text
    assert (
        admin_client.post(
            page(schedule, "delete"), {"post": "yes", "change_reason": "entered by mistake"}
        ).status_code
        == 403
    )
    assert FeeSchedule.objects.exists()


def test_who_may_change_a_schedule_may_change_its_charges(staff_client):
    component = FeeComponentFactory()
    form = form_of(
        PERCENTAGE | {"percent": "4"},
        components=[component],
        franchise=component.schedule.franchise_id,
    )

    viewer = staff_client("view_feeschedule", username="viewer")
    assert viewer.post(page(component.schedule), form).status_code == 403
    assert "5% of gross revenue" in viewer.get(page(component.schedule)).text
    clerk = staff_client("view_feeschedule", "change_feeschedule", "view_franchise")
    assert clerk.post(page(component.schedule), form).status_code == 302

    component.refresh_from_db()
    assert component.percent == 4


@pytest.mark.parametrize(
    ("part", "found"), [("now", ["NOW"]), ("later", ["LATER"]), ("over", ["OVER"]), ("x", [])]
)
def test_the_list_tells_schedules_in_force_from_others(admin_client, part, found):
    for number, days in {
        "NOW": {"effective_on": date(2010, 7, 1), "expires_on": None},
        "LATER": {"effective_on": date(2100, 7, 1), "expires_on": None},
        "OVER": {"effective_on": date(2010, 7, 1), "expires_on": date(2011, 6, 30)},
    }.items():
        FeeScheduleFactory(franchise__number=number, **days)

    response = admin_client.get(f"/admin/franchises/feeschedule/?in_force={part}")

    assert [each.franchise.number for each in response.context["cl"].result_list] == found
