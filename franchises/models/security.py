"""What secures a contract: what it requires, the instruments that the city holds, draws on them."""

from datetime import date
from decimal import Decimal

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from franchises.models.fee_collection import FeeCollection
from franchises.models.fields import CentsField
from franchises.models.franchise import Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.rules.money import CENT, LARGEST, exact_cents
from franchises.rules.security import Drawn, Held

ENDS_BEFORE_IT_BEGINS = "This ends before it begins."


class SecurityKind(models.TextChoices):
    """The form of a security."""

    FUND = "fund", "Security fund"
    LETTER = "letter", "Letter of credit"
    BOND = "bond", "Surety bond"


class RequirementQuerySet(models.QuerySet):
    def in_force_on(self, day: date) -> "RequirementQuerySet":
        """What contracts require on *day*."""
        return self.filter(
            Q(required_until=None) | Q(required_until__gte=day), required_from__lte=day
        )


class SecurityRequirement(models.Model):
    """What a contract requires in security of one kind, from one day to another."""

    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="security_requirements")
    kind = models.CharField(max_length=10, choices=SecurityKind)
    amount = CentsField(help_text="US dollars that are to be held at all times.")
    required_from = models.DateField("required from")
    required_until = models.DateField(
        "required until", null=True, blank=True, help_text="The last day; empty while it lasts."
    )
    days_to_replenish = models.PositiveSmallIntegerField(
        "days to replenish",
        default=30,
        help_text="After a draw, within which it is to be whole again.",
    )
    source = models.CharField(
        "clause", max_length=300, blank=True, validators=[validate_plain_text]
    )

    objects = RequirementQuerySet.as_manager()
    history = history_of_changes(no_db_index=["franchise"])

    class Meta:
        verbose_name = "security required"
        verbose_name_plural = "securities required"
        ordering = ["franchise", "kind", "required_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__range=(CENT, LARGEST)),
                name="securityrequirement_amount_is_positive",
                violation_error_message="What is required is more than $0.00.",
            ),
            models.CheckConstraint(
                condition=Q(required_until=None) | Q(required_until__gte=F("required_from")),
                name="securityrequirement_ends_after_it_begins",
                violation_error_message=ENDS_BEFORE_IT_BEGINS,
            ),
            models.UniqueConstraint(
                fields=["franchise", "kind", "required_from"],
                name="securityrequirement_is_said_once",
                violation_error_message="This is required from that day already: change that one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.franchise.number}, from {self.required_from}"


class Security(models.Model):
    """An instrument that the city holds. What is left of it on a day follows from its draws."""

    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="securities")
    kind = models.CharField(max_length=10, choices=SecurityKind)
    issuer = models.CharField(
        max_length=200,
        validators=[validate_plain_text],
        help_text="The bank or surety; of a fund, where it is deposited.",
    )
    number = models.CharField(
        max_length=100,
        validators=[validate_plain_text],
        help_text="Of the bond, letter or account.",
    )
    amount = CentsField(help_text="US dollars, before anything is drawn.")
    held_from = models.DateField("held from")
    expires_on = models.DateField(
        "expires on", null=True, blank=True, help_text="Its last day; empty where it has none."
    )
    released_on = models.DateField(
        "released on", null=True, blank=True, help_text="The last day before it was given back."
    )
    note = models.TextField(blank=True, help_text="For staff. Never published.")
    documents = GenericRelation("franchises.Document", "holder_id", "holder_type")

    history = history_of_changes(no_db_index=["franchise"])

    class Meta:
        verbose_name_plural = "securities"
        ordering = ["franchise", "kind", "held_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__range=(CENT, LARGEST)),
                name="security_amount_is_positive",
                violation_error_message="A security is of more than $0.00.",
            ),
            models.CheckConstraint(
                condition=(Q(expires_on=None) | Q(expires_on__gte=F("held_from")))
                & (Q(released_on=None) | Q(released_on__gte=F("held_from"))),
                name="security_ends_after_it_begins",
                violation_error_message=ENDS_BEFORE_IT_BEGINS,
            ),
            models.UniqueConstraint(
                fields=["issuer", "number", "held_from"],
                name="security_is_recorded_once",
                violation_error_message="This security is already recorded.",
            ),
        ]
        indexes = [models.Index(fields=["expires_on"], name="security_by_expiry")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number} of {self.franchise.number}"

    @property
    def last_day(self) -> date | None:
        """The day it expired or was released, whichever comes first; None if neither is known."""
        return min((x for x in (self.expires_on, self.released_on) if x is not None), default=None)

    def as_held(self) -> Held:
        """Return it as the rules take it. A query, unless its draws were read with it."""
        drawn = [
            Drawn(
                exact_cents(each.collection.amount),
                each.drawn_on,
                each.replenished_on,
                each.replenish_by,
                each.pk,
            )
            for each in self.draws.all()
        ]
        return Held(exact_cents(self.amount), self.held_from, self.last_day, tuple(drawn))

    def left_on(self, day: date) -> Decimal:
        """Return the dollars that can still be drawn on *day*."""
        return self.as_held().amount_on(day)


class SecurityDraw(models.Model):
    """A draw on a security: the collection that it brought, and when it is to be whole again.

    How much was drawn, and what was paid with it, is said by the collection and by nothing else.
    Draws are made in `contracts.drawing`.
    """

    security = models.ForeignKey(Security, models.PROTECT, related_name="draws")
    collection = models.OneToOneField(
        FeeCollection, models.PROTECT, related_name="draw", editable=False
    )
    drawn_on = models.DateField("drawn on")
    because = models.CharField(
        max_length=300,
        validators=[validate_plain_text],
        help_text="What the franchisee had not done, as the notice to the issuer says it.",
    )
    replenish_by = models.DateField(
        "replenish by",
        null=True,
        blank=True,
        help_text="The last day that the contract gives to make it whole; worked out if empty.",
    )
    replenished_on = models.DateField(
        "replenished on", null=True, blank=True, help_text="From that day on it was whole again."
    )

    history = history_of_changes(no_db_index=["security", "collection"])

    class Meta:
        verbose_name = "draw on a security"
        verbose_name_plural = "draws on securities"
        ordering = ["-drawn_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(because=""),
                name="securitydraw_says_why",
                violation_error_message="A draw says why it was made.",
            ),
            models.CheckConstraint(
                condition=(Q(replenish_by=None) | Q(replenish_by__gte=F("drawn_on")))
                & (Q(replenished_on=None) | Q(replenished_on__gte=F("drawn_on"))),
                name="securitydraw_is_replenished_after_it",
                violation_error_message="A security is replenished after it is drawn on.",
            ),
        ]
        indexes = [models.Index(fields=["replenish_by"], name="securitydraw_by_replenish")]

    def __str__(self) -> str:
        return f"{self.security}, {self.drawn_on}"

    def clean(self) -> None:
        """Refuse a collection of another franchise than the security's."""
        if self.collection_id and self.collection.franchise_id != self.security.franchise_id:
            raise ValidationError("The collection is of another franchise than the security.")
