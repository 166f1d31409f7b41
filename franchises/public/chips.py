"""The filters in force on a list, each with the address of the list without it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import BaseForm
from django.http import QueryDict
from django.utils.formats import date_format


@dataclass(frozen=True)
class Chip:
    """One filter in words, and the query string that leaves it out."""

    words: str
    query: str


def chips_of(form: BaseForm, query: QueryDict) -> list[Chip]:
    """Return a chip for each filter of *form* that *query* has, in the form's order."""
    return list(_chips(form, query))


def _chips(form: BaseForm, query: QueryDict) -> Iterator[Chip]:
    for name, field in form.fields.items():
        if value := query.get(name):
            rest = query.copy()
            del rest[name]
            rest.pop("page", None)
            yield Chip(f"{field.label}: {_shown(form, name, value)}", rest.urlencode())


def _shown(form: BaseForm, name: str, value: str) -> str:
    """Return *value* as people read it: the words of a choice, a day, or as it was typed."""
    chosen: Any = form.cleaned_data[name]
    if isinstance(chosen, date):
        return date_format(chosen, "j F Y")
    if hasattr(form.fields[name], "queryset"):
        return str(chosen)
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value))
