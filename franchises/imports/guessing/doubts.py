"""What a person should doubt of a file before it is loaded, in sentences."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from franchises.imports.columns import Column, Day, Reading
from franchises.imports.coordinates import split_point
from franchises.imports.dataset import COORDINATES
from franchises.imports.guessing.evidence import ENOUGH, Cells, is_a_day
from franchises.imports.guessing.likeness import KNOWN, is_called_a_point, likeness
from franchises.rules.names import name_key

SHOWN = 5


def listed(texts: Sequence[str]) -> str:
    """Return the first of *texts* in quotes, and how many more there are."""
    more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return ", ".join(f"“{text}”" for text in texts[:SHOWN]) + more


def why_it_has_no_place(cells: Cells, columns: Iterable[Column], today: date) -> str:
    """Return why a column that is called as one of *columns* is, is none of them; or nothing."""
    columns = [*columns]
    if is_called_a_point(cells.heading) and {*COORDINATES} <= {each.name for each in columns}:
        refusal = _refusal(cells, split_point)
        return f"{cells.heading} is not taken for a point: {refusal}" if refusal else ""
    likely = max(columns, key=lambda column: likeness(cells.heading, column), default=None)
    if likely is None or likeness(cells.heading, likely) < KNOWN:
        return ""
    told = f"{cells.heading} is not taken for {likely.name}, though its name says so:"
    if isinstance(likely.kind, Day):
        unread = [text for text in cells.known if not is_a_day(text)] or cells.known
        return f"{told} its dates cannot be read, such as {listed(unread[:1])}"
    refusal = _refusal(cells, likely.parser(Reading(today)))
    return f"{told} {refusal}" if refusal else ""


def _refusal(cells: Cells, parse: Callable[[str], object]) -> str:
    """Return why the first text that cannot be read cannot."""
    for text in cells.known:
        try:
            parse(text)
        except ValueError as error:
            return f"“{text}” {error}"
    return ""


def about_ids(cells: Cells, *, are_keys: bool) -> list[str]:
    """Return what is strange about the ids of a column, in sentences."""
    doubts = []
    tails = [text for text in cells.known if re.fullmatch(r"[0-9]+\.0", text, re.ASCII)]
    if cells.share(tails) >= ENOUGH:
        doubts.append(
            f"{cells.heading}: {listed(tails[:1])} and the like are numbers to which a program has"
            " added .0, and would be kept so: have them exported as text"
        )
    if are_keys:
        spellings: dict[str, list[str]] = {}
        for text in cells.known:
            spellings.setdefault(name_key(text).replace(" ", ""), []).append(text)
        if alike := [text for texts in spellings.values() if len(texts) > 1 for text in texts]:
            doubts.append(
                f"{cells.heading}: {listed(alike)} differ by capitals or spaces alone, and would be"
                " different things"
            )
    return doubts
