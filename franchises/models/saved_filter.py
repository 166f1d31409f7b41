"""A view of a list that somebody wants to come back to, or to share."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from franchises.models.franchisee import validate_plain_text


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def open_to(self, user: models.Model) -> "SavedFilterQuerySet":
        """The filters of *user*, and those that others share."""
        return self.filter(Q(owner=user) | Q(is_shared=True))


class SavedFilter(models.Model):
    """A list of the admin and its filter. Natural key: owner and name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters", editable=False
    )
    name = models.CharField(max_length=100, validators=[validate_plain_text])
    page = models.CharField(
        max_length=100,
        editable=False,
        help_text="The address of the list within the admin, such as franchises/franchise/.",
    )
    query = models.CharField(
        "filter", max_length=1000, blank=True, editable=False, help_text="The query string."
    )
    is_shared = models.BooleanField(
        "shared", default=False, help_text="Everybody who may see the list finds it there."
    )

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        # Who may see a list may save a filter of it.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="savedfilter_name_is_unique",
                violation_error_message="You have a saved filter of this name already.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="savedfilter_has_a_name",
                violation_error_message="A saved filter needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
