"""The page that transfers a franchise to another franchisee: shown first, then carried out."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from franchises.admin.addresses import page_of
from franchises.admin.franchise_account import day_box
from franchises.contracts.transferring import PERMISSION, Wish, preview, transfer
from franchises.models import Franchise, Franchisee, FranchiseEvent


class TransferForm(forms.Form):
    """To whom, as which number, from which day on; ``expected`` is what the preview showed."""

    franchisee = forms.ModelChoiceField(
        Franchisee.objects.order_by("name"),
        label="New franchisee",
        help_text="Who is not on record yet is added under Franchisees first.",
    )
    number = forms.CharField(
        label="New number",
        max_length=50,
        validators=Franchise._meta.get_field("number").validators,
        help_text="The old number stays with the old franchisee's money and history.",
    )
    on = day_box("First day of the new franchisee", required=True)
    reference = forms.CharField(
        max_length=100,
        required=False,
        validators=FranchiseEvent._meta.get_field("reference").validators,
        help_text="The number of the resolution or agreement, where it has one.",
    )
    summary = forms.CharField(
        max_length=300,
        required=False,
        validators=FranchiseEvent._meta.get_field("summary").validators,
        help_text="What happened, in a sentence; it is written for you where you leave it empty.",
    )
    is_published = forms.BooleanField(label="Publish the event", required=False)
    expected = forms.CharField(required=False, widget=forms.HiddenInput)

    def wish(self) -> Wish:
        """Return what is asked for, once it is right by itself."""
        data = self.cleaned_data
        return Wish(**{name: data[name] for name in Wish.__dataclass_fields__})


def transfer_urls() -> list[URLPattern]:
    """Return the address of the page, below that of a franchise."""
    page = admin.site.admin_view(transfer_view)
    return [path("<int:pk>/transfer/", page, name="transfer_franchise")]


def transfer_address(franchise_pk: int) -> str:
    """Return where a franchise is transferred."""
    return reverse("admin:transfer_franchise", args=[franchise_pk])


def may_transfer(request: HttpRequest) -> bool:
    """Return whether the user may transfer franchises."""
    return request.user.has_perm(PERMISSION)


def transfer_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the transfer, show what it would do, and carry it out where that is confirmed.

    What is confirmed is what was shown: where it would come to something else by now it is shown
    again.
    """
    if not may_transfer(request):
        raise PermissionDenied
    franchises = Franchise.objects.select_related("franchisee", "franchise_type", "succeeds")
    franchise = get_object_or_404(franchises, pk=pk)
    form = TransferForm(request.POST if request.method == "POST" else None)
    shown: Any = None
    first_month = settings.FISCAL_YEAR_START_MONTH
    if form.is_valid():
        try:
            shown = preview(franchise, form.wish(), localdate(), first_month)
            digest = shown.digest(form.wish())
            if "confirm" in request.POST and form.cleaned_data["expected"] == digest:
                new = transfer(franchise, form.wish(), request.user, localdate(), first_month)
                messages.success(request, f"{franchise.number} is continued by {new.number}.")
                return redirect(page_of(Franchise, new.pk))
            if "confirm" in request.POST:
                messages.warning(request, "It would do something else by now: look at it again.")
            form.data = {**request.POST.dict(), "expected": digest}
        except ValidationError as refusal:
            shown = None
            for name, reasons in refusal.message_dict.items():
                form.add_error(name if name in form.fields else None, reasons)
    context = admin.site.each_context(request) | {
        "title": f"Transfer franchise {franchise.number}",
        "subtitle": None,
        "opts": Franchise._meta,
        "franchise": franchise,
        "address": page_of(Franchise, franchise.pk),
        "form": form,
        "shown": shown,
    }
    return TemplateResponse(request, "admin/franchise_transfer.html", context)
