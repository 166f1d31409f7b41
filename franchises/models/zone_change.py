"""Re-zoning: from which day an installation stands in another fee zone."""

from datetime import date

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.models.installation import Installation


class ZoneChange(models.Model):
    """An installation's move from one fee zone to another. Natural key: installation and day.

    Where an installation has none, its ``fee_zone`` holds for all days. Where it has some, the
    first one's old zone holds before it, and each one's new zone from its day on. The ``fee_zone``
    stays what it was before the first, so that it holds again where the changes are taken back.
    """

    installation = models.ForeignKey(
        Installation, models.CASCADE, related_name="zone_changes", db_index=False
    )
    old_zone = models.CharField(max_length=20, blank=True, validators=[validate_plain_text])
    new_zone = models.CharField(max_length=20, validators=[validate_plain_text])
    effective_on = models.DateField("effective on", help_text="The first day in the new zone.")

    history = history_of_changes(no_db_index=["installation"])

    class Meta:
        ordering = ["installation", "effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "effective_on"],
                name="zonechange_day_is_unique",
                violation_error_message="This installation already changes its zone on that day.",
            ),
            models.CheckConstraint(
                condition=~Q(old_zone=F("new_zone")) & ~Q(new_zone=""),
                name="zonechange_is_a_change",
                violation_error_message="A re-zoning names a new zone that is not the old one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.installation} in zone {self.new_zone} from {self.effective_on}"


def zone_on(day: date) -> Coalesce:
    """Return the expression of the zone that each of a query of installations is in on *day*."""
    of_installation = ZoneChange.objects.filter(installation=OuterRef("pk"))
    latest = of_installation.filter(effective_on__lte=day).order_by("-effective_on")
    first = of_installation.order_by("effective_on")
    return Coalesce(
        Subquery(latest.values("new_zone")[:1]),
        Subquery(first.values("old_zone")[:1]),
        F("fee_zone"),
    )


def in_zone_on(day: date, zone: str) -> Q:
    """Return the condition of installations that are in *zone* on *day*.

    It says the same as ``zone_on(day) == zone``, but looks at the changes of those alone that have
    any: of a million installations, few do.
    """
    rezoned = ZoneChange.objects.values("installation")
    moved = Installation.objects.filter(pk__in=rezoned).alias(zone=zone_on(day)).filter(zone=zone)
    return Q(fee_zone=zone) & ~Q(pk__in=rezoned) | Q(pk__in=moved.values("pk"))
