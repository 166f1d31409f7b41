"""How a person wants to hear of their work: by e-mail, and in a calendar of their own."""

import hashlib
import secrets

from django.conf import settings
from django.db import models


class Subscription(models.Model):
    """What one user is sent. Natural key: the user."""

    class Digest(models.TextChoices):
        NEVER = "never", "Never"
        DAILY = "daily", "Every day"
        WEEKLY = "weekly", "Every Monday"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscription"
    )
    digest = models.CharField(
        "e-mail",
        max_length=6,
        choices=Digest,
        default=Digest.NEVER,
        help_text="What is overdue, due and waiting, to the e-mail address of the account.",
    )
    sent_on = models.DateField(
        "sent on", null=True, blank=True, editable=False, help_text="The day of the last e-mail."
    )
    calendar_sha256 = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Of the token in the address of the calendar; empty where there is none.",
    )

    class Meta:
        # Everybody has their own, on a page of their own: there is no list of others'.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["calendar_sha256"],
                condition=~models.Q(calendar_sha256=""),
                name="subscription_calendar_is_unique",
                violation_error_message="This calendar is somebody else's.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_digest_display()}"

    def make_calendar(self) -> str:
        """Return a new token of the calendar: an old one opens nothing once this is saved.

        The token itself is not kept, and cannot be shown again.
        """
        token = secrets.token_urlsafe(32)
        self.calendar_sha256 = calendar_sha256(token)
        return token


def calendar_sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
