"""How a revenue statement is restated: a new revision, which supersedes the one before."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from franchises.admin.money import DollarsInput
from franchises.admin.record import ReasonForm
from franchises.models import FeeComponent, FiscalYear, RevenueStatement
from franchises.rules.fiscal_year import fiscal_year_label

# What a statement is of, what it says, and where it is kept.
KEY = ("franchise", "fiscal_year", "period", "category")
FIGURES = ("gross_revenue", "deductions", "units")
RECEIPT = ("received_on", "reference", "note")


class RestatementForm(ReasonForm):
    """Other figures for a statement on record; they supersede those of revision ``of``."""

    of = forms.IntegerField(widget=forms.HiddenInput)

    # Other figures are a change, though a row is added for them.
    is_change = True
    reasoned_fields = FIGURES

    class Meta:
        model = RevenueStatement
        fields = [*FIGURES, *RECEIPT]
        widgets = {
            "gross_revenue": DollarsInput(),
            "deductions": DollarsInput(),
            "note": forms.Textarea(attrs={"rows": 3, "cols": 60}),
        }

    def clean_received_on(self) -> Any:
        received_on = self.cleaned_data["received_on"]
        if received_on and received_on > localdate():
            raise forms.ValidationError("This day is in the future.")
        return received_on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not set(FIGURES) & set(self.changed_data):
            self.add_error(None, "These are the figures on record: nothing is restated.")
        return cleaned


def revisions_of(statement: RevenueStatement) -> list[RevenueStatement]:
    """Return every revision of *statement*, the one in force first. One query."""
    key = {name: getattr(statement, name) for name in KEY}
    revisions = RevenueStatement.objects.filter(**key).select_related("franchise__franchisee")
    return list(revisions.order_by("-revision"))


def restated(latest: RevenueStatement, form: RestatementForm, user: Any) -> RevenueStatement | None:
    """Keep what *form* says as the revision after *latest*, and return it.

    Return None where another one was kept since the form was opened.
    """
    if form.cleaned_data["of"] != latest.revision:
        return None
    statement: Any = form.save(commit=False)
    for name in KEY:
        setattr(statement, name, getattr(latest, name))
    statement.revision = latest.revision + 1
    statement._history_user = user
    statement._change_reason = form.cleaned_data["change_reason"] or None
    try:
        with transaction.atomic():
            statement.save()
    except IntegrityError:
        return None
    return cast(RevenueStatement, statement)


def warnings_about(statement: RevenueStatement) -> Iterator[str]:
    """Yield what is unusual about *statement*, a sentence each. Two queries."""
    charged = FeeComponent.objects.filter(
        schedule__franchise=statement.franchise_id, category=statement.category
    )
    if not charged.exists():
        yield (
            f"No fee schedule of this franchise charges on {statement.category}: is the category"
            " spelled as the schedule spells it?"
        )
    if FiscalYear.objects.closed().filter(year=statement.fiscal_year).exists():
        yield (
            f"The books of {fiscal_year_label(statement.fiscal_year)} are closed: what this"
            " changes is corrected by an adjustment in the open year."
        )
