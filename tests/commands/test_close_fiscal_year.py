"""Proposing to close a year, and restating one that is closed, from the command line."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from franchises.books.freezing import freeze
from franchises.models import FeeAssessment, FiscalYear, YearRevision
from tests.closing import closed, late_charge, person
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def franchise():
    franchise = FranchiseFactory(number="F-1")
    FeeAssessmentFactory(franchise=franchise, amount=Decimal("100.00"), reference="A-1")
    FeeCollectionFactory(franchise=franchise, amount=Decimal("90.00"))
    person("kim", "close_fiscalyear", "restate_fiscalyear")
    person("lee")
    return franchise


def run(command, *arguments, **options):
    """The exit status, what was printed and what was said of errors."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=err, **options)
    except CommandError as error:
        return error.returncode, out.getvalue(), err.getvalue() + str(error)
    return 0, out.getvalue(), err.getvalue()


def adjust():
    return FeeAssessmentFactory(
        franchise=FeeAssessment.objects.get(reference="A-1").franchise,
        fiscal_year=2015,
        origin="adjustment",
        amount=Decimal("-20.00"),
        adjusts=FeeAssessment.objects.get(reference="A-1"),
    )


def test_a_year_is_proposed_and_the_hash_of_its_figures_is_printed(franchise):
    status, out, err = run("close_fiscal_year", "2013", "--by", "kim")
    assert (status, err) == (0, "")
    assert out == (
        "FY2013 is proposed for closing by kim. Its figures as they stand have the SHA-256"
        f" {freeze(2013, 7).sha256}.\nAnother person who may close fiscal years confirms it in the"
        " admin, under Fiscal years.\n"
    )
    year = FiscalYear.objects.get(year=2013)
    assert (year.state, year.proposed_by.username) == ("proposed", "kim")


def test_what_stands_in_the_way_is_listed_and_nothing_is_proposed(franchise):
    FranchiseFactory(number="F-2")
    FranchiseFactory(number="F-3")
    assert run("close_fiscal_year", "2013", "--by", "kim") == (
        4,
        "",
        "F-2 is not assessed.\nF-3 is not assessed.\n"
        "FY2013 cannot be closed: 2 things stand in the way.",
    )
    assert FiscalYear.objects.get(year=2013).state == "open"


def test_franchises_are_explained(franchise):
    FranchiseFactory(number="F-2")
    explained = ["--explain", "F-2: not built yet"]
    assert run("close_fiscal_year", "2013", "--by", "kim", *explained)[0] == 0
    assert FiscalYear.objects.get(year=2013).explanations.get().reason == "not built yet"


def test_warnings_are_told_and_stand_in_nobodys_way(franchise):
    FeeCollectionFactory(franchise=franchise, amount=Decimal("15.00"))
    status, _, err = run("close_fiscal_year", "2013", "--by", "kim")
    assert (status, err) == (
        0,
        "warning: 1 franchise has paid $5.00 more than is assessed for FY2013: that is credit.\n",
    )


def test_a_second_time_there_is_nothing_to_do(franchise):
    run("close_fiscal_year", "2013", "--by", "kim")
    status, out, _ = run("close_fiscal_year", "2013", "--by", "kim")
    assert (status, out[:52]) == (0, "FY2013 is proposed for closing already, by kim: anot")
    FiscalYear.objects.update(state="open", proposed_by=None)
    closed(2013)
    assert run("close_fiscal_year", "2013", "--by", "kim") == (0, "FY2013 is closed already.\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["13", "--by", "kim"], "'13' is not a fiscal year"),
        (["2013", "--by", "nobody"], "'nobody' is not a user of this site."),
        (["2013", "--by", "lee"], "lee may not close fiscalyear."),
        (["2013", "--by", "kim", "--today", "1 May"], "'1 May' is not a day"),
        (["2013", "--by", "kim", "--explain", "F-1"], 'write "NUMBER: reason"'),
        (["2013", "--by", "kim", "--explain", "F-9: gone"], "F-9 is not the number of a"),
    ],
)
def test_what_cannot_be_meant_is_refused(franchise, arguments, words):
    status, _, err = run("close_fiscal_year", *arguments)
    assert status == 2
    assert words in err


def test_a_year_under_way_is_not_closed(franchise):
    FeeAssessmentFactory(franchise=franchise, fiscal_year=2014)
    day = ["--today", "2014-06-30"]
    status, _, err = run("close_fiscal_year", "2014", "--by", "kim", *day)
    assert status == 4
    assert "FY2014 is not over: it can be closed from 2014-07-01 on." in err


RESTATE = ("restate_fiscal_year", "2013", "--by", "kim", "--reason", "audit of 2015")


def test_a_restatement_tells_the_figures_before_and_now(franchise):
    FeeAssessmentFactory(franchise=franchise, fiscal_year=2015)
    closed(2013)
    adjust()
    status, out, err = run(*RESTATE)
    revision = YearRevision.objects.get(number=2)
    assert (status, err) == (0, "")
    assert out == (
        "FY2013 counts 1 adjustment posted in later years.\n"
        f"FY2013, SHA-256 {revision.sha256}:\n"
        "  Assessed: $100.00 before, $80.00 now\n"
        "  Outstanding: $10.00 before, -$10.00 now\n"
        "Published as FY2013 revision 2.\n"
    )
    assert (revision.reason, revision.published_by.username) == ("audit of 2015", "kim")


def test_a_dry_run_says_the_same_and_publishes_nothing(franchise):
    closed(2013)
    adjust()
    status, out, _ = run(*RESTATE, "--dry-run")
    assert status == 0
    assert out.startswith("FY2013 would count 1 adjustment posted in later years.\n")
    assert out.endswith(
        "  Outstanding: $10.00 before, -$10.00 now\nDry run: nothing was written.\n"
    )
    assert YearRevision.objects.count() == 1


def test_without_adjustments_there_is_nothing_to_restate(franchise):
    closed(2013)
    assert run(*RESTATE) == (
        0,
        "No adjustment of FY2013 waits to be counted: there is nothing to restate.\n",
        "",
    )


def test_an_open_year_is_not_restated(franchise):
    assert run(*RESTATE) == (
        2,
        "",
        "FY2013 is not closed: its figures change as they are put right.",
    )


def test_the_day_after_the_year_is_a_day_to_close_it_on(franchise):
    closed(2013, today=date(2013, 7, 1))
    assert FiscalYear.objects.get(year=2013).state == "closed"


def test_who_posted_late_charges_in_a_year_does_not_propose_to_close_it(franchise):
    late_charge(FeeAssessment.objects.get(), person("kim"))

    assert run("close_fiscal_year", "2013", "--by", "kim") == (
        2,
        "",
        "FY2013 is closed by two people who posted no late charges in it, and kim did.",
    )
    assert FiscalYear.objects.get(year=2013).state == "open"
