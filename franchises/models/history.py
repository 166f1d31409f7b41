"""What every history row keeps beyond who, when and what: why, and through which import."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


class ChangeSource(models.Model):
    """The import run that made a change; empty where a person made it."""

    import_run = models.ForeignKey(
        "franchises.ImportRun", models.PROTECT, null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True


def history_of_changes(**options: Any) -> HistoricalRecords:
    """Return the history of a model: every change, whichever door it came through."""
    return HistoricalRecords(
        bases=[ChangeSource],
        history_change_reason_field=models.CharField(max_length=300, null=True),
        **options,
    )
