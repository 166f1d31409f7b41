"""What people complain of: how many, about whose installations, and how long until it was closed.

A complaint counts for who holds the installation today. One that is matched to none counts in a
group of its own, so that the groups always add up.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Count, DurationField, ExpressionWrapper, F, QuerySet

from franchises.models import Complaint, ComplaintMatch
from franchises.reports.summing import TENTH
from franchises.rules.fiscal_year import fiscal_year_bounds, fiscal_year_of

CHUNK = 10_000


class By(StrEnum):
    """What the groups are."""

    FRANCHISEE = "franchisee"
    INSTALLATION = "installation"
    TYPE = "type"
    DISTRICT = "district"
    YEAR = "year"


@dataclass(frozen=True)
class Narrowed:
    """Which complaints are counted: of a fiscal year, about a franchisee, of a type, a district."""

    fiscal_year: int | None = None
    franchisee: str = ""
    complaint_type: str = ""
    community_board: str = ""


def narrowed_by(chosen: Mapping[str, Any]) -> Narrowed:
    """Return what a form chose: its year, franchisee, type and district, each empty or not."""
    return Narrowed(
        fiscal_year=chosen["year"],
        franchisee=chosen["franchisee"].slug if chosen["franchisee"] else "",
        complaint_type=chosen["type"],
        community_board=chosen["district"],
    )


class Group(NamedTuple):
    """What is counted together: its key, empty where there is none, and its names."""

    key: str
    names: tuple[str | int, ...] = ()


@dataclass
class Tally:
    """How many complaints, and of those that are closed, how many took so many days."""

    complaints: int = 0
    days: Counter[int] = field(default_factory=Counter)

    def add(self, number: int, taken: timedelta | None) -> None:
        self.complaints += number
        if taken is not None:
            self.days[taken.days] += number

    def add_all(self, other: "Tally") -> None:
        self.complaints += other.complaints
        self.days += other.days

    @property
    def closed(self) -> int:
        return self.days.total()

    @property
    def open(self) -> int:
        return self.complaints - self.closed

    @property
    def median_days(self) -> Decimal | None:
        """The days of the one in the middle, or half-way between the two; None where none is."""
        if not self.closed:
            return None
        lower, upper = (self.closed - 1) // 2, self.closed // 2
        return _tenth(Decimal(self._days_of(lower) + self._days_of(upper)) / 2)

    @property
    def mean_days(self) -> Decimal | None:
        if not self.closed:
            return None
        return _tenth(Decimal(sum(days * n for days, n in self.days.items())) / self.closed)

    def _days_of(self, place: int) -> int:
        """Return how long the closed one in this place took, the quickest first."""
        passed = 0
        for days in sorted(self.days):
            passed += self.days[days]
            if passed > place:
                return days
        raise IndexError(place)


def complaint_counts(
    by: By, narrowed: Narrowed, first_month: int, *, with_drafts: bool = False
) -> list[tuple[Group, Tally]]:
    """Return each group with its tally, the most complained of first, years newest first.

    What stands under a draft is as if it were not matched, unless *with_drafts*. One query.
    """
    holder = "match__installation__franchise__"
    columns = (*_COLUMNS[by], f"{holder}is_published")
    taken = ExpressionWrapper(F("closed_on") - F("created_on"), DurationField())
    rows = (
        complaints_narrowed(narrowed, first_month, with_drafts=with_drafts)
        .order_by()
        .annotate(taken=taken)
        .values_list(*columns, "taken")
        .annotate(number=Count("pk"))
    )
    tallies: defaultdict[Group, Tally] = defaultdict(Tally)
    for *values, is_published, took, number in rows.iterator(chunk_size=CHUNK):
        is_known = is_published is not None and (is_published or with_drafts)
        tallies[_group(by, values, first_month, is_known=is_known)].add(number, took)
    if by is By.YEAR:
        return sorted(tallies.items(), key=lambda each: each[0].key, reverse=True)
    return sorted(tallies.items(), key=_most_first)


def complaints_narrowed(
    narrowed: Narrowed, first_month: int, *, with_drafts: bool = False
) -> QuerySet[Complaint]:
    """Return the complaints that *narrowed* leaves."""
    rows = Complaint.objects.all()
    if narrowed.fiscal_year is not None:
        rows = rows.filter(created_on__range=fiscal_year_bounds(narrowed.fiscal_year, first_month))
    if narrowed.franchisee:
        rows = rows.filter(match__installation__franchise__franchisee__slug=narrowed.franchisee)
        if not with_drafts:
            rows = rows.filter(match__installation__franchise__is_published=True)
    if narrowed.complaint_type:
        rows = rows.filter(complaint_type=narrowed.complaint_type)
    if narrowed.community_board:
        rows = rows.filter(community_board=narrowed.community_board)
    return rows


def matches(rows: QuerySet[Complaint]) -> dict[ComplaintMatch.How, int]:
    """Return how many of *rows* were matched in each way. One query."""
    counted = rows.order_by().values_list("match__how").annotate(number=Count("pk"))
    found = dict.fromkeys(ComplaintMatch.How, 0)
    for how, number in counted:
        # One that nothing was worked out for yet is as good as one without a place.
        found[ComplaintMatch.How(how or ComplaintMatch.How.NO_PLACE)] += number
    return found


_COLUMNS: dict[By, tuple[str, ...]] = {
    By.FRANCHISEE: (
        "match__installation__franchise__franchisee__slug",
        "match__installation__franchise__franchisee__name",
    ),
    By.INSTALLATION: (
        "match__installation",
        "match__installation__asset_id",
        "match__installation__address",
        "match__installation__on_street",
        "match__installation__franchise__franchisee__name",
    ),
    By.TYPE: ("complaint_type",),
    By.DISTRICT: ("community_board",),
    By.YEAR: ("created_on",),
}


def _group(by: By, values: Sequence[Any], first_month: int, *, is_known: bool) -> Group:
    if by is By.YEAR:
        year = fiscal_year_of(values[0], first_month)
        return Group(str(year), (year,))
    if by in (By.TYPE, By.DISTRICT):
        return Group(values[0], (values[0],))
    if not is_known:
        return Group("")
    if by is By.FRANCHISEE:
        return Group(values[0], (values[1],))
    pk, asset_id, address, on_street, franchisee = values
    return Group(str(pk), (asset_id, address or on_street, franchisee))


def _most_first(each: tuple[Group, Tally]) -> tuple[bool, int, Group]:
    group, tally = each
    return not group.key, -tally.complaints, group


def _tenth(number: Decimal) -> Decimal:
    return number.quantize(TENTH, rounding=ROUND_HALF_UP)
