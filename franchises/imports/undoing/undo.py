"""A way back: what a run created, changed and removed goes back to what it was, as a run itself.

All of it in one transaction, or nothing; and nothing where a later change stands on a row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from time import monotonic

from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from franchises.imports.complaint_matching import match_after
from franchises.imports.damage import looked_over
from franchises.imports.datasets import DATASETS
from franchises.imports.problems import SHOWN, ImportBusyError
from franchises.imports.rights import is_allowed
from franchises.imports.staging import constraint_words
from franchises.imports.turns import is_locked, take_turn
from franchises.imports.undoing.changes import RowChange, changes_of
from franchises.imports.undoing.obstacles import Obstacles
from franchises.imports.undoing.reversal import Counts, Reversal
from franchises.models import Franchisee, FranchiseeAlias, ImportRun

STEPS = (
    "What the import did is looked up.",
    "What stands in the way is looked for.",
    "Every row is put back: all of them, or none.",
)


@dataclass
class Undoing:
    """What undoing a run did or, in a dry run, would do; or why that cannot be.

    ``counts`` are of the data set's own table, ``changes`` are the first rows that go back.
    """

    run: ImportRun
    is_dry_run: bool = False
    refusal: str = ""
    obstacles: Obstacles = field(default_factory=Obstacles)
    counts: Counts = field(default_factory=Counts)
    changes: list[RowChange] = field(default_factory=list)
    seconds: float = 0
    undo: ImportRun | None = None

    @property
    def is_refused(self) -> bool:
        return bool(self.refusal or self.obstacles.count)

    @property
    def told_refusal(self) -> str:
        """Why it cannot be undone, in a sentence; empty where it can."""
        count = self.obstacles.count
        if self.refusal or not count:
            return self.refusal
        stands = "1 thing stands" if count == 1 else f"{count:,} things stand"
        return f"Import {self.run.pk}: {stands} in the way; nothing was undone."

    @property
    def is_empty(self) -> bool:
        """Whether the run changed nothing, so that there is nothing to take back."""
        return not self.is_refused and not self.counts.total

    @property
    def has_more(self) -> bool:
        """Whether more rows go back than ``changes`` has room for."""
        return self.counts.total > len(self.changes)


def undo_run(
    number: int,
    *,
    user: User | None = None,
    operator: str = "",
    is_dry_run: bool = False,
    before_commit: Callable[[Undoing], None] = lambda result: None,
    progress: Callable[[int], None] = lambda step: None,
) -> Undoing:
    """Take back the run with this *number*, and return what that did.

    A run that cannot be taken back is no exception: it is a result, with what stands in the way.
    *before_commit* is called where only the commit is left, and what it raises takes all of it
    back. *progress* is called with the number of each of `STEPS` as it begins, from 1. Raises
    `ImportRun.DoesNotExist`, and `ImportBusyError` where an import keeps the database.
    """
    undo = _Undo(ImportRun.objects.get(pk=number), user, operator, progress, is_dry_run=is_dry_run)
    return undo.run(before_commit)


class _Undo:
    """One undo while it happens."""

    def __init__(
        self,
        run: ImportRun,
        user: User | None,
        operator: str,
        progress: Callable[[int], None],
        *,
        is_dry_run: bool,
    ) -> None:
        self._run, self._user, self._operator = run, user, operator
        self._progress = progress
        self._began, self._started_at = monotonic(), timezone.now()
        self._model = DATASETS[run.dataset].model
        # The other names of a franchisee hang on it: they go first.
        models: list[type[Model]] = [FranchiseeAlias] if self._model is Franchisee else []
        models.append(self._model)
        self._reversals = [Reversal(connection, each, run) for each in models]
        self._result = Undoing(run, is_dry_run)

    def run(self, before_commit: Callable[[Undoing], None]) -> Undoing:
        result = self._result
        try:
            with transaction.atomic(), looked_over(connection):
                take_turn(connection)
                self._undo()
                if result.is_dry_run:
                    transaction.set_rollback(True)
                before_commit(result)
        except DatabaseError as error:
            self._explain(error)
        result.seconds = monotonic() - self._began
        return result

    def _undo(self) -> None:
        result = self._result
        result.refusal = why_not(self._run)
        if result.refusal:
            return
        self._progress(1)
        self._find()
        if not (result.is_refused or result.is_empty or result.is_dry_run):
            self._progress(3)
            result.undo = self._recorded()
            for reversal in self._reversals:
                reversal.write(result.undo, f"Undo of import {self._run.pk}")
            match_after(result.undo)
            result.undo.seconds = round(Decimal(monotonic() - self._began), 2)
            result.undo.save(update_fields=["seconds"])
        for reversal in self._reversals:
            reversal.drop()

    def _find(self) -> None:
        result, run = self._result, self._run
        locks = not result.is_dry_run
        counted = {reversal.model: reversal.find(locks=locks) for reversal in self._reversals}
        result.counts = counted[self._model]
        changed = run.rows_created + run.rows_updated + run.rows_removed
        if result.counts.total < changed:
            result.refusal = (
                f"The history of import {run.pk} is not complete: it changed {changed:,} rows,"
                f" and the history knows of {result.counts.total:,}."
            )
        else:
            result.refusal = " ".join(self._missing_rights(counted))
        if result.refusal:
            return
        self._progress(2)
        for reversal in self._reversals:
            result.obstacles.look_at(reversal, self._reversals)
            result.changes += changes_of(reversal, SHOWN - len(result.changes))

    def _missing_rights(self, counted: Mapping[type[Model], Counts]) -> list[str]:
        """Return what the undo would do that its user may not do row by row, a sentence each."""
        return [
            f"You may not {action} {model._meta.verbose_name_plural}."
            for model, counts in counted.items()
            for action, rows in (
                ("delete", counts.deleted),
                ("change", counts.restored),
                ("add", counts.recreated),
            )
            if rows and self._user is not None and not is_allowed(self._user, action, model)
        ]

    def _recorded(self) -> ImportRun:
        run, counts = self._run, self._result.counts
        return ImportRun.objects.create(
            dataset=run.dataset,
            outcome=ImportRun.Outcome.LOADED,
            file_name=f"Undo of import {run.pk}: {run.file_name}"[:255],
            # No file is read: what is put back comes from the history.
            sha256="",
            size=0,
            user=self._user,
            operator=self._operator,
            options={"undo": run.pk},
            started_at=self._started_at,
            seconds=Decimal(0),
            rows_created=counts.recreated,
            rows_updated=counts.restored,
            rows_removed=counts.deleted,
            undoes=run,
        )

    def _explain(self, error: DatabaseError) -> None:
        """Make a refusal of what a constraint refused, and of nothing else."""
        if is_locked(error):
            raise ImportBusyError from error
        words = constraint_words(self._model, error)
        if words is None:
            raise error
        self._result.refusal, self._result.undo = words, None


def why_not(run: ImportRun) -> str:
    """Return why *run* is not one that can be undone, in a sentence; empty where it is."""
    if run.outcome == ImportRun.Outcome.REFUSED:
        return f"Import {run.pk} was refused and changed nothing: there is nothing to undo."
    if run.undoes_id is not None:
        return (
            f"Import {run.pk} is itself the undo of import {run.undoes_id}:"
            " to have its rows again, import the file again."
        )
    undo = ImportRun.objects.filter(undoes=run).first()
    if undo is not None:
        return f"Import {run.pk} was undone already, by import {undo.pk}."
    return ""
