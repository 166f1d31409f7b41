"""A city's printed fee history, imported as collections: its totals, and the one misprint."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command

from franchises.reports.fee_summary import Grouping, all_years, fee_summary
from franchises.reports.reconciliation import reconciled
from tests.factories import (
    FranchiseeFactory,
    FranchiseFactory,
    FranchiseTypeFactory,
    PublishedFigureFactory,
)

PUBLISHED = settings.BASE_DIR.parent / "shared" / "cases" / "published-yearly-fees.csv"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not PUBLISHED.exists(), reason=f"{PUBLISHED.name} is not beside the clone"),
]


@pytest.fixture
def printed(tmp_path, settings):
    """Import every printed part; return the printed total of each fiscal year."""
    settings.FISCAL_YEAR_START_MONTH = 10
    printed, parts = {}, defaultdict(list)
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["publisher"] == "Grapevine TX" and row["category"] == "TOTAL":
                printed[int(row["fiscal_year"])] = Decimal(row["amount"])
            elif row["publisher"] == "Grapevine TX":
                parts[row["category"]].append(row)
    for category in parts:
        FranchiseFactory(
            number=category,
            franchisee=FranchiseeFactory(name=f"{category} of Grapevine"),
            franchise_type=FranchiseTypeFactory(code=category.lower(), name=category),
            effective_on=date(2000, 10, 1),
        )
    path = tmp_path / "collections.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["franchise", "fiscal_year", "kind", "amount"])
        for category, rows in parts.items():
            writer.writerows([category, row["fiscal_year"], "fee", row["amount"]] for row in rows)
    call_command("import_fee_collections", str(path))
    return printed


def test_all_years_give_the_printed_totals_but_for_the_year_that_was_misprinted(printed):
    summed = {row.fiscal_year: row.collected for row in all_years(first_month=10).rows}
    assert summed == {
        2014: Decimal("6785150.00"),
        2015: Decimal("6824482.00"),
        2016: Decimal("6661525.00"),
        2017: Decimal("6602482.00"),
    }
    assert printed[2015] == Decimal("6824481")
    assert {
        year: summed[year] - printed[year] for year in summed if summed[year] != printed[year]
    } == {2015: Decimal("1.00")}


def test_a_year_by_type_gives_each_printed_part(printed):
    summary = fee_summary(2015, Grouping.TYPE, first_month=10)
    assert [(row.label, row.collected) for row in summary.rows] == [
        ("Electric", Decimal("3702232.00")),
        ("Cable", Decimal("945245.00")),
        ("Refuse", Decimal("792271.00")),
        ("Telephone", Decimal("694080.00")),
        ("Gas", Decimal("690654.00")),
    ]
    assert summary.total.collected == Decimal("6824482.00")
    assert summary.total.change == Decimal("39332.00")


def test_the_misprinted_year_reconciles_to_one_dollar_apart_and_says_so(printed):
    for year, total in printed.items():
        PublishedFigureFactory(fiscal_year=year, amount=total, source="FY20 budget, p. 71")
    verdicts = {year: [row.words for row in reconciled(year, 10)] for year in printed}
    assert verdicts == {
        2014: ["equal"],
        2015: ["$1.00 apart"],
        2016: ["equal"],
        2017: ["equal"],
    }
