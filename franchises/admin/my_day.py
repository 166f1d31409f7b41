"""My day, the first page of the admin: what is late, due and waiting, and the year's money."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AnonymousUser, User
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.timezone import localdate

from franchises.admin.addresses import add_to, page_of
from franchises.admin.franchise_account import account_address
from franchises.admin.money_chart import money_chart
from franchises.models import FeeAssessment, FeeCollection, Franchise, ImportRun, SavedFilter
from franchises.reports.last_imports import last_imports
from franchises.reports.year_to_date import this_year_and_last
from franchises.workbench.day import Choice, Day, Pile, my_day, viewing
from franchises.workbench.item import BUCKET_LABELS, KIND_LABELS, Action, Bucket, Item, Kind

# How many items of a pile the first page shows, and how many a page of one pile.
SHOWN, A_PAGE = 10, 100
NOBODY = "-"


@dataclass(frozen=True)
class Row:
    """An item as the page shows it: what is done next, where, and how late it is.

    ``franchise`` is the page of the franchise it is of, empty where it is of none.
    """

    item: Item
    action: str
    address: str
    days_late: int
    franchise: str = ""

    @property
    def days_left(self) -> int:
        return -self.days_late


class DayQuery(forms.Form):
    """What a person wants to see of their day: one sort of it, one person's, one pile."""

    kind = forms.ChoiceField(
        label="Type", choices=[("", "Every type"), *KIND_LABELS.items()], required=False
    )
    person = forms.ChoiceField(label="Person", required=False)
    pile = forms.ChoiceField(
        choices=BUCKET_LABELS.items(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, people: list[str]) -> None:
        super().__init__(data)
        named = [(name, name) for name in people if name]
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", "Everybody"),
            *named,
            (NOBODY, "Nobody's yet"),
        ]


def day_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the first page shows of what the user may see.

    The number of queries is the same whatever is on record.
    """
    today, first_month = localdate(), settings.FISCAL_YEAR_START_MONTH
    may_view = viewing(request.user)
    day = my_day(today, first_month, may_view, _choice(request))
    form = DayQuery(
        request.GET or None, sorted({*day.people, _asked(request, "person")} - {NOBODY})
    )
    asked = form.cleaned_data["pile"] if form.is_bound and form.is_valid() else ""
    context: dict[str, Any] = {
        "title": "My day",
        "day": day,
        "form": form,
        "filter_query": _filter_query(request),
        "is_filtered": bool(_filter_query(request)),
        "saved_filters": SavedFilter.objects.open_to(request.user).select_related("owner"),  # type: ignore[arg-type]
        **_piles(day, request.user, asked, request.GET.get("p")),
    }
    if may_view(FeeAssessment) and may_view(FeeCollection):
        this_year, last_year = this_year_and_last(today, first_month)
        context |= {
            "this_year": this_year,
            "last_year": last_year,
            "chart": money_chart(this_year.months, last_year.months, first_month),
        }
    if may_view(ImportRun):
        context["imports"] = last_imports()
    return context


def _franchise_pages(items: Iterable[Item]) -> dict[str, str]:
    """Return the page of each franchise that *items* are of, by its number. One query."""
    found = Franchise.objects.filter(number__in={item.number for item in items}).order_by()
    return {number: page_of(Franchise, pk) for number, pk in found.values_list("number", "pk")}


def _row(item: Item, pages: Mapping[str, str], day_of: date, user: User | AnonymousUser) -> Row:
    """Return *item* with the form that deals with it, or its record for who may not fill it in."""
    answer, late, franchise = item.answer, item.days_late(day_of), pages.get(item.number, "")
    if answer is not None and user.has_perm(_adding(answer.model)):
        return Row(item, answer.action, add_to(answer.model, **answer.initial), late, franchise)
    return Row(item, item.action, address_of(item), late, franchise)


def _adding(model: type[Model]) -> str:
    return f"{model._meta.app_label}.{get_permission_codename('add', model._meta)}"


def address_of(item: Item) -> str:
    """Return the page of the record that *item* is of."""
    if item.action is Action.ACCOUNT:
        return account_address(item.pk, item.fiscal_year)
    return page_of(item.model, item.pk)


def _piles(day: Day, user: User | AnonymousUser, asked: str, number: str | None) -> dict[str, Any]:
    """Return the first items of every pile, or a page of the one that was asked for."""
    context: dict[str, Any] = {}
    shown: list[tuple[Pile, Sequence[Item]]] = [(pile, pile.items[:SHOWN]) for pile in day.piles]
    if asked:
        pile = day.pile(Bucket(asked))
        paginator = Paginator(pile.items, A_PAGE)
        page = paginator.get_page(number)
        shown = [(pile, list(page.object_list))]
        context = {
            "title": pile.label,
            "page": page if paginator.num_pages > 1 else None,
            "page_range": paginator.get_elided_page_range(page.number),
            "is_one_pile": True,
        }
    pages = _franchise_pages(item for _, items in shown for item in items)
    row_of = partial(_row, pages=pages, day_of=day.today, user=user)
    context["piles"] = [(pile, list(map(row_of, items)), len(pile.items)) for pile, items in shown]
    return context


def _choice(request: HttpRequest) -> Choice:
    """Return what the address asks for; what it does not know chooses nothing."""
    kind, person = _asked(request, "kind"), _asked(request, "person")
    return Choice(
        kind=Kind(kind) if kind in KIND_LABELS else None,
        person=None if not person else "" if person == NOBODY else person,
    )


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "")


def _filter_query(request: HttpRequest) -> str:
    """Return the filter as it stands in the address, for links that keep it."""
    kept = {name: _asked(request, name) for name in ("kind", "person") if _asked(request, name)}
    return urlencode(kept)
