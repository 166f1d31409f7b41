"""Insurance: what a contract requires, and the certificates that the city was given."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q

from franchises.models.fields import CentsField
from franchises.models.franchise import Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.models.security import ENDS_BEFORE_IT_BEGINS, RequirementQuerySet
from franchises.rules.money import LARGEST, exact_cents
from franchises.rules.security import Cover, Limits


class InsuranceKind(models.TextChoices):
    """What is insured."""

    LIABILITY = "liability", "Commercial general liability"
    AUTOMOBILE = "automobile", "Business automobile liability"
    COMPENSATION = "compensation", "Workers' compensation"
    UMBRELLA = "umbrella", "Umbrella or excess liability"
    PROFESSIONAL = "professional", "Professional liability"
    PROPERTY = "property", "Property"


class InsuranceRequirement(models.Model):
    """What a contract requires in insurance of one kind, from one day to another."""

    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="insurance_requirements")
    kind = models.CharField(max_length=15, choices=InsuranceKind)
    per_occurrence = CentsField(default=0, help_text="US dollars at least for each occurrence.")
    aggregate = CentsField(default=0, help_text="US dollars at least in all.")
    names_city = models.BooleanField(
        "additional insured", default=True, help_text="The City is to be an additional insured."
    )
    required_from = models.DateField("required from")
    required_until = models.DateField(
        "required until", null=True, blank=True, help_text="The last day; empty while it lasts."
    )
    source = models.CharField(
        "clause", max_length=300, blank=True, validators=[validate_plain_text]
    )

    objects = RequirementQuerySet.as_manager()
    history = history_of_changes(no_db_index=["franchise"])

    class Meta:
        verbose_name = "insurance required"
        verbose_name_plural = "insurance required"
        ordering = ["franchise", "kind", "required_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(per_occurrence__range=(0, LARGEST), aggregate__range=(0, LARGEST)),
                name="insurancerequirement_limits_in_range",
                violation_error_message="A limit is between $0.00 and $100,000,000,000.00.",
            ),
            models.CheckConstraint(
                condition=Q(required_until=None) | Q(required_until__gte=F("required_from")),
                name="insurancerequirement_ends_after_it_begins",
                violation_error_message=ENDS_BEFORE_IT_BEGINS,
            ),
            models.UniqueConstraint(
                fields=["franchise", "kind", "required_from"],
                name="insurancerequirement_is_said_once",
                violation_error_message="This is required from that day already: change that one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.franchise.number}, from {self.required_from}"

    def as_limits(self) -> Limits:
        """Return what is required as the rules take it."""
        return Limits(
            exact_cents(self.per_occurrence), exact_cents(self.aggregate), self.names_city
        )


class InsuranceCertificate(models.Model):
    """A certificate of insurance: one policy, its limits and its days."""

    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="insurance_certificates")
    kind = models.CharField(max_length=15, choices=InsuranceKind)
    insurer = models.CharField(max_length=200, validators=[validate_plain_text])
    policy_number = models.CharField(
        "policy number", max_length=100, validators=[validate_plain_text]
    )
    per_occurrence = CentsField(default=0, help_text="US dollars for each occurrence.")
    aggregate = CentsField(default=0, help_text="US dollars in all.")
    names_city = models.BooleanField(
        "additional insured", default=False, help_text="It names the City as additional insured."
    )
    effective_on = models.DateField("effective on", help_text="The first day of the policy.")
    expires_on = models.DateField("expires on", help_text="Its last day, in it.")
    note = models.TextField(blank=True, help_text="For staff. Never published.")
    documents = GenericRelation("franchises.Document", "holder_id", "holder_type")

    history = history_of_changes(no_db_index=["franchise"])

    class Meta:
        ordering = ["franchise", "kind", "-expires_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(per_occurrence__range=(0, LARGEST), aggregate__range=(0, LARGEST)),
                name="insurancecertificate_limits_in_range",
                violation_error_message="A limit is between $0.00 and $100,000,000,000.00.",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("effective_on")),
                name="insurancecertificate_ends_after_it_begins",
                violation_error_message=ENDS_BEFORE_IT_BEGINS,
            ),
            models.UniqueConstraint(
                fields=["franchise", "kind", "insurer", "policy_number", "effective_on"],
                name="insurancecertificate_is_recorded_once",
                violation_error_message="This certificate is already recorded.",
            ),
        ]
        indexes = [models.Index(fields=["expires_on"], name="certificate_by_expiry")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.policy_number} of {self.franchise.number}"

    def as_cover(self) -> Cover:
        """Return it as the rules take it."""
        limits = Limits(
            exact_cents(self.per_occurrence), exact_cents(self.aggregate), self.names_city
        )
        return Cover(limits, self.effective_on, self.expires_on)
