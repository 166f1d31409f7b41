from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.db import OperationalError

from franchises.management.commands import assess_fees
from franchises.models import FeeAssessment, FiscalYear, RevenueStatement
from tests.factories import (
    FeeAssessmentFactory,
    FeeComponentFactory,
    FranchiseFactory,
    RevenueStatementFactory,
)

pytestmark = pytest.mark.django_db

OVER = "--today=2013-07-01"


@pytest.fixture
def franchise():
    franchise = FranchiseFactory(number="CT-1")
    FeeComponentFactory(schedule__franchise=franchise)
    for quarter in ("Q1", "Q2", "Q3", "Q4"):
        RevenueStatementFactory(franchise=franchise, period=quarter)
    return franchise


def told(*arguments, capsys):
    call_command("assess_fees", "2013", *arguments)
    return capsys.readouterr().out.splitlines()


def test_what_is_assessed_is_told_and_again_only_what_differs(franchise, capsys):
    assert told(OVER, capsys=capsys) == [
        "CT-1 Q1: assessed at $50.00, due on 14 November 2012",
        "CT-1 Q2: assessed at $50.00, due on 14 February 2013",
        "CT-1 Q3: assessed at $50.00, due on 15 May 2013",
        "CT-1 Q4: assessed at $50.00, due on 14 August 2013",
        "FY2013: 4 assessments made, 0 changed, 0 removed, 0 as before: $200.00 in all.",
    ]
    RevenueStatementFactory(
        franchise=franchise, period="Q4", revision=2, gross_revenue=Decimal("2000.00")
    )
    assert told(OVER, capsys=capsys) == [
        "CT-1 Q4: $50.00, now $100.00: restated revenue statement Q4, revision 2;"
        " 5% of gross revenue: $50.00, now $100.00",
        "FY2013: 0 assessments made, 1 changed, 0 removed, 3 as before: $250.00 in all.",
    ]


def test_a_dry_run_writes_nothing(franchise, capsys):
    lines = told("--dry-run", "--today=2012-10-01", capsys=capsys)
    assert lines == [
        "CT-1 Q1: assessed at $50.00, due on 14 November 2012",
        "CT-1 Q2: not assessed yet: the period is not over",
        "CT-1 Q3: not assessed yet: the period is not over",
        "CT-1 Q4: not assessed yet: the period is not over",
        "FY2013: 1 assessment would be made, 0 changed, 0 removed, 0 as before: $50.00 in all.",
    ]
    assert not FeeAssessment.objects.exists()


def test_what_is_missing_is_listed_and_ends_with_4(franchise, capsys):
    RevenueStatement.objects.filter(period="Q3").delete()
    with pytest.raises(CommandError) as error:
        told(OVER, capsys=capsys)
    assert error.value.returncode == 4
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "CT-1 Q3: not assessed: no revenue statement for Q3"
    assert lines[-1].endswith("$150.00 in all. 1 could not be computed.")
    assert FeeAssessment.objects.count() == 3


def test_every_franchise_in_force_is_told_of_and_one_can_be_chosen(franchise, capsys):
    FranchiseFactory(number="A-1")
    FeeAssessmentFactory(franchise=FranchiseFactory(number="B-1"))
    FranchiseFactory(number="Z-1", effective_on=date(2020, 1, 1))
    lines = told(OVER, capsys=capsys)
    assert lines[:2] == ["A-1: no fee schedule", "B-1: assessed already: Entered by hand"]
    assert told("--franchise=Z-1", OVER, capsys=capsys) == [
        "Z-1: not assessed: not in force in FY2013",
        "FY2013: 0 assessments made, 0 changed, 0 removed, 0 as before: $0.00 in all.",
    ]


def test_who_assesses_may_be_named(franchise, capsys):
    clerk = User.objects.create_user("clerk")
    with pytest.raises(CommandError, match="clerk may not assess fees") as error:
        told("--by=clerk", OVER, capsys=capsys)
    assert error.value.returncode == 2
    clerk.user_permissions.add(Permission.objects.get(codename="assess_fees"))
    told("--by=clerk", OVER, capsys=capsys)
    assert {each.history_user for each in FeeAssessment.history.all()} == {clerk}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["20133"], "is not a fiscal year"),
        (["2013", "--today=1 July"], "is not a day"),
        (["2013", "--franchise=CT-9"], "nearest: CT-1"),
        (["2013", "--by=nobody"], "is not a user"),
    ],
)
def test_what_cannot_be_meant_is_refused(franchise, arguments, words):
    with pytest.raises(CommandError, match=words) as error:
        call_command("assess_fees", *arguments)
    assert error.value.returncode == 2


def test_a_closed_year_is_refused(franchise, capsys):
    one, other = (User.objects.create_user(name) for name in ("one", "other"))
    FiscalYear.objects.filter(year=2013).update(
        state="closed", proposed_by=one, closed_by=other, closed_at="2014-01-01T00:00Z"
    )
    with pytest.raises(CommandError, match="FY2013 is closed") as error:
        told(OVER, capsys=capsys)
    assert error.value.returncode == 2


def test_a_busy_database_ends_with_3(franchise, capsys, monkeypatch):
    def busy(*arguments, **options):
        raise OperationalError("database is locked")

    monkeypatch.setattr(assess_fees, "assess", busy)
    with pytest.raises(CommandError, match="database is locked") as error:
        told(OVER, capsys=capsys)
    assert error.value.returncode == 3
