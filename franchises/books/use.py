"""What franchisees earned and held in a fiscal year, read for all of them at once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from franchises.models import FeeComponent, Franchise, Installation, RevenueStatement, ZoneChange
from franchises.rules.fee_calendar import ONE_DAY, Days, Year
from franchises.rules.fee_terms import Banded, FeeTerms, Held, Measure, Metered, Revenue, Use
from franchises.rules.money import exact_cents

CountedFrom = FeeComponent.CountedFrom
IN_FORCE = (
    Installation.Status.INSTALLED,
    Installation.Status.SUSPENDED,
    Installation.Status.REMOVED,
)
UNKNOWN = {
    CountedFrom.INSTALLED.value: "the day of installation",
    CountedFrom.ACTIVATED.value: "the day it began to work",
    CountedFrom.RESERVED.value: "the day its place was reserved",
}
REMOVAL, LENGTH = "the day of removal", "the length"


@dataclass(frozen=True)
class Gap:
    """Something that is not known of a number of installations of a kind."""

    kind: str
    counted_from: str
    what: str
    number: int

    def matters_to(self, charge: Metered | Banded) -> bool:
        """Return whether *charge* cannot be known without it."""
        needs = charge.measure == Measure.FEET or (
            charge.measure == Measure.INSTALLATIONS and self.what != LENGTH
        )
        is_counted = charge.kind in ("", self.kind) and charge.counted_from == self.counted_from
        return needs and is_counted

    def worded(self) -> str:
        """Return that in words, such as: the length of 3 installations of kind conduit."""
        kind = Installation.Kind(self.kind).label.lower()
        things = "installation" if self.number == 1 else "installations"
        return f"{self.what} of {self.number:,} {things} of kind {kind}"


@dataclass
class FranchiseUse:
    """What one franchisee earned and held, and what is not known of what it held."""

    revenue: list[Revenue] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def as_use(self) -> Use:
        """Return it as the rules of fees take it."""
        return Use(tuple(self.revenue), tuple(self.held))

    def missing_for(self, terms: FeeTerms) -> tuple[str, ...]:
        """Return what is not known of the installations that *terms* count, in words."""
        found = []
        for component in terms.components:
            charge = component.charge
            if isinstance(charge, Metered | Banded):
                found += [gap.worded() for gap in self.gaps if gap.matters_to(charge)]
        return tuple(dict.fromkeys(found))


def use_of(
    franchises: QuerySet[Franchise],
    in_force: Mapping[int, Days],
    year: Year,
    counted_from: Collection[str],
) -> dict[int, FranchiseUse]:
    """Return what each of *franchises* earned and held in a fiscal year, by primary key.

    *in_force* has the days of the year on which each is in force: a statement covers no others.
    Installations are counted from each of the days *counted_from*: also those that have gone over
    to another franchise since, for the days before. One query for the statements, one for the
    transfers of the year, and two for each of those days, or four where there are any, whatever
    the number of franchises and installations.
    """
    used: dict[int, FranchiseUse] = defaultdict(FranchiseUse)
    keys = franchises.order_by().values("pk")
    for statement in RevenueStatement.objects.in_force().filter(
        franchise__in=keys, fiscal_year=year.number
    ):
        covers = _covered(statement, year, in_force.get(statement.franchise_id))
        used[statement.franchise_id].revenue.append(revenue_of(statement, covers))
    went_over = _went_over(in_force, year) if counted_from else {}
    for column in counted_from:
        counts = _Counts(column, year.days)
        counts.count(Installation.objects.filter(franchise__in=keys))
        if went_over:
            elsewhere = _Counts(column, year.days)
            elsewhere.count(Installation.objects.filter(franchise__in=went_over))
            counts.take_back(elsewhere, went_over)
        counts.put_into(used)
    return used


def _went_over(in_force: Mapping[int, Days], year: Year) -> dict[int, list[tuple[int, date]]]:
    """Return, for each franchise that others went over to in *year*, those and their last days."""
    transfers = Franchise.objects.filter(
        succeeds__isnull=False, effective_on__range=(year.days.first, year.days.last)
    )
    before: dict[int, list[tuple[int, date]]] = {}
    for new in transfers.order_by("effective_on"):
        old: Any = new.succeeds_id
        before[new.pk] = [*before.get(old, []), (old, new.effective_on - ONE_DAY)]
    wanted = {pk: [x for x in holders if x[0] in in_force] for pk, holders in before.items()}
    return {pk: holders for pk, holders in wanted.items() if holders}


def revenue_of(statement: RevenueStatement, covers: Days | None = None) -> Revenue:
    """Return *statement* as the rules of fees take it; *covers* are its days, if not all."""
    gross = statement.gross_revenue
    return Revenue(
        period=statement.period,
        category=statement.category,
        gross=None if gross is None else exact_cents(gross),
        deductions=exact_cents(statement.deductions),
        units=None if statement.units is None else Decimal(statement.units),
        first_day=covers.first if covers else None,
        last_day=covers.last if covers else None,
        revision=statement.revision,
    )


def _covered(statement: RevenueStatement, year: Year, days: Days | None) -> Days | None:
    return days and year.period(statement.period).within(days.first, days.last)


@dataclass(frozen=True)
class _Key:
    franchise: int
    kind: str
    zone: str
    first: date
    last: date
    continues: bool = False


class _Counts:
    """Installations counted from one of their days, by kind, zone and days of the year."""

    def __init__(self, column: str, year: Days) -> None:
        self.column, self.year = column, year
        self.numbers: Counter[_Key] = Counter()
        self.feet: Counter[_Key] = Counter()
        self.gaps: Counter[tuple[int, str, str]] = Counter()

    def count(self, installations: QuerySet[Installation]) -> None:
        """Count those that stood on some day of the year, or may have, as far as is known."""
        present = installations.filter(
            Q(**{f"{self.column}__lte": self.year.last}) | Q(**{self.column: None}),
            Q(removed_on__gte=self.year.first) | Q(removed_on=None),
            status__in=IN_FORCE,
        )
        is_lost = When(status=Installation.Status.REMOVED, removed_on=None, then=Value(True))
        present = present.annotate(
            begins=F(self.column), is_lost=Case(is_lost, default=Value(False))
        ).order_by()
        self._count_standing(present)
        self._count_rezoned(present)

    def take_back(self, elsewhere: "_Counts", before: Mapping[int, list[tuple[int, date]]]) -> None:
        """Count what stands *elsewhere* now where it stood *before*, to the last day of each."""
        for key, number in elsewhere.numbers.items():
            for franchise, last in before[key.franchise]:
                if key.first <= last:
                    then = replace(key, franchise=franchise, last=min(key.last, last))
                    self.numbers[then] += number
                    self.feet[then] += elsewhere.feet[key]
        for (holder, kind, what), number in elsewhere.gaps.items():
            for franchise, _ in before[holder]:
                self.gaps[franchise, kind, what] += number

    def put_into(self, used: dict[int, FranchiseUse]) -> None:
        """Put what was counted where it belongs, in one order whatever the database's."""
        for key in sorted(self.numbers, key=astuple):
            held = Held(
                kind=key.kind,
                zone=key.zone,
                first_day=key.first,
                last_day=key.last,
                number=self.numbers[key],
                feet=self.feet[key],
                continues=key.continues,
                counted_from=self.column,
            )
            used[key.franchise].held.append(held)
        for (franchise, kind, what), number in sorted(self.gaps.items()):
            used[franchise].gaps.append(Gap(kind, self.column, what, number))

    def _count_standing(self, present: QuerySet[Any]) -> None:
        """Count those that were never re-zoned: the database adds them up."""
        begun = When(begins__lte=self.year.first, then=Value(self.year.first))
        ended = When(removed_on__lt=self.year.last, then=F("removed_on"))
        rows = (
            present.filter(~Exists(ZoneChange.objects.filter(installation=OuterRef("pk"))))
            .annotate(
                first=Case(begun, default=F("begins"), output_field=DateField()),
                last=Case(ended, default=Value(self.year.last), output_field=DateField()),
            )
            .values_list("franchise", "kind", "fee_zone", "first", "last", "is_lost")
            .annotate(Count("pk"), Count("length_feet"), Sum("length_feet"))
        )
        for franchise, kind, zone, first, last, is_lost, number, measured, feet in rows:
            if self._is_known(franchise, kind, first, number, is_lost=is_lost):
                key = _Key(franchise, kind, zone, first, last)
                self._add(key, number, measured, feet or 0)

    def _count_rezoned(self, present: QuerySet[Any]) -> None:
        """Count those that were, each zone for its days: a row for each re-zoning."""
        rows = (
            present.filter(zone_changes__isnull=False)
            .order_by("pk", "zone_changes__effective_on")
            .values_list(
                "pk",
                "franchise",
                "kind",
                "begins",
                "removed_on",
                "is_lost",
                "length_feet",
                "zone_changes__effective_on",
                "zone_changes__old_zone",
                "zone_changes__new_zone",
            )
        )
        for _, changes in groupby(rows.iterator(), key=itemgetter(0)):
            self._count_moves(list(changes))

    def _count_moves(self, changes: list[tuple[Any, ...]]) -> None:
        _, franchise, kind, begins, removed, is_lost, feet, *_ = changes[0]
        if not self._is_known(franchise, kind, begins, 1, is_lost=is_lost):
            return
        if feet is None:
            self.gaps[franchise, kind, LENGTH] += 1
        stood = Days(begins, removed or date.max)
        zones = [(date.min, changes[0][8]), *((change[7], change[9]) for change in changes)]
        ends = [first - ONE_DAY for first, _ in zones[1:]]
        for (first, zone), last in zip(zones, [*ends, date.max], strict=True):
            days = stood.within(first, last)
            in_year = days and days.within(self.year.first, self.year.last)
            if in_year:
                continues = in_year.first == first > begins
                key = _Key(franchise, kind, zone, in_year.first, in_year.last, continues)
                self._add(key, 1, 1, feet or 0)

    def _is_known(
        self, franchise: int, kind: str, first: date | None, number: int, *, is_lost: bool
    ) -> bool:
        """Return whether their days are known; where they are not, keep that."""
        unknown = [UNKNOWN[self.column]] * (first is None) + [REMOVAL] * is_lost
        for what in unknown:
            self.gaps[franchise, kind, what] += number
        return not unknown

    def _add(self, key: _Key, number: int, measured: int, feet: int) -> None:
        self.numbers[key] += number
        self.feet[key] += feet
        if measured < number:
            self.gaps[key.franchise, key.kind, LENGTH] += number - measured
