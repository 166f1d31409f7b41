"""The franchise: one signed instrument, one number; its type, its boroughs, its status."""

from datetime import date

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from franchises.models.franchisee import Franchisee, validate_plain_text
from franchises.models.history import history_of_changes
from franchises.rules.term import Status, status_on

STATUS_LABELS = {
    Status.PENDING: _("Not yet in force"),
    Status.IN_FORCE: _("In force"),
    Status.HOLDOVER: _("Holdover"),
    Status.EXPIRED: _("Expired"),
    Status.TERMINATED: _("Terminated"),
}


class FranchiseType(models.Model):
    """What a franchise lets its franchisee do, such as cable television."""

    code = models.SlugField(max_length=50, unique=True, help_text=_("Short name used in files."))
    name = models.CharField(max_length=100, unique=True)
    description = models.TextField(blank=True, help_text=_("One sentence for the public."))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_cable(self) -> bool:
        """Whether the federal cap on what cable operators pay is on it: by its code."""
        return self.code.startswith("cable")

    @property
    def is_tunnel_railroad(self) -> bool:
        """Whether a term of 50 years is allowed: by its code."""
        return self.code.startswith("tunnel-railroad")


class Borough(models.Model):
    """A part of the city that a franchise or an installation may be in."""

    code = models.SlugField(max_length=20, unique=True, help_text=_("Short name used in files."))
    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FranchiseQuerySet(models.QuerySet["Franchise"]):
    def published(self) -> "FranchiseQuerySet":
        """Franchises that the public may see."""
        return self.filter(is_published=True)

    def with_status_on(self, day: date) -> "FranchiseQuerySet":
        """Each franchise with its ``status`` on *day*, as `rules.term.status_on` decides it."""
        status = Case(
            When(effective_on__gt=day, then=Value(Status.PENDING.value)),
            When(terminated_on__lt=day, then=Value(Status.TERMINATED.value)),
            When(expires_on__lt=day, is_holdover=True, then=Value(Status.HOLDOVER.value)),
            When(expires_on__lt=day, then=Value(Status.EXPIRED.value)),
            default=Value(Status.IN_FORCE.value),
            output_field=models.CharField(max_length=12),
        )
        return self.annotate(status=status)

    def with_status(self, status: Status, day: date) -> "FranchiseQuerySet":
        """Franchises that have *status* on *day*."""
        return self.with_status_on(day).filter(Q(status=status.value))

    def in_force_on(self, day: date) -> "FranchiseQuerySet":
        """Franchises that are in force on *day*; a holdover is not."""
        return self.with_status(Status.IN_FORCE, day)

    def in_holdover_on(self, day: date) -> "FranchiseQuerySet":
        """Franchises whose term is over and whose franchisees still operate on *day*."""
        return self.with_status(Status.HOLDOVER, day)

    def expiring(self, first: date, last: date) -> "FranchiseQuerySet":
        """Franchises whose last day is from *first* to *last*, the earliest first."""
        return self.filter(expires_on__range=(first, last), terminated_on=None).order_by(
            "expires_on", "number"
        )


