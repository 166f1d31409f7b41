"""What a person sets for themselves: their e-mail, their calendar, the filters they saved."""

from typing import Any, cast
from urllib.parse import parse_qsl

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from franchises.admin.my_day import address_of
from franchises.models import SavedFilter, Subscription
from franchises.models.subscription import calendar_sha256
from franchises.reports.icalendar import calendar_of
from franchises.workbench.calendar import events
from franchises.workbench.day import viewing

LONGEST_QUERY = 1000


class DigestForm(forms.ModelForm):
    class Meta:
        model = Subscription
        fields = ["digest"]
        widgets = {"digest": forms.RadioSelect}


class SavedFilterForm(forms.ModelForm):
    """The name of a filter; which list and what it asks for come from the list itself."""

    class Meta:
        model = SavedFilter
        fields = ["name", "is_shared"]

    def clean_name(self) -> str:
        """Refuse a name that its owner has given already: the form knows no owner to check."""
        name: str = self.cleaned_data["name"]
        if SavedFilter.objects.filter(owner=self.instance.owner, name=name).exists():
            raise forms.ValidationError("You have a saved filter of this name already.")
        return name


def mine(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Show what one has set; on POST set how often to be written to, or make a calendar."""
    user = cast(User, request.user)
    subscription = Subscription.objects.filter(user=user).first() or Subscription(user=user)
    form = DigestForm(request.POST if "digest" in request.POST else None, instance=subscription)
    token = ""
    if request.method == "POST":
        match request.POST.get("act"):
            case "digest" if form.is_valid():
                form.save()
                messages.success(request, f"E-mail: {subscription.get_digest_display().lower()}.")
                return HttpResponseRedirect(request.path)
            case "calendar":
                token = subscription.make_calendar()
                subscription.save()
            case "no_calendar":
                subscription.calendar_sha256 = ""
                subscription.save()
                messages.success(request, "The calendar's address opens nothing any more.")
                return HttpResponseRedirect(request.path)
    context: dict[str, Any] = site.each_context(request) | {
        "title": "E-mail, calendar and saved filters",
        "form": form,
        "subscription": subscription,
        "calendar": token and request.build_absolute_uri(reverse("admin:calendar", args=[token])),
        "own_filters": SavedFilter.objects.filter(owner=user),
    }
    return TemplateResponse(request, "admin/mine.html", context)


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with the calendar of whose token it is; there is no login in a calendar program.

    It holds what its person may see at the moment, and an unknown token is not found.
    """
    subscription = get_object_or_404(
        Subscription.objects.select_related("user"),
        calendar_sha256=calendar_sha256(token),
        user__is_active=True,
        user__is_staff=True,
    )
    text = calendar_of(
        f"{settings.CITY_NAME} franchises: what is due",
        events(
            localdate(),
            now(),
            settings.FISCAL_YEAR_START_MONTH,
            viewing(subscription.user),
            lambda item: request.build_absolute_uri(address_of(item)),
        ),
    )
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def save_filter(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Ask for the name of a filter, and keep it."""
    page, query = request.GET.get("list", ""), request.GET.get("filter", "").lstrip("?")
    admin = _list_of(site, request, page)
    if len(query) > LONGEST_QUERY:
        raise Http404("No such filter.")
    saved = SavedFilter(owner=cast(User, request.user), page=page, query=query)
    form = SavedFilterForm(request.POST or None, instance=saved)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"Saved as “{saved.name}”.")
        return HttpResponseRedirect(reverse("admin:saved_filter", args=[saved.pk]))
    context = site.each_context(request) | {
        "title": "Save this filter",
        "form": form,
        "list_name": str(admin.opts.verbose_name_plural),
        "list_address": reverse("admin:index") + page + (f"?{query}" if query else ""),
        "parts": parse_qsl(query),
    }
    return TemplateResponse(request, "admin/save_filter.html", context)


def saved_filter(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the list as it was saved; on POST its owner deletes it."""
    found = get_object_or_404(SavedFilter.objects.open_to(request.user), pk=pk)  # type: ignore[arg-type]
    if request.method == "POST":
        get_object_or_404(SavedFilter, pk=pk, owner=cast(User, request.user)).delete()
        messages.success(request, f"“{found.name}” is deleted.")
        return HttpResponseRedirect(reverse("admin:mine"))
    _list_of(site, request, found.page)
    query = f"?{found.query}" if found.query else ""
    return HttpResponseRedirect(reverse("admin:index") + found.page + query)


def _list_of(site: AdminSite, request: HttpRequest, page: str) -> Any:
    """Return the admin of the list at *page*; not found where there is none one may see."""
    try:
        match = resolve(reverse("admin:index") + page)
    except Resolver404 as error:
        raise Http404("No such list.") from error
    admin = getattr(match.func, "model_admin", None)
    if admin is None or not (match.url_name or "").endswith("_changelist"):
        raise Http404("No such list.")
    if not admin.has_view_permission(request):
        raise Http404("No such list.")
    return admin
