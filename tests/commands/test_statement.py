import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from tests.books.accounts import WORKING, assessed, collected, santa_paula
from tests.factories import FranchiseFactory

pytestmark = pytest.mark.django_db

PRINTED = """\
STATEMENT OF ACCOUNT, FY2024
1 July 2023 to 30 June 2024, as of 20 December 2023

Franchise SP-1, Cable television
Altice USA

Opening balance                                       2023-07-01                              $50.00

Assessed                                                  Due on           Working            Amount
----------------------------------------------------------------------------------------------------
Fee for FY2024 Q1                                     2023-11-14                         $100,000.00
    5% of gross revenue: $2,000,000.00 of gross revenue at 5%,
      1 July 2023 to 30 September 2023 (Agreement, section 9.1)        $100,000.00
    Paid of it: $59,970.00; open:                                       $40,030.00
Adjustment of the FY2023 Q1 fee (BILL-7)                                                     -$20.00
    ADJ-1
    interest was billed as a fee
Assessed in all                                                                           $99,980.00

Collected                                            Received on      Paid with it            Amount
----------------------------------------------------------------------------------------------------
Fee for FY2024                                        2023-11-24                          $60,000.00
    WIRE-2
    FY2023 Q1 fee (BILL-7)                                                  $30.00
    FY2024 Q1 fee                                                       $59,970.00
Collected in all                                                                          $60,000.00

----------------------------------------------------------------------------------------------------
Closing balance: opening, assessed, less collected                                        $40,030.00

Late by 20 December 2023, not posted and not in the balance
----------------------------------------------------------------------------------------------------
Lateness of the FY2023 Q1 fee (BILL-7)                                                         $3.97
    Interest on $30.00: 375 days at 8% a year of 365 days,
      15 November 2022 to 24 November 2023 (Agreement, section
      9.4)                                                                   $2.47
    Surcharge, 30 days late: $30.00 still owed at 5%,
      14 December 2022 (Agreement, section 9.4)                              $1.50
Lateness of the FY2024 Q1 fee                                                              $2,448.80
    Interest on $100,000.00: 10 days at 8% a year of 365 days,
      15 November 2023 to 24 November 2023 (Agreement, section
      9.4)                                                                 $219.18
    Interest on $40,030.00: 26 days at 8% a year of 365 days,
      25 November 2023 to 20 December 2023 (Agreement, section
      9.4)                                                                 $228.12
    Surcharge, 30 days late: $40,030.00 still owed at 5%,
      14 December 2023 (Agreement, section 9.4)                          $2,001.50
Late and not posted in all                                                                 $2,452.77

Notes
- What lateness costs and is not yet charged is not in the balance.
"""


@pytest.fixture
def account():
    franchise = santa_paula()
    assessed(franchise, "500.00", 2023, reference="BILL-7", due_on=date(2022, 11, 14))
    collected(franchise, "450.00", date(2022, 11, 10), 2023, reference="WIRE-1")
    assessed(franchise, "100000.00", working=WORKING, reference="")
    assessed(
        franchise,
        "-20.00",
        period="",
        origin="adjustment",
        adjusts=franchise.fee_assessments.get(fiscal_year=2023),
        due_on=None,
        reference="ADJ-1",
        note="SECRET-note",
        working=["interest was billed as a fee"],
    )
    collected(franchise, "60000.00", date(2023, 11, 24), reference="WIRE-2", note="SECRET-note")
    return franchise


def printed(*arguments, capsys):
    call_command("statement", *arguments, "--today=2023-12-20")
    return capsys.readouterr().out


def test_a_statement_is_printed_as_on_paper(account, capsys):
    assert printed("SP-1", "2024", capsys=capsys) == PRINTED


def test_no_line_is_wider_than_a_terminal_however_large_the_figures(capsys):
    franchise = santa_paula()
    line = WORKING[0] | {"amount": "100000000000.00", "source": "Agreement, " * 20}
    assessed(franchise, "100000000000.00", working=[line], reference="B" * 100)
    collected(franchise, "99999999999.99", date(2023, 11, 24), reference="W" * 100)
    out = printed("SP-1", "2024", capsys=capsys)
    assert max(map(len, out.splitlines())) == 100
    assert "$100,000,000,000.00" in out


def test_the_same_as_json_has_every_figure_under_its_name(account, capsys):
    document = json.loads(printed("SP-1", "2024", "--format=json", capsys=capsys))
    assert document["headline"] == (
        "SP-1, Altice USA, FY2024: balance $40,030.00 as of 20 December 2023"
    )
    rows = document["rows"]
    assert rows[0] == {"entry": "Opening balance", "day": "2023-07-01", "balance": "50.00"}
    assert {"entry": "Paid with it", "what": "FY2024 Q1 fee", "part": "59970.00"} in rows
    assert {
        "entry": "Collected",
        "what": "Fee for FY2024",
        "day": "2023-11-24",
        "reference": "WIRE-2",
        "collected": "60000.00",
    } in rows
    (closing,) = (row for row in rows if row["entry"] == "Closing balance")
    assert closing == {
        "entry": "Closing balance",
        "day": "2024-06-30",
        "assessed": "99980.00",
        "collected": "60000.00",
        "balance": "40030.00",
    }
    assert sum(Decimal(row.get("not_posted", 0)) for row in rows) == Decimal("2452.77")


@pytest.mark.parametrize("form", ["table", "json"])
def test_no_note_of_staff_is_printed(account, form, capsys):
    assert "SECRET" not in printed("SP-1", "2024", f"--format={form}", capsys=capsys)


def test_an_account_without_anything_on_record_says_so(capsys):
    FranchiseFactory(number="BARE")
    out = printed("BARE", "2024", capsys=capsys)
    assert out.count("None on record.") == 2
    assert "[x] means not known" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["SP-9", "2024"], "'SP-9' is not the number of a franchise on record (nearest: SP-1)."),
        (["zzz", "2024"], "'zzz' is not the number of a franchise on record."),
        (["SP-1", "24"], "'24' is not a fiscal year"),
        (["SP-1", "2024", "--today=2023-2-3"], "'2023-2-3' is not a day such as 2013-06-30."),
        (["SP-1", "2024", "--today=2023-02-29"], "'2023-02-29' is not a day"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_line(arguments, words):
    FranchiseFactory(number="SP-1")
    with pytest.raises(CommandError) as refusal:
        call_command("statement", *arguments)
    assert refusal.value.returncode == 2
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)
