"""A file on its way in through the admin: uploaded, checked by a worker, confirmed, loaded.

A working paper and no record: it goes a week after it was last touched. What an import did is kept
as its `ImportRun`.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from franchises.models.moving import MovingQuerySet


class ImportUploadQuerySet(MovingQuerySet["ImportUpload"]):
    def abandoned(self, since: datetime) -> "ImportUploadQuerySet":
        """Return the uploads that have not moved since then."""
        return self.filter(changed_at__lt=since)


class ImportUpload(models.Model):
    """One uploaded file, how it is to be read, and how far it has come."""

    class State(models.TextChoices):
        TO_CHECK = "to_check", "Waiting to be checked"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        TO_LOAD = "to_load", "Waiting to be loaded"
        LOADING = "loading", "Being loaded"
        LOADED = "loaded", "Loaded"
        STOPPED = "stopped", "Stopped"

    # In these a worker is at it, as long as it holds the lock of the file.
    WORKING = (State.CHECKING, State.LOADING)
    WAITING = (State.TO_CHECK, State.TO_LOAD)

    token = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="Of the form it came from: one form makes one upload, however often it is sent.",
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    dataset = models.CharField("data set", max_length=30)
    profile = models.CharField(max_length=50, blank=True)
    mapped = models.JSONField(
        "headings", default=dict, blank=True, help_text="Which of our columns a heading is."
    )
    franchise = models.CharField(max_length=50, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    encoding = models.CharField(max_length=20)
    skips_bad_rows = models.BooleanField(default=False)
    syncs = models.BooleanField(default=False)
    allows_empty = models.BooleanField(default=False)
    file_name = models.CharField("file", max_length=255, help_text="As its owner calls it.")
    stored_as = models.CharField(max_length=50, editable=False)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.TO_CHECK)
    stopped_because = models.CharField(max_length=500, blank=True)
    checks = models.PositiveIntegerField(
        default=0, help_text="How often it was checked: what is confirmed is the last preview."
    )
    preview = models.JSONField(default=dict, blank=True)
    accepted = models.JSONField(
        default=list, blank=True, help_text="The flags that were acknowledged, by name."
    )
    run = models.ForeignKey("franchises.ImportRun", models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField("uploaded", auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ImportUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "upload"
        # Whoever may import files may upload them: one permission, of the import run.
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("admin:franchises_importupload_change", args=[self.pk])
