"""The two data sets of money: what is due, and what was received."""

from franchises.imports.columns import Column, Day, Dollars, OneOf, Text, Whole
from franchises.imports.dataset import FRANCHISE, NOTES, Dataset, Key, Rule
from franchises.models import FeeAssessment, FeeCollection
from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.rules.fiscal_year import QUARTERS

_PERIOD = (
    Column(
        "fiscal_year",
        Whole(FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR),
        "The fiscal year the amount is for, by the year it ends in.",
        required=True,
        example="2013",
    ),
    Column(
        "period",
        OneOf({quarter: quarter for quarter in QUARTERS}, empty=""),
        "Fiscal quarter; empty for the whole year.",
        example="Q1",
    ),
)

_AMOUNT_LAST = (
    Column(
        "reference",
        Text(100),
        "Number of the bill, receipt, wire or check; the natural key where it is given.",
        example="EX-2013-Q1",
    ),
    Column("note", NOTES, "For staff, never published."),
)

FEE_ASSESSMENTS = Dataset(
    name="fee_assessments",
    noun="fee assessment",
    model=FeeAssessment,
    columns=(
        *FRANCHISE,
        *_PERIOD,
        Column(
            "origin",
            OneOf({origin: origin for origin in FeeAssessment.Origin.values}, empty="import"),
            "Where the figure came from; import where empty.",
        ),
        Column("amount", Dollars(), "What is due.", required=True, example="125000.00"),
        Column("due_on", Day(), "Day it is due."),
        *_AMOUNT_LAST,
    ),
    keys=(
        Key(("reference",), ("reference",), with_reference=True),
        Key(
            ("franchise_id", "fiscal_year", "period", "origin"),
            ("franchise", "franchisee", "franchise_type", "fiscal_year", "period", "origin"),
            with_reference=False,
        ),
    ),
    rules=(Rule(("amount",), lambda amount: amount < 0, "is negative: nobody owes less than 0"),),
    amount="amount",
)

FEE_COLLECTIONS = Dataset(
    name="fee_collections",
    noun="fee collection",
    model=FeeCollection,
    columns=(
        *FRANCHISE,
        *_PERIOD,
        Column(
            "kind",
            OneOf({kind: kind for kind in FeeCollection.Kind.values}, empty="fee"),
            "What it is; fee where empty.",
            example="fee",
        ),
        Column(
            "amount",
            Dollars(),
            "What was received; negative for a refund.",
            required=True,
            example="125000.00",
        ),
        Column(
            "received_on",
            Day(is_past=True),
            "Day it was received; empty where only the year is known.",
            example="2012-11-14",
        ),
        *_AMOUNT_LAST,
    ),
    keys=(
        Key(("reference",), ("reference",), with_reference=True),
        Key(
            ("franchise_id", "fiscal_year", "period", "kind"),
            ("franchise", "franchisee", "franchise_type", "fiscal_year", "period", "kind"),
            with_reference=False,
        ),
    ),
    rules=(
        Rule(
            ("amount", "kind"),
            lambda amount, kind: amount < 0 and kind != "refund",
            "is negative: only kind refund may be",
        ),
        Rule(
            ("amount", "kind"),
            lambda amount, kind: amount >= 0 and kind == "refund",
            "is not negative, as a refund is",
        ),
        Rule(
            ("note", "kind"),
            lambda note, kind: kind == "refund" and not note,
            "is empty: a refund says why it was made",
        ),
    ),
    amount="amount",
)
