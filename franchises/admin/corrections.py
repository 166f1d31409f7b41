"""Money of a closed year is looked at and not changed: its correction goes to the open year."""

from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.timezone import localdate

from franchises.admin.addresses import Link, add_to
from franchises.admin.record import HistoryAdmin, ReasonForm
from franchises.models import FeeAssessment, FeeCollection, FiscalYear
from franchises.models.guards import refusal_in
from franchises.rules.fiscal_year import fiscal_year_label, fiscal_year_of

Fee = FeeAssessment | FeeCollection
ADJUSTMENT = "adjustment"


def closed_year_of(fiscal_year: int | None, received_on: date | None) -> FiscalYear | None:
    """Return the closed year that an amount is for or was received in; None where both are open.

    One query.
    """
    is_for = Q(year=fiscal_year)
    if received_on is not None:
        is_for |= Q(first_day__lte=received_on, last_day__gte=received_on)
    return FiscalYear.objects.closed().filter(is_for).first()


def closed_year(fee: Fee) -> FiscalYear | None:
    """Return the closed year that *fee* belongs to; None where it may still be changed."""
    return closed_year_of(fee.fiscal_year, getattr(fee, "received_on", None))


def correction_of(fee: Fee, today: date) -> Link:
    """Return the way to the form of an adjustment of *fee*, in the fiscal year of *today*.

    A restated adjustment is corrected by another one of what it adjusts. One query, or two.
    """
    adjusted = cast(Fee, fee.adjusts) if fee.restated_in_id and fee.adjusts_id else fee
    year = fiscal_year_of(today, settings.FISCAL_YEAR_START_MONTH)
    number = adjusted.adjustments.count() + 1
    kind = "origin" if isinstance(fee, FeeAssessment) else "kind"
    initial: dict[str, str | int] = {
        "franchise": adjusted.franchise_id,
        "fiscal_year": year,
        kind: ADJUSTMENT,
        "adjusts": adjusted.pk,
        "reference": f"ADJ-{adjusted.pk}-{number}",
    }
    label = f"Correct this in {fiscal_year_label(year)}"
    return Link(label, add_to(type(fee), **initial), type(fee))


class FeeOfOpenYearForm(ReasonForm):
    """Refuses what the database would refuse: a year, or a day of receipt, that is closed."""

    # What is no amount may be of a closed year.
    takes_closed_years = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, years in (
            ("fiscal_year", (cleaned.get("fiscal_year"), None)),
            ("received_on", (None, cleaned.get("received_on"))),
        ):
            if name in self.fields and years != (None, None) and not self.takes_closed_years:
                closed = closed_year_of(*years)
                if closed is not None:
                    self.add_error(name, f"{closed} is closed: record it in an open year.")
        self._check_adjustment(cleaned)
        return cleaned

    @property
    def is_adjustment(self) -> bool:
        data: dict[str, Any] = self.cleaned_data
        return ADJUSTMENT in (data.get("origin"), data.get("kind"))

    def _check_adjustment(self, cleaned: dict[str, Any]) -> None:
        adjusted, franchise = cleaned.get("adjusts"), cleaned.get("franchise")
        if not self.is_adjustment:
            return
        if not cleaned.get("note", "").strip() and "note" not in self.errors:
            self.add_error("note", "An adjustment says why.")
        if adjusted is None:
            return
        if franchise is not None and adjusted.franchise_id != franchise.pk:
            self.add_error("adjusts", "This is of another franchise.")
        if adjusted.restated_in_id is not None:
            self.add_error("adjusts", "This adjustment is restated: adjust what it adjusts.")
        elif self._is_new_adjustment and closed_year(adjusted) is None:
            self.add_error("adjusts", "Its year is still open: change it there.")

    @property
    def _is_new_adjustment(self) -> bool:
        form = cast(forms.ModelForm, self)
        return form.instance.pk is None or "adjusts" in form.changed_data


class FeeOfClosedYearAdmin(HistoryAdmin):
    """Offers no change of what is closed, and answers the refusal of a guard with a sentence."""

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Return whether *obj* may be changed, which it may not once its year is closed."""
        return super().has_change_permission(request, obj) and (
            obj is None or self._closed_year(obj) is None
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Return whether *obj* may be deleted, which it may not once its year is closed."""
        return super().has_delete_permission(request, obj) and (
            obj is None or self._closed_year(obj) is None
        )

    def overview(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return the closed year of *obj*, and the way to correct it for who may."""
        closed = self._closed_year(obj)
        return super().overview(request, obj) | {
            "closed_year": closed,
            "correction": correction_of(obj, localdate())
            if closed is not None and self.has_add_permission(request)
            else None,
        }

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or save the form; a year that was closed meanwhile is told of, and nothing saved."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            return self._told(request, error)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Delete as ever; a year that was closed meanwhile is told of, and nothing deleted."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError as error:
            return self._told(request, error)

    def _told(self, request: HttpRequest, error: IntegrityError) -> HttpResponse:
        words = refusal_in(error)
        if words is None:
            raise error
        messages.error(request, f"Nothing was saved: {words}.")
        return HttpResponseRedirect(request.get_full_path())

    def _closed_year(self, fee: Fee) -> FiscalYear | None:
        # Asked for several times as a page is made.
        if not hasattr(fee, "_closed_year"):
            fee._closed_year = closed_year(fee)  # type: ignore[union-attr]
        return cast(FiscalYear | None, fee._closed_year)  # type: ignore[union-attr]
