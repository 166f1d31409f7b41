"""What an import command prints at the end: for a person, or as JSON."""

import json

from franchises.imports.outcome import Result
from franchises.imports.problems import counted, printable
from franchises.models import ImportRun
from franchises.rules.money import format_money


def told(result: Result) -> str:
    """Return what an import did, or would do, as an operator reads it."""
    counts = result.counts
    would = "would be " if result.is_dry_run else ""
    read = counted(counts.read, "row")
    if counts.blank:
        read += f" and {counted(counts.blank, 'blank line')}"
    lines = [f"{result.file_name}: {read} read in {result.seconds:.1f} s"]
    if result.outcome != ImportRun.Outcome.REFUSED or (result.flags and result.is_dry_run):
        lines += [
            f"  {number:>12,} {would}{word}"
            for word, number in (
                ("created", counts.created),
                ("restated, beside what is on record", counts.restated),
                ("updated", counts.updated),
                ("unchanged", counts.unchanged),
                ("marked as removed", counts.removed),
            )
            if number or word in ("created", "updated", "unchanged")
        ]
    if counts.refused:
        lines.append(f"  {counts.refused:>12,} refused")
    if result.total is not None:
        lines.append(f"  {format_money(result.total):>12} in all")
    if result.changes:
        lines += ["", *_changes(result), ""]
    if result.is_dry_run:
        lines.append("Dry run: nothing was written.")
    elif result.run is not None:
        lines.append(f"Kept as import run {result.run.pk}.")
    return "\n".join(lines)


def _changes(result: Result) -> list[str]:
    rows = [("line", result.dataset.noun, "field", "is", "would be")]
    rows += [
        (f"{change.line:,}", change.key, change.field, change.old or "-", change.new or "-")
        for change in result.changes
    ]
    printed = [[printable(cell) for cell in row] for row in rows]
    widths = [min(max(map(len, column)), 40) for column in zip(*printed, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in printed
    ]
    changed = result.counts.updated + result.counts.restated
    has_more = changed > len({change.line for change in result.changes})
    return [*lines, "… and more: --json lists them all"] if has_more else lines


def refusal(result: Result) -> str:
    """Return in a sentence why nothing was loaded."""
    if not result.problems.count:
        names = ",".join(flag.name for flag in result.flags)
        return (
            f"{result.file_name}: flagged; where all of it is meant, import it again with"
            f" --accept {names}; nothing was loaded."
        )
    told = counted(result.problems.count, "problem")
    if result.counts.refused:
        told += f" in {result.counts.refused:,} of {counted(result.counts.read, 'row')}"
    return f"{result.file_name}: {told}; nothing was loaded."


def as_json(result: Result) -> str:
    """Return all that is known of an import, with every change of a dry run."""
    about = {
        "dataset": result.dataset.name,
        "file": result.file_name,
        "sha256": result.digest.sha256,
        "size": result.digest.size,
        "outcome": result.outcome.value,
        "dry_run": result.is_dry_run,
        "run": result.run and result.run.pk,
        "rows": vars(result.counts),
        "total": None if result.total is None else str(result.total),
        "changes": [vars(change) for change in result.changes],
        "flags": [vars(flag) for flag in result.flags],
        "problem_count": result.problems.count,
        "problems": [vars(problem) for problem in result.problems],
        "warnings": [vars(warning) for warning in result.warnings],
        "seconds": round(result.seconds, 3),
    }
    return json.dumps(about, indent=2)
