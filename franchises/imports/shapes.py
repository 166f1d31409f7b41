"""How the columns of a file become the columns of a table.

Most are stored as they were parsed. A `Derived` computes what is not in the file as such: the
franchise a row means, the slug of a name, whether a term is perpetual.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from franchises.imports.fee_datasets import FIGURES
from franchises.imports.lookups import (
    FranchiseFinder,
    Names,
    Term,
    Unresolved,
    borough_names,
    franchisee_names,
    numbers_with_money,
    type_names,
)
from franchises.imports.memory import MEMO_SIZE
from franchises.models import Franchisee, FranchiseeAlias
from franchises.models.franchisee import unused_slug
from franchises.rules.fiscal_year import fiscal_year_label, period_bounds
from franchises.rules.names import name_key
from franchises.rules.term import is_longer_than_allowed

LONGEST_NAME = 200

Warn = Callable[[str, str, str, str], None]


@dataclass(frozen=True)
class Derived:
    """Columns of the table, ``fills``, computed from columns of the file, ``reads``.

    The columns it ``replaces`` are not stored themselves.
    """

    fills: tuple[str, ...]
    reads: tuple[str, ...]
    compute: Callable[..., tuple[Any, ...]]
    replaces: tuple[str, ...] = ()
    # Computed even where the file lacks a column it reads.
    always: bool = False
    # Whether the same values always derive the same, so that the answer can be remembered.
    is_pure: bool = True
    # Whether it can be asked twice about one row: it does not take note of what it was asked.
    is_repeatable: bool = True


def shape_of(dataset: str, today: date, first_month: int, warn: Warn) -> list[Derived]:
    """Return what a row of *dataset* derives; reads what is on record, once."""
    if dataset == "franchisees":
        return _franchisee_shape()
    if dataset == "franchises":
        return _franchise_shape(warn)
    if dataset == "installations":
        return _installation_shape(today)
    if dataset == "rezonings":
        given = (_renamed(name, name, always=True) for name in ("source", "old_zone"))
        return [*given, _found_later("installation_id", "asset_id", always=True)]
    if dataset == "complaints":
        return [_named("borough_id", "borough", borough_names())]
    if dataset == "revenue_statements":
        return _statement_shape(first_month)
    return _money_shape(warn, first_month, received=dataset == "fee_collections")


def _franchisee_shape() -> list[Derived]:
    """Return what a row of franchisees derives: its key, its slug, its other names."""
    slugs = set(Franchisee.objects.values_list("slug", flat=True))
    owners = dict(Franchisee.objects.values_list("name_key", "name_key"))
    aliases = dict(FranchiseeAlias.objects.values_list("name_key", "franchisee__name_key"))

    def identity(name: str) -> tuple[str, str]:
        key = _key_that_fits("name", name)
        if aliases.get(key, key) != key:
            raise Unresolved("name", name, "is recorded as another name of a franchisee", key)
        if key in owners:
            # On record with a slug of its own; or in the file twice, and refused for that.
            return key, ""
        owners[key] = key
        slug = unused_slug(name, slugs)
        slugs.add(slug)
        return key, slug

    def other_names(name: str, others: tuple[str, ...]) -> tuple[str]:
        own = name_key(name)
        added = {_key_that_fits("other_names", other): other for other in reversed(others)}
        added.pop(own, None)
        for key, other in added.items():
            if aliases.setdefault(key, own) != own or key in owners:
                raise Unresolved("other_names", other, "is a name of another franchisee", own)
        return (json.dumps([*reversed(added.values())]),)

    return [
        Derived(("name_key", "slug"), ("name",), identity, is_pure=False, is_repeatable=False),
        Derived(
            ("related",),
            ("name", "other_names"),
            other_names,
            replaces=("other_names",),
            is_pure=False,
            is_repeatable=False,
        ),
    ]


def _franchise_shape(warn: Warn) -> list[Derived]:
    """Return what a row of franchises derives: who holds it, its type, its boroughs."""
    franchisees, types, boroughs = franchisee_names(), type_names(), borough_names()
    with_money = numbers_with_money()

    def is_published(number: str, published: bool) -> tuple[bool]:
        if not published and number in with_money:
            words = f"would make {number} a draft again, and the fee reports name it"
            raise Unresolved("published", "no", words)
        return (published,)

    def term(effective_on: str, expires_on: str | None) -> tuple[bool]:
        if expires_on and is_longer_than_allowed(
            date.fromisoformat(effective_on), date.fromisoformat(expires_on)
        ):
            warn("expires_on", expires_on, "makes a term over 25 years (Charter 363(h)(2))", "term")
        return (expires_on is None,)

    def borough_ids(names: tuple[str, ...]) -> tuple[str]:
        return (json.dumps(sorted({boroughs.identify("boroughs", name) for name in names})),)

    return [
        _named("franchisee_id", "franchisee", franchisees),
        _named("franchise_type_id", "franchise_type", types),
        Derived(("is_perpetual",), ("effective_on", "expires_on"), term, is_pure=False),
        _renamed("is_holdover", "holdover"),
        Derived(("is_published",), ("number", "published"), is_published, replaces=("published",)),
        Derived(("related",), ("boroughs",), borough_ids, replaces=("boroughs",)),
    ]


def _installation_shape(today: date) -> list[Derived]:
    """Return what a row of installations derives: its franchise and its borough."""
    finder = FranchiseFinder()

    def franchise(
        number: str,
        franchisee: str,
        franchise_type: str,
        installed_on: str | None,
        reserved_on: str | None,
        activated_on: str | None,
    ) -> tuple[int]:
        written = installed_on or reserved_on or activated_on
        day = date.fromisoformat(written) if written else today
        return (finder.find(number, franchisee, franchise_type, day, day).pk,)

    reads = ("installed_on", "reserved_on", "activated_on")
    return [_franchise(franchise, reads), _named("borough_id", "borough", borough_names())]


def _money_shape(warn: Warn, first_month: int, *, received: bool) -> list[Derived]:
    """Return what a row of money derives: the franchise, which the fiscal year must touch."""
    finder = FranchiseFinder()

    @lru_cache(MEMO_SIZE)
    def find(
        number: str, franchisee: str, franchise_type: str, fiscal_year: int, period: str
    ) -> tuple[Term, str]:
        first, last = period_bounds(fiscal_year, period, first_month)
        term = finder.find(number, franchisee, franchise_type, first, last)
        _check_money(term, fiscal_year, first, last)
        return term, (term.last_day or date.max).isoformat()

    def franchise(
        number: str,
        franchisee: str,
        franchise_type: str,
        fiscal_year: int,
        period: str,
        received_on: str | None = None,
    ) -> tuple[int]:
        term, last_day = find(number, franchisee, franchise_type, fiscal_year, period)
        if received_on and received_on > last_day:
            warn("received_on", received_on, f"is after the last day of {term}", term.number)
        return (term.pk,)

    reads = ("fiscal_year", "period", *(("received_on",) if received else ()))
    paid = [_found_later("pays_id", "pays")] if received else []
    return [_franchise(franchise, reads, is_pure=not received), *paid]


def _statement_shape(first_month: int) -> list[Derived]:
    """Return what a row of revenue statements derives: its franchise, and its first revision."""
    finder = FranchiseFinder()

    def franchise(
        number: str, franchisee: str, franchise_type: str, fiscal_year: int, period: str
    ) -> tuple[int]:
        first, last = period_bounds(fiscal_year, period, first_month)
        term = finder.find(number, franchisee, franchise_type, first, last)
        _check_term(term, fiscal_year, first, last)
        return (term.pk,)

    return [
        _franchise(franchise, ("fiscal_year", "period")),
        # Which one it really is takes all the rows on record to say.
        Derived(("revision",), ("fiscal_year",), lambda _: (1,), always=True),
        # What the file does not state is taken from the statement in force.
        *(_renamed(name, name, always=True) for name in FIGURES),
    ]


def _key_that_fits(column: str, name: str) -> str:
    key = name_key(name)
    # A single character may stand for several: the key can be longer than the name.
    if len(key) > LONGEST_NAME:
        raise Unresolved(column, name, f"is longer than {LONGEST_NAME} characters when written out")
    return key


def _check_money(term: Term, fiscal_year: int, first: date, last: date) -> None:
    if not term.is_published:
        raise Unresolved(
            "franchise",
            term.number,
            "is a draft: publish the franchise before recording fees for it",
            "draft",
        )
    _check_term(term, fiscal_year, first, last)


def _check_term(term: Term, fiscal_year: int, first: date, last: date) -> None:
    if not term.touches(first, last):
        raise Unresolved(
            "fiscal_year",
            fiscal_year_label(fiscal_year),
            f"has no day in the term of {term}; where the franchisee still operates, mark the"
            " franchise as a holdover",
            term.number,
        )


def _franchise(
    compute: Callable[..., tuple[Any, ...]], reads: tuple[str, ...], *, is_pure: bool = True
) -> Derived:
    identifying = ("franchise", "franchisee", "franchise_type")
    return Derived(
        ("franchise_id",),
        (*identifying, *reads),
        compute,
        replaces=identifying,
        always=True,
        is_pure=is_pure,
    )


def _named(fills: str, column: str, names: Names) -> Derived:
    return Derived(
        (fills,),
        (column,),
        lambda name: (names.identify(column, name) if name else None,),
        replaces=(column,),
    )


def _renamed(fills: str, column: str, *, always: bool = False) -> Derived:
    return Derived((fills,), (column,), lambda value: (value,), replaces=(column,), always=always)


def _found_later(fills: str, column: str, *, always: bool = False) -> Derived:
    """Return a place for what *column* names: one of too many to know them all in memory."""
    return Derived((fills,), (column,), lambda _: (None,), always=always)
