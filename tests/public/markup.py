"""A strict reader of the site's own pages: what a browser forgives, it does not."""

from html.parser import HTMLParser
from itertools import pairwise

VOID = {"meta", "link", "input", "br", "img", "hr"}
CONTROLS = {"input", "select", "textarea"}


class Page(HTMLParser):
    """A page, its elements in order, and every fault of its markup in words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self._open]
        self._check_whole()

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice")
        if "style" in names or tag == "style" or any(name.startswith("on") for name in names):
            self.faults.append(f"<{tag}> has a style or a script in the page")
        if tag == "p" and "p" in self._open:
            self.faults.append("<p> within <p>")
        # A picture has titles of its own, as many as it likes.
        self.elements.append(
            ("svg title" if "svg" in self._open and tag == "title" else tag, dict(attrs))
        )
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1:]}, line {self.getpos()[0]}")
        else:
            self._open.pop()

    def handle_data(self, data):
        if data.strip():
            self.texts.append(" ".join(data.split()))

    def all(self, *tags):
        """The attributes of every element that is one of *tags*."""
        return [attributes for tag, attributes in self.elements if tag in tags]

    @property
    def text(self):
        return " ".join(self.texts)

    @property
    def links(self):
        return [attributes["href"] for attributes in self.all("a")]

    def _check_whole(self):
        ids = [a["id"] for _, a in self.elements if "id" in a]
        self.faults += [f"id {each} is given twice" for each in set(ids) if ids.count(each) > 1]
        for _, attributes in self.elements:
            for name in ("aria-labelledby", "for"):
                self.faults += [
                    f"{name} names {each}, which is not there"
                    for each in attributes.get(name, "").split()
                    if each not in ids
                ]
        for tag in ("title", "h1", "main"):
            if len(self.all(tag)) != 1:
                self.faults.append(f"{len(self.all(tag))} <{tag}>")
        if len(self.all("table")) != len(self.all("caption")):
            self.faults.append("a table has no caption")
        self.faults += ["a th has no scope" for each in self.all("th") if "scope" not in each]
        labelled = {each["for"] for each in self.all("label")}
        for each in self.all(*CONTROLS):
            if each.get("id") not in labelled and each.get("type") != "hidden":
                self.faults.append(f"{each.get('name')} has no label")
        self._check_headings()

    def _check_headings(self):
        levels = [int(tag[1]) for tag, _ in self.elements if tag in ("h1", "h2", "h3", "h4")]
        if any(after > before + 1 for before, after in pairwise(levels)):
            self.faults.append(f"a heading level is left out: {levels}")


def read(response) -> Page:
    """The page of a response, without a fault."""
    page = Page(response.content.decode())
    assert page.faults == []
    return page
