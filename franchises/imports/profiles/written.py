"""A profile as people write it: one line an entry, and as a TOML file.

```
Their heading = our_column
activated_on: 09/09/9999
status: Live = installed
```
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from franchises.imports.dataset import Dataset
from franchises.imports.profiles.mistakes import (
    blank_mistake,
    constant_mistake,
    date_format_mistake,
    heading_mistake,
    value_mistake,
)
from franchises.imports.profiles.profile import Profile

# For each part of a profile: how a line of it is written.
FORMS = {
    "headings": "Their heading = our_column",
    "constants": "our_column: value",
    "date_formats": "our_column: MM/DD/YYYY",
    "values": "our_column: their word = our word",
    "blanks": "our_column: text that means nothing",
}


@dataclass(frozen=True)
class Entry:
    """One line: its number, and the texts between its signs, in the order of the line."""

    line: int
    first: str
    second: str
    third: str = ""


def read_lines(part: str, text: str) -> tuple[list[Entry], list[str]]:
    """Return the entries of a *part* of a profile, and a sentence for each line that is none."""
    entries, mistakes = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _SHAPES[part].fullmatch(line.strip())
        if found is None:
            mistakes.append(f"Line {number}: “{line.strip()}” is not written {FORMS[part]}.")
        else:
            entries.append(Entry(number, *(text.strip() for text in found.groups())))
    return entries, mistakes


_COLUMN = r"([A-Za-z_0-9 ]*)"
_SHAPES = {
    # A heading may have an equals sign of its own, and a value a colon.
    "headings": re.compile(r"(.*)=([^=]*)"),
    "constants": re.compile(rf"{_COLUMN}:(.*)"),
    "date_formats": re.compile(rf"{_COLUMN}:(.*)"),
    "values": re.compile(rf"{_COLUMN}:(.*)=([^=]*)"),
    "blanks": re.compile(rf"{_COLUMN}:(.*)"),
}


def entry_mistakes(part: str, entries: Sequence[Entry], dataset: Dataset) -> list[str]:
    """Return a sentence for each entry of a *part* that a profile for *dataset* cannot have."""
    check: dict[str, Callable[[Dataset, str, str], str | None]] = {
        "headings": heading_mistake,
        "constants": constant_mistake,
        "date_formats": date_format_mistake,
        "blanks": blank_mistake,
    }
    mistakes = []
    seen: dict[tuple[str, ...], int] = {}
    for entry in entries:
        if part == "values":
            mistake = value_mistake(dataset, entry.first, entry.second, entry.third)
        else:
            mistake = check[part](dataset, entry.first, entry.second)
        key = (entry.first, entry.second) if part in ("values", "blanks") else (entry.first,)
        if mistake is None and key in seen:
            mistake = f"{' '.join(key)} is on line {seen[key]} already"
        seen.setdefault(key, entry.line)
        if mistake is not None:
            mistakes.append(f"Line {entry.line}: {mistake}.")
    return mistakes


def as_data(part: str, entries: Sequence[Entry]) -> dict[str, object]:
    """Return the entries of a *part* as a profile keeps them."""
    if part == "values":
        values: dict[str, dict[str, str]] = {}
        for entry in entries:
            values.setdefault(entry.first, {})[entry.second] = entry.third
        return {**values}
    if part == "blanks":
        blanks: dict[str, list[str]] = {}
        for entry in entries:
            blanks.setdefault(entry.first, []).append(entry.second)
        return {**blanks}
    return {entry.first: entry.second for entry in entries}


def as_lines(part: str, data: Mapping[str, object]) -> str:
    """Return the lines that say what a *part* of a profile keeps."""
    return "\n".join(_lines(part, data))


def _lines(part: str, data: Mapping[str, object]) -> Iterator[str]:
    for first, rest in data.items():
        if isinstance(rest, Mapping):
            yield from (f"{first}: {theirs} = {ours}" for theirs, ours in rest.items())
        elif part == "headings":
            yield f"{' '.join(first.split())} = {rest}"
        elif isinstance(rest, str):
            yield f"{first}: {rest}"
        elif isinstance(rest, Sequence):
            yield from (f"{first}: {text}" for text in rest)


def as_toml(profile: Profile, remarks: Mapping[tuple[str, ...], str] | None = None) -> str:
    """Return *profile* as a TOML file.

    *remarks* has a comment for a line, by the table and the key that the line is for.
    """
    said = remarks or {}
    lines = [f"dataset = {_quoted(profile.dataset)}"]
    if profile.description:
        lines.append(f"description = {_quoted(profile.description)}")
    if profile.separated_by != "commas":
        separator = f"separated_by = {_quoted(profile.separated_by)}"
        lines.append(separator + _comment(said.get(("separated_by",))))
    if profile.decimal_comma:
        lines.append("decimal_comma = true" + _comment(said.get(("decimal_comma",))))
    if not profile.has_heading_row:
        lines.append("has_heading_row = false" + _comment(said.get(("has_heading_row",))))
    for part in ("headings", "constants", "date_formats", "blanks"):
        table = getattr(profile, part)
        if table:
            lines += ["", f"[{part}]"]
            lines += [
                f"{_quoted(key)} = {_quoted(value)}" + _comment(said.get((part, key)))
                for key, value in table.items()
            ]
    for column, words in profile.values.items():
        lines += ["", f"[values.{column}]"]
        lines += [
            f"{_quoted(theirs)} = {_quoted(ours)}" + _comment(said.get(("values", column, theirs)))
            for theirs, ours in words.items()
        ]
    return "\n".join(lines) + "\n"


def _quoted(value: object) -> str:
    # What JSON writes between quotes, TOML reads as the same text; but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(remark: str | None) -> str:
    return f"  # {remark}" if remark else ""
