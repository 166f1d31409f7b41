"""Every word that a public template shows is marked for translation, attributes included."""

import re
from html import unescape
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
PUBLIC = sorted(
    path
    for pattern in ("*.html", "franchises/*.html", "franchises/*.svg")
    for path in TEMPLATES.glob(pattern)
    # It is sent when something is broken, and asks nothing of what may be.
    if path.name != "500.html"
)
# Names of formats are the same in every language, and so is code.
SAME_EVERYWHERE = {"CSV", "GeoJSON", "JSON", "SVG", "XLSX", "SHA-256"}
CODE_ELEMENT = re.compile(r"<code\b.*?</code>", re.DOTALL)
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
MARKED = re.compile(r"{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}", re.DOTALL)
TEMPLATE_CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
SHOWN = re.compile(r"\b(?:title|aria-label|alt|placeholder)=\"([^\"]*)\"")
DESCRIPTION = re.compile(r"<meta name=\"description\" content=\"([^\"]*)\"")
LABELS = re.compile(r"\b(?:label|one|many|title|caption)=\"([^\"]*)\"")
INCLUDE = re.compile(r"{% include .*?%}")
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"[^\W\d_][\w-]*")


def unmarked(template):
    """The words of *template* that readers see and translators do not."""
    text = MARKED.sub("", COMMENT.sub("", template))
    handed_on = [word for tag in INCLUDE.findall(text) for word in LABELS.findall(tag)]
    text = CODE_ELEMENT.sub("", TEMPLATE_CODE.sub("", text))
    attributes = [*SHOWN.findall(text), *DESCRIPTION.findall(text)]
    shown = unescape(" ".join([TAG.sub(" ", text), *attributes, *handed_on]))
    return [word for word in WORD.findall(shown) if word not in SAME_EVERYWHERE]


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.name)
def test_no_word_of_a_template_is_left_unmarked(path):
    assert unmarked(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Fees</p>", ["Fees"]),
        ('<p>{% translate "Fees" %}</p>', []),
        ("<p>{% blocktranslate trimmed %}Fees of {{ city }}{% endblocktranslate %}</p>", []),
        ('<nav aria-label="Pages" class="pages"></nav>', ["Pages"]),
        ("<nav aria-label=\"{% translate 'Pages' %}\"></nav>", []),
        ('<meta name="description" content="All">', ["All"]),
        ('{% include "a.html" with label="Find" %}', ["Find"]),
        ('{% include "a.html" with label=_("Find") name="id" %}', []),
        ("{# a note #}{% comment %}another{% endcomment %}", []),
        ('<a href="/x.csv">CSV</a> {{ row.name|default:"none" }}', []),
        (
            "<p>{% if final %}<strong>Final</strong> for{% endif %} {{ final }}.</p>",
            ["Final", "for"],
        ),
    ],
)
def test_what_is_shown_and_unmarked_is_found(template, words):
    assert unmarked(template) == words


def test_there_are_templates_to_look_at():
    assert len(PUBLIC) > 30
