"""What a row brings along besides its columns: the boroughs of a franchise, the other names of a
franchisee. Both data sets are small, so these are compared in Python, in memory.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.apps import apps
from simple_history.utils import bulk_create_with_history

from franchises.imports.staging import TABLE, Stage
from franchises.models import Borough, Franchise, FranchiseeAlias, ImportRun
from franchises.rules.names import name_key


class Related(Protocol):
    """What belongs to a row and is stored in another table. ``name`` is the column that says it."""

    name: str

    def differing(self, targets: Mapping[int, int]) -> Iterable[int]:
        """Return the lines whose file differs from what is stored, given the id of each line."""

    def told(self, targets: Mapping[int, int]) -> dict[int, tuple[str, str]]:
        """Return what is stored and what would be, in words, for each of these lines that differs.

        Reads the stored names of all rows: one query, or two.
        """

    def write(self, targets: Mapping[int, int], run: ImportRun, reason: str) -> None:
        """Store what the file says for these lines, given the id of each, and its history."""


class BoroughSets:
    """The boroughs of franchises: the file's set takes the place of the stored one.

    Where the file has none, the stored sets stay, and the history of what else changed keeps them.
    """

    name = "boroughs"

    def __init__(self, stage: Stage) -> None:
        self._has_column = "related" in stage.columns
        staged = _staged(stage) if self._has_column else ()
        self._staged = {line: set(ids) for line, ids in staged}

    def differing(self, targets: Mapping[int, int]) -> list[int]:
        if not self._has_column:
            return []
        stored = _stored_boroughs()
        return [line for line, target in targets.items() if self._staged[line] != stored[target]]

    def told(self, targets: Mapping[int, int]) -> dict[int, tuple[str, str]]:
        stored, names = _stored_boroughs(), dict(Borough.objects.values_list("pk", "name"))
        return {
            line: (
                _listed(names[pk] for pk in stored[targets[line]]),
                _listed(names[pk] for pk in self._staged[line]),
            )
            for line in self.differing(targets)
        }

    def write(self, targets: Mapping[int, int], run: ImportRun, reason: str) -> None:
        through = Franchise.boroughs.through
        if self._has_column:
            through.objects.filter(franchise_id__in=targets.values()).delete()
            through.objects.bulk_create(
                through(franchise_id=target, borough_id=borough)
                for line, target in targets.items()
                for borough in sorted(self._staged[line])
            )
        stored = through.objects.filter(franchise_id__in=targets.values()).order_by("pk")
        history = apps.get_model("franchises", "HistoricalFranchise_boroughs")
        changes = dict(Franchise.history.filter(import_run=run).values_list("id", "history_id"))
        history.objects.bulk_create(
            history(
                id=row.pk,
                history_id=changes[row.franchise_id],
                franchise_id=row.franchise_id,
                borough_id=row.borough_id,
            )
            for row in stored
        )


class OtherNames:
    """The other names of franchisees: those in the file are added, none is taken away."""

    name = "other_names"

    def __init__(self, stage: Stage) -> None:
        self._staged = dict(_staged(stage))
        self._known = set(FranchiseeAlias.objects.values_list("name_key", flat=True))

    def differing(self, targets: Mapping[int, int]) -> list[int]:
        return [line for line in targets if self._unknown(line)]

    def told(self, targets: Mapping[int, int]) -> dict[int, tuple[str, str]]:
        stored: dict[int, list[str]] = defaultdict(list)
        for franchisee, name in FranchiseeAlias.objects.values_list("franchisee_id", "name"):
            stored[franchisee].append(name)
        return {
            line: (
                _listed(stored[targets[line]]),
                _listed([*stored[targets[line]], *self._unknown(line)]),
            )
            for line in self.differing(targets)
        }

    def write(self, targets: Mapping[int, int], run: ImportRun, reason: str) -> None:
        bulk_create_with_history(
            [
                FranchiseeAlias(franchisee_id=target, name=name, name_key=name_key(name))
                for line, target in targets.items()
                for name in self._unknown(line)
            ],
            FranchiseeAlias,
            default_user=run.user,
            default_change_reason=reason,
            custom_historical_attrs={"import_run": run},
        )

    def _unknown(self, line: int) -> list[str]:
        return [name for name in self._staged[line] if name_key(name) not in self._known]


def related_to(stage: Stage) -> Related | None:
    """Return what the staged rows bring along, or None where they bring nothing."""
    if stage.dataset.model is Franchise:
        return BoroughSets(stage)
    return OtherNames(stage) if "related" in stage.columns else None


def _stored_boroughs() -> defaultdict[int, set[int]]:
    stored: defaultdict[int, set[int]] = defaultdict(set)
    for franchise, borough in Franchise.boroughs.through.objects.values_list(
        "franchise_id", "borough_id"
    ):
        stored[franchise].add(borough)
    return stored


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names, key=str.casefold))


def _staged(stage: Stage) -> Iterable[tuple[int, list[Any]]]:
    return (
        (line, json.loads(text)) for line, text in stage.rows(f"SELECT line, related FROM {TABLE}")
    )
