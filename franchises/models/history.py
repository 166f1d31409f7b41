"""What every history row keeps beyond who, when and what: why, and through which import."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


class ChangeSource(models.Model):
    """The import run that made a change; empty where a person made it."""

    # No constraint in the database: it would be checked for each of a million rows, and the
    # record of an import is never deleted.
    import_run = models.ForeignKey(
        "franchises.ImportRun",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_constraint=False,
    )

    class Meta:
        abstract = True


def history_of_changes(**options: Any) -> HistoricalRecords:
    """Return the history of a model: every change, whichever door it came through.

    It is read by object, and by import: no other column of it is indexed.
    """
    return HistoricalRecords(
        bases=[ChangeSource],
        user_db_constraint=False,
        history_change_reason_field=models.CharField(max_length=300, null=True),
        **options,
    )
