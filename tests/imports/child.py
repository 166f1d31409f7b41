"""An import, or an undo, in a process of its own that tells how far it is, to be stopped there.

    python -m tests.imports.child [options] import_installations PATH

prints the name of each phase as it begins. It is started by tests and by `tests.imports.killing`.
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace

PHASES = ("beginning", "reading", "staging", "comparing", "writing", "committing", "committed")


class Teller:
    """Tells each phase once, with the time; waits for a line of standard input at one of them."""

    def __init__(self, wait_at: str | None) -> None:
        self.told: set[str] = set()
        self.wait_at = wait_at

    def tell(self, phase: str) -> None:
        if phase in self.told:
            return
        self.told.add(phase)
        print(phase, time.monotonic(), flush=True)
        if phase == self.wait_at:
            sys.stdin.readline()

    def before(self, phase: str, function: Callable) -> Callable:
        def told(*args, **kwargs):
            self.tell(phase)
            return function(*args, **kwargs)

        return told

    def watch(self) -> None:
        """Have every phase of an import told."""
        from django.db import connection

        from franchises.imports import run
        from franchises.imports.undoing.reversal import Reversal

        run.Stage.__init__ = self.before("reading", run.Stage.__init__)
        run.Stage._add = self.before("staging", run.Stage._add)
        run.Comparison.compare = self.before("comparing", run.Comparison.compare)
        run.Loader.write = self.before("writing", run.Loader.write)
        Reversal.find = self.before("comparing", Reversal.find)
        # By then an undo has deleted what the run had created, and not yet put back the rest.
        Reversal._put_back = self.before("writing", Reversal._put_back)
        commit = connection._commit

        def told_commit() -> None:
            self.tell("committing")
            commit()
            self.tell("committed")

        connection._commit = told_commit


def commit_in_pieces() -> None:
    """Spoil the import: every statement is committed by itself. A harness must see that."""
    from franchises.imports import run
    from franchises.imports.undoing import undo

    in_pieces = SimpleNamespace(atomic=nullcontext, set_rollback=lambda rolls_back: None)
    run.transaction = undo.transaction = in_pieces


def wait_no_longer_than(seconds: float) -> None:
    from django.db import connection

    from franchises.imports import turns

    turns.PATIENCE_SECONDS = seconds
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["timeout"] = seconds


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--wait-at", choices=PHASES)
    parser.add_argument("--in-pieces", action="store_true")
    parser.add_argument("--patience", type=float)
    parser.add_argument("--largest-file", type=int, help="bytes")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import execute_from_command_line

    django.setup()
    teller = Teller(options.wait_at)
    teller.watch()
    if options.in_pieces:
        commit_in_pieces()
    if options.patience is not None:
        wait_no_longer_than(options.patience)
    if options.largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (options.largest_file, options.largest_file))
    teller.tell("beginning")
    execute_from_command_line(["manage.py", *options.command])


if __name__ == "__main__":
    main()
