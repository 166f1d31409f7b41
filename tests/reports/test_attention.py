"""What wants attention, with every boundary from both sides."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from franchises.reports.attention import (
    EndingTerm,
    LastImport,
    UnpaidYear,
    expiring_terms,
    holdovers,
    last_imports,
    unpaid_years,
)

from franchises.models import ImportRun
from tests.factories import FeeAssessmentFactory, FeeCollectionFactory, FranchiseFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("expires_on", "is_listed"),
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2027, 5, 22), True),
        (date(2027, 5, 23), False),
    ],
    ids=["yesterday", "today", "in 180 days", "in 181 days"],
)
def test_a_term_wants_attention_from_180_days_before_its_last_day(expires_on, is_listed):
    FranchiseFactory(expires_on=expires_on)

    assert expiring_terms(TODAY).count == int(is_listed)


def test_an_expiring_term_says_whose_it_is_and_how_many_days_are_left():
    franchise = FranchiseFactory(
        number="A-1", franchisee__name="Verizon", expires_on=date(2026, 12, 31)
    )

    assert expiring_terms(TODAY).rows == (
        EndingTerm(franchise.pk, "A-1", "Verizon", True, date(2026, 12, 31), 38),
    )


def test_neither_a_terminated_nor_a_perpetual_franchise_is_about_to_expire():
    FranchiseFactory(expires_on=date(2026, 12, 31), terminated_on=date(2020, 1, 1))
    FranchiseFactory(perpetual=True)

    assert expiring_terms(TODAY).rows == ()


def test_expiring_terms_are_cut_at_the_limit_and_counted_in_full():
    FranchiseFactory.create_batch(12, expires_on=date(2026, 12, 31))

    terms = expiring_terms(TODAY, limit=10)

    assert (len(terms.rows), terms.count) == (10, 12)


def test_a_holdover_is_listed_with_the_days_since_its_term_ended():
    FranchiseFactory(expired=True)
    FranchiseFactory(number="H-1", franchisee__name="Stealth", holdover=True)

    terms = holdovers(TODAY)

    assert [(row.number, row.days) for row in terms.rows] == [("H-1", -2337)]
    assert terms.count == 1


def test_unpaid_years_are_those_before_the_given_one_with_the_largest_first():
    small = FeeAssessmentFactory(
        franchise__number="S-1",
        franchise__franchisee__name="Small",
        fiscal_year=2025,
        amount=Decimal("10.00"),
    )
    large = FeeAssessmentFactory(
        franchise__number="L-1",
        franchise__franchisee__name="Large",
        fiscal_year=2026,
        amount=Decimal("900.00"),
    )
    FeeCollectionFactory(franchise=large.franchise, fiscal_year=2026, amount=Decimal("400.00"))
    FeeAssessmentFactory(fiscal_year=2027, amount=Decimal("5000.00"))

    unpaid = unpaid_years(before=2027)

    assert unpaid.rows == (
        UnpaidYear(
            large.franchise_id,
            "L-1",
            "Large",
            2026,
            Decimal("900.00"),
            Decimal("400.00"),
            Decimal("500.00"),
        ),
        UnpaidYear(
            small.franchise_id,
            "S-1",
            "Small",
            2025,
            Decimal("10.00"),
            Decimal("0.00"),
            Decimal("10.00"),
        ),
    )
    assert (unpaid.count, unpaid.total) == (2, Decimal("510.00"))


def test_a_year_paid_to_the_cent_is_not_unpaid_and_one_a_cent_short_is():
    paid, short = FeeAssessmentFactory(), FeeAssessmentFactory()
    FeeCollectionFactory(franchise=paid.franchise, amount=Decimal("100.00"))
    FeeCollectionFactory(franchise=short.franchise, amount=Decimal("99.99"))

    assert [row.franchise_id for row in unpaid_years(2027).rows] == [short.franchise_id]
    assert unpaid_years(2027).total == Decimal("0.01")


def test_what_was_overpaid_for_one_year_pays_for_no_other():
    franchise = FranchiseFactory()
    FeeAssessmentFactory(franchise=franchise, fiscal_year=2013, amount=Decimal("100.00"))
    FeeAssessmentFactory(franchise=franchise, fiscal_year=2014, amount=Decimal("100.00"))
    FeeCollectionFactory(franchise=franchise, fiscal_year=2014, amount=Decimal("150.00"))

    assert unpaid_years(2027).total == Decimal("100.00")


def test_the_total_of_unpaid_years_is_that_of_all_rows_and_not_of_those_shown():
    for _ in range(12):
        FeeAssessmentFactory(amount=Decimal("1.50"))

    unpaid = unpaid_years(2027, limit=10)

    assert (len(unpaid.rows), unpaid.count, unpaid.total) == (10, 12, Decimal("18.00"))


def test_the_last_imports_come_newest_first():
    at = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    for number in range(7):
        run = ImportRun.objects.create(
            dataset="installations",
            outcome=ImportRun.Outcome.REFUSED,
            file_name=f"poles-{number}.csv",
            sha256="0" * 64,
            size=1,
            started_at=at,
            seconds=Decimal("0.10"),
            rows_read=9,
            rows_refused=2,
        )

    imports = last_imports()

    assert imports[0] == LastImport(run.pk, "installations", "poles-6.csv", at, "Refused", 9, 2)
    assert [each.file_name for each in imports] == [f"poles-{n}.csv" for n in (6, 5, 4, 3, 2)]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queries_are_the_same_however_many_rows_there_are(rows, django_assert_num_queries):
    for _ in range(rows):
        FeeAssessmentFactory(franchise__expires_on=date(2026, 12, 31))
        FeeCollectionFactory(franchise__holdover=True)

    with django_assert_num_queries(10):
        expiring_terms(TODAY)
        holdovers(TODAY)
        unpaid_years(2027)
        last_imports()
