"""`reconcile` puts figures side by side, and its exit status says whether they agree."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from tests.factories import FeeCollectionFactory, PublishedFigureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def collected():
    FeeCollectionFactory(fiscal_year=2013, amount=Decimal("100.00"))


def test_figures_that_agree_end_in_success(collected, capsys):
    PublishedFigureFactory(fiscal_year=2013, amount=Decimal("100.00"), source="The budget")
    call_command("reconcile", "2013")
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "FY2013: 1 of 1 published figure agrees with the ledger."
    assert " ".join(printed[4].split()) == (
        "The budget all franchises collected, accrual $100.00 $100.00 $0.00 equal"
    )


def test_a_figure_apart_ends_with_4_and_is_shown(collected, capsys):
    PublishedFigureFactory(fiscal_year=2013, amount=Decimal("99.00"))
    with pytest.raises(CommandError, match="1 of 1 published figures do not agree") as refused:
        call_command("reconcile", "2013", "--format=csv")
    assert refused.value.returncode == 4
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["difference"] == "1.00"
    assert row["verdict"] == "$1.00 apart"


def test_a_year_without_figures_says_so(capsys):
    call_command("reconcile", "2013")
    assert capsys.readouterr().out.startswith("No published figure is recorded for FY2013.")


def test_what_is_no_year_is_refused():
    with pytest.raises(CommandError, match="'13' is not a fiscal year") as refused:
        call_command("reconcile", "13")
    assert refused.value.returncode == 2
