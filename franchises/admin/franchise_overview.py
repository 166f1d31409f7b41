"""What a franchise's page says beside its form: status, account, installations, warnings.

A warning tells of what is allowed and yet unusual; nothing here refuses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.formats import date_format

from franchises.admin.addresses import list_of
from franchises.admin.franchise_account import account_address
from franchises.contracts.recording import term_without_renewals
from franchises.models import FeeAssessment, FeeCollection, Franchise, Installation
from franchises.reports.cable_cap import years_above_federal_cap
from franchises.reports.franchise_account import YearAccount, account_by_year
from franchises.rules.federal_cap import THE_RULE
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import format_money
from franchises.rules.term import Status, is_longer_than_allowed, last_day, longest_term_years

# How many years the page shows before a person asks for the others.
RECENT = 5


@dataclass(frozen=True)
class StatusCount:
    """How many installations have a status, and the address of their list."""

    label: str
    count: int
    address: str


@dataclass(frozen=True)
class YearLine:
    """The account of a year, and the addresses of its statement and of the rows it adds up."""

    account: YearAccount
    statement: str
    assessments: str
    collections: str


@dataclass(frozen=True)
class FranchiseOverview:
    """What the page shows beside the form; None for what the user may not see."""

    status: Status
    status_label: str
    warnings: tuple[str, ...]
    installations: tuple[StatusCount, ...] | None
    years: tuple[YearLine, ...] | None

    @property
    def installation_count(self) -> int:
        return sum(each.count for each in self.installations or ())

    @property
    def recent_years(self) -> tuple[YearLine, ...]:
        return (self.years or ())[:RECENT]

    @property
    def earlier_years(self) -> tuple[YearLine, ...]:
        return (self.years or ())[RECENT:]


def franchise_overview(
    franchise: Franchise, today: date, *, with_money: bool, with_installations: bool
) -> FranchiseOverview:
    """Return the overview of *franchise* on *today*. Eight queries at most."""
    account = account_by_year(franchise) if with_money else None
    return FranchiseOverview(
        status=franchise.status_on(today),
        status_label=franchise.status_label_on(today),
        warnings=(*_warnings_of_term(franchise), *_warnings_of_money(franchise, account or ())),
        installations=tuple(_installations_by_status(franchise)) if with_installations else None,
        years=None if account is None else tuple(_year_line(franchise, x) for x in account),
    )


def warnings_about(franchise: Franchise, *, with_money: bool) -> list[str]:
    """Return what is unusual about *franchise*, in sentences. Seven queries at most."""
    account = account_by_year(franchise) if with_money else ()
    return [*_warnings_of_term(franchise), *_warnings_of_money(franchise, account)]


def _year_line(franchise: Franchise, account: YearAccount) -> YearLine:
    rows = {"franchise__id__exact": franchise.pk, "fiscal_year": account.fiscal_year}
    statement = account_address(franchise.pk, account.fiscal_year)
    return YearLine(
        account, statement, list_of(FeeAssessment, **rows), list_of(FeeCollection, **rows)
    )


def _installations_by_status(franchise: Franchise) -> Iterator[StatusCount]:
    counts = dict(
        franchise.installations.order_by()
        .values("status")
        .annotate(number=Count("pk"))
        .values_list("status", "number")
    )
    for status in Installation.Status:
        if status in counts:
            address = list_of(
                Installation, franchise__id__exact=franchise.pk, status__exact=status.value
            )
            yield StatusCount(str(status.label), counts[status], address)


def _warnings_of_term(franchise: Franchise) -> Iterator[str]:
    is_tunnel = franchise.franchise_type.is_tunnel_railroad
    years = longest_term_years(is_tunnel_railroad=is_tunnel)
    ends = term_without_renewals(franchise)
    if ends is None:
        yield (
            "This franchise is perpetual. The City Charter, section 363(h)(2), allows a term of"
            f" {years} years at most."
        )
    elif is_longer_than_allowed(franchise.effective_on, ends, is_tunnel_railroad=is_tunnel):
        yield (
            f"The term is longer than {years} years, which the City Charter,"
            " section 363(h)(2), does not allow."
        )
    overlapping = [each.number for each in _overlapping(franchise)]
    if overlapping:
        yield (
            f"{franchise.franchisee} holds other franchises of this type at the same time: "
            + ", ".join(overlapping)
            + "."
        )


def _overlapping(franchise: Franchise) -> list[Franchise]:
    """Return other franchises of the same franchisee and type whose term meets this one's."""
    others = Franchise.objects.filter(
        franchisee=franchise.franchisee_id, franchise_type=franchise.franchise_type_id
    ).exclude(pk=franchise.pk)
    end = _last_day(franchise) or date.max
    return [
        other
        for other in others
        if other.effective_on <= end and franchise.effective_on <= (_last_day(other) or date.max)
    ]


def _warnings_of_money(franchise: Franchise, account: tuple[YearAccount, ...]) -> Iterator[str]:
    for year in account:
        if year.outstanding is not None and year.outstanding < 0:
            yield overpaid(year.fiscal_year, -year.outstanding)
    for each in years_above_federal_cap(franchise) if account else ():
        yield (
            f"{fiscal_year_label(each.fiscal_year)}: {format_money(each.collected)} is"
            f" {format_money(each.excess)} more than 5% of the gross revenue stated. {THE_RULE}"
        )
    end = _last_day(franchise)
    if end is None or not account:
        return
    late = franchise.fee_collections.filter(Q(received_on__gt=end)).aggregate(
        number=Count("pk"), amount=Sum("amount")
    )
    if late["number"]:
        rows = "1 collection" if late["number"] == 1 else f"{late['number']} collections"
        yield (
            f"{rows}, {format_money(late['amount'])} in all,"
            f" received after the last day, {date_format(end)}."
        )


def overpaid(fiscal_year: int, amount: Decimal) -> str:
    """Return the warning that *amount* more was collected than assessed."""
    return (
        f"{fiscal_year_label(fiscal_year)}: {format_money(amount)} more is collected than assessed."
    )


def _last_day(franchise: Franchise) -> date | None:
    return last_day(
        franchise.expires_on, franchise.terminated_on, is_holdover=franchise.is_holdover
    )
