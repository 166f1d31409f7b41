"""The wish that an import be undone by a worker, as that takes longer than a page waits.

A working paper and no record: it is gone once the import is undone, which is a run of its own.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from franchises.models.import_run import ImportRun
from franchises.models.moving import MovingQuerySet


class ImportUndo(models.Model):
    """Who wishes that a run be undone, and how far that has come; at most one a run."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be undone"
        UNDOING = "undoing", "Being undone"
        STOPPED = "stopped", "Not undone"

    run = models.OneToOneField(ImportRun, models.CASCADE, primary_key=True, related_name="wish")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    stopped_because = models.CharField(max_length=500, blank=True)
    obstacles = models.JSONField(
        default=list, blank=True, help_text="The first things that stood in the way, in words."
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MovingQuerySet["ImportUndo"].as_manager()

    class Meta:
        verbose_name = "undo"
        # Whoever may undo imports may wish for it: one permission, of the import run.
        default_permissions = ()

    def __str__(self) -> str:
        return f"Undo of import {self.pk}"
