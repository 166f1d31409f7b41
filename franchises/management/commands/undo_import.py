import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from franchises.imports.problems import SHOWN
from franchises.imports.undoing.undo import Undoing, undo_run
from franchises.management.import_command import Refused, ended_in_words, login_name
from franchises.models import ImportRun


class Command(BaseCommand):
    help = "Take an import back: put back what it changed and delete what it created."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, help="the number of the import run")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with ended_in_words(self, "nothing was undone") as be_deaf:
                result = undo_run(
                    options["run"],
                    operator=login_name(),
                    is_dry_run=options["dry_run"],
                    before_commit=lambda result: be_deaf(),
                )
        except ImportRun.DoesNotExist:
            raise Refused(f"there is no import run {options['run']}") from None
        self._print_obstacles(result)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(result), indent=2, default=str))
        elif not result.is_refused:
            self.stdout.write(_told(result))
        if result.is_refused:
            raise Refused(result.told_refusal)

    def _print_obstacles(self, result: Undoing) -> None:
        for obstacle in result.obstacles:
            self.stderr.write(self.style.ERROR(obstacle.worded()))
        if result.obstacles.count > SHOWN:
            self.stderr.write(f"… and {result.obstacles.count - SHOWN:,} more")


def _told(result: Undoing) -> str:
    run, counts = result.run, result.counts
    if result.is_empty:
        return f"Import {run.pk} ({run.file_name}) changed nothing: there is nothing to undo."
    would = "would be " if result.is_dry_run else ""
    done = "what undoing it would do" if would else f"undone in {result.seconds:.1f} s"
    lines = [f"Import {run.pk} ({run.file_name}): {done}"]
    lines += [
        f"  {number:>12,} {would}{words}"
        for words, number in (
            ("deleted, as it had created them", counts.deleted),
            ("put back, as it had changed them", counts.restored),
            ("created again, as it had deleted them", counts.recreated),
        )
        if number
    ]
    if result.is_dry_run:
        lines += [f"  {change.worded()}" for change in result.changes]
        if counts.total > len(result.changes):
            lines.append(f"  … and {counts.total - len(result.changes):,} more")
        lines.append("Dry run: nothing was written.")
    elif result.undo is not None:
        lines.append(f"Kept as import run {result.undo.pk}.")
    return "\n".join(lines)


def _as_json(result: Undoing) -> dict[str, Any]:
    return {
        "run": result.run.pk,
        "dataset": result.run.dataset,
        "file": result.run.file_name,
        "dry_run": result.is_dry_run,
        "undone_by": result.undo and result.undo.pk,
        "rows": asdict(result.counts),
        "changes": [asdict(change) for change in result.changes],
        "refusal": result.refusal,
        "obstacle_count": result.obstacles.count,
        "obstacles": [asdict(obstacle) for obstacle in result.obstacles],
        "seconds": round(result.seconds, 3),
    }
