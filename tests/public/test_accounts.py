import csv
import io
import json
from datetime import date

import pytest

from tests.books.accounts import WORKING, assessed, collected, revision, santa_paula
from tests.factories import FranchiseFactory
from tests.public.markup import read

pytestmark = pytest.mark.django_db

PAGE = "/franchises/SP-1/account/2024/"
FILES = ["/franchises/SP-1/account/2024.csv", "/franchises/SP-1/account/2024.json"]


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("franchises.public.accounts.localdate", lambda: date(2023, 12, 20))


@pytest.fixture
def account():
    """36 days late on 40,000.00, after a payment on the 10th; everything of staff is SECRET."""
    franchise = santa_paula(note="SECRET-note")
    assessed(franchise, "500.00", 2023, reference="BILL-7", due_on=date(2022, 11, 14))
    collected(franchise, "500.00", date(2022, 11, 10), 2023, reference="SECRET-wire-1")
    fee = assessed(franchise, "100000.00", working=WORKING, reference="", note="SECRET-note")
    receipt = collected(
        franchise, "60000.00", date(2023, 11, 24), reference="SECRET-wire-2", note="SECRET-note"
    )
    collected(
        franchise,
        "-5.00",
        date(2023, 12, 1),
        kind="refund",
        reference="SECRET-wire-3",
        note="SECRET-why",
    )
    assessed(
        franchise,
        "-5.00",
        2025,
        origin="adjustment",
        adjusts=fee,
        due_on=None,
        reference="ADJ-1",
        note="SECRET-why",
        restated_in=revision(2024),
    )
    receipt.amount = receipt.amount
    receipt._change_reason = "SECRET-reason"
    receipt.save()
    return franchise


def test_the_page_has_the_whole_account(client, account):
    text = read(client.get(PAGE)).text
    for fact in (
        "Statement of account, FY2024 Franchise SP-1 , Cable television: Altice USA.",
        "Opening balance, 1 July 2023 $0.00 Assessed $99,995.00 Less collected $59,995.00"
        " Closing balance $40,000.00",
        "Fee for FY2024 Q1 14 Nov 2023 $100,000.00 $60,000.00 5% of gross revenue:"
        " $2,000,000.00 of gross revenue at 5%, 1 July 2023 to 30 September 2023"
        " (Agreement, section 9.1) $100,000.00",
        "Adjustment of the FY2024 Q1 fee ADJ-1",
        "Recorded in FY2025; counted in FY2024 since its revision 2. -$5.00",
        "Fee for FY2024 24 Nov 2023 $60,000.00 FY2024 Q1 fee $60,000.00",
        "Refund for FY2024 1 Dec 2023 -$5.00 FY2024 Q1 fee -$5.00",
        "Lateness of the FY2024 Q1 fee $2,447.11",
        "What lateness costs and is not yet charged is not in the balance.",
    ):
        assert fact in text, text


@pytest.mark.parametrize("address", [PAGE, *FILES])
def test_notes_reasons_and_references_of_receipts_are_nowhere(client, account, address):
    body = client.get(address).content.decode()
    assert "ADJ-1" in body
    assert "SECRET" not in body


def test_the_files_have_every_entry(client, account):
    csv_address, json_address = FILES
    response = client.get(csv_address)
    assert 'filename="account-SP-1-fy2024.csv"' in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    document = json.loads(client.get(json_address).content)
    assert [row["entry"] for row in rows] == [row["entry"] for row in document["rows"]]
    assert [row["entry"] for row in rows if row["assessed"]] == [
        "Assessed",
        "Assessed",
        "Closing balance",
    ]
    assert document["headline"] == (
        "SP-1, Altice USA, FY2024: balance $40,000.00 as of 20 December 2023"
    )


def test_the_years_on_record_are_linked_to_each_other_and_from_the_franchise(client, account):
    links = read(client.get("/franchises/SP-1/")).links
    assert {PAGE, "/franchises/SP-1/account/2023/"} <= set(links)
    assert "/franchises/SP-1/account/2023/" in read(client.get(PAGE)).links
    assert PAGE in read(client.get("/franchises/SP-1/account/2023/")).links
    for link in read(client.get(PAGE)).links:
        if link.startswith("/"):
            assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("year", ["2022", "2025", "0", "99999", "9" * 40])
def test_a_year_without_anything_on_record_is_not_found(client, account, year):
    for address in (f"/franchises/SP-1/account/{year}/", f"/franchises/SP-1/account/{year}.csv"):
        response = client.get(address)
        assert response.status_code == 404
        read(response)


def test_f87_a_draft_is_not_found_and_looks_like_an_absent_one(client):
    draft = FranchiseFactory(number="D-1", draft=True)
    assessed(draft, "1.00")
    for ending in ("2024/", "2024.csv", "2024.json"):
        response = client.get(f"/franchises/D-1/account/{ending}")
        assert response.status_code == 404
        absent = client.get(f"/franchises/D-2/account/{ending}")
        assert response.content == absent.content


@pytest.mark.parametrize("address", [PAGE, *FILES])
def test_a_parameter_that_it_does_not_take_is_refused(client, account, address):
    assert client.get(f"{address}?as_of=2020-01-01").status_code == 400


def test_what_is_not_known_is_marked_and_explained(client):
    collected(FranchiseFactory(number="SP-1"), "40.00", None)
    text = read(client.get(PAGE)).text
    assert "Closing balance [x]" in text
    assert "[x] means not known" in text
    assert "not recorded" in text


@pytest.mark.parametrize("address", [PAGE, *FILES])
@pytest.mark.parametrize("many", [1, 40])
def test_an_account_costs_the_same_however_much_is_on_it(
    client, account, address, many, django_assert_max_num_queries
):
    for _ in range(many):
        fee = assessed(account, "100.00")
        collected(account, "50.00", date(2023, 12, 1), pays=fee)
    # The version, a savepoint and its release among them.
    with django_assert_max_num_queries(7):
        assert client.get(address).status_code == 200
