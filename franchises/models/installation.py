"""One thing on, over or under a street, and the franchise it stands under."""

from typing import Any

from django.db import models
from django.db.models import CharField, F, Func, Q
from django.db.models.functions import Coalesce, Upper
from django.utils.translation import gettext_lazy as _

from franchises.models.franchise import Borough, Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes


def both_coordinates_or_none(name: str) -> models.CheckConstraint:
    """Return the constraint that a row has a latitude and a longitude in range, or neither."""
    return models.CheckConstraint(
        # Said outright: a range of NULL is unknown, and a check lets what is unknown pass.
        condition=Q(latitude=None, longitude=None)
        | Q(
            latitude__isnull=False,
            longitude__isnull=False,
            latitude__range=(-90, 90),
            longitude__range=(-180, 180),
        ),
        name=name,
        violation_error_message=(
            "Give latitude (-90 to 90) and longitude (-180 to 180), or neither."
        ),
    )


class StreetOfAddress(Func):
    """What follows the house number of an address; NULL where there is no address."""

    template = "NULLIF(SUBSTR(%(expressions)s, STRPOS(%(expressions)s, ' ') + 1), '')"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = self.template.replace("STRPOS", "INSTR")
        return self.as_sql(compiler, connection, template=template, **extra)


def street() -> Upper:
    """Return the expression of an installation's street in capitals: that of its ``place``."""
    return Upper(Coalesce(StreetOfAddress("address"), "on_street"))


class InstallationQuerySet(models.QuerySet["Installation"]):
    def published(self) -> "InstallationQuerySet":
        """Installations that the public may see: those under no draft.

        Said so, a database reads the few drafts; with a join, SQLite goes by the franchise, all
        over a table of a million rows.
        """
        return self.exclude(franchise__in=Franchise.objects.filter(is_published=False))


class Installation(models.Model):
    """A pole top, kiosk, antenna, cabinet, length of cable. Natural key: source and asset id."""

    class Kind(models.TextChoices):
        POLE_TOP = "pole_top", _("Pole top")
        KIOSK = "kiosk", _("Kiosk")
        PAY_TELEPHONE = "pay_telephone", _("Pay telephone")
        WIFI_ACCESS_POINT = "wifi_access_point", _("Wi-Fi access point")
        ANTENNA = "antenna", _("Antenna")
        CABINET = "cabinet", _("Cabinet")
        CONDUIT = "conduit", _("Conduit")
        CABLE = "cable", _("Cable")
        FIBER = "fiber", _("Fiber")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        INSTALLED = "installed", _("Installed")
        SUSPENDED = "suspended", _("Suspended")
        REMOVED = "removed", _("Removed")

    source = models.CharField(
        max_length=50,
        validators=[validate_plain_text],
        help_text=_("The list that the asset id comes from, such as nyc-poletops."),
    )
    asset_id = models.CharField(
        "asset id",
        max_length=100,
        validators=[validate_plain_text],
        help_text=_("The id in that list: the one that lasts."),
    )
    franchise = models.ForeignKey(
        Franchise, models.PROTECT, related_name="installations", db_index=False
    )
    kind = models.CharField(max_length=20, choices=Kind)
    status = models.CharField(max_length=10, choices=Status)
    address = models.CharField(
        max_length=200, blank=True, help_text=_("House number and street, where it has one.")
    )
    on_street = models.CharField(max_length=200, blank=True)
    cross_street_1 = models.CharField(max_length=200, blank=True)
    cross_street_2 = models.CharField(max_length=200, blank=True)
    borough = models.ForeignKey(
        Borough, models.PROTECT, null=True, blank=True, related_name="installations"
    )
    postcode = models.CharField(max_length=10, blank=True)
    community_board = models.CharField(max_length=20, blank=True, help_text=_("Such as 104."))
    council_district = models.CharField(max_length=20, blank=True)
    bin = models.CharField(
        "BIN", max_length=20, blank=True, help_text=_("Building identification number.")
    )
    bbl = models.CharField("BBL", max_length=20, blank=True, help_text=_("Borough, block and lot."))
    latitude = models.FloatField(
        null=True, blank=True, help_text=_("Degrees north, WGS 84; a measurement, not an amount.")
    )
    longitude = models.FloatField(
        null=True, blank=True, help_text=_("Degrees east, WGS 84: negative in the Americas.")
    )
    fee_zone = models.CharField(
        max_length=20, blank=True, help_text=_("The zone that sets its rate, such as A, B or C.")
    )
    host_structure = models.CharField(
        max_length=100,
        blank=True,
        help_text=_("What it is mounted on, such as a streetlight pole."),
    )
    length_feet = models.PositiveIntegerField(
        "length in feet", null=True, blank=True, help_text=_("Whole feet, for cable and conduit.")
    )
    reserved_on = models.DateField("reserved on", null=True, blank=True)
    installed_on = models.DateField("installed on", null=True, blank=True)
    activated_on = models.DateField("activated on", null=True, blank=True)
    removed_on = models.DateField("removed on", null=True, blank=True)
    extra = models.JSONField(
        "other published columns",
        default=dict,
        blank=True,
        help_text=_("Columns of the published file that have no place of their own, as they came."),
    )

    objects = InstallationQuerySet.as_manager()
    history = history_of_changes(no_db_index=["franchise", "borough"])

    class Meta:
        indexes = [
            models.Index(fields=["franchise", "status", "kind"], name="installation_by_franchise"),
            # A map counts the points of published franchises from this alone.
            models.Index(
                fields=["latitude", "longitude", "franchise"], name="installation_by_place"
            ),
            # Addresses and corners are found by their street.
            models.Index(street(), name="installation_by_street"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "asset_id"],
                name="installation_key_is_unique",
                violation_error_message="This source already has an installation with this id.",
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(asset_id=""),
                name="installation_has_a_key",
                violation_error_message="An installation needs a source and an asset id.",
            ),
            both_coordinates_or_none("installation_has_both_coordinates_or_none"),
            models.CheckConstraint(
                condition=Q(removed_on=None)
                | Q(installed_on=None)
                | Q(removed_on__gte=F("installed_on")),
                name="installation_removed_after_installed",
                violation_error_message="An installation cannot be removed before it is installed.",
            ),
            models.CheckConstraint(
                condition=Q(removed_on=None) | Q(status="removed"),
                name="installation_with_removal_date_is_removed",
                violation_error_message="An installation with a removal date has status removed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.asset_id}"

    @property
    def place(self) -> str:
        """Where it is, in words: the address, or the street and its cross streets."""
        if self.address:
            return self.address
        crossings = " and ".join(s for s in (self.cross_street_1, self.cross_street_2) if s)
        if not crossings:
            return self.on_street
        link = "between" if " and " in crossings else "at"
        return f"{self.on_street} {link} {crossings}".strip()
