"""The data sets of money: what was earned, what is due for it, and what was received."""

from franchises.imports.columns import Column, Day, Dollars, OneOf, Text, Whole
from franchises.imports.dataset import FRANCHISE, NOTES, Dataset, Key, Rule
from franchises.models import FeeAssessment, FeeCollection, RevenueStatement
from franchises.models.fee import FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR
from franchises.rules.fiscal_year import QUARTERS

# What a revenue statement states: another of these makes it another statement.
FIGURES = ("gross_revenue", "deductions", "units")

_PERIOD = (
    Column(
        "fiscal_year",
        Whole(FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR),
        "The fiscal year it is for, by the year it ends in.",
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
            "Where the figure came from; import where empty. What is on record as schedule,"
            " lateness or adjustment is made elsewhere, and no import makes or changes it.",
        ),
        Column(
            "kind",
            OneOf({kind: kind for kind in FeeAssessment.Kind.values}, empty="fee"),
            "What it is; fee where empty.",
            example="fee",
        ),
        Column("amount", Dollars(), "What is due.", required=True, example="125000.00"),
        Column("due_on", Day(), "Day it is due."),
        Column("notice_on", Day(is_past=True), "Day of the written notice that it is late."),
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
    rules=(
        Rule(
            ("amount", "origin"),
            lambda amount, origin: amount < 0 and origin != "adjustment",
            "is negative: nobody owes less than 0",
        ),
    ),
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
            "What it is; fee where empty. What is on record as adjustment is made in the admin,"
            " and no import makes or changes it.",
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
        Column(
            "pays",
            Text(100),
            "Reference of the assessment that the payer names, or its period and origin, such as"
            " FY2013 Q1 schedule, where it has none; empty pays the oldest first.",
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
            lambda amount, kind: amount < 0 and kind not in ("refund", "adjustment"),
            "is negative: only kind refund may be",
        ),
        Rule(
            ("amount", "kind"),
            lambda amount, kind: amount >= 0 and kind == "refund",
            "is not negative, as a refund is",
        ),
        Rule(
            ("note", "kind"),
            lambda note, kind: kind in ("refund", "adjustment") and not note,
            "is empty: a refund says why it was made",
        ),
    ),
    amount="amount",
)

REVENUE_STATEMENTS = Dataset(
    name="revenue_statements",
    noun="revenue statement",
    model=RevenueStatement,
    columns=(
        *FRANCHISE,
        *_PERIOD,
        Column(
            "category",
            Text(50, empty="gross"),
            "What is stated, as the fee schedule names it; gross where empty.",
            example="gross",
        ),
        Column(
            "gross_revenue",
            Dollars(),
            "US dollars earned; empty where only a number is stated.",
            example="2500000.00",
        ),
        Column(
            "deductions",
            Dollars(empty=0),
            "US dollars that the contract lets be taken off before the percentage.",
            example="0.00",
        ),
        Column("units", Whole(0, 2_147_483_647), "A number of things, such as applications."),
        Column("received_on", Day(is_past=True), "Day the statement came.", example="2012-10-30"),
        Column(
            "reference", Text(100), "Number of the statement or letter.", example="EX-REV-2013-Q1"
        ),
        Column("note", NOTES, "For staff, never published."),
    ),
    keys=(
        Key(
            ("franchise_id", "fiscal_year", "period", "category", "revision"),
            ("franchise", "franchisee", "franchise_type", "fiscal_year", "period", "category"),
        ),
    ),
    rules=(
        Rule(
            ("gross_revenue", "units"),
            lambda gross_revenue, units: gross_revenue is None and units is None,
            "is empty, and so is units: a statement states one of them",
        ),
        Rule(
            ("deductions",),
            lambda deductions: deductions < 0,
            "is negative: write what is taken off without a sign",
        ),
    ),
    amount="gross_revenue",
)
