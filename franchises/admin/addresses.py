"""Where the pages of the admin are, for links from one record to those around it."""

from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode


@dataclass(frozen=True)
class Link:
    """A way to a page of *model*, shown to those who may see it."""

    label: str
    address: str
    model: type[Model]


def list_of(model: type[Model], **lookups: str | int) -> str:
    """Return the address of the list of *model*, filtered by *lookups*."""
    return _address(model, "changelist", lookups)


def add_to(model: type[Model], **initial: str | int) -> str:
    """Return the address of the form for a new *model*, filled in with *initial*."""
    return _address(model, "add", initial)


def page_of(model: type[Model], pk: object) -> str:
    """Return the address of one record's page."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


def _address(model: type[Model], page: str, query: dict[str, str | int]) -> str:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
    return f"{address}?{urlencode(query)}" if query else address
