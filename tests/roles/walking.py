"""Every door of the admin and of the commands, tried as each person: who gets in where.

A page opens where GET is answered, and takes what is sent where POST is neither forbidden nor
unknown; what a POST did is rolled back. The tables are text, to be compared with those on file.
"""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils.timezone import localdate

from franchises.rules.fiscal_year import fiscal_year_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
LOGIN = "/admin/login/"
FIRST_PAGE = "/admin/"
NOT_TAKEN = "No action selected."
REFUSED = (403, 404, 405)
# Pages of each model in the stock admin, by their names.
STOCK = ("changelist", "add", "history", "delete", "change")
COMMANDS = {
    "assess_fees": ["2013"],
    "post_late_charges": [],
    "close_fiscal_year": ["2013"],
    "restate_fiscal_year": ["2013", "--reason", "An audit"],
}


class Visitor:
    """One person's browser."""

    def __init__(self, user: User | None) -> None:
        self.user, self.client = user, Client()

    def get(self, address: str, **query: str) -> int:
        return self._status(lambda: self.client.get(address, query))

    def post(self, address: str, **data: object) -> int:
        return self._status(lambda: self.client.post(address, data))

    def acts(self, address: str, action: str, pk: object) -> bool:
        """Return whether the list at *address* takes *action* for the record *pk*."""
        said: list[str] = []
        # What was said of another action is not said of this one.
        self.client.cookies.pop("messages", None)

        def send() -> object:
            data = {"action": action, "index": "0", "_selected_action": [pk]}
            response = self.client.post(address, data)
            said.extend(str(each) for each in get_messages(response.wsgi_request))
            # Where no action is offered, the list is shown as if none had been sent.
            if "cl" in (getattr(response, "context_data", None) or {}):
                said.append(NOT_TAKEN)
            return response

        return self._status(send) not in REFUSED and NOT_TAKEN not in said

    def _status(self, ask: Callable[[], object]) -> int:
        """Return the status, 403 where one is sent to the login, and undo what was done."""
        # Logging out is one of the pages that are walked.
        session = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        if self.user is not None and (session is None or not session.value):
            self.client.force_login(self.user, backend=BACKEND)
        with transaction.atomic():
            response = ask()
            if response.streaming:
                # To its end, which closes the file.
                b"".join(response.streaming_content)
            transaction.set_rollback(True)
        location = response.headers.get("Location", "")
        if location == FIRST_PAGE:
            # So the stock admin says that there is no such record.
            return 404
        is_sent_to_login = location.startswith(LOGIN)
        if self.user is None:
            assert response.status_code != 302 or not response.content, (
                "who is sent to the login is told nothing"
            )
        return 403 if is_sent_to_login else response.status_code


def opens(visitor: Visitor, address: str) -> bool:
    return visitor.get(address) not in REFUSED


def takes(visitor: Visitor, address: str, **data: object) -> bool:
    return visitor.post(address, **data) not in REFUSED


def admin_patterns() -> Iterator[tuple[str, str]]:
    """Yield the route and the name of every address of the admin."""

    def walk(patterns: Iterable[object], before: str) -> Iterator[tuple[str, str]]:
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, before + str(each.pattern))
            elif isinstance(each, URLPattern):
                yield before + str(each.pattern), each.name or ""

    return walk(admin.site.urls[0], "")


def pages_of_models(visitors: dict[str, Visitor], records: dict[str, Model]) -> str:
    """Return a line a model: l list, o open, h history, a add, c change, d delete."""
    labels = sorted(model._meta.label_lower for model in admin.site._registry)
    lines = [row_of_model(visitors, records, label) for label in labels]
    return _table(["", *visitors], lines)


def row_of_model(visitors: dict[str, Visitor], records: dict[str, Model], label: str) -> list[str]:
    """Return the line of one model."""
    record = records[label]
    return [label, *(_pages_of_model(each, type(record), record.pk) for each in visitors.values())]


