"""What became of the fees of a year when they were assessed, and why one of them changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any

from franchises.models import FeeAssessment, Franchise
from franchises.rules.fees import PeriodFee
from franchises.rules.fiscal_year import fiscal_year_label
from franchises.rules.money import exact_cents, format_money
from franchises.rules.workings import NOTHING, Line, day_in_words

RESTATED = "restated revenue statement"


class Outcome(StrEnum):
    """What became of the fee of a franchise for a period."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    KEPT = "kept"
    MISSING = "missing"
    NOT_ENDED = "not ended"
    ALREADY = "already assessed"
    NO_SCHEDULE = "no schedule"
    NOT_IN_FORCE = "not in force"


@dataclass(frozen=True)
class Assessed:
    """What became of one fee, or of a franchise: amounts in US dollars, and why in words.

    ``period`` is None where all of the year is meant. ``fee`` is what it is computed from.
    """

    franchise: Franchise
    period: str | None
    outcome: Outcome
    amount: Decimal | None = None
    before: Decimal | None = None
    why: tuple[str, ...] = ()
    fee: PeriodFee | None = None

    def worded(self) -> str:
        """Return what became of it in words, such as: $50.00, now $75.00: a line is new."""
        why = "; ".join(self.why)
        match self.outcome:
            case Outcome.CREATED:
                return f"assessed at {_dollars(self.amount)}{self._due}"
            case Outcome.UPDATED if self.amount == self.before:
                return f"{_dollars(self.amount)} as before: {why}"
            case Outcome.UPDATED:
                return f"{_dollars(self.before)}, now {_dollars(self.amount)}: {why}"
            case Outcome.UNCHANGED:
                return f"{_dollars(self.amount)} as before"
            case Outcome.REMOVED:
                return f"{_dollars(self.before)} removed: no longer due"
            case Outcome.KEPT:
                return f"{_dollars(self.before)} is no longer due, and stays: {why}"
            case Outcome.MISSING:
                stays = f", and {_dollars(self.before)} stays" if self.before is not None else ""
                return f"not assessed{stays}: {why}"
            case Outcome.NOT_ENDED:
                return "not assessed yet: the period is not over"
            case Outcome.ALREADY:
                return f"assessed already: {why}"
            case Outcome.NO_SCHEDULE:
                return f"no fee schedule{f' for {why}' if why else ''}"
            case _:
                return f"not assessed: {why}"

    @property
    def _due(self) -> str:
        return f", due on {day_in_words(self.fee.due_on)}" if self.fee else ""


@dataclass
class Assessing:
    """What assessing a fiscal year did, or would do: by franchise number, then by period."""

    fiscal_year: int
    rows: list[Assessed] = field(default_factory=list)

    def having(self, *outcomes: Outcome) -> list[Assessed]:
        """Return the rows with one of *outcomes*, in their order."""
        return [row for row in self.rows if row.outcome in outcomes]

    @property
    def is_complete(self) -> bool:
        """Whether everything that a schedule makes due could be computed."""
        return not self.having(Outcome.MISSING)

    @property
    def changes(self) -> list[Assessed]:
        """The rows that change what is on record."""
        return self.having(Outcome.CREATED, Outcome.UPDATED, Outcome.REMOVED)

    @property
    def digest(self) -> str:
        """A SHA-256 of what is changed: two with the same one change the same."""
        changes = "\n".join(
            f"{row.franchise.pk} {row.period} {row.outcome.value} {row.worded()}"
            for row in self.changes
        )
        return sha256(changes.encode()).hexdigest()

    @property
    def total(self) -> Decimal:
        """What the schedules make due for the year, as far as it is computed: US dollars."""
        computed = self.having(Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)
        return sum((row.amount for row in computed if row.amount is not None), NOTHING)

    def summary(self, *, is_dry_run: bool) -> str:
        """Return what was done in one sentence; in a dry run, what would be."""
        made, changed, removed, same = (
            len(self.having(outcome))
            for outcome in (
                Outcome.CREATED,
                Outcome.UPDATED,
                Outcome.REMOVED,
                Outcome.UNCHANGED,
            )
        )
        would = " would be" if is_dry_run else ""
        nouns = "assessment" if made == 1 else "assessments"
        sentence = (
            f"{fiscal_year_label(self.fiscal_year)}: {made:,} {nouns}{would} made, {changed:,}"
            f" changed, {removed:,} removed, {same:,} as before: {format_money(self.total)} in all."
        )
        missing = len(self.having(Outcome.MISSING))
        return f"{sentence} {missing:,} could not be computed." if missing else sentence


def why_changed(recorded: FeeAssessment, fee: PeriodFee) -> tuple[str, ...]:
    """Return why an assessment on record is not as *fee* computes it; empty where it is.

    Revenue statements restated since come first, then the lines whose amounts are others.
    """
    working = [line.as_kept() for line in fee.lines]
    is_same = recorded.working == working and recorded.due_on == fee.due_on
    if is_same and exact_cents(recorded.amount) == fee.amount:
        return ()
    before = [_name_and_amount(line) for line in recorded.working]
    after = [(line.what, line.amount) for line in fee.lines]
    why = [*_restated(before, after), *_changed_lines(before, after)]
    if recorded.due_on != fee.due_on:
        why.append(f"due on {fee.due_on}, not {recorded.due_on or 'without a day'}")
    return tuple(why) or ("the working is set out anew",)


def _dollars(amount: Decimal | None) -> str:
    return "" if amount is None else format_money(amount)


def _name_and_amount(kept: Any) -> tuple[str, Decimal]:
    """Return what a line on record is for, and its amount; a line of plain text has none."""
    if not isinstance(kept, dict):
        return str(kept), NOTHING
    line = Line.from_kept(kept)
    return line.what, line.amount


def _restated(
    before: Iterable[tuple[str, Decimal]], after: Iterable[tuple[str, Decimal]]
) -> Iterator[str]:
    known = {note for what, _ in before for note in _notes(what)}
    now = dict.fromkeys(note for what, _ in after for note in _notes(what))
    yield from (note for note in now if note.startswith(RESTATED) and note not in known)


def _notes(what: str) -> list[str]:
    """Return what a line says in brackets at its end."""
    return what.removesuffix(")").rpartition(" (")[2].split("; ") if what.endswith(")") else []


def _changed_lines(
    before: Iterable[tuple[str, Decimal]], after: Iterable[tuple[str, Decimal]]
) -> Iterator[str]:
    sums: dict[str, list[Decimal | None]] = defaultdict(lambda: [None, None])
    for place, lines in enumerate((before, after)):
        for what, amount in lines:
            name = what.rpartition(" (")[0] if RESTATED in what else what
            sums[name][place] = (sums[name][place] or NOTHING) + amount
    for name, (old, new) in sums.items():
        if old is None and new is not None:
            yield f"{name}: {format_money(new)}, new"
        elif new is None and old is not None:
            yield f"{name}: {format_money(old)} no longer"
        elif old is not None and new is not None and old != new:
            yield f"{name}: {format_money(old)}, now {format_money(new)}"
