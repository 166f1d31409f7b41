"""One import from end to end: read, check, load, in one transaction. The entry for every door.

Nothing is written before the whole file has been read and checked, and then all of it or nothing;
what a run did, or why it was refused, is kept as an `ImportRun`.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import chain
from pathlib import Path
from time import monotonic

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from franchises.imports.bad_rows import BadRows
from franchises.imports.changes import SHOWN, changes
from franchises.imports.checks import Record, RowChecker
from franchises.imports.comparing import Comparison
from franchises.imports.complaint_matching import match_after
from franchises.imports.damage import looked_over
from franchises.imports.dataset import Dataset
from franchises.imports.digest import Digest
from franchises.imports.findings import Finding, repetitions
from franchises.imports.headings import Layout, absent, is_mended, lay_out
from franchises.imports.loading import Loader
from franchises.imports.lookups import Unresolved
from franchises.imports.outcome import Counts, Options, Result
from franchises.imports.payments import find_assessments
from franchises.imports.problems import FileProblem, ImportBusyError, Problem, escaped
from franchises.imports.profiles import Profile
from franchises.imports.protected_money import closed_statements, protected
from franchises.imports.readers import Row, Source, is_blank, open_source
from franchises.imports.related import related_to
from franchises.imports.revisions import number_revisions, restatements
from franchises.imports.rezoning import agree_with_rezonings, find_installations, misfits
from franchises.imports.shapes import shape_of
from franchises.imports.staging import Stage, constraint_words
from franchises.imports.turns import is_locked, roomy, take_turn
from franchises.imports.watchdog import flags
from franchises.models import ImportRun

# Rows that are staged together.
BATCH = 2_000

Progress = Callable[[int, int], None]


def _say_nothing(rows: int, problems: int) -> None:
    """Report no progress."""


class Refused(Exception):
    """Something in the file is wrong, and nothing of it is to be loaded."""


def run_import(
    dataset: Dataset, path: Path, options: Options, progress: Progress = _say_nothing
) -> Result:
    """Import the file at *path*, and return what that did.

    A refused file is no exception: it is a result, with its problems. Raises `ImportBusyError`
    where another import keeps the database. *progress* is called now and then with the number of
    rows read and of problems found.
    """
    return _Import(dataset, path, options, progress).run()


class _Import:
    """One import while it runs."""

    def __init__(self, dataset: Dataset, path: Path, options: Options, progress: Progress) -> None:
        self._dataset, self._path, self._options = dataset, path, options
        self._profile = options.profile or Profile(name="", dataset=dataset.name)
        self._progress = progress
        self._began, self._started_at = monotonic(), timezone.now()
        self._line: int | None = None
        name = escaped(options.file_name or path.name)
        self._result = Result(dataset, name, is_dry_run=options.is_dry_run)

    def run(self) -> Result:
        result = self._result
        try:
            with roomy(connection), transaction.atomic(), looked_over(connection):
                take_turn(connection)
                self._load()
                if self._options.is_dry_run:
                    transaction.set_rollback(True)
        except Refused:
            result.outcome = ImportRun.Outcome.REFUSED
        except FileProblem as error:
            result.outcome = ImportRun.Outcome.REFUSED
            result.problems.add(error.problem)
        except DatabaseError as error:
            self._explain(error)
        result.seconds = monotonic() - self._began
        if result.outcome == ImportRun.Outcome.REFUSED and not result.is_dry_run:
            result.counts.take_back()
            result.run = self._recorded()
        return result

    def _load(self) -> None:
        options, result = self._options, self._result
        with self._opened(result.digest) as source:
            checker = self._checker(source)
            stage = Stage(connection, self._dataset, checker.columns)
            with BadRows(options.errors, self._path, source.header, options.encoding) as bad_rows:
                self._stage_rows(source, checker, stage, bad_rows)
                comparison = self._compared(stage, checker.layout, bad_rows)
        if result.problems.count and not options.skips_bad_rows:
            raise Refused
        if not result.counts.read and not options.allows_empty:
            raise FileProblem("has headings and no rows: say --allow-empty if that is right")
        self._watch(comparison, is_whole_list=not is_mended(source.header))
        if options.is_dry_run:
            Loader(comparison).try_updates()
            return
        result.run = self._recorded()
        Loader(comparison).write(result.run, f"Import {result.run.pk} of {result.file_name}"[:300])
        match_after(result.run)
        result.run.seconds = round(Decimal(monotonic() - self._began), 2)
        result.run.save(update_fields=["seconds"])
        if options.before_commit is not None:
            options.before_commit(result.run)

    def _compared(self, stage: Stage, layout: Layout, bad_rows: BadRows) -> Comparison:
        """Return what is new and what differs, once those are out that are wrong beside others."""
        options, result = self._options, self._result
        refuse = partial(self._refuse, stage, layout, bad_rows)
        stage.finish()
        refuse(
            find_installations(stage),
            find_assessments(stage),
            repetitions(stage),
            agree_with_rezonings(stage, options.today),
        )
        restated = number_revisions(stage, {*layout.columns, *layout.constants})
        comparison = Comparison(stage, related_to(stage), options.today if options.syncs else None)
        is_hopeless = bool(result.problems.count) and not options.skips_bad_rows
        # Without its bad rows a chain of re-zonings breaks in places that are right.
        if is_hopeless and not self._dataset.amount:
            return comparison
        comparison.compare()
        while refuse(protected(comparison), misfits(comparison)) and options.skips_bad_rows:
            comparison.compare()
        if options.skips_bad_rows or not result.problems.count:
            self._take(comparison, restated)
        return comparison

    def _take(self, comparison: Comparison, restated: int) -> None:
        result, counts, difference = self._result, self._result.counts, comparison.difference
        counts.created, counts.restated = difference.created - restated, restated
        counts.updated = difference.updated
        counts.unchanged, counts.removed = difference.unchanged, difference.removed
        if self._dataset.amount:
            result.total = comparison.stage.total(self._dataset.amount)
        if result.problems.count:
            result.outcome = ImportRun.Outcome.PARTLY_LOADED

    def _watch(self, comparison: Comparison, *, is_whole_list: bool) -> None:
        options, result, stage = self._options, self._result, comparison.stage
        if options.is_dry_run:
            limit = None if options.lists_all_changes else SHOWN
            result.changes = changes(stage, comparison.columns, comparison.related, limit)
            if result.counts.restated:
                result.changes += restatements(stage, limit)
        for warning in closed_statements(comparison):
            result.warnings.add(warning)
        result.flags = flags(comparison, options.box, is_whole_list=is_whole_list)
        if not options.accepted.issuperset(flag.name for flag in result.flags):
            raise Refused

    def _opened(self, digest: Digest) -> AbstractContextManager[Source]:
        return open_source(
            self._path,
            digest,
            encoding=self._options.encoding,
            sheet=self._options.sheet,
            has_heading_row=self._profile.has_heading_row,
            separated_by=self._profile.separated_by,
        )

    def _checker(self, source: Source) -> RowChecker:
        options, result, profile = self._options, self._result, self._profile
        constants = {"franchise": options.franchise} if options.franchise else {}
        layout, problems = lay_out(source.header, self._dataset, profile, options.mapped, constants)
        checker = RowChecker(
            self._dataset,
            layout,
            shape_of(self._dataset.name, options.today, options.first_month, self._warn),
            profile,
            options.today,
            is_sheet=source.is_sheet,
        )
        for problem in problems + checker.problems_of_constants():
            result.problems.add(replace(problem, line=source.header_line))
        for problem in absent(layout, self._dataset, profile):
            result.warnings.add(problem)
        if result.problems.count:
            raise Refused
        return checker

    def _warn(self, column: str, value: str, rule: str, group: str) -> None:
        if self._line is None:
            # Of a block it is not known which row this is: each of them is checked by itself then.
            raise Unresolved(column, value, rule, group)
        self._result.warnings.add(Problem(self._line, column, value, rule, group))

    def _stage_rows(
        self, source: Source, checker: RowChecker, stage: Stage, bad_rows: BadRows
    ) -> None:
        counts, problems = self._result.counts, self._result.problems
        batch: list[Record] = []
        with stage.filling() as add:
            for lines, rows in source.blocks:
                self._line = None
                records = checker.check_block(lines, rows)
                if records is None:
                    batch += self._checked(zip(lines, rows, strict=True), checker, bad_rows)
                else:
                    counts.read += len(records)
                    batch += records
                if len(batch) >= BATCH:
                    add(batch)
                    batch.clear()
                    self._progress(counts.read, problems.count)
            add(batch)
        self._progress(counts.read, problems.count)

    def _checked(
        self, block: Iterable[Row], checker: RowChecker, bad_rows: BadRows
    ) -> Iterator[Record]:
        """Give the records of the good rows of a block, and take note of the bad."""
        counts, problems = self._result.counts, self._result.problems
        for line, cells in block:
            if is_blank(cells):
                counts.blank += 1
                continue
            self._line = line
            counts.read += 1
            record = checker.check(line, cells)
            if isinstance(record, list):
                counts.refused += 1
                bad_rows.add(line, cells, record)
                for problem in record:
                    problems.add(problem)
            else:
                yield record

    def _refuse(
        self, stage: Stage, layout: Layout, bad_rows: BadRows, *found: Iterable[Finding]
    ) -> bool:
        """Take the rows that are *found* to be wrong off the stage; return whether any is."""
        by_line: dict[int, list[Finding]] = {}
        for finding in chain(*found):
            by_line.setdefault(finding.line, []).append(finding)
        if not by_line:
            return False
        self._result.counts.refused += len(by_line)
        stage.remove([*by_line])
        # The stage holds the rows as they were checked; a person knows them as they came.
        for line, cells in self._read_again(by_line):
            problems = [finding.worded(layout, cells) for finding in by_line[line]]
            bad_rows.add(line, cells, problems)
            for finding, problem in zip(by_line[line], problems, strict=True):
                if not finding.is_echo:
                    self._result.problems.add(problem)
        return True

    def _read_again(self, lines: Container[int]) -> Iterator[tuple[int, list[str]]]:
        digest = Digest()
        with self._opened(digest) as source:
            yield from (row for row in source.rows() if row[0] in lines)
        if digest.sha256 != self._result.digest.sha256:
            raise FileProblem("changed while it was read: import it again")

    def _explain(self, error: DatabaseError) -> None:
        """Make a refusal of what a constraint refused, and of nothing else."""
        words = constraint_words(self._dataset.model, error)
        if is_locked(error):
            raise ImportBusyError from error
        if words is None:
            raise error
        result = self._result
        result.outcome = ImportRun.Outcome.REFUSED
        result.problems.add(Problem(None, "", "", words))
        result.total = None
        result.counts = Counts(result.counts.read, result.counts.blank)

    def _recorded(self) -> ImportRun:
        self._result.seconds = monotonic() - self._began
        return self._result.recorded(self._options, self._started_at)
