"""What is open, done, waived and overdue on a day; a fee report is done by what arrives."""

from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from franchises.contracts.obligations import generate_obligations
from franchises.imports.datasets import DATASETS
from franchises.imports.outcome import Options
from franchises.imports.run import run_import
from franchises.models import Holiday, Obligation
from tests.factories import (
    FranchiseFactory,
    ObligationFactory,
    ObligationRuleFactory,
    RevenueStatementFactory,
)
from tests.imports.running import csv_of

pytestmark = pytest.mark.django_db

DUE = date(2026, 11, 14)


@pytest.mark.parametrize(
    ("day", "overdue", "days"),
    [(DUE, 0, 0), (date(2026, 11, 15), 1, 1), (date(2026, 11, 28), 1, 14)],
)
def test_it_is_late_from_the_day_after_it_is_due_and_counts_days(day, overdue, days):
    obligation = ObligationFactory(due_on=DUE)

    assert Obligation.objects.overdue_on(day).count() == overdue
    assert obligation.days_late_on(day) == days


@pytest.mark.parametrize(("day", "number"), [(date(2026, 11, 13), 0), (DUE, 1)])
def test_what_is_due_by_a_day_counts_that_day(day, number):
    ObligationFactory(due_on=DUE)

    assert Obligation.objects.open().due_by(day).count() == number


def test_what_is_done_or_waived_is_not_open_and_late_only_up_to_then():
    done = ObligationFactory(due_on=DUE, done_on=date(2026, 11, 20), evidence="Letter of that day")
    waived = ObligationFactory(due_on=DUE, waived_on=DUE, waived_because="No ducts yet")

    assert not Obligation.objects.open().exists()
    assert done.days_late_on(date(2027, 1, 1)) == 6
    assert waived.days_late_on(date(2027, 1, 1)) == 0
    standings = Obligation.objects.with_standing_on(date(2027, 1, 1)).order_by("pk")
    assert [each.standing for each in standings] == ["done", "waived"]


@pytest.mark.parametrize(
    ("other", "is_open"),
    [
        ({}, False),
        ({"period": "Q2"}, True),
        ({"period": ""}, True),
        ({"fiscal_year": 2026}, True),
        ({"franchise": None}, True),
    ],
)
def test_a_fee_report_is_done_by_the_statement_of_its_franchise_year_and_period(other, is_open):
    report = ObligationFactory(kind="fee_report", fiscal_year=2027, period="Q1", due_on=DUE)
    values = {"franchise": report.franchise, "fiscal_year": 2027, "period": "Q1"} | other
    if values["franchise"] is None:
        values["franchise"] = FranchiseFactory()
    RevenueStatementFactory(**values)

    assert Obligation.objects.open().exists() == is_open
    standing = Obligation.objects.with_standing_on(date(2026, 11, 28)).get().standing
    assert standing == ("overdue" if is_open else "done")


def test_a_statement_completes_nothing_but_a_fee_report():
    duct = ObligationFactory(kind="duct_report", fiscal_year=2027, period="Q1", due_on=DUE)
    RevenueStatementFactory(franchise=duct.franchise, fiscal_year=2027, period="Q1")

    assert Obligation.objects.open().get() == duct


def test_an_import_of_statements_completes_fee_reports(tmp_path):
    report = ObligationFactory(
        franchise__number="F-1", kind="fee_report", fiscal_year=2027, period="Q1", due_on=DUE
    )
    header = ["franchise", "fiscal_year", "period", "category", "gross_revenue"]
    path = csv_of(tmp_path / "statements.csv", header, ["F-1", 2027, "Q1", "gross", "100.00"])

    assert Obligation.objects.open().get() == report
    run_import(DATASETS["revenue_statements"], path, Options(today=date(2026, 11, 23)))
    assert not Obligation.objects.open().exists()


def test_the_years_ahead_are_generated_once():
    rule = ObligationRuleFactory(effective_on=date(2026, 7, 1))

    first = generate_obligations(2027)
    again = generate_obligations(2027)
    more = generate_obligations(2028)

    assert [(str(each.due_on), each.fiscal_year, each.period) for each in first] == [
        ("2026-11-14", 2027, "Q1"),
        ("2027-02-14", 2027, "Q2"),
        ("2027-05-15", 2027, "Q3"),
        ("2027-08-14", 2027, "Q4"),
        ("2027-11-14", 2028, "Q1"),
    ]
    assert again == []
    assert len(more) == 4
    assert Obligation.objects.filter(rule=rule).count() == 9
    assert first[0].history.get().history_change_reason.startswith("Generated")


def test_what_was_given_more_time_keeps_it():
    ObligationRuleFactory(effective_on=date(2026, 7, 1))
    generate_obligations(2026)
    Obligation.objects.update(due_on=date(2026, 12, 1))

    assert generate_obligations(2026) == []
    assert Obligation.objects.get().due_on == date(2026, 12, 1)


def test_a_holiday_on_record_moves_what_is_due_in_business_days():
    Holiday.objects.create(day=date(2026, 10, 12), name="Italian Heritage Day")
    ObligationRuleFactory(
        effective_on=date(2026, 7, 1), kind="duct_report", days=10, in_business_days=True
    )

    assert [str(each.due_on) for each in generate_obligations(2026)] == ["2026-10-15"]


def test_nothing_is_generated_for_periods_after_the_franchise():
    ObligationRuleFactory(effective_on=date(2018, 1, 1), franchise__terminated=True)

    # Terminated on 1 March 2018: that quarter is reported, no other.
    assert [each.fiscal_year for each in generate_obligations(2027)] == [2018]


@pytest.mark.parametrize("number", [1, 10])
def test_generating_takes_as_many_queries_for_1_rule_as_for_10(
    number, django_assert_max_num_queries
):
    ObligationRuleFactory.create_batch(number, effective_on=date(2026, 7, 1))

    with django_assert_max_num_queries(9):
        assert len(generate_obligations(2027)) == 5 * number


def test_the_command_says_how_many_it_made(capsys):
    ObligationRuleFactory(effective_on=date(2026, 7, 1))

    call_command("generate_obligations", "--through", "2027")
    call_command("generate_obligations", "--through", "2027")

    assert capsys.readouterr().out.splitlines() == [
        "5 obligations made, through 2027.",
        "0 obligations made, through 2027.",
    ]


def test_a_year_that_is_none_is_refused():
    with pytest.raises(CommandError, match="is not a"):
        call_command("generate_obligations", "--through", "27")