def _pages_of_model(visitor: Visitor, model: type[Model], pk: object) -> str:
    def address(page: str, *args: object) -> str:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)

    opened = {
        "l": opens(visitor, address("changelist")),
        "o": opens(visitor, address("change", pk)),
        "h": opens(visitor, address("history", pk)),
        "a": takes(visitor, address("add")),
        "c": takes(visitor, address("change", pk)),
        "d": takes(visitor, address("delete", pk), post="yes", change_reason="Wrong"),
    }
    assert opens(visitor, address("add")) == opened["a"], address("add")
    assert opens(visitor, address("delete", pk)) == opened["d"], address("delete", pk)
    return "".join(letter for letter, is_open in opened.items() if is_open) or "-"


def other_pages(visitors: dict[str, Visitor], records: dict[str, Model]) -> str:
    """Return a line an address that is no stock page of a model: r it opens, w it takes a POST."""
    stock = {
        f"{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model in admin.site._registry
        for page in STOCK
    }
    # What has no name leads to a page that has one: the page of a record, or none.
    found = sorted({(route, name) for route, name in admin_patterns() if name not in {*stock, ""}})
    lines = []
    for route, _ in found:
        address = "/admin/" + filled_in(route, records)
        cells = [
            "".join(
                letter
                for letter, is_open in (
                    ("r", opens(visitor, address)),
                    ("w", takes(visitor, address)),
                )
                if is_open
            )
            or "-"
            for visitor in visitors.values()
        ]
        lines.append([route or "(first page)", *cells])
    return _table(["", *visitors], lines)


def filled_in(route: str, records: dict[str, Model]) -> str:
    """Return *route* as the address of a record of *records*."""
    app_label, _, rest = route.partition("/")
    label = f"{app_label}.{rest.partition('/')[0]}"
    if route.startswith("^(?P<app_label>"):
        return "franchises/"
    if route.startswith("r/"):
        franchisee = records["franchises.franchisee"]
        content_type = ContentType.objects.get_for_model(franchisee)
        return f"r/{content_type.pk}/{franchisee.pk}/"
    label = "franchises.savedfilter" if app_label == "filters" else label
    pk = str(records[label].pk) if label in records else ""
    for part, value in (
        ("<path:object_id>", pk),
        ("<int:pk>", pk),
        ("<id>", pk),
        ("<int:fiscal_year>", str(fiscal_year_of(localdate()) + 1)),
        ("<str:token>", "unknown"),
        ("<dataset>", "franchises"),
        ("<kind>", "csv"),
    ):
        route = route.replace(part, value)
    assert "<" not in route, f"say in filled_in what stands in {route}"
    return route


def actions(visitors: dict[str, Visitor], records: dict[str, Model]) -> str:
    """Return a line an action of a list: x where it is taken."""
    lines = []
    for model, page in sorted(admin.site._registry.items(), key=lambda x: x[0]._meta.label_lower):
        label = model._meta.label_lower
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for name in _names_of_actions(page):
            cells = [
                "x" if visitor.acts(address, name, records[label].pk) else "-"
                for visitor in visitors.values()
            ]
            lines.append([f"{label} {name}", *cells])
    return _table(["", *visitors], lines)


def _names_of_actions(page: ModelAdmin) -> list[str]:
    return [name for _, name, _ in page._get_base_actions()]


def commands(people: dict[str, User]) -> str:
    """Return a line a command that says by whom: x where it is done for that person."""
    lines = [
        [name, *("x" if _is_done(name, arguments, user) else "-" for user in people.values())]
        for name, arguments in COMMANDS.items()
    ]
    return _table(["", *people], lines)


def _is_done(name: str, arguments: list[str], user: User) -> bool:
    with transaction.atomic():
        try:
            call_command(name, *arguments, "--by", user.username)
            said = ""
        except (CommandError, SystemExit) as error:
            said = str(error)
        transaction.set_rollback(True)
    return f"{user.username} may not" not in said


def _table(headings: list[str], lines: list[list[str]]) -> str:
    rows = [[each.replace(" ", "-") if n else each for n, each in enumerate(headings)], *lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(headings))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in rows
    )
