"""What the rows of a file refer to: franchisees by any of their names, franchises, types, boroughs.

Read once at the start of an import and kept in memory: a city has thousands of these, not
millions. Nothing is created and nothing is guessed; a refusal names the nearest.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Exists, OuterRef

from franchises.imports.memory import Memory
from franchises.models import (
    Borough,
    FeeAssessment,
    FeeCollection,
    Franchise,
    Franchisee,
    FranchiseeAlias,
    FranchiseType,
)
from franchises.rules.names import name_key, nearest_names
from franchises.rules.term import Status, last_day, status_on


class Unresolved(Exception):
    """A row refers to something that is not on record, or not clearly one thing."""

    def __init__(self, column: str, value: str, rule: str, group: str = "") -> None:
        super().__init__(rule)
        self.column, self.value, self.rule, self.group = column, value, rule, group


class Names:
    """The things of one table that a file may name, each under one or several names."""

    def __init__(self, noun: str, known: Iterable[tuple[str, int]]) -> None:
        self.noun = noun
        self._names = {}
        self._ids = {}
        for name, identity in known:
            self._names[name_key(name)] = name
            self._ids[name_key(name)] = identity
        # A file repeats the names it gets wrong, and looking for the nearest takes its time.
        self._unknown = Memory(self._word_unknown)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name_key(name) in self._ids

    def identify(self, column: str, name: str) -> int:
        """Return the id of what is called *name*; raise `Unresolved` with the nearest names."""
        try:
            return self._ids[name_key(name)]
        except KeyError:
            raise Unresolved(column, name, self._unknown[name], group=self.noun) from None

    def _word_unknown(self, name: str) -> str:
        if not self._names:
            return f"is not a {self.noun} on record: none is recorded yet"
        nearest = nearest_names(name, self._names.values())
        hint = f"nearest: {', '.join(nearest)}" if nearest else "and nothing on record is like it"
        return f"is not a {self.noun} on record ({hint})"


def franchisee_names() -> Names:
    """Return all franchisees under their own and their other names."""
    return Names(
        "franchisee",
        [
            *Franchisee.objects.values_list("name", "pk"),
            *FranchiseeAlias.objects.values_list("name", "franchisee_id"),
        ],
    )


def numbers_with_money() -> set[str]:
    """Return the numbers of the franchises that fees are recorded for."""
    fees = [
        Exists(model.objects.filter(franchise=OuterRef("pk")))
        for model in (FeeAssessment, FeeCollection)
    ]
    return set(Franchise.objects.filter(fees[0] | fees[1]).values_list("number", flat=True))


def type_names() -> Names:
    """Return all franchise types under their codes and names."""
    return _coded("franchise type", FranchiseType.objects.values_list("code", "name", "pk"))


def borough_names() -> Names:
    """Return all boroughs under their codes and names."""
    return _coded("borough", Borough.objects.values_list("code", "name", "pk"))


def _coded(noun: str, rows: Iterable[tuple[str, str, int]]) -> Names:
    # Codes first: where a refusal suggests the nearest, the full name wins.
    rows = list(rows)
    return Names(
        noun,
        [*((code, pk) for code, _, pk in rows), *((name, pk) for _, name, pk in rows)],
    )


@dataclass(frozen=True)
class Term:
    """What an import needs to know of a franchise."""

    pk: int
    number: str
    franchisee_id: int
    franchise_type_id: int
    effective_on: date
    expires_on: date | None
    terminated_on: date | None
    is_holdover: bool
    is_published: bool

    @property
    def last_day(self) -> date | None:
        """The last day the franchisee operates under it; None where that is open."""
        return last_day(self.expires_on, self.terminated_on, is_holdover=self.is_holdover)

    def touches(self, first: date, last: date) -> bool:
        """Return whether the franchisee operates under it on any day from *first* to *last*."""
        return self.effective_on <= last and (self.last_day is None or self.last_day >= first)

    def has_status_within(self, status: Status, first: date, last: date) -> bool:
        """Return whether it has *status* on a day from *first* to *last*."""
        days = {first, last, self.effective_on, self.expires_on, self.terminated_on}
        return any(self._status_on(day) == status for day in days if day and first <= day <= last)

    def __str__(self) -> str:
        return f"{self.number} ({self.effective_on} to {self.last_day or 'open'})"

    def _status_on(self, day: date) -> Status:
        return status_on(
            day,
            self.effective_on,
            self.expires_on,
            self.terminated_on,
            is_holdover=self.is_holdover,
        )


class FranchiseFinder:
    """Finds the franchise of a row: by its number, or by who held one of a type at the time."""

    def __init__(self) -> None:
        self._by_number = {term.number: term for term in _terms()}
        self._franchisees = franchisee_names()
        self._types = type_names()
        self._unknown = Memory(self._word_unknown)

    def find(
        self, number: str, franchisee: str, franchise_type: str, first: date, last: date
    ) -> Term:
        """Return the one franchise that a row means; raise `Unresolved` where it is not clear.

        *first* and *last* bound the days that the row is about: one day for an installation, a
        period for money.
        """
        holder = self._franchisees.identify("franchisee", franchisee) if franchisee else None
        if not number:
            if holder is None:
                raise Unresolved("franchise", "", "is empty, and so is franchisee")
            return self._held_by(holder, franchisee, franchise_type, first, last)
        term = self.numbered(number)
        if holder is not None and term.franchisee_id != holder:
            raise Unresolved("franchisee", franchisee, f"does not hold franchise {number}", number)
        if franchise_type and term.franchise_type_id != self._types.identify(
            "franchise_type", franchise_type
        ):
            raise Unresolved(
                "franchise_type", franchise_type, f"is not the type of {number}", number
            )
        return term

    def numbered(self, number: str) -> Term:
        """Return the franchise with this number; raise `Unresolved` with the nearest numbers."""
        try:
            return self._by_number[number]
        except KeyError:
            raise Unresolved("franchise", number, self._unknown[number], "number") from None

    def _word_unknown(self, number: str) -> str:
        nearest = nearest_names(number, self._by_number)
        hint = f" (nearest: {', '.join(nearest)})" if nearest else ""
        return f"is not the number of a franchise on record{hint}"

    def _held_by(
        self, holder: int, franchisee: str, franchise_type: str, first: date, last: date
    ) -> Term:
        held = [term for term in self._by_number.values() if term.franchisee_id == holder]
        if franchise_type:
            wanted = self._types.identify("franchise_type", franchise_type)
            held = [term for term in held if term.franchise_type_id == wanted]
        for status in (Status.IN_FORCE, Status.HOLDOVER):
            fitting = [term for term in held if term.has_status_within(status, first, last)]
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                raise Unresolved(
                    "franchisee",
                    franchisee,
                    f"held more than one franchise {_when(first, last)}: {_list(fitting)};"
                    " say which in the column franchise, or with --franchise NUMBER",
                    "several",
                )
        kind = f"{franchise_type} " if franchise_type else ""
        known = f": it holds {_list(held)}" if held else f"; it holds no {kind}franchise at all"
        raise Unresolved(
            "franchisee",
            franchisee,
            f"held no {kind}franchise in force {_when(first, last)}{known}",
            "none",
        )


def _terms() -> list[Term]:
    names = [field.name for field in fields(Term)]
    return [Term(*row) for row in Franchise.objects.order_by("number").values_list(*names)]


def _when(first: date, last: date) -> str:
    return f"on {first}" if first == last else f"from {first} to {last}"


def _list(terms: list[Term]) -> str:
    return ", ".join(map(str, terms))
