"""What an operator asks of an import, and what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User

from franchises.imports.changes import Change
from franchises.imports.dataset import Dataset
from franchises.imports.digest import Digest
from franchises.imports.problems import Problems
from franchises.imports.profiles import Profile
from franchises.imports.watchdog import Flag
from franchises.models import ImportRun
from franchises.rules.places import Box


@dataclass(frozen=True)
class Options:
    """How an operator asked for a file to be imported."""

    today: date
    first_month: int = 7
    is_dry_run: bool = False
    skips_bad_rows: bool = False
    allows_empty: bool = False
    errors: Path | None = None
    encoding: str = "utf-8-sig"
    sheet: str | None = None
    profile: Profile | None = None
    mapped: Mapping[str, str] = field(default_factory=dict)
    franchise: str = ""
    # Names of flags that are right this time, and the box that the city lies in.
    accepted: frozenset[str] = frozenset()
    box: Box | None = None
    # Whether installations that the file no longer names are marked as removed.
    syncs: bool = False
    lists_all_changes: bool = False
    user: User | None = None
    operator: str = ""
    # What its owner calls the file, where the path says something else.
    file_name: str = ""
    # Called with the run once all is written; what it raises takes all of it back.
    before_commit: Callable[[ImportRun], None] | None = None

    def as_kept(self) -> dict[str, Any]:
        """Return what the record of the run keeps of these."""
        kept = {
            "profile": self.profile and self.profile.name,
            "map": dict(self.mapped),
            "franchise": self.franchise,
            "sheet": self.sheet,
            "encoding": self.encoding if self.encoding != "utf-8-sig" else None,
            "on_error": "skip" if self.skips_bad_rows else None,
            "allow_empty": self.allows_empty,
            "accept": sorted(self.accepted),
            "sync": self.syncs,
        }
        return {name: value for name, value in kept.items() if value}


@dataclass
class Counts:
    """What became of the rows of a file."""

    read: int = 0
    blank: int = 0
    created: int = 0
    # Revenue statements that supersede one on record; each is a row of its own.
    restated: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: int = 0

    def take_back(self) -> None:
        """Count nothing as done, because nothing was."""
        self.created = self.restated = self.updated = self.unchanged = self.removed = 0


@dataclass
class Result:
    """What an import did, or, in a dry run, would do. ``total`` is the sum of the amounts."""

    dataset: Dataset
    file_name: str
    is_dry_run: bool = False
    outcome: ImportRun.Outcome = ImportRun.Outcome.LOADED
    counts: Counts = field(default_factory=Counts)
    problems: Problems = field(default_factory=Problems)
    warnings: Problems = field(default_factory=Problems)
    # What is seldom meant; and, in a dry run, what would change, the first of it unless asked.
    flags: list[Flag] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    digest: Digest = field(default_factory=Digest)
    seconds: float = 0
    total: Decimal | None = None
    run: ImportRun | None = None

    def recorded(self, options: Options, started_at: datetime) -> ImportRun:
        """Keep what came of the import, and return the record."""
        counts = self.counts
        return ImportRun.objects.create(
            dataset=self.dataset.name,
            outcome=self.outcome,
            file_name=self.file_name[:255],
            sha256=self.digest.sha256,
            size=self.digest.size,
            user=options.user,
            operator=options.operator,
            options=options.as_kept(),
            started_at=started_at,
            seconds=round(Decimal(self.seconds), 2),
            rows_read=counts.read,
            rows_blank=counts.blank,
            rows_created=counts.created + counts.restated,
            rows_updated=counts.updated,
            rows_unchanged=counts.unchanged,
            rows_removed=counts.removed,
            rows_refused=counts.refused,
            problems=[problem.worded(self.file_name) for problem in self.problems],
        )
