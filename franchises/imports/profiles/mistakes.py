"""What is wrong with a profile: each mistake in a sentence, before a file is read with it.

The form of the admin asks the same functions, line by line.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from franchises.imports.columns import Column, Day, Reading
from franchises.imports.dataset import Dataset
from franchises.imports.datasets import DATASETS
from franchises.imports.dates import format_mistake
from franchises.imports.profiles.profile import DELIMITERS, Profile

# Of no moment here: whether a date is too late is for the day of the import to say.
_A_DAY = date(2100, 1, 1)
_WORDS = {
    "headings": "maps headings to columns",
    "constants": "maps columns to values",
    "date_formats": "maps columns to formats",
    "values": "maps columns to what maps their words to ours",
    "blanks": "maps columns to lists of texts",
    "decimal_comma": "is true or false",
    "has_heading_row": "is true or false",
}


def shape_mistake(written: Mapping[str, Any]) -> str | None:
    """Return why *written*, of any shape, has not the parts of a profile, or None where it has."""
    if "dataset" not in written:
        return 'names no data set: write dataset = "installations", for example'
    for part, value in written.items():
        if part not in Profile.__dataclass_fields__:
            known = ", ".join(each for each in Profile.__dataclass_fields__ if each != "name")
            return f"has a part {part!r}, and there are {known}"
        if not _has_shape(part, value):
            return f"{part} {_WORDS.get(part, 'is a text')}, and here it does not"
    return None


def _has_shape(part: str, value: Any) -> bool:
    if part in ("decimal_comma", "has_heading_row"):
        return isinstance(value, bool)
    if part == "values":
        return isinstance(value, dict) and all(map(_maps_texts, value.values()))
    if part == "blanks":
        return isinstance(value, dict) and all(map(_lists_texts, value.values()))
    return _maps_texts(value) if part in _WORDS else isinstance(value, str)


def _maps_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _lists_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def mistakes_of(profile: Profile) -> list[str]:
    """Return every mistake of *profile* as a sentence; none where it can be used."""
    dataset = DATASETS.get(profile.dataset)
    if dataset is None:
        return [f"{profile.dataset} is not a data set: {', '.join(DATASETS)}"]
    return [mistake for mistake in _mistakes(profile, dataset) if mistake]


def _mistakes(profile: Profile, dataset: Dataset) -> Iterator[str | None]:
    if profile.separated_by not in DELIMITERS:
        known = ", ".join(DELIMITERS)
        yield f"separated_by is one of {known}, not {profile.separated_by or 'nothing'}"
    for heading, target in profile.headings.items():
        yield heading_mistake(dataset, heading, target)
    for column, text in profile.constants.items():
        written = profile.date_formats.get(column, "YYYY-MM-DD")
        yield constant_mistake(dataset, column, text, written)
        if column in profile.headings.values():
            yield f"{column} is a heading of the file and the same in every row: only one is right"
    for column, written in profile.date_formats.items():
        yield date_format_mistake(dataset, column, written)
    for column, words in profile.values.items():
        for theirs, ours in words.items():
            yield value_mistake(dataset, column, theirs, ours)
    for column, texts in profile.blanks.items():
        for text in texts:
            yield blank_mistake(dataset, column, text)


def heading_mistake(dataset: Dataset, heading: str, target: str) -> str | None:
    """Return why *heading* cannot be *target*, or None where it can."""
    if not heading.strip():
        return f"names no heading that is {target}"
    if target in dataset.targets:
        return None
    return f"{target or 'nothing'} is no column of {dataset.name}: {', '.join(dataset.targets)}"


def constant_mistake(
    dataset: Dataset, column: str, text: str, date_format: str = "YYYY-MM-DD"
) -> str | None:
    """Return why *column* cannot be *text* in every row, or None where it can."""
    if not text.strip():
        return f"{column} is nothing in every row: leave it away"
    return _unknown_column(dataset, column) or _refusal(
        dataset.column(column), text, (date_format,), "in every row"
    )


def date_format_mistake(dataset: Dataset, column: str, written: str) -> str | None:
    """Return why the dates of *column* cannot be written so, or None where they can."""
    unknown = _unknown_column(dataset, column)
    if unknown:
        return unknown
    if not isinstance(dataset.column(column).kind, Day):
        return f"{column} is no date"
    mistake = format_mistake(written)
    return mistake and f"{column}: {written} {mistake}"


def value_mistake(dataset: Dataset, column: str, theirs: str, ours: str) -> str | None:
    """Return why *theirs* cannot stand for *ours* in *column*, or None where it can."""
    unknown = _unknown_column(dataset, column)
    if unknown or not theirs.strip():
        return unknown or f"{column}: names no word of theirs for {ours}"
    if isinstance(dataset.column(column).kind, Day):
        # A date of ours stands in the format of the file, which a profile may not know yet.
        return None
    return _refusal(dataset.column(column), ours, ("YYYY-MM-DD",), f"for {theirs}")


def blank_mistake(dataset: Dataset, column: str, text: str) -> str | None:
    """Return why *text* in *column* cannot mean nothing, or None where it can."""
    unknown = _unknown_column(dataset, column)
    if unknown or not text.strip():
        return unknown or f"{column}: an empty cell means nothing already"
    return None


def _unknown_column(dataset: Dataset, column: str) -> str | None:
    names = [each.name for each in dataset.columns]
    if column in names:
        return None
    return f"{column or 'nothing'} is no column of {dataset.name}: {', '.join(names)}"


def _refusal(column: Column, text: str, formats: tuple[str, ...], where: str) -> str | None:
    if any(map(format_mistake, formats)):
        return None
    try:
        column.parser(Reading(_A_DAY, formats))(text)
    except ValueError as error:
        return f"{column.name}: {text or 'nothing'} {where} {error}"
    return None
