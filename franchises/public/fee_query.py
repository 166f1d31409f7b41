"""What a fee report may be asked for: a basis, one of its tables, some of the rows, their order."""

from dataclasses import dataclass
from enum import StrEnum

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from franchises.models import FranchiseType
from franchises.public.query_string import LONGEST_VALUE, BadQuery, check_form, shown
from franchises.reports.fee_summary import Basis, Grouping
from franchises.reports.narrowing import EVERYTHING, Narrowing
from franchises.reports.sorting import sorted_by
from franchises.reports.tables import Column, Kind, Table

# The rows as they come: the most collected first.
USUAL_SORT = "-collected"


class Part(StrEnum):
    """One table of a fee report, by what a row of it is."""

    YEAR = "year"
    TYPE = "type"
    FRANCHISEE = "franchisee"
    FRANCHISE = "franchise"
    DUE = "due"
    BOROUGH = "borough"

    @property
    def grouping(self) -> Grouping | None:
        """What its rows are grouped by; None where they are not of the fee summary."""
        return next((each for each in Grouping if each.value == self.value), None)


class NarrowingForm(forms.Form):
    """Which rows of the table by franchisee to show."""

    search = forms.CharField(
        label=gettext_lazy("Name of the franchisee has"),
        max_length=LONGEST_VALUE,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    type = forms.ModelChoiceField(
        FranchiseType.objects.all(),
        to_field_name="code",
        label=gettext_lazy("Franchise type"),
        empty_label=gettext_lazy("Any type"),
        required=False,
    )


class FeeQuery(NarrowingForm):
    """The same, with the basis and, of a file, which table it is."""

    basis = forms.ChoiceField(choices=[(each.value, each.name) for each in Basis], required=False)
    by = forms.ChoiceField(choices=[(each.value, each.name) for each in Part], required=False)


@dataclass(frozen=True)
class Asked:
    """What a page or a file of the fees was asked for."""

    basis: Basis
    part: Part | None = None
    narrowing: Narrowing = EVERYTHING
    sort: str = ""

    @property
    def query(self) -> str:
        """The query string that asks for the same rows in the same order."""
        query = QueryDict(mutable=True)
        for name, value in (
            ("basis", self.basis.value),
            ("search", self.narrowing.search),
            ("type", self.narrowing.type_code),
            ("sort", self.sort),
        ):
            if value:
                query[name] = value
        return query.urlencode()


@dataclass(frozen=True)
class Heading:
    """A heading that sorts by its column: where it leads, and how the rows are sorted by it now."""

    column: Column
    query: str
    direction: str


@dataclass(frozen=True)
class Chip:
    """A filter in force, in words, and the query string without it."""

    words: str
    query: str


def asked_of(request: HttpRequest) -> Asked:
    """Return what *request* asks for; raise `BadQuery` where it cannot be asked."""
    form = FeeQuery(request.GET)
    check_form(form)
    chosen = form.cleaned_data["type"]
    return Asked(
        basis=Basis(form.cleaned_data["basis"] or Basis.ACCRUAL),
        part=Part(form.cleaned_data["by"]) if form.cleaned_data["by"] else None,
        narrowing=Narrowing(
            form.cleaned_data["search"],
            chosen.code if chosen else "",
            chosen.name if chosen else "",
        ),
        sort=request.GET.get("sort", ""),
    )


def in_order(table: Table, sort: str) -> Table:
    """Return *table* in the order of *sort*: a column's name, after ``-`` the greatest first."""
    if not sort:
        return table
    try:
        return sorted_by(table, sort.removeprefix("-"), is_descending=sort.startswith("-"))
    except KeyError:
        columns = ", ".join(column.key for column in table.columns)
        problem = _("“sort”: “%(sort)s” is not a column of this table: %(columns)s.")
        raise BadQuery([problem % {"sort": shown(sort), "columns": columns}]) from None


def headings_of(table: Table, query: QueryDict) -> list[Heading]:
    """Return the headings of *table* as links: to the greatest first, of names to the first."""
    now = query.get("sort", USUAL_SORT)
    found = []
    for column in table.columns:
        up, down = column.key, f"-{column.key}"
        first, other = (up, down) if column.kind is Kind.TEXT else (down, up)
        direction = {up: "ascending", down: "descending"}.get(now, "")
        wanted = other if now == first else first
        changed = _without(query, "page")
        changed["sort"] = wanted
        found.append(Heading(column, changed.urlencode(), direction))
    return found


def chips_of(narrowing: Narrowing, query: QueryDict) -> list[Chip]:
    """Return the filters in force, each with the way to remove it."""
    chips = []
    if narrowing.search:
        words = _("Name has “%(text)s”") % {"text": narrowing.search}
        chips.append(Chip(words, _without(query, "search", "page").urlencode()))
    if narrowing.type_code:
        words = _("Type: %(type)s") % {"type": narrowing.type_name}
        chips.append(Chip(words, _without(query, "type", "page").urlencode()))
    return chips


def _without(query: QueryDict, *names: str) -> QueryDict:
    left = query.copy()
    for name in names:
        left.pop(name, None)
    return left