class Franchise(models.Model):
    """A contract to use the city's streets, of one type, for a term. Natural key: its number."""

    number = models.CharField(
        max_length=50,
        unique=True,
        validators=[
            RegexValidator(
                r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z",
                "Use letters, digits, dots, dashes and underscores, as it stands in web addresses.",
            )
        ],
        help_text=_("The number of the signed instrument."),
    )
    franchisee = models.ForeignKey(Franchisee, models.PROTECT, related_name="franchises")
    franchise_type = models.ForeignKey(
        FranchiseType, models.PROTECT, related_name="franchises", verbose_name="type"
    )
    title = models.CharField(
        max_length=200,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("What the contract is called, where it has a title."),
    )
    effective_on = models.DateField("effective on", help_text=_("The first day of the term."))
    expires_on = models.DateField(
        "expires on",
        null=True,
        blank=True,
        help_text=_(
            "The last day of the term, in it. Empty only where the franchise is perpetual."
        ),
    )
    is_perpetual = models.BooleanField(
        "perpetual", default=False, help_text=_("The instrument names no last day.")
    )
    terminated_on = models.DateField(
        "terminated on",
        null=True,
        blank=True,
        help_text=_("The last day in force, where the franchise was ended early."),
    )
    is_holdover = models.BooleanField(
        "holdover",
        default=False,
        help_text=_("Once the term is over, the franchisee still operates and pays."),
    )
    registered_on = models.DateField(
        "registered on",
        null=True,
        blank=True,
        help_text=_("The day the Comptroller registered the contract."),
    )
    registration_number = models.CharField(
        max_length=50, blank=True, help_text=_("The Comptroller's number for the contract.")
    )
    award_method = models.CharField(
        max_length=100,
        blank=True,
        help_text=_("How it was awarded, such as: request for proposals."),
    )
    boroughs = models.ManyToManyField(Borough, blank=True, related_name="franchises")
    succeeds = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="succeeded_by",
        help_text=_("The franchise that this one continues, after a transfer to its franchisee."),
    )
    is_published = models.BooleanField(
        "published",
        default=False,
        help_text=_("A franchise that is not published is a draft, which the public never sees."),
    )
    notes = models.TextField(blank=True, help_text=_("For staff. Never published."))

    documents = GenericRelation("franchises.Document", "holder_id", "holder_type")
    objects = FranchiseQuerySet.as_manager()
    history = history_of_changes(
        m2m_fields=[boroughs], no_db_index=["franchisee", "franchise_type", "succeeds"]
    )

    class Meta:
        ordering = ["number"]
        permissions = [("transfer_franchise", "Can transfer franchises to other franchisees")]
        indexes = [
            models.Index(fields=["expires_on"], name="franchise_by_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(number=""),
                name="franchise_has_a_number",
                violation_error_message="A franchise needs a number.",
            ),
            models.CheckConstraint(
                condition=Q(is_perpetual=True, expires_on=None)
                | Q(is_perpetual=False, expires_on__isnull=False),
                name="franchise_expires_or_is_perpetual",
                violation_error_message=(
                    "Give the day the franchise expires, or mark it perpetual; not both."
                ),
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("effective_on")),
                name="franchise_expires_after_it_begins",
                violation_error_message="A franchise cannot expire before its effective date.",
            ),
            models.CheckConstraint(
                condition=Q(terminated_on=None) | Q(terminated_on__gte=F("effective_on")),
                name="franchise_terminated_after_it_begins",
                violation_error_message=(
                    "A franchise cannot be terminated before its effective date."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_holdover=False) | Q(is_perpetual=False),
                name="franchise_perpetual_has_no_holdover",
                violation_error_message="A perpetual franchise cannot be in holdover.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.franchisee}"

    def get_absolute_url(self) -> str:
        return reverse("franchise", args=[self.number])

    def clean(self) -> None:
        """Refuse to take a franchise with money on it out of the public register."""
        if self.pk and not self.is_published and self.has_money():
            raise ValidationError(
                {
                    "is_published": "Fees are recorded for this franchise, and the fee reports"
                    " name it: it cannot become a draft again."
                }
            )

    def has_money(self) -> bool:
        """Return whether an assessment or a collection is recorded; two queries at most."""
        return self.fee_collections.exists() or self.fee_assessments.exists()

    def status_on(self, day: date) -> Status:
        """Return the status on *day*; that it may be a draft is another matter."""
        return status_on(
            day,
            self.effective_on,
            self.expires_on,
            self.terminated_on,
            is_holdover=self.is_holdover,
        )

    def status_label_on(self, day: date) -> str:
        """Return the status on *day* in words."""
        return str(STATUS_LABELS[self.status_on(day)])
