"""What the sample city shows of the contracts: a lapse, a draw, an audit, a penalty, delays."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from franchises.books.verifying import what_is_wrong
from franchises.contracts.security import lapsing_within, wanting_on
from franchises.management.commands.demo import DATASETS, SAMPLE
from franchises.management.sample_books import make_sample_books
from franchises.management.sample_duties import has_sample_duties, make_sample_duties
from franchises.models import FeeAssessment, Notice, Obligation, Penalty, SecurityDraw

A_DAY = date(2026, 11, 28)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(capsys):
    for dataset in DATASETS:
        call_command(f"import_{dataset}", str(SAMPLE / f"{dataset}.csv"))
    make_sample_books(SAMPLE / "books.toml", 7)
    make_sample_duties(SAMPLE / "duties.toml", 7)


def test_the_sample_city_shows_what_a_contract_requires_and_what_became_of_it(city):
    assert has_sample_duties()
    assert {(each.franchise.number, each.in_words) for each in wanting_on(A_DAY)} == {
        ("CT-2011-02", "lapsed: its last day was 30 September 2026"),
        ("CT-2013-01", "short of $20,000.00, to be replenished by 9 December 2026"),
        ("MT-2019-01", "the City is not an additional insured"),
        ("PC-2014-01", "short of $500,000.00"),
    }
    assert [each.franchise.number for each in lapsing_within(60, A_DAY)] == [
        "CT-2006-01",
        "MT-2015-01",
    ]
    assert SecurityDraw.objects.get().replenish_by == date(2026, 12, 9)

    overdue = Obligation.objects.overdue_on(A_DAY)
    assert list(overdue.values_list("franchise__number", "due_on")) == [
        ("HC-1891-01", date(2026, 10, 15)),
        ("MT-2026-01", date(2026, 11, 10)),
        ("HC-2009-01", date(2026, 11, 14)),
    ]
    assert Obligation.objects.exclude(waived_on=None).count() == 1
    assert Obligation.objects.open().filter(due_on__year=2028).exists()

    found = FeeAssessment.objects.filter(reference__startswith="AUD-2026-04")
    assert {each.reference: each.amount for each in found} == {
        "AUD-2026-04-1": Decimal("20630.00"),
        "AUD-2026-04-2": Decimal("14917.53"),
        "AUD-2026-04-COST": Decimal("48500.00"),
    }
    assert Penalty.objects.get().amount == Decimal("2500.00")
    assert [each.franchise.number for each in Notice.objects.overdue_on(A_DAY)] == ["PC-2014-01"]
    assert list(what_is_wrong()) == []
