"""The form field for what is written one line an entry: the parts of a profile, and headings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from franchises.imports.profiles.written import FORMS, as_lines, read_lines

LONGEST_PART = 100_000


class LinesField(forms.CharField):
    """One part of a profile, written one line an entry; its value is the part as it is kept."""

    def __init__(self, part: str, *, rows: int = 4, **kwargs: Any) -> None:
        self.part = part
        box = forms.Textarea(attrs={"rows": rows, "cols": 80, "placeholder": FORMS[part]})
        super().__init__(widget=box, max_length=LONGEST_PART, strip=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        # By the alphabet: a database may keep the entries in no order that anybody knows.
        return "\n".join(sorted(as_lines(self.part, value).splitlines(), key=str.casefold))

    def clean(self, value: Any) -> Any:
        """Return the entries of the lines; raise `ValidationError` with the lines that are none."""
        entries, mistakes = read_lines(self.part, super().clean(value))
        if mistakes:
            raise ValidationError(mistakes)
        return entries

    def has_changed(self, initial: Any, data: Any) -> bool:
        before, after = self.prepare_value(initial) or "", data or ""
        return bool(before.splitlines() != after.splitlines())
