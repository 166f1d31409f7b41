"""What happened to a franchise, and when: awarded, amended, transferred, in default, ended."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from franchises.models.fee_schedule import FeeSchedule
from franchises.models.franchise import Borough, Franchise
from franchises.models.franchisee import validate_plain_text
from franchises.models.history import history_of_changes
from franchises.rules.steps import ANSWERS, CHANGES_TERM, STEP_LABELS, Step
from franchises.rules.term import COMMITTEE_MEMBERS

LONGEST_KIND = 30
VOTE, DEFAULT = Step.COMMITTEE_VOTE.value, Step.NOTICE_OF_DEFAULT.value
CURE, RENEWAL = Step.CURE.value, Step.RENEWAL.value
# Plain values: a migration is not to know the rules.
MAY_ANSWER = sorted(step.value for step in ANSWERS)
NEED_NO_ANSWER = sorted(step.value for step in Step if step is not Step.CURE)
MAY_CHANGE_TERM = sorted(step.value for step in CHANGES_TERM)


class FranchiseEventQuerySet(models.QuerySet["FranchiseEvent"]):
    def published(self) -> "FranchiseEventQuerySet":
        """Events that the public may see: published ones of published franchises."""
        return self.filter(is_published=True, franchise__is_published=True)

    def in_order(self) -> "FranchiseEventQuerySet":
        """The oldest first; those of one day as they were recorded."""
        return self.order_by("happened_on", "pk")


class FranchiseEvent(models.Model):
    """One step in the life of a franchise.

    What an amendment, a renewal, an assignment, a termination or a registration changes of its
    franchise is changed as the event is recorded, in `contracts.recording`, and never by editing
    the event.
    """

    # Said once, in the rules, which know nothing of the database.
    KINDS = tuple((step.value, _(STEP_LABELS[step])) for step in Step)

    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=LONGEST_KIND, choices=KINDS)
    happened_on = models.DateField(
        "day",
        help_text=_(
            "The day it happened; of a termination, the last day in force; of an assignment, the"
            " first day of the new franchisee."
        ),
    )
    reference = models.CharField(
        max_length=100,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("The number of the resolution, the agreement or the letter, where it has one."),
    )
    summary = models.CharField(
        max_length=300,
        blank=True,
        validators=[validate_plain_text],
        help_text=_("What happened, in a sentence. Published with the event."),
    )
    is_published = models.BooleanField(
        "published",
        default=False,
        help_text=_(
            "The public sees it on the page of a published franchise, and in the open data."
        ),
    )
    votes_for = models.PositiveSmallIntegerField(
        "votes for",
        null=True,
        blank=True,
        validators=[MaxValueValidator(COMMITTEE_MEMBERS)],
        help_text=_("Of a vote: how many of the six members were for it."),
    )
    votes_against = models.PositiveSmallIntegerField(
        "votes against", null=True, blank=True, validators=[MaxValueValidator(COMMITTEE_MEMBERS)]
    )
    cure_by = models.DateField(
        "to be cured by",
        null=True,
        blank=True,
        help_text=_("Of a notice of default: the last day that the contract gives to cure it."),
    )
    answers = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_by",
        help_text=_("Of a cure, a forbearance or a termination: the notice of default it answers."),
    )
    old_expires_on = models.DateField(
        "last day of the term before",
        null=True,
        blank=True,
        editable=False,
        help_text=_("What the franchise said when this was recorded."),
    )
    new_expires_on = models.DateField(
        "new last day of the term",
        null=True,
        blank=True,
        help_text=_("Of an amendment of the term, or a renewal."),
    )
    boroughs_added = models.ManyToManyField(Borough, blank=True, related_name="+")
    boroughs_removed = models.ManyToManyField(Borough, blank=True, related_name="+")
    fee_schedule = models.ForeignKey(
        FeeSchedule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="brought_by",
        help_text=_("Of an amendment or a renewal: the fee schedule that it brings."),
    )
    note = models.TextField(blank=True, help_text=_("For staff. Never published."))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text=_("Who recorded it first; later changes are in the history."),
    )

    documents = GenericRelation("franchises.Document", "holder_id", "holder_type")

    objects = FranchiseEventQuerySet.as_manager()
    history = history_of_changes(
        m2m_fields=[boroughs_added, boroughs_removed],
        no_db_index=["franchise", "answers", "fee_schedule", "recorded_by"],
    )

    class Meta:
        verbose_name = "event"
        ordering = ["-happened_on", "-pk"]
        indexes = [
            models.Index(fields=["franchise", "happened_on"], name="franchiseevent_by_franchise"),
            models.Index(fields=["kind", "happened_on"], name="franchiseevent_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=VOTE, votes_for__isnull=False, votes_against__isnull=False)
                | (~Q(kind=VOTE) & Q(votes_for=None, votes_against=None)),
                name="franchiseevent_vote_has_a_count",
                violation_error_message="A vote, and nothing else, has votes for and against.",
            ),
            models.CheckConstraint(
                condition=Q(votes_for=None)
                | Q(votes_for__lte=COMMITTEE_MEMBERS - F("votes_against")),
                name="franchiseevent_votes_are_of_the_members",
                violation_error_message=f"The committee has {COMMITTEE_MEMBERS} members.",
            ),
            models.CheckConstraint(
                condition=Q(cure_by=None) | Q(kind=DEFAULT, cure_by__gte=F("happened_on")),
                name="franchiseevent_default_is_cured_after_it",
                violation_error_message=(
                    "A notice of default, and nothing else, names the day to cure it by, which"
                    " comes after it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(answers=None, kind__in=NEED_NO_ANSWER)
                | Q(answers__isnull=False, kind__in=MAY_ANSWER),
                name="franchiseevent_cure_names_its_default",
                violation_error_message=(
                    "A cure names the notice of default it answers; a forbearance or a termination"
                    " may, and nothing else."
                ),
            ),
            models.CheckConstraint(
                condition=Q(old_expires_on=None, new_expires_on=None) & ~Q(kind=RENEWAL)
                | Q(
                    old_expires_on__isnull=False,
                    new_expires_on__isnull=False,
                    kind__in=MAY_CHANGE_TERM,
                )
                & ~Q(old_expires_on=F("new_expires_on")),
                name="franchiseevent_term_goes_from_day_to_day",
                violation_error_message=(
                    "A renewal says the new last day of the term, an amendment may, and it is not"
                    " the old one."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind=RENEWAL) | Q(new_expires_on__gt=F("old_expires_on")),
                name="franchiseevent_renewal_is_longer",
                violation_error_message="A renewal ends after the term that it renews.",
            ),
            models.CheckConstraint(
                condition=Q(fee_schedule=None) | Q(kind__in=MAY_CHANGE_TERM),
                name="franchiseevent_amendment_brings_fees",
                violation_error_message="An amendment or a renewal, and nothing else, brings fees.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.franchise.number}, {self.happened_on}"

    @property
    def step(self) -> Step:
        """The kind, as the rules know it."""
        return Step(self.kind)

    @property
    def changed_its_franchise(self) -> bool:
        """Whether recording it changed the franchise, so that it stays as it was recorded."""
        return self.new_expires_on is not None or self.step in (
            Step.AMENDMENT,
            Step.RENEWAL,
            Step.ASSIGNMENT,
            Step.TERMINATION,
            Step.REGISTRATION,
        )

    def clean(self) -> None:
        """Refuse what is of another franchise, or answers what came later."""
        if self.answers is not None:
            if self.answers.kind != DEFAULT or self.answers.franchise_id != self.franchise_id:
                raise ValidationError({"answers": "This is no notice of default of the franchise."})
            if self.happened_on and self.happened_on < self.answers.happened_on:
                raise ValidationError(
                    {"happened_on": "This is before the default that it answers."}
                )
        if self.fee_schedule is not None and self.fee_schedule.franchise_id != self.franchise_id:
            raise ValidationError({"fee_schedule": "This schedule is of another franchise."})
