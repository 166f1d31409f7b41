"""What changed, as an Atom feed, and when franchises expire, as a calendar."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.apps import apps
from django.conf import settings
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from franchises.models import Franchise, YearRevision
from franchises.public.open_data.answering import open_data
from franchises.public.open_data.asking import check_nothing_asked
from franchises.public.open_data.describing import catalogue_description, catalogue_title
from franchises.public.versions import DataVersion
from franchises.reports.icalendar import Event, calendar_of
from franchises.rules.fiscal_year import fiscal_year_label

LONGEST_FEED = 100
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Change:
    """Something that a reader of the register would want to hear of."""

    uid: str
    changed_at: datetime
    title: str
    words: str
    page: str


class _ChangesFeed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Return the moment of the newest entry: without one a moment that stays the same."""
        return max((item["updateddate"] for item in self.items), default=BEGINNING)


def changes() -> list[Change]:
    """Return the newest changes first: franchises made public, years closed, restatements.

    Three queries. Nothing of a franchise that is a draft now, whatever it was before.
    """
    found = [*_new_franchises(), *_publications()]
    found.sort(key=lambda each: (each.changed_at, each.uid), reverse=True)
    return found[:LONGEST_FEED]


@open_data
def changes_feed(request: HttpRequest, version: DataVersion) -> HttpResponse:
    check_nothing_asked(request.GET)
    root = request.build_absolute_uri("/")
    feed = _ChangesFeed(
        title=_("%(title)s: what changed") % {"title": catalogue_title()},
        link=root,
        description=None,
        subtitle=catalogue_description(),
        language=settings.LANGUAGE_CODE,
        author_name=settings.CITY_NAME,
        feed_url=request.build_absolute_uri(request.path),
        feed_guid=request.build_absolute_uri(request.path),
    )
    for change in changes():
        feed.add_item(
            title=change.title,
            link=request.build_absolute_uri(change.page),
            description=change.words,
            unique_id=f"tag:{request.get_host().partition(':')[0]},2026:{change.uid}",
            pubdate=change.changed_at,
            updateddate=change.changed_at,
        )
    text = feed.writeString("utf-8")
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@open_data
def expiries(request: HttpRequest, version: DataVersion) -> HttpResponse:
    """Answer with the last day of every franchise that has one and was not ended early."""
    check_nothing_asked(request.GET)
    host = request.get_host().partition(":")[0]
    ending = (
        Franchise.objects.published()
        .filter(expires_on__isnull=False, terminated_on=None)
        .select_related("franchisee", "franchise_type")
        .order_by("expires_on", "number")
    )
    history = apps.get_model("franchises", "HistoricalFranchise")._default_manager.order_by()
    changed = dict(history.values_list("id").annotate(Max("history_date")))
    events = [
        Event(
            uid=f"{each.number}-expires@{host}",
            day=each.expires_on,
            changed_at=changed.get(each.pk, datetime.combine(each.effective_on, time(), UTC)),
            summary=_("Franchise %(number)s of %(holder)s: last day") % _names(each),
            description=_("%(type)s. The term runs from %(first)s to %(last)s.") % _names(each),
            address=request.build_absolute_uri(each.get_absolute_url()),
        )
        for each in ending
        if each.expires_on is not None
    ]
    text = calendar_of(_("%(title)s: expiries") % {"title": catalogue_title()}, events)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(False, "expiries.ics") or ""
    return response


def _new_franchises() -> list[Change]:
    """Return the franchises, each with when the public first saw it; newest first."""
    history = apps.get_model("franchises", "HistoricalFranchise")._default_manager.order_by()
    public = history.filter(
        is_published=True, id__in=Franchise.objects.published().order_by().values("pk")
    )
    newest = public.values_list("id").annotate(first=Min("history_date")).order_by("-first", "-id")
    since = dict(newest[:LONGEST_FEED])
    franchises = Franchise.objects.published().filter(pk__in=since)
    return [
        Change(
            uid=f"franchises/{each.number}",
            changed_at=since[each.pk],
            title=_("New franchise: %(number)s of %(holder)s") % _names(each),
            words=(
                _("%(type)s, from %(first)s to %(last)s.")
                if each.expires_on
                else _("%(type)s, from %(first)s on, without a last day.")
            )
            % _names(each),
            page=each.get_absolute_url(),
        )
        for each in franchises.select_related("franchisee", "franchise_type")
    ]


def _names(franchise: Franchise) -> dict[str, str]:
    """Return what the sentences on a franchise name."""
    return {
        "number": franchise.number,
        "holder": franchise.franchisee.name,
        "type": franchise.franchise_type.name,
        "first": str(franchise.effective_on),
        "last": str(franchise.expires_on),
    }


def _publications() -> list[Change]:
    revisions = YearRevision.objects.order_by("-published_at", "-pk")
    return [
        Change(
            uid=f"fees/{year}/{number}",
            changed_at=published_at,
            title=(_("%(year)s is closed") if number == 1 else _("%(year)s is restated"))
            % {"year": fiscal_year_label(year)},
            words=reason or _("The books of the year are closed, and its figures are final."),
            page=reverse("revisions", args=[year]),
        )
        for year, number, published_at, reason in revisions.values_list(
            "fiscal_year_id", "number", "published_at", "reason"
        )[:LONGEST_FEED]
    ]
