import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from tests.factories import FeeCollectionFactory, FranchiseeFactory, FranchiseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def zenfi():
    franchise = FranchiseFactory(number="F-1", franchisee=FranchiseeFactory(name="ZenFi Networks"))
    FeeCollectionFactory(
        franchise=franchise, amount=Decimal("8076089.00"), received_on=date(2013, 7, 1)
    )
    return franchise


def printed(*arguments, capsys):
    call_command("fee_summary", *arguments)
    return capsys.readouterr().out


def test_a_year_begins_with_a_sentence_and_goes_by_type(zenfi, capsys):
    lines = printed("2013", capsys=capsys).splitlines()
    assert lines[0] == (
        "FY2013 (1 July 2012 to 30 June 2013): $8,076,089.00 collected from 1 franchisee,"
        " accrual basis"
    )
    assert lines[2].startswith("Franchise type")
    assert any(line.startswith("Cable television") for line in lines)


@pytest.mark.parametrize(
    ("by", "name"),
    [("type", "Cable television"), ("franchisee", "ZenFi Networks"), ("franchise", "F-1")],
)
def test_a_year_goes_by_what_is_asked_for(zenfi, capsys, by, name):
    rows = list(csv.reader(io.StringIO(printed("2013", "--by", by, "--format=csv", capsys=capsys))))
    assert rows[1][0] == name
    assert rows[-1][0] == "Total"


def test_without_a_year_there_are_all_years(zenfi, capsys):
    assert printed(capsys=capsys).startswith("FY2013: $8,076,089.00 collected from 1 franchisee")


def test_the_cash_basis_goes_by_the_day_of_receipt(zenfi, capsys):
    document = json.loads(printed("--basis=cash", "--format=json", capsys=capsys))
    assert [row["fiscal_year"] for row in document["rows"]] == [2014]


def test_the_fiscal_year_begins_in_the_month_of_the_settings(zenfi, capsys, settings):
    settings.FISCAL_YEAR_START_MONTH = 10
    out = printed("2013", "--basis=cash", capsys=capsys)
    assert out.startswith("FY2013 (1 October 2012 to 30 September 2013): $8,076,089.00 collected")


def test_csv_ends_its_lines_as_its_standard_says(zenfi, capsysbinary):
    call_command("fee_summary", "2013", "--format=csv")
    assert capsysbinary.readouterr().out.endswith(b",[x]\r\n")


def test_a_year_with_nothing_recorded_says_so(capsys):
    out = printed("2013", capsys=capsys)
    assert out.startswith("FY2013 (1 July 2012 to 30 June 2013): nothing is recorded")


@pytest.mark.parametrize("year", ["9999", "1899", "2201", "-1", "abc", "20 13", "\uff12013", "1e3"])
def test_what_is_no_fiscal_year_is_refused_in_one_line(year):
    with pytest.raises(CommandError) as refusal:
        call_command("fee_summary", year)
    assert refusal.value.returncode == 2
    assert "is not a fiscal year from 1900 to 2200" in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("year", ["1900", "2200"])
def test_the_first_and_the_last_fiscal_year_are_not_refused(year, capsys):
    assert printed(year, capsys=capsys).startswith(f"FY{year} ")


def test_a_grouping_without_a_year_is_refused():
    with pytest.raises(CommandError, match="--by needs a year") as refusal:
        call_command("fee_summary", "--by", "franchisee")
    assert refusal.value.returncode == 2
