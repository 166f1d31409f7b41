"""Translation: every word of a public page is marked, so that it can be put in another language."""

import re
from pathlib import Path

import pytest
from django.http import QueryDict
from django.template import engines
from django.utils import translation

from franchises.public.query_string import BadQuery, check_query, page_number

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
