"""Our figures beside published ones: equal, explained by rounding, or apart, to the cent."""

from decimal import Decimal

import pytest

from franchises.models import PublishedFigure
from franchises.reports.formats import to_text
from franchises.reports.reconciliation import headline, reconciled, years_with_published_figures
from franchises.reports.tables import reconciliation_table
from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
    PublishedFigureFactory,
)

pytestmark = pytest.mark.django_db
RoundedTo = PublishedFigure.RoundedTo


@pytest.fixture
def phones():
    """FY2013: $17,416,722.49 collected from one pay telephone franchise, $18,000,000.00 due."""
    franchise = FranchiseFactory(
        number="PT-1",
        franchisee=FranchiseeFactory(name="Kiosk Co"),
        franchise_type=FranchiseTypeFactory(code="pay", name="Pay telephones"),
    )
    FeeCollectionFactory(franchise=franchise, fiscal_year=2013, amount=Decimal("17416722.49"))
    FeeAssessmentFactory(franchise=franchise, fiscal_year=2013, amount=Decimal("18000000.00"))
    return franchise


def words_of(fiscal_year=2013):
    return [(str(row.ours), str(row.difference), row.words) for row in reconciled(fiscal_year)]


@pytest.mark.parametrize(
    ("amount", "rounded_to", "difference", "words"),
    [
        ("17416722.49", RoundedTo.CENT, "0.00", "equal"),
        ("17416722.48", RoundedTo.CENT, "0.01", "$0.01 apart"),
        ("17416722", RoundedTo.DOLLAR, "0.49", "rounded to dollars"),
        (
            "17416723",
            RoundedTo.DOLLAR,
            "-0.51",
            "$0.51 apart, more than rounding to dollars explains",
        ),
        ("17417000", RoundedTo.THOUSAND, "-277.51", "rounded to thousands"),
        ("17400000", RoundedTo.HUNDRED_THOUSAND, "16722.49", "rounded to hundred thousands"),
        ("17000000", RoundedTo.MILLION, "416722.49", "rounded to millions"),
        (
            "16000000",
            RoundedTo.MILLION,
            "1416722.49",
            "$1,416,722.49 apart, more than rounding to millions explains",
        ),
    ],
)
def test_rounding_explains_half_of_what_a_figure_is_rounded_to(
    phones, amount, rounded_to, difference, words
):
    PublishedFigureFactory(fiscal_year=2013, amount=Decimal(amount), rounded_to=rounded_to)
    assert words_of() == [("17416722.49", difference, words)]


def test_exactly_half_is_still_rounding_and_a_cent_more_is_not(phones):
    PublishedFigureFactory(
        fiscal_year=2013, amount=Decimal("17416722.99"), rounded_to=RoundedTo.DOLLAR
    )
    PublishedFigureFactory(
        fiscal_year=2013, amount=Decimal("17416723.00"), rounded_to=RoundedTo.DOLLAR
    )
    assert [words for _, _, words in words_of()] == [
        "rounded to dollars",
        "$0.51 apart, more than rounding to dollars explains",
    ]


def test_a_figure_is_compared_within_its_scope(phones):
    other = FranchiseFactory(number="CT-1")
    FeeCollectionFactory(franchise=other, fiscal_year=2013, amount=Decimal("100.00"))
    for scope in (
        {"franchise": phones},
        {"franchisee": phones.franchisee},
        {"franchise_type": phones.franchise_type},
        {"franchise": other},
        {},
    ):
        PublishedFigureFactory(fiscal_year=2013, amount=Decimal("1.00"), source="One", **scope)
    rows = reconciled(2013)
    assert [(row.scope, row.ours) for row in rows] == [
        ("PT-1", Decimal("17416722.49")),
        ("Kiosk Co", Decimal("17416722.49")),
        ("Pay telephones", Decimal("17416722.49")),
        ("CT-1", Decimal("100.00")),
        ("all franchises", Decimal("17416822.49")),
    ]


def test_what_is_assessed_is_compared_with_assessments(phones):
    PublishedFigureFactory(
        fiscal_year=2013, measure=PublishedFigure.Measure.ASSESSED, amount=Decimal("18000000.00")
    )
    assert words_of() == [("18000000.00", "0.00", "equal")]


def test_nothing_recorded_is_unknown_and_no_zero(phones):
    PublishedFigureFactory(fiscal_year=2014, franchise=FranchiseFactory(number="CT-1"))
    (row,) = reconciled(2014)
    assert (row.ours, row.difference, row.words) == (None, None, "nothing recorded")
    assert "[x]" in to_text(reconciliation_table(2014, [row]))


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        ([], "No published figure is recorded for FY2013."),
        (["1.00"], "FY2013: 0 of 1 published figure agrees with the ledger."),
        (
            ["17416722.49", "1.00"],
            "FY2013: 1 of 2 published figures agrees with the ledger.",
        ),
    ],
)
def test_the_headline_counts_what_agrees(phones, amounts, sentence):
    for amount in amounts:
        PublishedFigureFactory(fiscal_year=2013, amount=Decimal(amount))
    assert headline(2013, reconciled(2013)) == sentence


def test_the_years_with_figures_are_newest_first():
    for year in (2013, 2015, 2013):
        PublishedFigureFactory(fiscal_year=year)
    assert years_with_published_figures() == [2015, 2013]


def test_many_figures_take_no_more_queries_than_one(phones, django_assert_num_queries):
    PublishedFigureFactory(fiscal_year=2013)
    with django_assert_num_queries(5):
        reconciled(2013)
    PublishedFigureFactory.create_batch(20, fiscal_year=2013)
    with django_assert_num_queries(5):
        reconciled(2013)
