"""A profile proposed from the headings and the cells of a file, for a person to check.

Nothing here imports anything: it says what each column seems to be, how sure that is, and what is
still to be said before a row is whole.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

from franchises.imports.columns import Column, Day, Degrees, Dollars, OneOf
from franchises.imports.coordinates import split_point
from franchises.imports.dataset import COORDINATES, EXTRA, FRANCHISE, IGNORE, POINT, Dataset
from franchises.imports.dates import ISO, MILLISECONDS
from franchises.imports.guessing.doubts import SHOWN, about_ids, listed, why_it_has_no_place
from franchises.imports.guessing.evidence import (
    Cells,
    dated,
    has_decimal_commas,
    has_short_years,
    zeros_of,
)
from franchises.imports.guessing.likeness import is_of_the_portal, words_of
from franchises.imports.guessing.placing import (
    GUESSED,
    LIKELY,
    Placing,
    has_word,
    is_point,
    without,
)
from franchises.imports.guessing.sampling import Sample
from franchises.imports.guessing.wordings import fiscal_year_in, ours_for, translations
from franchises.imports.headings import heading_key
from franchises.imports.problems import counted
from franchises.imports.profiles import Profile
from franchises.rules.places import Box


@dataclass
class Guess:
    """A proposed profile; a remark for a line by its table and key; what a person has to know."""

    profile: Profile
    remarks: dict[tuple[str, ...], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def guess_profile(
    seen: Sample,
    dataset: Dataset,
    today: date,
    box: Box,
    names: Mapping[str, Container[str]],
    name: str = "",
) -> Guess:
    """Return the profile that seems to fit the file of which *seen* is a sample.

    *names* has, for a column such as ``franchisee``, the names on record; *box* is the city's.
    """
    return _Guesser(seen, dataset, today, box, names).guess(name)


class _Guesser:
    """One guess while it is made."""

    def __init__(
        self,
        seen: Sample,
        dataset: Dataset,
        today: date,
        box: Box,
        names: Mapping[str, Container[str]],
    ) -> None:
        self._seen, self._dataset, self._today, self._names = seen, dataset, today, names
        self._decimal_comma = has_decimal_commas(
            cells for cells in seen.columns if not any(map(is_point, cells.known[:SHOWN]))
        ) and any(isinstance(column.kind, Degrees | Dollars) for column in dataset.columns)
        self._places = Placing(seen, dataset, today, box, names, self._decimal_comma).places()
        self._constants: dict[str, str] = {}
        self._date_formats: dict[str, str] = {}
        self._values: dict[str, dict[str, str]] = {}
        self._blanks: dict[str, list[str]] = {}
        self._guess = Guess(Profile("", dataset.name))

    def guess(self, name: str) -> Guess:
        guess = self._guess
        self._say_how_it_is_written()
        for cells in self._seen.columns:
            placed = self._places[cells.heading]
            guess.remarks["headings", cells.heading] = placed.remark
            self._look_under(cells, placed.target)
        self._fill_in()
        self._say_what_is_missing()
        guess.profile = Profile(
            name,
            self._dataset.name,
            description=f"As guessed from {self._seen.name}"[:200],
            headings={heading: each.target for heading, each in self._places.items()},
            constants=self._constants,
            date_formats=self._date_formats,
            values=self._values,
            blanks=self._blanks,
            decimal_comma=self._decimal_comma,
            has_heading_row=self._seen.has_heading_row,
            separated_by=self._seen.separated_by,
        )
        return guess

    def _say_how_it_is_written(self) -> None:
        seen, notes, remarks = self._seen, self._guess.notes, self._guess.remarks
        if not seen.has_heading_row:
            remarks["has_heading_row",] = "likely: the first row has numbers or dates in it"
        if self._decimal_comma:
            remarks["decimal_comma",] = "likely: its numbers are written 1.234,50"
        if seen.odd_lines:
            shown = ", ".join(map(str, seen.odd_lines[:SHOWN]))
            notes.append(
                f"{counted(len(seen.odd_lines), 'row')} with more or fewer cells than the header,"
                f" such as line {shown}: perhaps a comma in a text without quotes. Such a row is"
                " refused"
            )
        notes += [f"line {line} is one of totals: take it out" for line in seen.total_lines[:SHOWN]]
        headings = [heading_key(cells.heading) for cells in seen.columns]
        for twice in sorted({heading for heading in headings if headings.count(heading) > 1}):
            notes.append(f"{twice} is a heading twice: the file is refused until one has another")
        swapped = [heading for heading, each in self._places.items() if "swapped" in each.why]
        if swapped:
            notes.append(f"{' and '.join(swapped)} seem to be swapped, and are mapped as they are")

    def _look_under(self, cells: Cells, target: str) -> None:
        if target in (EXTRA, IGNORE):
            if not is_of_the_portal(cells.heading):
                self._say_what_has_no_place(cells)
            return
        if target == POINT:
            if any("\n" in text for text in cells.known):
                self._guess.notes.append(
                    f"{cells.heading} has an address above its coordinates, which is not kept"
                )
            nowhere = [text for text in cells.known if is_point(text) and _is_nowhere(text)]
            for name in COORDINATES:
                self._mean_nothing(self._dataset.column(name), [*nowhere, *cells.nothings])
            return
        column = self._dataset.column(target)
        if column.required and cells.empty:
            self._guess.notes.append(
                f"{cells.heading} is empty in {counted(cells.empty, 'row')}, and every row needs"
                f" {target}"
            )
        if isinstance(column.kind, Day):
            self._look_at_dates(cells, column, column.kind)
        elif isinstance(column.kind, OneOf):
            self._look_at_words(cells, column, column.kind)
        elif isinstance(column.kind, Degrees):
            self._mean_nothing(column, [*zeros_of(cells), *cells.nothings])
        elif isinstance(column.kind, Dollars):
            dashes = [text for text in cells.nothings if text.strip("$ ").startswith("-")]
            self._translate(column, dict.fromkeys(dashes, "0"), "how accountants write 0")
            self._mean_nothing(column, [text for text in cells.nothings if text not in dashes])
        elif column.name == "fiscal_year":
            years = {text: year for text in cells.known if (year := fiscal_year_in(text))}
            self._translate(column, years, f"{LIKELY}: by the year it ends in")
        else:
            self._mean_nothing(column, cells.nothings)
            self._look_at_names(cells, column)
            self._guess.notes += about_ids(cells, are_keys=column.name in ("asset_id", "number"))

    def _look_at_dates(self, cells: Cells, column: Column, kind: Day) -> None:
        worded = [text for text in cells.known if kind.words and has_word(text, kind.words)]
        self._translate(column, {t: kind.words[0] for t in worded if t != kind.words[0]}, LIKELY)
        found = dated(without(cells, worded.__contains__), self._today)
        if found is None:
            return
        if found.written != ISO:
            self._date_formats[column.name] = found.written
            fits = f"{LIKELY}: {found.share:.0%} of its dates"
            if found.or_written:
                fits = f"{GUESSED}: {found.or_written} fits as well"
                self._guess.notes.append(
                    f"the dates of {cells.heading} can be {found.written} or {found.or_written}:"
                    " ask who made the file"
                )
            self._guess.remarks["date_formats", column.name] = fits
        if "h" in found.written:
            zone = ", in UTC as the file says: the day is taken as written" * ("Z" in found.written)
            zone += ": the day is taken as written, in its zone" * (found.written.count("hh") > 1)
            self._guess.notes.append(f"{cells.heading} has a time of day, which is not kept{zone}")
        if found.written == MILLISECONDS:
            self._guess.notes.append(f"{cells.heading} counts moments: the day is that of UTC")
        wordy = [text for text in found.unread if not re.search(r"[0-9]", text)]
        self._mean_nothing(column, [*found.blanks, *wordy])
        self._say_unread(cells, [text for text in found.unread if text not in wordy])

    def _say_what_has_no_place(self, cells: Cells) -> None:
        found = dated(cells, self._today)
        if has_short_years(cells):
            self._guess.notes.append(
                f"{cells.heading} has dates with two figures for the year, which are not read"
            )
        elif found and found.has_real_days and (places := self._free_days()):
            self._guess.notes.append(
                f"{cells.heading} has dates written {found.written}, and might be {places}"
            )
        else:
            free = [each for each in self._dataset.columns if self._lacks(each.name)]
            reason = why_it_has_no_place(cells, free, self._today)
            self._guess.notes += [reason] * bool(reason)

    def _free_days(self) -> str:
        return ", ".join(
            column.name
            for column in self._dataset.columns
            if isinstance(column.kind, Day) and self._lacks(column.name)
        )

    def _look_at_words(self, cells: Cells, column: Column, kind: OneOf) -> None:
        found, unknown = translations(cells.known, kind)
        self._translate(column, found, LIKELY)
        self._mean_nothing(column, cells.nothings)
        if unknown:
            self._guess.notes.append(
                f"{cells.heading}: no word of ours for {listed(unknown)}: write under"
                f' [values.{column.name}] "{unknown[0]}" = one of {", ".join(kind.words)}'
            )

    def _look_at_names(self, cells: Cells, column: Column) -> None:
        known = self._names.get(column.name)
        strangers = [] if known is None else [text for text in cells.known if text not in known]
        if strangers:
            self._guess.notes.append(
                f"{cells.heading}: not on record as {column.name}: {listed(strangers)}. Rows with"
                " these are refused until the names are recorded"
            )

    def _translate(self, column: Column, words: Mapping[str, str], why: str) -> None:
        for theirs, ours in words.items():
            self._values.setdefault(column.name, {})[theirs] = ours
            self._guess.remarks["values", column.name, theirs] = why

    def _mean_nothing(self, column: Column, texts: Sequence[str]) -> None:
        if texts and column.required:
            self._guess.notes.append(
                f"{column.name}: {listed(texts)} say nothing, and every row needs it"
            )
        elif texts:
            self._blanks[column.name] = list(dict.fromkeys(texts))
            self._guess.remarks["blanks", column.name] = f"{LIKELY}: they say nothing"

    def _say_unread(self, cells: Cells, texts: Sequence[str]) -> None:
        if texts:
            self._guess.notes.append(f"{cells.heading}: cannot be read as dates: {listed(texts)}")

    def _fill_in(self) -> None:
        stem = PurePath(self._seen.name).stem
        filled: dict[str, Any] = {}
        if self._lacks("source"):
            filled["source"] = "-".join(words_of(stem).split())[:50]
        if self._lacks("kind") and self._dataset.column("kind").required:
            filled["kind"] = ours_for(stem, self._dataset.column("kind").kind)  # type: ignore[arg-type]
        for name, text in filled.items():
            if text:
                self._constants[name] = text
                self._guess.remarks["constants", name] = f"{GUESSED}: from the name of the file"

    def _lacks(self, name: str) -> bool:
        placed = {each.target for each in self._places.values()}
        return name in {column.name for column in self._dataset.columns} - placed

    def _say_what_is_missing(self) -> None:
        missing = self._guess.missing
        for column in self._dataset.columns:
            if column.required and self._lacks(column.name) and column.name not in self._constants:
                missing.append(f"{column.name}: {column.help} It is {column.kind.describe()}")
        if FRANCHISE[0] in self._dataset.columns and self._lacks("franchise"):
            if self._lacks("franchisee"):
                missing.append("franchise: the number of each row's franchise, or its franchisee")
            elif self._lacks("franchise_type"):
                self._guess.notes.append(
                    "a franchisee may hold several franchises: where it does, set franchise_type"
                )


def _is_nowhere(text: str) -> bool:
    return not any(map(float, split_point(text)))
