"""Assessing a fiscal year: made once, changed with the reason, listed with what is missing."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from franchises.books.account import statement_of_account
from franchises.books.assessed import Outcome
from franchises.books.assessing import AssessingRefusedError, assess
from franchises.models import FeeAssessment, FiscalYear, Franchise, RevenueStatement
from franchises.rules.workings import Line, total_of
from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FeeComponentFactory,
    FeeScheduleFactory,
    FranchiseFactory,
    InstallationFactory,
    RevenueStatementFactory,
    ZoneChangeFactory,
)

TODAY = date(2013, 7, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk")


@pytest.fixture
def franchise():
    """5% of gross revenue, quarter by quarter; it states 1,000.00 in each of FY2013."""
    return charged()


def charged(**options):
    franchise = FranchiseFactory(**options)
    FeeComponentFactory(schedule__franchise=franchise)
    for quarter in ("Q1", "Q2", "Q3", "Q4"):
        RevenueStatementFactory(franchise=franchise, period=quarter)
    return franchise


def run(franchises=None, today=TODAY, fiscal_year=2013, **options):
    return assess(fiscal_year, franchises, 7, today, **options)


def told(result):
    return [
        (row.period, row.outcome.value, None if row.amount is None else str(row.amount), *row.why)
        for row in result.rows
    ]


def recorded():
    return [
        (each.period, str(each.amount), each.due_on)
        for each in FeeAssessment.objects.filter(origin="schedule").order_by("period")
    ]


def restate(franchise, period, gross, revision=2):
    RevenueStatementFactory(
        franchise=franchise, period=period, revision=revision, gross_revenue=Decimal(gross)
    )


def test_each_period_is_assessed_with_its_working(franchise):
    result = run()
    assert told(result) == [(f"Q{quarter}", "created", "50.00") for quarter in (1, 2, 3, 4)]
    assert result.is_complete
    assert recorded() == [
        ("Q1", "50.00", date(2012, 11, 14)),
        ("Q2", "50.00", date(2013, 2, 14)),
        ("Q3", "50.00", date(2013, 5, 15)),
        ("Q4", "50.00", date(2013, 8, 14)),
    ]
    first = FeeAssessment.objects.get(period="Q1")
    assert (first.origin, first.kind, first.reference) == ("schedule", "fee", "")
    assert first.working == [
        {
            "what": "5% of gross revenue",
            "amount": "50.00",
            "from": "2012-07-01",
            "to": "2012-09-30",
            "quantity": "1000.00",
            "unit": "$ of gross revenue",
            "rate": "5%",
            "source": "Agreement, section 9.1",
        }
    ]


def test_assessing_again_changes_nothing(franchise, clerk):
    run(user=clerk)
    before = list(FeeAssessment.history.values_list("history_id", "history_user"))
    result = run(user=clerk)
    assert {row.outcome for row in result.rows} == {Outcome.UNCHANGED}
    assert list(FeeAssessment.history.values_list("history_id", "history_user")) == before


def test_a_dry_run_says_the_same_and_writes_nothing(franchise):
    trial = run(dry_run=True)
    assert recorded() == []
    assert told(trial) == told(run())


def test_a_restated_statement_changes_its_quarter_and_is_the_reason(franchise, clerk):
    run(user=clerk)
    restate(franchise, "Q2", "1500.00")
    result = run(user=clerk)
    assert told(result)[1] == (
        "Q2",
        "updated",
        "75.00",
        "restated revenue statement Q2, revision 2",
        "5% of gross revenue: $50.00, now $75.00",
    )
    assert [row.outcome.value for row in result.rows] == [
        "unchanged",
        "updated",
        "unchanged",
        "unchanged",
    ]
    changed = FeeAssessment.objects.get(period="Q2")
    assert str(changed.amount) == "75.00"
    newest = changed.history.first()
    assert (newest.history_type, newest.history_user) == ("~", clerk)
    assert newest.history_change_reason == (
        "Fees of FY2013 assessed: restated revenue statement Q2, revision 2;"
        " 5% of gross revenue: $50.00, now $75.00"
    )
    restate(franchise, "Q2", "1000.00", revision=3)
    assert told(run())[1][3] == "restated revenue statement Q2, revision 3"
    assert told(run())[1][1] == "unchanged"


def test_a_changed_schedule_changes_the_assessments_and_says_how(franchise):
    run()
    schedule = franchise.fee_schedules.get()
    schedule.days_until_due = 30
    schedule.save()
    FeeComponentFactory(schedule=schedule, name="Flat", charge="flat", amount=Decimal("36500.00"))
    assert told(run())[0] == (
        "Q1",
        "updated",
        "9250.00",
        "Flat: $9,200.00, new",
        "due on 2012-10-30, not 2012-11-14",
    )


def test_who_assessed_is_in_the_history(franchise, clerk):
    run(user=clerk)
    entries = FeeAssessment.history.values_list(
        "history_type", "history_user__username", "history_change_reason"
    )
    assert set(entries) == {("+", "clerk", "Fees of FY2013 assessed")}


def test_what_is_missing_is_listed_and_never_assessed_at_zero(franchise):
    RevenueStatement.objects.filter(period="Q3").delete()
    result = run()
    assert told(result)[2] == ("Q3", "missing", None, "no revenue statement for Q3")
    assert [row[0] for row in recorded()] == ["Q1", "Q2", "Q4"]
    assert not result.is_complete


def test_an_assessment_stays_where_its_statement_is_gone(franchise):
    run()
    RevenueStatement.objects.filter(period="Q3").delete()
    run()
    assert recorded()[2] == ("Q3", "50.00", date(2013, 5, 15))


@pytest.mark.parametrize(
    ("today", "made"),
    [
        (date(2012, 9, 30), 0),
        (date(2012, 10, 1), 1),
        (date(2013, 6, 30), 3),
        (date(2013, 7, 1), 4),
    ],
)
def test_a_period_is_assessed_once_it_is_over(franchise, today, made):
    result = run(today=today)
    assert len(recorded()) == made
    assert len(result.having(Outcome.NOT_ENDED)) == 4 - made


@pytest.mark.parametrize("origin", ["manual", "import"])
def test_what_others_assessed_is_neither_touched_nor_assessed_twice(franchise, origin):
    FeeAssessmentFactory(franchise=franchise, period="Q1", origin=origin)
    result = run()
    assert told(result)[0][:2] == ("Q1", "already assessed")
    assert [row[0] for row in recorded()] == ["Q2", "Q3", "Q4"]
    assert str(FeeAssessment.objects.get(origin=origin).amount) == "100.00"


def test_an_assessment_of_the_year_by_hand_serves_its_quarters(franchise):
    FeeAssessmentFactory(franchise=franchise)
    assert told(run())[3] == ("Q4", "already assessed", None, "Entered by hand for the year")
    assert recorded() == []


def test_an_audit_is_beside_the_fee_of_the_schedule(franchise):
    FeeAssessmentFactory(franchise=franchise, period="Q1", origin="audit")
    assert len(run().having(Outcome.CREATED)) == 4


def test_both_by_hand_and_by_schedule_is_said(franchise):
    run()
    FeeAssessmentFactory(franchise=franchise, period="Q1")
    assert told(run())[0] == (
        "Q1",
        "already assessed",
        None,
        "Entered by hand for Q1",
        "and by its schedule: one of them is to go",
    )
    assert len(recorded()) == 4


def test_a_franchise_without_a_schedule_is_listed():
    FranchiseFactory()
    FeeAssessmentFactory(franchise=FranchiseFactory())
    assert told(run()) == [
        (None, "no schedule", None),
        (None, "already assessed", None, "Entered by hand"),
    ]


def test_days_of_the_term_without_a_schedule_are_listed(franchise):
    franchise.fee_schedules.update(expires_on=date(2013, 3, 31))
    result = run()
    assert told(result)[0] == (None, "no schedule", None, "1 April 2013 to 30 June 2013")
    assert [row[0] for row in recorded()] == ["Q1", "Q2", "Q3"]


def test_only_published_franchises_in_force_are_assessed():
    charged(draft=True)
    charged(effective_on=date(2013, 7, 1))
    charged(expires_on=date(2012, 6, 30))
    assert run().rows == []
    charged(expires_on=date(2012, 6, 30), is_holdover=True)
    assert len(run().having(Outcome.CREATED)) == 4


def test_one_that_was_asked_for_is_told_of_all_the_same():
    charged(draft=True, number="A")
    charged(effective_on=date(2013, 7, 1), number="B")
    assert told(run(Franchise.objects.all())) == [
        (None, "not in force", None, "a draft"),
        (None, "not in force", None, "not in force in FY2013"),
    ]


def test_only_the_franchises_asked_for_are_assessed(franchise):
    charged()
    run(Franchise.objects.filter(pk=franchise.pk))
    assert FeeAssessment.objects.values_list("franchise", flat=True).distinct().get() == (
        franchise.pk
    )


def test_a_term_clips_the_schedule(franchise):
    franchise.terminated_on = date(2012, 12, 31)
    franchise.save()
    run()
    assert [row[0] for row in recorded()] == ["Q1", "Q2"]


def test_what_is_no_longer_due_is_removed_unless_a_payment_names_it(franchise, clerk):
    run()
    paid = FeeAssessment.objects.get(period="Q3")
    FeeCollectionFactory(franchise=franchise, pays=paid)
    franchise.terminated_on = date(2012, 12, 31)
    franchise.save()
    result = run(user=clerk)
    assert told(result)[2:] == [
        ("Q3", "kept", None, "a payment, a late charge or an adjustment names it"),
        ("Q4", "removed", None),
    ]
    assert [row[0] for row in recorded()] == ["Q1", "Q2", "Q3"]
    gone = FeeAssessment.history.get(history_type="-")
    assert (gone.history_user, gone.history_change_reason) == (
        clerk,
        "Fees of FY2013 assessed: no longer due",
    )


def test_a_closed_year_is_refused(franchise):
    one, other = (User.objects.create_user(name) for name in ("one", "other"))
    FiscalYear.objects.filter(year=2013).update(
        state="closed", proposed_by=one, closed_by=other, closed_at="2014-01-01T00:00Z"
    )
    for dry_run in (True, False):
        with pytest.raises(AssessingRefusedError, match="FY2013 is closed"):
            run(dry_run=dry_run)


def test_a_changed_preview_is_refused(franchise):
    expected = run(dry_run=True).digest
    restate(franchise, "Q2", "1500.00")
    with pytest.raises(AssessingRefusedError, match="has changed since"):
        run(expected=expected)
    assert recorded() == []
    run(expected=run(dry_run=True).digest)
    assert len(recorded()) == 4


def test_terms_that_cannot_be_charged_are_missing():
    franchise = FranchiseFactory()
    FeeScheduleFactory(franchise=franchise)
    assert told(run()) == [
        (
            None,
            "missing",
            None,
            "the schedule from 2010-07-01: A schedule has at least one charge.",
        )
    ]


def test_schedules_that_follow_each_other_within_a_quarter_share_its_assessment(franchise):
    franchise.fee_schedules.update(expires_on=date(2012, 8, 15))
    FeeComponentFactory(
        schedule__franchise=franchise,
        schedule__effective_on=date(2012, 8, 16),
        schedule__days_until_due=30,
        name="10% of gross revenue",
        percent=Decimal(10),
    )
    run()
    first = FeeAssessment.objects.get(period="Q1")
    assert (str(first.amount), first.due_on) == ("75.00", date(2012, 10, 30))
    lines = [Line.from_kept(line) for line in first.working]
    assert [(line.what, str(line.amount)) for line in lines] == [
        ("5% of gross revenue (46 of the 92 days of Q1)", "25.00"),
        ("10% of gross revenue (46 of the 92 days of Q1)", "50.00"),
    ]
    assert total_of(lines) == first.amount


def test_poles_are_charged_by_zone_and_day_as_they_stood():
    franchise = FranchiseFactory()
    FeeComponentFactory(
        schedule__franchise=franchise,
        schedule__frequency="year",
        name="Poles",
        charge="metered",
        percent=None,
        kind="pole_top",
        rates="zone A: 365.00\nzone B: 730.00",
    )
    standing = {"franchise": franchise, "installed_on": date(2011, 1, 1), "fee_zone": "A"}
    InstallationFactory(**standing)
    ZoneChangeFactory(installation=InstallationFactory(**standing))
    InstallationFactory(**standing | {"installed_on": date(2013, 6, 30)})
    run()
    assessment = FeeAssessment.objects.get()
    # A whole year, 184 days and a day in zone A; 181 days in zone B at two dollars.
    assert str(assessment.amount) == "912.00"
    InstallationFactory(**standing | {"installed_on": None})
    assert told(run()) == [
        ("", "missing", None, "the day of installation of 1 installation of kind pole top")
    ]


def test_components_may_count_from_different_days():
    franchise = FranchiseFactory()
    schedule = FeeScheduleFactory(franchise=franchise, frequency="year")
    for day in ("installed_on", "activated_on"):
        FeeComponentFactory(
            schedule=schedule,
            name=day,
            charge="metered",
            percent=None,
            rates="365.00",
            counted_from=day,
        )
    InstallationFactory(
        franchise=franchise, installed_on=date(2013, 6, 1), activated_on=date(2013, 6, 21)
    )
    run()
    assert str(FeeAssessment.objects.get().amount) == "40.00"


def test_arrears_run_on():
    # LinkNYC, State Comptroller 2019-N-5: 32.3M due in FY2019, 2.6M paid; 43.7M due in FY2020.
    franchise = FranchiseFactory(effective_on=date(2014, 12, 10))
    FeeComponentFactory(
        schedule__franchise=franchise,
        schedule__effective_on=date(2014, 12, 10),
        schedule__frequency="year",
        schedule__days_until_due=0,
        name="50% of advertising revenue",
        percent=Decimal(50),
        category="advertising",
    )
    for year, gross in ((2019, "64600000.00"), (2020, "87400000.00")):
        RevenueStatementFactory(
            franchise=franchise,
            fiscal_year=year,
            period="",
            category="advertising",
            gross_revenue=Decimal(gross),
        )
        run(fiscal_year=year, today=date(2020, 7, 1))
    FeeCollectionFactory(
        franchise=franchise,
        fiscal_year=2019,
        amount=Decimal("2600000.00"),
        received_on=date(2019, 5, 1),
    )
    account = statement_of_account(franchise, 2020, date(2020, 6, 30))
    assert str(account.closing) == "73400000.00"


@pytest.mark.parametrize("number", [1, 20])
def test_queries_do_not_grow_with_the_franchises(number, django_assert_max_num_queries):
    for _ in range(number):
        franchise = charged()
        FeeComponentFactory(
            schedule=franchise.fee_schedules.get(),
            name="Poles",
            charge="metered",
            percent=None,
            rates="365.00",
        )
        ZoneChangeFactory(
            installation=InstallationFactory(franchise=franchise, installed_on=date(2011, 1, 1))
        )
    with django_assert_max_num_queries(20):
        run()
    RevenueStatement.objects.update(gross_revenue=Decimal("2000.00"))
    with django_assert_max_num_queries(20):
        result = run()
    assert len(result.having(Outcome.UPDATED)) == 4 * number
    with django_assert_max_num_queries(12):
        run(dry_run=True)
