"""The forms of a fee schedule and its charges: impossible terms are refused where they stand.

What is impossible is decided by `rules.fee_checks`; here its sentences find their fields.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import DecimalField, Field
from django.forms.formsets import DELETION_FIELD_NAME

from franchises.admin.money import DollarsInput
from franchises.admin.record import ReasonForm
from franchises.books.terms import component_of, late_terms_of, terms_of
from franchises.models import FeeComponent, FeeSchedule
from franchises.models.fields import CentsField
from franchises.rules.fee_checks import (
    component_problems_of,
    late_problems_of,
    schedule_problems_of,
)
from franchises.rules.written_terms import (
    TermsError,
    late_rates_from,
    multipliers_from,
    rates_from,
)

Charge = FeeComponent.Charge
BY_QUANTITY = (Charge.METERED, Charge.BANDED)
# What a charge cannot do without, or cannot have; and what to say of it.
BELONGS = {
    "percent": ((Charge.PERCENTAGE,), "Per cent of revenue needs a per cent, from 0 to 100."),
    "rates": (BY_QUANTITY, "A charge by quantity needs its rates."),
    "amount": ((Charge.FLAT,), "A flat charge needs an amount, zero or more."),
}
# The fields of terms that have another name in the rules.
FIELDS = {"last_day": "expires_on"}
LATE_FIELDS = {"rates": "late_rates"}
PREVIEW = "_preview"


class PercentField(forms.DecimalField):
    """Per cent, shown as it was typed: 5, where the column keeps 5.000000."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "percent-input"})

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


TERMS_FIELDS: dict[type[Field[Any, Any]], dict[str, Any]] = {
    CentsField: {"widget": DollarsInput},
    DecimalField: {"form_class": PercentField},
}


def lines_box(rows: int) -> forms.Textarea:
    """Return a box for a few written lines."""
    return forms.Textarea(attrs={"rows": rows, "cols": 60, "class": "lines-input"})


class FeeScheduleForm(ReasonForm):
    """The terms of a schedule, but for its charges."""

    # A form that is only looked at is never valid, so that nothing is saved.
    is_preview = False

    class Meta:
        widgets = {
            "late_rates": lines_box(2),
            "note": forms.Textarea(attrs={"rows": 3, "cols": 60}),
        }

    @property
    def is_change(self) -> bool:
        return super().is_change and not self.is_preview

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_preview

    def clean_late_rates(self) -> str:
        return read_or_refused(late_rates_from, self.cleaned_data["late_rates"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            said = {name: value for name, value in cleaned.items() if name != "change_reason"}
            schedule = FeeSchedule(**said)
            for field, sentence in _schedule_problems(schedule):
                self.add_error(field, sentence)
        return cleaned


def _schedule_problems(schedule: FeeSchedule) -> Iterator[tuple[str, str]]:
    """Yield what is impossible about the terms as a whole: the field, and the sentence."""
    if (schedule.minimum_escalator is None) != (schedule.minimum_escalates_on is None):
        yield "minimum_escalator", "Give by how much the minimum grows and from which day."
    for about, sentence in schedule_problems_of(terms_of(schedule, [])):
        if about != "components":
            yield FIELDS.get(about, about), sentence
    for about, sentence in late_problems_of(late_terms_of(schedule)):
        yield LATE_FIELDS.get(about, about), sentence


class FeeComponentForm(forms.ModelForm):
    """One charge of a schedule."""

    class Meta:
        widgets = {"rates": lines_box(4), "multipliers": lines_box(3)}

    def clean_rates(self) -> str:
        return read_or_refused(rates_from, self.cleaned_data["rates"])

    def clean_multipliers(self) -> str:
        return read_or_refused(multipliers_from, self.cleaned_data["multipliers"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        charge = cleaned.get("charge")
        if not charge:
            return cleaned
        for field, (charges, sentence) in BELONGS.items():
            given = cleaned.get(field) not in (None, "")
            if charge in charges and not given and field not in self.errors:
                self.add_error(field, sentence)
            elif charge not in charges and given:
                self.add_error(field, f"{Charge(charge).label} has none: leave it empty.")
        if cleaned.get("deducts") and charge != Charge.PERCENTAGE:
            self.add_error("deducts", "Only per cent of revenue has deductions.")
        if cleaned.get("deducts_from_fee") and not cleaned.get("deducts"):
            self.add_error("deducts_from_fee", "Say first that deductions are taken off at all.")
        if (cleaned.get("escalator") is None) != (cleaned.get("escalates_on") is None):
            self.add_error("escalator", "Give by how much the rate grows and from which day.")
        if not self.errors:
            said = {name: cleaned[name] for name in self._meta.fields or () if name in cleaned}
            refuse_impossible_charge(self, FeeComponent(**said | {"schedule": None}), None)
        return cleaned


class FeeComponentFormSet(forms.BaseInlineFormSet):
    """The charges of a schedule, which have to make sense together."""

    def components(self) -> list[FeeComponent]:
        """Return the charges as the forms have them, those to be deleted left out."""
        return [form.instance for form in self._filled_in()]

    def clean(self) -> None:
        super().clean()
        is_saved = self.instance.pk and PREVIEW not in self.data
        if is_saved and self.has_changed() and not self.data.get("change_reason", "").strip():
            raise ValidationError("Say why: a change of the charges is kept with its reason.")
        forms_filled_in = self._filled_in()
        for form in forms_filled_in:
            if not form.errors:
                refuse_impossible_charge(form, form.instance, self.instance.expires_on)
        if any(form.errors for form in forms_filled_in):
            return
        # The days and sums of the schedule itself are looked at by its own form.
        problems = schedule_problems_of(_charges_alone(self.instance, self.components()))
        if problems:
            raise ValidationError([each.sentence for each in problems])

    def _filled_in(self) -> list[Any]:
        return [
            form
            for form in self.forms
            if not (form.empty_permitted and not form.has_changed())
            and not getattr(form, "cleaned_data", {}).get(DELETION_FIELD_NAME)
        ]


def refuse_impossible_charge(form: Any, said: FeeComponent, last_day: date | None) -> None:
    """Add what is impossible about a charge to its *form*, in terms that end on *last_day*."""
    try:
        component = component_of(said)
    except TermsError as error:
        form.add_error("rates", list(error.mistakes))
        return
    for about, sentence in component_problems_of(component, last_day):
        form.add_error(about, sentence)


def _charges_alone(schedule: FeeSchedule, components: list[FeeComponent]) -> Any:
    alone = FeeSchedule(effective_on=schedule.effective_on, source=schedule.source)
    return terms_of(alone, components)


def read_or_refused(read: Callable[[str], object], text: str) -> str:
    """Return *text*; raise `ValidationError` with every line of it that *read* cannot read."""
    try:
        read(text)
    except TermsError as error:
        raise ValidationError(list(error.mistakes)) from error
    return text
