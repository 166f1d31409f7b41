"""What people complain of to the city, and which installation that is about."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from franchises.models.franchise import Borough
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.models.installation import Installation, both_coordinates_or_none


class Complaint(models.Model):
    """A service request, as the agency that takes them publishes it. Natural key: source, number.

    Nothing in it says who complained. `ComplaintMatch` says which installation it is about.
    """

    source = models.CharField(
        max_length=50,
        validators=[validate_plain_text],
        help_text=_("The list that the number comes from, such as nyc-311."),
    )
    number = models.CharField(
        max_length=50,
        validators=[validate_plain_text],
        help_text=_("The number of the service request in that list."),
    )
    created_on = models.DateField("created on", help_text=_("Day it was made."))
    closed_on = models.DateField(
        "closed on",
        null=True,
        blank=True,
        help_text=_("Day it was closed; empty where it is open."),
    )
    agency = models.CharField(
        max_length=20, blank=True, help_text=_("Who answers it, such as OTI.")
    )
    complaint_type = models.CharField(max_length=100, help_text=_("As the agency words it."))
    descriptor = models.CharField(max_length=200, blank=True, help_text=_("What is wrong."))
    status = models.CharField(max_length=50, blank=True, help_text=_("As the agency words it."))
    resolution = models.TextField(blank=True, help_text=_("What was done, as the agency words it."))
    asset_id = models.CharField(
        "asset id",
        max_length=100,
        blank=True,
        help_text=_("The id of the installation, where the complaint names it."),
    )
    address = models.CharField(max_length=200, blank=True)
    on_street = models.CharField(max_length=200, blank=True)
    cross_street_1 = models.CharField(max_length=200, blank=True)
    cross_street_2 = models.CharField(max_length=200, blank=True)
    borough = models.ForeignKey(
        Borough, models.PROTECT, null=True, blank=True, related_name="complaints", db_index=False
    )
    postcode = models.CharField(max_length=10, blank=True)
    community_board = models.CharField(max_length=20, blank=True, help_text=_("Such as 104."))
    council_district = models.CharField(max_length=20, blank=True)
    latitude = models.FloatField(null=True, blank=True, help_text=_("Degrees north, WGS 84."))
    longitude = models.FloatField(
        null=True, blank=True, help_text=_("Degrees east, WGS 84: negative in the Americas.")
    )
    extra = models.JSONField(
        "other published columns",
        default=dict,
        blank=True,
        help_text=_("Columns of the published file that have no place of their own, as they came."),
    )
    installation = models.ForeignKey(
        Installation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        help_text=_("What it is about, where somebody here knows better than its id and place."),
    )

    history = history_of_changes(no_db_index=["borough", "installation"])

    class Meta:
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="complaint_by_place"),
            models.Index(fields=["asset_id"], name="complaint_by_asset"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"],
                name="complaint_key_is_unique",
                violation_error_message="This source already has a complaint with this number.",
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(number="") & ~Q(complaint_type=""),
                name="complaint_has_a_key",
                violation_error_message="A complaint needs a source, a number and a type.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("created_on")),
                name="complaint_closed_after_created",
                violation_error_message="A complaint cannot be closed before it was made.",
            ),
            both_coordinates_or_none("complaint_has_both_coordinates_or_none"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"


class ComplaintMatch(models.Model):
    """Which installation a complaint is about, as worked out from both; see
    `imports.complaint_matching`.

    It has no history of its own: it is made again whenever one of the two changes.
    """

    class How(models.TextChoices):
        PERSON = "person", _("Named by staff")
        ID = "id", _("Named by the complaint")
        PLACE = "place", _("The only one near its place")
        SEVERAL = "several", _("Several are near its place")
        NONE = "none", _("None is near its place")
        NO_PLACE = "no_place", _("It has no place")

    complaint = models.OneToOneField(
        Complaint, models.CASCADE, primary_key=True, related_name="match"
    )
    installation = models.ForeignKey(
        Installation, models.CASCADE, null=True, blank=True, related_name="complaint_matches"
    )
    how = models.CharField(max_length=10, choices=How)
    metres = models.FloatField(
        null=True, blank=True, help_text=_("From the place of the complaint, where both have one.")
    )

    class Meta:
        verbose_name_plural = "complaint matches"
        constraints = [
            models.CheckConstraint(
                condition=Q(how__in=("person", "id", "place"), installation__isnull=False)
                | Q(how__in=("several", "none", "no_place"), installation=None),
                name="complaint_match_names_one_or_says_why_not",
                violation_error_message="A match names an installation, or says why none.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint}: {self.get_how_display()}"
