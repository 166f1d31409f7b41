"""A franchise with an account: Santa Paula's terms, a year before and a year to look at."""

from datetime import date
from decimal import Decimal

from franchises.books.freezing import freeze
from franchises.models import FiscalYear, YearRevision
from franchises.reports.frozen import totals_of
from tests.factories import (
    FeeAssessmentFactory,
    FeeCollectionFactory,
    FeeScheduleFactory,
    FranchiseeFactory,
    FranchiseFactory,
)

WORKING = [
    {
        "what": "5% of gross revenue",
        "amount": "100000.00",
        "from": "2023-07-01",
        "to": "2023-09-30",
        "quantity": "2000000.00",
        "unit": "$ of gross revenue",
        "rate": "5%",
        "source": "Agreement, section 9.1",
    }
]


def santa_paula(**terms):
    """A franchise under 8% a year from the due date, and 5% where 30 or more days late."""
    franchise = FranchiseFactory(
        number="SP-1", title="Cable television", franchisee=FranchiseeFactory(name="Altice USA")
    )
    FeeScheduleFactory(
        franchise=franchise,
        source="Agreement, section 9.4",
        **{
            "late_rates": "8%",
            "surcharge_percent": Decimal(5),
            "surcharge_after_days": 30,
            **terms,
        },
    )
    return franchise


def assessed(franchise, amount, fiscal_year=2024, period="Q1", **fields):
    """Due on 14 November 2023, unless said otherwise."""
    return FeeAssessmentFactory(
        **{
            "franchise": franchise,
            "amount": Decimal(amount),
            "fiscal_year": fiscal_year,
            "period": period,
            "due_on": date(2023, 11, 14),
            **fields,
        }
    )


def collected(franchise, amount, received_on, fiscal_year=2024, **fields):
    return FeeCollectionFactory(
        franchise=franchise,
        amount=Decimal(amount),
        fiscal_year=fiscal_year,
        received_on=received_on,
        **fields,
    )


def revision(fiscal_year, number=2):
    """A restatement of a year."""
    year, _ = FiscalYear.objects.get_or_create(
        year=fiscal_year,
        defaults={
            "first_day": date(fiscal_year - 1, 7, 1),
            "last_day": date(fiscal_year, 6, 30),
        },
    )
    frozen = freeze(fiscal_year, 7)
    return YearRevision.objects.create(
        fiscal_year=year,
        number=number,
        reason="SECRET-reason",
        figures=frozen.text,
        sha256=frozen.sha256,
        totals=totals_of(frozen.figures),
        published_at="2025-01-01T00:00:00Z",
    )
