"""What an import may do: no more than its user may do row by row.

Where rows would be created, changed or deleted that the user may not so treat by hand, nothing of
the file is loaded.
"""

from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import User
from django.db.models import Model

from franchises.imports.datasets import DATASETS
from franchises.imports.outcome import Result
from franchises.models import FranchiseeAlias, ImportRun

KINDS = {"+": "add", "~": "change", "-": "delete"}
IMPORT = "franchises.import_data"
UNDO = "franchises.undo_importrun"


def is_allowed(user: User, action: str, model: type[Model]) -> bool:
    """Return whether *user* may ``add``, ``change`` or ``delete`` rows of *model* by hand."""
    opts = model._meta
    return user.has_perm(f"{opts.app_label}.{get_permission_codename(action, opts)}")


def foreseen_refusals(user: User, result: Result) -> list[str]:
    """Return why *user* may not load the file that *result* checked, a sentence each."""
    model, counts = result.dataset.model, result.counts
    added, changed = counts.created + counts.restated, counts.updated + counts.removed
    wanted = {"add": added, "change": changed}
    return [
        f"The file would {action} {rows:,} {_noun(model, rows)}, and you may not {action}"
        f" {model._meta.verbose_name_plural}."
        for action, rows in wanted.items()
        if rows and not is_allowed(user, action, model)
    ]


def refusals(user: User, run: ImportRun) -> list[str]:
    """Return what *run* did and *user* may not do, a sentence each.

    By the history of every row, so that it holds for whatever a run touched. Asks the database
    only about what the user may not do.
    """
    models: list[type[Model]] = [FranchiseeAlias, *(dataset.model for dataset in DATASETS.values())]
    return [
        f"The file would {action} {model._meta.verbose_name_plural}, and you may not."
        for model in models
        for kind, action in KINDS.items()
        if not is_allowed(user, action, model)
        and _history_of(model).filter(import_run=run, history_type=kind).exists()
    ]


def _history_of(model: type[Model]) -> Any:
    return model.history  # type: ignore[attr-defined]


def _noun(model: type[Model], rows: int) -> str:
    return str(model._meta.verbose_name if rows == 1 else model._meta.verbose_name_plural)
