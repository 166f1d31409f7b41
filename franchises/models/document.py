"""A contract, certificate, resolution or letter as a file, on whatever it is about."""

from typing import NamedTuple

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from franchises.models.franchise import Franchise
from franchises.models.franchisee import Franchisee, validate_plain_text
from franchises.models.history import history_of_changes
from franchises.rules.file_content import SUFFIXES


class Holder(NamedTuple):
    """What documents may hang on: in a word, how to get to its franchise, whether it has drafts."""

    word: str
    path: str = "franchise"
    has_drafts: bool = False


# By model name. Each has `documents = GenericRelation("franchises.Document")`, and the
# `DocumentInline` on its page. Whether the public sees a franchise is said by the franchise alone;
# of an event it is said by the event as well.
HOLDERS = {
    "franchisee": Holder("franchisee", "franchises"),
    "franchise": Holder("franchise", ""),
    "franchiseevent": Holder("event", has_drafts=True),
    "security": Holder("security"),
    "insurancecertificate": Holder("certificate"),
    "obligation": Holder("obligation"),
    "audit": Holder("audit"),
    "notice": Holder("notice"),
    "penalty": Holder("penalty"),
}
UNDER_A_FRANCHISE = {name: holder for name, holder in HOLDERS.items() if name != "franchisee"}


class DocumentQuerySet(models.QuerySet["Document"]):
    def published(self) -> "DocumentQuerySet":
        """Documents that the public may see: public ones, on what is itself published."""
        seen = self.filter(_held_by(HOLDERS, is_published=True), is_public=True)
        for name in (name for name, holder in HOLDERS.items() if holder.has_drafts):
            drafts = _holders(name).filter(is_published=False).order_by().values("pk")
            seen = seen.exclude(holder_type__model=name, holder_id__in=drafts)
        return seen

    def of_franchise(self, franchise: Franchise) -> "DocumentQuerySet":
        """Documents on a franchise and on all that stands under it; not its franchisee's."""
        return self.filter(_held_by(UNDER_A_FRANCHISE, pk=franchise.pk))

    def of_franchisee(self, franchisee: Franchisee) -> "DocumentQuerySet":
        """Documents on the franchisee itself."""
        return self.filter(_held_by({"franchisee": Holder("franchisee", "")}, pk=franchisee.pk))

    def with_names(self) -> "DocumentQuerySet":
        """Each document with the ``franchise`` number and ``franchisee`` name it belongs to.

        And with ``about``, the word for what it is on. A document on a franchisee is of no one
        franchise.
        """
        numbers = [_reached(name, "number") for name in UNDER_A_FRANCHISE]
        names = [_reached(name, "franchisee__name") for name in UNDER_A_FRANCHISE]
        words = [When(holder_type__model=n, then=Value(each.word)) for n, each in HOLDERS.items()]
        text = models.CharField(max_length=200)
        franchisee = _holders("franchisee").filter(pk=OuterRef("holder_id")).values("name")
        named = When(holder_type__model="franchisee", then=Subquery(franchisee))
        return self.annotate(
            franchise=Case(*numbers, default=Value(""), output_field=text),
            franchisee=Case(named, *names, default=Value(""), output_field=text),
            about=Case(*words, output_field=text),
        )


class Document(models.Model):
    """One file on one thing. Its content never changes: another file is another document."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("Contract")
        AMENDMENT = "amendment", _("Amendment")
        RESOLUTION = "resolution", _("Resolution")
        CERTIFICATE = "certificate", _("Certificate")
        BOND = "bond", _("Bond or letter of credit")
        LETTER = "letter", _("Letter")
        NOTICE = "notice", _("Notice")
        REPORT = "report", _("Report")
        OTHER = "other", _("Other")

    holder_type = models.ForeignKey(ContentType, models.PROTECT, editable=False)
    holder_id = models.PositiveBigIntegerField(editable=False)
    holder = GenericForeignKey("holder_type", "holder_id")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(
        max_length=200,
        validators=[validate_plain_text],
        help_text=_("What it is called, such as: Amendment 3 of the franchise agreement."),
    )
    dated_on = models.DateField(
        "dated", null=True, blank=True, help_text=_("The day that stands on it.")
    )
    is_public = models.BooleanField(
        "public",
        default=False,
        help_text=_("Whether anybody may read it, once what it is about is published."),
    )
    file_name = models.CharField(
        "file", max_length=255, help_text=_("As it was called when it was uploaded.")
    )
    sha256 = models.CharField(
        "SHA-256",
        max_length=64,
        validators=[RegexValidator(r"\A[0-9a-f]{64}\Z", "This is no SHA-256.")],
        help_text=_("The SHA-256 of its bytes: whoever has the file can check it."),
    )
    size = models.PositiveBigIntegerField(help_text=_("Its size in bytes."))
    media_type = models.CharField(
        max_length=100, help_text=_("What kind of file it is, by its content.")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False
    )
    uploaded_at = models.DateTimeField("uploaded", auto_now_add=True)

    objects = DocumentQuerySet.as_manager()
    history = history_of_changes(no_db_index=["holder_type", "uploaded_by"])

    class Meta:
        ordering = [F("dated_on").desc(nulls_last=True), "-pk"]
        indexes = [models.Index(fields=["sha256"], name="document_by_content")]
        constraints = [
            models.UniqueConstraint(
                fields=["holder_type", "holder_id", "sha256"],
                name="document_is_on_a_thing_once",
                violation_error_message="This file is on it already.",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(sha256="") & Q(size__gt=0),
                name="document_has_a_title_and_content",
                violation_error_message="A document needs a title and a file that is not empty.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the public address: by content, which nobody guesses."""
        return reverse("document", args=[self.sha256])

    @property
    def download_name(self) -> str:
        """What the file is called where it is handed out, such as ``amendment-3.pdf``."""
        return f"{slugify(self.title)[:100] or self.kind}{SUFFIXES[self.media_type]}"

    @property
    def format(self) -> str:
        """The kind of its file in a word, such as PDF."""
        return SUFFIXES[self.media_type][1:].upper()


def holder_models() -> list[type[models.Model]]:
    """Return the models that documents may hang on."""
    return [Document._meta.apps.get_model("franchises", name) for name in HOLDERS]


def _holders(name: str) -> models.QuerySet[models.Model]:
    return Document._meta.apps.get_model("franchises", name)._default_manager.all()


def _held_by(holders: dict[str, Holder], **wanted: object) -> Q:
    """Return the condition that a document's holder is of a franchise that is as *wanted*."""
    held = Q(pk__in=())
    for name, holder in holders.items():
        lookups = {_under(holder, key): value for key, value in wanted.items()}
        keys = _holders(name).filter(**lookups).order_by().values("pk")
        held |= Q(holder_type__app_label="franchises", holder_type__model=name, holder_id__in=keys)
    return held


def _reached(name: str, column: str) -> When:
    """Return *column* of the franchise of a holder, where the holder is a *name*."""
    held = _holders(name).filter(pk=OuterRef("holder_id")).order_by()
    found = Subquery(held.values(_under(HOLDERS[name], column))[:1])
    return When(holder_type__model=name, then=found)


def _under(holder: Holder, column: str) -> str:
    return f"{holder.path}__{column}" if holder.path else column
