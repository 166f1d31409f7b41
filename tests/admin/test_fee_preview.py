"""A preview computes the terms in the form, line by line, and saves nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from franchises.admin.fee_preview import PreviewForm, preview_of
from franchises.models import FeeComponent, FeeSchedule, Holiday
from tests.admin.test_fee_schedule import ADD, FLAT, PERCENTAGE, POLES, form_of, page
from tests.factories import FeeComponentFactory, FranchiseFactory, FranchiseTypeFactory

pytestmark = pytest.mark.django_db

SAMPLE = {
    "sample-fiscal_year": "2014",
    "sample-gross": "1000000",
    "sample-deductions": "0",
    "sample-units": "0",
    "sample-installations": "0",
    "sample-feet": "0",
    "sample-days_late": "0",
}


@pytest.fixture
def franchise():
    other = FranchiseTypeFactory(code="mobile", name="Mobile")
    return FranchiseFactory(number="MT-01", franchise_type=other)


def previewed(client, franchise, *charges, sample=None, address=ADD, **changes):
    form = form_of(*charges, franchise=franchise.pk, **changes)
    said = {f"sample-{name}": value for name, value in (sample or {}).items()}
    return client.post(address, form | SAMPLE | said | {"_preview": "Preview"})


def dues(response):
    return [str(each.amount) for each in response.context["preview"].periods]


def test_a_preview_shows_each_quarter_with_its_working_and_saves_nothing(admin_client, franchise):
    response = previewed(admin_client, franchise, PERCENTAGE)

    preview = response.context["preview"]
    assert dues(response) == ["12500.00"] * 4
    assert preview.total == Decimal("50000.00")
    assert [each.due_on for each in preview.periods] == [
        date(2013, 11, 14),
        date(2014, 2, 14),
        date(2014, 5, 15),
        date(2014, 8, 14),
    ]
    text = response.text
    assert "Preview of FY2014: nothing is saved yet" in text
    assert "Q1, July 1, 2013 to Sept. 30, 2013: due Nov. 14, 2013" in text
    assert text.count("$12,500.00") == 2 * 4
    assert "$50,000.00" in text
    assert not FeeSchedule.objects.exists()
    assert not FeeSchedule.history.exists()


def test_what_was_typed_is_still_in_the_form_after_a_preview(admin_client, franchise):
    text = previewed(admin_client, franchise, PERCENTAGE | {"percent": "4.25"}).text

    assert 'value="4.25"' in text
    assert 'value="Agreement, section 9.1"' in text
    assert 'name="sample-fiscal_year" value="2014"' in text
    assert "Please correct" not in text


def test_a_preview_of_a_schedule_on_record_changes_nothing(admin_client):
    component = FeeComponentFactory(schedule__franchise__franchise_type__code="cable-television")
    schedule = component.schedule
    form = form_of(
        PERCENTAGE | {"percent": "6"}, components=[component], franchise=schedule.franchise_id
    )

    response = admin_client.post(page(schedule), form | SAMPLE | {"_preview": "Preview"})

    assert dues(response) == ["15000.00"] * 4
    assert "47 USC 542(b)" in response.text
    component.refresh_from_db()
    assert component.percent == 5
    assert FeeComponent.history.count() == 1


def test_impossible_terms_are_refused_and_not_previewed(admin_client, franchise):
    response = previewed(admin_client, franchise, PERCENTAGE | {"percent": "101"})

    assert "preview" not in response.context
    assert "Please correct the error below." in response.text
    assert "A percentage is 0 to 100." in response.text


@pytest.mark.parametrize(
    ("sample", "message"),
    [
        ({"fiscal_year": "99999"}, "less than or equal to 2200"),
        ({"gross": "-1"}, "greater than or equal to 0"),
        ({"gross": "1e400"}, "Ensure that there are no more than"),
        ({"installations": "many"}, "Enter a whole number."),
        ({"days_late": ""}, "This field is required."),
    ],
    ids=lambda value: value if isinstance(value, str) else "&".join(value),
)
def test_a_sample_that_is_none_is_refused_in_words(admin_client, franchise, sample, message):
    response = previewed(admin_client, franchise, PERCENTAGE, sample=sample)

    assert response.status_code == 200
    assert "preview" not in response.context
    assert message in response.text


def test_deductions_and_uneven_quarters_add_up_to_the_year(admin_client, franchise):
    sample = {"gross": "1000.01", "deductions": "100.02"}

    response = previewed(
        admin_client, franchise, PERCENTAGE | {"percent": "100", "deducts": "on"}, sample=sample
    )

    assert response.context["preview"].total == Decimal("899.99")


@pytest.mark.parametrize(
    ("off", "due"), [({}, "49500.00"), ({"deducts_from_fee": "on"}, "40000.00")]
)
def test_deductions_come_off_the_revenue_or_off_the_fee(admin_client, franchise, off, due):
    response = previewed(
        admin_client,
        franchise,
        PERCENTAGE | {"deducts": "on"} | off,
        sample={"deductions": "10000"},
        frequency="year",
    )

    assert dues(response) == [due]


def test_installations_are_in_each_zone_that_is_named(admin_client, franchise):
    response = previewed(
        admin_client, franchise, POLES, sample={"installations": "10"}, frequency="year"
    )

    assert dues(response) == ["2250.00"]


def test_installations_count_from_the_day_that_the_charge_counts_from(admin_client, franchise):
    response = previewed(
        admin_client,
        franchise,
        POLES | {"counted_from": "reserved_on", "rates": "100"},
        POLES | {"name": "Antennas", "kind": "antenna", "rates": "1"},
        sample={"installations": "10"},
        frequency="year",
    )

    assert dues(response) == ["1010.00"]


def test_feet_are_charged_by_the_tier(admin_client, franchise):
    conduit = POLES | {
        "measure": "feet",
        "rates": "up to 52,800: 2.00\nup to 132,000: 1.00\nabove: 0.50",
    }

    response = previewed(
        admin_client, franchise, conduit, sample={"feet": "150000"}, frequency="year"
    )

    assert dues(response) == ["193800.00"]


def test_what_is_reported_is_charged_for_each_statement(admin_client, franchise):
    applications = POLES | {
        "measure": "reported",
        "category": "applications",
        "rates": "up to 5: fixed 500\nabove: 100",
    }

    response = previewed(admin_client, franchise, applications, sample={"units": "12"})

    assert dues(response) == ["1200.00"] * 4


def test_the_greater_of_a_minimum_and_a_percentage_is_previewed(admin_client, franchise):
    response = previewed(
        admin_client,
        franchise,
        PERCENTAGE,
        FLAT,
        combination="greatest",
        frequency="year",
        sample={"gross": "4000000.20"},
    )

    assert dues(response) == ["200000.01"]


def test_only_the_days_of_the_franchise_are_previewed(admin_client, franchise):
    """It begins on 1 July 2010."""
    response = previewed(
        admin_client, franchise, FLAT, effective_on="2000-01-01", sample={"fiscal_year": "2010"}
    )

    assert "These terms are not in force in FY2010." in response.text
    assert "These terms begin before the franchise, on July 1, 2010" in response.text


@pytest.mark.parametrize(
    ("days", "charges"),
    [
        ("29", ["635.62"]),
        ("36", ["789.04", "5000.00"]),
        ("0", None),
    ],
)
def test_13_lateness_is_shown_by_an_example(admin_client, franchise, days, charges):
    response = previewed(
        admin_client,
        franchise,
        FLAT | {"amount": "100000"},
        frequency="year",
        late_rates="8%",
        surcharge_percent="5",
        surcharge_after_days="30",
        sample={"days_late": days},
    )

    late = response.context["preview"].lateness
    assert (late and [str(line.amount) for line in late.lines]) == charges
    if charges:
        assert f"If $100,000.00 were paid {days} days late" in response.text


def test_lateness_that_costs_nothing_is_said_to_cost_nothing(admin_client, franchise):
    response = previewed(
        admin_client, franchise, FLAT, frequency="year", sample={"days_late": "40"}
    )

    assert "It would cost nothing more." in response.text


def test_grace_in_business_days_is_counted_without_the_holidays_on_record(admin_client, franchise):
    """Due on Thursday 14 August 2014: 5 business days later is the 21st, or the 22nd."""
    terms = {
        "frequency": "year",
        "late_rates": "8%",
        "grace_days": "5",
        "grace_in_business_days": "on",
        "needs_notice": "on",
    }

    def late(days):
        response = previewed(admin_client, franchise, FLAT, sample={"days_late": days}, **terms)
        assert "Taking the written notice to be given on the due date." in response.text
        return response.context["preview"].lateness.charges.amount

    assert late("7") == 0
    assert late("8") > 0
    Holiday.objects.create(day=date(2014, 8, 18), name="A holiday")
    assert late("8") == 0
    assert late("9") > 0


def test_who_may_not_change_a_schedule_may_not_preview_one(staff_client):
    component = FeeComponentFactory()
    clerk = staff_client("view_feeschedule")
    schedule = component.schedule
    form = form_of(PERCENTAGE, components=[component], franchise=schedule.franchise_id)

    assert clerk.post(page(schedule), form | SAMPLE | {"_preview": "x"}).status_code == 403
    assert "_preview" not in clerk.get(page(schedule)).text


def test_a_preview_reads_the_holidays_and_no_more(franchise):
    component = FeeComponentFactory(schedule__franchise=franchise)
    charges = [component] * 20
    form = PreviewForm(SAMPLE, today=date(2014, 1, 1))
    assert form.is_valid()
    component.schedule.grace_in_business_days = True

    with CaptureQueriesContext(connection) as queries:
        preview_of(component.schedule, charges, form.cleaned_data | {"days_late": 9})

    assert len(queries) == 1
