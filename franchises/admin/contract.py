"""What the pages of a contract's requirements and of what happened to it have in common."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect

from franchises.admin.addresses import Link, page_of
from franchises.admin.money import DollarsInput
from franchises.admin.record import HistoryAdmin
from franchises.models import Franchise
from franchises.models.fields import CentsField


class ContractAdmin(HistoryAdmin):
    """A record of one franchise, whose number is in its name."""

    formfield_overrides = {CentsField: {"widget": DollarsInput}}
    list_select_related = ["franchise__franchisee"]
    linked_lookups: tuple[str, ...] = ("franchise__franchisee__id__exact",)
    autocomplete_fields = ["franchise"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("franchise__franchisee")

    def related_links(self, obj: Any) -> list[Link]:
        franchise = obj.franchise
        return [Link(f"Franchise {franchise}", page_of(Franchise, franchise.pk), Franchise)]


class PostingAdmin(HistoryAdmin):
    """A record whose saving writes others too, which may be refused at the last moment."""

    refusals: tuple[type[Exception], ...] = (ValidationError,)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or save the form; what became impossible is told of, and nothing saved."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except self.refusals as refusal:
            words = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
            messages.error(request, f"Nothing was saved: {' '.join(words)}")
            return HttpResponseRedirect(request.get_full_path())
