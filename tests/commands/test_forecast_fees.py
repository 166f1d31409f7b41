"""`forecast_fees` prints what is to come, and says what it assumes."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from tests.books.test_forecasting import flat, percent, scheduled, state

pytestmark = pytest.mark.django_db


def test_it_prints_each_franchise_the_sums_and_the_assumptions(capsys):
    franchise = scheduled(charges=[percent()], minimum=Decimal("100.00"))
    state(franchise, 2026, "1000.00")
    scheduled("F-2", charges=[flat("50.00")])
    call_command("forecast_fees", "2028", "--today=2026-11-24")
    printed = capsys.readouterr().out
    assert printed.splitlines()[0] == (
        "FY2028: the schedules bring at least $150.00 and at most $250.00."
    )
    assert "minimum $100.00 a year" in printed
    assert "At least: no revenue but what is stated for the year already" in printed


def test_a_city_without_schedules_is_told_so(capsys):
    call_command("forecast_fees", "2028", "--today=2026-11-24")
    assert capsys.readouterr().out.startswith(
        "FY2028: no published franchise has a fee schedule for it."
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["2026", "--today=2026-11-24"], "FY2026 is over"),
        (["28"], "'28' is not a fiscal year"),
        (["2028", "--today=soon"], "'soon' is not a day"),
    ],
)
def test_what_makes_no_sense_is_refused_with_2(arguments, words):
    with pytest.raises(CommandError, match=words) as refused:
        call_command("forecast_fees", *arguments)
    assert refused.value.returncode == 2
