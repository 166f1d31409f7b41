"""What the import commands share: their options, what they print, how they end."""

import getpass
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from pkgutil import iter_modules
from types import FrameType
from typing import Any, NoReturn

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from franchises.imports.dataset import FRANCHISE, Dataset
from franchises.imports.outcome import Options, Result
from franchises.imports.problems import SHOWN, ImportBusyError, counted
from franchises.imports.profiles import Profile, load_profile, read_profile
from franchises.imports.run import run_import
from franchises.imports.watchdog import FLAGS
from franchises.management.import_report import as_json, refusal, told
from franchises.models import ImportRun
from franchises.rules.places import Box

INTERRUPTED = 130


class Refused(CommandError):
    """The file, or an option, is not as it should be."""

    def __init__(self, words: str) -> None:
        super().__init__(words, returncode=2)


class Busy(CommandError):
    """Another import is writing."""

    def __init__(self) -> None:
        super().__init__("another import is running: try again when it is done", returncode=3)


class Failed(CommandError):
    """The database or the machine did not do its part; nothing of the file is half-written."""


class ImportCommand(BaseCommand):
    """Imports one file of one data set. Ends with 0, 1, 2, 3 or 130, as the README says."""

    dataset: Dataset
    requires_migrations_checks = False
    # Those look over the code of every page, which takes longer than most files.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a CSV or XLSX file")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )
        parser.add_argument(
            "--profile", help="how the file spells our columns (a name, or a TOML file)"
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADING=COLUMN",
            help='what a heading of the file is: a column, "ignore" or "extra" (repeat as needed)',
        )
        self._add_bounds(parser)
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def _add_bounds(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sheet", help="which sheet of a workbook, where it has several")
        parser.add_argument("--encoding", default="utf-8-sig", help="of a CSV file; utf-8 if not")
        parser.add_argument(
            "--on-error",
            choices=["abort", "skip"],
            default="abort",
            help="load nothing where a row is bad (abort), or the good rows (skip, with --errors)",
        )
        parser.add_argument(
            "--errors", type=Path, help="write the bad rows, each with its reasons, to this file"
        )
        parser.add_argument(
            "--allow-empty", action="store_true", help="accept a file that has headings alone"
        )
        parser.add_argument(
            "--accept",
            default="",
            metavar="FLAG,FLAG",
            help="load although these were flagged: " + ", ".join(FLAGS),
        )
        if self.dataset.name == "installations":
            parser.add_argument(
                "--sync",
                action="store_true",
                help="the file is the whole list: mark as removed what it no longer names",
            )
        if FRANCHISE[0] in self.dataset.columns:
            parser.add_argument("--franchise", default="", help="the number of all rows' franchise")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = self._options(options)
        try:
            with ended_in_words(self, "nothing was loaded") as be_deaf:
                wanted = replace(wanted, before_commit=lambda run: be_deaf())
                result = run_import(self.dataset, options["path"], wanted, self._progress)
        finally:
            self._end_progress()
        self._print_problems(result)
        self.stdout.write(as_json(result) if options["json"] else told(result))
        if result.outcome == ImportRun.Outcome.REFUSED:
            raise Refused(refusal(result))

    def _options(self, options: dict[str, Any]) -> Options:
        if options["on_error"] == "skip" and options["errors"] is None:
            raise Refused("--on-error skip needs --errors PATH, where the rows left out are kept")
        return Options(
            today=timezone.localdate(),
            first_month=settings.FISCAL_YEAR_START_MONTH,
            is_dry_run=options["dry_run"],
            skips_bad_rows=options["on_error"] == "skip",
            allows_empty=options["allow_empty"],
            errors=options["errors"],
            encoding=options["encoding"],
            sheet=options["sheet"],
            profile=self._profile(options["profile"]),
            mapped=self._mapped(options["map"]),
            franchise=options.get("franchise", ""),
            accepted=self._accepted(options["accept"]),
            box=Box(*settings.CITY_BOX),
            syncs=options.get("sync", False),
            lists_all_changes=options["json"],
            operator=login_name(),
        )

    def _profile(self, name: str | None) -> Profile | None:
        if name is None:
            return None
        try:
            is_file = name.endswith(".toml")
            profile = read_profile(Path(name)) if is_file else load_profile(name)
        except LookupError as error:
            raise Refused(str(error.args[0])) from None
        if profile.dataset != self.dataset.name:
            raise Refused(f"profile {name} is for {profile.dataset}, not {self.dataset.name}")
        return profile

    def _accepted(self, names: str) -> frozenset[str]:
        accepted = frozenset(name.strip() for name in names.split(",") if name.strip())
        for name in sorted(accepted.difference(FLAGS)):
            raise Refused(f"--accept {name}: the flags are {', '.join(FLAGS)}")
        return accepted

    def _mapped(self, pairs: list[str]) -> dict[str, str]:
        columns = self.dataset.targets
        mapped = {}
        for pair in pairs:
            heading, _, column = pair.rpartition("=")
            if not heading or column not in columns:
                raise Refused(
                    f'--map "{pair}": write "Their heading=column", the column being one of'
                    f" {', '.join(columns)}"
                )
            mapped[heading.strip()] = column
        return mapped

    def _progress(self, rows: int, problems: int) -> None:
        if self.stderr.isatty():
            read, found = counted(rows, "row"), counted(problems, "problem")
            self.stderr.write(f"\r{read} read, {found}", ending="")
            self.stderr.flush()

    def _end_progress(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r\x1b[K", ending="")

    def _print_problems(self, result: Result) -> None:
        for warning in result.warnings:
            self.stderr.write(self.style.WARNING(f"warning: {warning.worded(result.file_name)}"))
        for problem in result.problems:
            self.stderr.write(self.style.ERROR(problem.worded(result.file_name)))
        if result.problems.count > SHOWN:
            more = counted(result.problems.count - SHOWN, "more problem")
            self.stderr.write(f"… and {more}")
        for kind, rows in result.problems.kinds():
            self.stderr.write(f"{counted(rows, 'row'):>15}: {kind}")
        for flag in result.flags:
            words = flag.worded(self.dataset.noun)
            self.stderr.write(self.style.WARNING(f"flag {flag.name}: {words}"))


def refuse_old_database() -> None:
    """Raise `Failed` where the tables are not those that this version knows."""
    if _has_the_migrations_on_disk():
        return
    executor = MigrationExecutor(connection)
    loader = executor.loader
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    newer = [name for app, name in set(loader.applied_migrations) - known if app == "franchises"]
    if newer:
        raise Failed(f"the database is of a newer version, which has {min(newer)}: install that")
    if executor.migration_plan(loader.graph.leaf_nodes()):
        raise Failed("the database is not up to date: run manage.py migrate first")


def _has_the_migrations_on_disk() -> bool:
    """Return whether all migrations were applied, and no others of ours: told by their names.

    That loads none of them. Where it is not so, they have to be loaded to say what is wrong.
    """
    applied = set(MigrationRecorder(connection).applied_migrations())
    on_disk = {
        (config.label, module.name)
        for config in apps.get_app_configs()
        for module in iter_modules([str(Path(config.path) / "migrations")])
    }
    ours = {migration for migration in applied if migration[0] == "franchises"}
    return ours <= on_disk <= applied


@contextmanager
def ended_in_words(command: BaseCommand, nothing: str) -> Iterator[Callable[[], None]]:
    """Let what is done on a database that is up to date end as the README says, in words.

    *nothing* says that nothing was done. Gives the function of `terminated_as_interrupted`.
    """
    try:
        refuse_old_database()
        with terminated_as_interrupted() as be_deaf:
            yield be_deaf
    except ImportBusyError:
        raise Busy from None
    except (DatabaseError, OSError) as error:
        raise Failed(f"{nothing}: {error}") from error
    except KeyboardInterrupt:
        command.stderr.write(f"Interrupted: {nothing}.")
        sys.exit(INTERRUPTED)


@contextmanager
def terminated_as_interrupted() -> Iterator[Callable[[], None]]:
    """Let a polite request to end undo what was begun, as Ctrl-C does.

    Gives a function that makes the process deaf to both, for the commit: who interrupted that
    could not be told whether it had happened. Where a server is lost in the commit nobody can,
    and `Failed` says so.
    """
    is_committing = False

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = {
        signal.SIGINT: signal.getsignal(signal.SIGINT),
        signal.SIGTERM: signal.signal(signal.SIGTERM, interrupt),
    }

    def be_deaf() -> None:
        nonlocal is_committing
        is_committing = True
        for number in before:
            signal.signal(number, signal.SIG_IGN)

    try:
        yield be_deaf
    except OperationalError as error:
        if is_committing and connection.vendor == "postgresql":
            raise Failed(
                "the database was lost as it committed: all of it is done, or nothing. Do it"
                f" again, which does nothing twice ({error})"
            ) from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def login_name() -> str:
    """Return who is logged in on this machine; empty where that cannot be known."""
    try:
        return getpass.getuser()[:100]
    except (KeyError, OSError):
        # A container may run under a number that no user has.
        return ""
