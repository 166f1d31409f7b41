"""Which of our columns each column of an unknown file seems to be, by its heading and its cells."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from franchises.imports.columns import Column, Day, Degrees, OneOf, Reading
from franchises.imports.coordinates import split_point
from franchises.imports.dataset import COORDINATES, EXTRA, IGNORE, POINT, Dataset
from franchises.imports.guessing.evidence import ENOUGH, Cells, dated, degrees_of, numbers_in
from franchises.imports.guessing.likeness import KNOWN, SAME, likeness
from franchises.imports.guessing.sampling import Sample
from franchises.imports.guessing.wordings import fiscal_year_in, ours_for
from franchises.rules.places import Box

SURE, LIKELY, GUESSED = "sure", "likely", "a guess"
FEW, LONGEST_WORD = 30, 40


@dataclass(frozen=True)
class Placed:
    """What a column seems to be, how sure that is, and why."""

    target: str
    surety: str = ""
    why: str = ""

    @property
    def remark(self) -> str:
        return ": ".join(filter(None, (self.surety, self.why)))


@dataclass
class Placing:
    """The columns of one file on their way to their places."""

    seen: Sample
    dataset: Dataset
    today: date
    box: Box
    # For a column: the names on record that it may hold.
    names: Mapping[str, Container[str]]
    decimal_comma: bool = False

    def places(self) -> dict[str, Placed]:
        """Return what every heading of the file seems to be, in the order of the file."""
        found = self._by_heading()
        for place in (self._by_names, self._by_point, self._by_degrees, self._by_words, self._key):
            found |= place(found)
        found |= self._swapped(found)
        return {
            cells.heading: found.get(cells.heading) or self._left(cells)
            for cells in self.seen.columns
        }

    def _left(self, cells: Cells) -> Placed:
        if not self.dataset.keeps_extra:
            return Placed(IGNORE)
        is_nothing = self.seen.has_heading_row and cells.heading.startswith("column ")
        return Placed(IGNORE, "", "empty") if is_nothing and not cells.counts else Placed(EXTRA)

    def cells(self, heading: str) -> Cells:
        return next(cells for cells in self.seen.columns if cells.heading == heading)

    def _by_heading(self) -> dict[str, Placed]:
        candidates = []
        for cells in self.seen.columns:
            for column in self._columns():
                like = likeness(cells.heading, column)
                fit = self._fit(cells, column, like) if like else 0.0
                if fit >= ENOUGH:
                    candidates.append((like * fit, like, fit, cells.heading, column))
        found: dict[str, Placed] = {}
        for _, like, fit, heading, column in sorted(candidates, key=lambda each: -each[0]):
            if heading not in found and column.name not in {each.target for each in found.values()}:
                found[heading] = Placed(column.name, *_surety(like, fit))
        return found

    def _columns(self) -> Iterator[Column]:
        return (column for column in self.dataset.columns if column.name != EXTRA)

    def _fit(self, cells: Cells, column: Column, like: float) -> float:
        """Return the share of the cells that *column* may hold, as far as a guess can say."""
        kind = column.kind
        if not cells.known:
            return ENOUGH
        if isinstance(kind, Day):
            real = without(cells, lambda text: kind.words and has_word(text, kind.words))
            found = dated(real, self.today)
            return found.share if found else float(not real.known)
        if isinstance(kind, Degrees):
            degrees = degrees_of(cells, decimal_comma=self.decimal_comma)
            return float(bool(degrees) and max(map(abs, degrees)) <= 180)
        if column.name == "fiscal_year":
            years = [text for text in cells.known if fiscal_year_in(text)]
            return cells.share({*years, *self._accepted(cells, column)})
        if isinstance(kind, OneOf):
            share = cells.share(text for text in cells.known if ours_for(text, kind))
            is_named = like == SAME or (like >= KNOWN and _repeats_words(cells))
            return max(share, ENOUGH) if is_named else share
        if [column.name] == self._key_columns() and like < SAME and not cells.are_different:
            return 0.0
        return cells.share(self._accepted(cells, column))

    def _accepted(self, cells: Cells, column: Column) -> Iterator[str]:
        parse = column.parser(Reading(self.today, decimal_comma=self.decimal_comma))
        for text in cells.known:
            try:
                parse(text)
            except ValueError:
                continue
            yield text

    def _key_columns(self) -> list[str]:
        """Return the column of the file that names a row, where one does."""
        named = [name for name in self.dataset.keys[0].written if name != "source"]
        return named if named != ["reference"] else []

    def _free(self, found: Mapping[str, Placed]) -> list[Cells]:
        return [cells for cells in self.seen.columns if cells.heading not in found and cells.known]

    def _lacks(self, found: Mapping[str, Placed], *names: str) -> bool:
        placed = {each.target for each in found.values()}
        ours = {column.name for column in self.dataset.columns}
        return not placed.intersection(names) and ours.issuperset(names)

    def _by_names(self, found: Mapping[str, Placed]) -> dict[str, Placed]:
        more: dict[str, Placed] = {}
        for name, known in self.names.items():
            for cells in self._free({**found, **more}):
                share = cells.share(text for text in cells.known if text in known)
                if self._lacks({**found, **more}, name) and share >= ENOUGH:
                    more[cells.heading] = Placed(name, LIKELY, "its texts are on record")
        return more

    def _by_point(self, found: Mapping[str, Placed]) -> dict[str, Placed]:
        if self._lacks(found, *COORDINATES):
            for cells in self._free(found):
                if cells.share(text for text in cells.known if is_point(text)) >= ENOUGH:
                    return {cells.heading: Placed(POINT, SURE, "both coordinates in one cell")}
        return {}

    def _by_degrees(self, found: Mapping[str, Placed]) -> dict[str, Placed]:
        """Return the two columns of which one lies in the city's latitudes, one in its longitudes.

        Without such a pair: two columns of degrees of which only one can be a latitude.
        """
        if POINT in {each.target for each in found.values()} or not self._lacks(
            found, *COORDINATES
        ):
            return {}
        degrees = {
            cells.heading: numbers
            for cells in self._free(found)
            if (numbers := degrees_of(cells, decimal_comma=self.decimal_comma))
            and any(number != int(number) for number in numbers)
        }
        box = self.box
        for latitude, north in degrees.items():
            for longitude, east in degrees.items():
                if latitude != longitude and (
                    (within(north, box.south, box.north) and within(east, box.west, box.east))
                    or (within(north, -90, 90) and max(map(abs, east)) > 90)
                ):
                    return {
                        latitude: Placed("latitude", LIKELY, "by its numbers"),
                        longitude: Placed("longitude", LIKELY, "by its numbers"),
                    }
        return {}

    def _by_words(self, found: Mapping[str, Placed]) -> dict[str, Placed]:
        more: dict[str, Placed] = {}
        for column in self._columns():
            kind = column.kind
            if not isinstance(kind, OneOf) or not column.required:
                continue
            for cells in self._free({**found, **more}):
                if not self._lacks({**found, **more}, column.name) or not _repeats_words(cells):
                    continue
                if cells.share(text for text in cells.known if ours_for(text, kind)) >= ENOUGH:
                    more[cells.heading] = Placed(column.name, GUESSED, "by its words")
        return more

    def _key(self, found: Mapping[str, Placed]) -> dict[str, Placed]:
        names = self._key_columns()
        if len(names) == 1 and self._lacks(found, names[0]):
            for cells in self._free(found):
                if cells.are_different and not cells.empty and not numbers_in(cells):
                    return {cells.heading: Placed(names[0], GUESSED, "no two rows share a text")}
        return {}

    def _swapped(self, found: Mapping[str, Placed]) -> dict[str, Placed]:
        """Return the coordinates the other way round, where only that makes sense."""
        heading = {each.target: heading for heading, each in found.items()}
        if not set(COORDINATES) <= set(heading):
            return {}
        latitude, longitude = (heading[name] for name in COORDINATES)
        north, east = (
            degrees_of(self.cells(each), decimal_comma=self.decimal_comma)
            for each in (latitude, longitude)
        )
        box = self.box
        fits = within(north, box.south, box.north) and within(east, box.west, box.east)
        other = within(east, box.south, box.north) and within(north, box.west, box.east)
        # In the Americas, longitudes are negative and most latitudes are not.
        reversed_signs = box.west < 0 < box.south and within(north, -180, 0) and min(east) > 0
        if fits or not (other or reversed_signs or not within(north, -90, 90)):
            return {}
        why = "the other way round than its heading says: swapped, by its numbers"
        return {
            latitude: Placed("longitude", LIKELY, why),
            longitude: Placed("latitude", LIKELY, why),
        }


def without(cells: Cells, is_left_out: Callable[[str], Any]) -> Cells:
    """Return *cells* less some of their texts."""
    counts = {text: n for text, n in cells.counts.items() if not is_left_out(text)}
    return replace(cells, counts=type(cells.counts)(counts))


def has_word(text: str, words: tuple[str, ...]) -> bool:
    """Return whether *text* has one of *words* in it."""
    return any(word in text.casefold() for word in words)


def is_point(text: str) -> bool:
    """Return whether *text* is a point: both coordinates."""
    try:
        split_point(text)
    except ValueError:
        return False
    return True


def within(numbers: list[float], lowest: float, highest: float) -> bool:
    """Return whether almost all of *numbers*, and at least one, lie from *lowest* to *highest*."""
    inside = sum(lowest <= number <= highest for number in numbers)
    return bool(numbers) and inside >= 0.95 * len(numbers)


def _repeats_words(cells: Cells) -> bool:
    """Return whether most rows have one of a few short texts."""
    return (
        not cells.are_different
        and len(cells.known) <= FEW
        and max(map(len, cells.known)) <= LONGEST_WORD
        and cells.empty <= cells.rows * (1 - ENOUGH)
    )


def _surety(like: float, fit: float) -> tuple[str, str]:
    share = "" if fit >= 0.995 else f", and {fit:.0%} of its cells"
    if fit == ENOUGH:
        share = ", and its cells say little"
    if like == SAME:
        return (LIKELY if share else SURE), f"the same name{share}"
    if like == KNOWN:
        return (GUESSED if share else LIKELY), f"another name for it{share}"
    return GUESSED, f"a name like it{share}"
