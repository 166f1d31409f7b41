"""What a page takes in its query string. Anything else is refused in words, never ignored."""

import re
from collections.abc import Collection

from django.forms import BaseForm
from django.http import QueryDict
from django.utils.translation import gettext as _

LONGEST_VALUE = 100
SHOWN = 80
LAST_PAGE = 10_000
_PAGE = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)


class BadQuery(Exception):
    """A query string that a page does not take; ``problems`` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(*problems)
        self.problems = problems


def check_query(query: QueryDict, names: Collection[str]) -> None:
    """Raise `BadQuery` for a parameter not in *names*, one given twice, or one out of all bounds.

    PostgreSQL refuses a NUL character, so no value that has one may reach a query.
    """
    problems = []
    for name, values in query.lists():
        if name not in names:
            words = _("“%(name)s” is not something this page can be asked for.")
        elif len(values) > 1:
            words = _("“%(name)s” is given %(times)s times. Give it once.")
        elif len(values[0]) > LONGEST_VALUE:
            words = _("“%(name)s” is longer than %(longest)s characters.")
        elif "\0" in values[0]:
            words = _("“%(name)s” has a character that cannot be searched for.")
        else:
            continue
        facts = {"name": shown(name), "times": len(values), "longest": LONGEST_VALUE}
        problems.append(words % facts)
    if problems:
        raise BadQuery(problems)


def check_form(form: BaseForm) -> None:
    """Raise `BadQuery` for the values that *form* refuses, each named with what is wrong."""
    problems = []
    for name, errors in form.errors.as_data().items():
        value = shown(str(form.data.get(name, "")))
        for error in errors:
            if error.code == "invalid_choice":
                words = _("“%(name)s”: “%(value)s” is not one of its choices.")
            else:
                words = _("“%(name)s”: “%(value)s” is refused. %(why)s")
            facts = {"name": name, "value": value, "why": " ".join(error.messages)}
            problems.append(words % facts)
    if problems:
        raise BadQuery(problems)


def page_number(query: QueryDict) -> int:
    """Return the page asked for, 1 where none is; raise `BadQuery` for what is no page."""
    written = query.get("page", "1")
    if not _PAGE.fullmatch(written) or int(written) > LAST_PAGE:
        words = _("“page”: “%(page)s” is not a page from 1 to %(last)s.")
        raise BadQuery([words % {"page": shown(written), "last": f"{LAST_PAGE:,}"}])
    return int(written)


def shown(text: str) -> str:
    """Return *text* as a message quotes it: cut at 80 characters."""
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
