"""The fees as data sets: the figures of the fee reports, one row for each basis and fiscal year,
and what is recorded of each franchise. The reports work them out, so no figure can differ."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from franchises.models import FeeAssessment, FeeCollection, Franchise
from franchises.public.open_data.dataset import Dataset
from franchises.public.open_data.fields import Field, Kind
from franchises.public.open_data.registers import FRANCHISE, FRANCHISEE
from franchises.public.open_data.rows import ComputedRows, Row
from franchises.public.recorded_years import recorded_years
from franchises.reports.dictionary import MEANINGS
from franchises.reports.fee_summary import (
    Basis,
    FeeSummary,
    Grouping,
    all_years,
    fee_summaries,
    fee_summary,
)
from franchises.reports.tables import SUMMARY_COLUMNS, YEARS_COLUMNS, Column, Words
from franchises.reports.tables import Kind as Shown

KEYWORDS = ("fees", "revenue", "franchises", "telecommunications", "cable television")
_KINDS = {Shown.MONEY: Kind.MONEY, Shown.PERCENT: Kind.PERCENT, Shown.COUNT: Kind.COUNT}

BASIS = Field(
    "basis",
    _("Basis"),
    Kind.TEXT,
    MEANINGS["basis"],
    choices=tuple(each.value for each in Basis),
)
YEAR = Field("fiscal_year", _("Fiscal year"), Kind.YEAR, MEANINGS["fiscal_year"])
TYPE = Field("franchise_type", _("Franchise type"), Kind.TEXT, MEANINGS["franchise_type"])
TYPE_CODE = Field(
    "franchise_type_code",
    _("Franchise type, short"),
    Kind.TEXT,
    _("The type as files and filters say."),
)
SLUG = Field(
    "franchisee_slug",
    _("Franchisee, short"),
    Kind.TEXT,
    _("The franchisee as addresses and filters say."),
)


def _figure(column: Column) -> Field:
    is_optional = column.kind is not Shown.COUNT
    return Field(column.key, column.heading, _KINDS[column.kind], MEANINGS[column.key], is_optional)


SUMMARY_FIELDS = tuple(_figure(column) for column in SUMMARY_COLUMNS)
YEARS_FIELDS = tuple(_figure(column) for column in YEARS_COLUMNS)


def _bases(equal: Mapping[str, Any]) -> list[Basis]:
    return [basis for basis in Basis if equal.get("basis") in (None, basis.value)]


def _years(equal: Mapping[str, Any]) -> list[Row]:
    rows = []
    for basis in _bases(equal):
        for year in all_years(basis, settings.FISCAL_YEAR_START_MONTH).rows:
            figures = (getattr(year, each.name) for each in YEARS_FIELDS)
            rows.append((basis.value, year.fiscal_year, *figures))
    return rows


def _summaries(grouping: Grouping, equal: Mapping[str, Any]) -> list[FeeSummary]:
    """Return the summaries that are asked for: those of one year are read alone."""
    first_month, year = settings.FISCAL_YEAR_START_MONTH, equal.get("fiscal_year")
    if year is not None:
        return [
            fee_summary(year, grouping, basis, first_month)
            for basis in _bases(equal)
            if year in recorded_years(basis)
        ]
    return [
        summary
        for basis in _bases(equal)
        for summary in fee_summaries(grouping, basis, first_month)
    ]


def _summary_rows(grouping: Grouping) -> Callable[[Mapping[str, Any]], Sequence[Row]]:
    def rows(equal: Mapping[str, Any]) -> list[Row]:
        found: list[Row] = []
        for summary in _summaries(grouping, equal):
            for row in summary.rows:
                names = (row.key, row.franchisee if grouping is Grouping.FRANCHISE else row.label)
                figures = (getattr(row, each.name) for each in SUMMARY_FIELDS)
                found.append((summary.basis.value, summary.fiscal_year, *names, *figures))
        return found

    return rows


def _recorded(model: type[FeeAssessment] | type[FeeCollection]) -> Callable[..., Sequence[Row]]:
    """Return the rows of what is recorded: summed by the index, before a name is looked up."""

    def rows(equal: Mapping[str, Any]) -> list[Row]:
        amounts = model._default_manager.order_by("fiscal_year", "franchise", "kind")
        if "fiscal_year" in equal:
            amounts = amounts.filter(fiscal_year=equal["fiscal_year"])
        sums = amounts.values_list("fiscal_year", "franchise", "kind").annotate(
            Sum("amount"), Count("pk")
        )
        published = Franchise.objects.published().order_by()
        names = {
            key: tuple(each)
            for key, *each in published.values_list(
                "pk", "number", "franchisee__name", "franchise_type__name"
            )
        }
        found = [
            (year, *names[franchise], *rest)
            for year, franchise, *rest in sums
            if franchise in names
        ]
        return sorted(found, key=lambda row: (-row[0], row[1], row[4]))

    return rows


def _recorded_fields(
    model: type[FeeAssessment] | type[FeeCollection], kind: Words, amount: Words
) -> tuple[Field, ...]:
    kinds = tuple(model.Kind.values)
    return (
        Field(
            "fiscal_year", _("Fiscal year"), Kind.YEAR, _("The fiscal year the amounts are for.")
        ),
        FRANCHISE,
        FRANCHISEE,
        TYPE,
        Field("kind", _("Kind"), Kind.TEXT, kind, choices=kinds),
        Field("amount", _("Amount"), Kind.MONEY, amount),
        Field("entries", _("Entries"), Kind.COUNT, _("How many entries were added up.")),
    )


def _summary(
    grouping: Grouping, title: Words, description: Words, row: Words, names: tuple[Field, ...]
) -> Dataset:
    return Dataset(
        name=f"fees_by_{grouping}",
        title=title,
        description=description,
        row=row,
        fields=(BASIS, YEAR, *names, *SUMMARY_FIELDS),
        key=("basis", "fiscal_year", names[0].name),
        rows=ComputedRows(_summary_rows(grouping)),
        csv=f"/data/fees_by_{grouping}.csv",
        page="/fees/",
        keywords=KEYWORDS,
    )


FEES_BY_YEAR = Dataset(
    name="fees_by_year",
    title=_("Fees by fiscal year"),
    description=_(
        "What was assessed, collected and is outstanding in each fiscal year, on the accrual and on"
        " the cash basis, as the yearly fee reports have it."
    ),
    row=_("a fiscal year, on one basis"),
    fields=(BASIS, YEAR, *YEARS_FIELDS),
    key=("basis", "fiscal_year"),
    rows=ComputedRows(_years),
    csv="/data/fees_by_year.csv",
    page="/fees/",
    keywords=KEYWORDS,
)
FEES_BY_TYPE = _summary(
    Grouping.TYPE,
    _("Fees by franchise type"),
    _(
        "What was assessed, collected and is outstanding of each franchise type in each fiscal"
        " year, on the accrual and on the cash basis, as the yearly fee reports have it."
    ),
    _("a franchise type in a fiscal year, on one basis"),
    (TYPE_CODE, TYPE),
)
FEES_BY_FRANCHISEE = _summary(
    Grouping.FRANCHISEE,
    _("Fees by franchisee"),
    _(
        "What was assessed, collected and is outstanding of each franchisee in each fiscal year, on"
        " the accrual and on the cash basis, as the yearly fee reports have it."
    ),
    _("a franchisee in a fiscal year, on one basis"),
    (SLUG, FRANCHISEE),
)
FEES_BY_FRANCHISE = _summary(
    Grouping.FRANCHISE,
    _("Fees by franchise"),
    _(
        "What was assessed, collected and is outstanding of each franchise in each fiscal year, on"
        " the accrual and on the cash basis, as the yearly fee reports have it."
    ),
    _("a franchise in a fiscal year, on one basis"),
    (FRANCHISE, FRANCHISEE),
)

FEE_ASSESSMENTS = Dataset(
    name="fee_assessments",
    title=_("Fee assessments"),
    description=_(
        "What was due from each franchise for each fiscal year, as it is recorded now: fees,"
        " interest and penalties. A correction of a closed year stands in the year it was posted"
        " in."
    ),
    row=_("a kind of assessment of a franchise in a fiscal year"),
    fields=_recorded_fields(
        FeeAssessment, _("What was due."), _("What was due, in US dollars, added up.")
    ),
    key=("fiscal_year", "franchise", "kind"),
    rows=ComputedRows(_recorded(FeeAssessment)),
    csv="/data/fee_assessments.csv",
    page="/fees/",
    keywords=KEYWORDS,
)
FEE_COLLECTIONS = Dataset(
    name="fee_collections",
    title=_("Fee collections"),
    description=_(
        "What was received from each franchise for each fiscal year, as it is recorded now: fees,"
        " interest, penalties and refunds, which are negative. A correction of a closed year stands"
        " in the year it was posted in."
    ),
    row=_("a kind of collection from a franchise in a fiscal year"),
    fields=_recorded_fields(
        FeeCollection, _("What was received."), _("What was received, in US dollars, added up.")
    ),
    key=("fiscal_year", "franchise", "kind"),
    rows=ComputedRows(_recorded(FeeCollection)),
    csv="/data/fee_collections.csv",
    page="/fees/",
    keywords=KEYWORDS,
)
