"""My day: everything that is late, due or waiting, put in order for one person to work through."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model

from franchises.models import (
    FeeAssessment,
    FeeCollection,
    FiscalYear,
    Franchise,
    FranchiseEvent,
    ImportRun,
    InsuranceCertificate,
    Notice,
    Obligation,
    Security,
    SecurityDraw,
)
from franchises.workbench.contract_terms import clocks, ending_terms
from franchises.workbench.duties import notices, obligations, securities
from franchises.workbench.item import BUCKET_LABELS, Bucket, Item, Kind
from franchises.workbench.money_waiting import (
    refused_imports,
    underpayments,
    unmatched_collections,
    years_to_close,
)


@dataclass(frozen=True)
class Source:
    """Where items come from, and the models that one must be allowed to see to be told of them."""

    models: tuple[type[Model], ...]
    find: Callable[[date], Iterable[Item]]


MONEY = (Franchise, FeeAssessment, FeeCollection)
SECURING = (Franchise, Security, SecurityDraw, InsuranceCertificate)


def sources(first_month: int) -> tuple[Source, ...]:
    """Return where all items come from; a fiscal year begins in *first_month*."""
    return (
        Source((Franchise,), ending_terms),
        Source((Franchise, FranchiseEvent), clocks),
        Source((Franchise, Obligation), obligations),
        Source(SECURING, securities),
        Source((Franchise, Notice), notices),
        Source(MONEY, partial(underpayments, first_month=first_month)),
        Source(MONEY, unmatched_collections),
        Source((ImportRun,), refused_imports),
        Source((FiscalYear, *MONEY), years_to_close),
    )


@dataclass(frozen=True)
class Choice:
    """What a person chose to see; None for all. ``person`` is a login name, empty for nobody's."""

    kind: Kind | None = None
    person: str | None = None

    def has(self, item: Item) -> bool:
        return (self.kind is None or item.kind is self.kind) and (
            self.person is None or item.person == self.person
        )


@dataclass(frozen=True)
class Pile:
    """The items of a bucket, the longest due first."""

    bucket: Bucket
    items: tuple[Item, ...]

    @property
    def label(self) -> str:
        return BUCKET_LABELS[self.bucket]


@dataclass(frozen=True)
class Day:
    """The piles in the order they are worked through, and what there is to choose from.

    ``kinds`` and ``people`` count all items, chosen or not; an item is nobody's under "".
    """

    today: date
    piles: tuple[Pile, ...]
    kinds: Mapping[Kind, int]
    people: Mapping[str, int]

    def pile(self, bucket: Bucket) -> Pile:
        return next(pile for pile in self.piles if pile.bucket is bucket)


def my_day(
    today: date,
    first_month: int,
    may_view: Callable[[type[Model]], bool],
    choice: Choice = Choice(),
) -> Day:
    """Return what there is to do on *today* of what one may see.

    The number of queries is that of the sources, whatever is on record.
    """
    found = list(all_items(today, first_month, may_view))
    chosen = [item for item in found if choice.has(item)]
    return Day(
        today=today,
        piles=tuple(
            Pile(bucket, tuple(item for item in chosen if item.bucket(today) is bucket))
            for bucket in BUCKET_LABELS
        ),
        kinds=Counter(item.kind for item in found),
        people=Counter(item.person for item in found),
    )


def all_items(
    today: date, first_month: int, may_view: Callable[[type[Model]], bool]
) -> Iterator[Item]:
    """Yield every item up to 90 days ahead, the longest due first."""
    found = [
        item
        for source in sources(first_month)
        if all(may_view(model) for model in source.models)
        for item in source.find(today)
        if item.bucket(today) is not Bucket.LATER
    ]
    found.sort(key=lambda item: (item.day, item.kind, item.number, item.title))
    yield from found


def viewing(user: User | AnonymousUser) -> Callable[[type[Model]], bool]:
    """Return a function that says whether *user* may look at a model."""

    def may_view(model: type[Model]) -> bool:
        label, name = model._meta.app_label, model._meta.model_name
        return any(user.has_perm(f"{label}.{verb}_{name}") for verb in ("view", "change"))

    return may_view
