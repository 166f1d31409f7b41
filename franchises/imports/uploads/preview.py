"""What a check found, as it is kept for the page of an upload: plain data, bounded in size."""

import csv
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User

from franchises.imports.headings import REPORT_HEADINGS
from franchises.imports.outcome import Result
from franchises.imports.problems import SHOWN, Problem, printable
from franchises.imports.rights import foreseen_refusals
from franchises.models import ImportRun
from franchises.rules.money import format_money

MOST_CELLS = 100


def preview_of(result: Result, errors: Path, user: User) -> dict[str, Any]:
    """Return what *result* says, with the first bad rows as they came, from the file *errors*.

    ``may_load`` is whether anything keeps the file from being loaded by *user*.
    """
    header, rows = _bad_rows(errors)
    refused = result.outcome == ImportRun.Outcome.REFUSED
    not_allowed = [] if refused else foreseen_refusals(user, result)
    return {
        "outcome": result.outcome.value,
        "may_load": not refused and not not_allowed,
        "not_allowed": not_allowed,
        "counts": vars(result.counts),
        "amount": "" if result.total is None else format_money(result.total),
        "seconds": round(result.seconds, 2),
        "problem_count": result.problems.count,
        "problems": [_told(problem) for problem in result.problems],
        "problem_kinds": result.problems.kinds(),
        "warning_count": result.warnings.count,
        "warnings": [_told(warning) for warning in result.warnings],
        "flags": [
            {
                "name": flag.name,
                "words": flag.worded(result.dataset.noun),
            }
            for flag in result.flags
        ],
        "changes": [_printable(vars(change)) for change in result.changes],
        "rows_to_change": result.counts.updated + result.counts.restated,
        "changed_rows": len({change.line for change in result.changes}),
        "header": header,
        "bad_rows": rows,
    }


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "column": printable(problem.column),
        "value": printable(problem.value),
        "rule": problem.rule,
        "rows": problem.rows,
    }


def _printable(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: printable(str(value)) for name, value in fields.items()}


def _bad_rows(errors: Path) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the headings and the first refused rows; no headings where none was refused."""
    try:
        with errors.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = next(reader)[len(REPORT_HEADINGS) :]
            rows = [_bad_row(header, row) for row in islice(reader, SHOWN)]
    except FileNotFoundError:
        return [], []
    return ([printable(heading) for heading in header[:MOST_CELLS]], rows) if rows else ([], [])


def _bad_row(header: list[str], row: list[str]) -> dict[str, Any]:
    line, words, *cells = row
    told: list[str] = []
    for part in words.split("; "):
        # A rule may have a semicolon of its own.
        if told and not part.startswith(tuple(f"{name}: " for name in header)):
            told[-1] += f"; {part}"
        else:
            told.append(part)
    blamed = [any(part.startswith(f"{name}: ") for part in told) for name in header]
    blamed += [True] * (len(cells) - len(header))
    return {
        "line": int(line),
        "words": told,
        "cells": [
            {"text": printable(cell), "is_bad": is_bad}
            for cell, is_bad in zip(cells[:MOST_CELLS], blamed, strict=False)
        ],
    }
