"""Dollars in lists and forms: separators, a dollar sign, right-aligned by the style sheet."""

from decimal import Decimal

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from franchises.rules.money import format_money


def dollars(amount: Decimal | None) -> SafeString:
    """Return *amount* marked as money; ``[x]`` where it is not known."""
    if amount is None:
        return format_html('<span class="money unknown">{}</span>', "[x]")
    sign = "money negative" if amount < 0 else "money"
    return format_html('<span class="{}">{}</span>', sign, format_money(amount))


class DollarsInput(forms.TextInput):
    """A box for dollars; text, so that a browser neither rounds nor spins it."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "decimal", "class": "money-input"})
