"""The record of a bulk import: which file, whose, when, how many, what changed."""

from django.conf import settings
from django.db import models


class ImportRun(models.Model):
    """One run of an import over one file; made by the import, read-only for everybody."""

    class Outcome(models.TextChoices):
        LOADED = "loaded", "Loaded"
        PARTLY_LOADED = "partly_loaded", "Loaded, bad rows left out"
        REFUSED = "refused", "Refused"

    dataset = models.CharField(max_length=30)
    outcome = models.CharField(max_length=15, choices=Outcome)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64, help_text="Of the bytes that were read.")
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        help_text="Who imported through the admin.",
    )
    operator = models.CharField(
        max_length=100, blank=True, help_text="The login name of who ran the command."
    )
    options = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField()
    seconds = models.DecimalField("duration", max_digits=10, decimal_places=2, help_text="Seconds.")
    rows_read = models.PositiveBigIntegerField(default=0, help_text="Without blank lines.")
    rows_blank = models.PositiveBigIntegerField(default=0)
    rows_created = models.PositiveBigIntegerField(default=0)
    rows_updated = models.PositiveBigIntegerField(default=0)
    rows_removed = models.PositiveBigIntegerField(
        default=0,
        help_text="Marked as removed, because the file no longer names them; where a run takes"
        " another back, deleted again.",
    )
    rows_unchanged = models.PositiveBigIntegerField(default=0)
    rows_refused = models.PositiveBigIntegerField(default=0)
    undoes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        help_text="The run that this one took back.",
    )
    problems = models.JSONField(
        default=list, blank=True, help_text="The first problems, as they were printed."
    )

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("import_data", "Can import files"),
            ("undo_importrun", "Can undo imports"),
            ("view_all_history", "Can view the history of everything"),
        ]

    def __str__(self) -> str:
        return f"Import {self.pk}: {self.file_name}"
