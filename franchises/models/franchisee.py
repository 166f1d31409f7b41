"""The companies and bodies that hold franchises, the names they go by, and whom to call."""

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from franchises.models.history import history_of_changes
from franchises.rules.names import name_key, unsafe_text_rule


def validate_plain_text(text: str) -> None:
    """Raise `ValidationError` where *text* has invisible characters, or begins as a formula."""
    rule = unsafe_text_rule(text)
    if rule:
        raise ValidationError(f"This text {rule}.", code="unsafe")


class FranchiseeQuerySet(models.QuerySet["Franchisee"]):
    def in_register(self) -> "FranchiseeQuerySet":
        """Franchisees that the public may see: those with a published franchise."""
        return self.filter(franchises__is_published=True).distinct()


class Franchisee(models.Model):
    """A company or body that holds a franchise. Natural key: its normalised name."""

    name = models.CharField(
        max_length=200,
        validators=[validate_plain_text],
        help_text=_("The legal name, as it stands in the franchise contract."),
    )
    name_key = models.CharField(max_length=200, unique=True, editable=False)
    slug = models.SlugField(
        max_length=200,
        unique=True,
        blank=True,
        help_text=_("The name in web addresses. Made from the name when left empty."),
    )
    website = models.URLField(
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("The franchisee's own site, http or https."),
    )
    notes = models.TextField(blank=True, help_text=_("For staff. Never published."))

    documents = GenericRelation("franchises.Document", "holder_id", "holder_type")
    objects = FranchiseeQuerySet.as_manager()
    history = history_of_changes()

    class Meta:
        ordering = ["name_key"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_key=""),
                name="franchisee_has_a_name",
                violation_error_message="A franchisee needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the key and the slug in step with the name."""
        self.name_key = name_key(self.name)
        if not self.slug:
            taken = Franchisee.objects.exclude(pk=self.pk).values_list("slug", flat=True)
            self.slug = unused_slug(self.name, set(taken))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("franchisee", args=[self.slug])

    def clean(self) -> None:
        """Refuse a name that another franchisee has, or is also known by."""
        self.name_key = name_key(self.name)
        others = Franchisee.objects.exclude(pk=self.pk)
        if others.filter(name_key=self.name_key).exists():
            raise ValidationError({"name": "Another franchisee has this name."})
        alias = (
            FranchiseeAlias.objects.filter(name_key=self.name_key)
            .exclude(franchisee=self.pk)
            .select_related("franchisee")
            .first()
        )
        if alias:
            raise ValidationError({"name": f"This is another name of {alias.franchisee}."})


def unused_slug(name: str, taken: set[str]) -> str:
    """Return a slug of *name* that is not in *taken*: ``altice-usa``, then ``altice-usa-2``."""
    base = slugify(name)[:190] or "franchisee"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


class FranchiseeAlias(models.Model):
    """Another name of a franchisee, recorded by a person, that imports accept for it."""

    franchisee = models.ForeignKey(Franchisee, models.CASCADE, related_name="aliases")
    name = models.CharField(
        max_length=200,
        validators=[validate_plain_text],
        help_text=_("The name exactly as files spell it; capitals and spaces do not matter."),
    )
    name_key = models.CharField(max_length=200, unique=True, editable=False)

    history = history_of_changes()

    class Meta:
        ordering = ["name_key"]
        verbose_name = "other name"
        verbose_name_plural = "other names"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_key=""),
                name="franchiseealias_has_a_name",
                violation_error_message="An other name cannot be empty.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a name that is, or is recorded for, another franchisee."""
        self.name_key = name_key(self.name)
        if Franchisee.objects.filter(name_key=self.name_key).exists():
            raise ValidationError({"name": "A franchisee has this as its own name."})
        if FranchiseeAlias.objects.filter(name_key=self.name_key).exclude(pk=self.pk).exists():
            raise ValidationError({"name": "This name is already recorded for a franchisee."})


class Contact(models.Model):
    """A person or desk at a franchisee. Never published."""

    franchisee = models.ForeignKey(Franchisee, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200, help_text=_("A person or a desk."))
    role = models.CharField(max_length=100, blank=True, help_text=_("Such as: fee reports, legal."))
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
