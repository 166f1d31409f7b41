"""Notices that the city gives a franchisee: of a default, a violation, an underpayment."""

from datetime import date

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q

from franchises.models.franchise import Franchise
from franchises.models.franchise_event import FranchiseEvent
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes


class NoticeQuerySet(models.QuerySet["Notice"]):
    def uncured(self) -> "NoticeQuerySet":
        """Notices with a day to cure by, that were not cured."""
        return self.filter(cure_by__isnull=False, cured_on=None)

    def overdue_on(self, day: date) -> "NoticeQuerySet":
        """Notices that were to be cured before *day*, and were not."""
        return self.uncured().filter(cure_by__lt=day)


class Notice(models.Model):
    """One notice; a default and its cure are events in the life of its franchise as well."""

    class Kind(models.TextChoices):
        DEFAULT = "default", "Notice of default"
        VIOLATION = "violation", "Notice of violation"
        UNDERPAYMENT = "underpayment", "Notice of underpayment"
        OTHER = "other", "Other notice"

    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=15, choices=Kind)
    subject = models.CharField(
        max_length=300, validators=[validate_plain_text], help_text="What is wrong, in a sentence."
    )
    reference = models.CharField(
        max_length=100, blank=True, validators=[validate_plain_text], help_text="Of the letter."
    )
    given_on = models.DateField("given on")
    cure_by = models.DateField(
        "cure by", null=True, blank=True, help_text="The last day to put it right."
    )
    cured_on = models.DateField("cured on", null=True, blank=True)
    event = models.OneToOneField(
        FranchiseEvent,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="notice",
        help_text="Of a default: its place in the life of the franchise.",
    )
    note = models.TextField(blank=True, help_text="For staff. Never published.")
    documents = GenericRelation("franchises.Document", "holder_id", "holder_type")

    objects = NoticeQuerySet.as_manager()
    history = history_of_changes(no_db_index=["franchise", "event"])

    class Meta:
        ordering = ["-given_on", "-pk"]
        indexes = [models.Index(fields=["cure_by"], name="notice_by_cure")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(cure_by=None) | Q(cure_by__gte=F("given_on")))
                & (Q(cured_on=None) | Q(cured_on__gte=F("given_on"))),
                name="notice_is_cured_after_it",
                violation_error_message="What a notice is of is cured after it is given.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.franchise.number}, {self.given_on}"

    def days_late_on(self, day: date) -> int:
        """Return the days past the day to cure by, to *day* or to the cure; 0 if in time."""
        until = self.cured_on or day
        return 0 if self.cure_by is None else max(0, (until - self.cure_by).days)
