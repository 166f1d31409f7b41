"""Translation: every word of a public page is marked, so that it can be put in another language."""

import html
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.template import engines
from django.utils import translation

from franchises.public.outlines import city_outlines
from franchises.public.query_string import BadQuery, check_query, page_number
from tests.public.test_pages import PAGES, REFUSED

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
PUBLIC = [*sorted(TEMPLATES.glob("*.html")), *sorted((TEMPLATES / "franchises").rglob("*.*"))]
# What is the same in every language: kinds of file.
NAMES = {"CSV", "GeoJSON", "SVG"}
NOT_SHOWN = re.compile(
    r"\{#.*?#\}"
    r"|\{% comment %\}.*?\{% endcomment %\}"
    r"|\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}"
    r"|<code>.*?</code>",
    re.DOTALL,
)
ATTRIBUTE = re.compile(
    r"""\b(?:title|aria-label|alt|placeholder)="([^"]*)"|name="description" content="([^"]*)\""""
)
HANDED_ON = re.compile(r"""\b\w+=["'](?!#)([^"']*)["']""")


def unmarked(template):
    """Return the words of *template* that no translation would replace."""
    text = NOT_SHOWN.sub("", template)
    words = HANDED_ON.findall(" ".join(re.findall(r"\{% include.*?%\}", text)))
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    words += ["".join(found) for found in ATTRIBUTE.findall(text)]
    words += re.sub(r"<[^>]*>|&#?\w+;", "\n", text).splitlines()
    words = [word.strip(" ,.;:()") for word in words]
    return [word for word in words if re.search("[A-Za-z]", word) and word not in NAMES]


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_word_of_a_template_is_marked(path):
    if path.name == "robots.txt":
        return
    assert unmarked(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Nothing yet.</p>", ["Nothing yet"]),
        ("<p>{% translate 'Nothing yet.' %}</p>", []),
        ("<p>{% blocktranslate %}Of {{ year }}{% endblocktranslate %}</p>", []),
        ('<nav aria-label="Site">', ["Site"]),
        ("<nav aria-label=\"{% translate 'Site' %}\">", []),
        ('<meta name="description" content="All fees">', ["All fees"]),
        ('<meta name="viewport" content="width=device-width">', []),
        ('{% include "a.html" with label="Find" anchor="#here" %}', ["Find"]),
        ('{% include "a.html" with label=_("Find") %}', []),
        ("{# Of staff #}{% comment %}Takes a year.{% endcomment %}&nbsp;12,5", []),
        ("<code>sha256sum</code> <a>CSV</a>.", []),
    ],
)
def test_a_word_that_is_not_marked_is_found(template, words):
    assert unmarked(template) == words


@pytest.fixture
def in_another_language(monkeypatch):
    """What is marked is put in another language: with an « before it."""
    monkeypatch.setattr(translation._trans, "gettext", lambda text: f"«{text}")


def test_a_page_is_put_in_another_language(in_another_language):
    page = engines["django"].from_string('{% include "500.html" %}').render()

    assert "<title>«Something went wrong</title>" in page


def test_a_refusal_is_put_in_another_language(in_another_language):
    with pytest.raises(BadQuery) as refusal:
        check_query(QueryDict("colour=red"), ["type"])
    assert refusal.value.problems == ["«“colour” is not something this page can be asked for."]
    with pytest.raises(BadQuery) as refusal:
        page_number(QueryDict("page=0"))
    assert refusal.value.problems == ["«“page”: “0” is not a page from 1 to 10,000."]


MARKED = re.compile(r"«[^«»]*»")
UNSEEN = re.compile(r"<(script|style|code)\b.*?</\1>|<[^>]*>", re.DOTALL)
SAID = re.compile(r"""\b(?:title|aria-label|alt|placeholder)="([^"]*)\"""")
MORE_PAGES = [
    "/nowhere/",
    *(address for address, __ in REFUSED),
    "/fees/2013/?search=nobody&sort=-change",
    "/franchises/?status=expired&search=nobody",
    "/franchisees/?on=2013-06-30&search=altice",
    "/installations/?kind=kiosk&installed_from=2013-06-30",
    "/installations/map/?box=40.70,-74.02,40.72,-73.99",
    "/register/?near=40.7738,-73.9779",
    "/register/?at=BROADWAY",
    "/complaints/?by=type",
    "/complaints/?by=district",
    "/complaints/?by=year",
]
# Names and notations that are the same in every language.
NOTATION = re.compile(
    r"\bFY\d{4}\b|\[x\]|\$[\d.]+[KMB]\b|\b(?:CSV|JSON|XLSX|SVG|GeoJSON|PDF)\b|https?://\S+"
)


@pytest.fixture
def all_in_another_language(monkeypatch):
    """What is marked stands in «», and so does what Django itself has words for."""

    def one_or_many(one, many, number):
        return f"«{one if number == 1 else many}»"

    monkeypatch.setattr(translation._trans, "gettext", lambda text: f"«{text}»")
    monkeypatch.setattr(translation._trans, "ngettext", one_or_many)


def recorded_words():
    """Return the texts of all records, the longest first: data, which nobody translates."""
    found = {settings.CITY_NAME, *city_outlines().attribution.splitlines()}
    for model in apps.get_app_config("franchises").get_models():
        names = [
            field.name
            for field in model._meta.fields
            if isinstance(field, models.CharField | models.TextField) and not field.choices
        ]
        for values in model._default_manager.values_list(*names):
            found |= {text for text in values if isinstance(text, str)}
    return sorted((text for text in found if re.search("[A-Za-z]", text)), key=len, reverse=True)


def words_left(page, asked):
    """Return the words of *page* that were not marked, are no data and were not *asked* for."""
    while MARKED.search(page):
        page = MARKED.sub(" ", page)
    text = "\n".join([UNSEEN.sub("\n", page), *SAID.findall(page)])
    text = NOTATION.sub(" ", html.unescape(text))
    for words in [*recorded_words(), *asked]:
        text = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", " ", text)
    return [line.strip() for line in text.splitlines() if re.search("[A-Za-z]", line)]


@pytest.mark.parametrize("address", [*PAGES, *MORE_PAGES])
def test_every_word_of_a_page_is_marked_or_is_data(client, city, all_in_another_language, address):
    asked = [value for __, value in parse_qsl(urlsplit(address).query)]
    assert words_left(client.get(address).content.decode(), asked) == []
