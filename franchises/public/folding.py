"""Forms of filters: the few that most readers use, and the others folded away below them."""

from collections.abc import Iterator
from typing import ClassVar

from django import forms
from django.forms.boundfield import BoundField


class FoldingForm(forms.Form):
    """A form that asks for words before anything else; its ``rare`` fields are folded away.

    They lie open where one of them is in use, unless the page shows that by itself: ``seen``.
    """

    field_order = ("search",)
    rare: ClassVar[frozenset[str]] = frozenset()
    seen: ClassVar[frozenset[str]] = frozenset()

    def usual_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in self.fields if name not in self.rare)

    def rare_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name in self.rare]

    def is_unfolded(self) -> bool:
        return any(self.data.get(name) for name in self.rare - self.seen)
