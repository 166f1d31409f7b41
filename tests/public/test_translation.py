"""Every word of the public pages can be translated: none stands in a template unmarked."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PUBLIC = sorted([*TEMPLATES.glob("*.html"), *(TEMPLATES / "franchises").rglob("*.html")])
# Rendered where nothing of Django may be relied on.
WITHOUT_DJANGO = {"500.html"}
# Read by machines.
WORDLESS = {"light dark", "noindex", "width=device-width, initial-scale=1"}
MARKED = re.compile(
    r"{% comment %}.*?{% endcomment %}"
    r"|{% blocktrans.*?{% endblocktrans(?:late)? %}"
    r"|<(code|style|script)\b.*?</\1>"
    r"|<!.*?>",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r'\b(?:aria-label|alt|content|placeholder|title)="([^"]*)"')
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def unmarked(template: str) -> list[str]:
    """The words of *template* that a reader would see as they are, in every language."""
    text = MARKED.sub(" ", template)
    spoken = [TAG.sub("\n", each) for each in ATTRIBUTE.findall(text)]
    shown = re.sub(r"<[^>]*>", "\n", TAG.sub("\n", text))
    lines = "\n".join([*spoken, shown]).splitlines()
    return [
        line.strip()
        for line in lines
        if re.search(r"[A-Za-z]{2,}", re.sub(r"&\w+;", "", line)) and line.strip() not in WORDLESS
    ]


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.name)
def test_no_word_of_a_template_is_unmarked(path):
    if path.name not in WITHOUT_DJANGO:
        assert unmarked(path.read_text()) == []


@pytest.mark.parametrize(
    ("template", "left"),
    [
        ("<p>Fees</p>", ["Fees"]),
        ('<p>{% translate "Fees" %}</p>', []),
        ("{% blocktranslate trimmed %}Fees of {{ city_name }}{% endblocktranslate %}", []),
        ('<nav aria-label="Site"></nav>', ["Site"]),
        ("<p>{{ amount }} in all</p>", ["in all"]),
        ("<td>&amp; · 5</td>", []),
    ],
)
def test_a_word_that_is_unmarked_is_found(template, left):
    assert unmarked(template) == left
